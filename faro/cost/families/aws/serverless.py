"""Lambda, API Gateway and Step Functions, by usage."""

from __future__ import annotations

from collections.abc import Iterator

from faro.cost.families.aws.place import region
from faro.cost.families.family import Charged, Free, Inputs, Pricing


def _function(inputs: Inputs) -> Iterator[str]:
    architectures = inputs.get("architectures")
    arm = isinstance(architectures, list) and "arm64" in architectures
    yield from ("lambda_requests", "lambda_duration_arm" if arm else "lambda_duration")


def _api(inputs: Inputs) -> Iterator[str]:
    if inputs.get("protocolType") == "WEBSOCKET":
        yield from ("api_websocket_messages", "api_websocket_minutes")
    else:
        yield "api_http_requests"


_OF_THE_FUNCTION = Free("its function is charged")
_OF_THE_API = Free("its API is charged")

TYPES: dict[str, Pricing] = {
    "aws:lambda/function:Function": Charged(metered=_function, region=region),
    "aws:lambda/permission:Permission": Free("rights cost nothing"),
    "aws:lambda/alias:Alias": _OF_THE_FUNCTION,
    "aws:lambda/layerVersion:LayerVersion": _OF_THE_FUNCTION,
    "aws:lambda/functionUrl:FunctionUrl": _OF_THE_FUNCTION,
    "aws:lambda/eventSourceMapping:EventSourceMapping": _OF_THE_FUNCTION,
    "aws:apigateway/restApi:RestApi": Charged(meters=("api_rest_requests",), region=region),
    "aws:apigatewayv2/api:Api": Charged(metered=_api, region=region),
    **{
        f"aws:apigateway/{name[0].lower()}{name[1:]}:{name}": _OF_THE_API
        for name in (
            *("Account", "ApiKey", "Authorizer", "BasePathMapping", "Deployment", "DomainName"),
            *("Integration", "IntegrationResponse", "Method", "MethodResponse", "MethodSettings"),
            *("Resource", "Stage", "UsagePlan", "UsagePlanKey"),
        )
    },
    **{
        f"aws:apigatewayv2/{name[0].lower()}{name[1:]}:{name}": _OF_THE_API
        for name in (
            *("ApiMapping", "Authorizer", "Deployment", "DomainName", "Integration", "Route"),
            "Stage",
        )
    },
    "aws:sfn/stateMachine:StateMachine": Charged(meters=("sfn_transitions",), region=region),
}
