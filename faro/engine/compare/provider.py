"""Compares an explicit provider with the state's: what the program writes must be in there.

Further keys of the state were filled in by the provider (environment, stack configuration) or have
left the program: this is unknown offline, so they are no change, with a doubt.
"""

from __future__ import annotations

from typing import ClassVar, Final

from faro.engine.compare.bridged import Bridged
from faro.engine.compare.keys import RESERVED
from faro.engine.compare.walk import Place
from faro.model.plan import Undecided
from faro.model.value import Path, Value

_ENGINE_KEYS: Final = frozenset({"version", "__internal", "pluginDownloadURL"})


class ProviderWalk(Bridged):
    """Configuration values travel as text: objects as JSON, ``true`` as ``"true"``."""

    reserved: ClassVar[frozenset[str]] = RESERVED | _ENGINE_KEYS

    def objects(
        self, path: Path, old: dict[str, Value], new: dict[str, Value], out: Value
    ) -> dict[str, Value]:
        """What the engine itself keeps with the configuration stays there."""
        checked = super().objects(path, old, new, out)
        return checked | {key: new[key] for key in _ENGINE_KEYS & new.keys() if not path}

    def null(self, path: Path, old: Value) -> None:
        """A null configures nothing."""

    def removed(self, place: Place, old: Value) -> Value:
        """Only whole keys can have been filled in."""
        if len(place.path) > 1:
            return super().removed(place, old)
        self.note(place.path, Undecided.PROVIDER_FILLED)
        return old
