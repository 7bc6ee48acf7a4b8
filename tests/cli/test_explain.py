"""`faro explain`: which resources it finds, and what each quantity is from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from faro.cli import main
from tests.cli.folds import unfolded
from tests.cost.states import export, written
from tests.cost.test_estimate import RAILWAY, SUPABASE, resource

ROOT = Path(__file__).parents[2]
HABITS = """\
daily_share: 0.25
requests_per_user_day: 12
measured: [requests_per_user_day]
"""
Capture = pytest.CaptureFixture[str]


def blocks(text: str) -> dict[str, list[str]]:
    """The lines below each heading."""
    found = [block.splitlines() for block in text.split("\n\n")]
    return {first: rest for first, *rest in found}


def explained(capsys: Capture, *words: str) -> dict[str, list[str]]:
    assert main(["explain", *words, f"--program={ROOT}"]) == 0
    return blocks(unfolded(capsys.readouterr().out, 6))


@pytest.fixture
def phase2(phases: dict[str, Path]) -> str:
    return str(phases["phase2"])


@pytest.fixture
def habits(tmp_path: Path) -> str:
    return f"--workload={written(tmp_path / 'habits.yml', HABITS)}"


def test_where_each_quantity_comes_from(capsys: Capture, phase2: str, habits: str) -> None:
    """From the program, from what was given, measured and assumed, or from none of these."""
    found = explained(capsys, "supabase-project", phase2, "--mau=123457", habits)
    [(head, lines)] = found.items()
    # 730 x 0.1517 + 23,457 x 0.00325 + (24.6914 - 8) x 0.125; 225 GB of egress are included
    assert head == "supabase-project  in phase2.json: 189.07 USD a month"
    said = dict(zip(lines[::3], lines[1::3], strict=True))
    quantity = {name.split(":")[0].strip(): text.strip() for name, text in said.items()}
    assert quantity == {
        "supabase compute_large": "quantity: follows from the program alone",
        "supabase mau": "quantity: from mau 123,457 (given)",
        "supabase egress": "quantity: from mau 123,457 (given), daily_share 0.25 (given), "
        "requests_per_user_day 12 (measured), response_kb 20 (assumed)",
        "supabase cached_egress": "quantity: the same at ten times the load",
        "supabase disk_gp3": "quantity: from mau 123,457 (given), "
        "database_kb_per_user 200 (assumed)",
        "supabase storage": "quantity: the same at ten times the load",
    }
    assert all(line.startswith("    price: ") and "read on" in line for line in lines[2::3])
    [arithmetic] = [line for line in lines if "supabase mau:" in line]
    assert arithmetic.strip().startswith("supabase mau: (123,457 - 100,000 included) MAU × 0.00325")


def test_a_urn_is_one_resource(capsys: Capture, phase2: str) -> None:
    steps = json.loads(Path(phase2).read_text())["steps"]
    [urn] = [step["urn"] for step in steps if step["urn"].endswith("::supabase-project")]
    assert list(explained(capsys, urn, phase2)) == [
        "supabase-project  in phase2.json: ≥ 110.74 USD a month"
    ]


def test_a_wildcard_is_every_resource_that_it_fits(capsys: Capture, phase2: str) -> None:
    found = explained(capsys, "logs-*", phase2, "--mau=10k")
    assert [head.split("  ")[0] for head in found] == ["logs-api", "logs-frontend"]


def test_the_account_has_fees_and_tokens(capsys: Capture, phase2: str) -> None:
    [(head, lines)] = explained(capsys, "account", phase2, "--mau=10k").items()
    assert head.startswith("(account)  in phase2.json: ")
    said = "\n".join(lines)
    assert "railway plan_fee: 1 workspace-month × 20 = 20.00\n    quantity: follows from" in said
    assert "ai_share 0.2 (assumed), tokens_out 400 (assumed)" in said


def test_a_usage_file_gives_what_stands_in_it(capsys: Capture, tmp_path: Path) -> None:
    usage = written(
        tmp_path / "month.yml", "plans: {railway: Pro}\nresource_usage: {api: {egress: 7}}"
    )
    service = str(export(tmp_path / "service.json", resource(RAILWAY, "api")))
    [(head, lines)] = explained(capsys, "api", service, f"--usage={usage}").items()
    assert head == "api  in service.json: ≥ 0.35 USD a month"
    said = dict(zip(lines[::3], lines[1::3], strict=True))
    assert [text.strip() for text in said.values()] == [
        "quantity: unknown: set by neither a workload nor a usage file",
        "quantity: unknown: set by neither a workload nor a usage file",
        "quantity: given in month.yml",
    ]


def test_a_meter_that_the_script_names_at_some_loads_only(capsys: Capture, tmp_path: Path) -> None:
    """One that is gone with more users is driven by them."""
    written(tmp_path / "Pulumi.yaml", "name: p\nruntime: python\n")
    written(tmp_path / "Pulumi.dev.yaml", "")
    written(tmp_path / "pyproject.toml", '[tool.faro]\nusage = "usage.py"\n')
    script = """
import json, sys
for line in sys.stdin:
    mau = json.loads(line)["workload"]["mau"]
    used = {"mau": mau} | ({"egress_peak": 1} if mau <= 100 else {})
    print("---\\n" + json.dumps({"resource_usage": {"db": used}}))
"""
    written(tmp_path / "usage.py", script)
    db = resource(SUPABASE, "db", plan="pro", compute_size="small")
    target = str(export(tmp_path / "dev.json", db))
    assert main(["explain", "db", target, "--mau=100", f"--program={tmp_path}"]) == 0
    lines = capsys.readouterr().out.splitlines()
    [at] = [at for at, line in enumerate(lines) if "egress_peak" in line]
    assert lines[at + 1].strip() == "quantity: from mau 100 (given)"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("supabase-projct", "is 'supabase-projct' (did you mean supabase-project?)."),
        ("zzz", "is 'zzz'."),
        ("gemni", "is 'gemni' (did you mean gemini?)."),
        ("api-domain", "is free by itself or has no price."),
    ],
)
def test_a_name_of_which_nothing_is_charged(
    capsys: Capture, phase2: str, name: str, said: str
) -> None:
    assert main(["explain", name, phase2, f"--program={ROOT}"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err
    assert shown.err.count("error: ") == 1


def test_a_usage_file_takes_the_place_of_a_workload(capsys: Capture, phase2: str) -> None:
    assert main(["explain", "api", phase2, "--usage=a", "--mau=1"]) == 1
    assert "cannot be combined" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("word", "first", "vendors"),
    [
        ("gemini", "(account)", {"gemini"}),
        ("vercel", "frontend-project", {"vercel"}),
        ("frontend", "frontend-project", {"vercel"}),
        ("supabase", "supabase-project", {"supabase"}),
        ("gemini-2.5-flash_output", "(account)", {"gemini"}),
        (
            "(account)",
            "(account)",
            {"gemini", "supabase", "sentry", "axiom", "cloudflare", "railway", "vercel"},
        ),
    ],
)
def test_any_word_that_a_bill_prints(
    capsys: Capture, phase2: str, word: str, first: str, vendors: set[str]
) -> None:
    """The dearest block first."""
    assert main(["explain", word, phase2, "--mau=100k", f"--program={ROOT}"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"{first}  in phase2.json: ")
    lines = [line for line in shown.splitlines() if line.startswith("  ") and line[2] != " "]
    assert {line.split()[0] for line in lines} == vendors


def test_every_word_of_a_bill_is_explained(capsys: Capture, phase2: str) -> None:
    """Vendors, components, resources and meters that have a line."""
    words = [phase2, "--mau=100k", f"--program={ROOT}"]
    assert main(["cost", *words]) == 0
    shown = capsys.readouterr().out
    table = shown.partition("\n\n(account)")[0]
    rows = [line.split()[0] for line in table.partition("USD a month")[2].splitlines() if line]
    printed = {row for row in rows if row not in ("total", "phase2.json")} - {
        *("fixed", "usage-based", "credits", "allowances", "by", "low", "high", "per", "income"),
        *("margin", "phase2.json", "≥", "!"),
    }
    assert len(printed) > 10
    for word in printed:
        assert main(["explain", word, *words]) == 0, word
    capsys.readouterr()


def test_a_stack_is_told_what_to_name(capsys: Capture) -> None:
    assert main(["explain", "phase2", f"--program={ROOT}"]) == 1
    said = capsys.readouterr().err
    assert "phase2 is a stack. Name a part of its bill" in said
    assert "run: faro explain account phase2" in said
