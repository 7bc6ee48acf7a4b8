"""The SDKv2 bridge: what its Check carries over and what its Diff takes for equal."""

from __future__ import annotations

from typing import Any

from faro.model.value import UNKNOWN, Archive, Asset, Ciphertext, Reference, Secret

from .cases import Case, check, table
from .conftest import FACTS_TYPE, compared


def held(*defaults: str, **inputs: Any) -> dict[str, Any]:
    """Checked inputs: ``__defaults`` lists what the provider filled in."""
    return {"__defaults": list(defaults), **inputs}


DEFAULT_PROVIDER = "urn:pulumi:dev::shop::pulumi:providers:made::default_5_1_0::id"
CIPHER = Ciphertext("v1:AAAAAAAAAAAAAAAA:" + "A" * 28)  # 21 bytes: a plaintext of 5, such as "abc"
EIGHT = Ciphertext("v1:AAAAAAAAAAAAAAAA:" + "A" * 32)  # 24 bytes: a plaintext of 8


@table(
    Case("unchanged", {"a": "x"}, held(a="x")),
    Case("changed", {"a": "y"}, held(a="x"), diffs=("update a",)),
    Case("equal to the output", {"a": "lower"}, held(a="LOWER"), {"a": "lower"}),
    Case("a default is carried over", {}, held("size", size=3)),
    Case("a default written out", {"size": 3}, held("size", size=3)),
    Case("a default changed", {"size": 4}, held("size", size=3), diffs=("update size",)),
    Case("a default in a block", {"b": {"x": 1}}, held(b=held("y", x=1, y=2))),
    Case("a default in a list", {"b": [{"x": 1}]}, held(b=[held("y", x=1, y=2)])),
    Case("null in the state", {}, held(a=None)),
    Case("an empty list in the state", {}, held(a=[])),
    Case("an empty object in the state", {}, held(a={})),
    Case("a name that was written", {}, held(name="mine")),
    Case("another name", {"name": "b"}, held(name="a"), diffs=("update name",)),
    Case("tagsAll", {}, held(tagsAll={"a": "1"}), with_={"type_": "aws:ec2/vpc:Vpc"}),
    Case(
        "tagsAll elsewhere",
        {},
        held(tagsAll="1"),
        diffs=("delete tagsAll",),
        doubts=("REMOVED_INPUT tagsAll",),
    ),
    Case("the id", {}, held(id="i-1")),
    Case("reserved keys", {"a": 1}, held(a=1, __meta="{}", __pulumi_raw_state_delta={"x": 1})),
    Case("written null", {"a": None}, held()),
    Case(
        "written null over a value",
        {"a": None},
        held(a="x"),
        diffs=("delete a",),
        doubts=("REMOVED_INPUT a",),
    ),
    Case("written as the output", {"a": "x"}, held(), {"a": "x"}),
    Case("written block as the output", {"b": {"x": 1}}, held(), {"b": {"x": 1, "y": "", "z": []}}),
    Case(
        "written block beside a computed one",
        {"b": {"x": 1}},
        held(),
        {"b": {"x": 1, "y": "v"}},
        diffs=("add b",),
    ),
    Case("written empty text", {"a": ""}, held(), {"a": "computed"}),
    Case("written 0, no output", {"a": 0}, held()),
    Case("written false, null output", {"a": False}, held(), {"a": None}),
    Case("written false, true output", {"a": False}, held(), {"a": True}, diffs=("add a",)),
    Case("written 0, other output", {"a": 0}, held(), {"a": 5}, diffs=("add a",)),
    Case("written empty list, no output", {"a": []}, held()),
    Case("written empty list, full output", {"a": []}, held(), {"a": ["x"]}, diffs=("add a",)),
    Case("written empty object", {"a": {}}, held(), diffs=("add a",), doubts=("EMPTY_OBJECT a",)),
    Case("written object of nulls", {"b": {"x": None}}, held()),
    Case("written value", {"a": "x"}, held(), diffs=("add a",)),
    Case("written 0 in a block", {"b": {"x": 1, "y": 0}}, held(b=held(x=1))),
    Case("written null in a map", {"t": {"x": "1", "y": None}}, held(t={"x": "1"})),
    Case(
        "written empty text in a map",
        {"t": {"x": "1", "y": ""}},
        held(t={"x": "1"}),
        diffs=("add t.y",),
    ),
    Case("dropped", {}, held(a="x"), diffs=("delete a",), doubts=("REMOVED_INPUT a",)),
    Case("dropped from a map", {"t": {}}, held(t={"x": "1"}), diffs=("delete t.x",)),
    Case(
        "dropped from a block",
        {"b": {}},
        held(b=held(x=1)),
        diffs=("delete b.x",),
        doubts=("REMOVED_INPUT b.x",),
    ),
    Case("dropped, kept by the facts", {}, held(region="x"), with_={"type_": FACTS_TYPE}),
    Case(
        "dropped, not kept by the facts",
        {},
        held(zone="x"),
        diffs=("delete zone",),
        with_={"type_": FACTS_TYPE},
    ),
    Case("dropped, computed in the SDK", {}, held(a="x"), with_={"computed": frozenset({"a"})}),
    Case(
        "dropped, optional in the SDK",
        {},
        held(a="x"),
        diffs=("delete a",),
        with_={"computed": frozenset({"b"})},
    ),
    Case(
        "dropped false",
        {},
        held(a=False),
        diffs=("delete a",),
        doubts=("REMOVED_INPUT a",),
        with_={"computed": frozenset()},
    ),
)
def test_keys(case: Case) -> None:
    """A key on one side only is judged by what stands around it."""
    check(case, compared(case.new, case.old, case.out, **case.with_))


@table(
    Case("a number as text", {"a": "3"}, held(a=3)),
    Case("a text as number", {"a": 3}, held(a="3")),
    Case("a fraction as text", {"a": 3}, held(a="3.0")),
    Case("another number as text", {"a": "4"}, held(a=3), diffs=("update a",)),
    Case("two texts stay texts", {"a": "3.0"}, held(a="3"), diffs=("update a",)),
    Case("a bool as text", {"a": "true"}, held(a=True)),
    Case("a text as bool", {"a": False}, held(a="false")),
    Case("a bool is no number", {"a": True}, held(a=1), diffs=("update a",)),
    Case("in a map", {"t": {"x": 1}}, held(t={"x": "1"})),
    Case("an object for JSON", {"p": {"x": [1]}}, held(p='{"x": [1]}')),
    Case("another object for JSON", {"p": {"x": [2]}}, held(p='{"x": [1]}'), diffs=("update p",)),
    Case("true is not 1 in JSON", {"p": {"x": True}}, held(p='{"x": 1}'), diffs=("update p",)),
    Case("an unknown in JSON", {"p": {"x": UNKNOWN}}, held(p='{"x": 1}'), diffs=("update p",)),
    Case("JSON in another text", {"p": '{ "x":1 }'}, held(p='{"x": 1}'), doubts=("JSON_TEXT p",)),
    Case("JSON as the output has it", {"p": '{ "x":1 }'}, held(p='{"x": 1}'), {"p": '{ "x":1 }'}),
    Case("other JSON", {"p": '{"x":2}'}, held(p='{"x":1}'), diffs=("update p",)),
    Case("letter case", {"a": "EU"}, held(a="eu"), diffs=("update a",), doubts=("TEXT_FORM a",)),
    Case("a dot", {"a": "x.io."}, held(a="x.io"), diffs=("update a",), doubts=("TEXT_FORM a",)),
    Case(
        "a network",
        {"a": "10.0.0.1/8"},
        held(a="10.0.0.0/8"),
        diffs=("update a",),
        doubts=("TEXT_FORM a",),
    ),
    Case("a duration", {"a": "60m"}, held(a="1h"), diffs=("update a",), doubts=("TEXT_FORM a",)),
    Case("a block in a list", {"b": [{"x": 1}]}, held(b=held(x=1))),
    Case("another block in a list", {"b": [{"x": 2}]}, held(b=held(x=1)), diffs=("update b.x",)),
    Case(
        "a list in the state for a block",
        {"b": {"x": 1}},
        held(b=[held(x=1)]),
        diffs=("update b",),
        doubts=("STATE_UPGRADE b",),
    ),
    Case("unknown", {"a": UNKNOWN}, held(a="x"), {"a": "x"}, diffs=("update a",)),
    Case("unknown and new", {"a": UNKNOWN}, held(), diffs=("add a",)),
    Case("unknown in a list", {"a": ["x", UNKNOWN]}, held(a=["x", "y"]), diffs=("update a[1]",)),
    Case("a resource by id", {"a": Reference("urn", "i-1")}, held(a="i-1")),
    Case("a component by URN", {"a": Reference("urn")}, held(a="urn")),
    Case(
        "another resource",
        {"a": Reference("urn", "i-2")},
        held(a=Reference("urn", "i-1")),
        diffs=("update a",),
    ),
    Case("an asset elsewhere", {"a": Asset("h", path="b")}, held(a=Asset("h", path="a"))),
    Case("an asset as text", {"a": Asset("h", text="b")}, held(a=Asset("h", path="a"))),
    Case(
        "another asset",
        {"a": Asset("i", path="a")},
        held(a=Asset("h", path="a")),
        diffs=("update a",),
    ),
    Case("an archive is no asset", {"a": Archive("h")}, held(a=Asset("h")), diffs=("update a",)),
    Case(
        "an asset by URL",
        {"a": Asset("", uri="http://x")},
        held(a=Asset("h", uri="http://x")),
        doubts=("ASSET_BY_URL a",),
    ),
    Case(
        "an asset by URL, no hash",
        {"a": Asset("", uri="http://x")},
        held(a=Asset("", uri="http://x")),
        doubts=("ASSET_BY_URL a",),
    ),
    Case(
        "an asset by another URL",
        {"a": Asset("", uri="http://y")},
        held(a=Asset("h", uri="http://x")),
        diffs=("update a",),
        doubts=("ASSET_BY_URL a",),
    ),
)
def test_values(case: Case) -> None:
    """Scalars are coerced; some texts may or may not mean the same."""
    check(case, compared(case.new, case.old, case.out))


@table(
    Case("became secret", {"a": Secret("x")}, held(a="x")),
    Case("became plain", {"a": "x"}, held(a=Secret("x"))),
    Case("another secret", {"a": Secret("y")}, held(a=Secret("x")), diffs=("update a",)),
    Case("wrapped higher in the state", {"a": [Secret("x")]}, held(a=Secret(["x"]))),
    Case("closed, of the same length", {"a": "abc"}, held(a=CIPHER), doubts=("SECRET a",)),
    Case("closed, longer now", {"a": "abcd"}, held(a=CIPHER), diffs=("update a",)),
    Case("closed, a number of the length", {"a": 12345}, held(a=CIPHER), doubts=("SECRET a",)),
    Case("closed, a number as text", {"a": 123}, held(a=CIPHER), doubts=("SECRET a",)),
    Case("closed, Go escapes six bytes", {"a": "<"}, held(a=EIGHT), doubts=("SECRET a",)),
    Case("closed, a text as number", {"a": "12345"}, held(a=CIPHER), doubts=("SECRET a",)),
    Case("closed, bytes not letters", {"a": "éa"}, held(a=CIPHER), doubts=("SECRET a",)),
    Case(
        "closed, a list proves nothing",
        {"a": ["much longer than that"]},
        held(a=CIPHER),
        doubts=("SECRET a",),
    ),
    Case("closed by a cloud's key", {"a": "any"}, held(a=Ciphertext("AQIC")), doubts=("SECRET a",)),
    Case("the same encryption", {"a": CIPHER}, held(a=Ciphertext(CIPHER.text))),
    Case(
        "another encryption of the length",
        {"a": Ciphertext("v1:BBBB:" + "B" * 28)},
        held(a=CIPHER),
        doubts=("SECRET a",),
    ),
    Case(
        "another encryption",
        {"a": Ciphertext("v1:BBBB:" + "B" * 32)},
        held(a=CIPHER),
        diffs=("update a",),
    ),
    Case(
        "the output's encryption",
        {"a": Ciphertext("v1:BBBB:" + "B" * 32)},
        held(a=CIPHER),
        {"a": Ciphertext("v1:BBBB:" + "B" * 32)},
    ),
    Case("blinded", {"a": "abc"}, held(a=Ciphertext("[secret]")), doubts=("SECRET a",)),
    Case(
        "blinded on both sides",
        {"a": Ciphertext("[secret]")},
        held(a=Ciphertext("[secret]")),
        doubts=("SECRET a",),
    ),
    Case("unknown", {"a": Secret(UNKNOWN)}, held(a=CIPHER), diffs=("update a",)),
)
def test_secrets(case: Case) -> None:
    """A secret mark is no change; what cannot be opened is told apart by its length alone."""
    check(case, compared(case.new, case.old, case.out))


@table(
    Case("by index", {"a": ["x", "z"]}, held(a=["x", "y"]), diffs=("update a[1]",)),
    Case("one more", {"a": ["x", "y"]}, held(a=["x"]), diffs=("add a[1]",)),
    Case("one less", {"a": ["x"]}, held(a=["x", "y"]), diffs=("delete a[1]",)),
    Case(
        "reordered, no evidence",
        {"a": ["y", "x"]},
        held(a=["x", "y"]),
        {"a": ["x", "y"]},
        diffs=("update a[0]", "update a[1]"),
        doubts=("ORDER a",),
    ),
    Case("reordered set", {"a": ["c", "b", "a"]}, held(a=["b", "a", "c"]), {"a": ["a", "b", "c"]}),
    Case("doubled in a set", {"a": ["a", "b", "a"]}, held(a=["b", "a"]), {"a": ["a", "b"]}),
    Case(
        "new in a set",
        {"a": ["n", "a", "b"]},
        held(a=["b", "a"]),
        {"a": ["a", "b"]},
        diffs=("add a[0]",),
    ),
    Case(
        "gone from a set",
        {"a": ["a"]},
        held(a=["b", "a"]),
        {"a": ["a", "b"]},
        diffs=("delete a[0]",),
    ),
    Case("as an output that is longer", {"a": ["x", "y"]}, held(a=["X"]), {"a": ["x", "y"]}),
    Case(
        "unknown on both sides",
        {"a": [UNKNOWN]},
        held(a=["x"]),
        {"a": [UNKNOWN]},
        diffs=("update a[0]",),
    ),
    Case("doubled in the state", {"a": ["b", "a"]}, held(a=["b", "a", "b"]), {"a": ["a", "b"]}),
    Case(
        "set of blocks that resemble each other",
        {"a": [{"k": 1, "v": "p"}, {"k": 1}]},
        held(a=[held(k=1), held(k=1, v="p")]),
        {"a": [{"k": 1, "v": "p"}, {"k": 1, "w": 1, "z": 1}]},
    ),
    Case("as the output", {"a": ["a", "b"]}, held(a=["b", "a"]), {"a": ["a", "b"]}),
    Case(
        "reordered set of blocks",
        {"a": [{"k": 1}, {"k": 2, "v": "p"}]},
        held(a=[held(k=2, v="p"), held(k=1)]),
        {"a": [{"k": 1, "v": ""}, {"k": 2, "v": "p"}]},
    ),
    Case(
        "edited in a set of blocks",
        {"a": [{"k": 1}, {"k": 2, "v": "q"}]},
        held(a=[held(k=2, v="p"), held(k=1)]),
        {"a": [{"k": 1, "v": ""}, {"k": 2, "v": "p"}]},
        diffs=("update a[1].v",),
    ),
    Case(
        "unknown in a set",
        {"a": [UNKNOWN, "a"]},
        held(a=["b", "a"]),
        {"a": ["a", "b"]},
        diffs=("update a[0]",),
    ),
)
def test_lists(case: Case) -> None:
    """Lists go by index; the outputs' order gives sets away."""
    check(case, compared(case.new, case.old, case.out))


def test_inputs_are_as_check_leaves_them() -> None:
    """Defaults, names and the lists of defaults are carried over; what is written stays written."""
    comparison = compared(
        {"a": "y", "size": 3, "b": {"x": 1}},
        held("size", "kind", a="x", size="3", kind="k", name="n", b=held("y", x=1, y=2)),
    )
    assert comparison.inputs == {
        "__defaults": ["kind"],
        "a": "y",
        "size": "3",
        "kind": "k",
        "name": "n",
        "b": {"__defaults": ["y"], "x": 1, "y": 2},
    }


def test_a_value_is_secret_where_the_program_says_so() -> None:
    """What the state hides is hidden on its own side alone, unless nobody can read it."""
    comparison = compared(
        {"a": "changed", "b": "x", "c": [1, 2], "d": "same"},
        held(a=CIPHER, b=Secret("x"), c=Secret([1, 3]), d=Ciphertext("AQIC")),
    )
    assert comparison.inputs == {
        "__defaults": [],
        "a": "changed",
        "b": "x",
        "c": [1, 2],
        "d": Ciphertext("AQIC"),
    }


@table(
    Case(
        "another major",
        {"a": 2},
        held(a=1),
        diffs=("update a",),
        doubts=("STATE_UPGRADE ",),
        with_={
            "old_provider": DEFAULT_PROVIDER,
            "version": "6.0.0",
        },
    ),
    Case(
        "the same major",
        {"a": 2},
        held(a=1),
        diffs=("update a",),
        with_={
            "old_provider": DEFAULT_PROVIDER,
            "version": "5.9.0",
        },
    ),
)
def test_versions(case: Case) -> None:
    """A state written by another major version may have been upgraded."""
    check(case, compared(case.new, case.old, **case.with_))
