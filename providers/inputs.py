"""The inputs of a resource: checked before a deployment, as far as they are known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar

from pulumi.output import Unknown
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from providers.duration import seconds


@dataclass(frozen=True)
class Refusal:
    """The problem of the input at ``path`` (``services[0].port``), and the remedy."""

    path: str
    reason: str


def _duration(given: str) -> str:
    seconds(given)
    return given


Duration = Annotated[str, AfterValidator(_duration)]


class Part(BaseModel):
    """A nested input: frozen, without additional fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Timeouts(Part):
    """The longest that an operation may wait, such as ``30m``; Pulumi's ``custom_timeouts``."""

    create: Duration | None = None
    update: Duration | None = None
    delete: Duration | None = None


class Inputs(Part):
    """What a kind of resource takes. ``mark`` tells the resource of this stack and URN from every
    other; the vendor keeps it in a name or a description.

    ``existing_id``: adopt what has this id instead of making another. It counts when the resource
    is created; later it may be left out or stay. ``timeouts`` are the resource option
    ``custom_timeouts``.
    """

    secret_inputs: ClassVar[frozenset[str]] = frozenset()
    marked_in: ClassVar[str | None] = None
    """The input whose value at the vendor carries the mark."""

    mark: str = Field(min_length=8)
    existing_id: str | None = Field(default=None, min_length=1)
    timeouts: Timeouts | None = None

    @classmethod
    def contradictions(cls, known: Mapping[str, Any]) -> Iterator[Refusal]:  # noqa: ARG003
        """Yield what is wrong between inputs; ``known`` has those that are known and valid."""
        yield from ()

    def dump(self) -> dict[str, Any]:
        """Give the inputs as properties; what is None is left out."""
        # What a state holds may be of other types than this version's.
        return self.model_dump(mode="json", exclude_none=True, warnings=False)


class Named(Inputs):
    """Inputs of something that keeps its mark at the end of its name."""

    marked_in: ClassVar[str | None] = "name"

    name: str = Field(min_length=1, max_length=40)

    @property
    def marked_name(self) -> str:
        """The name at the vendor."""
        return f"{self.name}-{self.mark}"

    def unmarked(self, live: str) -> str:
        """The input that a name at the vendor stands for."""
        return live.removesuffix(f"-{self.mark}")

    def names_mark(self, live: str) -> bool:
        """Return whether a name at the vendor is that of this stack and URN, whatever comes
        before.
        """
        return live.endswith(f"-{self.mark}")


class Described(Inputs):
    """Inputs of something that keeps its mark at the end of its description, not in its name."""

    marked_in = "description"

    name: str = Field(min_length=1)
    description: str = ""

    @property
    def marked_description(self) -> str:
        """The description at the vendor."""
        return f"{self.description} [{self.mark}]".lstrip()

    def undescribed(self, live: str) -> str:
        """The input that a description at the vendor stands for."""
        return live.removesuffix(f"[{self.mark}]").rstrip()

    def bears_mark(self, live: object) -> bool:
        """Return whether a description at the vendor is that of this stack and URN."""
        return isinstance(live, str) and live.endswith(f"[{self.mark}]")


AnyInputs = TypeVar("AnyInputs", bound=Inputs)


def refusals(model: type[Inputs], given: Mapping[str, Any]) -> list[Refusal]:
    """Return all problems of ``given``; unknown values are checked once they are known."""
    known = {key: value for key, value in given.items() if not is_unknown(value)}
    found = list(_invalid(model, known, given))
    bad = {refusal.path.partition("[")[0].partition(".")[0] for refusal in found}
    sound = {key: value for key, value in known.items() if key not in bad}
    left_out = {key: value for key, value in _defaults(model).items() if key not in given}
    return [*found, *model.contradictions({**left_out, **sound})]


def _invalid(
    model: type[Inputs], known: Mapping[str, Any], given: Mapping[str, Any]
) -> Iterator[Refusal]:
    try:
        model.model_validate(known)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
        for problem in problems:
            place = problem["loc"]
            within = any(p["loc"][: len(place)] == place for p in problems if p["loc"] != place)
            awaited = problem["type"] == "missing" and place[0] in given
            if not within and not awaited:
                yield Refusal(_path(place), problem["msg"])


def with_defaults(model: type[Inputs], given: Mapping[str, Any]) -> dict[str, Any]:
    """``given`` in the form in which it is compared with the next one: defaults filled in, also
    within, and nothing that is None. What is unknown or wrong stays as it is.
    """
    found = {key: _plain(value) for key, value in _defaults(model).items() if key not in given}
    for key, value in given.items():
        found[key] = value
        if key in model.model_fields and not is_unknown(value):
            with suppress(ValidationError):
                found[key] = _plain(_field(model, key).validate_python(value))
    return {key: value for key, value in found.items() if value is not None}


def lenient(model: type[AnyInputs], given: Mapping[str, Any]) -> AnyInputs:
    """``given`` as inputs, whatever this version thinks of them: what a state holds can always be
    read and deleted, also where another version of the rules wrote it or a dashboard set it.

    A value that is not valid stays as it is; one that is missing is the default, or None.
    """
    values: dict[str, Any] = {**dict.fromkeys(model.model_fields), **_defaults(model)}
    for name in model.model_fields.keys() & given.keys():
        values[name] = given[name]
        with suppress(ValidationError):
            values[name] = _field(model, name).validate_python(given[name])
    return model.model_construct(**values)


def default(model: type[Inputs], name: str) -> Any:
    """The value of an input that a program leaves out, as properties have it."""
    return _plain(_defaults(model).get(name))


@cache
def _field(model: type[Inputs], name: str) -> TypeAdapter[Any]:
    field: Any = model.model_fields[name]
    return TypeAdapter(Annotated[field.annotation, field])


def _defaults(model: type[Inputs]) -> dict[str, Any]:
    return {
        name: field.get_default(call_default_factory=True, validated_data={})
        for name, field in model.model_fields.items()
        if not field.is_required()
    }


def is_unknown(value: object) -> bool:
    """Return whether a value contains an unknown."""
    if isinstance(value, Mapping):
        return any(map(is_unknown, value.values()))
    if isinstance(value, list):
        return any(map(is_unknown, value))
    return isinstance(value, Unknown)


def integral(value: Any) -> Any:
    """``value`` with whole numbers as integers: the SDK hands every number over as a float."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: integral(item) for key, item in value.items()}
    if isinstance(value, list):
        return [integral(item) for item in value]
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _path(place: tuple[int | str, ...]) -> str:
    first, *rest = place
    return str(first) + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in rest)
