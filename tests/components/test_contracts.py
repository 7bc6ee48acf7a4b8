"""The contracts are values: frozen, and made by name."""

from __future__ import annotations

import dataclasses

import pytest

from components import contracts

CONTRACTS = [
    contracts.ServiceEndpoint,
    contracts.Postgres,
    contracts.Redis,
    contracts.RedisRest,
    contracts.Queue,
    contracts.LanguageModel,
    contracts.Auth,
    contracts.LogIngest,
    contracts.SecretReference,
    contracts.DnsEntry,
]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_contract_is_frozen_and_named(contract: type) -> None:
    parameters = contract.__dataclass_params__  # type: ignore[attr-defined]

    assert parameters.frozen
    assert all(field.kw_only for field in dataclasses.fields(contract))
