"""Reads a YAML file into a model, or fails with one diagnostic for all its problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from faro.model.diagnostic import Failure, error
from faro.model.near import near

Model = TypeVar("Model", bound=BaseModel)

_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SAFE):  # type: ignore[misc]  # one of two classes
    """A safe loader that takes no key twice, but what a merge key brings along."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        checked: set[int] = self.__dict__.setdefault("checked", set())
        if id(node) not in checked:
            checked.add(id(node))
            _refuse_twice(node)
        super().flatten_mapping(node)


def _refuse_twice(node: yaml.MappingNode) -> None:
    seen: set[str] = set()
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode) and key.tag != _MERGE:
            if key.value in seen:
                said = f"duplicate key {key.value}"
                raise yaml.constructor.ConstructorError(None, None, said, key.start_mark)
            seen.add(key.value)


def _place(mark: yaml.Mark | None) -> str:
    return f" (line {mark.line + 1}, column {mark.column + 1})" if mark else ""


_MERGE = "tag:yaml.org,2002:merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Generic[Model]):
    """One kind of file: ``called`` as "budget"; ``keys`` that a wrong one may have meant;
    ``help_`` and ``command`` say more of what is right.
    """

    called: str
    model: type[Model]
    keys: tuple[str, ...] = ()
    help_: str = ""
    command: str = ""

    def read(self, path: Path, over: Mapping[str, Any] | None = None) -> Model:
        """The model in a file, with the values of ``over`` over it."""
        try:
            return self.parse(path.read_text(encoding="utf-8"), path.name, over)
        except OSError as problem:
            reason = problem.strerror or type(problem).__name__
            raise error(f"Cannot read the {self.called}", f"{path}: {reason}") from None
        except UnicodeDecodeError as problem:
            raise self._wrong(path.name, str(problem)) from None

    def parse(self, text: str, name: str, over: Mapping[str, Any] | None = None) -> Model:
        """The model in a text that came from ``name``."""
        try:
            content = yaml.load(text, _Loader)  # noqa: S506 a safe one
        except yaml.constructor.ConstructorError as problem:
            raise self._wrong(name, f"{problem.problem}{_place(problem.problem_mark)}") from None
        except (yaml.YAMLError, ValueError) as problem:  # a day that is none is a ValueError
            raise self._wrong(name, str(problem)) from None
        content = {} if content is None else content
        if over and not isinstance(content, dict):
            raise self._wrong(name, "it is not a mapping")
        try:
            return self.model.model_validate({**content, **over} if over else content)
        except ValidationError as problem:
            raise self._wrong(name, "; ".join(self._said(problem))) from None

    def _said(self, problem: ValidationError) -> Iterable[str]:
        for found in problem.errors(include_url=False):
            place = ".".join(map(str, found["loc"])) or "file"
            is_key = found["type"] == "extra_forbidden"
            hint = near(str(found["loc"][-1]), self.keys) if is_key else ""
            yield f"{place}: {found['msg']}{hint}"

    def _wrong(self, name: str, detail: str) -> Failure:
        more = f". {self.help_}" if self.help_ else ""
        return error(f"Invalid {self.called}", f"{name}: {detail}{more}", command=self.command)
