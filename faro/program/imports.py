"""Finds what a program's files use of the Pulumi SDKs, to import it once for all runs.

Read from the source; what is missed here is imported by each run itself.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

_PREFIXES = ("pulumi", "upstash_pulumi")
_IMPORTS_ONE = re.compile(rb"^\s*(import|from)\s+(pulumi|upstash_pulumi)", re.MULTILINE)
_MOST_FILES = 500
_SKIPPED = frozenset({"node_modules", "__pycache__", "tests"})


class SdkImports(NamedTuple):
    """``names`` to look up beforehand, as ``pulumi_gcp.compute.Network``; ``whole`` are the
    packages that a file star-imports.
    """

    names: tuple[str, ...]
    whole: tuple[str, ...]


def sdk_imports(*directories: Path) -> SdkImports:
    """Return what the programs in the folders use of the SDKs."""
    names: set[str] = set()
    whole: set[str] = set()
    for path in chain.from_iterable(map(sources, directories)):
        try:
            source = path.read_bytes()
            tree = ast.parse(source) if _IMPORTS_ONE.search(source) else ast.Module([], [])
        except (OSError, SyntaxError, ValueError):
            continue
        found = _Finder()
        found.visit(tree)
        names |= found.names
        whole |= found.whole
    return SdkImports(tuple(sorted(names)), tuple(sorted(whole)))


class _Finder(ast.NodeVisitor):
    def __init__(self) -> None:
        self.names: set[str] = set()
        self.whole: set[str] = set()
        self._aliases: dict[str, str] = {}

    def visit_Import(self, node: ast.Import) -> None:
        for name in node.names:
            if name.name.startswith(_PREFIXES):
                self.names.add(name.name)
                target = name.name if name.asname else name.name.partition(".")[0]
                self._aliases[name.asname or target] = target

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.level or not node.module or not node.module.startswith(_PREFIXES):
            return
        self.names.add(node.module)
        for name in node.names:
            if name.name == "*":
                self.whole.add(node.module.partition(".")[0])
            else:
                self._aliases[name.asname or name.name] = f"{node.module}.{name.name}"
                self.names.add(f"{node.module}.{name.name}")

    def visit_Attribute(self, node: ast.Attribute) -> None:
        parts: list[str] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Attribute):
            parts.append(inner.attr)
            inner = inner.value
        if isinstance(inner, ast.Name) and inner.id in self._aliases:
            self.names.add(".".join([self._aliases[inner.id], *reversed(parts)]))
        else:
            self.generic_visit(node)


def sources(directory: Path) -> Iterator[Path]:
    """The program's own Python files, in a fixed order; at most about 500."""
    count = 0
    for place, folders, files in os.walk(directory):
        folders[:] = sorted(name for name in folders if is_source(Path(place) / name))
        for name in sorted(files):
            if name.endswith(".py"):
                yield Path(place) / name
                count += 1
        if count > _MOST_FILES:
            return


def is_source(folder: Path) -> bool:
    """Return whether a folder is the program's: not hidden, not installed, no tests."""
    name = folder.name
    return not (name.startswith(".") or name in _SKIPPED or (folder / "pyvenv.cfg").exists())
