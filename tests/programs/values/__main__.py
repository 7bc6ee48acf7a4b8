"""Numbers, texts, nothing, assets and archives."""

from pathlib import Path

import pulumi
import pulumi_gcp as gcp
import pulumi_kubernetes as k8s
from pulumi import AssetArchive, FileArchive, FileAsset, StringAsset

V = pulumi.Config().require_int("v")
FILES = Path(__file__).parent / "files"


def custom(name, one, two):
    """Register an object that takes any value."""
    k8s.apiextensions.CustomResource(
        name,
        api_version="stress.example/v1",
        kind="Thing",
        metadata={"name": name},
        spec=one if V == 1 else two,
    )


custom("int-float", {"x": 1}, {"x": 1.0})
custom("int-text", {"x": 1}, {"x": "1"})
custom("true-one", {"x": True}, {"x": 1})
custom("true-text", {"x": True}, {"x": "true"})
custom("fraction", {"x": 0.1}, {"x": 0.1})
custom("big", {"x": 2**40}, {"x": 2**40 + 1})
custom("negative", {"x": -1, "y": 1e-7}, {"x": -1, "y": 1e-7})
custom("none-same", {"x": None, "y": 1}, {"x": None, "y": 1})
custom("none-gone", {"x": None, "y": 1}, {"y": 1})
custom("none-new", {"y": 1}, {"x": None, "y": 1})
custom("none-value", {"x": None, "y": 1}, {"x": 1, "y": 1})
custom("none-output", {"x": pulumi.Output.from_input(None)}, {"x": pulumi.Output.from_input(None)})
custom("order", {"a": 1, "b": 2}, {"b": 2, "a": 1})
custom("list-order", {"x": ["a", "b"]}, {"x": ["b", "a"]})
custom("list-grown", {"x": ["a"]}, {"x": ["a", "b"]})
custom("nested", {"a": {"b": [{"c": 1}]}}, {"a": {"b": [{"c": 2}]}})
custom(
    "odd-keys",
    {"a.b": "1", '"q"': "1", "": "1", "x[0]": "1"},
    {"a.b": "2", '"q"': "2", "": "2", "x[0]": "2"},
)
custom("unicode", {"text": "größer ≥ 漢字 🙂"}, {"text": "größer ≥ 漢字 🙂"})
custom("long", {"text": "x" * 5000}, {"text": "x" * 5000 + "y"})

gcp.pubsub.Topic(
    "top-none", labels=None, kms_key_name=None if V == 1 else pulumi.Output.from_input(None)
)
gcp.pubsub.Topic("null-label", labels={"a": "b"} if V == 1 else {"a": "b", "c": None})
gcp.pubsub.Topic("removed-key", labels={"a": "b"} if V == 1 else None)
gcp.pubsub.Topic("added-key", labels=None if V == 1 else {"a": "b"})
gcp.pubsub.Topic("computed-dropped", project="sim" if V == 1 else None)
gcp.pubsub.Topic("name-dropped", name="written" if V == 1 else None)
gcp.storage.Bucket("default-changed", location="EU", force_destroy=None if V == 1 else True)
gcp.storage.Bucket(
    "blocks",
    location="EU",
    lifecycle_rules=[{"action": {"type": "Delete"}, "condition": {"age": 10 * V}}],
    versioning={"enabled": True},
)

one, two = StringAsset("hello\n"), FileAsset(str(FILES / "hello.txt"))
for name, before, after in [
    ("text-same", StringAsset("same"), StringAsset("same")),
    ("text-changed", StringAsset("one"), StringAsset("two")),
    ("text-to-file", one, two),
    ("other-path", two, FileAsset(str(FILES / "copy.txt"))),
    ("archive-same", AssetArchive({"a": one}), AssetArchive({"a": two})),
    ("archive-changed", AssetArchive({"a": one}), AssetArchive({"a": one, "b": two})),
    ("folder", FileArchive(str(FILES)), FileArchive(str(FILES))),
    (
        "nested-archive",
        AssetArchive({"d": FileArchive(str(FILES))}),
        AssetArchive({"e": FileArchive(str(FILES))}),
    ),
]:
    gcp.storage.BucketObject(name, name=name, bucket="b", source=before if V == 1 else after)
