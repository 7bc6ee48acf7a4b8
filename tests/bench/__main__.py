"""Prints the figures of the preview: against the engine in the same run, and how they grow."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from faro.engine.diff import diff
from faro.engine.rehome import rehomed
from faro.model.snapshot import Resource, Snapshot
from tests.engine import offline
from tests.engine.engine import Engine, Program, find_cli
from tests.engine.parity import Parity
from tests.vendors.vendors import serving

from . import costs, moves, programs, pull_requests
from .measure import FARO, ROOT, Figure, language_host, measure

PLAIN = """
import pulumi
import pulumi_kubernetes as k8s

for at in range(pulumi.Config().require_int("count")):
    k8s.core.v1.ConfigMap(f"c{at}", metadata={"name": f"c{at}"}, data={"a": str(at), "b": "x"})
"""
SIZES = (1_000, 5_000, 10_000)
ENGINE_SIZES = (1_000, 5_000)
RUNS = 5


def say(text: str) -> None:
    """One line, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Every figure, or those of a folder of programs."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--programs", type=Path, help="a folder of checkouts to preview instead")
    asked = parser.parse_args()
    if asked.programs:
        programs.report(asked.programs)
        return
    cli = find_cli()
    if cli is None:
        say("without the engine: `make engine` builds the Pulumi CLI")
        phases()
        plain(None)
    else:
        with Engine(cli) as engine, serving() as vendors:
            ours = phases()
            against_engine(Parity(engine, vendors), ours)
            plain(engine)
        with Engine(cli) as engine:
            moves.figures(engine, say)
            deployments(engine)
            slow_vendors(engine)
    two_snapshots()
    costs.figures(say)
    pull_requests.figures(say)
    fresh_clone()


def phases() -> Figure:
    """The previews of the project, warm; the one of phase3 is handed on."""
    measure([FARO, "preview"])
    phase3 = measure([FARO, "preview", "phase3"], runs=RUNS)
    say(f"faro preview phase3                    {phase3}   (at most 2.5 s)")
    say(f"faro preview, all five phases          {measure([FARO, 'preview'], runs=RUNS)}")
    without_bytecode()
    return phase3


def without_bytecode() -> None:
    """The preview of phase1 where Python may not write compiled code, as in many containers."""
    words = [FARO, "preview", "phase1"]
    plain = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    ordinary = measure(words, runs=RUNS, env=plain)
    without = measure(words, runs=RUNS, env={**plain, "PYTHONDONTWRITEBYTECODE": "1"})
    say(f"faro preview phase1                    {ordinary}")
    say(f"  with PYTHONDONTWRITEBYTECODE=1       {without}")
    say(f"  {without.seconds / ordinary.seconds:.2f} times as long   (at most 1.2)")


def against_engine(parity: Parity, ours: Figure) -> None:
    """The same target by the engine, from the state of the phase before."""
    program = parity.phase("phase3")
    state = parity.moved("phase2-cloudrun", "phase3", 0)
    with parity.engine.separate_processes(language_host):
        seconds = statistics.median(_seconds(parity.engine, program, state) for _ in range(3))
    say(f"pulumi preview of phase3               {seconds:6.2f} s")
    say(f"  {seconds / ours.seconds:.1f} times as long   (at least 5)")
    with TemporaryDirectory() as name:
        path = Path(name) / "state.json"
        path.write_text(json.dumps(state))
        words = [FARO, "preview", "phase3", f"--from={path}"]
        alike = measure(words, runs=RUNS, env=offline.environment())
    say(f"faro preview phase3 from the same state {alike}")
    say(f"  {seconds / alike.seconds:.1f} times as long")


def _seconds(engine: Engine, program: Program, state: dict[str, object] | None) -> float:
    started = time.perf_counter()
    engine.preview(program, state)
    return time.perf_counter() - started


def plain(engine: Engine | None) -> None:
    """Many plain resources: whole processes, ratios to the engine, growth."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "plain"
        folder.mkdir()
        (folder / "Pulumi.yaml").write_text("name: plain\nruntime: python\n")
        (folder / "Pulumi.dev.yaml").write_text("config: {}\n")
        (folder / "__main__.py").write_text(PLAIN)
        found: dict[int, float] = {}
        for size in SIZES:
            words = ["preview", f"--program={folder}", "--stack=dev", "--from=none"]
            command = [FARO, *words, f"--config=count={size}", "--format=json", "--time-limit=300"]
            ours = measure(command, env=offline.environment())
            found[size] = ours.seconds
            say(f"{size:6,} plain resources                 {ours}")
            if engine and size in ENGINE_SIZES:
                _compare(engine, folder, size, ours)
        _fit(found)


FLY_AND_NEON = {
    "backend": "fly",
    "serviceRegion": "nrt",
    "flyOrganization": "faro",
    "neonRegion": "aws-ap-southeast-1",
}


def deployments(engine: Engine) -> None:
    """What one `up` of phase2 asks each vendor; a preview without a change asks nothing."""
    for words, config in {"railway, supabase": {}, "fly, neon": FLY_AND_NEON}.items():
        with serving() as vendors:
            vendors.sells("phase2")
            program = vendors.known_to(engine, engine.adopt(ROOT, "phase2", **config))
            started = time.perf_counter()
            state = engine.up(program)
            say(f"pulumi up of phase2 ({words}) {time.perf_counter() - started:6.2f} s")
            before = vendors.requests
            for name, count in before.items():
                _asked(name, count, [r["type"] for r in state["deployment"]["resources"]])
            engine.preview(program, state)
            more = sum(vendors.requests.values()) - sum(before.values())
            say(f"  a preview without a change asks {more} times   (at most 0)")


def slow_vendors(engine: Engine) -> None:
    """One `up` of phase2 where every vendor answers after two seconds."""
    with serving() as vendors:
        vendors.sells("phase2")
        for fake in vendors.fakes.values():
            fake.delay_seconds = 2.0
        program = vendors.known_to(engine, engine.adopt(ROOT, "phase2"))
        started = time.perf_counter()
        engine.up(program)
        seconds = time.perf_counter() - started
        most = max(fake.most_at_once for fake in vendors.fakes.values())
        say(f"pulumi up of phase2, answers after 2 s {seconds:6.2f} s, "
            f"{most} requests at once to a vendor   (at most 4)")  # fmt: skip


def _asked(vendor: str, count: int, types: list[str]) -> None:
    made = sum(f"dynamic/{vendor}:" in token for token in types)
    if made:
        say(f"  {vendor:9}{made:3} resources, {count:3} requests, {count / made:.1f} each")


def _compare(engine: Engine, folder: Path, size: int, ours: Figure) -> None:
    with engine.separate_processes(language_host):
        seconds = _seconds(engine, engine.adopt(folder, "dev", count=size), None)
    wanted = 6 if size == min(ENGINE_SIZES) else 8
    say(f"  pulumi preview {seconds:.1f} s: {seconds / ours.seconds:.1f} times as long "
        f"(at least {wanted})")  # fmt: skip


def _fit(found: dict[int, float]) -> None:
    """A line through the times; what the last point is off by tells whether growth is linear."""
    slope, start = statistics.linear_regression(list(found), list(found.values()))
    last = max(found)
    off = found[last] / (start + slope * last) - 1
    say(f"  growth: {start:.2f} s + {1000 * slope:.2f} s for 1,000; {last:,} is {off:+.0%} off")


def two_snapshots() -> None:
    """The diff of two snapshots of 10,000 resources, half of them changed."""
    old, new = _snapshot(0), _snapshot(1)
    started = time.perf_counter()
    plan = diff(rehomed(old, new.stack), new)
    seconds = time.perf_counter() - started
    changed = sum(bool(change.diffs) for change in plan.changes)
    say(f"diff of two snapshots of {len(new.resources):,}        {seconds:6.2f} s, "
        f"{changed:,} changed   (at most 1 s)")  # fmt: skip


def _snapshot(version: int) -> Snapshot:
    kind = "kubernetes:core/v1:ConfigMap"
    resources = tuple(
        Resource(
            urn=f"urn:pulumi:dev::plain::{kind}::c{at}",
            type=kind,
            name=f"c{at}",
            inputs={"metadata": {"name": f"c{at}"}, "data": {"a": str(at * version * (at % 2))}},
        )
        for at in range(10_000)
    )
    return Snapshot(project="plain", stack="dev", resources=resources)


def fresh_clone() -> None:
    """From a clone to the first plan, with nothing installed but Python."""
    with TemporaryDirectory() as name:
        clone = Path(name) / "clone"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        started = time.perf_counter()
        done = subprocess.run(
            ["make", "preview"], cwd=clone, env=environment, capture_output=True, check=False
        )
        seconds = time.perf_counter() - started
        shutil.rmtree(clone)
    if done.returncode:
        raise SystemExit(done.stderr.decode()[-1000:])
    say(f"fresh clone to the first plans         {seconds:6.2f} s   (at most 45 s)")


if __name__ == "__main__":
    main()
