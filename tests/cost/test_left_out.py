"""What a program asks for and no pricer reads makes the bill open, and is named."""

import importlib
import inspect
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest

from faro.cost.families import CHARGED, EVERY
from faro.cost.families.block import Block, set_at
from faro.cost.families.family import Inputs
from faro.cost.families.properties import Property, TypeProperties, left_out, priced_properties
from faro.cost.families.properties import _by_type as by_type
from faro.model.value import UNKNOWN

LISTED: Any = {
    "x:A": tuple(
        (p, p.steps)
        for p in (
            Property(path="gpus[].count", called="GPUs"),
            Property(path="disk.iops", called="IOPS", up_to=Decimal(3000)),
            Property(path="labels.*", called="labels", free=("free-*",)),
            Property(path="zones", called="zones"),
        )
    )
}


@pytest.fixture(autouse=True)
def _listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("faro.cost.families.properties._by_type", lambda _package: LISTED)


def found(*, read: Any = lambda _inputs: None, **given: Any) -> list[tuple[str, str]]:
    inputs = Inputs(given, type="x:A")
    read(inputs)
    return list(left_out("x:A", inputs))


def test_what_is_set_and_not_read_is_named() -> None:
    assert found(gpus=[{"count": 2}], zones=3) == [("GPUs", "not priced"), ("zones", "not priced")]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"gpus": []},
        {"gpus": [{"count": 0}]},
        {"disk": {"iops": 3000}},
        {"zones": None},
        {"labels": {"a": "free-of-charge"}},
    ],
)
def test_what_costs_nothing_is_not_named(given: dict[str, Any]) -> None:
    assert found(**given) == []


def test_each_item_of_a_list_must_be_read() -> None:
    def first(inputs: Inputs) -> None:
        inputs["gpus"][0].get("count")

    def every(inputs: Inputs) -> None:
        for item in inputs["gpus"]:
            item.get("count")

    both = [{"count": 1}, {"count": 2}]
    assert found(read=first, gpus=both) == [("GPUs", "not priced")]
    assert found(read=every, gpus=both) == []


def test_a_block_that_is_read_is_not_yet_what_is_in_it() -> None:
    assert found(read=lambda i: i.get("disk"), disk={"iops": 9000}) == [("IOPS", "not priced")]
    assert found(read=lambda i: i.get("disk")["iops"], disk={"iops": 9000}) == []


@pytest.mark.parametrize("given", [{"zones": UNKNOWN}, {"gpus": UNKNOWN}, {"disk": UNKNOWN}])
def test_what_is_not_known_yet_is_named_even_where_it_is_read(given: dict[str, Any]) -> None:
    names = {"zones": "zones", "gpus": "GPUs", "disk": "IOPS"}
    [key] = given
    assert found(read=lambda i: i.get(key), **given) == [(names[key], "not known yet")]


def test_a_block_records_what_is_read_of_it() -> None:
    block = Block({"a": {"b": 1}, "c": 2})
    assert block["a"].get("b") == 1
    assert block.seen == {"a"}
    assert list(set_at(block, ("a", "b"))) == [(1, True)]
    assert list(set_at(block, ("c",))) == [(2, False)]


def listed() -> Iterator[TypeProperties]:
    for family in EVERY:
        yield from priced_properties(family.vendor)


def test_every_list_has_a_source_and_each_property_one_place() -> None:
    paths = [(type_, p.path) for one in listed() for type_ in one.types for p in one.properties]
    assert len(paths) == len(set(paths)) > 0
    assert all(one.source.startswith("https://") for one in listed())


def test_the_properties_of_aws_are_inputs_of_the_sdk() -> None:
    unknown = [
        (type_, listed.path)
        for one in priced_properties("aws")
        for type_ in one.types
        for listed in one.properties
        if _snake(re.split(r"[.\[]", listed.path)[0]) not in _inputs(type_)
    ]
    assert unknown == []


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _inputs(type_: str) -> Mapping[str, object]:
    _, module, name = type_.split(":")
    package = importlib.import_module(
        f"pulumi_aws.{module.partition('/')[0]}".replace("pulumi_aws.lambda", "pulumi_aws.lambda_")
    )
    return inspect.signature(getattr(package, name)._internal_init).parameters


def test_a_type_with_a_list_is_charged_or_a_part_of_what_is() -> None:
    parts = ("Template", "LaunchConfiguration", "TaskDefinition")
    types = {type_ for one in listed() for type_ in one.types}
    assert [t for t in types if t not in CHARGED and not t.endswith(parts)] == []
    assert by_type("no-such-package") == {}
