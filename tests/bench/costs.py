"""The figures of pricing: speed alone and within a preview, and how much of what people use has a
price.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import yaml

from faro.cli import collect_rarely
from faro.cost.book import load
from faro.cost.estimate import Priceable
from faro.cost.families import CHARGED, without_charge
from faro.cost.usage_file import UsageFile
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import Inputs
from faro.preview import NOTHING, PreviewRequest, preview

from . import types
from .measure import FARO, ROOT, measure
from .parity import VENDORS, Found, compare, count

RUNS = 5
_TURNS = 11
PUBLIC = Path(__file__).with_name("public.yml")
_UNPRICED = """
import sys
from faro.cli import main
from faro.commands import preview
preview._prices = lambda program, overrides: None
preview._with_costs = lambda report, prices: report
sys.exit(main(["preview"]))
"""


def figures(say: Callable[[str], None]) -> None:
    """Every figure of pricing."""
    pricing(say)
    curve(say)
    money(say)
    coverage(say)
    infracosts_types(say)
    parity(say)


def parity(say: Callable[[str], None]) -> None:
    """The lines of Infracost's goldens: how many are the same, and each that is not."""
    for vendor in VENDORS:
        found = count(vendor)
        counts = ", ".join(f"{found[each]} {each.value}" for each in Found)
        say(f"{found.total()} lines of Infracost's goldens, {vendor:8} {counts}")
    for one in (one for vendor in VENDORS for one in compare(vendor)):
        if one.found is not Found.SAME:
            said = one.reason or one.found.value
            say(f"  {one.golden} {one.resource} {one.meter}: "
                f"{one.expected}, ours {one.amount}: {said}")  # fmt: skip


def infracosts_types(say: Callable[[str], None]) -> None:
    """The types that Infracost prices: how many have a price here, and each that has none."""
    for vendor in VENDORS:
        found = types.kinds(vendor)
        priced = types.count(vendor)[types.Kind.PRICED]
        share = f"{priced} of {len(found)} priced ({priced / len(found):.0%})"
        say(f"types of Infracost's, {vendor:8}         {share}   (at least 85 %)")
        for name, kind in found.items():
            if kind is not types.Kind.PRICED:
                say(f"  {name}: {kind.value}")


def pricing(say: Callable[[str], None]) -> None:
    """The bill of 10,000 database servers, with the collector set as the command sets it."""
    collect_rarely()
    kind = "gcp:sql/databaseInstance:DatabaseInstance"
    inputs: Inputs = {"region": "asia-northeast1", "settings": {"tier": "db-custom-2-7680"}}
    servers = tuple(
        Resource(
            urn=f"urn:pulumi:dev::plain::{kind}::s{at}", type=kind, name=f"s{at}", inputs=inputs
        )
        for at in range(10_000)
    )
    snapshot, book = Snapshot(project="plain", stack="dev", resources=servers), load()
    started = time.perf_counter()
    found = Priceable(snapshot).estimate(UsageFile(), book, date.today())
    seconds = time.perf_counter() - started
    say(f"pricing {len(found.charged):,} resources               {seconds:6.2f} s   (at most 1 s)")


def curve(say: Callable[[str], None]) -> None:
    """Sixty loads of five phases: with the runs of the program, and what comes on top of them."""
    whole = measure([FARO, "curve"], runs=RUNS)
    runs = measure([FARO, "preview", "--from=none"], runs=RUNS)
    say(f"faro curve, 60 loads of 5 phases       {whole}")
    rest = whole.seconds - runs.seconds
    say(f"  without the five runs of the program {rest:6.2f} s   (at most 2 s)")


def money(say: Callable[[str], None]) -> None:
    """A preview of all phases with and without its prices, in turns: what else the machine does
    falls on both.
    """
    commands = ([sys.executable, "-c", _UNPRICED], [FARO, "preview"])
    turns = [[measure(command).seconds for command in commands] for _ in range(_TURNS)]
    without, priced = (statistics.median(side) for side in zip(*turns, strict=True))
    more = (priced / without - 1) * 100
    say(f"faro preview with and without prices   {more:+6.1f} %   (at most +10 %)")


def coverage(say: Callable[[str], None]) -> None:
    """The resources that have a price, or are free for a reason: ours, and public programs'."""
    report = preview(PreviewRequest(program=ROOT, against=NOTHING), lambda _what, _done, _all: None)
    phases = Counter(
        resource.type
        for plan in report.plans
        for resource in plan.new.resources
        if resource.custom and not resource.read and not resource.type.startswith("pulumi:")
    )
    say(f"resources of the phases with a price   {share(phases)}   (all)")
    programs = yaml.safe_load(PUBLIC.read_text(encoding="utf-8"))
    types = sum((Counter(program["resources"]) for program in programs), Counter())
    say(f"  of ten public programs               {share(types)}   (at least 90 %)")


def known(type_: str) -> bool:
    """Whether a family prices the type, or says why it is free."""
    return type_ in CHARGED or without_charge(type_) is not None


def share(types: Counter[str]) -> str:
    """How many of them have a family, of how many."""
    found = sum(count for type_, count in types.items() if known(type_))
    return f"{found} of {types.total()} ({found / types.total() * 100:.0f} %)"
