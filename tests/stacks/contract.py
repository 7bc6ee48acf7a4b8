"""What each backend of a phase is told, read from what the phase registers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .phases import named, of_type, resources

Recorded = dict[str, Any]

VARIABLE, SECRET, FILE = "variable", "secret", "file"


def container(recorded: Recorded, run: str, name: str) -> dict[str, Any]:
    """The only container of a service, a job or a Deployment."""
    inputs = named(recorded, run, name)["inputs"]
    pod = inputs["template"] if "template" in inputs else inputs["spec"]["template"]["spec"]
    (found,) = pod.get("template", pod)["containers"]
    return dict(found)


def env(described: Mapping[str, Any]) -> dict[str, str | None]:
    """Each variable of a container with its value, None for a secret."""
    listed = described.get("envs", described.get("env", ()))
    return {variable["name"]: variable.get("value") for variable in listed}


def told(recorded: Recorded, run: str) -> dict[str, dict[str, str]]:
    """By backend: each name, and whether it is a variable, a secret or a file with a secret."""
    found = {"vercel": _vercel(recorded, run)}
    for resource in resources(recorded, run):
        inputs, name = resource["inputs"], resource["name"]
        if resource["type"].endswith("railway:Service"):
            found["railway"] = _split(inputs["variables"], inputs["secrets"])
        elif resource["type"].endswith("fly:Machines"):
            (secrets,) = of_type(recorded, run, "Secrets")
            found["fly"] = _split(inputs["env"], secrets["inputs"]["values"])
        elif name == "api-run-service":
            listed = env(container(recorded, run, name))
            found["cloud-run"] = {k: SECRET if v is None else VARIABLE for k, v in listed.items()}
        elif resource["type"].endswith(":Deployment"):
            workload = name.removesuffix("-deployment")
            variables = env(container(recorded, run, name))
            files = _files(recorded, run, workload)
            found[workload] = _split(variables, ()) | dict.fromkeys(files, FILE)
    return found


def _vercel(recorded: Recorded, run: str) -> dict[str, str]:
    listed = [r["inputs"] for r in of_type(recorded, run, "ProjectEnvironmentVariable")]
    return {v["key"]: SECRET if v["sensitive"] else VARIABLE for v in listed}


def _split(variables: Iterable[str], secrets: Iterable[str]) -> dict[str, str]:
    return dict.fromkeys(variables, VARIABLE) | dict.fromkeys(secrets, SECRET)


def _files(recorded: Recorded, run: str, workload: str) -> list[str]:
    parameters = named(recorded, run, f"{workload}-secrets")["inputs"]["spec"]["parameters"]
    return [entry["path"] for entry in json.loads(parameters["secrets"])]
