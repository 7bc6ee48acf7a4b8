"""What is deployed, as the CLI exported it: the start of a preview without a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from faro.engine.rehome import joined, rehomed
from faro.model.snapshot import Snapshot
from faro.state.stack_export import read_state


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployed:
    """An export of the stack ``holder``. ``beside`` is one of the previewed stack itself, where
    both would be joined there.
    """

    holder: str
    export: Mapping[str, Any] = field(repr=False)
    beside: Mapping[str, Any] | None = field(default=None, repr=False)

    def snapshot(self, stack: str, passphrase: str | None) -> Snapshot:
        """All of it, in ``stack``; secrets are opened where the passphrase is the stack's."""
        found = rehomed(self._read(self.export, passphrase), stack)
        if self.beside is not None:
            found = joined(found, self._read(self.beside, passphrase))
        origin = f"what is deployed in {self.holder}"
        return replace(found, origin=origin, holder=self.holder)

    def _read(self, export: Mapping[str, Any], passphrase: str | None) -> Snapshot:
        return read_state(dict(export), Path(self.holder), passphrase)
