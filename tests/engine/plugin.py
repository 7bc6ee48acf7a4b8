"""Simulated provider plugins: one server that behaves as bridged providers do, for every package.

It owns what a provider decides (defaults, auto-names, what replaces, made-up outputs), reads its
own small table `simulated.yml`, and imports nothing of ours, so that a mistake in the offline rules
cannot hide here. Run as a program it serves, prints its port, and stops with its parent.
"""

import hashlib
import ipaddress
import json
import os
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import grpc  # type: ignore[import-untyped]
import yaml
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE = "4dabf18193072939515e22adb298388d"
DEFAULTS = "__defaults"
STORE = "SIMULATED_STORE"
"""The variable that names the file in which a server notes what it made and deleted."""
PACKAGES = (
    "aws", "cloudflare", "gcp", "kubernetes", "random", "sentry", "upstash", "vercel",
)  # fmt: skip

Properties: TypeAlias = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What the simulation knows of one resource type."""

    auto_name: str | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    replace: tuple[str, ...] = ()
    appears: tuple[str, ...] = ()
    unless: Mapping[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()
    delete_first: bool = False
    framework: bool = False
    mutable: str = ""
    outputs: Mapping[str, Any] = field(default_factory=dict)


def load_kinds() -> dict[str, Kind]:
    """Read the table of types."""
    table = yaml.safe_load(Path(__file__).with_name("simulated.yml").read_text())
    return {token: Kind(**_frozen(entry)) for token, entry in table.items()}


def _frozen(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}


def kind_of(kinds: Mapping[str, Kind], token: str) -> Kind:
    """Give the entry of a type, of its package as a whole, or an empty one."""
    package = token.partition(":")[0]
    return kinds.get(token) or kinds.get(f"{package}:*") or Kind()


# ---- comparing two sets of checked inputs


@dataclass(frozen=True)
class Change:
    """One path at which old and new inputs differ."""

    path: str
    old: Any
    new: Any

    @property
    def kind(self) -> str:
        """Name the change as the protocol does."""
        if self.old is None:
            return "ADD"
        return "DELETE" if self.new is None else "UPDATE"


def join(path: str, key: str) -> str:
    """Append a map key to a property path, quoted where it holds signs of the path language."""
    if not key or re.search(r'[.\["\]]', key):
        quoted = key.replace('"', '\\"')
        return f'{path}["{quoted}"]'
    return f"{path}.{key}" if path else key


def changes(old: Any, new: Any, out: Any, path: str = "") -> Iterator[Change]:
    """Yield every difference of two checked inputs; what the service already reports is none."""
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _map_changes(old, new, out if isinstance(out, dict) else {}, path)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list_changes(old, new, out if isinstance(out, list) else [], path)
    elif not equal(old, new) and not (old is None and equal(new, out)):
        yield Change(path, old, new)


def _map_changes(old: Properties, new: Properties, out: Properties, path: str) -> Iterator[Change]:
    if SIGNATURE in old or SIGNATURE in new:
        if old.get("hash", old) != new.get("hash", new):
            yield Change(path, old, new)
        return
    for key in sorted((old.keys() | new.keys()) - {DEFAULTS}):
        yield from changes(old.get(key), new.get(key), out.get(key), join(path, key))


def _list_changes(old: list[Any], new: list[Any], out: list[Any], path: str) -> Iterator[Change]:
    for index in range(max(len(old), len(new))):
        before, after, seen = (s[index] if index < len(s) else None for s in (old, new, out))
        yield from changes(before, after, seen, f"{path}[{index}]")


def equal(old: Any, new: Any) -> bool:
    """Compare two wire values; a truth value is no number, an unknown equals nothing."""
    if UNKNOWN in (old, new) or isinstance(old, bool) is not isinstance(new, bool):
        return False
    return bool(old == new)


def covers(pattern: str, path: str) -> bool:
    """Tell whether a path of the table covers a changed path."""
    wanted = re.findall(r"[^.\[\]]+", pattern)
    actual = re.findall(r"[^.\[\]]+", path)
    return len(wanted) <= len(actual) and all(
        w in (a, "*") for w, a in zip(wanted, actual, strict=False)
    )


def spread(change: Change) -> Iterator[Change]:
    """Yield a change and, for a block that came or went, the changes of its parts."""
    yield change
    old, new = change.old, change.new
    if isinstance(old, dict) != isinstance(new, dict) and UNKNOWN not in (old, new):
        for key in old if isinstance(old, dict) else new:
            part = Change(
                join(change.path, key),
                old.get(key) if isinstance(old, dict) else None,
                new.get(key) if isinstance(new, dict) else None,
            )
            yield from spread(part)


def excused(rule: str | None, change: Change) -> bool:
    """Tell whether the exception of a replacing path holds for this change."""
    old, new = change.old, change.new
    if rule is None or UNKNOWN in (old, new):
        return False
    if rule == "cleared":
        return new is None
    if rule == "set":
        return new is not None
    if rule == "enabled":
        return new is True
    if old is None or new is None:
        return False
    return _contains(new, old) if rule == "widened" else _numbers(new) > _numbers(old)


def _contains(wide: str, narrow: str) -> bool:
    """Tell whether one IPv4 range holds another; a text that is no range holds nothing."""
    try:
        return ipaddress.IPv4Network(narrow).subnet_of(ipaddress.IPv4Network(wide))
    except ValueError:
        return False


def _numbers(value: Any) -> list[float]:
    return [float(part) for part in re.findall(r"\d+(?:\.0)?", str(value))]


def replacing(kind: Kind, change: Change, config: Mapping[str, Any]) -> bool:
    """Tell whether a change replaces the object."""
    if kind.mutable and str(config.get(kind.mutable)).lower() == "true":
        return any(_hit(kind, p) for p in spread(change) if p.path.startswith("metadata."))
    return any(_hit(kind, part) for part in spread(change))


def _hit(kind: Kind, change: Change) -> bool:
    if None in (change.old, change.new) and change.path in kind.appears:
        return True
    return any(
        covers(pattern, change.path) and not excused(kind.unless.get(pattern), change)
        for pattern in kind.replace
    )


# ---- what a provider does with one object


def hexadecimal(*parts: str | bytes, length: int = 7) -> str:
    """Make a short stable hash."""
    whole = b"\0".join(p.encode() if isinstance(p, str) else p for p in parts)
    return hashlib.sha256(whole).hexdigest()[:length]


def logical_name(urn: str) -> str:
    """Give the last part of a URN."""
    return urn.split("::", 3)[3]


def type_token(urn: str) -> str:
    """Give the type of a URN, without the types of its parents."""
    return urn.split("::", 3)[2].rpartition("$")[2]


def check(kind: Kind, urn: str, old: Properties, new: Properties, seed: bytes) -> Properties:
    """Fill in defaults and the auto-name, and say which keys they are, as the bridge does."""
    checked = dict(new)
    filled: list[str] = []
    for key, value in kind.defaults.items():
        if checked.get(key) is None:
            checked[key] = old.get(key, value) if key in old.get(DEFAULTS, []) else value
            filled.append(key)
    name = kind.auto_name
    if name and checked.get(name) is None:
        made = f"{logical_name(urn)}-{hexadecimal(urn, seed)}"
        checked[name] = old[name] if isinstance(old.get(name), str) else made
        filled.append(name)
    if not kind.framework:
        checked[DEFAULTS] = sorted(filled)
    return checked


def check_release(new: Properties) -> Properties:
    """Fill in what the provider does of a release of Helm, from the chart as it would render it.

    pulumi/pulumi-kubernetes:provider/pkg/provider/helm_release.go@01799d569, setDefaults and
    setComputedInputs.
    """
    checked = {"namespace": "default", "timeout": 300, **new}
    if UNKNOWN not in json.dumps(new):
        checked["checksum"] = hexadecimal(json.dumps(checked, sort_keys=True))
        checked["resourceNames"] = {"Deployment.apps/apps/v1": [f"{checked['chart']}/operator"]}
    return checked


def check_kubernetes(urn: str, old: Properties, new: Properties, seed: bytes) -> Properties:
    """Name an object without a name, and mark it as named by the provider."""
    if type_token(urn).startswith("kubernetes:helm.sh/"):
        return check_release(new)
    checked = json.loads(json.dumps(new))
    metadata = checked.setdefault("metadata", {})
    if not isinstance(metadata, dict) or metadata.get("name") is not None:
        return dict(checked)
    before = old.get("metadata") or {}
    made = f"{logical_name(urn)}-{hexadecimal(urn, seed, length=8)}"
    adopted = before.get("name") if _autonamed(before) else None
    metadata["name"] = adopted or made
    annotations = metadata.setdefault("annotations", {})
    if isinstance(annotations, dict):
        annotations["pulumi.com/autonamed"] = "true"
    return dict(checked)


def _autonamed(metadata: Properties) -> bool:
    annotations = metadata.get("annotations")
    return isinstance(annotations, dict) and annotations.get("pulumi.com/autonamed") == "true"


def dropped(kind: Kind, change: Change) -> bool:
    """Tell whether a key that the program no longer writes keeps its value without a change."""
    if change.new is not None:
        return False
    auto = kind.auto_name == change.path and isinstance(change.old, str)
    return auto or change.path in kind.dropped or (not kind.framework and change.old in ([], {}))


def added_nothing(kind: Kind, change: Change) -> bool:
    """Tell whether a newly written zero value is what the classic bridge takes as absent."""
    return not kind.framework and change.old is None and change.new in ("", [])


def reported(token: str, outputs: Properties) -> Properties:
    """Give what a new input may repeat without a change; Kubernetes looks at the inputs alone."""
    return {} if token.startswith("kubernetes:") else outputs


def written_name(kind: Kind, inputs: Properties) -> bool:
    """Tell whether the program wrote the name that the provider would otherwise make."""
    return bool(
        kind.auto_name
        and inputs.get(kind.auto_name) is not None
        and kind.auto_name not in inputs.get(DEFAULTS, [])
    )


def deletes_first(kind: Kind, token: str, old: Properties, new: Properties) -> bool:
    """Tell whether a replacement of this object deletes the old one first."""
    if token.startswith("kubernetes:helm.sh/"):
        return False
    if token.startswith("kubernetes:"):
        before, after = old.get("metadata") or {}, new.get("metadata") or {}
        same = all(equal(before.get(k), after.get(k)) for k in ("name", "namespace"))
        return same and not _autonamed(after)
    return kind.delete_first or written_name(kind, new)


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """Write the values of an object into the templates of its outputs."""
    if isinstance(template, dict):
        return {k: filled(v, values) for k, v in template.items()}
    if isinstance(template, list):
        return [filled(v, values) for v in template]
    return template.format_map(values) if isinstance(template, str) else template


def outputs(kind: Kind, urn: str, identity: str, inputs: Properties) -> Properties:
    """Give what the service reports of a created object: its inputs and some made-up facts."""
    made = {"id": identity, "hash": hexadecimal(identity, length=12), **inputs}
    result = overlaid(filled(dict(kind.outputs), made), {}, inputs)
    result.pop(DEFAULTS, None)
    if type_token(urn).startswith("kubernetes:") and isinstance(result.get("metadata"), dict):
        result["metadata"] = {
            "namespace": "default", **result["metadata"], "uid": hexadecimal(identity)
        }  # fmt: skip
    return {k: v for k, v in result.items() if v is not None}


def updated(old_outputs: Properties, old: Properties, new: Properties) -> Properties:
    """Give the outputs after an update in place: the old ones with the new inputs on top."""
    result = overlaid(old_outputs, old, new)
    return {key: value for key, value in result.items() if value is not None and key != DEFAULTS}


def overlaid(outputs: Any, old: Any, new: Any) -> Any:
    """Lay new inputs over outputs; what the service added stays, what was dropped goes."""
    if not (isinstance(outputs, dict) and isinstance(new, dict)) or SIGNATURE in new:
        return new
    before = old if isinstance(old, dict) else {}
    kept = {key: value for key, value in outputs.items() if key not in before}
    return kept | {k: overlaid(outputs.get(k), before.get(k), v) for k, v in new.items()}


def active_cluster(kubeconfig: Any) -> Any:
    """Give the settings of the cluster that a kubeconfig points to, or the text itself."""
    try:
        config = yaml.safe_load(kubeconfig)
        names = {c["name"]: c["cluster"] for c in config["clusters"]}
        contexts = {c["name"]: c["context"]["cluster"] for c in config["contexts"]}
        return names[contexts[config["current-context"]]]
    except (yaml.YAMLError, KeyError, TypeError, AttributeError):
        return kubeconfig


def provider_replaces(old: Properties, new: Properties) -> list[str]:
    """Name the configuration keys for which the Kubernetes provider is another one."""
    before, after = old.get("kubeconfig"), new.get("kubeconfig")
    if equal(before, after) or (
        UNKNOWN not in (before, after) and active_cluster(before) == active_cluster(after)
    ):
        return []
    return ["kubeconfig"]


# ---- the protocol


def plain(message: struct_pb2.Struct) -> Properties:
    """Turn a message into a dictionary."""
    return dict(json_format.MessageToDict(message))


def packed(values: Mapping[str, Any]) -> struct_pb2.Struct:
    """Turn a dictionary into a message."""
    message = struct_pb2.Struct()
    json_format.ParseDict(dict(values), message)
    return message


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """Every simulated package in one server; each connection has its own configuration."""

    def __init__(self) -> None:
        self._kinds = load_kinds()
        self._configs: dict[str, Properties] = {}
        self._store = os.environ.get(STORE)

    def _note(self, sign: str, request: Any, identity: str) -> None:
        """Write down what was made (+) or deleted (-), for tests that look for orphans."""
        if self._store:
            with Path(self._store).open("a") as store:
                store.write(f"{sign} {type_token(request.urn)} {identity}\n")

    def GetPluginInfo(self, _request: Any, _context: Any) -> plugin_pb2.PluginInfo:
        """Answer with one version for all."""
        return plugin_pb2.PluginInfo(version="1.0.0")

    def Attach(self, _request: Any, _context: Any) -> empty_pb2.Empty:
        """Accept an engine that found us by address."""
        return empty_pb2.Empty()

    def Cancel(self, _request: Any, _context: Any) -> empty_pb2.Empty:
        """Have nothing to stop."""
        return empty_pb2.Empty()

    def CheckConfig(self, request: Any, _context: Any) -> provider_pb2.CheckResponse:
        """Take the configuration as it is."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, _context: Any) -> provider_pb2.DiffResponse:
        """Compare two configurations; only another cluster makes another provider."""
        old, new = plain(request.old_inputs), plain(request.news)
        found = list(changes(old, new, {}))
        replaces = provider_replaces(old, new) if "providers:kubernetes" in request.urn else []
        return _diff_response(found, replaces, first=False)

    def Configure(self, request: Any, context: Any) -> provider_pb2.ConfigureResponse:
        """Remember the configuration of this connection."""
        self._configs[context.peer()] = plain(request.args)
        return provider_pb2.ConfigureResponse(acceptSecrets=False, supportsPreview=True)

    def Check(self, request: Any, _context: Any) -> provider_pb2.CheckResponse:
        """Fill in what the provider adds to the program's inputs."""
        old, new, token = plain(request.olds), plain(request.news), type_token(request.urn)
        if token.startswith("kubernetes:"):
            checked = check_kubernetes(request.urn, old, new, request.randomSeed)
        else:
            kind = kind_of(self._kinds, token)
            checked = check(kind, request.urn, old, new, request.randomSeed)
        return provider_pb2.CheckResponse(inputs=packed(checked))

    def Diff(self, request: Any, context: Any) -> provider_pb2.DiffResponse:
        """Compare the old inputs with the new ones and say what replaces."""
        old, new, token = plain(request.old_inputs), plain(request.news), type_token(request.urn)
        kind = kind_of(self._kinds, token)
        found = [
            change
            for change in changes(old, new, reported(token, plain(request.olds)))
            if not dropped(kind, change) and not added_nothing(kind, change)
        ]
        config = self._configs.get(context.peer(), {})
        replaces = [change.path for change in found if replacing(kind, change, config)]
        first = bool(replaces) and deletes_first(kind, token, old, new)
        return _diff_response(found, replaces, first=first)

    def Create(self, request: Any, _context: Any) -> provider_pb2.CreateResponse:
        """Make an object; in a preview only its inputs are known."""
        inputs = plain(request.properties)
        if request.preview:
            inputs.pop(DEFAULTS, None)
            return provider_pb2.CreateResponse(properties=packed(inputs))
        wire = json.dumps(inputs, sort_keys=True)
        identity = f"{logical_name(request.urn)}-{hexadecimal(type_token(request.urn), wire)}"
        made = outputs(kind_of(self._kinds, type_token(request.urn)), request.urn, identity, inputs)
        self._note("+", request, identity)
        return provider_pb2.CreateResponse(id=identity, properties=packed(made))

    def Update(self, request: Any, _context: Any) -> provider_pb2.UpdateResponse:
        """Change an object in place: what the state knew stays known."""
        made = updated(plain(request.olds), plain(request.old_inputs), plain(request.news))
        return provider_pb2.UpdateResponse(properties=packed(made))

    def Read(self, request: Any, _context: Any) -> provider_pb2.ReadResponse:
        """Report an object as it was recorded, or a made-up one under a known id."""
        known, inputs = plain(request.properties), plain(request.inputs)
        kind = kind_of(self._kinds, type_token(request.urn))
        found = inputs or {"name": request.id, DEFAULTS: []}
        made = known or outputs(kind, request.urn, request.id, found)
        return provider_pb2.ReadResponse(
            id=request.id, properties=packed(made), inputs=packed(found)
        )

    def Delete(self, request: Any, _context: Any) -> empty_pb2.Empty:
        """Forget an object."""
        self._note("-", request, request.id)
        return empty_pb2.Empty()

    def Invoke(self, request: Any, _context: Any) -> provider_pb2.InvokeResponse:
        """Answer a lookup with its own arguments."""
        return provider_pb2.InvokeResponse(**{"return": request.args})


def _diff_response(
    found: list[Change], replaces: list[str], *, first: bool
) -> provider_pb2.DiffResponse:
    kinds = provider_pb2.PropertyDiff.Kind
    detail = {
        change.path: provider_pb2.PropertyDiff(
            kind=kinds.Value(change.kind + ("_REPLACE" if change.path in replaces else "")),
            inputDiff=True,
        )
        for change in found
    }
    verdict = provider_pb2.DiffResponse
    return provider_pb2.DiffResponse(
        changes=verdict.DIFF_SOME if found else verdict.DIFF_NONE,
        replaces=sorted({top(path) for path in replaces}),
        diffs=sorted({top(change.path) for change in found}),
        deleteBeforeReplace=first,
        detailedDiff=detail,
        hasDetailedDiff=True,
    )


def top(path: str) -> str:
    """Give the first key of a path."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


# ---- serving and installing


def serve() -> tuple[grpc.Server, int]:
    """Start a server on a free loopback port."""
    size = 400 * 1024 * 1024
    limits = [("grpc.max_receive_message_length", size), ("grpc.max_send_message_length", size)]
    server = grpc.server(ThreadPoolExecutor(max_workers=8), options=limits)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Provider(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    return server, port


def install(directory: Path, *, port: int | None = None) -> None:
    """Write the plugin executables: each a server of its own, or all of them the address of one."""
    for package in PACKAGES:
        own = f'exec "{sys.executable}" "{Path(__file__).resolve()}"'
        shared = f"echo {port}\nexec sleep 900"
        _script(directory / f"pulumi-resource-{package}", own if port is None else shared)
    dynamic = f'exec "{sys.executable}" -u -m pulumi.dynamic "$@"'
    _script(directory / "pulumi-resource-pulumi-python", dynamic)


def _script(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def main() -> None:
    """Serve until the parent is gone."""
    server, port = serve()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    parent, gone = os.getppid(), threading.Event()
    while os.getppid() == parent:
        gone.wait(1)
    server.stop(None)


if __name__ == "__main__":
    main()
