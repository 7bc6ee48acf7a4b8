"""Serverless: functions, APIs and workflows, by requests."""

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import Charged, Fixed, Inputs, Pricing, text, unpriced
from faro.cost.families.nested import amount, block, texts
from faro.cost.families.part import hours, of_type

_FREE_DISK_MIB = 512


def _function(inputs: Inputs) -> Iterator[str]:
    yield "lambda_requests"
    arm = "arm64" in texts(inputs, "architectures")
    yield "lambda_arm_gb_seconds" if arm else "lambda_gb_seconds"
    disk = amount(block(inputs, "ephemeralStorage").get("size", _FREE_DISK_MIB))
    if disk is None or disk > _FREE_DISK_MIB:
        yield "lambda_ephemeral_gb_seconds"


def _concurrency(inputs: Inputs) -> Iterator[Fixed]:
    """What is kept ready of a function; its memory is the function's, which may be elsewhere."""
    count = amount(inputs.get("provisionedConcurrentExecutions"))
    yield hours("lambda_provisioned_gb_seconds", _seconds(count, inputs.follow("functionName")))


def _seconds(count: Decimal | None, function: Inputs | None) -> Decimal | None:
    """GB-seconds of an hour."""
    mib = amount((function or Inputs({})).get("memorySize", 128 if function else None))
    return None if count is None or mib is None else count * mib / 1024 * 3600


def _api(inputs: Inputs) -> Iterator[str]:
    if inputs.get("protocolType") == "WEBSOCKET":
        yield from ("apigateway_messages", "apigateway_connection_minutes")
    else:
        yield "apigateway_http_requests"


def _rest_stage(inputs: Inputs) -> Iterator[Fixed]:
    if inputs.get("cacheClusterEnabled") is True:
        yield hours(of_type("apigateway_cache", text(inputs.get("cacheClusterSize"))))


def _machine(inputs: Inputs) -> Iterator[str]:
    if inputs.get("type") == "EXPRESS":
        yield from ("stepfunctions_express_requests", "stepfunctions_express_gb_hours")
    else:
        yield "stepfunctions_transitions"


def _graph_cache(inputs: Inputs) -> Iterator[Fixed]:
    yield hours(of_type("appsync_cache", text(inputs.get("type"))))


def _compute(inputs: Inputs) -> str:
    return str(block(inputs, "environment").get("computeType")).removeprefix("BUILD_GENERAL1_")


def _build(inputs: Inputs) -> Iterator[str]:
    kind = str(block(inputs, "environment").get("type"))
    system = (
        "windows" if kind.startswith("WINDOWS") else "arm" if kind.startswith("ARM") else "linux"
    )
    gpu = "_gpu" if kind.endswith("GPU_CONTAINER") else ""
    yield f"codebuild_{system}{gpu}_{_compute(inputs).lower()}"


TYPES: dict[str, Pricing] = {
    "aws:lambda/function:Function": Charged(metered=_function),
    "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig": Charged(
        fixed=_concurrency
    ),
    "aws:apigateway/restApi:RestApi": Charged(meters=("apigateway_rest_requests",)),
    "aws:apigateway/stage:Stage": Charged(fixed=_rest_stage),
    "aws:apigatewayv2/api:Api": Charged(metered=_api),
    "aws:sfn/stateMachine:StateMachine": Charged(metered=_machine),
    "aws:appsync/graphQLApi:GraphQLApi": unpriced("appsync_requests"),
    "aws:appsync/api:Api": unpriced("appsync_events"),
    "aws:appsync/apiCache:ApiCache": Charged(fixed=_graph_cache),
    "aws:amplify/app:App": unpriced("amplify_build_minutes"),
    "aws:codebuild/project:Project": Charged(metered=_build),
    "aws:codepipeline/pipeline:Pipeline": unpriced("codepipeline_pipeline"),
    "aws:scheduler/schedule:Schedule": unpriced("eventbridge_schedules"),
}
