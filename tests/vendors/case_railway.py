"""Railway under the engine."""

from .case import Case, with_inputs
from .railway import Railway

_SERVICE = {"project_id": "${project}", "service_id": "${service}"}
RESOURCES = (
    {
        "name": "project",
        "type": "railway:Project",
        "inputs": {"name": "faro", "workspace_id": "w-1"},
    },
    {
        "name": "environment",
        "type": "railway:Environment",
        "inputs": {"name": "staging", "project_id": "${project}"},
    },
    {
        "name": "service",
        "type": "railway:Service",
        "inputs": {
            "name": "api",
            "project_id": "${project}",
            "image": "registry.example/api@sha256:0",
            "health_path": "/healthz",
            "replicas": {"us-west2": 1},
            "variables": {"PORT": "8000"},
        },
        "secrets": {"secrets": {"API_TOKEN": "the-railway-secret"}},
    },
    {
        "name": "variables",
        "type": "railway:Variables",
        "inputs": {"project_id": "${project}", "variables": {"SHARED": "1"}},
    },
    {
        "name": "domain",
        "type": "railway:ServiceDomain",
        "inputs": {**_SERVICE, "target_port": 8000},
    },
    {
        "name": "host",
        "type": "railway:CustomDomain",
        "inputs": {**_SERVICE, "domain": "api.faro.example", "target_port": 8000},
    },
    {"name": "volume", "type": "railway:Volume", "inputs": {**_SERVICE, "mount_path": "/data"}},
    {
        "name": "trigger",
        "type": "railway:DeploymentTrigger",
        "inputs": {**_SERVICE, "repository": "faro-app/api"},
    },
)
RENAMED = with_inputs(RESOURCES, "project", name="faro-chat")
CHANGED = with_inputs(RENAMED, "service", variables={"PORT": "9000"})


def _drift(railway: Railway) -> None:
    """What somebody changes and takes away in the dashboard."""
    for instance in railway.things["instances"].values():
        instance.update(healthcheckPath=None, healthcheckTimeout=None)
    for volume in railway.things["volumes"].values():
        volume["serviceId"] = None
    for trigger in railway.things["triggers"].values():
        trigger["checkSuites"] = False
    for host in railway.things["hosts"].values():
        host["targetPort"] = 80
    for (_, service), values in railway.variables.items():
        if service is None:
            values.clear()
    for project in railway.things["projects"].values():
        project["prDeploys"] = True


def _lose(railway: Railway) -> None:
    railway.things["projects"].clear()


CASE = Case(
    namespace="railway",
    fake=Railway,
    resources=RESOURCES,
    changed=CHANGED,
    changed_operations={"project": "update", "service": "update"},
    replaced=with_inputs(CHANGED, "host", domain="chat.faro.example"),
    replaced_operations={"host": "replace"},
    drift=_drift,
    drifted_operations=dict.fromkeys(
        ("project", "service", "variables", "host", "volume", "trigger"), "update"
    ),
    create="mutation projectCreate",
    read="query project",
    lose=_lose,
    slow=None,
    things=lambda railway: railway.alive,
)
