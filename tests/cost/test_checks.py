"""Words of a user's files that mean nothing: which are refused, which warned of, with what hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from faro.cli import main
from faro.cost.usage_file import FILE, UsageFile
from faro.model.diagnostic import Failure

from .states import export, written
from .test_estimate import RAILWAY, SUPABASE, resource

Capture = pytest.CaptureFixture[str]
NAT = "aws:ec2/natGateway:NatGateway"
QUEUE = "aws:sqs/queue:Queue"


@pytest.fixture
def target(tmp_path: Path) -> str:
    found = (
        resource(NAT, "nat", region="us-east-1"),
        resource(QUEUE, "jobs", region="us-east-1"),
        resource(SUPABASE, "db", plan="pro", compute_size="micro"),
        resource(RAILWAY, "api"),
    )
    return str(export(tmp_path / "dev.json", *found))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "resource_usage: {nat: {monthly_data_processed_gb: 1}}",
            "resource_usage.nat: nat has no meter monthly_data_processed_gb; it has nat_data (GB), "
            "nat_gateway (hours)",
        ),
        (
            "resource_usage: {nat: {nat_dta: 1}}",
            "nat has no meter nat_dta (did you mean nat_data?)",
        ),
        (
            f"resource_type_default_usage: {{'{NAT}': {{nat_dta: 1}}}}",
            "nat has no meter nat_dta (did you mean nat_data?)",
        ),
        ("resource_usage: {'*': {nat_dta: 1}}", "resource_usage.*: nat has no meter nat_dta"),
        (
            "account_usage: [{vendor: gemni, meter: x, quantity: 1}]",
            "account_usage.0: unknown vendor gemni (did you mean gemini?)",
        ),
        (
            "account_usage: [{vendor: gemini, meter: gemini-2.5-flash_inptu, quantity: 1}]",
            "gemini has no meter gemini-2.5-flash_inptu (did you mean gemini-2.5-flash_input?)",
        ),
        ("plans: {vercel: Pro, vercel: Hobby}", "duplicate key vercel"),
        ("plans: {a: b}\nplans: {c: d}", "duplicate key plans (line 2, column 1)"),
    ],
)
def test_a_wrong_word_of_a_usage_file_is_refused(
    capsys: Capture, tmp_path: Path, target: str, text: str, said: str
) -> None:
    usage = written(tmp_path / "usage.yml", text)
    assert main(["cost", target, f"--usage={usage}"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("error: ") == 1
    assert said in " ".join(shown.err.split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plans: {railwy: Pro}", "plans.railwy: unknown vendor (did you mean railway?)"),
        ("plans: {railway: Prro}", "plans.railway: unknown plan Prro (did you mean Pro?)"),
        (
            "plans: {cloudflare: Pro + Workrs Paid}",
            "plans.cloudflare: unknown plan Workrs Paid (did you mean Workers Paid?)",
        ),
        ("account_usage: [{vendor: acme, meter: x, quantity: 1}]", "unknown vendor acme"),
        (
            "account_usage: [{vendor: gemini, meter: gemini-9_input, quantity: 1}]",
            "account_usage.0: gemini has no meter gemini-9_input",
        ),
        (
            "resource_usage: {'*': {nonsense: 1}}",
            "resource_usage.*: api, db, jobs, nat cannot have nonsense; it is left out there",
        ),
        (
            "resource_usage: {'*': {nat_data: 1}}",
            "resource_usage.*: api, db, jobs cannot have nat_data; it is left out there",
        ),
    ],
)
def test_an_odd_word_of_a_usage_file_is_warned_of(
    capsys: Capture, tmp_path: Path, target: str, text: str, said: str
) -> None:
    usage = written(tmp_path / "usage.yml", text)
    assert main(["cost", target, f"--usage={usage}"]) == 0
    shown = capsys.readouterr()
    assert "warning: Unused part of the usage file" in shown.err
    assert said in " ".join(shown.err.split())
    assert f"run: faro usage {target}" in shown.err


def test_two_plans_of_a_vendor_that_both_exist_are_right(
    capsys: Capture, tmp_path: Path, target: str
) -> None:
    usage = written(tmp_path / "usage.yml", "plans: {cloudflare: Pro + Workers Paid}")
    assert main(["cost", target, f"--usage={usage}"]) == 0
    assert "has no effect" not in capsys.readouterr().err


def test_a_wildcard_gives_a_meter_only_where_it_can_be_charged(
    capsys: Capture, tmp_path: Path, target: str
) -> None:
    usage = written(tmp_path / "usage.yml", "resource_usage: {'*': {nat_data: 100}}")
    assert main(["cost", target, f"--usage={usage}"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if " nat_data " in line]
    assert [line.split()[-1] for line in lines] == ["4.50"]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("vendor: supabse", "unknown vendor supabse (did you mean supabase?)"),
        ("meter: compute_lrge", "supabase has no meter compute_lrge (did you mean compute_large?)"),
        ("as_of: 2062-11-01", "prices.0: as_of 2062-11-01 is in the future"),
        (
            "valid_from: 2026-02-01\nvalid_until: 2026-01-01",
            "valid_from 2026-02-01 is after valid_until 2026-01-01",
        ),
        ("as_fo: 2026-01-01", "prices.0.as_fo: Extra inputs are not permitted (did you mean as_of"),
        ("as_of: 2026-13-01", "own.yml: month must be in 1..12"),
    ],
)
@pytest.mark.parametrize("command", ["cost", "explain", "prices"])
def test_a_wrong_word_of_a_price_book_is_refused(  # noqa: PLR0917
    capsys: Capture, tmp_path: Path, target: str, command: str, entry: str, said: str
) -> None:
    fields = {
        **{"meter": "compute_large", "plans": "[Pro]", "price": "'1'", "unit": "h"},
        **{"source": "ours", "as_of": "2026-11-01", "confidence": "high"},
    }
    given = dict(line.split(": ") for line in entry.splitlines())
    vendor = given.pop("vendor", "supabase")
    fields |= given
    lines = "\n    ".join(f"{key}: {value}" for key, value in fields.items())
    text = f"vendor: {vendor}\ncurrency: USD\nprices:\n  - {lines.lstrip()}\n"
    own = written(tmp_path / "own.yml", text)
    words = {"cost": [target], "explain": ["nat", target], "prices": []}[command]
    assert main([command, *words, f"--prices={own}"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in " ".join(shown.err.split())


@pytest.mark.parametrize(
    ("vendor", "meter"), [("aws", "ec2_m99.large"), ("acme", "anything"), ("aws", "our_discount")]
)
def test_a_book_may_have_what_ours_has_not(
    capsys: Capture, tmp_path: Path, target: str, vendor: str, meter: str
) -> None:
    text = (
        f"vendor: {vendor}\ncurrency: USD\nprices:\n  - {{meter: {meter}, plans: [any], "
        "price: '1', unit: h, source: s, as_of: 2026-11-01, confidence: high}\n"
    )
    assert main(["cost", target, f"--prices={written(tmp_path / 'own.yml', text)}"]) == 0


def test_what_a_template_leaves_empty_is_not_known() -> None:
    text = "plans:\n  # vercel:\nresource_usage:\n  nat:\n    nat_data:  # GB\n  db: {egress: 1}\n"
    found = FILE.parse(text, "usage.yml")
    assert found.resource_usage == {"nat": {}, "db": {"egress": 1}}
    assert found.plans == {}


def test_a_merge_key_may_bring_a_key_again() -> None:
    text = (
        "resource_usage:\n  a: &a {egress: 1}\n  b: &b\n    <<: *a\n    egress: 2\n"
        "  c: {<<: [*b, *a]}\n"
    )
    found: UsageFile = FILE.parse(text, "usage.yml")
    assert {name: meters["egress"] for name, meters in found.resource_usage.items()} == {
        "a": 1,
        "b": 2,
        "c": 2,
    }
    with pytest.raises(Failure, match="duplicate key b"):
        FILE.parse("resource_usage: {b: {}, b: {}}", "usage.yml")
