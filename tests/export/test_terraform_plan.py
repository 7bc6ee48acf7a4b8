"""The names and shapes of a Terraform plan, against those of the real providers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from faro.export.terraform_names import plurals, singular, snake, terraform_type
from faro.export.terraform_plan import plan
from faro.export.terraform_shape import shape
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN, Secret

REAL = yaml.safe_load((Path(__file__).parent / "terraform_names.yml").read_text())
QUEUE = "aws:sqs/queue:Queue"


@pytest.mark.parametrize(("token", "name"), REAL["types"].items())
def test_a_type_has_the_name_of_its_provider(token: str, name: str) -> None:
    found = terraform_type(token)
    assert found is not None
    assert (found.name, found.by_rule) == (name, False)


@pytest.mark.parametrize(("token", "name"), REAL["by_rule"].items())
def test_a_bridged_type_without_data_is_named_by_rule(token: str, name: str) -> None:
    found = terraform_type(token)
    assert found is not None
    assert (found.name, found.by_rule) == (name, True)


@pytest.mark.parametrize("token", REAL["none"])
def test_a_type_that_is_not_bridged_has_no_name(token: str) -> None:
    assert terraform_type(token) is None


@pytest.mark.parametrize(("token", "sides"), REAL["shapes"].items())
def test_properties_become_attributes_and_blocks(token: str, sides: list[Any]) -> None:
    found = terraform_type(token)
    assert found is not None
    assert shape(sides[0], found).value == sides[1]


def _resource(token: str, name: str, **more: Any) -> Resource:
    return Resource(urn=f"urn:pulumi:dev::p::{token}::{name}", type=token, name=name, **more)


def _plan(*resources: Resource) -> tuple[dict[str, Any], str]:
    made = plan(Snapshot(project="p", stack="dev", resources=resources))
    said = "\n".join(f"{each.summary}: {each.detail}" for each in made.found)
    return json.loads(made.files["tfplan.json"]), said


def test_an_unknown_value_refers_to_what_it_comes_from() -> None:
    queue = _resource(QUEUE, "jobs", inputs={"name": "jobs"})
    policy = _resource(
        "aws:sqs/queuePolicy:QueuePolicy",
        "jobs",
        inputs={"queueUrl": UNKNOWN, "policy": "{}"},
        property_dependencies={"queueUrl": (queue.urn,)},
    )
    document, _ = _plan(queue, policy)
    [_, change] = document["resource_changes"]
    assert change["change"]["after"] == {"policy": "{}"}
    assert change["change"]["after_unknown"] == {"id": True, "queue_url": True}
    [_, configured] = document["configuration"]["root_module"]["resources"]
    assert configured["expressions"] == {
        "policy": {"constant_value": "{}"},
        "queue_url": {"references": ["aws_sqs_queue.jobs.id", "aws_sqs_queue.jobs"]},
    }


def test_no_secret_is_in_a_plan() -> None:
    user = _resource(
        "gcp:sql/user:User", "app", inputs={"password": Secret("hunter22"), "instance": "db"}
    )
    hidden = _resource(
        "kubernetes:core/v1:Secret",
        "keys",
        inputs={"metadata": {"name": "keys"}, "stringData": {"key": "plain-key"}},
    )
    document, _ = _plan(user, hidden)
    assert "hunter22" not in json.dumps(document)
    assert "plain-key" not in json.dumps(document)
    [change, _] = document["resource_changes"]
    assert change["change"]["after"] == {"password": "redacted", "instance": "db"}
    assert change["change"]["after_sensitive"] == {"password": True}


def test_what_has_no_terraform_name_is_named_and_left_out() -> None:
    document, said = _plan(
        _resource(QUEUE, "jobs"),
        _resource("pulumi-python:dynamic/shop:Shelf", "shelf"),
        _resource("upstash:index/redisDatabase:RedisDatabase", "cache"),
        _resource(QUEUE, "theirs", read=True),
    )
    assert [r["type"] for r in document["resource_changes"]] == [
        "aws_sqs_queue",
        "upstash_redis_database",
    ]
    assert "pulumi-python:dynamic/shop:Shelf (shelf)" in said
    assert "aws:sqs/queue:Queue (theirs)" in said
    assert "upstash:index/redisDatabase:RedisDatabase as upstash_redis_database" in said


def test_each_address_is_of_one_resource() -> None:
    one = _resource(QUEUE, "a.b")
    other = _resource(QUEUE, "a/b")
    digit = _resource(QUEUE, "1st")
    document, _ = _plan(one, other, digit)
    assert [r["address"] for r in document["resource_changes"]] == [
        *("aws_sqs_queue.a-b", "aws_sqs_queue.a-b_2", "aws_sqs_queue._1st")
    ]


WORDS = st.lists(st.from_regex(r"[a-z]{2,8}", fullmatch=True), min_size=1, max_size=4)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just(UNKNOWN),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.from_regex(r"[a-z][a-zA-Z]{0,8}", fullmatch=True), inner, max_size=3)
        | inner.map(Secret)
    ),
    max_leaves=12,
)


@given(WORDS)
def test_camel_case_goes_back_to_the_words(words: list[str]) -> None:
    assert snake(words[0] + "".join(map(str.title, words[1:]))) == "_".join(words)


@given(st.sampled_from(["rule", "policy", "backend", "access", "box", "branch", "entry"]))
def test_a_plural_goes_back_to_its_singular(word: str) -> None:
    assert word in {singular(each) for each in plurals(word)}


@given(
    st.sampled_from([*REAL["types"], *REAL["by_rule"]]),
    st.dictionaries(st.from_regex(r"[a-z][a-zA-Z]{0,8}", fullmatch=True), TREES, max_size=4),
)
def test_any_inputs_make_a_plan_without_their_secrets(token: str, inputs: dict[str, Any]) -> None:
    hidden = "s3cr3t-t3xt"
    resource = _resource(token, "any", inputs={**inputs, "token": Secret([hidden])})
    document, _ = _plan(resource)
    assert hidden not in json.dumps(document)
    [change] = document["resource_changes"]
    [planned] = document["planned_values"]["root_module"]["resources"]
    assert planned["values"] == change["change"]["after"]
