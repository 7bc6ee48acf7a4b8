"""Runs the project's usage script (``[tool.faro] usage``) as a child process.

It reads a line of JSON for each question, ``{"stack": …, "workload": …}``, and writes as many YAML
documents, ``---`` before each. The first question about a stack also says what its program asks
for: ``config``, its values without secrets as texts, and ``resources``, a list of name, type and
inputs as far as they are known and no secret. So the script repeats nothing that config decides.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from faro.model.diagnostic import Failure, error
from faro.model.snapshot import Resource, Snapshot
from faro.program import config, interpreter
from faro.program.phases import Phases
from faro.program.project import Project

TIME_LIMIT_SECONDS = 20.0
_START = re.compile("^---\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asked:
    """The input of the usage script about a program: config without secrets, and resources."""

    config: Mapping[str, str]
    resources: Sequence[Resource] = ()

    def document(self) -> dict[str, Any]:
        """Return it as JSON for the script."""
        told = [
            {"name": one.name, "type": one.type, "inputs": _known(one.inputs)}
            for one in self.resources
            if one.custom
        ]
        return {"config": dict(self.config), "resources": told}


def asked_of(
    project: Project,
    stack: str,
    snapshot: Snapshot | None,
    overrides: Sequence[tuple[str, str]] = (),
) -> Asked:
    """What the program of a stack asks for; of a name that is no stack, the config of the last
    phase.
    """
    named = stack if project.stack_file(stack) else next(reversed(Phases.read(project).order), "")
    found = config.load(project, named, overrides, config.passphrase()) if named else None
    values = found.values if found else {}
    secret = found.secret_keys if found else frozenset()
    return Asked(
        {key: value for key, value in values.items() if key not in secret},
        snapshot.resources if snapshot else (),
    )


def _known(value: Any) -> Any:
    """A value as JSON has it; what is not known yet, or secret, is left out."""
    if isinstance(value, Mapping):
        known = {key: _known(item) for key, item in value.items() if _is_plain(item)}
        return {key: item for key, item in known.items() if item is not None}
    if isinstance(value, list):
        return [_known(item) for item in value if _is_plain(item)]
    return value


def _is_plain(value: Any) -> bool:
    return isinstance(value, str | int | float | bool | Mapping | list) or value is None


def ask(
    project: Project,
    questions: Sequence[tuple[str, Mapping[str, Any]]],
    asked: Mapping[str, Asked],
) -> list[str]:
    """The usage file of each stack and workload. Failure where there is no such script, or where it
    does not end well.
    """
    script = Phases.read(project).usage
    if script is None:
        raise error(
            "No usage script",
            "[tool.faro] usage in pyproject.toml names no script that turns a number of users into "
            "usage. Fill in a usage file instead.",
            command=f"faro usage {questions[0][0]}",
        )
    lines = list(_lines(questions, asked))
    try:
        done = subprocess.run(  # noqa: S603 the project's own script
            [str(interpreter.find(project)), str(script)],
            input="\n".join(lines),
            cwd=project.directory,
            env={**os.environ, "PYTHONPATH": _path(project)},
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=TIME_LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _fails(script.name, f"It took longer than {TIME_LIMIT_SECONDS:.0f} s.") from None
    if done.returncode:
        raise _fails(
            script.name, (done.stderr.strip().splitlines() or ["It printed no error message."])[-1]
        )
    documents = _START.split(done.stdout)[1:]
    if len(documents) != len(questions):
        said = f"It wrote {len(documents)} documents for {len(questions)} questions."
        raise _fails(script.name, said)
    return documents


def _path(project: Project) -> str:
    """The project's folder before what is on the path already: the script may be of many files."""
    return os.pathsep.join(filter(None, (str(project.directory), os.environ.get("PYTHONPATH"))))


def _lines(
    questions: Sequence[tuple[str, Mapping[str, Any]]], asked: Mapping[str, Asked]
) -> Iterator[str]:
    told: set[str] = set()
    for stack, workload in questions:
        about = {} if stack in told or stack not in asked else asked[stack].document()
        told.add(stack)
        yield json.dumps({"stack": stack, "workload": workload, **about})


def _fails(script: str, reason: str) -> Failure:
    return error("Usage script failed", f"{script}: {reason}", address=script)
