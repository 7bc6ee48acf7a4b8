"""A resource of a vendor as a program declares it."""

from __future__ import annotations

import hashlib
from typing import Any, ClassVar

import pulumi
from pulumi.dynamic import Resource
from pulumi.resource import create_urn
from pulumi.runtime import config as runtime_config

from providers import registry
from providers.vendor import Vendor


class VendorResource(Resource):
    """``owner`` is a text that only this stack knows, such as a RandomId's hex: together with the
    URN it makes the mark by which a resource is recognised as this stack's own.

    A subclass annotates its outputs. ``secret_outputs`` are encrypted in the state.
    """

    secret_outputs: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        resource_name: str,
        /,
        *,
        owner: pulumi.Input[str],
        opts: pulumi.ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        lifecycle = registry.load(self._resource_type_name.removeprefix("dynamic/"))
        _refuse_plain_token(lifecycle.vendor)
        unknown = sorted(inputs.keys() - lifecycle.inputs.model_fields.keys())
        if unknown:
            raise TypeError(f"{type(self).__name__} has no input {', '.join(unknown)}")
        options = pulumi.ResourceOptions(
            additional_secret_outputs=[*self.secret_outputs, *lifecycle.inputs.secret_inputs],
            delete_before_replace=lifecycle.deletes_first,
        )
        nothing = dict.fromkeys(type(self).__annotations__)
        for name in lifecycle.inputs.secret_inputs & inputs.keys():
            inputs[name] = pulumi.Output.secret(inputs[name])
        super().__init__(
            lifecycle,
            resource_name,
            {
                **nothing,
                **inputs,
                **_timeouts(opts),
                "mark": self._mark(resource_name, owner, opts),
            },
            pulumi.ResourceOptions.merge(options, opts),
        )

    def _mark(
        self, name: str, owner: pulumi.Input[str], opts: pulumi.ResourceOptions | None
    ) -> pulumi.Output[str]:
        parent = opts.parent if opts else None
        urn = create_urn(name, f"pulumi-python:{self._resource_type_name}", parent)
        # The URN of a parent would make this depend on all of the parent's children, and itself.
        alone = pulumi.Output(set(), urn.future(), urn.is_known(), urn.is_secret())
        return pulumi.Output.all(owner, alone).apply(lambda both: mark(*both))


def _timeouts(opts: pulumi.ResourceOptions | None) -> dict[str, Any]:
    """The option ``custom_timeouts``, which the SDK does not hand to dynamic providers."""
    given = opts.custom_timeouts if opts else None
    if given is None:
        return {}
    verbs = {verb: getattr(given, verb, None) for verb in ("create", "update", "delete")}
    return {"timeouts": {verb: value for verb, value in verbs.items() if value is not None}}


def _refuse_plain_token(vendor: Vendor) -> None:
    """The engine writes the config that it gives to dynamic providers into the state."""
    key = f"{vendor.namespace}:token"
    if runtime_config.get_config(key) and not runtime_config.is_config_secret(key):
        raise pulumi.RunError(
            f"{key} is in plain text; make it a secret, and take a new token if the file was "
            f"committed or the state was shared:\n  {vendor.set_token}"
        )


def mark(owner: str, urn: str) -> str:
    """Ten signs that no other stack's resource, and no other resource of this stack, has.

    The stack's name in the URN does not count: a state that moves to another keeps its marks.
    """
    place = urn.split("::", 2)[2]
    return hashlib.sha256(f"{owner}\n{place}".encode()).hexdigest()[:10]
