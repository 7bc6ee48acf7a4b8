"""A usage file as editable text, filled in or as a template."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import yaml

from faro.cost.usage_file import UsageFile
from faro.usage_template import Meter, Template
from faro.views.line import printable
from faro.views.wrapped import WIDTH, wrapped

_DIGITS = 6
"""After the point; the cents of a bill do not need more."""


def render(usage: UsageFile, stack: str, users: int) -> str:
    """Render the file, with a comment that names its stack and load."""
    head = f"# {stack} at {users:,} users a month. faro cost {stack} --usage FILE prices it.\n"
    return head + yaml.safe_dump(_plain(usage.model_dump()), sort_keys=False)


def template(found: Template, *, script: bool) -> str:
    """A file to fill in: every meter with its unit, without a quantity."""
    return "\n".join(_lines(found, script=script)) + "\n"


def _lines(found: Template, *, script: bool) -> Iterator[str]:
    target = printable(found.target)
    said = (
        f"What {target} uses in a month: write a quantity where you know one. Without one, a "
        f"meter stays unknown. faro cost {target} --usage FILE prices it."
    )
    yield from (f"# {text}" for text in wrapped(said, WIDTH - len("# ")))
    if script:
        yield f"# For a number of users: faro usage {target} --mau 10000"
    yield "version: 0.1"
    if found.bought or found.plans:
        yield "plans:"
        yield from (f"  {_key(vendor)}: {_key(plan)}" for vendor, plan in found.bought.items())
        for vendor, plans in sorted(found.plans.items()):
            yield f"  # {printable(vendor)}:  # one of {', '.join(map(printable, plans)) or '?'}"
    if not found.meters:
        yield "# It has no usage-based costs."
        return
    yield "resource_usage:"
    names = set()
    for resource, meters in found.meters:
        if resource.name in names:
            yield f"  # another {_key(resource.name)}: {printable(resource.type)}"
            yield from (f"  # {_meter(meter)}" for meter in meters)
            continue
        names.add(resource.name)
        yield from _named(_key(resource.name), printable(resource.type))
        yield from (f"    {_meter(meter)}" for meter in meters)


def _named(name: str, type_: str) -> Iterator[str]:
    """A resource and its type, above it where both are too long for a line."""
    both = f"  {name}:  # {type_}"
    yield from (both,) if len(both) <= WIDTH else (f"  # {type_}", f"  {name}:")


def _meter(meter: Meter) -> str:
    unit = printable(meter.unit) if meter.unit else "unit not known"
    return f"{_key(meter.name)}:  # {unit}{'' if meter.has_price else '; no price'}"


def _key(text: str) -> str:
    """A text as YAML writes it in one line."""
    return yaml.safe_dump(text, default_flow_style=True, width=10**6).splitlines()[0]


def _plain(value: object) -> object:
    """The value in YAML's own types."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item not in ({}, (), None)}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else round(float(value), _DIGITS)
    return value
