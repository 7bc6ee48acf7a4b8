"""The phases as the recorder sees them, and ways to ask for one of their resources."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PHASES = ("phase1", "phase1.5", "phase2", "phase2-cloudrun", "phase3")
SERVICE = [f"faro:serviceImage=registry.example/api@sha256:{64 * '0'}"]
RAILWAY = [*SERVICE, "faro:serviceRegion=asia-southeast1-eqsg3a", "faro:railwayWorkspace=w-1"]
FLY = [*SERVICE, "faro:serviceRegion=nrt", "faro:flyOrganization=faro"]
NEON = ["faro:neonRegion=aws-ap-southeast-1"]
SHIFT = ["faro:moveStep=shift", "faro:canaryPercent=10"]
CONTRACT = ["faro:moveStep=contract"]
RETIRED = [*CONTRACT, "faro:retirePrevious=true"]
IN_NEON = ["faro:dataVerified=neon"]
IN_CLOUD_SQL = ["faro:dataVerified=cloud-sql-g1"]
GROWN = ["faro:databaseTier=db-perf-optimized-N-4", "faro:databaseMaxConnections=1000"]
RUNS: dict[str, tuple[str, list[str]]] = {
    **{phase: (phase, []) for phase in PHASES},
    "phase2 shift": ("phase2", SHIFT),
    "phase2 contract": ("phase2", CONTRACT),
    "phase2 shift, on fly, with neon": (
        "phase2",
        ["faro:backend=fly", *FLY, *NEON, *SHIFT, *IN_NEON],
    ),
    "phase2 contract, on fly, with neon": (
        "phase2",
        ["faro:backend=fly", *FLY, *NEON, *CONTRACT, *IN_NEON],
    ),
    "cloudrun from frontend": ("phase2-cloudrun", ["faro:previousBackend=frontend"]),
    "cloudrun shift": ("phase2-cloudrun", [*SHIFT, *IN_CLOUD_SQL]),
    "cloudrun contract": ("phase2-cloudrun", [*CONTRACT, *IN_CLOUD_SQL]),
    "cloudrun grown": ("phase2-cloudrun", [*RETIRED, *IN_CLOUD_SQL, *GROWN]),
    "cloudrun from fly, with neon": (
        "phase2-cloudrun",
        ["faro:previousBackend=fly", *FLY, *NEON],
    ),
    "phase3 shift": ("phase3", SHIFT),
    "phase3 contract": ("phase3", CONTRACT),
    "phase3 retired": ("phase3", RETIRED),
    "phase3 from railway": ("phase3", ["faro:previousBackend=railway", *RAILWAY]),
    "phase3 from railway, contract": (
        "phase3",
        ["faro:previousBackend=railway", *RAILWAY, *CONTRACT, *IN_CLOUD_SQL],
    ),
    "revision split": (
        "phase2-cloudrun",
        ["faro:runStableRevision=faro-api-run-1", "faro:runNewestPercent=10"],
    ),
    "phase3 long tasks": ("phase3", ["faro:workerSecondsPerTask=3600"]),
    "phase3 again": (
        "phase3",
        [
            *("faro:databaseGeneration=2", "faro:geminiKeyGeneration=3"),
            "faro:clusterKeyGeneration=4",
        ],
    ),
    "phase3 nodes first": (
        "phase3",
        ["faro:databaseReadTier=db-perf-optimized-N-8", "faro:databaseReadMaxConnections=2000"],
    ),
    "cloudrun with a budget": (
        "phase2-cloudrun",
        ["faro:billingAccount=01A2B3-C4D5E6-F70819", "faro:monthlyBudget=2500"],
    ),
    "another issuer": (
        "phase2-cloudrun",
        [
            "faro:authIssuer=https://login.example",
            "faro:authJwksUrl=https://login.example/keys",
            "faro:authAudience=faro",
        ],
    ),
    "another migration": ("phase2-cloudrun", ['faro:migrationCommand=["/app/up"]']),
    "secrets at version 2": ("phase3", ["recorder:secretVersion=2"]),
    "phase2 with long answers": ("phase2", ["faro:requestTimeoutSeconds=1800"]),
    "phase3 with its longest answers": ("phase3", ["faro:requestTimeoutSeconds=580"]),
    "wrong config": ("phase1", ["faro:vercelPlan=gold"]),
    "plain token": ("phase1", ["supabase:token=in-the-clear"]),
    "subnet overlap": ("phase3", ["faro:podRange=10.10.0.0/16"]),
}
Record = dict[str, Any]


def record(runs: dict[str, tuple[str, list[str]]], *options: str) -> dict[str, Any]:
    command = [sys.executable, str(HERE / "recorder.py"), *options]
    done = subprocess.run(
        command, input=json.dumps(runs), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def resources(recorded: dict[str, Any], run: str) -> list[Record]:
    assert recorded[run]["error"] is None
    found: list[Record] = recorded[run]["resources"]
    return found


def of_type(recorded: dict[str, Any], run: str, type_: str) -> list[Record]:
    return [r for r in resources(recorded, run) if r["type"].endswith(f":{type_}")]


def named(recorded: dict[str, Any], run: str, name: str) -> Record:
    (found,) = [r for r in resources(recorded, run) if r["name"] == name and r["custom"]]
    return found


def addresses(recorded: dict[str, Any], run: str) -> set[str]:
    """URNs without the stack's name."""
    return {r["urn"].split("::", 2)[2] for r in resources(recorded, run)}


def texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return []
