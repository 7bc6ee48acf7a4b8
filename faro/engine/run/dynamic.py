"""Dynamic resources: their provider is code of the program, so its own ``check`` and ``diff`` are
called, in the program's process, with a time limit.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from pulumi.output import Unknown
from pulumi.runtime import rpc

from faro.engine import paths
from faro.engine.run import messages, sdk
from faro.model.diagnostic import Failure, error
from faro.model.snapshot import Resource, Verdict
from faro.model.value import Inputs, Value, bare

PROVIDER_KEY = "__provider"
TIME_LIMIT_SECONDS = 20.0
_UNKNOWN = Unknown()  # type: ignore[no-untyped-call]
T = TypeVar("T")


class DynamicProviders:
    """The dynamic providers of one run, each unpickled and configured once."""

    def __init__(self, config: Mapping[str, str], project: str) -> None:
        self._config = config
        self._project = project
        self._loaded: dict[str, Any] = {}

    def judge(self, old: Resource | None, new: Resource) -> Resource:
        """``new`` with the inputs its provider checked and, where there is an ``old``, the
        provider's own verdict on the difference.
        """
        return _within_limit(new, lambda: self._judge(old, new))

    def _judge(self, old: Resource | None, new: Resource) -> Resource:
        if PROVIDER_KEY not in new.inputs:
            return new
        provider = self._provider(old, new)
        olds: Inputs = {}
        if old is not None:
            olds = old.inputs
            new = replace(
                new, inputs=paths.with_old_values(new.inputs, olds, new.options.ignore_changes)
            )
        checked = provider.check(_plain(olds), _plain(new.inputs))
        if checked.failures:
            raise _refused(new, checked.failures)
        inputs = {**_values(checked.inputs), PROVIDER_KEY: new.inputs[PROVIDER_KEY]}
        inputs = {key: _with_secrets(value, new.inputs.get(key)) for key, value in inputs.items()}
        verdict = None
        if old is not None:
            verdict = _verdict(provider.diff(old.id, _plain(old.outputs), _plain(inputs)))
        return replace(new, inputs=inputs, verdict=verdict)

    def _provider(self, old: Resource | None, new: Resource) -> Any:
        pickled = bare(new.inputs.get(PROVIDER_KEY))
        if not isinstance(pickled, str) and old is not None:
            pickled = bare(old.inputs.get(PROVIDER_KEY))
        if not isinstance(pickled, str):
            raise error(
                "Unknown dynamic provider",
                "Its code depends on a value that is known only after deployment.",
                address=new.urn,
                source=new.source,
            )
        if pickled not in self._loaded:
            self._loaded[pickled] = sdk.load_dynamic_provider(pickled, self._config, self._project)
        return self._loaded[pickled]


def _plain(values: Inputs) -> dict[str, Any]:
    """Properties as the provider's methods get them: no secrets, unknowns as the SDK's mark."""
    struct = messages.to_struct(cast("Inputs", bare(values)))
    return cast("dict[str, Any]", _with_one_mark(rpc.deserialize_properties(struct, True)))


def _with_one_mark(value: Any) -> Any:
    """What is unknown on both sides is equal: only a phase run as if deployed has such an old."""
    if isinstance(value, dict):
        return {key: _with_one_mark(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_one_mark(item) for item in value]
    return _UNKNOWN if isinstance(value, Unknown) else value


def _values(properties: Mapping[str, Any]) -> Inputs:
    loop = asyncio.new_event_loop()
    try:
        struct = loop.run_until_complete(rpc.serialize_properties(dict(properties), {}))
    finally:
        loop.close()
    return messages.from_struct(struct)


def _with_secrets(value: Value, given: Value) -> Value:
    """The checked value, secret again where the program gave a secret of the same content."""
    return given if bare(given) == value else value


def _verdict(result: Any) -> Verdict | None:
    """None where the provider leaves the decision to the engine."""
    if result.changes is None and not result.replaces:
        return None
    return Verdict(
        bool(result.changes), tuple(result.replaces or ()), bool(result.delete_before_replace)
    )


def _refused(new: Resource, failures: list[Any]) -> Failure:
    said = "; ".join(f"{failure.property}: {failure.reason}" for failure in failures)
    return error("Dynamic provider rejected the inputs", said, address=new.urn, source=new.source)


def _within_limit(new: Resource, work: Callable[[], T]) -> T:
    results: list[T] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as problem:  # noqa: BLE001 handed to the caller below
            failures.append(problem)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(TIME_LIMIT_SECONDS)
    if failures:
        raise _as_failure(new, failures[0])
    if not results:
        raise error(
            "Dynamic provider timed out",
            f"Its check or diff took longer than {TIME_LIMIT_SECONDS:.0f} s.",
            address=new.urn,
            source=new.source,
        )
    return results[0]


def _as_failure(new: Resource, problem: BaseException) -> Failure:
    if isinstance(problem, Failure):
        return problem
    return error(
        "Dynamic provider failed",
        f"{type(problem).__name__}: {problem}. The preview calls its check and diff, as the "
        "engine does; both must work without values that are known only after deployment.",
        address=new.urn,
        source=new.source,
    )
