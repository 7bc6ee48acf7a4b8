"""Variables of a Railway service, or shared by an environment's services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from providers.answer import part
from providers.lifecycle import Lifecycle, Properties
from providers.railway.deployments import deploy, finish, latest
from providers.railway.graphql import query
from providers.railway.variable_sets import VARIABLES, Variable, keys, put
from providers.railway.vendor import RAILWAY
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api
    from providers.railway.place import Place


class Variables(VendorResource, module="railway", name="Variables"):
    """Only its own variables are set, read and deleted; others stay.

    A service that has been deployed is deployed once with them. Those that are shared have Railway
    deploy the services that use them; nothing waits for that.
    """


class VariablesInputs(Variable):
    """``service_id`` None: shared by all services of the environment."""

    service_id: str | None = None


class VariablesLifecycle(Lifecycle[VariablesInputs]):
    """Setting variables again changes nothing."""

    vendor = RAILWAY
    type_name = "railway:Variables"
    kind = "variables"
    inputs = VariablesInputs
    replaces = frozenset({"project_id", "environment_id", "service_id"})
    unreadable = frozenset({"project_id", "environment_id", "service_id"})
    marked = False

    def matching(self, api: Api, inputs: VariablesInputs) -> list[str]:
        """Nothing: setting them again changes nothing."""
        return []

    def make(self, api: Api, inputs: VariablesInputs) -> str:
        """Set them."""
        place = inputs.place(api, inputs.service_id)
        put(api, place, inputs, set(), deploys=place.service is None)
        return "/".join(filter(None, (place.environment, inputs.service_id)))

    def settle(self, api: Api, id_: str, inputs: VariablesInputs) -> None:
        """Deploy the service with them, and wait until it is healthy."""
        place = inputs.place(api, inputs.service_id)
        if _is_deployed(api, place):
            finish(api, place, deploy(api, place), "Railway variables")

    def fetch(self, api: Api, id_: str, inputs: VariablesInputs) -> Properties:
        """Read its own variables."""
        answer = query(
            api,
            f"($projectId: String!, $environmentId: String!, $serviceId: String) {{ {VARIABLES} }}",
            **inputs.place(api, inputs.service_id).where,
        )
        return inputs.own(part(answer, "variables"))

    def change(self, api: Api, id_: str, old: Properties, inputs: VariablesInputs) -> None:
        """Set them again, and delete those that were removed."""
        place = inputs.place(api, inputs.service_id)
        put(api, place, inputs, keys(old), deploys=place.service is None)

    def remove(self, api: Api, id_: str, old: VariablesInputs) -> None:
        """Delete them, and deploy the service once without; how it does is not waited for."""
        place = old.place(api, old.service_id)
        nothing = old.model_copy(update={"variables": {}, "secrets": {}})
        gone = {*old.variables, *old.secrets}
        if put(api, place, nothing, gone, deploys=place.service is None) and _is_deployed(
            api, place
        ):
            deploy(api, place)


def _is_deployed(api: Api, place: Place) -> bool:
    """Return whether a service has to be deployed for its variables: its first deployment has
    them.
    """
    return place.service is not None and latest(api, place) is not None
