"""Drives one resource as the engine's dynamic provider process does: by its pickle, property by
property through the wire's types, secrets and types as they arrive there.
"""

from typing import Any

import dill  # type: ignore[import-untyped]
from pulumi.dynamic import Config, ConfigureRequest

from providers import registry
from providers.lifecycle import Lifecycle

from .fake import TOKEN, Fake

MARK = "0123456789"


class Driver:
    """The provider of one type, talking to one fake."""

    def __init__(self, type_name: str, fake: Fake, token: str = TOKEN) -> None:
        namespace = type_name.partition(":")[0]
        pickled = dill.dumps(registry.load(type_name))
        self.provider: Lifecycle[Any] = dill.loads(pickled)  # noqa: S301 its own
        config = {f"{namespace}:token": token, f"{namespace}:url": fake.url}
        self.provider.configure(ConfigureRequest(Config(config, "faro")))

    def check(self, **inputs: Any) -> list[tuple[str, str]]:
        """What the provider refuses."""
        checked = self.provider.check({}, _wired({"mark": MARK, **inputs}))
        return [(failure.property, failure.reason) for failure in checked.failures]

    def create(self, **inputs: Any) -> tuple[str, dict[str, Any]]:
        """Check and create; gives id and outputs."""
        made = self.provider.create(self._checked(inputs))
        assert made.outs is not None
        return made.id, _wired(made.outs)

    def diff(self, id_: str, old: dict[str, Any], **inputs: Any) -> tuple[bool, list[str]]:
        """Whether it changes, and which inputs replace it."""
        result = self.provider.diff(id_, old, self._checked(inputs))
        return bool(result.changes), list(result.replaces or ())

    def read(self, id_: str, old: dict[str, Any]) -> dict[str, Any] | None:
        """The resource as it is; None when it is gone."""
        found = self.provider.read(id_, old)
        return _wired(found.outs or {}) if found.id else None

    def update(self, id_: str, old: dict[str, Any], **inputs: Any) -> dict[str, Any]:
        """Change it; gives the outputs."""
        return _wired(self.provider.update(id_, old, self._checked(inputs)).outs or {})

    def delete(self, id_: str, old: dict[str, Any]) -> None:
        """Take it away."""
        self.provider.delete(id_, old)

    def _checked(self, inputs: dict[str, Any]) -> dict[str, Any]:
        checked = self.provider.check({}, _wired({"mark": MARK, **inputs}))
        assert checked.failures == []
        return _wired(checked.inputs)


def _wired(properties: dict[str, Any]) -> dict[str, Any]:
    """Properties after their way over the wire: numbers are floats, what is None is lost."""
    return {key: _floats(item) for key, item in properties.items() if item is not None}


def _floats(value: Any) -> Any:
    if isinstance(value, dict):
        return _wired(value)
    if isinstance(value, list | tuple):
        return [_floats(item) for item in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
