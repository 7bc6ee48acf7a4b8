"""The command in an environment of its own, beside a program that has the SDK in another."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ALONE = """
import sys
for name in ("google", "grpc", "pulumi"):
    sys.modules[name] = None
from faro.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["preview", "--from=none"], "to create"),
        (["preview", "--from=none", "--format=json"], '"steps"'),
        (["cost"], "USD a month"),
    ],
)
def test_it_needs_nothing_of_the_sdk(words: list[str], shown: str) -> None:
    program = ROOT / "tests/programs/shapes"
    done = subprocess.run(
        [sys.executable, "-c", ALONE, *words, f"--program={program}"],
        env={**os.environ, "VIRTUAL_ENV": str(Path(sys.executable).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert shown in done.stdout
