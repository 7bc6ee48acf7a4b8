"""The names that a provider makes up."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from faro.engine.compare import autonames as module
from faro.engine.compare.autonames import kubernetes_named, named
from faro.engine.compare.manifest import AUTONAMED
from faro.engine.facts.types import DeletesFirst, TypeFacts
from faro.model import urn as urns
from faro.model.snapshot import Resource
from faro.model.value import UNKNOWN, Ciphertext, Inputs, Secret

BUCKET = "made:index/bucket:Bucket"
ACCOUNT = "made:index/account:Account"
PLAIN = "made:index/plain:Plain"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"


def of_type(identity: tuple[str, ...], deletes_first: DeletesFirst) -> TypeFacts:
    """Facts of which only the name and what is deleted first count."""
    return TypeFacts(
        replacing=(),
        replacing_when_added_or_removed=(),
        kept=(),
        unless={},
        identity=identity,
        deletes_first=deletes_first,
        confidence="high",
        source="",
    )


FACTS = {
    BUCKET: of_type(("name", "project"), DeletesFirst.WHEN_NAME_SET),
    ACCOUNT: of_type(("accountId",), DeletesFirst.WHEN_NAME_SET),
    PLAIN: of_type((), DeletesFirst.WHEN_NAME_SET),
    "made:index/never:Never": of_type(("name",), DeletesFirst.NEVER),
    "made:index/always:Always": of_type(("name",), DeletesFirst.ALWAYS),
    CONFIG_MAP: of_type(("metadata.name",), DeletesFirst.WHEN_NAME_SET),
}


@pytest.fixture(autouse=True)
def facts(monkeypatch: pytest.MonkeyPatch) -> None:
    """No fact of the real tables decides a case."""
    monkeypatch.setattr(module, "facts_for", FACTS.get)


def resource(
    inputs: Inputs,
    *,
    type_: str = BUCKET,
    name: str = "assets",
    stack: str = "dev",
    project: str = "shop",
    parent: str = "",
) -> Resource:
    """A resource as a program registers it."""
    urn = urns.make(stack, project, parent, type_, name)
    return Resource(urn=urn, type=type_, name=name, inputs=inputs)


def name_of(new: Resource, old: Resource | None = None) -> Any:
    """The name of an object that is made anew, wherever its type has it."""
    checked = named(new, new.inputs, old)
    if new.type == CONFIG_MAP:
        metadata: Any = checked["metadata"]
        return metadata["name"]
    return checked["name"]


Make = Callable[..., Resource]


def bucket(**identity: str) -> Resource:
    """A resource of a bridged provider, without a name of its own."""
    return resource({"size": 1}, **identity)


def config_map(**identity: str) -> Resource:
    """An object without a name of its own."""
    return resource({"metadata": {"labels": {"a": "b"}}}, type_=CONFIG_MAP, **identity)


kinds = pytest.mark.parametrize("make", [bucket, config_map])


@pytest.mark.parametrize(
    ("make", "name"), [(bucket, "assets-8dcd0a1"), (config_map, "assets-922eb5e5")]
)
def test_a_name_is_the_same_in_every_run(make: Make, name: str) -> None:
    """The logical name and as many digits as the provider adds, which follow from the resource."""
    assert name_of(make()) == name


@kinds
def test_a_name_is_the_same_whatever_the_inputs(make: Make) -> None:
    """Another input leaves the name as it is."""
    new = make()
    more = Resource(urn=new.urn, type=new.type, name=new.name, inputs={**new.inputs, "more": 1})
    assert name_of(more) == name_of(new)


@kinds
def test_a_name_is_the_same_in_every_stack(make: Make) -> None:
    """The stack's name and the project's are not in it."""
    assert name_of(make(stack="live")) == name_of(make())
    assert name_of(make(project="store")) == name_of(make())


@kinds
def test_every_resource_has_its_own_name(make: Make) -> None:
    """Two that differ in nothing but what they are, or are part of, are not confused."""
    above = urns.make("dev", "shop", "", "shop:Component", "one")
    assert name_of(make(parent=above)) != name_of(make())
    assert name_of(make(name="logs")).partition("-")[2] != name_of(make()).partition("-")[2]


def test_types_do_not_share_names() -> None:
    """Two types may use one logical name."""
    one, two = (resource({}, type_=type_) for type_ in (BUCKET, PLAIN))
    assert name_of(one) != name_of(two)


@kinds
def test_a_replacement_has_another_name(make: Make) -> None:
    """The old object is still there, also when it is itself a replacement."""
    new = make()
    names = [name_of(new)]
    for _ in range(3):
        old = Resource(
            urn=new.urn,
            type=new.type,
            name=new.name,
            inputs={"name": names[-1], "metadata": {"name": names[-1]}},
        )
        names.append(name_of(new, old))
    assert len(set(names)) == 4


@kinds
def test_an_old_object_without_a_name_changes_nothing(make: Make) -> None:
    """There is nothing to differ from."""
    new = make()
    nameless: list[Inputs] = [{}, {"name": None, "metadata": {}}, {"metadata": UNKNOWN}]
    for inputs in nameless:
        old = Resource(urn=new.urn, type=new.type, name=new.name, inputs=inputs)
        assert name_of(new, old) == name_of(new)


@pytest.mark.parametrize(
    ("type_", "key"), [(BUCKET, "name"), (ACCOUNT, "accountId"), (PLAIN, "name")]
)
def test_the_input_that_is_named(type_: str, key: str) -> None:
    """It is the one that the type's identity begins with, or ``name``; the rest stays."""
    checked = named(resource({"a": 1}, type_=type_), {"a": 1, "b": 2}, None)
    assert checked.keys() == {"a", "b", key}
    assert (checked["a"], checked["b"]) == (1, 2)


@pytest.mark.parametrize(
    ("type_", "inputs"),
    [
        (BUCKET, {"name": "mine"}),
        (BUCKET, {"name": Secret("mine")}),
        (BUCKET, {"name": UNKNOWN}),
        (ACCOUNT, {"accountId": "mine"}),
        ("made:index/never:Never", {}),
        ("made:index/always:Always", {}),
        ("made:index/unread:Unread", {}),
        ("kubernetes:helm.sh/v3:Release", {"chart": "c"}),
        (CONFIG_MAP, {"metadata": {"name": "mine"}}),
        (CONFIG_MAP, {"metadata": {"name": UNKNOWN}}),
        (CONFIG_MAP, {"metadata": {"generateName": "mine-"}}),
        (CONFIG_MAP, {"metadata": Secret({"name": "mine"})}),
        (CONFIG_MAP, {"metadata": UNKNOWN}),
    ],
)
def test_no_name_is_made_up(type_: str, inputs: Inputs) -> None:
    """Where the program or the server gives one, may give one, or the provider makes none."""
    new = resource(inputs, type_=type_)
    old = resource({"name": "old", "metadata": {"name": "old"}}, type_=type_)
    assert named(new, inputs, None) is inputs
    assert named(new, inputs, old) is inputs


@pytest.mark.parametrize(
    ("type_", "key"), [(BUCKET, "accountId"), (ACCOUNT, "name"), (CONFIG_MAP, "name")]
)
def test_another_type_s_name_is_no_name(type_: str, key: str) -> None:
    """Only the input that the provider would fill in counts."""
    inputs: Inputs = {key: "mine"}
    assert named(resource(inputs, type_=type_), inputs, None) != inputs


def test_a_null_name_is_none() -> None:
    """An input that the program gives as null was not given."""
    given: Inputs = {"name": None}
    assert named(resource(given), given, None)["name"] == name_of(bucket())


@pytest.mark.parametrize(
    ("inputs", "metadata"),
    [
        ({}, {"annotations": {AUTONAMED: "true"}}),
        (
            {"metadata": {"labels": {"a": "b"}, "annotations": {"c": "d"}}},
            {"labels": {"a": "b"}, "annotations": {"c": "d", AUTONAMED: "true"}},
        ),
        ({"metadata": Secret({"annotations": Secret({"c": "d"})})}, None),
    ],
)
def test_an_object_carries_the_mark(inputs: Inputs, metadata: dict[str, Any] | None) -> None:
    """The annotation says that the name was made up; nothing else of the metadata goes."""
    new = resource(inputs, type_=CONFIG_MAP)
    expected = metadata or {"annotations": {"c": "d", AUTONAMED: "true"}}
    name = name_of(config_map())
    assert named(new, inputs, None) == {**inputs, "metadata": {**expected, "name": name}}


def test_a_manifest_is_named_like_the_object_it_is_of() -> None:
    """A comparison and a replacement come to the same name."""
    new, old = config_map(), resource({"metadata": {"name": "old"}}, type_=CONFIG_MAP)
    assert kubernetes_named(new, new.inputs, old) == named(new, new.inputs, old)
    assert kubernetes_named(new, {"kind": "ConfigMap"}, None)["kind"] == "ConfigMap"


def test_encrypted_metadata_of_the_old_object_is_passed_over() -> None:
    """A name that nobody can read is no name to differ from."""
    old = resource({"metadata": Ciphertext("v1:AAAA")}, type_=CONFIG_MAP)
    assert name_of(config_map(), old) == name_of(config_map())


@kinds
def test_the_program_s_own_inputs_stay_as_they_are(make: Make) -> None:
    """A name goes into a copy."""
    new = make()
    before = copy.deepcopy(new.inputs)
    assert named(new, new.inputs, None) != before
    assert new.inputs == before


def test_a_prefix_is_the_providers_to_complete() -> None:
    """What follows it is not known."""
    new = resource({"namePrefix": "p-"}, type_="aws:cloudwatch/logGroup:LogGroup")
    assert named(new, new.inputs, None) == new.inputs


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_kubernetes_object_with_an_empty_name_has_none(nothing: Any) -> None:
    """It gets one like an object without the key."""
    new = resource({"metadata": {"name": nothing}}, type_=CONFIG_MAP)
    assert name_of(new) == name_of(config_map())


def test_secret_metadata_that_is_unknown_gets_no_name() -> None:
    """As unknown metadata that is no secret."""
    new = resource({"metadata": Secret(UNKNOWN)}, type_=CONFIG_MAP)
    assert named(new, new.inputs, None) == new.inputs
