"""A file that pins values which only the cloud knows: results of invokes, and outputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from faro.model.diagnostic import Failure
from faro.program.project import invalid
from faro.program.yaml_file import read_object


class PinnedInvoke(BaseModel):
    """The answer of one function; ``args`` narrows it to calls that have these arguments."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: str
    args: dict[str, Any] = Field(default_factory=dict)
    result: dict[str, Any]


class Placeholders(BaseModel):
    """Pinned values. ``outputs`` go by URN, ``type::name`` or name, with ``*``;
    ``stack_references`` by ``organization/project/stack``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    invokes: list[PinnedInvoke] = Field(default_factory=list)
    outputs: dict[str, dict[str, Any]] = Field(default_factory=dict)
    stack_references: dict[str, dict[str, Any]] = Field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Convert to JSON values."""
        return self.model_dump(mode="json")


def read(path: Path | None) -> Placeholders:
    """The pinned values of a file; none without a file."""
    if path is None:
        return Placeholders()
    try:
        return Placeholders.model_validate(read_object(path))
    except ValidationError as problem:
        raise Failure(*invalid(problem, path, "Invalid placeholder file")) from None
