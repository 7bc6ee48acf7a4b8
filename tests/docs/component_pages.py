"""Pages of the components, written from their code and from what the phases make with them."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

_COMPONENT = "pulumi.ComponentResource"
_TITLE = """\
# Components

A component is a class of `components/`: it owns some resources, checks its arguments and exposes \
what callers need. The phases are put together from them in `stacks/`. These pages come from the \
code and from previews of the phases, by `make goldens`; amounts are in USD a month before usage, \
for the shipped stack files.

"""


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One field of a component's arguments, as it is written."""

    name: str
    type: str
    default: str | None


@dataclass(frozen=True, kw_only=True)
class Component:
    """A component as its module describes it."""

    name: str
    type: str
    module: str
    about: str
    detail: str
    arguments: tuple[Argument, ...]
    arguments_about: str


@dataclass
class Made:
    """What a phase makes with one component: resources by type, and their cost."""

    phase: str
    types: Counter[str] = field(default_factory=Counter)
    amounts: dict[str, Decimal] = field(default_factory=dict)


def components(folder: Path) -> Iterator[Component]:
    """Read every component of a folder without importing it, by name."""
    found = [each for path in sorted(folder.rglob("*.py")) for each in _in_module(path, folder)]
    yield from sorted(found, key=lambda each: each.name)


def _in_module(path: Path, folder: Path) -> Iterator[Component]:
    tree = ast.parse(path.read_text())
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    for node in classes.values():
        if _COMPONENT not in map(ast.unparse, node.bases):
            continue
        args = classes.get(f"{node.name}Args")
        yield Component(
            name=node.name,
            type=_type_token(node),
            module=f"components.{'.'.join(path.relative_to(folder).with_suffix('').parts)}",
            about=ast.get_docstring(tree) or "",
            detail=ast.get_docstring(node) or "",
            arguments=tuple(_arguments(args)) if args else (),
            arguments_about=(ast.get_docstring(args) or "") if args else "",
        )


def _type_token(node: ast.ClassDef) -> str:
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__":
            return str(ast.literal_eval(call.args[0]))
    raise ValueError(f"{node.name} gives no type to its resource")


def _arguments(node: ast.ClassDef) -> Iterator[Argument]:
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
            default = _default(each.value)
            yield Argument(name=each.target.id, type=ast.unparse(each.annotation), default=default)


def _default(value: ast.expr | None) -> str | None:
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "field":
        factory = {keyword.arg: ast.unparse(keyword.value) for keyword in value.keywords}
        return {"dict": "{}", "list": "[]"}.get(factory.get("default_factory", ""), "")
    return ast.unparse(value) if value else None


def example(name: str, folder: Path) -> tuple[str, str] | None:
    """Return the first call of a component in ``folder``, and the file that it is in."""
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
                lines = text.splitlines()[node.lineno - 1 : node.end_lineno]
                lines[0] = lines[0][node.col_offset :]
                lines[-1] = lines[-1] if len(lines) > 1 else lines[0]
                return _dedent(lines), f"{folder.name}/{path.relative_to(folder)}"
    return None


def _dedent(lines: Sequence[str]) -> str:
    """Take the indentation of the call from the lines after its first."""
    last = len(lines[-1]) - len(lines[-1].lstrip())
    return "\n".join([lines[0], *(line[last:] for line in lines[1:])])


def made(report: Mapping[str, Any]) -> dict[str, Made]:
    """Sort what a preview from nothing creates by the type of the component that owns it."""
    phase, steps = report["faro"]["stack"], report["steps"]
    found: dict[str, Made] = {}
    for step in steps:
        state = step["newState"]
        chain = step["urn"].split("::")[2].split("$")
        owners = [kind for kind in chain[:-1] if kind.startswith("faro:")]
        if not state.get("custom") or not owners:
            continue
        entry = found.setdefault(owners[0], Made(phase=phase))
        entry.types[state["type"]] += 1
        if amount := step["faro"].get("monthlyCostBeforeUsage", {}).get("new", {}).get("amount"):
            entry.amounts[state["type"]] = entry.amounts.get(state["type"], Decimal(0)) + Decimal(
                amount
            )
    return found


def index(found: Sequence[Component]) -> str:
    """Write the page that lists all components."""
    rows = [f"| [{each.name}]({_file(each)}) | {_first(each.about)} |\n" for each in found]
    return _TITLE + "| component | what it is |\n|---|---|\n" + "".join(rows)


def page(component: Component, uses: Sequence[Made], call: tuple[str, str] | None) -> str:
    """Write the page of one component."""
    parts = [f"# {component.name}\n\n", f"{_prose(component.about)}\n\n"]
    parts.append(f"`from {component.module} import {component.name}`. ")
    parts.append(f"{_prose(component.detail)}\n\n## Arguments\n\n")
    parts += _argument_table(component) if component.arguments else ["None.\n\n"]
    parts += _creates(uses)
    if call:
        parts.append(f"## Example\n\nFrom `{call[1]}`:\n\n```python\n{call[0]}\n```\n")
    return "".join(parts)


def _argument_table(component: Component) -> Iterator[str]:
    if component.arguments_about:
        yield f"{_prose(component.arguments_about)}\n\n"
    yield "| argument | type | default |\n|---|---|---|\n"
    for each in component.arguments:
        default = "required" if each.default is None else f"`{each.default}`"
        yield f"| `{each.name}` | `{each.type.replace('|', chr(92) + '|')}` | {default} |\n"
    yield "\n"


def _creates(uses: Sequence[Made]) -> Iterator[str]:
    yield "## Creates\n\n"
    if not uses:
        yield "No phase uses it with the shipped stack files.\n\n"
    for use in uses[-1:]:
        yield f"In {use.phase}:\n\n| type | count | USD a month |\n|---|---|---|\n"
        for kind, count in sorted(use.types.items()):
            amount = use.amounts.get(kind)
            yield f"| `{kind}` | {count} | {'' if amount is None else f'{amount:.2f}'} |\n"
        yield "\n"


def _prose(text: str) -> str:
    """Write a docstring as Markdown: its literals have one backquote there."""
    return text.replace("``", "`").strip()


def _first(text: str) -> str:
    return _prose(text.split("\n\n", maxsplit=1)[0]).replace("\n", " ")


def _file(component: Component) -> str:
    return f"{component.module.removeprefix('components.').replace('.', '-')}.md"


def write(root: Path, report: str) -> dict[str, str]:
    """Return every page by its file name; ``report`` is a preview of all stacks as JSON."""
    found = list(components(root / "components"))
    uses = [made(each) for each in json.loads(report)["previews"].values()]
    pages = {"README.md": index(found)}
    for each in found:
        mine = [use[each.type] for use in uses if each.type in use]
        pages[_file(each)] = page(each, mine, example(each.name, root / "stacks"))
    return pages
