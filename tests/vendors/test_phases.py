"""The phases that stand on these vendors, deployed by the real engine.

Supabase, Railway, Fly, Neon, Axiom and Sentry's alerts are our providers against the fakes; Vercel,
Upstash, Sentry's projects, Google, Cloudflare and the random texts are the simulated plugins of
`tests/engine`.
"""

import json
from collections.abc import Callable, Iterator

import pytest

from tests.engine import drift
from tests.engine.engine import ROOT, Engine, State
from tests.engine.summary import OWN, SIMULATED

from .fake import TOKEN
from .vendors import CASES, Vendors, serving

pytestmark = pytest.mark.engine

SERVICE = {"serviceImage": f"registry.example/api@sha256:{64 * '0'}"}
FLY = {"backend": "fly", "serviceRegion": "nrt", "flyOrganization": "faro", **SERVICE}
NEON = {"neonRegion": "aws-ap-southeast-1"}
PHASES: dict[str, tuple[str, dict[str, str]]] = {
    "phase1": ("phase1", {}),
    "phase1.5": ("phase1.5", {}),
    "phase2 on railway with supabase": ("phase2", {}),
    "phase2 on railway with neon": ("phase2", NEON),
    "phase2 on fly with supabase": ("phase2", FLY),
    "phase2 on fly with neon": ("phase2", FLY | NEON),
}


@pytest.fixture
def vendors() -> Iterator[Vendors]:
    """Every vendor, empty; at the end every request was one that its description allows."""
    with serving() as vendors:
        yield vendors
    assert vendors.violations == []


def test_up_then_no_change(
    engine: Engine,
    vendors: Vendors,
    deployed: tuple[str, dict[str, str]],
    record_property: Callable[[str, object], None],
) -> None:
    """The whole phase is made; a second preview changes nothing and asks nobody."""
    phase, config = deployed
    vendors.sells(phase)
    program = vendors.known_to(engine, engine.adopt(ROOT, phase, **config))
    outcome = engine.operate("up", program)
    assert not outcome.failed, outcome.log
    asked = vendors.requests
    preview = engine.preview(program, outcome.state)
    assert not preview.failed, preview.log
    changed = [step for step in preview.steps if step["op"] not in ("same", "read")]
    assert [step["urn"] for step in changed] == []
    assert vendors.requests == asked
    custom = [r["type"] for r in outcome.state["deployment"]["resources"] if r["custom"]]
    own = sum("pulumi-python:dynamic/" in token for token in custom)
    providers = sum(token.startswith("pulumi:providers:") for token in custom)
    record_property(OWN, own)
    record_property(SIMULATED, len(custom) - own - providers)
    assert hidden(vendors, json.dumps(outcome.state) + outcome.log + preview.log) == []


def test_refresh_then_destroy(
    engine: Engine, vendors: Vendors, deployed: tuple[str, dict[str, str]]
) -> None:
    """A refresh of a whole phase finds nothing to change; a destroy leaves nothing at a vendor."""
    phase, config = deployed
    vendors.sells(phase)
    program = vendors.known_to(engine, engine.adopt(ROOT, phase, **config))
    state = engine.up(program)
    refreshed = engine.operate("refresh", program, state)
    assert not refreshed.failed, refreshed.log
    preview = engine.preview(program, refreshed.state)
    own = [step for step in preview.steps if "pulumi-python:dynamic/" in step["urn"]]
    assert [step["urn"] for step in own if step["op"] != "same"] == []
    destroyed = engine.operate("destroy", program, unprotected(refreshed.state))
    assert not destroyed.failed, destroyed.log
    assert {
        name: CASES[name].things(fake) for name, fake in vendors.fakes.items()
    } == dict.fromkeys(CASES, 0)
    assert hidden(vendors, json.dumps(refreshed.state) + refreshed.log + destroyed.log) == []


def unprotected(state: State) -> State:
    """The state after `pulumi state unprotect --all`."""
    bare: State = json.loads(json.dumps(state))
    for resource in bare["deployment"]["resources"]:
        resource.pop("protect", None)
    return bare


@pytest.fixture(params=PHASES)
def deployed(request: pytest.FixtureRequest) -> tuple[str, dict[str, str]]:
    """One phase and the config over its file."""
    return PHASES[request.param]


def hidden(vendors: Vendors, text: str) -> list[str]:
    """The secrets of the vendors that a text shows."""
    secrets = [TOKEN, *(secret for fake in vendors.fakes.values() for secret in fake.secrets())]
    return [secret for secret in secrets if secret in text]


def test_moves_from_phase_to_phase(engine: Engine, vendors: Vendors) -> None:
    """What a phase shares with the one before is kept: nothing of it is made again."""
    state, before = None, ""
    for phase in ("phase1", "phase1.5", "phase2"):
        vendors.sells(phase)
        program = vendors.known_to(engine, engine.adopt(ROOT, phase))
        if state is not None:
            state = drift.rehome(state, program.project, before, phase)
        outcome = engine.operate("up", program, state)
        assert not outcome.failed, outcome.log
        state, before = outcome.state, phase
    assert vendors.fakes["supabase"].count("POST /v1/projects") == 1
