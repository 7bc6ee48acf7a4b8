"""The project on its way from phase to phase: every update of it is looked at twice."""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from faro.engine.diff import diff
from faro.program.host import Host
from faro.program.project import Project as Read
from faro.program.runs import Program, Runs, snapshot_of
from faro.state.deployed import Deployed
from tests.engine.engine import PASSPHRASE
from tests.engine.summary import MOVES
from tests.vendors.vendors import Vendors

from .conftest import Project
from .kills import IN_VERIFY_AGAIN, STAGES, killing

REPLACED = {f"api-run-secrets-database-{role}url-version" for role in ("", "read-", "direct-")}
"""What is replaced by design: a secret leads to another database, in another version."""
RETIRED = {
    "phase2-cloudrun": "^frontend-(DATABASE|DB)_|^api(-project|-service|-domain)?$|-railway-",
    "phase3": "api-run|cloud-run|redis|REDIS|rate-limit|RATE_LIMIT",
}
"""What is taken away by design, once all requests are elsewhere."""


class Journey:
    """The project as it is deployed, phase by phase. ``counts`` is what the run ends with."""

    def __init__(self, project: Project, vendors: Vendors, runs: "Offline") -> None:
        self.project = project
        self.vendors = vendors
        self.ids: dict[str, str] = {}
        self.deployed: list[str] = []
        self.counts: Counter[str] = Counter()
        self._offline = runs

    def run(self, command: str) -> str:
        """Run one command as a user does; gives what it printed."""
        program, *words = command.split()
        if command.startswith("pulumi up --stack "):
            self._up(words[-1])
            return ""
        if program == "pulumi":
            return self.project.pulumi(*words)
        if words[0] == "up":
            with self.project.engine.serving(self.project.folder, self.deployed[-1]) as client:
                return self.project.faro(*words, PATH=self.project.led_to(client))
        said = self.project.faro(*words)
        if words[0] in {"promote", "rollback"} and "--yes" in words:
            self._moved(*words[1:3])
        return said

    def killed(self, *words: str) -> None:
        """Kill one move at every stage; each time everything is in one of the two stacks."""
        for name, stage in STAGES.items():
            at = IN_VERIFY_AGAIN if name == "in verify" else stage
            path = killing(self.project, at, *words[1:])
            self.project.faro(*words, "--yes", expect=-9, PATH=path)
            here, there = (self.project.ids(stack) for stack in words[1:])
            assert here | there == self.ids, name
            self.counts["kills"] += 1

    def back(self, phase: str) -> None:
        """Deploy an earlier phase after a rollback: what it shares with the later one is kept."""
        self.vendors.sells(phase)
        before = self.project.ids(phase)
        self.project.up(phase)
        now = self.project.ids(phase)
        assert {
            name for name in before.keys() & now.keys() if before[name] != now[name]
        } <= REPLACED
        self.ids = {**{n: i for n, i in self.ids.items() if n not in before}, **now}
        self.deployed.clear()
        self.has_nothing_to_do(phase)

    def counted(self, orphans: int) -> tuple[int, ...]:
        """What the summary of a test run adds up, in its order."""
        return (*(self.counts[key] for key in MOVES[:-1]), orphans)

    def _moved(self, *stacks: str) -> None:
        """Every resource is in one of the two, and is the one that it was."""
        here, there = (self.project.ids(stack) for stack in stacks)
        assert here.keys() & there.keys() == set()
        assert here | there == self.ids
        self.counts["moves"] += 1
        self.counts["moved resources"] += len(self.ids)

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
        self.has_nothing_to_do(phase)

    def has_nothing_to_do(self, phase: str) -> None:
        """Neither offline, from the stack's export, nor for the engine, which asks the vendors."""
        assert self._offline.changed(phase, self.project.export(phase)) == []
        with self.project.engine.serving(self.project.folder, phase) as client:
            words = ("preview", f"--stack={phase}", "--refresh", "--expect-no-changes", *client)
            self.project.pulumi(*words)


class Offline:
    """Previews of the project from exports, all in one process of the program's."""

    def __init__(self, folder: Path, host: Host) -> None:
        self._program = Program(Read.read(folder), host)
        self._runs = Runs({}, 60, lambda *_: None)

    def changed(self, phase: str, export: dict[str, object]) -> list[str]:
        """URNs of what an update would change."""
        job, _ = self._runs.job(self._program, phase)
        start = Deployed(holder=phase, export=export).snapshot(phase, PASSPHRASE)
        job = replace(job, start=start)
        run = self._runs.run(self._program, job)
        plan = diff(start, snapshot_of(self._program, job, run), run.diagnostics)
        assert plan.changes
        return [
            each.urn for each in plan.changes if plan.has_changes and each.action.value != "same"
        ]


@contextmanager
def offline(folder: Path) -> Iterator[Offline]:
    """Start the process that the previews are made in."""
    with Host(Path(sys.executable), folder) as host:
        yield Offline(folder, host)
