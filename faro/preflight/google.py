"""APIs of a Google project and roles of who deploys to it, by the types of the resources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from shlex import quote

from faro.model.snapshot import Resource, Snapshot
from faro.preflight.needs import at, google, parts
from faro.preflight.step import Group, Step

_SUFFIX = ".googleapis.com"
_SERVICE = "gcp:projects/service:Service"
_SOURCE = "https://cloud.google.com/iam/docs/understanding-roles"
_APIS_SOURCE = "https://cloud.google.com/service-usage/docs/enable-disable"

Needs = Mapping[str, tuple[str, ...]]


def of_google(snapshot: Snapshot) -> list[Resource]:
    """The resources of Google's that a stack manages."""
    return [
        resource
        for resource in snapshot.resources
        if resource.custom and not resource.read and parts(resource.type)[0] == "gcp"
    ]


def project(snapshot: Snapshot) -> str:
    """The project that is deployed to, as a word of a shell; ``PROJECT`` where none is known."""
    named = snapshot.defaults.get("gcp", {}).get("project")
    return quote(named) if isinstance(named, str) else "PROJECT"


def apis_needed(snapshot: Snapshot) -> Needs:
    """Each API without its suffix, and the resources that need it."""
    facts, found = google(), defaultdict[str, list[str]](list)
    for resource in of_google(snapshot):
        if module := facts.of(resource):
            found[module.api].append(resource.name)
        name = parts(resource.type)[1]
        for ask in facts.inputs:
            value = at(resource, ask.path) if ask.type == name else None
            if value:
                found[ask.api or str(value).removesuffix(_SUFFIX)].append(resource.name)
    for api in facts.first if found else ():
        found[api].append("the program")
    return {api: tuple(names) for api, names in sorted(found.items())}


def apis_enabled(snapshot: Snapshot) -> Mapping[str, str]:
    """Each API that the program enables, and by which resource."""
    return {
        service.removesuffix(_SUFFIX): resource.name
        for resource in of_google(snapshot)
        if resource.type == _SERVICE and isinstance(service := resource.inputs["service"], str)
    }


def apis(snapshot: Snapshot) -> Iterator[Step]:
    """The APIs: those that come first and those that the program forgets are enabled by hand."""
    first, enabled = google().first, apis_enabled(snapshot)
    for api, names in apis_needed(snapshot).items():
        by_program = api in enabled and api not in first
        command = f"gcloud services enable {api}{_SUFFIX} --project={project(snapshot)}"
        yield Step(
            group=Group.APIS,
            text=f"{api}{_SUFFIX}" + (f", enabled by {enabled[api]}" if by_program else ""),
            commands=() if by_program else (command,),
            done=by_program,
            of=names,
            source=_APIS_SOURCE,
        )


def roles(snapshot: Snapshot) -> Iterator[Step]:
    """The predefined roles that make the resources, on the project or on the billing account."""
    on_project = defaultdict[str, list[str]](list)
    on_billing = defaultdict[tuple[str, str], list[str]](list)
    for resource in of_google(snapshot):
        module = google().of(resource)
        for role in module.roles if module else ():
            on_project[role].append(resource.name)
        account = str(resource.inputs.get("billingAccount"))
        for role in module.billing_roles if module else ():
            on_billing[role, account].append(resource.name)
    for role, names in sorted(on_project.items()):
        binding = f"gcloud projects add-iam-policy-binding {project(snapshot)}"
        yield _role(role, names, binding)
    for (role, account), names in sorted(on_billing.items()):
        binding = f"gcloud billing accounts add-iam-policy-binding {quote(account)}"
        yield _role(f"{role} on the billing account", names, binding)


def _role(role: str, names: list[str], binding: str) -> Step:
    return Step(
        group=Group.ROLES,
        text=role,
        commands=(f'{binding} --member="$DEPLOYER" --role={role.partition(" ")[0]}',),
        of=tuple(names),
        source=_SOURCE,
    )
