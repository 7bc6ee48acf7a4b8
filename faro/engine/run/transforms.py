"""Runs a program's transforms: functions that it serves to the engine over gRPC.

Follows ``RegisterResource`` of the engine's resource monitor: the resource's own transforms first,
then those of its ancestors, then the stack's.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import grpc  # type: ignore[import-untyped]
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

from faro.engine.run.messages import is_set

_TIME_LIMIT_SECONDS = 60


class Transforms:
    """The transforms of one run, by the resource that declares them."""

    def __init__(self) -> None:
        self._channels: dict[str, grpc.Channel] = {}
        self._of_stack: list[Any] = []
        self._of_invokes: list[Any] = []
        self._of_resource: dict[str, list[Any]] = {}
        self._parents: dict[str, str] = {}

    def add_to_stack(self, callback: Any) -> None:
        """A transform for every resource."""
        self._of_stack.append(callback)

    def add_to_invokes(self, callback: Any) -> None:
        """A transform for every function call."""
        self._of_invokes.append(callback)

    def remember(self, urn: str, request: Any) -> None:
        """Note a registered resource's own transforms for its descendants."""
        self._parents[urn] = request.parent
        if request.transforms:
            self._of_resource[urn] = list(request.transforms)

    def apply(self, request: Any) -> Any:
        """The request as it is after all transforms that concern it."""
        callbacks = [*request.transforms, *self._inherited(request.parent), *self._of_stack]
        if not callbacks:
            return request
        changed = resource_pb2.RegisterResourceRequest()
        changed.CopyFrom(request)
        options = _options_of(request)
        for callback in callbacks:
            question = resource_pb2.TransformRequest(
                type=request.type,
                name=request.name,
                custom=request.custom,
                parent=request.parent,
                properties=changed.object,
                options=options,
            )
            reply = resource_pb2.TransformResponse.FromString(self._call(callback, question))
            if reply.HasField("properties"):
                changed.object.CopyFrom(reply.properties)
            if reply.HasField("options"):
                options = reply.options
        _put_options(changed, options)
        return changed

    def apply_to_invoke(self, token: str, args: Any) -> Any:
        """A call's arguments after all transforms of calls."""
        for callback in self._of_invokes:
            question = resource_pb2.TransformInvokeRequest(
                token=token, args=args, options=resource_pb2.TransformInvokeOptions()
            )
            reply = resource_pb2.TransformInvokeResponse.FromString(self._call(callback, question))
            if reply.HasField("args"):
                args = reply.args
        return args

    def close(self) -> None:
        """Close the connections to the program."""
        for channel in self._channels.values():
            channel.close()

    def _inherited(self, urn: str) -> Iterable[Any]:
        while urn:
            yield from self._of_resource.get(urn, ())
            urn = self._parents.get(urn, "")

    def _call(self, callback: Any, question: Any) -> bytes:
        channel = self._channels.get(callback.target)
        if channel is None:
            channel = self._channels[callback.target] = grpc.insecure_channel(callback.target)
        stub = callback_pb2_grpc.CallbacksStub(channel)
        reply = stub.Invoke(
            callback_pb2.CallbackInvokeRequest(
                token=callback.token, request=question.SerializeToString()
            ),
            timeout=_TIME_LIMIT_SECONDS,
        )
        return bytes(reply.response)


_SHARED = {
    "protect": "protect",
    "version": "version",
    "provider": "provider",
    "plugin_download_url": "pluginDownloadURL",
    "retain_on_delete": "retainOnDelete",
    "deleted_with": "deletedWith",
    "import": "importId",
}
"""Options that hold one value: name in a transform → name in a registration."""
_LISTS = {
    "depends_on": "dependencies",
    "ignore_changes": "ignoreChanges",
    "replace_on_changes": "replaceOnChanges",
    "aliases": "aliases",
    "additional_secret_outputs": "additionalSecretOutputs",
    "hide_diff": "hideDiffs",
    "replace_with": "replace_with",
}


def _options_of(request: Any) -> Any:
    options = resource_pb2.TransformResourceOptions()
    fields = options.DESCRIPTOR.fields_by_name
    for name, there in _SHARED.items():
        if name in fields and is_set(request, there):
            setattr(options, name, getattr(request, there))
    for name, there in _LISTS.items():
        if name in fields:
            getattr(options, name).extend(getattr(request, there))
    options.aliases.extend({"urn": urn} for urn in request.aliasURNs)
    options.providers.update(request.providers)
    if request.deleteBeforeReplaceDefined or request.deleteBeforeReplace:
        options.delete_before_replace = request.deleteBeforeReplace
    if request.HasField("customTimeouts"):
        options.custom_timeouts.CopyFrom(request.customTimeouts)
    return options


def _put_options(request: Any, options: Any) -> None:
    fields = options.DESCRIPTOR.fields_by_name
    for name, there in _SHARED.items():
        if name in fields and is_set(options, name):
            setattr(request, there, getattr(options, name))
    for name, there in _LISTS.items():
        if name in fields:
            target = getattr(request, there)
            del target[:]
            target.extend(getattr(options, name))
    del request.aliasURNs[:]
    if options.HasField("delete_before_replace"):
        request.deleteBeforeReplace = options.delete_before_replace
        request.deleteBeforeReplaceDefined = True
    if options.HasField("custom_timeouts"):
        request.customTimeouts.CopyFrom(options.custom_timeouts)
