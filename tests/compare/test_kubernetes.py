"""Kubernetes: manifests against live objects."""

from __future__ import annotations

from typing import Any

from faro.model.value import Ciphertext, Secret

from .cases import Case, check, table
from .conftest import compared

CLOSED = Ciphertext("v1:AAAA:" + "A" * 28)
MANAGED = {"app.kubernetes.io/managed-by": "pulumi"}
AUTO = {"name": "web-1a2b3c", "annotations": {"pulumi.com/autonamed": "true"}}


def named(**more: Any) -> dict[str, Any]:
    """The metadata of an object whose name the program writes."""
    return {"name": "web", **more}


def limits(cpu: str) -> dict[str, Any]:
    """A manifest with one quantity."""
    return {"metadata": named(), "spec": {"limits": {"cpu": cpu}}}


@table(
    Case("generated name", {"kind": "Pod"}, {"kind": "Pod", "metadata": AUTO}),
    Case(
        "generated name written",
        {"metadata": {"name": "web-1a2b3c"}},
        {"metadata": AUTO},
        diffs=("delete metadata.annotations",),
    ),
    Case(
        "name written, none now",
        {"metadata": {}},
        {"metadata": named()},
        diffs=("update metadata.name", "add metadata.annotations"),
    ),
    Case(
        "another name",
        {"metadata": {"name": "b"}},
        {"metadata": AUTO},
        diffs=("update metadata.name", "delete metadata.annotations"),
    ),
    Case("managed-by label", {"metadata": named()}, {"metadata": named(labels=MANAGED)}),
    Case(
        "managed-by label is not invented",
        {"metadata": named(labels=MANAGED)},
        {"metadata": named()},
        diffs=("add metadata.labels",),
    ),
    Case(
        "another label dropped",
        {"metadata": named()},
        {"metadata": named(labels={"a": "b"})},
        diffs=("delete metadata.labels",),
    ),
    Case(
        "default namespace absent", {"metadata": named()}, {"metadata": named(namespace="default")}
    ),
    Case(
        "default namespace written", {"metadata": named(namespace="default")}, {"metadata": named()}
    ),
    Case(
        "namespace of the provider",
        {"metadata": named()},
        {"metadata": named(namespace="a")},
        with_={"provider": {"namespace": "a"}},
    ),
    Case(
        "another namespace of the provider",
        {"metadata": named()},
        {"metadata": named(namespace="a")},
        diffs=("update metadata.namespace",),
        with_={"provider": {"namespace": "b"}},
    ),
    Case(
        "namespace from elsewhere",
        {"metadata": named()},
        {"metadata": named(namespace="a")},
        doubts=("DEFAULT_NAMESPACE metadata.namespace",),
    ),
    Case(
        "another namespace",
        {"metadata": named(namespace="b")},
        {"metadata": named(namespace="a")},
        diffs=("update metadata.namespace",),
    ),
    Case(
        "what the server writes",
        {"metadata": named(uid="1")},
        {"metadata": named(generation=3, resourceVersion="9")},
    ),
)
def test_metadata(case: Case) -> None:
    """Check takes over the generated name and the label, and fills in the namespace."""
    kind = "kubernetes:core/v1:Pod"
    check(case, compared(case.new, case.old, case.out, type_=kind, **case.with_))


@table(
    Case("unchanged", {"spec": {"n": 1}}, {"spec": {"n": 1}}, {"spec": {"n": 1, "more": 2}}),
    Case(
        "changed",
        {"spec": {"n": 2}},
        {"spec": {"n": 1}},
        {"spec": {"n": 1}},
        diffs=("update spec.n",),
    ),
    Case(
        "drift",
        {"spec": {"n": 1}},
        {"spec": {"n": 1}},
        {"spec": {"n": 5}},
        diffs=("update spec.n",),
        doubts=("TEXT_FORM spec.n",),
    ),
    Case(
        "the program follows the drift", {"spec": {"n": 5}}, {"spec": {"n": 1}}, {"spec": {"n": 5}}
    ),
    Case("no coercion", {"spec": {"n": "1"}}, {"spec": {"n": 1}}, diffs=("update spec.n",)),
    Case("null", {"spec": {"n": None}}, {"spec": {}}),
    Case("empty list added", {"spec": {"n": []}}, {"spec": {}}),
    Case("empty list dropped", {"spec": {}}, {"spec": {"n": []}}),
    Case(
        "empty object added",
        {"spec": {"n": {}}},
        {"spec": {}},
        diffs=("add spec.n",),
        doubts=("EMPTY_OBJECT spec.n",),
    ),
    Case(
        "empty object dropped",
        {"spec": {}},
        {"spec": {"n": {}}},
        diffs=("delete spec.n",),
        doubts=("EMPTY_OBJECT spec.n",),
    ),
    Case(
        "list elements are pruned",
        {"spec": {"p": [{"port": 80}]}},
        {"spec": {"p": [{"port": 80}]}},
        {"spec": {"p": [{"port": 80, "protocol": "TCP"}]}},
    ),
    Case(
        "drift in a list",
        {"spec": {"p": [{"port": 80}]}},
        {"spec": {"p": [{"port": 80}]}},
        {"spec": {"p": [{"port": 81}, {"port": 82}]}},
        diffs=("update spec.p[0].port",),
        doubts=("TEXT_FORM spec.p[0].port",),
    ),
    Case("live value encrypted", {"spec": {"n": 1}}, {"spec": {"n": 1}}, {"spec": {"n": CLOSED}}),
    Case(
        "quantity that follows the drift",
        limits("0.1"),
        limits("200m"),
        limits("100m"),
        doubts=("TEXT_FORM spec.limits.cpu",),
    ),
    Case("quantity", limits("0.1"), limits("100m"), doubts=("TEXT_FORM spec.limits.cpu",)),
    Case(
        "quantity as the server writes it",
        limits("0.1"),
        limits("0.1"),
        limits("100m"),
        doubts=("TEXT_FORM spec.limits.cpu",),
    ),
    Case("binary quantity", limits("1Gi"), limits("1024Mi"), doubts=("TEXT_FORM spec.limits.cpu",)),
    Case("another quantity", limits("0.2"), limits("100m"), diffs=("update spec.limits.cpu",)),
    Case(
        "no quantity in data",
        {"data": {"limits": "1k"}},
        {"data": {"limits": "1000"}},
        diffs=("update data.limits",),
    ),
    Case(
        "whole part encrypted",
        {"spec": {"n": 1}},
        {"spec": Ciphertext("v1:AAAA:" + "A" * 28)},
        doubts=("SECRET spec",),
    ),
    Case(
        "live part encrypted",
        {"spec": {"n": 1}},
        {"spec": {"n": 1}},
        {"spec": Ciphertext("v1:AAAA:" + "A" * 28)},
    ),
    Case(
        "a custom resource's definition",
        {"kind": "CustomResourceDefinition", "spec": {"x_kubernetes_a": 1}, "status": {"s": 1}},
        {
            "kind": "CustomResourceDefinition",
            "spec": {"x-kubernetes-a": 1, "preserveUnknownFields": False},
        },
    ),
)
def test_manifests(case: Case) -> None:
    """The live object decides, as far as the old inputs go."""
    new, old = ({"metadata": named(), **side} for side in (case.new, case.old))
    check(case, compared(new, old, case.out, type_="kubernetes:apps/v1:Thing"))


@table(
    Case(
        "text against data",
        {"kind": "Secret", "stringData": {"p": "x"}},
        {"kind": "Secret", "data": {"p": "eA=="}},
    ),
    Case(
        "secret text",
        {"kind": "Secret", "stringData": {"p": Secret("x")}},
        {"kind": "Secret", "data": {"p": Secret("eA==")}},
    ),
    Case(
        "text against text",
        {"kind": "Secret", "stringData": {"p": "y"}},
        {"kind": "Secret", "stringData": {"p": "x"}},
        diffs=("update data.p",),
    ),
    Case(
        "text against closed text",
        {"kind": "Secret", "stringData": {"p": "x"}},
        {"kind": "Secret", "stringData": Ciphertext("AQIC")},
        doubts=("SECRET stringData",),
    ),
    Case(
        "no text in a ConfigMap",
        {"kind": "ConfigMap", "stringData": {"p": "x"}},
        {"kind": "ConfigMap", "data": {"p": "eA=="}},
        diffs=("add stringData", "delete data"),
    ),
)
def test_secret_data(case: Case) -> None:
    """``stringData`` is what ``data`` is in base64."""
    new, old = ({"metadata": named(), **side} for side in (case.new, case.old))
    check(case, compared(new, old, case.out, type_="kubernetes:core/v1:Secret"))


def test_helm_releases_are_no_manifests() -> None:
    """A release is compared like any native resource."""
    release = "kubernetes:helm.sh/v3:Release"
    assert not compared({"a": "3"}, {"a": 3}, type_=release).diffs


def test_a_release_keeps_what_its_provider_fills_in() -> None:
    """A checksum of the chart is in a state and in no program; a value that goes is a change."""
    release = "kubernetes:helm.sh/v3:Release"
    checked = {"chart": "keda", "checksum": "5d4c", "timeout": 300, "resourceNames": {"Pod": ["a"]}}
    assert not compared({"chart": "keda"}, checked, type_=release).diffs
    assert compared({"chart": "keda"}, {**checked, "version": "2"}, type_=release).diffs


def test_inputs_have_what_check_adopted() -> None:
    """The name and the label of the state are in the checked inputs."""
    old = {"kind": "Pod", "metadata": {**AUTO, "labels": MANAGED}}
    comparison = compared({"kind": "Pod"}, old, type_="kubernetes:core/v1:Pod")
    assert comparison.inputs == old
