"""The contracts are values: frozen, and made by name."""

from __future__ import annotations

import asyncio
import dataclasses

import pulumi
import pytest

from components import contracts

CONTRACTS = [
    contracts.ServiceEndpoint,
    contracts.Postgres,
    contracts.Redis,
    contracts.RedisRest,
    contracts.Queue,
    contracts.LanguageModel,
    contracts.SecretReference,
    contracts.DnsEntry,
]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_contract_is_frozen_and_named(contract: type) -> None:
    parameters = contract.__dataclass_params__  # type: ignore[attr-defined]

    assert parameters.frozen
    assert all(field.kw_only for field in dataclasses.fields(contract))


def test_a_health_url_is_origin_and_path() -> None:
    async def health_url() -> str | None:
        url = pulumi.Output.from_input("https://api.example")
        endpoint = contracts.ServiceEndpoint(url=url, health_path="/healthz")
        return await endpoint.health_url.future()

    assert asyncio.run(health_url()) == "https://api.example/healthz"
