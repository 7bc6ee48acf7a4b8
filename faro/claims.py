"""The one call behind ``faro claims``: what was said, and what it is today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from faro.cost import checks, workload
from faro.cost import claim as claim_file
from faro.cost.bill import Usage, bill
from faro.cost.book import Book
from faro.cost.claim import Claim, Modelled
from faro.cost.estimate import Estimate
from faro.cost.existing import priceable
from faro.cost.sums import Sums, by_component, by_vendor, total
from faro.model.cost import NO_COST, Cost
from faro.model.diagnostic import error
from faro.model.snapshot import Snapshot
from faro.preview import TIME_LIMIT
from faro.pricing import answers, by_stack, resolve
from faro.program.phases import Phases
from faro.program.project import Project
from faro.program.runs import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A claim and today's figure; None where it is not a cost that can be worked out."""

    claim: Claim
    today: Cost | None

    @property
    def holds(self) -> bool | None:
        """Whether today's figure lies within the claim; None where it cannot be said."""
        if self.claim.read:
            return self.claim.read.holds
        if self.today is None or self.claim.said is None:
            return None
        least, most = self.claim.said
        if self.today.amount > most:
            return False
        return None if self.today.is_open else self.today.amount >= least


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """All claims of a document."""

    document: str
    compared: tuple[Compared, ...]


def check(
    program: Path, prices: tuple[Path, ...], progress: Progress, time_limit: float = TIME_LIMIT
) -> Checked:
    """Work out each claim of the file that ``[tool.faro] claims`` names, at today's prices."""
    project, book, day = Project.read(program), checks.book(prices, date.today()), date.today()
    path = Phases.read(project).claims
    if path is None:
        raise error("No claims file", "pyproject.toml has no [tool.faro] claims.")
    found = claim_file.FILE.read(path)
    modelled = tuple(c.modelled for c in found.claims if c.modelled)
    names = list(dict.fromkeys(one.target for one in modelled))
    targets = resolve(names, project.directory, progress, time_limit=time_limit) if names else {}
    estimates = _estimates(project, modelled, targets, book, day)
    return Checked(
        document=found.document,
        compared=tuple(
            Compared(claim=one, today=_today(one, estimates, book, day)) for one in found.claims
        ),
    )


def _estimates(
    project: Project,
    asked: tuple[Modelled, ...],
    targets: Mapping[str, Sequence[Snapshot]],
    book: Book,
    day: date,
) -> dict[tuple[str, int], Estimate]:
    """Each target at each number of users that a claim is about."""
    pairs = dict.fromkeys((one.target, one.mau) for one in asked)
    if not pairs:
        return {}
    loads = [workload.read(None, mau) for mau in dict.fromkeys(mau for _, mau in pairs)]
    said = answers(project, by_stack(targets.values()), loads)
    usages = {(stack, load.mau): usage for (stack, load), usage in said.items()}
    return {
        (target, mau): priceable(targets[target]).estimate(usages[target, mau], book, day)
        for target, mau in pairs
    }


def _today(
    claim: Claim, estimates: Mapping[tuple[str, int], Estimate], book: Book, day: date
) -> Cost | None:
    if claim.metered:
        usages = [Usage(**one.model_dump()) for one in claim.metered]
        found = bill(book, usages, day)
        return Cost(amount=found.total, is_open=found.is_at_least)
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
    cost = NO_COST if len(parts) == len(names) else Cost(amount=NO_COST.amount, is_open=True)
    for part in parts:
        cost = cost.joined(part)
    return cost if parts else None
