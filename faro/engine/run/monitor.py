"""The engine's side of the resource protocol: what a running program talks to.

It decodes requests into resources, asks a ``Deployment`` what happens to each, and encodes the
answer. It knows no transport: a Python program gets the object itself, a program in another
language the same object served over gRPC.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, resource_pb2
from pulumi.runtime.proto import resource_pb2_grpc as grpc_names

from faro.engine.deployment import Deployment
from faro.engine.order import in_order
from faro.engine.outputs import Answer, with_secrets
from faro.engine.run import invokes, messages, sdk, stand_ins
from faro.engine.run.dynamic import DynamicProviders
from faro.engine.run.requests import Requests, Run, default_providers
from faro.engine.run.secrets import SecretTokens
from faro.engine.run.shapes import fitting
from faro.engine.run.transforms import Transforms
from faro.model import urn as urns
from faro.model.diagnostic import Diagnostic, Failure, Severity
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN, Inputs

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


class Monitor(grpc_names.ResourceMonitorServicer, engine_pb2_grpc.EngineServicer):
    """One run of one program. Methods may be called from several threads."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._lock = threading.RLock()
        self._defaults = default_providers(run)
        self._transforms = Transforms()
        self._deployment = Deployment(
            run.start,
            run.project,
            run.stack,
            self._defaults,
            judge=DynamicProviders(run.config, run.project).judge,
        )
        self._secrets = SecretTokens()
        self._classes = sdk.ResourceClasses()
        self._registered: dict[str, Resource] = {}
        self._requests = Requests(run, self._registered, self._classes, self._secrets)
        self._root = ""
        self._outputs: Inputs = {}
        self._packages: dict[str, Any] = {}
        self._calls: dict[str, Inputs] = {}
        self.pending: dict[int, str] = {}
        self.failures: list[Failure] = []
        self.diagnostics: list[Diagnostic] = []

    @property
    def secret_config(self) -> frozenset[str]:
        """The values of the secret configuration keys."""
        run = self._run
        return frozenset(run.config[key] for key in run.secret_keys if key in run.config)

    def registered(self) -> list[Resource]:
        """The resources registered so far, in no order."""
        with self._lock:
            return list(self._registered.values())

    def snapshot(self) -> Snapshot:
        """Return the registered resources in a canonical order."""
        return Snapshot(
            project=self._run.project,
            stack=self._run.stack,
            resources=tuple(in_order(self._registered)),
            outputs=self._outputs,
            defaults=self._defaults,
            calls=self._calls,
        )

    # The resource protocol

    def GetDeploymentInfo(self, request: Any, context: Any = None) -> Any:
        """Answer the first request of the SDK."""
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
                self._outputs = self._requests.properties(request.outputs)
        return empty_pb2.Empty()

    def Invoke(self, request: Any, context: Any = None) -> Any:
        """A function call (``get_*``)."""
        with self._waiting(f"call of {request.tok}"):
            raw = self._transforms.apply_to_invoke(request.tok, request.args)
            with self._lock, self._keeping_failures():
                args = self._requests.properties(raw)
                result = invokes.answer(request.tok, args, self._run.pinned, self._registered.get)
                if request.tok not in invokes.ANSWERED_HERE:
                    self._calls[stand_ins.invoke_origin(request.tok, args)] = args
                told: Any = {"return": messages.to_struct(self._secrets.hidden(result))}
                return _InvokeResponse(**told)

    def Call(self, request: Any, context: Any = None) -> Any:
        """A method of a component that a plugin builds: its result is unknown."""
        return provider_pb2.CallResponse()

    def SignalAndWaitForShutdown(self, request: Any, context: Any = None) -> Any:
        """The program is through."""
        return empty_pb2.Empty()

    # The engine protocol

    def Log(self, request: Any, context: Any = None) -> Any:
        """Record messages of ``pulumi.log``; debug messages are dropped."""
        severity = _SEVERITIES.get(request.severity)
        if severity and request.message:
            with self._lock:
                self.diagnostics.append(
                    Diagnostic(
                        severity=severity,
                        summary="Program message",
                        detail=request.message,
                        address=request.urn,
                    )
                )
        return empty_pb2.Empty()

    def GetRootResource(self, request: Any, context: Any = None) -> Any:
        """The stack's URN."""
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    def SetRootResource(self, request: Any, context: Any = None) -> Any:
        """Record the stack's URN."""
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
        outcome = self._deployment.register(self._requests.registration(request))
        new = outcome.registered
        told = self._told(new, outcome.answer, remote=request.remote)
        self._registered[new.urn] = replace(new, id=told.id, outputs=told.outputs)
        self._transforms.remember(new.urn, request)
        return resource_pb2.RegisterResourceResponse(
            urn=new.urn,
            id=told.id if isinstance(told.id, str) else "",
            object=messages.to_struct(self._secrets.hidden(told.outputs)),
        )

    def _read(self, request: Any) -> Any:
        outcome = self._deployment.read(self._requests.read(request))
        new = outcome.registered
        told = self._told(new, outcome.answer)
        self._registered[new.urn] = replace(new, outputs=told.outputs)
        response = resource_pb2.ReadResourceResponse(
            urn=new.urn, properties=messages.to_struct(self._secrets.hidden(told.outputs))
        )
        if hasattr(response, "id") and self._run.as_deployed and isinstance(new.id, str):
            response.id = new.id
        return response

    def _told(self, new: Resource, given: Answer, *, remote: bool = False) -> Answer:
        """The response to the program: the engine's response with synthetic or pinned values."""
        cls = self._classes.find(new.type) if new.custom else None
        outputs, identity = fitting(given.outputs, cls), given.id
        if self._run.as_deployed and not self._run.plain_unknowns and new.custom:
            origin = stand_ins.origin_of(new.urn)
            outputs = stand_ins.deployed_outputs(cls, origin, outputs)
            identity = stand_ins.text(origin, ("id",)) if identity is UNKNOWN else identity
        if remote:
            outputs = {}
        if new.type == _STACK_REFERENCE:
            stack = self._run.pinned.stack(str(new.inputs.get("name", "")))
            if stack is not None:
                outputs = {**outputs, "outputs": stack, "secretOutputNames": []}
        pinned = self._run.pinned.outputs(new.urn)
        if isinstance(pinned.get("id"), str):
            identity = str(pinned["id"])
        outputs = {**outputs, **{key: item for key, item in pinned.items() if key != "id"}}
        return Answer(identity, with_secrets(outputs, new.options.additional_secret_outputs))

    # What goes on

    def _waiting(self, what: str) -> _Waiting:
        return _Waiting(self.pending, what)

    def _keeping_failures(self) -> _Keeping:
        return _Keeping(self.failures)


class _Waiting:
    """Names a request in progress, for the message of a run that times out."""

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
