"""The engine's side of the resource protocol: what a running program talks to.

It decodes requests into resources, asks a ``Deployment`` what happens to each, and encodes the
answer. It knows no transport: a Python program gets the object itself, a program in another
language the same object served over gRPC.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlparse

from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, resource_pb2
from pulumi.runtime.proto import resource_pb2_grpc as grpc_names

from faro.engine import content, invokes, sdk, stand_ins, wire
from faro.engine.deployment import Deployment
from faro.engine.dynamic import DynamicProviders
from faro.engine.outputs import Answer
from faro.engine.own_code import is_own
from faro.engine.secrets import SecretTokens
from faro.engine.transforms import Transforms
from faro.model import urn as urns
from faro.model.diagnostic import Diagnostic, Failure, Severity
from faro.model.snapshot import Alias, Options, Resource, Snapshot, Source
from faro.model.value import UNKNOWN, Inputs, Secret, Value

_STACK_REFERENCE = "pulumi:pulumi:StackReference"
_FEATURES = (
    "SECRETS",
    "RESOURCE_REFERENCES",
    "OUTPUT_VALUES",
    "ALIAS_SPECS",
    "REPLACEMENT_TRIGGER",
    "DELETED_WITH",
    "REPLACE_WITH",
    "TRANSFORMS",
    "INVOKE_TRANSFORMS",
    "PARAMETERIZATION",
    "RESOURCE_HOOKS",
    "ERROR_HOOKS",
    "INVOKE_PARENT",
)
"""What is answered, by the protocol's names; an SDK that does not know one goes without it."""
_OLD_FEATURE_NAMES = frozenset(
    {
        "secrets",
        "resourceReferences",
        "outputValues",
        "aliasSpecs",
        "deletedWith",
        "replaceWith",
        "transforms",
        "invokeTransforms",
        "parameterization",
        "resourceHooks",
        "errorHooks",
    }
)
_InvokeResponse: Any = getattr(resource_pb2, "ResourceInvokeResponse", provider_pb2.InvokeResponse)
"""Older SDKs take the provider's message."""
_SEVERITIES = {1: Severity.INFO, 2: Severity.WARNING, 3: Severity.ERROR}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run of a program is told beforehand.

    ``as_deployed`` answers every output with a stand-in, as if the program had been deployed.
    """

    project: str
    stack: str
    organization: str = "organization"
    directory: Path
    working_directory: Path
    start: Snapshot | None = None
    as_deployed: bool = False
    plain_unknowns: bool = False
    config: Mapping[str, str] = field(default_factory=dict)
    secret_keys: frozenset[str] = frozenset()
    pinned: invokes.Pinned


class Monitor(grpc_names.ResourceMonitorServicer, engine_pb2_grpc.EngineServicer):
    """One run of one program. Methods may be called from several threads."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._lock = threading.RLock()
        self._defaults = _default_providers(run)
        self._transforms = Transforms()
        self._deployment = Deployment(
            run.start,
            run.project,
            run.stack,
            self._defaults,
            DynamicProviders(run.config, run.project).judge,
        )
        self._secrets = SecretTokens()
        self._classes = sdk.ResourceClasses()
        self._provider_ids = _provider_ids(run.start)
        self._registered: dict[str, Resource] = {}
        self._root = ""
        self._outputs: Inputs = {}
        self._packages: dict[str, Any] = {}
        self.pending: dict[int, str] = {}
        self.failures: list[Failure] = []
        self.diagnostics: list[Diagnostic] = []

    @property
    def secret_config(self) -> frozenset[str]:
        """The values of the secret configuration keys."""
        run = self._run
        return frozenset(run.config[key] for key in run.secret_keys if key in run.config)

    def snapshot(self) -> Snapshot:
        """What the program asked for, in a canonical order."""
        return Snapshot(
            project=self._run.project,
            stack=self._run.stack,
            resources=tuple(in_order(self._registered)),
            outputs=self._outputs,
            defaults=self._defaults,
        )

    # The resource protocol

    def GetDeploymentInfo(self, request: Any, context: Any = None) -> Any:
        """What the SDK asks first."""
        run = self._run
        known = resource_pb2.ResourceMonitorFeature
        names = [f"RESOURCE_MONITOR_FEATURE_{feature}" for feature in _FEATURES]
        return resource_pb2.DeploymentInfo(
            project=run.project,
            stack=run.stack,
            organization=run.organization,
            config=run.config,
            configSecretKeys=run.secret_keys,
            dryRun=True,
            parallel=16,
            supportedFeatures=[known.Value(name) for name in names if name in known.keys()],  # noqa: SIM118
        )

    def SupportsFeature(self, request: Any, context: Any = None) -> Any:
        """The older form of the same question."""
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id in _OLD_FEATURE_NAMES)

    def RegisterPackage(self, request: Any, context: Any = None) -> Any:
        """A parameterized package: its version is all that a plan needs."""
        reference = f"{request.name}@{request.version}#{len(self._packages)}"
        self._packages[reference] = request
        return resource_pb2.RegisterPackageResponse(ref=reference)

    def RegisterStackTransform(self, request: Any, context: Any = None) -> Any:
        """A transform for every resource."""
        self._transforms.add_to_stack(request)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, request: Any, context: Any = None) -> Any:
        """A transform for every function call."""
        self._transforms.add_to_invokes(request)
        return empty_pb2.Empty()

    def RegisterResourceHook(self, request: Any, context: Any = None) -> Any:
        """Hooks run in a deployment, not in a preview without changes to the cloud."""
        return empty_pb2.Empty()

    def RegisterErrorHook(self, request: Any, context: Any = None) -> Any:
        """As ``RegisterResourceHook``."""
        return empty_pb2.Empty()

    def RegisterResource(self, request: Any, context: Any = None) -> Any:
        """One resource of the program: decided at once, answered as the engine would."""
        with self._waiting(f"resource {request.name} ({request.type})"):
            request = self._transforms.apply(request)
            with self._lock, self._keeping_failures():
                return self._register(request)

    def ReadResource(self, request: Any, context: Any = None) -> Any:
        """A resource that exists outside the stack."""
        waiting = self._waiting(f"read of {request.name} ({request.type})")
        with waiting, self._lock, self._keeping_failures():
            return self._read(request)

    def RegisterResourceOutputs(self, request: Any, context: Any = None) -> Any:
        """The outputs of a component; those of the stack are kept."""
        with self._lock:
            if urns.type_of(request.urn) == urns.STACK_TYPE:
                self._outputs = self._received(request.outputs)
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any = None) -> Any:
        """A function call (``get_*``)."""
        with self._waiting(f"call of {request.tok}"):
            raw = self._transforms.apply_to_invoke(request.tok, request.args)
            with self._lock, self._keeping_failures():
                args = self._received(raw)
                result = invokes.answer(request.tok, args, self._run.pinned, self._registered.get)
                told: Any = {"return": wire.to_struct(self._secrets.hidden(result))}
                return _InvokeResponse(**told)

    def Call(self, request: Any, context: Any = None) -> Any:
        """A method of a component that a plugin builds: its result is unknown."""
        return provider_pb2.CallResponse()

    def SignalAndWaitForShutdown(self, request: Any, context: Any = None) -> Any:
        """The program is through."""
        return empty_pb2.Empty()

    # The engine protocol

    def Log(self, request: Any, context: Any = None) -> Any:
        """What the program says through ``pulumi.log``; debug lines are dropped."""
        severity = _SEVERITIES.get(request.severity)
        if severity and request.message:
            with self._lock:
                self.diagnostics.append(
                    Diagnostic(
                        severity=severity,
                        summary="The program says",
                        detail=request.message,
                        address=request.urn,
                    )
                )
        return empty_pb2.Empty()

    def GetRootResource(self, request: Any, context: Any = None) -> Any:
        """The stack's URN."""
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    def SetRootResource(self, request: Any, context: Any = None) -> Any:
        """The stack's URN, as the program says it."""
        self._root = request.urn
        return engine_pb2.SetRootResourceResponse()

    def StartDebugging(self, request: Any, context: Any = None) -> Any:
        """Nothing to attach to."""
        return empty_pb2.Empty()

    def RequirePulumiVersion(self, request: Any, context: Any = None) -> Any:
        """Any version will do: no CLI takes part."""
        return engine_pb2.RequirePulumiVersionResponse()

    # Requests into resources

    def _register(self, request: Any) -> Any:
        outcome = self._deployment.register(self._resource(request))
        new = outcome.registered
        told = self._told(new, outcome.answer, remote=request.remote)
        self._registered[new.urn] = replace(new, id=told.id, outputs=told.outputs)
        self._transforms.remember(new.urn, request)
        return resource_pb2.RegisterResourceResponse(
            urn=new.urn,
            id=told.id if isinstance(told.id, str) else "",
            object=wire.to_struct(self._secrets.hidden(told.outputs)),
        )

    def _read(self, request: Any) -> Any:
        urn = self._urn(request)
        new = Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            read=True,
            parent=request.parent,
            provider=request.provider or self._default_provider(request),
            id=UNKNOWN if request.id == wire.UNKNOWN_TEXT else request.id,
            inputs=self._received(request.properties),
            dependencies=tuple(sorted(request.dependencies)),
            source=self._source(request),
        )
        outcome = self._deployment.read(new)
        told = self._told(new, outcome.answer)
        self._registered[urn] = replace(new, outputs=told.outputs)
        response = resource_pb2.ReadResourceResponse(
            urn=urn, properties=wire.to_struct(self._secrets.hidden(told.outputs))
        )
        if hasattr(response, "id") and self._run.as_deployed and isinstance(new.id, str):
            response.id = new.id
        return response

    def _told(self, new: Resource, given: Answer, *, remote: bool = False) -> Answer:
        """What the program is told: the engine's answer, stand-ins or pinned values on top."""
        outputs, identity = given.outputs, given.id
        if self._run.as_deployed and not self._run.plain_unknowns and new.custom:
            origin = stand_ins.origin_of(new.urn)
            outputs = stand_ins.deployed_outputs(self._classes.find(new.type), origin, outputs)
            outputs = _secret_again(outputs, new.options.additional_secret_outputs)
            identity = stand_ins.text(origin, ("id",)) if identity is UNKNOWN else identity
        if remote:
            outputs = {}
        if new.type == _STACK_REFERENCE:
            stack = self._run.pinned.stack(str(new.inputs.get("name", "")))
            if stack is not None:
                outputs = {**outputs, "outputs": stack, "secretOutputNames": []}
        return Answer(identity, {**outputs, **self._run.pinned.outputs(new.urn)})

    def _urn(self, request: Any) -> str:
        return urns.make(
            self._run.stack, self._run.project, request.parent, request.type, request.name
        )

    def _resource(self, request: Any) -> Resource:
        parent = self._registered.get(request.parent)
        inputs = self._received(request.object)
        if request.custom and request.type.startswith(urns.PROVIDER_PREFIX):
            inputs = _with_engine_keys(inputs, request)
        dependencies = {
            key: tuple(sorted(value.urns)) for key, value in request.propertyDependencies.items()
        }
        if not dependencies and not request.remote and request.dependencies:
            dependencies = dict.fromkeys(inputs, tuple(sorted(request.dependencies)))
        new = Resource(
            urn=self._urn(request),
            type=request.type,
            name=request.name,
            custom=request.custom,
            remote=request.remote,
            parent=request.parent,
            provider=request.provider
            or _inherited_provider(request, parent)
            or self._default_provider(request),
            inputs=inputs,
            dependencies=tuple(sorted(request.dependencies)),
            property_dependencies=dependencies,
            options=self._options(request, parent.options if parent else None),
            source=self._source(request),
        )
        cls = self._classes.find(new.type) if new.custom and self._run.start else None
        return replace(new, computed=sdk.always_present(cls)) if cls else new

    def _default_provider(self, request: Any) -> str:
        """The reference to the provider that the engine makes itself for a package's version."""
        if not getattr(request, "custom", True) or request.type.startswith(urns.PROVIDER_PREFIX):
            return ""
        version = request.version.lstrip("v").replace(".", "_")
        kind = f"{urns.PROVIDER_PREFIX}{request.type.partition(':')[0]}"
        name = f"default_{version}" if version else "default"
        urn = urns.make(self._run.stack, self._run.project, "", kind, name)
        return f"{urn}::{self._provider_ids.get(urn, wire.UNKNOWN_TEXT)}"

    def _options(self, request: Any, parent: Options | None) -> Options:
        inherited = parent or Options()
        protect = request.protect if wire.is_set(request, "protect") else inherited.protect
        retain = (
            request.retainOnDelete
            if wire.is_set(request, "retainOnDelete")
            else inherited.retain_on_delete
        )
        trigger: Value = None
        if wire.is_set(request, "replacement_trigger"):
            trigger = wire.from_protobuf(request.replacement_trigger)
        defined = request.deleteBeforeReplaceDefined or request.deleteBeforeReplace
        return Options(
            protect=protect,
            retain_on_delete=retain,
            delete_before_replace=request.deleteBeforeReplace if defined else None,
            ignore_changes=tuple(request.ignoreChanges),
            replace_on_changes=tuple(request.replaceOnChanges),
            additional_secret_outputs=tuple(request.additionalSecretOutputs),
            aliases=_aliases(request),
            import_id=request.importId,
            deleted_with=request.deletedWith or inherited.deleted_with,
            replace_with=tuple(getattr(request, "replace_with", ())),
            replacement_trigger=trigger,
            hide_diffs=tuple(getattr(request, "hideDiffs", ())),
            custom_timeouts=_timeouts(request),
            version=request.version,
            plugin_download_url=request.pluginDownloadURL,
        )

    def _received(self, struct: Any) -> Inputs:
        values = self._secrets.revealed(wire.from_struct(struct))
        return cast("Inputs", content.resolved(values, str(self._run.working_directory)))

    def _source(self, request: Any) -> Source | None:
        """The first place in the program's own code: the SDK names its own first, at times."""
        root = self._run.directory
        for position in _positions(request):
            path = unquote(urlparse(position.uri).path)
            if is_own(path, root):
                return Source(str(Path(path).relative_to(root)), position.line)
        return None

    # What goes on

    def _waiting(self, what: str) -> _Waiting:
        return _Waiting(self.pending, what)

    def _keeping_failures(self) -> _Keeping:
        return _Keeping(self.failures)


class _Waiting:
    """Names a request while it is under way, for the message of a run that never ends."""

    def __init__(self, pending: dict[int, str], what: str) -> None:
        self._pending = pending
        self._what = what

    def __enter__(self) -> None:
        self._pending[id(self)] = self._what

    def __exit__(self, *_: object) -> None:
        self._pending.pop(id(self), None)


class _Keeping:
    """Keeps a failure that goes through the program's own error handling."""

    def __init__(self, failures: list[Failure]) -> None:
        self._failures = failures

    def __enter__(self) -> None:
        return None

    def __exit__(self, _: object, problem: BaseException | None, __: object) -> None:
        if isinstance(problem, Failure):
            self._failures.append(problem)


def _positions(request: Any) -> Iterator[Any]:
    yield request.sourcePosition
    if "stackTrace" in request.DESCRIPTOR.fields_by_name:
        yield from (frame.pc for frame in request.stackTrace.frames)


def _provider_ids(start: Snapshot | None) -> dict[str, str]:
    """The ids of the providers that the starting snapshot holds."""
    return {
        old.urn: old.id
        for old in (start.resources if start else ())
        if old.type.startswith(urns.PROVIDER_PREFIX) and isinstance(old.id, str)
    }


def _default_providers(run: Run) -> dict[str, Inputs]:
    """The configuration under each package's name, as its default provider gets it."""
    found: dict[str, Inputs] = {}
    for key, value in run.config.items():
        package, _, name = key.partition(":")
        if package not in (run.project, "pulumi"):
            secret = key in run.secret_keys
            found.setdefault(package, {})[name] = Secret(value) if secret else value
    return found


def _aliases(request: Any) -> tuple[str | Alias, ...]:
    found: list[str | Alias] = list(request.aliasURNs)
    for alias in request.aliases:
        if alias.urn:
            found.append(alias.urn)
        else:
            spec = alias.spec
            found.append(
                Alias(spec.name, spec.type, spec.stack, spec.project, spec.parentUrn, spec.noParent)
            )
    return tuple(found)


def _timeouts(request: Any) -> dict[str, str]:
    given = request.customTimeouts
    return {
        key: getattr(given, key) for key in ("create", "update", "delete") if getattr(given, key)
    }


def _inherited_provider(request: Any, parent: Resource | None) -> str:
    """The engine's own inheritance, for an SDK that leaves it to the engine."""
    package = request.type.partition(":")[0]
    if request.custom and package in request.providers:
        return str(request.providers[package])
    if parent is None or not parent.provider or not request.custom:
        return ""
    provider_type = urns.type_of(parent.provider.rpartition("::")[0])
    return parent.provider if provider_type == f"{urns.PROVIDER_PREFIX}{package}" else ""


def _with_engine_keys(inputs: Inputs, request: Any) -> Inputs:
    """The keys that the engine adds to a provider's inputs (``providers/registry.go``)."""
    added: Inputs = {}
    if request.version:
        added["version"] = request.version
    if request.pluginDownloadURL:
        added["__internal"] = {"pluginDownloadURL": request.pluginDownloadURL}
    return {**inputs, **added}


def _secret_again(outputs: Inputs, keys: tuple[str, ...]) -> Inputs:
    wrapped = {
        key: Secret(outputs[key])
        for key in keys
        if key in outputs and not isinstance(outputs[key], Secret)
    }
    return {**outputs, **wrapped}


def in_order(registered: Mapping[str, Resource]) -> list[Resource]:
    """Resources after all that they depend on; among equals by URN, however they arrived."""
    waiting = TopologicalSorter(
        {urn: _needs(resource) & registered.keys() for urn, resource in registered.items()}
    )
    waiting.prepare()
    ordered: list[Resource] = []
    while waiting.is_active():
        ready = sorted(waiting.get_ready())
        ordered.extend(registered[urn] for urn in ready)
        waiting.done(*ready)
    return ordered


def _needs(resource: Resource) -> set[str]:
    before = {resource.parent, resource.provider.rpartition("::")[0], *resource.dependencies}
    before.update(resource.options.replace_with, (resource.options.deleted_with,))
    for urns_ in resource.property_dependencies.values():
        before.update(urns_)
    return before - {"", resource.urn}
