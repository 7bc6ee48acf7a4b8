"""All vendors on loopback at once, for a program that uses several: the phases."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

import yaml

from tests.engine.engine import ROOT, Engine, Program

from .axiom import Axiom
from .fake import TOKEN, Fake
from .fly import Fly
from .neon import Neon
from .railway import Railway
from .sentry import Sentry
from .supabase import Supabase

FAKES: dict[str, type[Fake]] = {
    "axiom": Axiom,
    "fly": Fly,
    "neon": Neon,
    "railway": Railway,
    "sentry": Sentry,
    "supabase": Supabase,
}


@dataclass(frozen=True)
class Vendors:
    """The fakes by the namespace of their config."""

    fakes: dict[str, Fake]

    def known_to(self, engine: Engine, program: Program) -> Program:
        """The program with config that leads to the fakes; the tokens are encrypted values."""
        file = engine.secrets(program, {f"{name}:token": TOKEN for name in self.fakes})
        places = {f"{name}:url": fake.url for name, fake in self.fakes.items()}
        config = {**program.config, **file["config"], **places}
        return replace(program, config=config, salt=file["encryptionsalt"])

    def sells(self, phase: str) -> None:
        """Put the organizations on the plans that a phase needs, as somebody does by hand."""
        supabase = self.fakes["supabase"]
        assert isinstance(supabase, Supabase)
        supabase.plans["faro"] = str(stack_config(phase)["faro:supabasePlan"])

    @property
    def requests(self) -> dict[str, int]:
        """How many requests each vendor got."""
        return {name: len(fake.calls) for name, fake in self.fakes.items()}

    @property
    def violations(self) -> list[str]:
        """What no description allows."""
        return [found for fake in self.fakes.values() for found in fake.violations]


def stack_config(phase: str) -> dict[str, object]:
    """The config of a phase's own file."""
    content = yaml.safe_load((ROOT / f"Pulumi.{phase}.yaml").read_text())
    return dict(content["config"])


@contextmanager
def serving() -> Iterator[Vendors]:
    """Serve all of them until the end of the block."""
    with ExitStack() as all_of_them:
        made = {name: fake() for name, fake in FAKES.items()}
        for fake in made.values():
            all_of_them.enter_context(fake.serving())
        yield Vendors(made)
