"""What the tests under the real engine need to know of one vendor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from .fake import Fake

Resources = tuple[Mapping[str, Any], ...]
Operations = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A program with every kind of resource of a vendor, and what may happen to it.

    ``changed`` (in place) and ``replaced`` are the program with
    other inputs, and what the preview then says of each resource that does not stay the same.
    ``drift`` changes the vendor out of band, and ``drifted`` is what a preview after a refresh
    says. The first resource stands for all in the faults: ``create`` and ``read`` are the requests
    that make and read it, ``lose`` takes it away behind the engine's back, ``slow`` makes it take
    its time (None: this vendor never does); ``things`` counts all that is there and has no end.
    ``unique_names``: the vendor refuses a second one of the first resource's name.
    """

    namespace: str
    fake: Callable[[], Fake]
    resources: Resources
    changed: Resources
    changed_operations: Operations
    replaced: Resources
    replaced_operations: Operations
    drift: Callable[[Any], None]
    drifted_operations: Operations
    create: str
    read: str
    lose: Callable[[Any], None]
    slow: Callable[[Any], None] | None
    things: Callable[[Any], int]
    unique_names: bool = False


def with_inputs(resources: Resources, changed: str, /, **inputs: Any) -> Resources:
    """The same resources, one of them with other inputs."""
    return tuple(
        {**one, "inputs": {**one["inputs"], **inputs}} if one["name"] == changed else one
        for one in resources
    )
