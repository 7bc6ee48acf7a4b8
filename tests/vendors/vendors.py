"""All vendors on loopback: their fakes and cases, found by the names of the providers' folders.

A vendor ``neon`` is ``providers/neon``, its fake ``tests/vendors/neon.py`` with one subclass of
`Fake`, and ``tests/vendors/case_neon.py`` with a ``CASE``.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from importlib import import_module
from pkgutil import iter_modules

import yaml

import providers
from tests.engine.engine import ROOT, Engine, Program

from .case import Case
from .fake import TOKEN, Fake

NAMES = tuple(sorted(found.name for found in iter_modules(providers.__path__) if found.ispkg))


def _fake(name: str) -> type[Fake]:
    module = import_module(f"tests.vendors.{name}")
    own = [
        found
        for found in vars(module).values()
        if isinstance(found, type)
        and issubclass(found, Fake)
        and found.__module__ == module.__name__
    ]
    [fake] = own
    return fake


FAKES: dict[str, type[Fake]] = {name: _fake(name) for name in NAMES}
CASES: dict[str, Case] = {name: import_module(f"tests.vendors.case_{name}").CASE for name in NAMES}


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
        for fake in self.fakes.values():
            fake.sell(stack_config(phase))

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
