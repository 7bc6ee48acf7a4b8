"""Every summary of a diagnostic or of a provider's error, found in the code.

``python -m tests.docs.summaries`` prints them with their places.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("faro", "providers")
_ERRORS = ("VendorError", "Broken", "Unanswered", "NotAdopted")
_EXPLANATIONS = ("faro/github/refusal.py", "providers/advice.py")
"""Modules that choose a summary and a remedy as a pair."""


@dataclass(frozen=True, order=True)
class Summary:
    """One summary; values that it is filled with stand in braces."""

    text: str
    file: str
    line: int


def every() -> list[Summary]:
    """All summaries, in the order of the alphabet."""
    found = {
        summary
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        for summary in _of(path)
    }
    return sorted(found)


def _of(path: Path) -> Iterator[Summary]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    file = path.relative_to(ROOT).as_posix()
    places = {"error": 0, "Diagnostic": 0, **dict.fromkeys(_ERRORS, 0), **dict(_makers(tree))}
    for scope in (tree, *(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef))):
        names = _assigned(scope)
        for node in ast.walk(scope):
            for value in _chosen(node, places, pairs=file in _EXPLANATIONS):
                for text in _texts(value, names):
                    yield Summary(text, file, value.lineno)


def _makers(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The functions of a module that take a summary, and the position of it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [one.arg for one in node.args.args]
            if "summary" in names:
                yield node.name, names.index("summary")


def _chosen(node: ast.AST, places: dict[str, int], *, pairs: bool) -> Iterator[ast.expr]:
    """The expressions that are a summary."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        yield from (word.value for word in node.keywords if word.arg == "summary")
        if name in places and len(node.args) > places[name]:
            yield node.args[places[name]]
    elif pairs and isinstance(node, ast.Tuple):
        match node.elts:
            case [ast.Constant() | ast.JoinedStr() as summary, ast.Constant() | ast.JoinedStr()]:
                yield summary


def _assigned(scope: ast.AST) -> dict[str, list[ast.expr]]:
    """Names of a scope, and what is assigned to them."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(scope):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found.setdefault(name, []).append(value)
            case ast.For(target=ast.Tuple(elts=[ast.Name(id=name), *_]), iter=ast.Tuple(elts=rows)):
                found[name] = [row.elts[0] for row in rows if isinstance(row, ast.Tuple)]
    return found


def _texts(value: ast.expr, names: dict[str, list[ast.expr]]) -> Iterator[str]:
    """The texts that an expression may be; nothing for one that comes from elsewhere."""
    match value:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr():
            yield "".join(
                f"{{{ast.unparse(part.value)}}}"
                if isinstance(part, ast.FormattedValue)
                else ast.literal_eval(part)
                for part in value.values
            )
        case ast.IfExp():
            yield from _texts(value.body, names)
            yield from _texts(value.orelse, names)
        case ast.Name() if value.id in names:
            for assigned in names.pop(value.id):
                yield from _texts(assigned, names)


def main() -> None:
    """Print all summaries."""
    for summary in every():
        sys.stdout.write(f"{summary.text:60}  {summary.file}:{summary.line}\n")


if __name__ == "__main__":
    main()
