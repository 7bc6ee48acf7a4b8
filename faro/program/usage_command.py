"""Asks the project what a workload uses: the script that ``[tool.faro]`` names, as a child."""

from __future__ import annotations

import subprocess

from faro.model.diagnostic import error
from faro.program import interpreter
from faro.program.phases import Phases
from faro.program.project import Project

TIME_LIMIT_SECONDS = 20.0


def ask(project: Project, stack: str, workload: str) -> str:
    """The usage file of a stack for a workload (JSON). Failure where there is no such script, or
    where it does not end well.
    """
    script = Phases.read(project).usage
    if script is None:
        raise error(
            "The project makes no usage file",
            "pyproject.toml names no script in [tool.faro] usage.",
            command="faro cost --usage FILE",
        )
    try:
        done = subprocess.run(  # noqa: S603 the project's own script
            [str(interpreter.find(project)), str(script), stack],
            input=workload,
            cwd=project.directory,
            capture_output=True,
            text=True,
            timeout=TIME_LIMIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        reason = f"It took longer than {TIME_LIMIT_SECONDS:.0f} s."
    else:
        if done.returncode == 0:
            return done.stdout
        reason = (done.stderr.strip().splitlines() or ["It said nothing."])[-1]
    raise error("The usage script fails", f"{script.name} {stack}: {reason}", address=str(script))
