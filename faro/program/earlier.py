"""The program of an earlier revision, to compare with the working tree.

It is not there, with a warning, where the revision has no such project or one of another name:
then everything is new.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from faro.engine.relocate import relocated
from faro.model.diagnostic import Diagnostic, Failure, Severity
from faro.model.snapshot import Snapshot, Source
from faro.program import dependencies, revision
from faro.program.project import Project
from faro.program.revision import Checkout


@dataclass(frozen=True, slots=True)
class Earlier:
    """A checkout and the project in it; ``found`` is what a user should know of the two."""

    checkout: Checkout
    project: Project | None
    found: tuple[Diagnostic, ...] = ()

    def origin(self, stack: str) -> str:
        """A stack of the revision, in words."""
        return f"{stack} at {self.checkout.revision.short}"

    @property
    def folders(self) -> tuple[Path, Path]:
        """The top of the working tree and that of its copy."""
        return self.checkout.original, self.checkout.copy

    def in_place(self, snapshot: Snapshot) -> Snapshot:
        """Return the snapshot as if the program had run in the working tree's folder."""
        return relocated(snapshot, str(self.checkout.copy), str(self.checkout.original))


@contextmanager
def at(project: Project, name: str, *, own_packages: bool) -> Iterator[Earlier]:
    """The project as it was at a revision, for as long as the context lasts.

    ``own_packages``: it runs in an environment of its own, so that other locks are no surprise.
    """
    chosen = revision.find(project.directory, name)
    with revision.checked_out(project.directory, chosen) as checkout:
        earlier = _read(project, checkout)
        found = [*_branch_note(checkout), *earlier.found]
        if earlier.project and not own_packages:
            found += _packages_note(checkout)
        yield replace(earlier, found=tuple(found))


def _read(project: Project, checkout: Checkout) -> Earlier:
    if not Project.is_in(checkout.folder):
        return Earlier(checkout, None, (_no_project(checkout),))
    try:
        earlier = Project.read(checkout.folder)
        earlier.check_program()
    except Failure as failure:
        raise told_apart(failure, checkout) from None
    if earlier.name != project.name:
        return Earlier(checkout, None, (_other_name(project, earlier, checkout),))
    return Earlier(checkout, earlier)


def told_apart(failure: Failure, checkout: Checkout) -> Failure:
    """The failure as that of the revision, its places as ``git show`` takes them."""
    return Failure(*(_of_revision(found, checkout) for found in failure.diagnostics))


def _of_revision(found: Diagnostic, checkout: Checkout) -> Diagnostic:
    """Without the command, which would change the working tree."""
    short, copy = checkout.revision.short, str(checkout.copy)
    detail, address = (
        text.replace(f"{copy}/", f"{short}:").replace(copy, short)
        for text in (found.detail, found.address)
    )
    source = found.source
    if source:
        source = Source(f"{short}:{checkout.inside / source.file}", source.line)
    return replace(
        found,
        summary=f"At the base: {found.summary}",
        detail=f"This is the program at {short}, not the one in the working tree. {detail}",
        address=address,
        source=source,
        command="",
    )


def _branch_note(checkout: Checkout) -> Iterator[Diagnostic]:
    chosen = checkout.revision
    if chosen.branch:
        yield Diagnostic(
            severity=Severity.INFO,
            summary="Comparing with the merge base",
            detail=f"{chosen.short}, the merge base of HEAD and {chosen.branch}.",
        )


def _no_project(checkout: Checkout) -> Diagnostic:
    return Diagnostic(
        severity=Severity.WARNING,
        summary="Project missing in the base",
        detail=f"{checkout.revision.short} has no Pulumi.yaml in {_shown(checkout.inside)}: every "
        "phase starts from an empty stack.",
        address="--base",
    )


def _other_name(project: Project, earlier: Project, checkout: Checkout) -> Diagnostic:
    return Diagnostic(
        severity=Severity.WARNING,
        summary="Project renamed since the base",
        detail=f"It was {earlier.name!r} at {checkout.revision.short} and is {project.name!r} now. "
        "Pulumi treats these as two projects with separate stacks: every phase starts from an "
        "empty stack until the existing stacks are renamed.",
        address="name",
        command=f"pulumi stack rename organization/{project.name}/STACK",
    )


def _packages_note(checkout: Checkout) -> Iterator[Diagnostic]:
    files = dependencies.differing(checkout.original, checkout.copy, checkout.inside)
    if files:
        named = ", ".join(map(str, files))
        yield Diagnostic(
            severity=Severity.WARNING,
            summary="Packages differ from the base",
            detail=f"{named} changed since {checkout.revision.short}. The base runs with the "
            "working tree's packages, so changes that come from another version of an SDK are not "
            "shown. Give the base its own environment with --base-environment DIR.",
            address=str(files[0]),
            command=_install(files[0], checkout.revision.commit),
        )


def _install(file: Path, commit: str) -> str:
    """What makes the environment of the base."""
    if file.suffix == ".txt":
        return (
            f"python3 -m venv base-venv && git show {commit[:7]}:{file} | "
            "base-venv/bin/pip install -r /dev/stdin"
        )
    return f"git worktree add --detach ../base {commit[:7]}"


def _shown(folder: Path) -> str:
    return "its top folder" if folder == Path() else str(folder)
