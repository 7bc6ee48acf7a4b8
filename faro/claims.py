"""Implements ``faro claims``: cost claims beside current figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from faro.cost import checks, workload
from faro.cost import claim as claim_file
from faro.cost.bill import Usage, bill
from faro.cost.book import Book
from faro.cost.claim import Claim, Modelled
from faro.cost.estimate import Estimate
from faro.cost.existing import priceable
from faro.cost.sums import Sums, by_component, by_vendor, total
from faro.model.cost import OPEN, Cost, sum_costs
from faro.model.diagnostic import error
from faro.model.snapshot import Snapshot
from faro.program.phases import Phases
from faro.program.project import Project
from faro.program.runs import Progress
from faro.program.time_limit import TIME_LIMIT
from faro.targets import TargetRequest, by_stack, resolve
from faro.usages import answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A claim and today's figure; None where it is not a cost that can be worked out."""

    claim: Claim
    today: Cost | None

    @property
    def holds(self) -> bool | None:
        """Whether the current figure is within the claim; None if unknown."""
        if self.claim.read:
            return self.claim.read.holds
        if self.today is None or self.claim.said is None:
            return None
        least, most = self.claim.said
        if self.today.amount > most:
            return False
        return None if self.today.is_open else self.today.amount >= least


class _Prices(NamedTuple):
    """The book and the day that the figures of today are from."""

    book: Book
    day: date
    strict: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """All claims of a document."""

    document: str
    compared: tuple[Compared, ...]


def check(
    program: Path,
    prices: tuple[Path, ...],
    progress: Progress,
    time_limit: float = TIME_LIMIT,
    *,
    strict: bool = False,
) -> Checked:
    """Work out each claim of the file that ``[tool.faro] claims`` names, at today's prices.
    ``strict``: at list prices alone, none estimated from another region's.
    """
    project, day = Project.read(program), date.today()
    at = _Prices(checks.book(prices, day), day, strict)
    path = Phases.read(project).claims
    if path is None:
        raise error("No claims file", "pyproject.toml has no [tool.faro] claims.")
    found = claim_file.FILE.read(path)
    modelled = tuple(c.modelled for c in found.claims if c.modelled)
    names = tuple(dict.fromkeys(one.target for one in modelled))
    request = TargetRequest(targets=names, program=project.directory, time_limit=time_limit)
    targets = resolve(request, progress) if names else {}
    estimates = _estimates(project, modelled, targets, at)
    return Checked(
        document=found.document,
        compared=tuple(
            Compared(claim=one, today=_today(one, estimates, at)) for one in found.claims
        ),
    )


def _estimates(
    project: Project,
    asked: tuple[Modelled, ...],
    targets: Mapping[str, Sequence[Snapshot]],
    prices: _Prices,
) -> dict[tuple[str, int], Estimate]:
    """Each target at each number of users that a claim is about."""
    pairs = dict.fromkeys((one.target, one.mau) for one in asked)
    if not pairs:
        return {}
    loads = [workload.read(None, mau) for mau in dict.fromkeys(mau for _, mau in pairs)]
    said = answers(project, by_stack(targets.values()), loads)
    usages = {(stack, load.mau): usage for (stack, load), usage in said.items()}
    return {
        (target, mau): priceable(targets[target]).estimate(
            usages[target, mau], prices.book, prices.day, strict=prices.strict
        )
        for target, mau in pairs
    }


def _today(
    claim: Claim, estimates: Mapping[tuple[str, int], Estimate], prices: _Prices
) -> Cost | None:
    if claim.metered:
        usages = [Usage(**one.model_dump()) for one in claim.metered]
        return bill(prices.book, usages, prices.day, strict=prices.strict).cost
    if claim.modelled is None:
        return None
    modelled = claim.modelled
    if modelled.income:
        return Cost(amount=workload.read(None, modelled.mau).income)
    return _part(estimates[modelled.target, modelled.mau], modelled)


def _part(estimate: Estimate, of: Modelled) -> Cost | None:
    if of.vendors:
        return _sum(by_vendor(estimate), of.vendors)
    return _sum(by_component(estimate), of.components) if of.components else total(estimate)


def _sum(sums: Sums, names: tuple[str, ...]) -> Cost | None:
    """The sum of some of them; None where nothing of any is known."""
    parts = [part for name in names if (part := sums.get(name))]
    missing = [] if len(parts) == len(names) else [OPEN]
    return sum_costs((*parts, *missing)) if parts else None
