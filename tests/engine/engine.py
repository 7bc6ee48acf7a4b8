"""The real Pulumi engine, hermetic: a CLI, simulated providers, a program host and a backend.

Every operation gets its own file backend with the state it starts from, so operations run side by
side and nothing of one is seen by another. No network but loopback, no home but a temporary one.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from types import TracebackType
from typing import Any, Literal, Self

import yaml

from . import plugin

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "correct horse"
TIMEOUT_SECONDS = 300
State = dict[str, Any]


def find_cli() -> Path | None:
    """Give the CLI built by `make engine`, or the one on PATH."""
    built = ROOT / ".tools" / "bin" / "pulumi"
    found = str(built) if built.exists() else shutil.which("pulumi")
    return Path(found) if found else None


class EngineError(Exception):
    """The CLI failed where the test needs it to succeed."""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What `pulumi preview --json` printed."""

    steps: list[dict[str, Any]]
    diagnostics: list[dict[str, Any]]
    failed: bool
    log: str = ""

    @property
    def ended_early(self) -> bool:
        """Tell whether the engine stopped at an error; it then prints what it had by chance."""
        said = {found["message"].strip() for found in self.diagnostics}
        return self.failed and "error: preview failed" not in said


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an operation left behind, secrets encrypted, and all that it said."""

    state: State
    log: str
    failed: bool


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program directory as the engine sees it, one stack, and config over the stack file.

    ``salt`` belongs to the config's encrypted values.
    """

    directory: Path
    stack: str
    config: Mapping[str, Any] = field(default_factory=dict)
    salt: str = ""

    @property
    def project(self) -> str:
        """Name the project."""
        return str(yaml.safe_load((self.directory / "Pulumi.yaml").read_text())["name"])

    def stack_file(self) -> dict[str, Any]:
        """Give the stack file with the config on top."""
        path = self.directory / f"Pulumi.{self.stack}.yaml"
        content = (yaml.safe_load(path.read_text()) if path.exists() else None) or {}
        own = {k if ":" in k else f"{self.project}:{k}": v for k, v in self.config.items()}
        salt = {"encryptionsalt": self.salt} if self.salt else {}
        return {**content, **salt, "config": {**(content.get("config") or {}), **own}}

    def sources(self) -> list[Path]:
        """List the Python files that the program may import."""
        rooms = ("components", "stacks", "providers")
        inner = [p for room in rooms for p in (self.directory / room).rglob("*.py")]
        return [*self.directory.glob("*.py"), *inner]

    def modules(self) -> list[str]:
        """Name the SDK modules that the program uses, to import them once for all runs."""
        return sorted({name for path in self.sources() for name in _sdk_modules(path.read_text())})


def _sdk_modules(source: str) -> Iterator[str]:
    """Yield `pulumi_gcp.compute` for each way to import or to reach it."""
    alias = dict(re.findall(r"^import ((?:pulumi|upstash_pulumi)\w*)(?: as (\w+))?", source, re.M))
    for package, name in alias.items():
        yield package
        used = re.findall(rf"\b{name or package}\.((?:[a-z]\w*\.)+)", source)
        yield from (f"{package}.{path.rstrip('.')}" for path in used)
    for package, names in re.findall(r"^from (pulumi_\w+) import ([\w, ]+)$", source, re.M):
        yield from (f"{package}.{name.strip()}" for name in names.split(","))


def end_session(leader: int) -> None:
    """Kill every process of a session: what a killed CLI leaves running."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[3]) == leader:
                    os.kill(int(entry.name), signal.SIGKILL)


def link_entries(source: Path, directory: Path) -> None:
    """Make a directory of links to all that is not hidden."""
    directory.mkdir(parents=True)
    for entry in source.iterdir():
        if not entry.name.startswith((".", "__pycache__")):
            (directory / entry.name).symlink_to(entry)


class Host:
    """The process that imported the SDKs and forks one child per program run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("host.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _ask(self, request: Mapping[str, Any]) -> dict[str, int]:
        assert self._process.stdin and self._process.stdout
        with self._lock:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            return dict(json.loads(self._process.stdout.readline()))

    def start(self, program: Program) -> dict[str, int]:
        """Serve a program and give process id and port."""
        return self._ask({"directory": str(program.directory), "preload": program.modules()})

    def stop(self, child: int) -> None:
        """End a child."""
        self._ask({"stop": child})

    def close(self) -> None:
        """End the host."""
        self._process.kill()
        self._process.communicate()


class FreshHosts:
    """A language host for each run: a command that prints its port and ends with its input."""

    def __init__(self, command: Callable[[Path], list[str]]) -> None:
        self._command = command
        self._running: dict[int, subprocess.Popen[str]] = {}

    def start(self, program: Program) -> dict[str, int]:
        """Serve a program and give process id and port."""
        process = subprocess.Popen(
            self._command(program.directory),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        self._running[process.pid] = process
        return {"pid": process.pid, "port": int(process.stdout.readline())}

    def stop(self, child: int) -> None:
        """End a host."""
        self._running[child].communicate()

    def close(self) -> None:
        """Have nothing else to end."""


class Engine:
    """A CLI with all that it needs, in one temporary folder."""

    def __init__(self, cli: Path) -> None:
        self._cli = cli
        self.root = Path(mkdtemp(prefix="engine-"))
        self.store = self.root / "store"
        """Where the simulated providers note what they make and delete."""
        self.store.touch()
        self._plugins = subprocess.Popen(
            [sys.executable, str(Path(plugin.__file__))],
            env={**os.environ, plugin.STORE: str(self.store)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._plugins.stdout
        self._port = int(self._plugins.stdout.readline())
        (self.root / "bin").mkdir()
        plugin.install(self.root / "bin", port=self._port)
        self._host: Host | FreshHosts = Host()
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        """Give the engine."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Stop everything and leave nothing behind."""
        self._host.close()
        self._plugins.kill()
        self._plugins.communicate()
        shutil.rmtree(self.root, ignore_errors=True)

    @contextmanager
    def separate_processes(self, host: Callable[[Path], list[str]]) -> Iterator[None]:
        """Start a language host and a plugin for each package and run, as the CLI does."""
        forked, self._host = self._host, FreshHosts(host)
        plugin.install(self.root / "bin")
        yield
        plugin.install(self.root / "bin", port=self._port)
        self._host = forked

    def command_environment(self) -> dict[str, str]:
        """What leads the command to this CLI and its plugins."""
        path = os.pathsep.join([str(self.root / "bin"), str(self._cli.parent), "/usr/bin", "/bin"])
        return {
            "PATH": path,
            "VIRTUAL_ENV": sys.prefix,
            "PULUMI_HOME": str(self.root / "pulumi-home"),
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }

    def adopt(self, source: Path, stack: str, **config: Any) -> Program:
        """Make a program directory of a source directory: a copy, or links for the project."""
        directory = self.root / "programs" / source.name
        with self._lock:
            if not directory.exists():
                bring = link_entries if source == ROOT else shutil.copytree
                bring(source, directory)
        return Program(directory=directory, stack=stack, config=config)

    def preview(
        self,
        program: Program,
        state: State | None = None,
        others: Mapping[str, State] | None = None,
    ) -> Preview:
        """Preview a program from a state, or from nothing."""
        folder = self._backend(program, state, others or {})
        flags = ["--json", "--show-sames", "--show-reads"]
        done = self._run(program, folder, "preview", *flags)
        try:
            printed = json.loads(done.stdout)
        except json.JSONDecodeError:
            raise EngineError(done.stdout + done.stderr) from None
        return Preview(
            steps=printed.get("steps") or [],
            diagnostics=printed.get("diagnostics") or [],
            failed=done.returncode != 0,
            log=done.stderr,
        )

    def up(
        self,
        program: Program,
        state: State | None = None,
        others: Mapping[str, State] | None = None,
    ) -> State:
        """Deploy a program and give the state as an export has it, secrets encrypted."""
        done = self.operate("up", program, state, others)
        if done.failed:
            raise EngineError(done.log)
        return done.state

    def operate(
        self,
        operation: Literal["up", "refresh", "destroy"],
        program: Program,
        state: State | None = None,
        others: Mapping[str, State] | None = None,
    ) -> Outcome:
        """Do something that changes the state, and give the state also where it failed."""
        folder = self._backend(program, state, others or {})
        done = self._run(program, folder, operation, "--yes", "--skip-preview", "--non-interactive")
        return self._outcome(
            folder, program, done.stdout + done.stderr, failed=done.returncode != 0
        )

    def _outcome(self, folder: Path, program: Program, log: str, *, failed: bool) -> Outcome:
        path = self._checkpoint(folder, program.project, program.stack)
        latest = json.loads(path.read_text())["checkpoint"]["latest"]
        return Outcome(state={"version": 3, "deployment": latest}, log=log, failed=failed)

    @contextmanager
    def serving(self, directory: Path, stack: str) -> Iterator[list[str]]:
        """Serve a program; gives what leads the CLI there, in place of a language plugin."""
        served = self._host.start(Program(directory=directory, stack=stack))
        try:
            yield [f"--client=127.0.0.1:{served['port']}", "--exec-kind=auto.inline"]
        finally:
            self._host.stop(served["pid"])

    def deploy_in(self, directory: Path, stack: str, environment: Mapping[str, str]) -> None:
        """Deploy a stack of a backend that the test keeps."""
        words = ["up", "--yes", "--skip-preview", "--non-interactive", f"--stack={stack}"]
        with self.serving(directory, stack) as client:
            done = subprocess.run(
                [str(self._cli), *words, *client],
                cwd=directory,
                env=dict(environment),
                capture_output=True,
                text=True,
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        if done.returncode:
            raise EngineError(done.stdout + done.stderr)

    def interrupt(
        self, program: Program, state: State | None, when: threading.Event, how: int
    ) -> Outcome:
        """Deploy, and send a signal to the CLI at a moment; SIGKILL ends its plugins as well."""
        folder = self._backend(program, state, {})
        served = self._host.start(program)
        words = ["up", "--yes", "--skip-preview", "--non-interactive", "--exec-kind=auto.inline"]
        try:
            process = subprocess.Popen(
                [
                    *self._words(folder, program, *words),
                    f"--client=127.0.0.1:{served['port']}",
                ],
                cwd=program.directory,
                env=self._environment(folder),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
            while process.poll() is None and not when.wait(0.02):
                pass
            if process.poll() is None:
                process.send_signal(how)
            log, _ = process.communicate(timeout=TIMEOUT_SECONDS)
        finally:
            end_session(process.pid)
            self._host.stop(served["pid"])
        return self._outcome(folder, program, log, failed=process.returncode != 0)

    def command(
        self, program: Program, *words: str, given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run any command on a stack in an empty backend; ``given`` is what it reads."""
        return self._cli_run(self._backend(program, None, {}), program, *words, given=given)

    def secrets(self, program: Program, values: Mapping[str, str]) -> dict[str, Any]:
        """Encrypt config values as `pulumi config set --secret` does; gives the stack file."""
        folder = self._backend(program, None, {})
        pairs = [part for key, value in values.items() for part in ("--secret", f"{key}={value}")]
        done = self._cli_run(folder, program, "config", "set-all", *pairs)
        if done.returncode:
            raise EngineError(done.stderr)
        text = (folder / f"Pulumi.{program.stack}.yaml").read_text()
        return dict(yaml.safe_load(text))

    def export(self, program: Program, state: State, *flags: str) -> State:
        """Give the state as `pulumi stack export` prints it."""
        done = self._cli_run(self._backend(program, state, {}), program, "stack", "export", *flags)
        if done.returncode:
            raise EngineError(done.stderr)
        return dict(json.loads(done.stdout))

    def _backend(self, program: Program, state: State | None, others: Mapping[str, State]) -> Path:
        folder = Path(mkdtemp(prefix="run-", dir=self.root))
        (folder / ".pulumi").mkdir()
        (folder / ".pulumi" / "meta.yaml").write_text("version: 1\n")
        (folder / "home").mkdir()
        stack_file = folder / f"Pulumi.{program.stack}.yaml"
        stack_file.write_text(yaml.safe_dump(program.stack_file()))
        for name, content in {**others, program.stack: state or {}}.items():
            project, _, stack = name.rpartition("/")
            path = self._checkpoint(folder, project or program.project, stack)
            path.parent.mkdir(parents=True, exist_ok=True)
            checkpoint = {
                "stack": f"organization/{project or program.project}/{stack}",
                "latest": content.get("deployment"),
            }
            path.write_text(json.dumps({"version": 3, "checkpoint": checkpoint}))
        return folder

    @staticmethod
    def _checkpoint(folder: Path, project: str, stack: str) -> Path:
        return folder / ".pulumi" / "stacks" / project / f"{stack}.json"

    def _run(
        self, program: Program, folder: Path, *command: str
    ) -> subprocess.CompletedProcess[str]:
        served = self._host.start(program)
        try:
            client = f"--client=127.0.0.1:{served['port']}"
            return self._cli_run(folder, program, *command, client, "--exec-kind=auto.inline")
        finally:
            self._host.stop(served["pid"])
            if command[0] == "preview":
                shutil.rmtree(folder, ignore_errors=True)

    def _cli_run(
        self, folder: Path, program: Program, *command: str, given: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._words(folder, program, *command),
            cwd=program.directory,
            env=self._environment(folder),
            input=given,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )

    def _words(self, folder: Path, program: Program, *command: str) -> list[str]:
        config = [] if command[0] == "stack" else [
            f"--config-file={folder / f'Pulumi.{program.stack}.yaml'}"
        ]  # fmt: skip
        return [str(self._cli), *command, f"--stack={program.stack}", *config]

    def _environment(self, folder: Path) -> dict[str, str]:
        return {
            "PATH": os.pathsep.join([str(self.root / "bin"), "/usr/bin", "/bin"]),
            "HOME": str(folder / "home"),
            "PULUMI_HOME": str(self.root / "pulumi-home"),
            "PULUMI_BACKEND_URL": f"file://{folder}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true",
            "NO_COLOR": "1",
        }
