"""Makes ``faro.engine`` and ``faro.model`` importable in a program's own interpreter.

Nothing else of a checkout that is installed as editable: a program's own ``components`` or
``stacks`` would be the checkout's.
"""

from __future__ import annotations

from pathlib import Path

import faro.engine

_BOOTSTRAP = """
import importlib, os, site, sys, types
rooms, module, *words = sys.argv[1:]
checkout = os.path.dirname(rooms)
if checkout not in site.getsitepackages():
    sys.path[:] = [entry for entry in sys.path if entry != checkout]
for name, path in (("faro", None), ("faro.engine", "engine"), ("faro.model", "model")):
    room = sys.modules[name] = types.ModuleType(name)
    room.__path__ = [os.path.join(rooms, path)] if path else []
importlib.import_module(module).main(*words)
"""
_ROOMS = Path(faro.engine.__file__).parent.parent


def command(interpreter: Path, module: str, *words: str) -> list[str]:
    """How to call ``main`` of a module of ``faro.engine`` in another interpreter."""
    return [str(interpreter), "-c", _BOOTSTRAP, str(_ROOMS), module, *words]
