"""Resource options that change, or must not change, the operation."""

import pulumi
import pulumi_gcp as gcp
import pulumi_kubernetes as k8s
import pulumi_random as random
from pulumi import CustomTimeouts, ResourceOptions

V = pulumi.Config().require_int("v")
BOTH = str(V)


def ignoring(*paths):
    """Give options that ignore some paths."""
    return ResourceOptions(ignore_changes=list(paths))


# ignoreChanges: whole keys, nested, globs, list elements, added and removed keys.
gcp.storage.Bucket("ignore-key", location="EU", labels={"v": BOTH}, opts=ignoring("labels"))
gcp.storage.Bucket(
    "ignore-nested", location="EU", labels={"v": BOTH, "w": BOTH}, opts=ignoring("labels.v")
)
gcp.storage.Bucket(
    "ignore-glob", location="EU", labels={"v": BOTH, "w": BOTH}, opts=ignoring("labels.*")
)
gcp.storage.Bucket(
    "ignore-snake", location="EU", storage_class=f"C{V}", opts=ignoring("storage_class")
)
gcp.storage.Bucket("ignore-all", location=f"L{V}", labels={"v": BOTH}, opts=ignoring("*"))
gcp.storage.Bucket("ignore-replacing", location=f"L{V}", opts=ignoring("location"))
gcp.storage.Bucket(
    "ignore-other", location="EU", labels={"v": BOTH}, opts=ignoring("versioning", "labels.zz")
)
gcp.storage.Bucket(
    "ignore-added", location="EU", labels={"a": "b"} if V > 1 else None, opts=ignoring("labels")
)
gcp.storage.Bucket(
    "ignore-removed", location="EU", labels={"a": "b"} if V == 1 else None, opts=ignoring("labels")
)
gcp.storage.Bucket(
    "ignore-quoted",
    location="EU",
    labels={"a.b/c": BOTH, "d": "1"},
    opts=ignoring('labels["a.b/c"]'),
)
gcp.storage.Bucket(
    "ignore-added-nested",
    location="EU",
    labels={"a": "b", **({"new": "x"} if V > 1 else {})},
    opts=ignoring("labels.new"),
)
for key, images in {"ignore-images": ["x", "y"], "ignore-grown": ["x", "y", "z"]}.items():
    k8s.apps.v1.Deployment(
        key,
        spec={
            "replicas": V,
            "selector": {"matchLabels": {"app": "x"}},
            "template": {
                "spec": {
                    "containers": [
                        {"name": image, "image": f"{image}:{V}"}
                        for image in (images if V > 1 else ["x", "y"])
                    ]
                }
            },
        },
        opts=ignoring("spec.replicas", "spec.template.spec.containers[*].image"),
    )
k8s.core.v1.ConfigMap(
    "ignore-index",
    data={"a": "1"},
    metadata={"finalizers": ["p", BOTH]},
    opts=ignoring("metadata.finalizers[1]"),
)


# replaceOnChanges: a key, a nested path, everything, something that did not change.
def replacing(*paths):
    """Give options that replace on some paths."""
    return ResourceOptions(replace_on_changes=list(paths))


gcp.pubsub.Topic("on-key", labels={"v": BOTH}, opts=replacing("labels"))
gcp.pubsub.Topic("on-nested", labels={"v": BOTH}, opts=replacing("labels.v"))
gcp.pubsub.Topic("on-glob", labels={"v": BOTH}, opts=replacing("labels.*"))
gcp.pubsub.Topic("on-all", labels={"v": BOTH}, opts=replacing("*"))
gcp.pubsub.Topic("on-all-same", labels={"v": "1"}, opts=replacing("*"))
gcp.pubsub.Topic("on-other", labels={"v": BOTH}, opts=replacing("kmsKeyName", "labels.w"))
on = gcp.pubsub.Topic(
    "on-snake", message_retention_duration=f"{V}00s", opts=replacing("message_retention_duration")
)
gcp.pubsub.Topic("after-on", labels={"id": on.id})

# replacementTrigger: changed, same, new, gone, unknown.
pet = random.RandomPet("pet", keepers={"v": BOTH})
steady = random.RandomPet("steady")
for key, trigger in {
    "changed": BOTH,
    "same": "x",
    "new": "x" if V > 1 else None,
    "gone": "x" if V == 1 else None,
    "unknown": pet.id,
    "known": steady.id,
    "nested": {"a": [1, BOTH]},
}.items():
    gcp.pubsub.Topic(f"trigger-{key}", opts=ResourceOptions(replacement_trigger=trigger))

# replaceWith and deletedWith.
updated = gcp.pubsub.Topic("updated", labels={"v": BOTH})
named = gcp.pubsub.Topic("named", project=f"p{V}")
gcp.pubsub.Topic("with-updated", opts=ResourceOptions(replace_with=[updated]))
gcp.pubsub.Topic("with-replaced", opts=ResourceOptions(replace_with=[updated, named]))
gcp.pubsub.Topic("deleted-with", labels={"v": BOTH}, opts=ResourceOptions(deleted_with=named))
if V == 1:
    gcp.pubsub.Topic("deleted-with-gone", opts=ResourceOptions(deleted_with=named))
    gcp.pubsub.Topic("retained-gone", opts=ResourceOptions(retain_on_delete=True))
gcp.pubsub.Topic("retained", project=f"p{V}", opts=ResourceOptions(retain_on_delete=True))

# Options alone change nothing.
after = ResourceOptions(
    protect=True,
    depends_on=[updated],
    custom_timeouts=CustomTimeouts(create="5m", update="5m"),
    ignore_changes=["labels"],
    replace_on_changes=["kmsKeyName"],
    delete_before_replace=True,
    retain_on_delete=True,
    additional_secret_outputs=["name"],
    deleted_with=updated,
    aliases=[pulumi.Alias(name="unused")],
)
gcp.pubsub.Topic("options-only", opts=after if V > 1 else None)
gcp.pubsub.Topic("options-off", opts=after if V == 1 else None)
gcp.pubsub.Topic("unprotected", project=f"p{V}", opts=ResourceOptions(protect=V == 1))
gcp.pubsub.Topic("protected", labels={"v": BOTH}, opts=ResourceOptions(protect=True))
gcp.pubsub.Topic("now-protected", project=f"p{V}", opts=ResourceOptions(protect=V > 1))

# import: new, another id, dropped.
if V > 1:
    gcp.pubsub.Topic("imported", name="imported", opts=ResourceOptions(import_="imported"))
gcp.pubsub.Topic(
    "import-other",
    name="elsewhere" if V > 1 else "import-other",
    opts=ResourceOptions(import_="elsewhere") if V > 1 else None,
)
# Imported and told so for ever (2 after 2), or not any more (1 after 2).
gcp.pubsub.Topic(
    "import-kept",
    name="import-kept",
    opts=ResourceOptions(import_="import-kept") if V > 1 else None,
)
