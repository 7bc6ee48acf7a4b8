"""A checklist before a first deployment: for a person, for a shell, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby

from faro.preflight.step import Checklist, Step
from faro.views.line import Line, line, printable

_SHOWN = 3


def render(found: Checklist, format_: str) -> str | Iterable[Line]:
    """The checklist as ``text``, ``commands`` or ``json``."""
    if format_ == "json":
        return _document(found)
    return _commands(found) if format_ == "commands" else _text(found)


def _text(found: Checklist) -> Iterator[Line]:
    """Yield the checklist; what the program does itself is ticked."""
    yield line(f"{found.stack} before its first deployment")
    for group, steps in groupby(found.steps, key=lambda step: step.group):
        yield line("")
        yield line(group.value)
        for step in steps:
            yield line(f"  [{'x' if step.done else ' '}] {step.text}{_for(step)}")
            for command in step.commands:
                yield line(f"      $ {command}")
    if found.unknown:
        yield line("")
        yield line("Nothing is known of what these types need")
        for type_ in found.unknown:
            yield line(f"  {type_}")


def _commands(found: Checklist) -> str:
    """The commands as a shell script; what only a person can do stays a comment."""
    made = [
        "#!/bin/sh",
        f"# {printable(found.stack)} before its first deployment",
        "# DEPLOYER=user:you@example.com or serviceAccount:…",
    ]
    for group, steps in groupby(found.steps, key=lambda step: step.group):
        made += ["", f"# {group.value}"]
        for step in steps:
            if not step.done:
                made += [f"# {printable(step.text)}", *map(printable, step.commands)]
    if found.unknown:
        made += ["", "# Nothing is known of what these types need:"]
        made += [f"# {printable(type_)}" for type_ in found.unknown]
    return "\n".join(made) + "\n"


def _document(found: Checklist) -> str:
    """The checklist as JSON."""
    steps = [
        {
            "group": step.group.value,
            "text": step.text,
            "done": step.done,
            "commands": list(step.commands),
            "resources": list(step.of),
            "source": step.source,
        }
        for step in found.steps
    ]
    return (
        json.dumps(
            {"stack": found.stack, "steps": steps, "unknownTypes": list(found.unknown)}, indent=2
        )
        + "\n"
    )


def _for(step: Step) -> str:
    if not step.of or step.done:
        return ""
    names = list(dict.fromkeys(step.of))
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f" ({', '.join(names[:_SHOWN])}{more})"
