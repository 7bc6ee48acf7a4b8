"""What the requests of the resource protocol mean: messages into resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlparse

from faro.engine import content, wire
from faro.engine.run import messages, sdk
from faro.engine.run.invokes import Pinned
from faro.engine.run.own_code import is_own
from faro.engine.run.secrets import SecretTokens
from faro.model import urn as urns
from faro.model.snapshot import Alias, Options, Resource, Snapshot, Source
from faro.model.value import UNKNOWN, Inputs, Secret, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The settings of one program run.

    ``as_deployed`` returns a synthetic value for every output, as if the program had been deployed.
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
    pinned: Pinned


class Requests:
    """Reads the requests of one run; ``registered`` is what the run has registered so far."""

    def __init__(
        self,
        run: Run,
        registered: Mapping[str, Resource],
        classes: sdk.ResourceClasses,
        secrets: SecretTokens,
    ) -> None:
        self._run = run
        self._registered = registered
        self._classes = classes
        self._secrets = secrets
        self._provider_ids = _provider_ids(run.start)

    def registration(self, request: Any) -> Resource:
        """Return the resource of a ``RegisterResource`` request."""
        parent = self._registered.get(request.parent)
        inputs = self.properties(request.object)
        if request.custom and request.type.startswith(urns.PROVIDER_PREFIX):
            inputs = _with_engine_keys(inputs, request)
        dependencies = {
            key: tuple(sorted(request.propertyDependencies[key].urns))
            for key in sorted(request.propertyDependencies)
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
            providers=dict(request.providers) if request.remote else {},
            inputs=inputs,
            dependencies=tuple(sorted(request.dependencies)),
            property_dependencies=dependencies,
            options=self._options(request, parent.options if parent else None),
            source=self._source(request),
        )
        cls = self._classes.find(new.type) if new.custom and self._run.start else None
        return replace(new, computed=sdk.always_present(cls)) if cls else new

    def read(self, request: Any) -> Resource:
        """Return the resource of a ``ReadResource`` request."""
        return Resource(
            urn=self._urn(request),
            type=request.type,
            name=request.name,
            read=True,
            parent=request.parent,
            provider=request.provider or self._default_provider(request),
            id=UNKNOWN if request.id == wire.UNKNOWN_TEXT else request.id,
            inputs=self.properties(request.properties),
            dependencies=tuple(sorted(request.dependencies)),
            source=self._source(request),
        )

    def properties(self, struct: Any) -> Inputs:
        """The values of a message, with hashes of assets and the secrets behind tokens."""
        values = self._secrets.revealed(messages.from_struct(struct))
        return cast("Inputs", content.resolved(values, str(self._run.working_directory)))

    def _urn(self, request: Any) -> str:
        return urns.make(
            self._run.stack, self._run.project, request.parent, request.type, request.name
        )

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
        protect = request.protect if messages.is_set(request, "protect") else inherited.protect
        retain = (
            request.retainOnDelete
            if messages.is_set(request, "retainOnDelete")
            else inherited.retain_on_delete
        )
        trigger: Value = None
        if messages.is_set(request, "replacement_trigger"):
            trigger = messages.from_protobuf(request.replacement_trigger)
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

    def _source(self, request: Any) -> Source | None:
        """The first place in the program's own code: the SDK names its own first, at times."""
        root = self._run.directory
        for position in _positions(request):
            path = unquote(urlparse(position.uri).path)
            if is_own(path, root):
                return Source(str(Path(path).relative_to(root)), position.line)
        return None


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


def default_providers(run: Run) -> dict[str, Inputs]:
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
