"""Config: what is refused, how it is said, and that the declared keys are the keys read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pulumi
import pytest
import yaml

from stacks.keys import UNLIMITED
from stacks.settings import BY_PHASE, Phase1, Phase3, read

ROOT = Path(__file__).parents[2]

Given = Callable[..., None]


def config_of(stack: str) -> dict[str, str]:
    raw = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text())["config"]
    return {key: v if isinstance(v, str) else json.dumps(v) for key, v in raw.items()}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Iterator[Given]:
    """Run as a stack with its own file's config, changed; None takes a key out."""
    monkeypatch.setattr(pulumi, "get_project", lambda: "faro")

    def set_config(stack: str, secret: tuple[str, ...] = (), **changes: str | None) -> None:
        monkeypatch.setattr(pulumi, "get_stack", lambda: stack)
        named = {f"faro:{key}": value for key, value in changes.items()}
        merged: dict[str, str | None] = {**config_of(stack), **named}
        pulumi.runtime.set_all_config(
            {key: value for key, value in merged.items() if value is not None}, list(secret)
        )

    yield set_config
    pulumi.runtime.set_all_config({}, [])


def refusal(phase: str) -> str:
    with pytest.raises(pulumi.RunError) as caught:
        read(BY_PHASE[phase])
    return str(caught.value)


@pytest.mark.parametrize("phase", BY_PHASE)
def test_the_committed_files_are_complete(given: Given, phase: str) -> None:
    given(phase)

    read(BY_PHASE[phase])


BAD = {
    "missing": ("phase1", {"domain": None}, "faro:domain: not set"),
    "misspelt": (
        "phase1",
        {"domian": "a.example"},
        "faro:domian: unknown key; did you mean faro:domain?",
    ),
    "of another phase": (
        "phase1",
        {"cacheMemoryGib": "5"},
        "faro:cacheMemoryGib: not used by this phase (used by phase3)",
    ),
    "not a number": (
        "phase1",
        {"sentryEventsPerMinute": "many"},
        "faro:sentryEventsPerMinute: 'many' is invalid\n  allowed: a whole number from 1",
    ),
    "out of range": (
        "phase1.5",
        {"redisBudgetUsd": "0"},
        "faro:redisBudgetUsd: '0' is invalid\n  allowed: a whole number, 1 to 10000",
    ),
    "not a choice": (
        "phase1",
        {"vercelPlan": "gold"},
        "faro:vercelPlan: 'gold' is invalid\n  allowed: hobby, pro, enterprise",
    ),
    "not a list": (
        "phase1.5",
        {"redisReadRegions": "us-east-1"},
        "'us-east-1' is invalid\n  allowed: a list such as [\"us-east-1\"]",
    ),
    "not a host": ("phase1", {"domain": "https://faro"}, "faro:domain: 'https://faro'"),
    "an image by tag": ("phase3", {"apiImage": "faro/api:latest"}, "faro:apiImage: 'faro/api"),
    "a rolling release on a free plan": (
        "phase1",
        {"rollingReleasePercents": "[10,100]"},
        "rolling releases need vercelPlan pro",
    ),
    "a release that never ends": (
        "phase1.5",
        {"rollingReleasePercents": "[10,50]"},
        "must be in ascending order and end at 100",
    ),
    "an issuer without its keys": (
        "phase1",
        {"authIssuer": "https://login.faro.example", "authAudience": "faro"},
        "authIssuer, authJwksUrl and authAudience are given together, or none of them\n"
        "  pulumi config set faro:authJwksUrl https://login.faro.example/jwks.json --stack phase1",
    ),
    "an issuer without its audience": (
        "phase1",
        {"authIssuer": "https://login.faro.example", "authJwksUrl": "https://login.faro.example/k"},
        "faro:authAudience: authIssuer, authJwksUrl and authAudience are given together",
    ),
    "an answer longer than Cloud Run allows": (
        "phase2-cloudrun",
        {"requestTimeoutSeconds": "3601"},
        "faro:requestTimeoutSeconds: '3601' is invalid\n  allowed: a whole number, 10 to 3600",
    ),
    "a canary without a shift": (
        "phase2",
        {"canaryPercent": "10"},
        "faro:canaryPercent: '10': moveStep expand takes no percentage\n"
        "  pulumi config rm faro:canaryPercent --stack phase2",
    ),
    "a shift without a canary": (
        "phase2",
        {"moveStep": "shift"},
        "faro:canaryPercent: moveStep shift needs a percentage\n"
        "  pulumi config set faro:canaryPercent 10 --stack phase2",
    ),
    "retired before contracted": ("phase3", {"retirePrevious": "true"}, "faro:retirePrevious: "),
    "nothing to retire": (
        "phase2-cloudrun",
        {
            "previousBackend": "frontend",
            "moveStep": "contract",
            "dataVerified": "cloud-sql-g1",
            "retirePrevious": "true",
        },
        "faro:previousBackend: 'frontend': the frontend stays, so there is nothing to retire\n"
        "  pulumi config rm faro:retirePrevious --stack phase2-cloudrun",
    ),
    "a database that nobody verified": (
        "phase2-cloudrun",
        {"moveStep": "shift", "canaryPercent": "10"},
        "faro:dataVerified: moveStep shift sends requests to a backend whose database cloud-sql-g1 "
        "starts empty; copy the data, compare both databases, then confirm it\n"
        "  pulumi config set faro:dataVerified cloud-sql-g1 --stack phase2-cloudrun",
    ),
    "another database was verified": (
        "phase2-cloudrun",
        {"moveStep": "contract", "dataVerified": "cloud-sql-g1", "databaseGeneration": "2"},
        "faro:dataVerified: 'cloud-sql-g1': moveStep contract sends requests to a backend whose "
        "database cloud-sql-g2 starts empty",
    ),
    "Neon before its data was verified": (
        "phase2",
        {"moveStep": "contract", "neonRegion": "aws-ap-southeast-1"},
        "pulumi config set faro:dataVerified neon --stack phase2",
    ),
    "a backend without its platform's keys": (
        "phase2",
        {"backend": "fly"},
        "faro:backend: 'fly': fly needs flyOrganization\n"
        "  pulumi config set faro:flyOrganization faro --stack phase2",
    ),
    "a backend before without its keys": (
        "phase3",
        {"previousBackend": "railway"},
        "railway needs serviceImage",
    ),
    "functions far from the database": (
        "phase1",
        {"vercelRegion": "iad1"},
        "functions in iad1 are in another region",
    ),
    "a size that the plan has not": (
        "phase1",
        {"supabaseComputeSize": "large"},
        "faro:supabaseComputeSize: 'large': ",
    ),
    "nobody to tell": ("phase1", {"alertEmails": None}, "faro:alertEmails: not set"),
    "read nodes on a small tier": (
        "phase3",
        {"databaseTier": "db-custom-8-30720"},
        "read nodes need a databaseTier of Enterprise Plus",
    ),
    "read nodes with fewer connections": (
        "phase3",
        {"databaseReadMaxConnections": "500"},
        "a read node needs at least the 1000 of databaseMaxConnections\n"
        "  pulumi config rm faro:databaseReadMaxConnections --stack phase3",
    ),
    "read nodes on a smaller machine": (
        "phase3",
        {"databaseReadTier": "db-perf-optimized-N-2"},
        "a read node needs at least the machine of databaseTier db-perf-optimized-N-4\n"
        "  pulumi config rm faro:databaseReadTier --stack phase3",
    ),
    "no billing account": (
        "phase2-cloudrun",
        {"billingAccount": "faro"},
        "faro:billingAccount: 'faro' is invalid\n  allowed: text such as 01A2B3-C4D5E6-F70819",
    ),
    "fewer instances than the least": (
        "phase3",
        {"runMinInstances": "30"},
        "less than runMinInstances, 30",
    ),
    "half a revision split": (
        "phase2-cloudrun",
        {"runNewestPercent": "5"},
        "no runStableRevision to share with",
    ),
    "zones elsewhere": ("phase3", {"zones": '["us-east1-b"]'}, "all of them in gcp:region"),
    "limits that fall": ("phase3", {"maxNodes": "3", "minNodes": "9"}, "less than minNodes, 9"),
}


@pytest.mark.parametrize(("phase", "changes", "said"), BAD.values(), ids=BAD)
def test_bad_config_is_refused(
    given: Given, phase: str, changes: dict[str, str | None], said: str
) -> None:
    given(phase, **changes)

    text = refusal(phase)

    assert said in text
    assert text.startswith("1 problem in the config of stack ")
    assert "\n  pulumi config " in text


def test_everything_wrong_is_said_at_once(given: Given) -> None:
    given("phase3", domain=None, maxNodes="x", canaryPercent="5", typo="1", vercelPlan="gold")

    text = refusal("phase3")

    assert text.startswith("5 problems in the config of stack phase3:")
    for key in ("domain", "maxNodes", "canaryPercent", "typo", "vercelPlan"):
        assert f"faro:{key}: " in text


def test_a_secret_value_is_never_shown(given: Given) -> None:
    given("phase1", secret=("faro:vercelPlan",), vercelPlan="s3cret")

    text = refusal("phase1")

    assert "s3cret" not in text
    assert "faro:vercelPlan: [secret] is invalid" in text


def test_provider_config_is_checked_too(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    given("phase1")
    config = config_of("phase1") | {"gcp:region": "Tokyo"}
    pulumi.runtime.set_all_config(config, [])

    assert "pulumi config set gcp:region asia-northeast1 --stack phase1" in refusal("phase1")


def test_settings_cannot_be_changed(given: Given) -> None:
    given("phase1")
    settings = read(Phase1)

    with pytest.raises(ValueError, match="frozen"):
        settings.domain = "b.example"


def test_lists_and_numbers_arrive_as_such(given: Given) -> None:
    given("phase3")
    settings = read(Phase3)

    assert settings.zones == ("asia-northeast1-a", "asia-northeast1-b", "asia-northeast1-c")
    assert settings.database_read_nodes == 2
    assert settings.rolling_release_percents == (10, 50, 100)


def declared() -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())[
        "config"
    ]
    return found


def taken(phase: str) -> dict[str, dict[str, object]]:
    properties: dict[str, dict[str, object]] = BY_PHASE[phase].model_json_schema(by_alias=True)[
        "properties"
    ]
    return {key: schema for key, schema in properties.items() if ":" not in key}


def test_the_declared_keys_are_the_keys_that_are_read() -> None:
    assert set(declared()) == {key for phase in BY_PHASE for key in taken(phase)}


def test_declared_types_are_the_types_that_are_read() -> None:
    for phase in BY_PHASE:
        for key, schema in taken(phase).items():
            options = schema.get("anyOf", [schema])
            assert isinstance(options, list)
            assert declared()[key]["type"] in {option.get("type") for option in options}, key


def test_every_declared_key_says_what_it_is() -> None:
    assert [key for key, entry in declared().items() if not entry.get("description")] == []


def test_only_keys_that_a_phase_may_leave_out_have_an_empty_default() -> None:
    always = set.intersection(
        *({k for k, s in taken(phase).items() if "default" not in s} for phase in BY_PHASE)
    )

    assert {key for key, entry in declared().items() if "default" not in entry} == always
    defaults = [entry["default"] for entry in declared().values() if "default" in entry]
    none: tuple[object, ...] = ("", 0, False, [], {}, UNLIMITED)
    assert [default for default in defaults if default not in none] == []
