"""What a program gets back for a registration, as in a preview of the engine."""

from __future__ import annotations

from dataclasses import dataclass

from faro.engine.compare.families import is_dynamic
from faro.engine.decide import Decision
from faro.model.plan import Action
from faro.model.snapshot import Resource
from faro.model.value import (
    UNKNOWN,
    Ciphertext,
    Inputs,
    Secret,
    Unknown,
    Value,
    bare,
    contains_secret,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A resource's id and outputs; an output that is not there is unknown to the program."""

    id: str | Unknown | None
    outputs: Inputs


def answer(decision: Decision, old: Resource | None, new: Resource, configured: bool) -> Answer:
    """Return the response for one decision; ``configured`` is False while the provider's own
    configuration is unknown: then all its outputs are unknown.
    """
    if decision.action is Action.SAME and old is not None:
        return Answer(old.id, old.outputs if new.custom else new.inputs)
    if decision.action is Action.UPDATE and old is not None and new.custom:
        if not configured:
            return Answer(old.id, {})
        if is_dynamic(new.type):
            return Answer(old.id, _marked(decision.inputs, new))
        return Answer(old.id, _marked(_overlaid(decision, old), new))
    if not configured and new.custom:
        return Answer(UNKNOWN, {})
    return Answer(UNKNOWN if new.custom else None, _marked(decision.inputs, new))


def _overlaid(decision: Decision, old: Resource) -> Inputs:
    """The outputs of the state with the changed inputs on top."""
    outputs = dict(old.outputs)
    for key in decision.diff_keys:
        if key in decision.inputs:
            outputs[key] = _merged(outputs.get(key), decision.inputs[key])
        else:
            outputs.pop(key, None)
    return outputs


def _merged(output: Value, given: Value) -> Value:
    """A given value over an output: what the provider added inside an object stays."""
    if isinstance(output, dict) and isinstance(given, dict):
        added = {key: item for key, item in given.items() if key != "__defaults"}
        return {**output, **{key: _merged(output.get(key), item) for key, item in added.items()}}
    return given


def _marked(values: Inputs, new: Resource) -> Inputs:
    """The values with the outputs that the program calls secret wrapped."""
    outputs = {key: value for key, value in values.items() if key != "__defaults"}
    return with_secrets(outputs, new.options.additional_secret_outputs)


def with_secrets(outputs: Inputs, keys: tuple[str, ...]) -> Inputs:
    """The outputs with those of the given keys wrapped that are known and can be read."""
    wrapped = {
        key: Secret(value)
        for key in keys
        if (value := outputs.get(key)) is not None
        and value is not UNKNOWN
        and not isinstance(value, Secret | Ciphertext)
    }
    return {**outputs, **wrapped}


def as_provider_sees(values: Inputs) -> Inputs:
    """Secrets as they come back from a provider that takes plain values: a list with a secret in
    it is secret as a whole, an object keeps the mark at the leaf
    (``pkg/resource/plugin/provider_plugin.go``, annotateSecrets).
    """
    return {key: _annotated(value) for key, value in values.items()}


def _annotated(value: Value) -> Value:
    if isinstance(value, dict):
        return {key: _annotated(item) for key, item in value.items()}
    if isinstance(value, list) and contains_secret(value):
        return Secret(bare(value))
    return value
