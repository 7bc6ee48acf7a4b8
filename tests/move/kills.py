"""A CLI that kills the command that called it, at a stage of a move between two stacks."""

import os
import shutil
from typing import NamedTuple

from .conftest import Project


class Stage(NamedTuple):
    """The ``nth`` call with these words; the command is killed before it, after it, or between the
    two saves of the engine's move.
    """

    words: str
    when: str
    nth: int = 1


STAGES = {
    "before the backup": Stage("export --stack={source} --show-secrets", "before"),
    "after the backup": Stage("state move", "before"),
    "in the move": Stage("state move", "between"),
    "after the move": Stage("state move", "after"),
    "in verify": Stage("export --stack={target}", "before", 3),
}
"""In the order in which one move may be killed at each, one after the other."""
IN_VERIFY_AGAIN = Stage("export --stack={target}", "before", 2)
"""The same of a move that was made before: its target was read once."""


def killing(project: Project, stage: Stage, source: str, target: str) -> str:
    """A PATH on which the command that makes the move is killed at a stage."""
    path = project.environment()["PATH"]
    cli = shutil.which("pulumi", path=path)
    script = project.folder.with_name("killing") / "pulumi"
    shutil.rmtree(script.parent, ignore_errors=True)
    script.parent.mkdir()
    words = stage.words.format(source=source, target=target)
    backup = project.folder / ".faro" / f"{source}-to-{target}" / "source.json"
    # The engine saves the target first: what it had not come to is put back.
    undo = f"{cli} stack import --stack={source} --file={backup} > {script.parent}/undone"
    kill = {"before": "kill", "after": 'run "$@"; kill', "between": f'run "$@"; {undo}; kill'}
    script.write_text(
        f"""#!/bin/sh
kill() {{ command kill -9 $PPID; exit 1; }}
run() {{ {cli} "$@" > {script.parent}/said; }}
case "$*" in *"{words}"*) echo call >> {script.parent}/calls
test $(wc -l < {script.parent}/calls) -eq {stage.nth} && {{ {kill[stage.when]}; }};; esac
exec {cli} "$@"
"""
    )
    script.chmod(0o755)
    return os.pathsep.join([str(script.parent), path])
