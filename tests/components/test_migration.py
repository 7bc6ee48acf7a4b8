"""The migration's own script and SQL, on a real PostgreSQL of the machine where there is one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from components.migration_job import SCRIPT, setup

API, WORKER = "api@faro.iam", "worker@faro.iam"

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
_HAS_SERVER = bool(_BINARIES) and bool(shutil.which("psql"))

Url = str


def _as_postgres(command: Sequence[str | Path]) -> None:
    """Run a command of the server, which refuses root."""
    words = [str(word) for word in command]
    user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    prefix = user if os.geteuid() == 0 else []
    subprocess.run([*prefix, *words], check=True, capture_output=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the roles that Cloud SQL has; gives its address."""
    if not _HAS_SERVER:
        pytest.skip("no PostgreSQL server on this machine")
    binaries, folder = _BINARIES[-1], Path(f"/tmp/faro-postgres-{os.getpid()}")  # noqa: S108 readable
    folder.mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, address = folder / "data", f"127.0.0.1:{port}"
    control: list[str | Path] = [binaries / "pg_ctl", "-D", data, "-w"]
    _as_postgres([binaries / "initdb", "-D", data, "-A", "trust", "-U", "super"])
    options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1"
    _as_postgres([*control, "-o", options, "-l", folder / "log", "start"])
    try:
        query(
            f"postgresql://super@{address}/postgres",
            "CREATE ROLE cloudsqlsuperuser CREATEDB CREATEROLE",
            "CREATE ROLE faro_app LOGIN IN ROLE cloudsqlsuperuser CREATEDB CREATEROLE",
            *(f'CREATE ROLE "{user}" LOGIN' for user in (API, WORKER)),
            "CREATE DATABASE faro OWNER cloudsqlsuperuser",
        )
        yield address
    finally:
        _as_postgres([*control, "-m", "immediate", "stop"])
        shutil.rmtree(folder)


def query(url: Url, *statements: str) -> str:
    words = [word for statement in statements for word in ("-c", statement)]
    command = ["psql", url, "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def migrate(address: str, sql: str, *command: str) -> subprocess.CompletedProcess[str]:
    url = f"postgresql://faro_app@{address}/faro"
    return subprocess.run(
        ["sh", "-c", SCRIPT, "sh", *command],
        env={"PATH": os.environ["PATH"], "DATABASE_DIRECT_URL": url, "DATABASE_SETUP": sql},
        capture_output=True,
        text=True,
        check=False,
    )


def grants() -> str:
    """What is set up, but for the extension, which this machine's server may lack."""
    extension, *others = setup([API, WORKER]).split("; ")
    assert extension == 'CREATE EXTENSION IF NOT EXISTS "vector"'
    return "; ".join(others)


def test_services_use_what_a_migration_makes_and_change_nothing(server: str) -> None:
    create = "CREATE TABLE IF NOT EXISTS notes (id serial PRIMARY KEY, note text)"
    command = ["psql", f"postgresql://faro_app@{server}/faro", "-X", "-q", "-c", create]
    for _ in range(2):  # a migration is run again with each release
        done = migrate(server, grants(), *command)
        assert done.returncode == 0, done.stderr
    as_api = f"postgresql://api%40faro.iam@{server}/faro"

    assert query(as_api, "INSERT INTO notes (note) VALUES ('a') RETURNING note") == "a"
    with pytest.raises(subprocess.CalledProcessError) as refused:
        query(as_api, "DROP TABLE notes")
    assert "must be owner" in refused.value.stderr


def test_nothing_is_migrated_after_a_setup_that_failed(server: str) -> None:
    done = migrate(server, "SELECT 1/0", "echo", "migrated")

    assert done.returncode != 0
    assert "division by zero" in done.stderr
    assert "migrated" not in done.stdout


def test_a_migration_that_fails_fails_the_job(server: str) -> None:
    assert migrate(server, "SELECT 1", "sh", "-c", "exit 7").returncode == 7
