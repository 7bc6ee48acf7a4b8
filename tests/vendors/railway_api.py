"""What Railway's queries and mutations do; the executor calls these by their fields' names.

Sources are named as at the head of `railway`.
"""

from typing import TYPE_CHECKING, Any

from .railway_refusals import Said
from .violation import Violation

if TYPE_CHECKING:
    from .railway import Railway

_LATER = "2026-11-28T09:00:00Z"
_SUFFIX = "up.railway.app"
_LONGEST_LABEL = 63
_GB = 1_000_000_000


class Root:
    """The root of the schema."""

    def __init__(self, fake: "Railway") -> None:
        self._fake = fake

    # Projects and environments

    def projects(self, _info: Any, workspaceId: str, **page: Any) -> Any:
        if workspaceId == "theirs":
            raise Said("Not Authorized")
        found = self._fake.things["projects"].values()
        return self._page([p for p in found if p["workspaceId"] == workspaceId], page)

    def project(self, _info: Any, id: str) -> Any:
        project = self._fake.known("projects", id)
        services = [s for s in self._fake.things["services"].values() if s["projectId"] == id]
        environments = self._of_project(id)
        first = project["primaryEnvironmentId"] if self._fake.primary else None
        return {
            **project,
            "primaryEnvironmentId": first,
            "services": lambda _info, **page: self._page(services, page),
            "environments": lambda _info, **page: self._page(environments, page),
        }

    def projectCreate(self, _info: Any, input: dict[str, Any]) -> Any:
        if input["workspaceId"] == "theirs":
            raise Said("Not Authorized")
        if self._fake.plan <= len(self._fake.things["projects"]):
            raise Said("Free plan resource provision limit exceeded. Please upgrade your plan")
        # A copy: the request is kept as it came.
        input = dict(input)
        name = input.pop("defaultEnvironmentName")
        project = self._fake.make("projects", **input)
        first = self._fake.make(
            "environments", name=name, projectId=project["id"], isEphemeral=False
        )
        project["primaryEnvironmentId"] = first["id"]
        return project

    def projectUpdate(self, _info: Any, id: str, input: dict[str, Any]) -> Any:
        self._fake.known("projects", id).update(input)
        return self._fake.known("projects", id)

    def projectScheduleDelete(self, _info: Any, id: str) -> bool:
        """It is pending deletion for 48 hours, and still listed (cli issue 632)."""
        if id not in self._fake.things["projects"]:
            raise Said("Not Authorized")
        inner = {e["id"] for e in self._of_project(id)}
        services = {s["id"] for s in self._fake.things["services"].values() if s["projectId"] == id}
        for things in self._fake.things.values():
            for thing in things.values():
                within = thing.get("environmentId") in inner or thing.get("serviceId") in services
                if within or id in (thing.get("id"), thing.get("projectId")):
                    thing["deletedAt"] = _LATER
        return True

    def environments(self, _info: Any, projectId: str, **page: Any) -> Any:
        return self._page(self._of_project(projectId), page)

    def environment(self, _info: Any, id: str) -> Any:
        environment = self._fake.known("environments", id)
        return {
            **environment,
            "config": {"services": self._config(id)},
            "volumeInstances": lambda _info, **page: self._page(self._volumes(id), page),
        }

    def _config(self, environment: str) -> dict[str, Any]:
        return {
            instance["serviceId"]: {
                "deploy": {
                    "multiRegionConfig": instance["multiRegionConfig"],
                    **_limits(instance.get("limits")),
                },
                "variables": {
                    **{
                        key: {"value": value}
                        for key, value in self._set(environment, instance["serviceId"]).items()
                    },
                    **{
                        key: {"isSealed": True}
                        for key in self._fake.sealed.get((environment, instance["serviceId"]), ())
                    },
                },
            }
            for instance in self._fake.things["instances"].values()
            if instance["environmentId"] == environment
        }

    def _set(self, environment: str, service: str | None) -> dict[str, str]:
        return self._fake.variables.get((environment, service), {})

    def _volumes(self, environment: str) -> list[dict[str, Any]]:
        return [
            {
                **volume,
                "id": f"instance-of-{volume['id']}",
                "volumeId": volume["id"],
                "volume": volume,
                "isPendingDeletion": "dying" in volume,
                "state": "DELETING" if "dying" in volume else volume["state"],
            }
            for volume in self._fake.listed("volumes")
            if volume["environmentId"] == environment
        ]

    def environmentCreate(self, _info: Any, input: dict[str, Any]) -> Any:
        self._fake.known("projects", input["projectId"])
        names = [e["name"] for e in self._of_project(input["projectId"])]
        if input["name"] in names:
            raise Said(f"Environment {input['name']} already exists")
        return self._fake.make("environments", isEphemeral=False, **input)

    def environmentRename(self, _info: Any, id: str, input: dict[str, Any]) -> Any:
        self._fake.known("environments", id).update(input)
        return self._fake.known("environments", id)

    def environmentDelete(self, _info: Any, id: str) -> bool:
        for kind in ("instances", "domains", "hosts", "volumes", "triggers", "deployments"):
            things = self._fake.things[kind]
            for key in [key for key, thing in things.items() if thing["environmentId"] == id]:
                del things[key]
        return self._fake.drop("environments", id)

    def _of_project(self, project: str) -> list[dict[str, Any]]:
        self._fake.known("projects", project)
        found = self._fake.things["environments"].values()
        return [environment for environment in found if environment["projectId"] == project]

    # Services

    def service(self, _info: Any, id: str) -> Any:
        return self._fake.known("services", id)

    def serviceInstance(self, _info: Any, serviceId: str, environmentId: str) -> Any:
        instance = self._fake.instance(serviceId, environmentId)
        deployments = self._fake.deployments(instance)
        latest = self._fake.seen(deployments[0]) if deployments else None
        active = [d for d in deployments if d["status"] in ("SUCCESS", "SLEEPING")]
        return {**instance, "latestDeployment": latest, "activeDeployments": active}

    def serviceCreate(self, _info: Any, input: dict[str, Any]) -> Any:
        """It is created in every environment that is no copy of another (the schema)."""
        self._fake.known("projects", input["projectId"])
        names = [s["name"] for s in self._fake.things["services"].values()]
        if input["name"] in names:
            raise Said(f'A service named "{input["name"]}" already exists in this project')
        service = self._fake.make("services", name=input["name"], projectId=input["projectId"])
        asked = self._fake.known("environments", input["environmentId"])
        places = [asked]
        if not asked.get("sourceEnvironmentId"):
            every = self._of_project(input["projectId"])
            places = [e for e in every if not e.get("sourceEnvironmentId")]
        for place in places:
            self._fake.things["instances"][f"{service['id']}/{place['id']}"] = {
                "serviceId": service["id"],
                "environmentId": place["id"],
                "restartPolicyType": "ON_FAILURE",
                "restartPolicyMaxRetries": 10,
                "multiRegionConfig": {},
                "lag": self._fake.instance_lag,
            }
        return service

    def serviceUpdate(self, _info: Any, id: str, input: dict[str, Any]) -> Any:
        self._fake.known("services", id).update(input)
        return self._fake.known("services", id)

    def serviceDelete(self, _info: Any, id: str) -> bool:
        """Its volumes stay, attached to nothing (official, resource_service.go, Delete)."""
        self._fake.drop("services", id)
        for volume in self._fake.things["volumes"].values():
            if volume["serviceId"] == id:
                volume["serviceId"] = None
        for kind in ("instances", "domains", "hosts", "triggers", "deployments"):
            things = self._fake.things[kind]
            for key in [key for key, thing in things.items() if thing["serviceId"] == id]:
                del things[key]
        return True

    def serviceInstanceUpdate(
        self, _info: Any, serviceId: str, environmentId: str, input: dict[str, Any]
    ) -> bool:  # fmt: skip
        """A region stays until it is set to null, which the config then shows."""
        instance, input = self._fake.instance(serviceId, environmentId), dict(input)
        regions = {**(instance["multiRegionConfig"] or {}), **input.pop("multiRegionConfig")}
        used = {region: config for region, config in regions.items() if config is not None}
        for region, config in used.items():
            if set(config) != {"numReplicas"} or not isinstance(config["numReplicas"], int):
                raise Violation(f"region {region}: {config}")
        volumes = [v for v in self._fake.things["volumes"].values() if v["serviceId"] == serviceId]
        if volumes and sum(config["numReplicas"] for config in used.values()) > 1:
            raise Said("Cannot have more than one replica with a volume")
        instance.update(input, multiRegionConfig=regions)
        return True

    def serviceInstanceLimitsUpdate(self, _info: Any, input: dict[str, Any]) -> bool:
        instance = self._fake.instance(input["serviceId"], input["environmentId"])
        instance["limits"] = input
        return True

    def serviceInstanceDeployV2(self, _info: Any, serviceId: str, environmentId: str) -> str:
        instance = self._fake.instance(serviceId, environmentId)
        if "source" not in instance:
            raise Said("Problem processing request")
        return self._fake.deploy(instance)

    def deployment(self, _info: Any, id: str) -> Any:
        return self._fake.seen(self._fake.known("deployments", id))

    # Variables

    def variables(
        self, _info: Any, projectId: str, environmentId: str, unrendered: bool,
        serviceId: str | None = None,
    ) -> Any:  # fmt: skip
        """What is sealed is never given (docs, variables)."""
        if serviceId is not None:
            self._fake.known("services", serviceId)
        place = (environmentId, serviceId)
        return {**self._fake.provided(place), **self._fake.variables.get(place, {})}

    def variableCollectionUpsert(self, _info: Any, input: dict[str, Any]) -> bool:
        self._fake.known("projects", input["projectId"])
        self._fake.known("environments", input["environmentId"])
        place = (input["environmentId"], input.get("serviceId"))
        self._fake.put(place, input["variables"], replace=input["replace"])
        if not input["skipDeploys"]:
            for instance in self._fake.affected(place):
                self._fake.deploy(instance)
        return True

    def variableDelete(self, _info: Any, input: dict[str, Any]) -> bool:
        """Each one deploys: the input has no skipDeploys."""
        place = (input["environmentId"], input.get("serviceId"))
        self._fake.variables.get(place, {}).pop(input["name"], None)
        for instance in self._fake.affected(place):
            self._fake.deploy(instance)
        return True

    # Domains, volumes, triggers

    def domains(self, _info: Any, projectId: str, environmentId: str, serviceId: str) -> Any:
        return {
            "serviceDomains": self._domains("domains", serviceId, environmentId),
            "customDomains": self._domains("hosts", serviceId, environmentId),
        }

    def _domains(self, kind: str, service: str, environment: str) -> list[dict[str, Any]]:
        return [
            {**domain, "syncStatus": "DELETING" if "dying" in domain else "ACTIVE"}
            for domain in self._of_service(kind, service, environment)
        ]

    def serviceDomainCreate(self, _info: Any, input: dict[str, Any]) -> Any:
        """Its label is made of the names of service and environment, however long they are."""
        service = self._fake.known("services", input["serviceId"])
        environment = self._fake.known("environments", input["environmentId"])
        domain = self._fake.make("domains", **input)
        label = f"{service['name']}-{environment['name']}"
        taken = {d.get("domain") for d in self._fake.things["domains"].values()}
        if f"{label}.{_SUFFIX}" in taken:
            label += domain["id"].removeprefix("domain")
        domain.update(domain=f"{label}.{_SUFFIX}", suffix=_SUFFIX)
        return domain

    def serviceDomainUpdate(self, _info: Any, input: dict[str, Any]) -> bool:
        if len(input["domain"].partition(".")[0]) > _LONGEST_LABEL:
            raise Said("Invalid domain")
        domain = self._fake.known("domains", input["serviceDomainId"])
        domain.update(domain=input["domain"], targetPort=input["targetPort"])
        return True

    def serviceDomainDelete(self, _info: Any, id: str) -> bool:
        return self._remove("domains", id)

    def customDomainCreate(self, _info: Any, input: dict[str, Any]) -> Any:
        if any(host["domain"] == input["domain"] for host in self._fake.things["hosts"].values()):
            raise Said("Domain is not available")
        host = self._fake.make("hosts", **input)
        label, _, zone = input["domain"].partition(".")
        record = {
            "fqdn": host["domain"],
            "hostlabel": label,
            "zone": zone,
            "recordType": "DNS_RECORD_TYPE_CNAME",
            "requiredValue": f"target.{_SUFFIX}",
        }
        host["status"] = {
            "dnsRecords": [record],
            # Relative to the zone, as `verification_host_label` of official 0.6.2.
            "verificationDnsHost": f"_railway-verify.{label}",
            "verificationToken": "railway-verify=1f0c",
        }
        return host

    def customDomainUpdate(self, _info: Any, id: str, environmentId: str, targetPort: int) -> bool:
        self._fake.known("hosts", id)["targetPort"] = targetPort
        return True

    def customDomainDelete(self, _info: Any, id: str) -> bool:
        return self._remove("hosts", id)

    def volumeCreate(self, _info: Any, input: dict[str, Any]) -> Any:
        """Railway gives it a name; a service has one volume (docs, volumes/reference)."""
        taken = [v for v in self._fake.things["volumes"].values() if "dying" not in v]
        if any(v["serviceId"] == input["serviceId"] for v in taken):
            raise Said("The service has a volume already")
        volume = {
            "name": "brave-volume",
            "region": "us-west2",
            "state": "READY",
            "lag": self._fake.volume_lag,
        }
        return self._fake.make("volumes", **{**volume, **input})

    def volumeUpdate(self, _info: Any, volumeId: str, input: dict[str, Any]) -> Any:
        self._fake.known("volumes", volumeId).update(input)
        return self._fake.known("volumes", volumeId)

    def volumeInstanceUpdate(
        self, _info: Any, volumeId: str, environmentId: str, input: dict[str, Any]
    ) -> bool:  # fmt: skip
        """Without a service it is disconnected (the schema)."""
        volume = self._fake.known("volumes", volumeId)
        volume.update({"serviceId": None, **input})
        return True

    def volumeDelete(self, _info: Any, volumeId: str) -> bool:
        return self._remove("volumes", volumeId)

    def _remove(self, kind: str, id_: str) -> bool:
        found = self._fake.things[kind].get(id_)
        if found is None or "dying" in found:
            raise Said("Not Authorized")
        return self._fake.dying(found)

    def deploymentTriggers(
        self, _info: Any, projectId: str, environmentId: str, serviceId: str, **page: Any
    ) -> Any:  # fmt: skip
        return self._page(self._of_service("triggers", serviceId, environmentId), page)

    def deploymentTriggerCreate(self, _info: Any, input: dict[str, Any]) -> Any:
        """One of a service in an environment (official, resource_service.go)."""
        if self._of_service("triggers", input["serviceId"], input["environmentId"]):
            raise Said("The service has a deployment trigger already")
        return self._fake.make("triggers", **input)

    def deploymentTriggerUpdate(self, _info: Any, id: str, input: dict[str, Any]) -> Any:
        self._fake.known("triggers", id).update(input)
        return self._fake.known("triggers", id)

    def deploymentTriggerDelete(self, _info: Any, id: str) -> bool:
        return self._fake.drop("triggers", id)

    def _of_service(self, kind: str, service: str, environment: str) -> list[dict[str, Any]]:
        self._fake.known("services", service)
        return [
            thing
            for thing in self._fake.listed(kind)
            if (thing["serviceId"], thing["environmentId"]) == (service, environment)
        ]

    def _page(self, things: list[dict[str, Any]], page: dict[str, Any]) -> dict[str, Any]:
        """A page of a connection, as short as the fake's pages are."""
        start = int(page.get("after") or 0)
        end = start + min(page.get("first") or self._fake.page, self._fake.page)
        return {
            "edges": [{"node": thing} for thing in things[start:end]],
            "pageInfo": {"hasNextPage": end < len(things), "endCursor": str(end)},
        }


def _limits(limits: dict[str, Any] | None) -> dict[str, Any]:
    """Limits as the service's config has them (the schema of railway.json, `limitOverride`)."""
    if limits is None:
        return {}
    named = {"cpu": limits.get("vCPUs"), "memoryBytes": limits.get("memoryGB")}
    if named["memoryBytes"] is not None:
        named["memoryBytes"] = int(named["memoryBytes"] * _GB)
    return {"limitOverride": {"containers": {k: v for k, v in named.items() if v is not None}}}
