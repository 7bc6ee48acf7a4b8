"""The facts of resource types: what they say of a change, and that their data is sound."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any, Final

import pytest
import yaml

from faro.engine import paths
from faro.engine.facts import types as module
from faro.engine.facts.rules import OTHER_TESTS, TESTS, Rule, holds
from faro.engine.facts.rules import Case as Changed
from faro.engine.facts.types import (
    Answer,
    DeletesFirst,
    Setting,
    TypeFacts,
    bears_data,
    facts_for,
)
from faro.model.plan import DiffKind
from faro.model.snapshot import Resource
from faro.model.value import UNKNOWN, Ciphertext, Inputs, Path, Secret, Value, path_text

YES, NO, MAYBE = Answer.YES, Answer.NO, Answer.MAYBE
ADD, UPDATE, DELETE = DiffKind.ADD, DiffKind.UPDATE, DiffKind.DELETE
CLOSED = Ciphertext("v1:AAAA:" + "A" * 28)
DATA: Final = FilePath(module.__file__).parent / "data"
ENTRIES: Final[dict[str, dict[str, Any]]] = json.loads((DATA / "replacement.json").read_text())
STORES: Final[dict[str, list[str]]] = json.loads((DATA / "stores.json").read_text())
ROOT: Final = FilePath(__file__).parents[2]
READ_FACTS: Final = ROOT / "../shared/facts/replace-on-change.yml"
SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def known(
    *replacing: str,
    unless: Mapping[str, Rule] | None = None,
    blocks: tuple[str, ...] = (),
    kept: tuple[str, ...] = (),
) -> TypeFacts:
    """The facts of a type that the test makes up."""
    return TypeFacts(
        replacing=tuple(map(paths.parse, replacing)),
        replacing_when_added_or_removed=tuple(map(paths.parse, blocks)),
        kept=tuple(map(paths.parse, kept)),
        unless={paths.parse(path): rule for path, rule in (unless or {}).items()},
        identity=(),
        deletes_first=DeletesFirst.NEVER,
        confidence="high",
        source="",
    )


def resource(inputs: Inputs, outputs: Inputs | None = None) -> Resource:
    """A resource of no type in particular."""
    return Resource(urn="r", type="made:x:X", name="r", inputs=inputs, outputs=outputs or {})


@dataclass(frozen=True)
class Case:
    """A change at a path, and whether it replaces.

    ``was``, ``out`` and ``now`` are the resource's old inputs, old outputs and new inputs.
    """

    name: str
    facts: TypeFacts
    path: str
    answer: Answer
    old: Value = None
    new: Value = None
    kind: DiffKind = UPDATE
    was: Inputs = field(default_factory=dict)
    out: Inputs = field(default_factory=dict)
    now: Inputs = field(default_factory=dict)


def table(*cases: Case) -> pytest.MarkDecorator:
    """Runs a test once for each case, under the case's name."""
    return pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases])


def answered(case: Case) -> Answer:
    """Whether the change replaces."""
    setting = Setting(resource(case.was, case.out), resource(case.now))
    path = paths.parse(case.path)
    return case.facts.replaces(path, case.kind, case.old, case.new, setting)


PLAIN = known("name", "disk.type", "pools[*].zone", "tags.*.key", 'labels["a.b"]')


@table(
    Case("the path", PLAIN, "name", YES, "a", "b"),
    Case("added", PLAIN, "name", YES, None, "b", ADD),
    Case("removed", PLAIN, "name", YES, "a", None, DELETE),
    Case("unknown", PLAIN, "name", YES, "a", UNKNOWN),
    Case("below it", PLAIN, "name.first", YES, "a", "b"),
    Case("an element below it", PLAIN, "name[0].first", YES, "a", "b"),
    Case("another path", PLAIN, "size", NO, 1, 2),
    Case("a name that begins alike", PLAIN, "names", NO, "a", "b"),
    Case("inside", PLAIN, "disk.type", YES, "a", "b"),
    Case("beside it", PLAIN, "disk.size", NO, 1, 2),
    Case("the same name elsewhere", PLAIN, "boot.type", NO, "a", "b"),
    Case("any index", PLAIN, "pools[7].zone", YES, "a", "b"),
    Case("any key", PLAIN, "tags.x.key", YES, "a", "b"),
    Case("beside any index", PLAIN, "pools[7].size", NO, 1, 2),
    Case("a key with a dot", PLAIN, 'labels["a.b"]', YES, "a", "b"),
    Case("two keys without", PLAIN, "labels.a.b", NO, "a", "b"),
    Case("nothing replaces", known(), "name", NO, "a", UNKNOWN),
)
def test_paths_that_replace(case: Case) -> None:
    """A path covers all below it, and a ``*`` stands for one step."""
    assert answered(case) is case.answer


DISK = known("disk.type", "disk.key.name", "pools[*].zone")


@table(
    Case("added with it", DISK, "disk", YES, None, {"type": "a"}, ADD),
    Case("removed with it", DISK, "disk", YES, {"type": "a"}, None, DELETE),
    Case("added without", DISK, "disk", NO, None, {"size": 1}, ADD),
    Case("removed without", DISK, "disk", NO, {"size": 1}, None, DELETE),
    Case("changed with it", DISK, "disk", YES, {"type": "a"}, {"type": "b"}),
    Case("changed beside it", DISK, "disk", NO, {"type": "a"}, {"type": "a", "size": 1}),
    Case("deeper inside", DISK, "disk", YES, None, {"key": {"name": "k"}}, ADD),
    Case("beside, deeper inside", DISK, "disk", NO, None, {"key": {"id": "k"}}, ADD),
    Case("secret", DISK, "disk", YES, None, Secret({"type": Secret("a")}), ADD),
    Case("equal but for the secret", DISK, "disk", NO, {"type": "a"}, Secret({"type": "a"})),
    Case("unknown inside", DISK, "disk", YES, {"type": "a"}, {"type": UNKNOWN}),
    Case("unknown on both sides", DISK, "disk", YES, {"type": UNKNOWN}, {"type": UNKNOWN}),
    Case("unknown block", DISK, "disk", YES, {"size": 1}, UNKNOWN),
    Case("unknown block inside", DISK, "disk", YES, {"size": 1}, {"key": UNKNOWN}),
    Case("an only element is its list", DISK, "disk", YES, None, [{"type": "a"}], ADD),
    Case("an only element without", DISK, "disk", NO, None, [{"size": 1}], ADD),
    Case("another block", DISK, "boot", NO, None, {"type": "a"}, ADD),
    Case("a list of blocks added", DISK, "pools", YES, None, [{"zone": "a"}], ADD),
    Case("a list of blocks removed", DISK, "pools", YES, [{"zone": "a"}], None, DELETE),
    Case("an empty list of blocks", DISK, "pools", NO, None, [], ADD),
    Case("one more block", DISK, "pools[1]", YES, None, {"zone": "a"}, ADD),
    Case("one more block without", DISK, "pools[1]", NO, None, {"size": 1}, ADD),
)
def test_blocks_that_hold_replacing_paths(case: Case) -> None:
    """Where a whole block changes, what it has at the replacing paths counts."""
    assert answered(case) is case.answer


BLOCKS = known("node.spot", blocks=("node", "pools", "pools[*].placement"))


@table(
    Case("appears", BLOCKS, "node", YES, None, {"size": 1}, ADD),
    Case("disappears", BLOCKS, "node", YES, {"size": 1}, None, DELETE),
    Case("edited", BLOCKS, "node", NO, {"size": 1}, {"size": 2}),
    Case("edited inside", BLOCKS, "node.size", NO, 1, 2),
    Case("appears inside", BLOCKS, "node.size", NO, None, 2, ADD),
    Case("a replacing path inside", BLOCKS, "node.spot", YES, False, True),
    Case("one element more", BLOCKS, "pools", YES, [{}], [{}, {}]),
    Case("one element less", BLOCKS, "pools", YES, Secret([{}, {}]), [{}]),
    Case("one element more, secret", BLOCKS, "pools", YES, [{}], Secret([{}, {}])),
    Case("as many elements", BLOCKS, "pools", NO, [{"size": 1}], [{"size": 2}]),
    Case("at any index", BLOCKS, "pools[3].placement", YES, None, {"group": "a"}, ADD),
    Case("edited at any index", BLOCKS, "pools[3].placement", NO, {"group": "a"}, {"group": "b"}),
    Case("another block", BLOCKS, "disk", NO, None, {"size": 1}, ADD),
)
def test_blocks_that_replace_by_coming_and_going(case: Case) -> None:
    """An edit inside such a block is decided by the replacing paths alone."""
    assert answered(case) is case.answer


GROWS = known("size", unless={"size": {"grows": True}})
OPEN = known("size", "kind", unless={"size": {"undecidable": "what the service has"}})
OF_KIND = known("keys", unless={"keys": {"other": "kind", "is": "free"}})
NULLS = known("keepers", unless={"keepers": {"equal_but_for_nulls": True}})
ADDED = known("subnets", unless={"subnets": {"only_added": True}})
INSIDE = known("disk.size", unless={"disk.size": {"grows": True}})
CLEARED = known("disk.key", unless={"disk.key": {"new_is": None}})


@table(
    Case("spared", GROWS, "size", NO, 1, 2),
    Case("not spared", GROWS, "size", YES, 2, 1),
    Case("open", GROWS, "size", MAYBE, CLOSED, 1),
    Case("open where dropped", GROWS, "size", MAYBE, 1, None, DELETE),
    Case("unknown", GROWS, "size", YES, 1, UNKNOWN),
    Case("from the unknown", GROWS, "size", MAYBE, UNKNOWN, 1),
    Case("open for any value", OPEN, "size", MAYBE, 1, 2),
    Case("open for the unknown", OPEN, "size", YES, 1, UNKNOWN),
    Case("without a rule", OPEN, "kind", YES, "a", "b"),
    Case("the state's output", GROWS, "size", NO, None, 2, ADD, out={"size": 1}),
    Case("no more than the state's output", GROWS, "size", YES, None, 2, ADD, out={"size": 3}),
    Case("neither input nor output", GROWS, "size", MAYBE, None, 2, ADD),
    Case("by another input", OF_KIND, "keys", NO, "a", "b", now={"kind": "free"}),
    Case("not by another input", OF_KIND, "keys", YES, "a", "b", now={"kind": "paid"}),
    Case("by an unknown other input", OF_KIND, "keys", MAYBE, "a", "b", now={"kind": UNKNOWN}),
    Case("spared though unknown", OF_KIND, "keys", NO, "a", UNKNOWN, now={"kind": "free"}),
    Case(
        "below the path the whole counts",
        NULLS,
        "keepers.b",
        NO,
        None,
        None,
        ADD,
        was={"keepers": {"a": "1"}},
        now={"keepers": {"a": "1", "b": None}},
    ),
    Case(
        "below the path the whole differs",
        NULLS,
        "keepers.b",
        YES,
        None,
        "2",
        ADD,
        was={"keepers": {"a": "1"}},
        now={"keepers": {"a": "1", "b": "2"}},
    ),
    Case(
        "below the path the old whole counts",
        ADDED,
        "subnets[1]",
        NO,
        "b",
        "c",
        was={"subnets": ["a", "b"]},
        now={"subnets": ["a", "c", "b"]},
    ),
    Case(
        "unknown below the path",
        NULLS,
        "keepers.b",
        YES,
        "1",
        UNKNOWN,
        was={"keepers": {"b": "1"}},
        now={"keepers": {"b": UNKNOWN}},
    ),
    Case(
        "encrypted below the path",
        NULLS,
        "keepers.b",
        MAYBE,
        CLOSED,
        "1",
        was={"keepers": {"b": CLOSED}},
        now={"keepers": {"b": "1"}},
    ),
    Case("spared inside a block", INSIDE, "disk", NO, {"size": 1}, {"size": 2}),
    Case("not spared inside a block", INSIDE, "disk", YES, {"size": 2}, {"size": 1}),
    Case("open inside a block", INSIDE, "disk", MAYBE, {"size": CLOSED}, {"size": 1}),
    Case("unknown inside a block", INSIDE, "disk", YES, {"size": 1}, {"size": UNKNOWN}),
    Case("spared with the block", CLEARED, "disk", NO, {"key": "k"}, None, DELETE),
    Case("not spared with the block", CLEARED, "disk", YES, None, {"key": "k"}, ADD),
)
def test_rules_that_spare(case: Case) -> None:
    """An open rule leaves the replacement open, but an unknown shows as one."""
    assert answered(case) is case.answer


BOTH = known("a.x", "a.y", "a.z", unless={"a.x": {"new_is": 1}, "a.y": {"undecidable": "words"}})


@table(
    Case("one replaces", BOTH, "a", YES, {}, {"x": 1, "y": 1, "z": 1}),
    Case("one is open", BOTH, "a", MAYBE, {}, {"x": 1, "y": 1}),
    Case("none replaces", BOTH, "a", NO, {}, {"x": 1, "w": 1}),
)
def test_several_paths_in_one_block(case: Case) -> None:
    """The surest of the answers is the block's."""
    assert answered(case) is case.answer


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (("region",), True),
        (("region", "name"), True),
        (("pools", 2, "zone"), True),
        (("pools", 2), False),
        (("pools",), False),
        (("name",), False),
    ],
)
def test_kept_when_dropped(path: Path, kept: bool) -> None:
    """What the provider fills in itself covers all below it, and nothing above."""
    assert known(kept=("region", "pools[*].zone")).kept_when_dropped(path) is kept


@pytest.mark.parametrize(
    ("type_", "more"),
    [
        ("kubernetes:example.com/v1:Widget", set()),
        ("kubernetes:core/v1:Event", set()),
        ("kubernetes:core/v1:ConfigMap", {("data",), ("binaryData",)}),
    ],
)
def test_kubernetes_objects_have_a_name_and_a_namespace(type_: str, more: set[Path]) -> None:
    """Every object is replaced under another name; some types have more facts of their own."""
    found = facts_for(type_)
    assert found is not None
    assert {*found.replacing} == {("metadata", "name"), ("metadata", "namespace")} | more
    assert found.deletes_first is DeletesFirst.WHEN_NAME_SET


@pytest.mark.parametrize(
    "type_", ["made:index/thing:Thing", "kubernetes:helm.sh/v4:Chart", "my:Component", ""]
)
def test_what_was_not_read_is_not_known(type_: str) -> None:
    """Nothing stands in for the facts of such a type."""
    assert facts_for(type_) is None


def test_facts_as_the_data_has_them() -> None:
    """Each key of an entry arrives where it belongs."""
    found = facts_for("gcp:secretmanager/secret:Secret")
    assert found is not None
    entry = ENTRIES["gcp:secretmanager/secret:Secret"]
    assert ("replication", "userManaged", "replicas", "*", "location") in found.replacing
    assert ("replication", "auto") in found.replacing_when_added_or_removed
    assert found.kept == tuple(map(paths.parse, entry["keptWhenDropped"]))
    assert found.identity == tuple(entry["identity"])
    assert found.deletes_first is DeletesFirst(entry["deletesFirst"])
    assert (found.confidence, found.source) == (entry["confidence"], entry["source"])
    assert all(facts_for(type_) for type_ in ENTRIES)
    disk = facts_for("gcp:compute/disk:Disk")
    assert disk is not None
    assert disk.unless["size",] == {"grows": True}


PATH_KEYS = ("replaces", "keptWhenDropped", "replacesWhenAddedOrRemoved", "identity")
OTHER_KEYS = ("unless", "deletesFirst", "confidence", "source")


def test_every_entry_is_whole() -> None:
    """Known keys, paths that parse and stand once, a source and how sure it is."""
    wrong = []
    for type_, entry in ENTRIES.items():
        if not entry.keys() <= {*PATH_KEYS, *OTHER_KEYS}:
            wrong.append(f"{type_}: an unknown key among {[*entry]}")
        if not entry["source"].strip() or entry["confidence"] not in ("high", "medium", "low"):
            wrong.append(f"{type_}: no source, or not how sure it is")
        if entry["deletesFirst"] not in [word.value for word in DeletesFirst]:
            wrong.append(f"{type_}: deletes first {entry['deletesFirst']}")
        for key in PATH_KEYS:
            found = [paths.parse(text) for text in entry.get(key, ())]
            if len(found) != len(set(found)) or () in found:
                wrong.append(f"{type_}: {key} says something twice or nothing")
        strays = entry.get("unless", {}).keys() - set(entry["replaces"])
        wrong += [f"{type_}: a rule for {path}, which does not replace" for path in strays]
    assert not wrong


def troubles(rule: Any) -> Iterator[str]:
    """What the engine could not read in a rule."""
    if not isinstance(rule, dict):
        yield f"{rule!r} is no rule"
        return
    words = rule.keys() - {"other", "provider"}
    if len(words) != 1 or len(rule) > 2:
        yield f"{rule} is not one test"
        return
    [word] = words
    wanted = rule[word]
    if "other" in rule:
        paths.parse(rule["other"])
        vocabulary = {*OTHER_TESTS}
    else:
        vocabulary = {"is"} if "provider" in rule else {*TESTS}
    if word not in vocabulary:
        yield f"{word} is no word"
    elif word in ("any_of", "all_of"):
        yield from (trouble for inner in wanted for trouble in troubles(inner))
    elif word == "not":
        yield from troubles(wanted)
    elif word == "change" and set(wanted) != {"from", "to"}:
        yield f"{wanted} is not from and to"


RULES = [
    pytest.param(rule, id=f"{type_} {path}")
    for type_, entry in ENTRIES.items()
    for path, rule in entry.get("unless", {}).items()
]
VALUES: list[Value] = [None, UNKNOWN, CLOSED, Secret("a"), "", "a", "1.2", 0, 1.5, True, [], ["a"]]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_can_be_read(rule: Rule) -> None:
    """Its words are in the vocabulary, and it has an answer for values of any kind."""
    assert list(troubles(rule)) == []
    setting = Setting(resource({}), resource({}))
    for old in VALUES:
        for new in [*VALUES, {"a": old}]:
            assert holds(rule, Changed(old, new, setting)) in Answer


@pytest.mark.parametrize(
    "rule",
    [
        "grows",
        {},
        {"shrinks": True},
        {"grows": True, "new_is": 1},
        {"other": "a", "grows": True},
        {"other": "a"},
        {"provider": "a", "is_not": 1},
        {"other": "a", "provider": "b", "is": 1},
        {"change": {"from": ["a"]}},
        {"not": {"any_of": [{"new_is": 1}, {"all_of": [{"is": 1}]}]}},
    ],
)
def test_what_is_no_rule_is_found(rule: Any) -> None:
    """The check of the data would notice it."""
    assert list(troubles(rule))


BRIDGED = re.compile(r"[a-z]+:[A-Za-z0-9]+/([a-z][A-Za-z0-9]*):([A-Z][A-Za-z0-9]*)")
NATIVE = re.compile(
    r"kubernetes:(\*|[a-z0-9.]+/v\d+[a-z0-9]*:[A-Z]\w+)|azure-native:[a-z]+:[A-Z]\w+|pulumi:providers:[a-z]+"
)
DYNAMIC = re.compile(r"pulumi-python:dynamic/[a-z]+:[A-Z]\w+")


def test_every_type_is_a_token() -> None:
    """A type is written as its SDK registers it, or it would never be found."""
    wrong = [
        type_
        for type_ in (*ENTRIES, *(type_ for kind in STORES.values() for type_ in kind))
        for token in [BRIDGED.fullmatch(type_)]
        if not (NATIVE.fullmatch(type_) or (token and token[1][1:] == token[2][1:]))
        and not DYNAMIC.fullmatch(type_)
    ]
    assert not wrong


@pytest.mark.parametrize(
    "type_",
    [
        "gcp:sql/databaseInstance:DatabaseInstance",
        "pulumi-python:dynamic/supabase:Project",
        "pulumi-python:dynamic/neon:Project",
        "pulumi-python:dynamic/fly:Volume",
        "pulumi-python:dynamic/railway:Volume",
        "aws:dynamodb/table:Table",
        "upstash:index/redisDatabase:RedisDatabase",
        "aws:s3/bucket:Bucket",
        "cloudflare:index/workersKvNamespace:WorkersKvNamespace",
        "kubernetes:core/v1:PersistentVolumeClaim",
        "kubernetes:apps/v1:StatefulSet",
        "kubernetes:core/v1:Namespace",
        "gcp:container/cluster:Cluster",
        "gcp:pubsub/topic:Topic",
        "aws:kms/key:Key",
        "gcp:secretmanager/secret:Secret",
        "aws:cognito/userPool:UserPool",
        "gcp:artifactregistry/repository:Repository",
        "aws:backup/vault:Vault",
        "aws:cloudwatch/logGroup:LogGroup",
    ],
)
def test_what_bears_data(type_: str) -> None:
    """One example or more of each kind of store."""
    assert bears_data(type_)


@pytest.mark.parametrize(
    "type_",
    [
        "gcp:cloudrunv2/service:Service",
        "gcp:storage/bucketIAMMember:BucketIAMMember",
        "gcp:sql/user:User",
        "aws:s3/bucketPolicy:BucketPolicy",
        "kubernetes:apps/v1:Deployment",
        "kubernetes:core/v1:ConfigMap",
        "random:index/randomPassword:RandomPassword",
        "pulumi:providers:gcp",
        "database",
        "",
    ],
)
def test_what_bears_no_data(type_: str) -> None:
    """What can be made again as it was loses nothing."""
    assert not bears_data(type_)


def test_stores_stand_once() -> None:
    """No type is in two kinds of store."""
    types = [type_ for kind in STORES.values() for type_ in kind]
    assert len(types) == len(set(types))


Entry = Mapping[str, Any]
Read = Mapping[str, Entry]


@pytest.fixture(scope="module")
def read() -> Read:
    """The facts as they were read from the providers, from which the data was made."""
    if not READ_FACTS.exists():
        pytest.skip("the facts to compare with are not there (../shared/facts)")
    entries: Read = yaml.load(READ_FACTS.read_text(encoding="utf-8"), SAFE)  # noqa: S506 it is safe
    return entries


def test_every_type_that_was_read_is_known(read: Read) -> None:
    """No type is lost on the way into the data."""
    assert read.keys() - ENTRIES.keys() == set()


def path_set(entry: Entry, key: str) -> set[Path]:
    """Paths in any order, in either spelling of ``*``."""
    return {paths.parse(text) for text in entry.get(key) or ()}


def in_order(entry: Entry, key: str) -> list[str]:
    """The paths of an identity, whose first is the name."""
    return list(entry.get(key) or ())


def word(entry: Entry, key: str) -> object:
    """A single word."""
    return entry[key]


@pytest.mark.parametrize(
    ("theirs", "ours", "form"),
    [
        ("replace", "replaces", path_set),
        ("replace_on_add_or_remove", "replacesWhenAddedOrRemoved", path_set),
        ("no_change_when_dropped", "keptWhenDropped", path_set),
        ("identity", "identity", in_order),
        ("engine_deletes_first", "deletesFirst", word),
    ],
)
def test_the_data_says_what_was_read(
    read: Read, theirs: str, ours: str, form: Callable[[Entry, str], object]
) -> None:
    """Each key of every type has the same value under its other name."""
    wrong = {
        type_: (form(entry, theirs), form(ENTRIES[type_], ours))
        for type_, entry in read.items()
        if form(entry, theirs) != form(ENTRIES[type_], ours)
    }
    assert not wrong


SAME_CLUSTER: Rule = {
    "any_of": [
        {
            "all_of": [
                {"other": "clusterIdentifier", "is_not": None},
                {"other": "clusterIdentifier", "unchanged": True},
            ]
        },
        {"same_cluster": True},
    ]
}
"""Read as undecidable; both kubeconfigs are at hand, so that their clusters can be compared."""
BUT_FOR_NULLS: Rule = {"equal_but_for_nulls": True}
"""Read without a rule; the provider's plan modifiers take a keeper that is null for none."""
DELIBERATE: Final[dict[tuple[str, str], Rule]] = {
    ("pulumi:providers:kubernetes", "cluster"): SAME_CLUSTER,
    ("pulumi:providers:kubernetes", "context"): SAME_CLUSTER,
    ("pulumi:providers:kubernetes", "kubeconfig"): SAME_CLUSTER,
    ("random:index/randomBytes:RandomBytes", "keepers"): BUT_FOR_NULLS,
    ("random:index/randomId:RandomId", "keepers"): BUT_FOR_NULLS,
    ("random:index/randomInteger:RandomInteger", "keepers"): BUT_FOR_NULLS,
    ("random:index/randomPassword:RandomPassword", "keepers"): BUT_FOR_NULLS,
    ("random:index/randomPet:RandomPet", "keepers"): BUT_FOR_NULLS,
    ("random:index/randomShuffle:RandomShuffle", "keepers"): BUT_FOR_NULLS,
    ("random:index/randomString:RandomString", "keepers"): BUT_FOR_NULLS,
    ("random:index/randomUuid:RandomUuid", "keepers"): BUT_FOR_NULLS,
    ("random:index/randomUuid4:RandomUuid4", "keepers"): BUT_FOR_NULLS,
    ("random:index/randomUuid7:RandomUuid7", "keepers"): BUT_FOR_NULLS,
}


def respelled(rule: Any) -> Any:
    """The rule with ``from`` and ``to`` under one word, as a rule here has one word only."""
    if isinstance(rule, list):
        return [respelled(inner) for inner in rule]
    if not isinstance(rule, dict):
        return rule
    if rule.keys() == {"from", "to"}:
        return {"change": rule}
    return {key: respelled(inner) for key, inner in rule.items()}


def by_place(entries: Read, key: str) -> dict[tuple[str, str], Rule]:
    """Each rule under its type and path, in one spelling of ``*``."""
    return {
        (type_, path_text(paths.parse(path))): rule
        for type_, entry in entries.items()
        for path, rule in (entry.get(key) or {}).items()
    }


def texts(found: Mapping[tuple[str, str], Rule]) -> dict[tuple[str, str], str]:
    """The rules as JSON, in which ``true`` is not ``1``."""
    return {place: json.dumps(rule, sort_keys=True) for place, rule in found.items()}


def test_the_rules_say_what_was_read(read: Read) -> None:
    """But for the differences that are listed, each is a rule of the same words."""
    theirs = {place: respelled(rule) for place, rule in by_place(read, "unless_rule").items()}
    ours = by_place({type_: ENTRIES[type_] for type_ in read}, "unless")
    assert texts(ours) == texts(theirs | DELIBERATE)


def test_every_deliberate_difference_is_one(read: Read) -> None:
    """A difference that is none any more leaves the list."""
    theirs = by_place(read, "unless_rule")
    assert [place for place, rule in DELIBERATE.items() if theirs.get(place) == rule] == []


@pytest.mark.parametrize("kind", [ADD, DELETE])
def test_a_block_replaces_when_it_comes_or_goes_with_what_is_around_it(kind: DiffKind) -> None:
    """Its parent is the path that changed; the same parent without it replaces nothing."""
    facts = known(blocks=("table.source",))
    setting = Setting(resource({}), resource({}))

    def answer(value: Value) -> Answer:
        old, new = (None, value) if kind is ADD else (value, None)
        return facts.replaces(("table",), kind, old, new, setting)

    assert answer({"source": {"bucket": "b"}}) is YES
    assert answer([{"source": {"bucket": "b"}}]) is YES
    assert answer({"other": 1}) is NO
    assert answer(UNKNOWN) is YES


def test_an_unknown_is_one_inside_a_secret_and_a_list() -> None:
    """At a replacing property it replaces, as the engine shows it."""
    facts = known("size", "block.name", unless={"size": {"grows": True}})
    setting = Setting(resource({"size": 1}), resource({"size": Secret(UNKNOWN)}))
    assert facts.replaces(("size",), UPDATE, 1, Secret(UNKNOWN), setting) is YES
    assert facts.replaces(("block",), ADD, None, [UNKNOWN], setting) is YES


@pytest.mark.parametrize(
    ("type_", "name"),
    [
        ("aws:s3/bucket:Bucket", "bucket"),
        ("aws:rds/instance:Instance", "identifier"),
        ("aws:iam/policyAttachment:PolicyAttachment", "name"),
        ("gcp:cloudquota/sQuotaPreference:SQuotaPreference", "name"),
        ("gcp:serviceaccount/account:Account", "accountId"),
        ("sentry:index/sentryTeam:SentryTeam", "name"),
        ("random:index/randomPet:RandomPet", None),
    ],
)
def test_the_input_that_a_name_is_made_for(type_: str, name: str | None) -> None:
    """The first part of the identity that is a name, else the name itself."""
    facts = facts_for(type_)
    assert facts is not None
    assert facts.auto_named == name
