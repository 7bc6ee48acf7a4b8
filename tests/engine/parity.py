"""Both previews of one program from one state, and the comparison of the two."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.vendors.vendors import Vendors, stack_config

from . import drift, offline
from .agreement import Agreement, compare
from .engine import ROOT, Engine, Program, State

PROGRAMS = sorted(path.parent.name for path in (ROOT / "tests" / "programs").glob("*/Pulumi.yaml"))
STACK = "dev"


def _ended(phase: str) -> dict[str, Any]:
    """The config of a phase's last step."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["faro"]
    found: dict[str, Any] = {}
    for config in settings["steps"].get(phase, {}).values():
        found |= config
    return found


OTHERS = {
    "other/dev": {
        "version": 3,
        "deployment": {
            "manifest": {"time": "2026-01-01T00:00:00Z", "magic": "", "version": ""},
            "resources": [
                {
                    "urn": "urn:pulumi:dev::other::pulumi:pulumi:Stack::other-dev",
                    "custom": False,
                    "type": "pulumi:pulumi:Stack",
                    "outputs": {"value": "x"},
                }
            ],
        },
    }
}


FOLLOWING: dict[tuple[str | None, str], dict[str, Any]] = {
    ("phase1.5", "phase2-cloudrun"): {"previousBackend": "frontend"},
    ("phase2", "phase3"): {
        "previousBackend": "railway",
        **{
            key: stack_config("phase2")[f"faro:{key}"]
            for key in ("serviceImage", "serviceRegion", "serviceReplicas", "railwayWorkspace")
        },
    },
}
"""What a stack's file has to say where the phase before is not the usual one."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One preview: the version deployed, what happened to its state, and the version now."""

    deployed: int | None
    now: int
    seed: int = 0

    def __str__(self) -> str:
        origin = f"v{self.deployed}" if self.deployed else "empty"
        return f"{origin}{'-behind' + str(self.seed) if self.seed else ''}-to-v{self.now}"


class Parity:
    """Both previews of one program from one state; what was deployed is deployed once."""

    def __init__(self, engine: Engine, vendors: Vendors) -> None:
        self.engine = engine
        self._vendors = vendors
        self._states: dict[tuple[str, str, str], State] = {}

    def deployed(self, program: Program) -> State:
        """Give the state after the program was deployed to an empty stack."""
        key = (program.directory.name, program.stack, str(program.config))
        if key not in self._states:
            if program.directory.name == ROOT.name:
                chosen = {f"faro:{key}": value for key, value in program.config.items()}
                for fake in self._vendors.fakes.values():
                    fake.sell(stack_config(program.stack) | chosen)
                program = self._vendors.known_to(self.engine, program)
            self._states[key] = self.engine.up(program, None, OTHERS)
        return self._states[key]

    def start(self, name: str, case: Case) -> State | None:
        """Give the state that a case starts from."""
        if case.deployed is None:
            return None
        state = self.deployed(self.program(name, case.deployed))
        return drift.behind_its_back(state, case.seed) if case.seed else state

    def moved(self, before: str | None, phase: str, seed: int) -> State | None:
        """Give the state of one phase as that of another, changed behind its back or not."""
        if before is None:
            return None
        project = self.engine.adopt(ROOT, phase).project
        ended = {} if before == phase else _ended(before)
        state = self.deployed(self.engine.adopt(ROOT, before, **ended))
        state = drift.rehome(state, project, before, phase)
        return drift.behind_its_back(state, seed) if seed else state

    def program(self, name: str, version: int) -> Program:
        """Give one version of a stress program."""
        return self.engine.adopt(ROOT / "tests" / "programs" / name, STACK, v=version)

    def phase(self, phase: str, before: str | None = None) -> Program:
        """Give the project itself with one of its stacks, as it follows another."""
        return self.engine.adopt(ROOT, phase, **FOLLOWING.get((before, phase), {}))

    def compare(
        self, program: Program, state: State | None, folder: Path, *, shown: State | None = None
    ) -> Agreement:
        """Run both previews and list where they differ; ours may start from another export."""
        truth = self.engine.preview(program, state, OTHERS)
        ours = offline.preview(program, shown or state, folder)
        if (ours.code == 1) == truth.failed:
            return Agreement() if truth.ended_early else compare(truth.steps, ours.steps)
        verdict = f"engine failed: {truth.failed}, our exit code: {ours.code}"
        return Agreement(differences=[f"{verdict}: {ours.log}"])
