"""A stack of vendors' resources under the real engine, against the fakes."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Self

from tests.engine.engine import ROOT, Engine, Outcome, Preview, Program, State

from .fake import TOKEN, Fake

SOURCE = ROOT / "tests" / "vendors" / "program"


@dataclass(frozen=True, kw_only=True)
class Stack:
    """One state that operations move on; ``said`` is all that they printed, ``previewed`` all that
    previews did.
    """

    engine: Engine
    fakes: Mapping[str, Fake]
    resources: tuple[Mapping[str, Any], ...]
    owner: str = "stack-one"
    token: str = TOKEN
    state: State | None = None
    said: tuple[str, ...] = field(default=())
    previewed: list[str] = field(default_factory=list)

    def declaring(self, *resources: Mapping[str, Any]) -> Self:
        """The stack with another program."""
        return replace(self, resources=resources)

    def up(self) -> Self:
        """Deploy; it must work."""
        return self._after(self.engine.operate("up", self._program(), self.state))

    def failing_up(self) -> tuple[Self, str]:
        """Deploy; it must fail. Gives the stack as it is then, and what was said."""
        outcome = self.engine.operate("up", self._program(), self.state)
        assert outcome.failed, outcome.log
        return self._with(outcome), outcome.log

    def interrupted_up(self, when: threading.Event, how: int) -> Self:
        """Deploy, and send the engine a signal at a moment."""
        return self._with(self.engine.interrupt(self._program(), self.state, when, how))

    def trying_up(self) -> tuple[Self, bool]:
        """Deploy; it may fail. Gives whether it worked."""
        outcome = self.engine.operate("up", self._program(), self.state)
        return self._with(outcome), not outcome.failed

    def refresh(self) -> Self:
        """Read everything anew."""
        return self._after(self.engine.operate("refresh", self._program(), self.state))

    def destroy(self) -> Self:
        """Take everything away."""
        return self._after(self.engine.operate("destroy", self._program(), self.state))

    def preview(self) -> dict[str, str]:
        """What an update would do with each resource that it does not leave as it is."""
        shown: Preview = self.engine.preview(self._program(), self.state)
        assert not shown.failed, (shown.log, shown.diagnostics)
        self.previewed.append(json.dumps([shown.steps, shown.diagnostics]) + shown.log)
        steps = {step["urn"].rpartition("::")[2]: step["op"] for step in shown.steps}
        return {name: operation for name, operation in steps.items() if operation != "same"}

    def outputs(self, name: str) -> dict[str, Any]:
        """The outputs of a resource in the state."""
        return dict(self._resources()[name]["outputs"])

    def ids(self) -> dict[str, str]:
        """The ids of the vendors' resources in the state."""
        return {name: r["id"] for name, r in self._resources().items() if "dynamic" in r["type"]}

    def _resources(self) -> dict[str, Any]:
        deployment = (self.state or {}).get("deployment") or {}
        found = deployment.get("resources") or []
        return {r["urn"].rpartition("::")[2]: r for r in found}

    def _after(self, outcome: Outcome) -> Self:
        assert not outcome.failed, outcome.log
        return self._with(outcome)

    def _with(self, outcome: Outcome) -> Self:
        return replace(self, state=outcome.state, said=(*self.said, outcome.log))

    def _program(self) -> Program:
        secrets = {str(one["name"]): one.get("secrets", {}) for one in self.resources}
        program = _program(self.engine, self.token, tuple(self.fakes), json.dumps(secrets))
        places = {f"{name}:url": fake.url for name, fake in self.fakes.items()}
        open_part = [{k: v for k, v in one.items() if k != "secrets"} for one in self.resources]
        config = {"resources": json.dumps(open_part), "owner": self.owner}
        return replace(program, config={**program.config, **config, **places})


@lru_cache
def _program(engine: Engine, token: str, vendors: tuple[str, ...], secrets: str) -> Program:
    """The program with the secrets as encrypted values of its config."""
    program = engine.adopt(SOURCE, "dev")
    rooms = program.directory / "providers"
    if not rooms.exists():
        rooms.symlink_to(ROOT / "providers")
    tokens = {f"{name}:token": token for name in vendors}
    file = engine.secrets(program, {**tokens, "secrets": secrets})
    return replace(program, config=file["config"], salt=file["encryptionsalt"])
