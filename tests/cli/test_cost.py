"""`faro cost`: which words go together, and what a comparison prints."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from faro.cli import main
from faro.cost.workload import HIGH, LOW, Workload
from faro.pricing import CostRequest, forecast
from tests.cost.states import export, written
from tests.cost.test_estimate import SUPABASE, resource

ROOT = Path(__file__).parents[2]
USED = "resource_usage: {db: {mau: 0, egress: 0, cached_egress: 0, disk_gp3: 0, storage: 0}}"


def test_one_phase_against_another(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["cost", "--from=phase1.5", "--to=phase2", "--mau=1000", f"--program={ROOT}"]
    assert main(words) == 0
    heading, _, shown = capsys.readouterr().out.partition("\n\n")
    assert heading.startswith("phase1.5: ")
    first, *rows, total = shown.splitlines()
    assert first == "phase1.5 => phase2, USD a month"
    assert any(row.startswith("+") and "api-service" in row for row in rows)
    assert total.startswith("total ")


def test_the_parts_make_up_the_total(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cost", "phase1.5", "phase2", "--mau=100000", f"--program={ROOT}"]) == 0
    rows = [line.split("  ") for line in table(capsys).splitlines()]
    found = {
        name: [Decimal(cell.lstrip("! ").replace(",", "")) for cell in cells]
        for name, cells in map(_cells, rows)
        if name in ("total", "fixed", "usage-based", "credits")
    }
    parts = zip(*(found[part] for part in found if part != "total"), strict=True)
    for part, total in zip(parts, found["total"], strict=True):
        assert abs(sum(part) - total) <= Decimal("0.02"), "each is rounded by itself"


def table(capsys: pytest.CaptureFixture[str]) -> str:
    """The tables of a report in text, without its heading and what stands below."""
    shown = capsys.readouterr().out
    return shown[shown.index("USD a month") :].partition(" charged, ")[0]


def _cells(row: list[str]) -> tuple[str, list[str]]:
    """The name of a row of the table, and what stands in its columns."""
    words = [cell.strip() for cell in row if cell.strip()]
    return (words[0], words[1:]) if words else ("", [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from=phase1"], "Give --from and --to together"),
        (["--to=phase1"], "Give --from and --to together"),
        (["phase1", "--from=phase1", "--to=phase2"], "without a STACK"),
        (["--from=phase1", "--to=phase9"], "phase9"),
        (["--from=phase1", "--to=phase1"], "--from and --to are both 'phase1'"),
        (["--usage=a", "--mau=1"], "cannot be combined"),
    ],
)
def test_words_that_do_not_go_together(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main(["cost", *words, f"--program={ROOT}"]) == 1
    assert said in capsys.readouterr().err


def test_two_files_of_one_name_are_two_targets(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Such as the export of two checkouts."""
    files = []
    for size in ("micro", "small"):
        folder = tmp_path / size
        folder.mkdir()
        db = resource(SUPABASE, "db", plan="pro", compute_size=size)
        files.append(str(export(folder / "state.json", db)))
    usage = f"--usage={written(tmp_path / 'usage.yml', USED)}"
    assert main(["cost", f"--from={files[0]}", f"--to={files[1]}", usage]) == 0
    assert "total 25.00 => 30.04: +5.04 (+20 %)" in capsys.readouterr().out
    assert main(["cost", *files, usage]) == 0
    heads = [line for line in table(capsys).splitlines() if line.startswith("USD a month")]
    assert [name for line in heads for name in line.split()[3:]] == files


def test_stacks_that_run_together_share_allowances_and_fees(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """One fee of 25, one allowance of 250 GB and one credit of 10, not two of each."""
    files = [
        str(export(tmp_path / f"{n}.json", resource(SUPABASE, n, plan="pro", compute_size="micro")))
        for n in ("blue", "green")
    ]
    used = "{mau: 0, egress: 200, cached_egress: 0, disk_gp3: 0, storage: 0}"
    usage = written(tmp_path / "usage.yml", f"resource_usage: {{'*': {used}}}")
    words = ["cost", *files, "+".join(files), f"--usage={usage}"]
    assert main(words) == 0
    head, *rows = table(capsys).splitlines()
    assert head.split()[3:] == ["blue.json", "green.json", "blue.json+green.json"]
    # 2 x 9.81 for compute + 150 GB x 0.09
    assert rows[1].split() == ["total", "25.00", "25.00", "48.12"]


def test_an_export_and_a_preview_cost_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    db = resource(SUPABASE, "db", plan="pro", compute_size="small")
    state = export(tmp_path / "state.json", db)
    new = {"urn": db.urn, "custom": True, "type": db.type, "inputs": dict(db.inputs)}
    steps = [{"op": "create", "urn": db.urn, "newState": new, "detailedDiff": None}]
    preview = tmp_path / "preview.json"
    preview.write_text(json.dumps({"config": {}, "steps": steps, "changeSummary": {"create": 1}}))
    usage = written(tmp_path / "usage.yml", USED)
    assert main(["cost", str(state), str(preview), f"--usage={usage}"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["total", "30.04", "30.04"] in rows


IMAGES = """
import pulumi_aws as aws

DISK = {"volume_type": "gp3", "volume_size": 20}


def vm(name, image):
    name_is = {"name": "name", "values": [image]}
    found = aws.ec2.get_ami_output(owners=["amazon"], filters=[name_is])
    aws.ec2.Instance(name, ami=found.id, instance_type="m5.xlarge", root_block_device=DISK)


vm("windows", "Windows_Server-2022-English-Full-Base-*")
vm("with-sql", "Windows_Server-2022-English-Full-SQL_2022_Standard-*")
vm("red-hat", "RHEL-9.4.0_HVM-*")
vm("linux", "al2023-ami-*-x86_64")
"""


def test_an_image_that_is_looked_up_by_name_says_its_system(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    written(tmp_path / "Pulumi.yaml", "name: images\nruntime: python\n")
    written(tmp_path / "Pulumi.dev.yaml", "config: {aws:region: us-east-1}\n")
    written(tmp_path / "__main__.py", IMAGES)
    assert main(["cost", "dev", f"--program={tmp_path}", "--format=json"]) == 0
    [project] = json.loads(capsys.readouterr().out)["projects"]
    found = {
        (one["name"], part["name"])
        for one in project["breakdown"]["resources"]
        for part in one["costComponents"]
    }
    assert {
        ("windows", "ec2_m5.xlarge"),
        ("windows", "ec2_licence_windows"),
        ("with-sql", "ec2_licence_windows_sql_standard"),
        ("red-hat", "ec2_rhel_m5.xlarge"),
        ("linux", "ec2_m5.xlarge"),
    } < found


def test_a_usage_file_alone_has_a_price(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    tokens = "{vendor: gemini, meter: gemini-2.5-flash_input, quantity: 2000000}"
    usage = written(tmp_path / "usage.yml", f"account_usage: [{tokens}]")
    assert main(["cost", "none", f"--usage={usage}"]) == 0
    shown = capsys.readouterr()
    assert ["total", "0.60"] in [line.split() for line in shown.out.splitlines()]
    assert shown.err == ""


def test_a_usage_of_no_resource_is_a_warning_with_the_near_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    db = export(tmp_path / "db.json", resource(SUPABASE, "database", plan="pro"))
    usage = written(tmp_path / "usage.yml", "resource_usage: {databse: {}, 'data*': {}}")
    assert main(["cost", str(db), f"--usage={usage}"]) == 0
    err = capsys.readouterr().err
    assert err.startswith("warning: Unknown resource or type\n")
    assert "usage.yml: resource_usage.databse (did you mean database?)" in err
    assert err.count("warning: ") == 1


@pytest.mark.parametrize("phase", ["phase1", "phase1.5", "phase2", "phase2-cloudrun", "phase3"])
def test_a_load_lies_between_the_low_and_the_high_one(phases: dict[str, Path], phase: str) -> None:
    request = CostRequest(targets=(str(phases[phase]),), program=ROOT, mau=123_457)
    [found] = forecast(request, lambda *_: None).forecasts
    assert found.low
    assert found.high
    assert found.low.bill.total < found.typical.bill.total < found.high.bill.total


def test_what_is_given_is_not_varied(phases: dict[str, Path], tmp_path: Path) -> None:
    """Neither low nor high is another load where every figure that varies was given."""
    usual = {name: str(Workload.model_fields[name].default) for name in (*LOW, *HIGH)}
    every, all_but_one = dict(usual), {k: v for k, v in usual.items() if k != "ai_share"}
    totals = []
    for figures in (every, all_but_one):
        habits = written(tmp_path / "habits.yml", json.dumps(figures))
        request = CostRequest(
            targets=(str(phases["phase2"]),), program=ROOT, mau=100_000, workload=habits
        )
        [found] = forecast(request, lambda *_: None).forecasts
        assert found.low
        assert found.high
        totals.append([one.bill.total for one in (found.low, found.typical, found.high)])
    (low, typical, high), varied = totals
    assert low == typical == high == varied[1]
    # A tenth of 18.24 m requests, 2 % sent twice: 1,150 tokens in on average at 0.30 a million, and
    # 400 and 500 of thought out at 2.50.
    questions = Decimal(1_824_000) * Decimal("1.02")
    assert varied[2] - varied[1] == questions * Decimal("0.002595")


def test_a_million_million_requests_have_a_price(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    meters = "{vendor: cloudflare, meter: workers_requests, quantity: 1000000000000}"
    usage = written(
        tmp_path / "usage.yml", f"plans: {{cloudflare: Workers Paid}}\naccount_usage: [{meters}]"
    )
    assert main(["cost", "none", f"--usage={usage}"]) == 0
    # (10^12 - 10^7) x 0.30 per million
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["total", "299,997.00"] in rows


@pytest.mark.parametrize("quantity", ["-1", "1e16", ".nan", ".inf", "many"])
def test_a_usage_that_cannot_be_is_one_diagnostic(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, quantity: str
) -> None:
    meters = f"{{vendor: neon, meter: compute, quantity: {quantity}}}"
    usage = written(tmp_path / "usage.yml", f"account_usage: [{meters}]")
    assert main(["cost", "none", f"--usage={usage}"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("error: ") == 1
    assert "usage.yml: account_usage.0.quantity: Input should be" in shown.err


@pytest.mark.parametrize("format_", ["markdown", "html"])
def test_a_document_has_each_row_of_the_table(
    capsys: pytest.CaptureFixture[str], phases: dict[str, Path], format_: str
) -> None:
    words = ["cost", str(phases["phase1.5"]), str(phases["phase2"]), "--mau=100k"]
    assert main([*words, f"--program={ROOT}"]) == 0
    shown = table(capsys)
    assert main([*words, f"--program={ROOT}", f"--format={format_}"]) == 0
    document = capsys.readouterr().out
    rows = [_cells(line.split("  "))[1] for line in shown.splitlines()]
    joint = {"markdown": " | ", "html": "</td><td>"}[format_]
    both = [joint.join(cells) for cells in rows[1:] if len(cells) == 2]
    assert len(both) > 10
    assert all(cells in document for cells in both)
