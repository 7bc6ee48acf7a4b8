"""`faro usage`: a file that prices the same as the workload it comes from."""

import json
import re
from pathlib import Path

import pytest
import yaml

from faro.cli import main

ROOT = Path(__file__).parents[2]
PHASES = ("phase1", "phase1.5", "phase2", "phase2-cloudrun", "phase3")


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main([*words, f"--program={ROOT}"]) == 0
    return capsys.readouterr().out


def total(document: str) -> str:
    return f"{float(json.loads(document)['totalMonthlyCost']):.2f}"


@pytest.mark.parametrize("phase", PHASES)
def test_prices_the_same_when_given_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], phase: str
) -> None:
    path = tmp_path / "usage.yml"
    path.write_text(shown(capsys, "usage", phase, "--mau=123457"))
    words = ("cost", phase, "--format=json")
    again = total(shown(capsys, *words, f"--usage={path}"))
    assert again == total(shown(capsys, *words, "--mau=123457"))


def test_is_worked_out_for_so_many_users(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, "usage", "phase2", "--mau=20000")
    assert text.startswith("# phase2 at 20,000 users a month.")
    assert yaml.safe_load(text)["resource_usage"]["supabase-project"]["mau"] == 20_000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("phase9", "--mau=1"), "'phase9' is not a phase; the phases are phase1, "),
        (("phase9",), "phase9"),
        (("phase2", "--mau=-1"), "'-1' is not a number of users"),
    ],
)
def test_what_it_cannot_work_out(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert main(["usage", *words, f"--program={ROOT}"]) == 1
    assert said in capsys.readouterr().err


def test_without_a_load_a_file_to_fill_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every meter with its unit; taken back as it is, nothing of it is known."""
    text = shown(capsys, "usage", "phase2")
    assert "# For a number of users: faro usage phase2 --mau 10000" in text
    assert "    egress:  # GB\n" in text
    found = yaml.safe_load(text)
    assert found["plans"]["railway"] == "Pro"
    assert set(found["resource_usage"]["supabase-project"].values()) == {None}
    path = tmp_path / "usage.yml"
    path.write_text(text)
    priced = shown(capsys, "cost", "phase2", f"--usage={path}")
    assert re.search(r"^total +≥ 244\.74$", priced, re.MULTILINE)


def test_the_plans_of_a_template_follow_the_config(capsys: pytest.CaptureFixture[str]) -> None:
    for config, plan in (((), "Hobby"), (("--config=faro:vercelPlan=pro",), "Pro")):
        text = shown(capsys, "usage", "phase1", *config)
        assert yaml.safe_load(text)["plans"]["vercel"] == plan


def test_a_program_without_a_script_is_no_dead_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the open line to the command, from the file to the bill."""
    (tmp_path / "Pulumi.yaml").write_text("name: net\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text("config:\n  aws:region: us-east-1\n")
    (tmp_path / "__main__.py").write_text(
        "import pulumi_aws as aws\naws.ec2.NatGateway('nat', subnet_id='s')\n"
    )
    program = f"--program={tmp_path}"
    assert main(["cost", "dev", program]) == 0
    assert "faro cost dev --usage FILE" in capsys.readouterr().out
    assert main(["usage", "dev", "--mau=10k", program]) == 1
    assert "run: faro usage dev\n" in capsys.readouterr().err
    path = tmp_path / "usage.yml"
    assert main(["usage", "dev", program, f"--out={path}"]) == 0
    assert "  nat:  # aws:ec2/natGateway:NatGateway\n    nat_data:  # GB\n" in path.read_text()
    path.write_text(path.read_text().replace("nat_data:", "nat_data: 100"))
    assert main(["cost", "dev", program, f"--usage={path}"]) == 0
    assert ["total", "37.35"] in [line.split() for line in capsys.readouterr().out.splitlines()]
