"""Asks the project what workloads use: the script that ``[tool.faro]`` names, as a child.

It reads a line of JSON for each question, ``{"stack": …, "workload": …}``, and writes as many YAML
documents, ``---`` before each.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from faro.model.diagnostic import Failure, error
from faro.program import interpreter
from faro.program.phases import Phases
from faro.program.project import Project

TIME_LIMIT_SECONDS = 20.0
_START = re.compile("^---\n", re.MULTILINE)


def ask(project: Project, questions: Sequence[tuple[str, Mapping[str, Any]]]) -> list[str]:
    """The usage file of each stack and workload. Failure where there is no such script, or where it
    does not end well.
    """
    script = Phases.read(project).usage
    if script is None:
        raise error(
            "The project makes no usage file",
            "pyproject.toml names no script in [tool.faro] usage, which would work out what so "
            "many users use. Fill a usage file in instead.",
            command=f"faro usage {questions[0][0]}",
        )
    lines = [json.dumps({"stack": stack, "workload": workload}) for stack, workload in questions]
    try:
        done = subprocess.run(  # noqa: S603 the project's own script
            [str(interpreter.find(project)), str(script)],
            input="\n".join(lines),
            cwd=project.directory,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIME_LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _fails(script.name, f"It took longer than {TIME_LIMIT_SECONDS:.0f} s.") from None
    if done.returncode:
        raise _fails(script.name, (done.stderr.strip().splitlines() or ["It said nothing."])[-1])
    documents = _START.split(done.stdout)[1:]
    if len(documents) != len(questions):
        said = f"It wrote {len(documents)} documents for {len(questions)} questions."
        raise _fails(script.name, said)
    return documents


def _fails(script: str, reason: str) -> Failure:
    return error("The usage script fails", f"{script}: {reason}", address=script)
