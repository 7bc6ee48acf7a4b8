"""docs/moving.md is a session: its commands run one after the other, each line it shows comes.

It is also the test of the journey: after each deployment, what was deployed is compared with what
was there before.
"""

import re
from collections.abc import Iterator

import pytest

from tests.docs.test_commands import LEFT_OUT, ROOT
from tests.vendors.vendors import Vendors

from .conftest import CHAIN, Project

pytestmark = pytest.mark.engine

PAGE = (ROOT / "docs" / "moving.md").read_text()
REPLACED = {f"api-run-secrets-database-{role}url-version" for role in ("", "read-", "direct-")}
"""What is replaced by design: a secret leads to another database, in another version."""
RETIRED = {
    "phase2-cloudrun": "^frontend-(DATABASE|DB)_|^api(-project|-service|-domain)?$|-railway-",
    "phase3": "api-run|cloud-run|redis|REDIS|rate-limit|RATE_LIMIT",
}
"""What is taken away by design, once all requests are elsewhere."""


def sessions() -> Iterator[tuple[str, list[str]]]:
    """Commands, and the lines that each is said to print."""
    for block in re.findall(r"^```console\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        for session in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = session.splitlines()
            yield command, shown


class Journey:
    """The project as it is deployed, phase by phase."""

    def __init__(self, project: Project, vendors: Vendors) -> None:
        self.project = project
        self.vendors = vendors
        self.ids: dict[str, str] = {}
        self.deployed: list[str] = []

    def run(self, command: str) -> str:
        """Run one command of the page as a user does; gives what it printed."""
        program, *words = command.split()
        if command.startswith("pulumi up --stack "):
            self._up(words[-1])
            return ""
        if program == "pulumi":
            return self.project.pulumi(*words)
        if words[0] == "up":
            with self.project.engine.serving(self.project.folder, self.deployed[-1]) as client:
                return self.project.faro(*words, PATH=self.project.led_to(client))
        is_over = words[0] == "phases" and self.deployed[-1] == CHAIN[-1]
        if is_over or (words[0] == "promote" and self.deployed[-1] == words[1]):
            self.has_nothing_to_do(self.deployed[-1])
        said = self.project.faro(*words)
        if words[0] in {"promote", "rollback"} and "--yes" in words:
            there = words[2] if words[0] == "promote" else words[1]
            assert self.project.ids(there) == self.ids
        return said

    def has_nothing_to_do(self, phase: str) -> None:
        """Neither offline, from the stack's export, nor for the engine."""
        assert self.project.unchanged(phase)
        with self.project.engine.serving(self.project.folder, phase) as client:
            words = ("preview", f"--stack={phase}", "--expect-no-changes", *client)
            self.project.pulumi(*words)

    def _up(self, phase: str) -> None:
        grows = "supabasePlan: team" in (self.project.folder / f"Pulumi.{phase}.yaml").read_text()
        self.vendors.sells("phase3" if grows else phase)
        self.project.up(phase)
        now = self.project.ids(phase)
        expands = phase not in self.deployed
        retired = "$^" if expands else RETIRED.get(phase, "$^")
        lost = {name for name in self.ids.keys() - now.keys() if not re.search(retired, name)}
        assert lost == set(), phase
        changed = {name for name in self.ids.keys() & now.keys() if self.ids[name] != now[name]}
        assert changed <= REPLACED, phase
        self.ids = now
        self.deployed.append(phase)


def test_the_page_is_what_happens(faro: Project, vendors: Vendors) -> None:
    journey = Journey(faro, vendors)
    for command, shown in sessions():
        printed = journey.run(command)
        said = iter(printed.splitlines())
        for line in shown:
            if line != LEFT_OUT:
                pattern = ".*".join(map(re.escape, line.split(LEFT_OUT)))
                assert any(re.search(pattern, found) for found in said), (
                    f"{command}: {line}\n{printed}"
                )
    assert tuple(dict.fromkeys(journey.deployed)) == CHAIN
    assert vendors.fakes["supabase"].count("POST /v1/projects") == 1
