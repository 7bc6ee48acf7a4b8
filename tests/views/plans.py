"""Plans made by hand, one per thing a view has to show."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import reduce
from typing import Any, cast

from faro.model import urn as urns
from faro.model.diagnostic import Diagnostic, Severity
from faro.model.plan import (
    Action,
    Change,
    DiffKind,
    Doubt,
    Plan,
    PropertyDiff,
    Reason,
    Undecided,
)
from faro.model.report import Report
from faro.model.snapshot import Condition, Options, Resource, Snapshot, Source
from faro.model.value import (
    UNKNOWN,
    Archive,
    Asset,
    Ciphertext,
    Inputs,
    Reference,
    Secret,
    Value,
)

PROJECT = "shop"
ROOT = f"{PROJECT}-phase2"
SQL = "gcp:sql/databaseInstance:DatabaseInstance"
BUCKET = "gcp:storage/bucket:Bucket"
SERVICE = "gcp:projects/service:Service"


def resource(
    type_: str, name: str, *, under: Resource | None = None, line: int = 0, **keys: Any
) -> Resource:
    """A resource of the stack ``phase2``; a type with two colons and ``app`` is a component."""
    parent = under.urn if under else root().urn
    return Resource(
        urn=urns.make("phase2", PROJECT, parent, type_, name),
        type=type_,
        name=name,
        custom=not type_.startswith("app:"),
        parent=parent,
        source=Source("stacks/phase2.py", line) if line else None,
        **keys,
    )


def root() -> Resource:
    urn = urns.make("phase2", PROJECT, "", "pulumi:pulumi:Stack", ROOT)
    return Resource(urn=urn, type="pulumi:pulumi:Stack", name=ROOT, custom=False)


def create(new: Resource, **keys: Any) -> Change:
    return Change(urn=new.urn, action=Action.CREATE, reason=Reason.NEW, new=new, **keys)


def same(new: Resource, old: Resource | None = None) -> Change:
    return Change(urn=new.urn, action=Action.SAME, reason=Reason.UNCHANGED, old=old or new, new=new)


def delete(old: Resource, **keys: Any) -> Change:
    return Change(urn=old.urn, action=Action.DELETE, reason=Reason.REMOVED, old=old, **keys)


def update(old: Resource, *diffs: PropertyDiff, **keys: Any) -> Change:
    return _changed(old, diffs, action=Action.UPDATE, reason=Reason.INPUTS_CHANGED, **keys)


def replaced(old: Resource, *diffs: PropertyDiff, **keys: Any) -> Change:
    chosen = {"action": Action.REPLACE, "reason": Reason.REPLACING_INPUT} | keys
    top = tuple(str(diff.path[0]) for diff in diffs if diff.replaces)
    return _changed(old, diffs, replace_keys=top, **chosen)


def _changed(old: Resource, diffs: tuple[PropertyDiff, ...], **keys: Any) -> Change:
    new = replace(old, inputs=_applied(old.inputs, diffs))
    top = tuple(dict.fromkeys(str(diff.path[0]) for diff in diffs))
    return Change(urn=old.urn, old=old, new=new, diffs=diffs, diff_keys=top, **keys)


def _applied(inputs: Inputs, diffs: tuple[PropertyDiff, ...]) -> Inputs:
    """The inputs after the changes: what a program would have registered."""
    result: Any = deepcopy(inputs)
    for diff in diffs:
        *above, last = diff.path
        holder = reduce(lambda found, step: found[step], above, result)
        if diff.kind is DiffKind.DELETE:
            holder.pop(last, None)
        elif isinstance(holder, list) and last == len(holder):
            holder.append(diff.new)
        else:
            holder[last] = diff.new
    return cast("Inputs", result)


def became(*path: str | int, old: Value, new: Value, replaces: bool = False) -> PropertyDiff:
    return PropertyDiff(path, DiffKind.UPDATE, old, new, replaces)


def came(*path: str | int, new: Value) -> PropertyDiff:
    return PropertyDiff(path, DiffKind.ADD, None, new)


def went(*path: str | int, old: Value) -> PropertyDiff:
    return PropertyDiff(path, DiffKind.DELETE, old, None)


def plan(*changes: Change, stack: str = "phase2", old: str | None = "phase1") -> Plan:
    """A plan under an unchanged root stack."""
    kept = tuple(c.new for c in changes if c.new is not None)
    gone = tuple(c.old for c in changes if c.old is not None)
    before = Snapshot(project=PROJECT, stack=old, resources=gone, origin=old) if old else None
    after = Snapshot(project=PROJECT, stack=stack, resources=kept, origin=stack)
    first = same(root()) if old else create(root())
    return Plan(old=before, new=after, changes=(first, *changes))


DATABASE = resource("app:data:Database", "db")
WEB = resource("app:run:Service", "web")
PRIMARY = resource(
    SQL,
    "primary",
    under=DATABASE,
    line=41,
    id="shop-db",
    inputs={
        "databaseVersion": "POSTGRES_15",
        "rootPassword": Secret("correct horse"),
        "settings": {"tier": "db-f1-micro", "diskSize": 10, "flags": ["a", "b"]},
    },
    outputs={"connectionName": "shop:eu:shop-db"},
    options=Options(protect=True),
)
RUN = resource(
    "gcp:cloudrunv2/service:Service",
    "api",
    under=WEB,
    line=58,
    id="api",
    inputs={"template": {"containers": [{"image": "api:1", "envs": []}]}},
)


def creation() -> Plan:
    """A first deployment: components, their children, many alike, all kinds of values."""
    services = [resource(SERVICE, name) for name in ("run", "sql", "redis", "dns", "iam")]
    media = resource(
        BUCKET,
        "media",
        line=12,
        inputs={
            "name": "shop-media",
            "labels": {"app": "shop"},
            "source": Asset(hash="ab" * 32, path="seed.json"),
            "bundle": Archive(hash="cd" * 32, uri="https://example.com/a.zip"),
            "owner": Reference(PRIMARY.urn, UNKNOWN),
            "url": UNKNOWN,
            "key": Secret("correct horse"),
        },
        dependencies=(PRIMARY.urn,),
        property_dependencies={"url": (PRIMARY.urn,)},
        options=Options(
            protect=True, ignore_changes=("labels",), custom_timeouts={"create": "20m"}
        ),
    )
    made = [DATABASE, PRIMARY, WEB, RUN, media, *services]
    return plan(*(create(replace(each, id=UNKNOWN, outputs={})) for each in made), old=None)


def updates() -> Plan:
    """Updates of every kind of property, known, unknown and secret, and one that may replace."""
    changed = update(
        RUN,
        became("template", "containers", 0, "image", old="api:1", new="api:2"),
        became("uri", old="https://api", new=UNKNOWN),
        came("template", "containers", 0, "envs", 0, new={"name": "A", "value": Secret("pw one")}),
        went("labels", old={"a": "b"}),
        became("token", old=Secret("pw one"), new=Secret("pw two")),
    )
    tier = update(
        PRIMARY,
        became("settings", "tier", old="db-f1-micro", new="db-custom-2-7680"),
        may_replace=True,
        doubts=(Doubt(Undecided.NO_FACTS, ("settings", "tier")), Doubt(Undecided.SECRET)),
    )
    waiting = _changed(
        resource("kubernetes:core/v1:Namespace", "ns"),
        (),
        action=Action.UPDATE,
        reason=Reason.PROVIDER_UNKNOWN,
    )
    return plan(same(DATABASE), tier, same(WEB), changed, waiting)


def replacements() -> Plan:
    """Create-first and delete-first replacements, a dependent one, and data at risk."""
    first = replaced(RUN, became("location", old="europe-west1", new="europe-west3", replaces=True))
    last = replaced(
        PRIMARY,
        became("databaseVersion", old="POSTGRES_15", new="POSTGRES_17", replaces=True),
        delete_first=True,
        bears_data=True,
    )
    user = replaced(
        resource("gcp:sql/user:User", "app", under=DATABASE),
        reason=Reason.DEPENDS_ON_REPLACED,
        delete_first=True,
    )
    bucket = delete(resource(BUCKET, "media", line=12), bears_data=True)
    kept = delete(
        resource(BUCKET, "archive", options=Options(retain_on_delete=True)), bears_data=True
    )
    return plan(same(DATABASE), last, user, same(WEB), first, bucket, kept)


def doubts() -> Plan:
    """Assumed results, some on unchanged resources."""
    one = replace(
        same(PRIMARY), doubts=(Doubt(Undecided.SECRET, ("rootPassword",)), Doubt(Undecided.REFRESH))
    )
    two = update(
        RUN,
        became("token", old=Ciphertext("v1:aaa"), new=Ciphertext("v1:bbbb")),
        doubts=(Doubt(Undecided.SECRET, ("token",)),),
    )
    return plan(same(DATABASE), one, same(WEB), two)


def long_values() -> Plan:
    """Values that do not fit, texts of several lines and documents inside texts."""
    document = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get"}]}'
    start = "".join(f"line {number}\n" for number in range(20))
    changed = update(
        RUN,
        became("startup", old=start + "exec api\n", new=start + "exec api --fast\n"),
        became("policy", old=document, new=document.replace("s3:Get", "s3:*")),
        became("spaced", old='{"a": 1}', new='{"a":1}'),
        came("script", new=start),
        came("table", new={f"key{number}": number for number in range(20)}),
    )
    return plan(same(WEB), changed)


def hostile() -> Plan:
    """Names and values that try to leave their place."""
    evil = "x\x1b[2J\x9b1m[bold]y[/]\n```\n</details><img src=x onerror=y>|@team\u202e`a``"
    new = resource(BUCKET, evil, inputs={"label": evil})
    changed = update(resource(BUCKET, "calm"), became(evil, old=evil, new=evil + "!"))
    return plan(create(new, bears_data=True), delete(resource(SQL, evil), bears_data=True), changed)


def options() -> Plan:
    """What is no change of inputs: protection, import, read, discard, what is left over."""
    open_ = replace(PRIMARY, options=Options())
    taken = resource(BUCKET, "old-media", options=Options(import_id="media-2019"))
    left = replace(RUN, condition=Condition(pending_deletion=True))
    outside = resource("gcp:compute/network:Network", "shared", read=True, id="shared")
    chart = resource("kubernetes:helm.sh/v4:Chart", "mesh", remote=True)
    return plan(
        same(DATABASE),
        same(open_, PRIMARY),
        same(WEB),
        same(RUN),
        Change(
            urn=left.urn, action=Action.DELETE_REPLACED, reason=Reason.PENDING_DELETION, old=left
        ),
        Change(urn=taken.urn, action=Action.IMPORT, reason=Reason.IMPORTED, new=taken),
        Change(urn=outside.urn, action=Action.READ, reason=Reason.READ, new=outside),
        Change(urn=outside.urn + "2", action=Action.DISCARD, reason=Reason.OWNERSHIP, old=outside),
        Change(urn=chart.urn, action=Action.NOT_PREVIEWED, reason=Reason.PLUGIN, new=chart),
    )


def unchanged() -> Plan:
    """Nothing to do."""
    return plan(same(DATABASE), same(PRIMARY))


def empty() -> Plan:
    """A stack without resources."""
    return Plan(old=None, new=Snapshot(project=PROJECT, stack="phase2"))


WARNING = Diagnostic(
    severity=Severity.WARNING,
    summary="Config key not used",
    detail="'gpc:region' is set but nothing reads it.\nIt may be a slip for 'gcp:region'.",
    address="gpc:region",
    source=Source("Pulumi.phase2.yaml", 3),
    command="pulumi config rm gpc:region",
)
FAILED = Diagnostic(severity=Severity.ERROR, summary="Program failed", detail="It says:\n  no")

CASES = {
    "creation": creation,
    "updates": updates,
    "replacements": replacements,
    "doubts": doubts,
    "long-values": long_values,
    "hostile": hostile,
    "options": options,
    "unchanged": unchanged,
    "empty": empty,
}


def phases() -> Report:
    """Five phases, each against the one before."""
    names = ["phase1", "phase1.5", "phase2", "phase2-cloudrun", "phase3"]
    made = [creation(), updates(), replacements(), unchanged(), options()]
    chained = []
    for at, (name, each) in enumerate(zip(names, made, strict=True)):
        before = replace(each.old, stack=names[at - 1], origin=names[at - 1]) if each.old else None
        chained.append(replace(each, old=before, new=replace(each.new, stack=name)))
    return Report(plans=tuple(chained), diagnostics=(WARNING,))


def report(found: Plan, *diagnostics: Diagnostic) -> Report:
    return Report(plans=(found,), diagnostics=diagnostics)
