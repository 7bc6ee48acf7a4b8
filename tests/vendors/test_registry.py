"""What old states hold on to: types' tokens and pickles, whatever becomes of the classes."""

import base64
from importlib import import_module
from pkgutil import iter_modules

import dill  # type: ignore[import-untyped]
import pytest
from pulumi.dynamic.dynamic import serialize_provider

import providers
from providers import registry
from providers.inputs import Inputs
from providers.lifecycle import Lifecycle
from providers.resource import VendorResource

for package in iter_modules(providers.__path__, "providers."):
    if package.ispkg:
        import_module(package.name)
RESOURCES: dict[str, type[VendorResource]] = {
    resource._resource_type_name.removeprefix("dynamic/"): resource
    for resource in VendorResource.__subclasses__()
}

OF_A_STATE = "gASVMQAAAAAAAACMEnByb3ZpZGVycy5yZWdpc3RyeZSMBGxvYWSUk5SMC2F4aW9tOlRva2VulIWUUpQu"
"""The `__provider` of an `axiom:Token` in a state that was written on 2026-11-26."""


@pytest.mark.parametrize("token", sorted(RESOURCES))
def test_token_leads_to_its_class_and_resource(token: str) -> None:
    lifecycle = registry.load(token)
    assert lifecycle.type_name == token
    vendor, _, name = token.partition(":")
    assert getattr(import_module(f"providers.{vendor}"), name) is RESOURCES[token]


@pytest.mark.parametrize("token", sorted(RESOURCES))
def test_secret_inputs_exist(token: str) -> None:
    inputs: type[Inputs] = registry.load(token).inputs
    assert inputs.secret_inputs <= inputs.model_fields.keys()
    assert registry.load(token).replaces <= inputs.model_fields.keys()


def test_pickle_of_an_old_state_is_still_made_and_read() -> None:
    assert serialize_provider(registry.load("axiom:Token")) == OF_A_STATE
    loaded = dill.loads(base64.b64decode(OF_A_STATE))  # noqa: S301 of our own
    assert loaded.type_name == "axiom:Token"


def test_every_kind_is_a_resource_of_some_vendor() -> None:
    """The vendors' folders are read, not listed: one that is lost here would be seen."""
    assert {"axiom", "fly", "neon", "railway", "sentry", "supabase"} <= {
        token.partition(":")[0] for token in RESOURCES
    }
    assert len(RESOURCES) >= 31


class Renamed(Lifecycle[Inputs]):
    """Where the code behind a token has moved to."""

    type_name = "axiom:Token"


def test_class_may_move(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry.LIFECYCLES, "axiom:Token", f"{__name__}:Renamed")
    assert isinstance(dill.loads(base64.b64decode(OF_A_STATE)), Renamed)  # noqa: S301
