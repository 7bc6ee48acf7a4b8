"""Application Auto Scaling: tasks and capacity that are kept between two limits."""

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import Charged, Count, Fixed, Inputs, Pricing, number, text

_TARGET = "aws:appautoscaling/target:Target"
_IN_RANGES = ("aws:ecs/service:", "aws:dynamodb/table:")
"""Types whose own lines span the limits."""


def between_limits(inputs: Inputs, wanted: Decimal | None, dimension: str = "") -> Count:
    """How many a resource has: as it says itself, and between the limits of the target that scales
    it. ``dimension`` is what the target scales, where a resource has several.
    """
    for target in inputs.users():
        if target.type == _TARGET and str(target.get("scalableDimension")).startswith(dimension):
            least, most = _limits(target)
            if wanted is None or least is None or most is None:
                return Count(None)
            return Count(max(wanted, least), least, most)
    return Count(wanted)


def _limits(target: Inputs) -> tuple[Decimal | None, Decimal | None]:
    return number(target.get("minCapacity")), number(target.get("maxCapacity"))


def _target(inputs: Inputs) -> Iterator[Fixed]:
    """What is added to a resource that has no range of its own, or is not in the program."""
    least, most = _limits(inputs)
    if least is not None and least == most:
        return
    if not any(one.type.startswith(_IN_RANGES) for one in inputs.links("resourceId")):
        scaled = text(inputs.get("scalableDimension")) or "of a kind that is not known"
        yield Fixed(meter=f"autoscaled capacity, {scaled}", quantity=None)


TYPES: dict[str, Pricing] = {_TARGET: Charged(fixed=_target)}
