"""Each key of config that costs money moves the bill as it should; any other is named here."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import yaml

from faro.cost.sums import total
from faro.model.cost import Cost
from faro.pricing import CostRequest, forecast
from stacks.settings import BY_PHASE

ROOT = Path(__file__).parents[2]
UP, DOWN = 1, -1
Config = dict[str, str]


@cache
def _cost(phase: str, mau: int, config: tuple[tuple[str, str], ...]) -> Cost:
    asked = CostRequest(targets=(phase,), program=ROOT, config=config, mau=mau)
    [found] = forecast(asked, lambda *_: None).forecasts
    return total(found.typical)


def cost(phase: str, config: Config, mau: int = 100_000) -> Cost:
    keys = ((key if ":" in key else f"faro:{key}", value) for key, value in config.items())
    return _cost(phase, mau, tuple(keys))


_FLY = {"backend": "fly", "flyOrganization": "faro"}
MOVES: list[tuple[str, Config, Config, int]] = [
    ("phase1", {}, {"vercelPlan": "pro"}, UP),
    ("phase1", {}, {"geminiModel": "gemini-2.5-pro"}, UP),
    ("phase1", {}, {"geminiModel": "gemini-2.5-flash-lite"}, DOWN),
    ("phase1", {}, {"geminiThinkingBudget": "0"}, DOWN),
    ("phase1", {}, {"supabasePlan": "pro"}, UP),
    ("phase1.5", {}, {"supabaseComputeSize": "2xlarge"}, UP),
    ("phase1.5", {}, {"redisReadRegions": '["us-east-1"]'}, UP),
    ("phase1.5", {}, {"vercelRegion": "iad1", "supabaseRegion": "us-east-1"}, DOWN),
    ("phase2", {}, {"serviceReplicas": "9"}, UP),
    ("phase2", {}, {"neonRegion": "aws-ap-southeast-1"}, UP),
    ("phase2", {}, _FLY | {"serviceRegion": "sjc"}, DOWN),
    ("phase2", _FLY | {"serviceRegion": "sjc"}, _FLY | {"serviceRegion": "ams"}, DOWN),
    ("phase2-cloudrun", {}, {"databaseTier": "db-perf-optimized-N-8"}, UP),
    ("phase2-cloudrun", {}, {"runMinInstances": "9"}, UP),
    ("phase2-cloudrun", {}, {"gcp:region": "us-central1"}, DOWN),
    ("phase3", {}, {"nodeMachineType": "n2-standard-8"}, UP),
    ("phase3", {}, {"minNodes": "9"}, UP),
    ("phase3", {}, {"databaseReadNodes": "4"}, UP),
    ("phase3", {}, {"databaseReadTier": "db-perf-optimized-N-8"}, UP),
    ("phase3", {}, {"cacheMemoryGib": "9"}, UP),
    ("phase3", {}, {"moveStep": "contract", "retirePrevious": "true"}, DOWN),
]
"""Phase, config of the one side, config of the other, and which way the bill goes."""
MOVES_AT_MANY_USERS: list[tuple[str, Config, Config, int]] = [
    (
        "phase2",
        {"neonRegion": "aws-ap-southeast-1"},
        {"neonRegion": "aws-ap-southeast-1", "neonMaxUnits": "1"},
        DOWN,
    ),
    ("phase3", {}, {"aws:region": "us-east-1"}, DOWN),
]
MOVES_THE_MOST = {"maxNodes"}
COSTS_NOTHING = {
    "names, accounts and addresses": """
        gcp:project domain repository supabaseOrganization sentryOrganization alertEmails
        billingAccount cloudflareAccount cloudflareZone railwayWorkspace flyOrganization
        neonOrganization
        subnetRange podRange serviceRange privateServiceRange authIssuer
        authJwksUrl authAudience""",
    "what is run": """
        serviceImage apiImage workerImage databaseVersion databaseGeneration databasePoolSize
        databaseReadLagSeconds migrationImage migrationCommand
        maintenanceWindow runStableRevision runNewestPercent rollingReleasePercents""",
    "limits, which a bill is marked with where a load goes beyond them": """
        geminiRequestsPerMinute sentryEventsPerMinute redisBudgetUsd databaseMaxConnections
        runMaxInstances workerSecondsPerTask databaseReadMaxConnections monthlyBudget
        requestTimeoutSeconds""",
    "pods, which nodes are charged for": """
        apiMinReplicas apiMaxReplicas workerMinReplicas workerMaxReplicas zones""",
    "a bill is of the phase once its move is over": "canaryPercent",
    "the same price in every region": "redisRegion",
    "how a deployment goes": "dataVerified imports clusterKeyGeneration geminiKeyGeneration",
    "which of those before is there; retirePrevious takes it away": "previousBackend",
}


@pytest.mark.parametrize(
    ("phase", "both", "changed", "way"), MOVES, ids=[" ".join(m[2]) for m in MOVES]
)
def test_what_costs_money_moves_the_bill(
    phase: str, both: Config, changed: Config, way: int
) -> None:
    more = cost(phase, changed).amount - cost(phase, both).amount
    assert more * way > 0


@pytest.mark.parametrize(("phase", "both", "changed", "way"), MOVES_AT_MANY_USERS)
def test_what_costs_money_where_many_come(
    phase: str, both: Config, changed: Config, way: int
) -> None:
    many = 10_000_000
    more = cost(phase, changed, many).amount - cost(phase, both, many).amount
    assert more * way > 0


def test_the_most_nodes_move_the_most_of_the_bill() -> None:
    few, many = cost("phase3", {}), cost("phase3", {"maxNodes": "20"})
    assert many.amount == few.amount
    assert many.most > few.most


def test_every_key_is_known_to_cost_money_or_nothing() -> None:
    declared = set(yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"])
    for model in BY_PHASE.values():
        declared |= {field.alias or name for name, field in model.model_fields.items()}
    moving = {key for _, _, changed, _ in (*MOVES, *MOVES_AT_MANY_USERS) for key in changed}
    free = {key for keys in COSTS_NOTHING.values() for key in keys.split()}
    assert declared == moving | MOVES_THE_MOST | free
    assert free.isdisjoint(MOVES_THE_MOST)


def test_a_dearer_model_costs_what_its_tokens_cost() -> None:
    """By hand: 100,000 users × 0.3 × 20 × 30.4 × 0.2 × 1.02 questions. The four of a conversation
    have 400, 900, 1,400 and 1,900 tokens in, 1,150 on the average, and 500 + 400 out.
    """
    asked = Decimal(100_000) * Decimal("0.3") * 20 * Decimal("30.4") * Decimal("0.2")
    million = asked * Decimal("1.02") / 1_000_000
    flash = million * (1150 * Decimal("0.30") + 900 * Decimal("2.50"))
    pro = million * (1150 * Decimal("1.25") + 900 * Decimal("10.00"))
    dearer = cost("phase1", {"geminiModel": "gemini-2.5-pro"}).amount
    assert dearer - cost("phase1", {}).amount == pro - flash
