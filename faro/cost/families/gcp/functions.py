"""Functions, by usage."""

from faro.cost.families.family import Charged, Free, Pricing
from faro.cost.families.gcp.place import region

_SECOND = ("run_cpu", "run_memory", "run_requests")

TYPES: dict[str, Pricing] = {
    "gcp:cloudfunctions/function:Function": Charged(
        meters=("functions_invocations", "functions_cpu", "functions_memory"), region=region
    ),
    "gcp:cloudfunctionsv2/function:Function": Charged(meters=_SECOND, region=region),
    "gcp:eventarc/trigger:Trigger": Free("what it starts is charged"),
    "gcp:cloudrun/domainMapping:DomainMapping": Free("part of the service"),
}
