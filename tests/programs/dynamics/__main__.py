"""Dynamic resources with and without a diff of their own."""

import pulumi
import pulumi_gcp as gcp
from pulumi import ResourceOptions
from pulumi.dynamic import CreateResult, Resource, ResourceProvider
from shop import Checked, Plain, Sized

V = pulumi.Config().require_int("v")


class PlainThing(Resource):
    """No diff of its own."""

    size: pulumi.Output[int]
    note: pulumi.Output[str]

    def __init__(self, name, size, opts=None):
        super().__init__(Plain(), name, {"size": size, "note": None}, opts)


class SizedThing(Resource):
    """Decides itself what replaces."""

    size: pulumi.Output[int]
    colour: pulumi.Output[str]
    address: pulumi.Output[str]

    def __init__(self, name, size, colour, opts=None):
        props = {"size": size, "colour": colour, "address": None}
        super().__init__(Sized(), name, props, opts)


class CheckedThing(Resource):
    """Changes its inputs in its check."""

    size: pulumi.Output[int]
    made: pulumi.Output[str]

    def __init__(self, name, size, opts=None):
        super().__init__(Checked(), name, {"size": size, "made": None}, opts)


class Local(ResourceProvider):
    """Lives in the program itself, so it is pickled with its place in the file."""

    def create(self, props):
        return CreateResult(id_="local", outs=dict(props))


class LocalThing(Resource):
    """Made by a provider of the program's main module."""

    size: pulumi.Output[int]

    def __init__(self, name, size):
        super().__init__(Local(), name, {"size": size})


LocalThing("local", 1)
LocalThing("local-changed", V)
plain = PlainThing("plain", V)
gcp.pubsub.Topic("of-plain", labels={"size": plain.size.apply(str), "note": plain.note})
calm = PlainThing("calm", 1)
gcp.pubsub.Topic("of-calm", labels={"note": calm.note})

update = SizedThing("update", V, "red")
gcp.pubsub.Topic("of-update", labels={"a": update.address, "c": update.colour})
replace = SizedThing("replace", 1, "red" if V == 1 else "blue")
gcp.pubsub.Topic("of-replace", labels={"a": replace.address, "c": replace.colour, "i": replace.id})
first = SizedThing("first", 1, "red" if V == 1 else "green")
goes_down = SizedThing("goes-down", 1, first.id)  # its own diff would replace it
SizedThing("goes-down-too", 1, goes_down.id)
SizedThing("stays", first.id, "red")
SizedThing("same", 1, "red")
SizedThing("chained", update.size, replace.colour)
SizedThing("unknown", 1, replace.address)
SizedThing("forced", V, "red", ResourceOptions(replace_on_changes=["size"]))
SizedThing("ignored", V, "red", ResourceOptions(ignore_changes=["size"]))
CheckedThing("checked", V)
CheckedThing("rounded", 10 if V == 1 else 11)
if V > 1:
    SizedThing("new", 1, "red")
else:
    SizedThing("gone", 1, "red")
