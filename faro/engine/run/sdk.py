"""What the program's own SDK classes say of their outputs.

The only place that touches names which the ``pulumi`` package keeps to itself (``pulumi._types``);
``tests/program/test_sdk.py`` holds them to what is used here.
"""

from __future__ import annotations

import functools
import re
import sys
import typing
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import pulumi

_CONSTRUCTORS = 3
"""``Resource``, ``CustomResource`` or ``ComponentResource``, and the concrete class."""
_types: Any = getattr(pulumi, "_types", None) or sys.modules["pulumi._types"]


class ResourceClasses:
    """The resource classes that the program has loaded, by type token."""

    def __init__(self) -> None:
        self._by_token: dict[str, type] = {}
        self._missing: set[str] = set()
        self._known = 0

    def find(self, token: str) -> type | None:
        """The class for a token; one without a token of its own is not found."""
        found = self._by_token.get(token)
        if found is None and token not in self._missing:
            self._index()
            found = self._by_token.get(token)
            if found is None:
                self._missing.add(token)
        return found

    def _index(self) -> None:
        waiting: list[type] = [pulumi.CustomResource]
        while waiting:
            cls = waiting.pop()
            token = cls.__dict__.get("pulumi_type")
            if isinstance(token, str):
                self._by_token.setdefault(token, cls)
            waiting.extend(cls.__subclasses__())


@functools.cache
def output_types(cls: type) -> Mapping[str, Any]:
    """Output name → type of a resource class, without ``Output`` and ``Optional``."""
    return typing.cast("Mapping[str, Any]", _types.resource_types(cls))


def without_none(type_: Any) -> Any:
    """The one type that an optional type has beside None; any other type as it is."""
    args = typing.get_args(type_)
    rest = [arg for arg in args if arg is not type(None)]
    return rest[0] if len(rest) == 1 and len(args) > 1 else type_


def fields_of(type_: Any) -> Mapping[str, Any] | None:
    """Field name → type of a nested output class; None for any other type."""
    if isinstance(type_, type) and _types.is_output_type(type_):
        return typing.cast("Mapping[str, Any]", _types.output_type_types(type_))
    return None


@functools.cache
def always_present(cls: type) -> frozenset[str]:
    """The outputs that the class declares without ``Optional``, by their engine names."""
    names = _types.resource_py_to_pulumi_names(cls)
    present = set()
    for python_name, name in names.items():
        getter = getattr(getattr(cls, python_name, None), "fget", None)
        inner = typing.get_args(typing.get_type_hints(getter).get("return")) if getter else ()
        if inner and type(None) not in typing.get_args(inner[0]):
            present.add(name)
    return frozenset(present)


def result_class(token: str) -> type | None:
    """The result class of an invoke, out of the module that the program called it from."""
    function = token.rpartition(":")[2]
    module_name = re.sub(r"(?<!^)(?=[A-Z])", "_", function).lower()
    package = token.partition(":")[0].replace("-", "_")
    wanted = f"{function[:1].upper()}{function[1:]}Result"
    for name, module in list(sys.modules.items()):
        if name.endswith(f".{module_name}") and package in name.partition(".")[0]:
            found = getattr(module, wanted, None)
            if isinstance(found, type) and fields_of(found) is not None:
                return found
    return None


def trace_cheaply() -> None:
    """Have the SDK note where a resource is made from the frames alone.

    Its own way reads each source file again and makes a path object of each frame, which is a
    fifth of the time of a program of plain resources.
    """
    module = sys.modules["pulumi.runtime.resource"]
    if hasattr(module, "_get_stack_trace"):
        vars(module)["_get_stack_trace"] = _stack_trace


def _stack_trace() -> Any:
    """As ``_get_stack_trace``: the callers of the concrete resource class, the nearest first."""
    from pulumi.runtime.proto import source_pb2  # noqa: PLC0415 older SDKs have none

    frame = sys._getframe(1)
    constructors = 0
    while constructors < _CONSTRUCTORS:
        if frame.f_code.co_name == "__init__":
            constructors += 1
        if frame.f_back is None:
            return source_pb2.StackTrace()
        frame = frame.f_back
    frames = []
    caller: FrameType | None = frame
    while caller is not None:
        frames.append(_stack_frame(caller.f_code.co_filename, caller.f_lineno))
        caller = caller.f_back
    return source_pb2.StackTrace(frames=frames)


@functools.cache
def _stack_frame(filename: str, line: int) -> Any:
    from pulumi.runtime.proto import source_pb2  # noqa: PLC0415

    if not Path(filename).is_absolute():
        return source_pb2.StackFrame()
    position = source_pb2.SourcePosition(uri=Path(filename).as_uri(), line=line)
    return source_pb2.StackFrame(pc=position)


def load_dynamic_provider(pickled: str, config: Mapping[str, str], project: str) -> Any:
    """A dynamic provider, unpickled and configured as its plugin would do it."""
    import base64  # noqa: PLC0415

    import dill  # type: ignore[import-untyped]  # noqa: PLC0415 brought by pulumi.dynamic, needed by few programs
    from pulumi.dynamic import Config, ConfigureRequest  # noqa: PLC0415
    from pulumi.runtime._serialization import _deserialize  # noqa: PLC0415

    provider = _deserialize(lambda: dill.loads(base64.b64decode(pickled)))  # noqa: S301 the program's own
    provider.configure(ConfigureRequest(Config(raw_config=dict(config), project_name=project)))
    return provider


def language_server(program: Callable[[], None]) -> Any:
    """Return the language server that the CLI calls to run a program, as in the Automation API."""
    from pulumi.automation._server import LanguageServer  # noqa: PLC0415 slow, rarely needed

    return LanguageServer(program)
