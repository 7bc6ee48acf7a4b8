"""What of this package a program's own interpreter sees: ``faro.engine`` and ``faro.model``."""

from __future__ import annotations

from pathlib import Path

import faro.engine

_BOOTSTRAP = """
import importlib, os, sys, types
rooms, module, *words = sys.argv[1:]
for name, path in (("faro", None), ("faro.engine", "engine"), ("faro.model", "model")):
    room = sys.modules[name] = types.ModuleType(name)
    room.__path__ = [os.path.join(rooms, path)] if path else []
importlib.import_module(module).main(*words)
"""
_ROOMS = Path(faro.engine.__file__).parent.parent


def command(interpreter: Path, module: str, *words: str) -> list[str]:
    """How to call ``main`` of a module of ``faro.engine`` in another interpreter."""
    return [str(interpreter), "-c", _BOOTSTRAP, str(_ROOMS), module, *words]
