"""Import a large SDK without all of its modules.

Some generated SDKs (``pulumi_cloudflare``: 777 modules, 290,000 lines) import every module of
theirs in ``__init__``, which takes seconds. Here the package's own code runs without those star
imports, and a name that they would have brought is looked up when it is first asked for.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

_MANY = 50
"""Star imports from which on a package counts as eager."""
_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_EXPORTS = re.compile(r"^__all__ = \[(.*?)\]", re.DOTALL | re.MULTILINE)
_INPUTS = "_inputs"


def import_in_parts(packages: Sequence[str]) -> None:
    """From now on, import these packages so if they are eager ones."""
    sys.meta_path.insert(0, _Finder(frozenset(packages)))


def shared_modules(packages: Sequence[str]) -> list[str]:
    """The modules that every other one of an eager SDK imports."""
    eager = [p for p in packages if isinstance(_loader_of(p), _Loader)]
    return [f"{package}.{module}" for package in eager for module in ("outputs", _INPUTS)]


def _loader_of(package: str) -> object:
    spec = importlib.util.find_spec(package)
    return spec.loader if spec else None


class _Finder:
    def __init__(self, packages: frozenset[str]) -> None:
        self._packages = packages

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The package with a loader that leaves its star imports out; None for any other."""
        if name not in self._packages:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec and isinstance(spec.loader, SourceFileLoader) and _is_eager(Path(spec.loader.path)):
            spec.loader = _Loader(name, spec.loader.path)
        return spec


def _is_eager(init: Path) -> bool:
    return init.read_text(encoding="utf-8").count(" import *") >= _MANY


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 the loader's signature
        """The package's code without the star imports of its own modules."""
        tree = ast.parse(Path(self.path).read_text(encoding="utf-8"))
        tree.body = [node for node in tree.body if not _is_own_star(node)]
        return compile(tree, self.path, "exec")

    def exec_module(self, module: ModuleType) -> None:
        """Run the package's code, and give it a way to find what was left out."""
        super().exec_module(module)
        module.__dict__["__getattr__"] = _Names(module.__name__, Path(self.path).parent)


def _is_own_star(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.level == 1 and node.names[0].name == "*"


class _Names:
    """Finds the module of a package that exports a name."""

    def __init__(self, package: str, folder: Path) -> None:
        self._package = package
        self._folder = folder

    def __call__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        for module in self._likely(name):
            found = getattr(self._load(module), name, None)
            if found is not None:
                return found
        for path in self._folder.glob("*.py"):
            exported = _EXPORTS.search(path.read_text(encoding="utf-8"))
            if exported and f"'{name}'" in exported[1]:
                return getattr(self._load(path.stem), name)
        raise AttributeError(f"module {self._package!r} has no attribute {name!r}")

    def _likely(self, name: str) -> list[str]:
        """By the generator's habit: ``DnsRecord`` and ``DnsRecordArgs`` in ``dns_record``, nested
        arguments in ``_inputs``.
        """
        plain = _WORD_STARTS.sub("_", re.sub("(Args|ArgsDict)$", "", name)).lower()
        modules = [plain, plain.removesuffix("_output"), _INPUTS if "Args" in name else plain]
        return [m for m in dict.fromkeys(modules) if (self._folder / f"{m}.py").exists()]

    def _load(self, module: str) -> ModuleType:
        return importlib.import_module(f"{self._package}.{module}")
