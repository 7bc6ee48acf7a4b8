"""Manifests: which objects, which placeholders, which texts."""

from __future__ import annotations

import re
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from faro.export.kubernetes import manifests, object_name
from faro.export.manifest_file import Manifest
from faro.export.result import Export
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN, Ciphertext, Secret

NAMESPACE = "kubernetes:core/v1:Namespace"
CONFIG = "kubernetes:core/v1:ConfigMap"


def _resource(token: str, name: str, inputs: dict[str, Any] | None = None, **more: Any) -> Resource:
    urn = f"urn:pulumi:dev::p::{token}::{name}"
    return Resource(urn=urn, type=token, name=name, inputs=inputs or {}, **more)


def _export(*resources: Resource) -> Export:
    return manifests(Snapshot(project="p", stack="dev", resources=resources))


def _contents(*resources: Resource) -> list[Any]:
    return [yaml.safe_load(text) for text in _export(*resources).files.values()]


def test_each_object_has_a_file_of_its_own_and_namespaces_come_first() -> None:
    config = _resource(CONFIG, "b", {"metadata": {"name": "b", "namespace": "apps"}})
    rule = _resource("kubernetes:monitoring.coreos.com/v1:PrometheusRule", "rule")
    space = _resource(NAMESPACE, "space", {"metadata": {"name": "apps"}})
    assert list(_export(config, rule, space).files) == [
        "0-namespace-apps.yaml",
        "1-configmap-apps.b.yaml",
        "1-prometheusrule-rule.yaml",
    ]
    assert _export(space, rule, config) == _export(config, rule, space)


def test_two_objects_of_one_name_are_both_kept() -> None:
    """As in two clusters."""
    one = _resource(CONFIG, "one", {"metadata": {"name": "a"}, "data": {"k": "1"}})
    two = _resource(CONFIG, "two", {"metadata": {"name": "a"}, "data": {"k": "2"}})
    assert sorted(each["data"]["k"] for each in _contents(one, two)) == ["1", "2"]


def test_an_object_without_a_name_has_that_of_its_resource() -> None:
    [content] = _contents(_resource(CONFIG, "My Config.v2_x", {"data": {"k": "v"}}))
    assert content["metadata"] == {"name": "my-config.v2-x"}
    assert (content["apiVersion"], content["kind"]) == ("v1", "ConfigMap")


def test_a_list_is_written_as_its_objects() -> None:
    items = [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": n}} for n in "ab"]
    assert (
        _contents(_resource("kubernetes:core/v1:ConfigMapList", "all", {"items": items})) == items
    )


def test_a_namespace_that_is_an_output_is_resolved() -> None:
    space = _resource(NAMESPACE, "space", {"metadata": {"name": "apps"}})
    config = _resource(
        CONFIG,
        "c",
        {"metadata": {"name": "c", "namespace": UNKNOWN, "labels": {"a": UNKNOWN}}},
        property_dependencies={"metadata": (space.urn,)},
    )
    made = _export(space, config)
    text = made.files["1-configmap-apps.c.yaml"]
    assert yaml.safe_load(text)["metadata"] == {
        "name": "c",
        "namespace": "apps",
        "labels": {"a": "unknown"},
    }
    assert "# metadata.labels.a is unknown until deployment." in text


def test_of_two_namespaces_none_is_guessed() -> None:
    spaces = [_resource(NAMESPACE, n, {"metadata": {"name": n}}) for n in ("one", "two")]
    config = _resource(
        CONFIG,
        "c",
        {"metadata": {"name": "c", "namespace": UNKNOWN}},
        property_dependencies={"metadata": tuple(each.urn for each in spaces)},
    )
    assert _contents(*spaces, config)[-1]["metadata"]["namespace"] == "unknown"


def test_no_secret_is_in_a_manifest_and_each_is_told() -> None:
    keys = _resource(
        "kubernetes:core/v1:Secret",
        "keys",
        {"stringData": {"a": "plain-text"}, "data": {"b": "eA=="}},
    )
    pod = _resource(
        "kubernetes:core/v1:Pod",
        "pod",
        {
            "spec": {
                "containers": Secret([{"name": "main-text", "args": ["arg-text"]}]),
                "hostname": Ciphertext("v1:cipher-text"),
            }
        },
    )
    made = _export(keys, pod)
    assert not re.search(r"-text|eA==", "".join(made.files.values()))
    assert "# spec.containers is secret." in made.files["1-pod-pod.yaml"]
    assert "# data is secret." in made.files["1-secret-keys.yaml"]
    assert "4 are secret" in made.found[-1].detail


def test_what_helm_and_plugins_make_is_named() -> None:
    made = _export(
        _resource("kubernetes:helm.sh/v3:Release", "keda"),
        _resource("kubernetes:yaml/v2:ConfigGroup", "crds", custom=False, remote=True),
        _resource("kubernetes:core/v1:ServicePatch", "patch"),
        _resource(CONFIG, "theirs", read=True),
    )
    told = "\n".join(each.detail for each in made.found)
    assert made.files == {}
    for name in ("helm.sh/v3:Release (keda)", "ConfigGroup (crds)", "(patch)", "(theirs)"):
        assert name in told


def test_the_children_of_a_group_are_exported() -> None:
    group = _resource("kubernetes:yaml:ConfigGroup", "all", custom=False)
    child = _resource(CONFIG, "c", {"metadata": {"name": "c"}}, parent=group.urn)
    made = _export(group, child)
    assert list(made.files) == ["1-configmap-c.yaml"]
    assert made.found == ()


# What a reader of YAML 1.2's core schema takes for something else than a text, and 1.1's booleans.
OTHER = re.compile(
    r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)|~|null|Null|NULL|(?i:true|false|yes|no|on|off|y|n)|"
)
TEXTS = st.text() | st.from_regex(OTHER, fullmatch=True)


@given(st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=3))
def test_a_text_stays_a_text_in_any_yaml(data: dict[str, str]) -> None:
    content = {"kind": "ConfigMap", "metadata": {"name": "a"}, "data": data}
    written = Manifest(content=content).text()
    assert yaml.safe_load(written) == content
    for token in yaml.scan(written):
        if isinstance(token, yaml.ScalarToken) and token.plain:
            assert not OTHER.fullmatch(token.value)


@given(st.text())
def test_any_resource_name_makes_a_valid_object_name(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?", object_name(name))
    assert len(object_name(name)) <= 253
