"""What one run of a program gives: values in, resources out, and two phases set side by side."""

from __future__ import annotations

import os
import shutil
import signal
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

from faro.model.diagnostic import ExitCode
from faro.model.plan import Action, Doubt, Reason, Undecided
from faro.model.urn import STACK_TYPE
from faro.model.value import UNKNOWN, Ciphertext, Secret
from faro.program.host import Host, Job
from faro.views.json import render

from .projects import PROJECT, THING, Shop, change_of, only_error, texts

CLOSED = """\
encryptionsalt: v1:AAAAAAAAAAA=:v1:AAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
config:
  shop:password:
    secure: v1:AAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
"""


# What reaches the program


def test_config_reaches_the_program(shop: Shop) -> None:
    """Values of every source and type, by the SDK's own means."""
    shop.put(
        "Pulumi.yaml",
        f"""{PROJECT}config:
  size: {{type: integer, default: 3}}
  names: {{type: array, items: {{type: string}}, default: [a, b]}}
  colour: mauve
  gcp:project: {{value: acme}}
""",
    )
    shop.put(
        "Pulumi.dev.yaml",
        """\
        config:
          colour: red
          shop:open: true
          shop:box: {width: 1, sides: [left]}
          gcp:region: europe-west3
        """,
    )
    program = """\
        import pulumi

        own, gcp = pulumi.Config(), pulumi.Config("gcp")
        pulumi.export("size", own.require_int("size"))
        pulumi.export("names", own.require_object("names"))
        pulumi.export("colour", own.require("colour"))
        pulumi.export("open", own.require_bool("open"))
        pulumi.export("box", own.require_object("box"))
        pulumi.export("gcp", [gcp.require("project"), gcp.get("region"), gcp.get("zone")])
        pulumi.export("run", [pulumi.get_project(), pulumi.get_stack(), pulumi.get_organization()])
        pulumi.export("preview", pulumi.runtime.is_dry_run())
        """
    [plan] = shop.preview(program, config={"colour": "blue", "gcp:region": "us-east1"}).plans
    assert plan.new.outputs == {
        "size": 3,
        "names": ["a", "b"],
        "colour": "blue",
        "open": True,
        "box": {"width": 1, "sides": ["left"]},
        "gcp": ["acme", "us-east1", None],
        "run": ["shop", "dev", "organization"],
        "preview": True,
    }


def test_secret_config_is_secret(shop: Shop) -> None:
    """As an output it carries the mark into resources and exports; no view shows it."""
    shop.put("Pulumi.yaml", f"{PROJECT}config:\n  password: {{secret: true, default: hunter2}}\n")
    program = """\
        import pulumi
        from thing import Thing

        password = pulumi.Config().require_secret("password")
        Thing("one", {"password": password, "url": pulumi.Output.concat("x:", password)})
        pulumi.export("password", password)
        """
    report = shop.preview(program)
    [plan] = report.plans
    inputs = change_of(plan, "one").resource.inputs
    assert inputs == {"password": Secret("hunter2"), "url": Secret("x:hunter2")}
    assert plan.new.outputs == {"password": Secret("hunter2")}
    assert "hunter2" not in render(report)
    assert "hunter2" not in repr(report)


def test_a_secret_that_cannot_be_opened(shop: Shop) -> None:
    """Without the passphrase the program still runs, and nobody can read the value."""
    shop.put("Pulumi.dev.yaml", CLOSED)
    program = """\
        import pulumi
        from thing import Thing

        password = pulumi.Config().require_secret("password")
        Thing("one", {"password": password, "url": pulumi.Output.concat("x:", password)})
        Thing("two", {"plain": pulumi.Config().require("password")})
        print(pulumi.Config().require("password"))
        """
    report = shop.preview(program)
    [plan] = report.plans
    inputs = change_of(plan, "one").resource.inputs | change_of(plan, "two").resource.inputs
    assert {type(value) for value in inputs.values()} == {Ciphertext}
    assert texts(plan) == ["[secret]"]
    assert "«secret" not in render(report)
    shop.follow(next=[], dev=["next"])
    shop.put("Pulumi.next.yaml", "config:\n  shop:password: as-long!\n")
    change = change_of(shop.plan(against=""), "one")
    assert change.action is Action.SAME
    assert Doubt(Undecided.SECRET, ("password",)) in change.doubts
    shop.put("Pulumi.next.yaml", "config:\n  shop:password: longer than that\n")
    assert change_of(shop.plan(against=""), "one").action is Action.UPDATE
    shop.put("Pulumi.next.yaml", CLOSED.replace("secure: v1:AAAA", "secure: v1:BBBB"))
    change = change_of(shop.plan(against=""), "one")
    assert {doubt.why for doubt in change.doubts} == {Undecided.SECRET}
    assert {doubt.path for doubt in change.doubts} == {("password",), ("url",)}


def test_an_interpreter_that_dies_at_once(tmp_path: Path) -> None:
    """A run that is asked for afterwards ends with the same word as one before."""
    interpreter = tmp_path / "python"
    interpreter.write_text("#!/bin/sh\necho no luck >&2\nexit 1\n")
    interpreter.chmod(0o755)
    with Host(interpreter, tmp_path) as host:
        assert host.submit(job(tmp_path)).result(timeout=120).snapshot is None
        second = host.submit(job(tmp_path)).result(timeout=120)
    assert second.snapshot is None
    assert "no luck" in second.diagnostics[0].detail


def job(folder: Path) -> Job:
    """A run that never gets to its program."""
    return Job(
        project="shop",
        stack="dev",
        organization="organization",
        directory=folder,
        main=folder,
        config={},
        secret_keys=frozenset(),
        start=None,
        as_deployed=False,
        plain_unknowns=False,
        placeholders={},
        time_limit=5.0,
    )


def test_a_process_of_the_programs_own_does_not_hold_the_result(shop: Shop) -> None:
    """The program forks and goes on; what it forked sleeps longer than anybody waits."""
    plan = shop.plan(
        """\
        import os, time
        from thing import Thing

        Thing("one", {})
        sleeper = os.fork()
        if sleeper == 0:
            time.sleep(600)
            os._exit(0)
        open("sleeper", "w").write(str(sleeper))
        """
    )
    assert change_of(plan, "one").action is Action.CREATE
    os.kill(int((shop.directory / "sleeper").read_text()), signal.SIGKILL)


def test_the_end_of_a_program_shows_no_secret(shop: Shop) -> None:
    """Neither in the text of what it raises nor inside an object that it prints."""
    report = shop.preview(
        """\
        import pulumi
        from thing import Thing

        Thing("one", {"a": pulumi.Output.secret({"inner": "hunter-two"})})
        async def late(value):
            import asyncio
            await asyncio.sleep(0.2)
            print({"inner": "hunter-two"})
            raise ValueError("not hunter-two")
        pulumi.Output.from_input(late(1)).apply(lambda _: None)
        """
    )
    said = " ".join(found.detail for found in report.all_diagnostics)
    assert "ValueError" in said
    assert "hunter-two" not in said


def test_the_phase_before_without_stand_ins_when_the_later_one_cannot_work_on_them(
    shop: Shop,
) -> None:
    """Its outputs are plain unknowns then, and what depends on them is not compared."""
    shop.follow(one=[], dev=["one"])
    shop.put("Pulumi.one.yaml", "config: {}\n")
    plan = shop.plan(
        """\
        import pulumi
        import pulumi_random as random
        from thing import Thing

        pet = random.RandomPet("pet")
        later = pulumi.get_stack() == "dev"
        Thing("one", {"n": pet.id.apply(lambda text: int(text) if later else 1)})
        """,
        against="",
    )
    assert change_of(plan, "pet").action is Action.SAME
    change = change_of(plan, "one")
    assert change.action is Action.SAME
    assert change.doubts == (Doubt(Undecided.NO_STAND_IN, ("n",)),)


def test_pinned_ids_and_secrets(shop: Shop) -> None:
    """An id can be pinned, and a pinned output that the SDK calls secret stays one."""
    shop.put(
        "pins.yaml",
        "outputs:\n  drawn: {id: known, result: hunter-two}\n",
    )
    plan = shop.plan(
        """\
        import pulumi_random as random
        from thing import Thing

        drawn = random.RandomPassword("drawn", length=9)
        Thing("one", {"id2": drawn.id, "value": drawn.result})
        """,
        placeholders="pins.yaml",
    )
    inputs = change_of(plan, "one").resource.inputs
    assert inputs["id2"] == "known"
    assert inputs["value"] == Secret("hunter-two")


def test_the_program_sees_its_own_folder(shop: Shop) -> None:
    """``main`` in a subfolder: there it runs and imports; places count from the project."""
    shop.put("Pulumi.yaml", f"{PROJECT}main: code/app\n")
    shop.put("thing.py", "raise AssertionError\n")
    shop.put("code/app/parts.py", "NAME = 'one'\n")
    shop.put(
        "code/app/__main__.py",
        """\
        import os, sys
        import pulumi
        from parts import NAME

        class Thing(pulumi.CustomResource):
            def __init__(self, name):
                super().__init__("test:index:Thing", name, {})

        Thing(NAME)
        pulumi.export("where", os.path.basename(os.getcwd()))
        pulumi.export("argv", [os.path.basename(word) for word in sys.argv])
        pulumi.export("root", os.path.basename(pulumi.runtime.get_root_directory()))
        """,
    )
    plan = shop.plan()
    assert plan.new.outputs == {"where": "app", "argv": ["app"], "root": "shop"}
    assert change_of(plan, "one").resource.source == ("code/app/__main__.py", 9)


def test_the_program_may_have_our_name(shop: Shop) -> None:
    """A module ``faro`` of its own is the program's, not ours; nothing of ours is in its way."""
    shop.put("faro/__init__.py", "NAME = 'lighthouse'\n")
    shop.put("faro/model.py", "SIZE = 3\n")
    plan = shop.plan("import pulumi, faro, faro.model\npulumi.export('it', faro.NAME)\n")
    assert plan.new.outputs == {"it": "lighthouse"}


@pytest.mark.parametrize("name", ["components", "providers", "stacks", "tools"])
def test_the_program_may_have_folders_of_our_checkouts_names(shop: Shop, name: str) -> None:
    """Without ``__init__.py`` a folder is found last, after every package of that name."""
    shop.put(f"{name}/thing.py", THING)
    program = f"from {name}.thing import Thing\nThing('one')\n"
    assert change_of(shop.plan(program), "one").action is Action.CREATE


def test_the_program_runs_in_its_own_virtual_environment(shop: Shop) -> None:
    """The one that ``Pulumi.yaml`` names, with what is installed there alone."""
    venv.create(shop.directory / "venv", with_pip=False, symlinks=True)
    [packages] = (shop.directory / "venv").glob("lib/python*/site-packages")
    (packages / "only_here.py").write_text("NAME = 'found'\n")
    (packages / "shared.pth").write_text(sysconfig.get_path("purelib") + "\n")
    shop.put("Pulumi.yaml", "name: shop\nruntime: {name: python, options: {virtualenv: venv}}\n")
    program = """\
        import os, sys
        import pulumi
        import only_here

        pulumi.export("name", only_here.NAME)
        pulumi.export("prefix", os.path.relpath(sys.prefix))
        """
    assert shop.plan(program).new.outputs == {"name": "found", "prefix": "venv"}


# What comes from elsewhere


STACKS = """\
import pulumi
from thing import Thing

net = pulumi.StackReference("organization/net/dev")
pulumi.export("cidr", net.get_output("cidr"))
Thing("one", {"zone": net.require_output("zones")[0]})
"""


def test_outputs_of_another_stack_are_unknown(shop: Shop) -> None:
    """The reference is read, its outputs are nobody's to know."""
    plan = shop.plan(STACKS)
    assert change_of(plan, "organization/net/dev").action is Action.READ
    assert change_of(plan, "one").resource.inputs == {"zone": UNKNOWN}
    assert plan.new.outputs == {"cidr": UNKNOWN}


def test_outputs_of_another_stack_can_be_pinned(shop: Shop) -> None:
    """By the name that the program gives."""
    shop.put(
        "pinned.yaml",
        """\
        stack_references:
          organization/net/dev: {cidr: 10.0.0.0/8, zones: [a, b]}
          organization/net/prod: {cidr: 172.16.0.0/12}
        """,
    )
    plan = shop.plan(STACKS, placeholders="pinned.yaml")
    assert change_of(plan, "one").resource.inputs == {"zone": "a"}
    assert plan.new.outputs == {"cidr": "10.0.0.0/8"}


INVOKES = """\
import pulumi
from pulumi_gcp import compute

one = compute.get_network(name="one")
other = compute.get_network_output(name="other")
pulumi.export("class", type(one).__name__)
pulumi.export("fields", [one.name, one.self_link, one.gateway_ipv4])
pulumi.export("list", one.subnetworks_self_links)
pulumi.export("other", other.self_link)
pulumi.export("again", compute.get_network(name="one").self_link == one.self_link)
pulumi.export("zones", len(compute.get_zones(region="europe-west3").names))
pulumi.export("truth", compute.get_addresses(region="europe-west3").addresses[0].address)
"""


def test_calls_are_answered_by_type(shop: Shop) -> None:
    """The SDK's own class, its arguments as they were given, each field of its declared type."""
    outputs = shop.plan(INVOKES).new.outputs
    fields = outputs["fields"]
    assert isinstance(fields, list)
    name, link, gateway = fields
    assert outputs["class"] == "AwaitableGetNetworkResult"
    assert name == "one"
    assert str(link).startswith("«gcp:compute/getNetwork:getNetwork(")
    assert str(link).endswith(")#selfLink»")
    assert isinstance(gateway, str)
    assert isinstance(outputs["list"], list)
    assert len({*outputs["list"], link, gateway, outputs["other"]}) == len(outputs["list"]) + 3
    assert outputs["again"] is True
    assert outputs["zones"] == 3
    assert str(outputs["truth"]).endswith("#addresses[0].address»")


def test_calls_can_be_pinned(shop: Shop) -> None:
    """The first entry whose arguments all agree; other calls keep their stand-ins."""
    shop.put(
        "pinned.yaml",
        """\
        invokes:
        - token: gcp:compute/getNetwork:getNetwork
          args: {name: one}
          result: {name: one, selfLink: https://one, subnetworksSelfLinks: [https://sub]}
        - token: gcp:compute/getNetwork:getNetwork
          result: {name: other, selfLink: https://any}
        """,
    )
    outputs = shop.plan(INVOKES, placeholders="pinned.yaml").new.outputs
    assert outputs["fields"] == ["one", "https://one", None]
    assert outputs["list"] == ["https://sub"]
    assert outputs["other"] == "https://any"
    assert outputs["zones"] == 3


def test_outputs_can_be_pinned(shop: Shop) -> None:
    """By name, by type and name, by URN, with ``*``; of several entries the last counts."""
    shop.put(
        "pinned.yaml",
        """\
        outputs:
          "t[wh]*": {size: 2, colour: red}
          three: {size: 3}
          test:index:Thing::one: {size: 1}
          urn:pulumi:dev::shop::test:index:Thing::four: {size: 4}
          tw: {size: 9}
        """,
    )
    program = """\
        import pulumi
        from thing import Thing

        for name in ("one", "two", "three", "four"):
            thing = Thing(name, {"size": None, "colour": "blue"})
            pulumi.export(name, [thing.size, thing.colour])
        """
    plan = shop.plan(program, placeholders="pinned.yaml")
    assert plan.new.outputs == {
        "one": [1, "blue"],
        "two": [2, "red"],
        "three": [3, "red"],
        "four": [4, "blue"],
    }
    assert change_of(plan, "two").resource.inputs == {"colour": "blue"}


# What a program may do


def test_an_async_main(shop: Shop) -> None:
    """What it registers after it waited is there, and what it returns is no matter."""
    program = """\
        import asyncio
        import pulumi
        from thing import Thing

        async def main():
            await asyncio.sleep(0.01)
            Thing("late")
            pulumi.export("done", await asyncio.to_thread(lambda: True))

        pulumi.run(main)
        """
    plan = shop.plan(program)
    assert change_of(plan, "late").action is Action.CREATE
    assert plan.new.outputs == {"done": True}


def test_a_component_and_its_children(shop: Shop) -> None:
    """Parents are in the URN, options pass down, outputs come back."""
    program = """\
        import pulumi
        from thing import Thing

        class Pair(pulumi.ComponentResource):
            def __init__(self, name, opts=None):
                super().__init__("test:index:Pair", name, {"of": 2}, opts)
                mine = pulumi.ResourceOptions(parent=self)
                self.left, self.right = Thing(f"{name}-l", {}, mine), Thing(f"{name}-r", {}, mine)
                self.register_outputs({"left": self.left.urn})

        pair = Pair("pair", pulumi.ResourceOptions(protect=True))
        Thing("after", {"left": pair.left.urn}, pulumi.ResourceOptions(depends_on=[pair]))
        """
    plan = shop.plan(program)
    left, after = change_of(plan, "pair-l").resource, change_of(plan, "after").resource
    assert left.urn == "urn:pulumi:dev::shop::test:index:Pair$test:index:Thing::pair-l"
    assert left.parent == change_of(plan, "pair").urn
    assert left.options.protect
    assert not after.options.protect
    assert after.inputs == {"left": left.urn}
    assert change_of(plan, "pair-r").urn in after.dependencies
    assert change_of(plan, "pair").resource.inputs == {"of": 2}


def test_an_alias_keeps_a_resource(shop: Shop) -> None:
    """Renamed with an alias it is the same, renamed without one it is another."""
    shop.follow(one=[], two=["one"])
    program = """\
        import pulumi
        from thing import Thing

        new = pulumi.get_stack() == "two"
        old = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="kept")])
        Thing("kept-on" if new else "kept", {"x": 1}, old if new else None)
        Thing("lost-now" if new else "lost", {"x": 1})
        """
    plan = shop.plan(program, stack="two", against="")
    found = {change.resource.name: change.action for change in plan.changes}
    assert found == {
        "shop-two": Action.SAME,
        "kept-on": Action.SAME,
        "lost-now": Action.CREATE,
        "lost": Action.DELETE,
    }


def test_transformations_and_transforms(shop: Shop) -> None:
    """Those of the stack, of the resource and of its parent, of both kinds."""
    program = """\
        import pulumi
        from thing import Thing

        def old(args):
            return pulumi.ResourceTransformationResult({**args.props, "old": 1}, args.opts)

        async def new(args):
            return pulumi.ResourceTransformResult({**args.props, "new": args.name}, args.opts)

        def keep(args):
            options = pulumi.ResourceOptions(protect=True)
            return pulumi.ResourceTransformResult(
                args.props, pulumi.ResourceOptions.merge(args.opts, options)
            )

        pulumi.runtime.register_stack_transformation(old)
        pulumi.runtime.register_resource_transform(new)
        top = Thing("top", {"x": 1}, pulumi.ResourceOptions(transforms=[keep]))
        Thing("below", {"x": 2}, pulumi.ResourceOptions(parent=top))
        Thing("beside", {"x": 3})
        """
    plan = shop.plan(program)
    found = {name: change_of(plan, name).resource for name in ("top", "below", "beside")}
    assert {name: each.inputs for name, each in found.items()} == {
        name: {"x": x, "old": 1, "new": name} for x, name in enumerate(found, 1)
    }
    assert [name for name, each in found.items() if each.options.protect] == ["top", "below"]


def test_arguments_go_by_the_names_of_the_engine(shop: Shop) -> None:
    """Of classes and of dictionaries, at every depth, in an SDK that is imported in parts."""
    program = """\
        from pulumi_gcp import storage

        storage.Bucket(
            "one",
            location="EU",
            lifecycle_rules=[
                storage.BucketLifecycleRuleArgs(
                    action=storage.BucketLifecycleRuleActionArgs(type="Delete"),
                    condition=storage.BucketLifecycleRuleConditionArgs(num_newer_versions=3),
                )
            ],
            retention_policy={"retention_period": "60"},
        )
        """
    inputs = change_of(shop.plan(program), "one").resource.inputs
    assert inputs["lifecycleRules"] == [
        {"action": {"type": "Delete"}, "condition": {"numNewerVersions": 3}}
    ]
    assert inputs["retentionPolicy"] == {"retentionPeriod": "60"}


@pytest.mark.parametrize(
    "program",
    [
        "import pulumi_random\npulumi_random.RandomPet('pet', length=3)\n",
        "import pulumi_random as r\nr.RandomPet('pet', r.RandomPetArgs(length=3))\n",
        "from pulumi_random import RandomPet as Pet\nPet('pet', length=3)\n",
        "from pulumi_random import *\nRandomPet('pet', RandomPetArgs(length=3))\n",
        "from pulumi_random import random_pet\nrandom_pet.RandomPet('pet', length=3)\n",
        "import pulumi_random.random_pet as p\np.RandomPet('pet', length=3)\n",
        "import importlib as i\ni.import_module('pulumi_random').RandomPet('pet', length=3)\n",
    ],
)
def test_an_sdk_may_be_imported_in_any_way(shop: Shop, program: str) -> None:
    """However the program writes it, the resource is the same."""
    pet = change_of(shop.plan(program), "pet").resource
    assert (pet.type, pet.inputs) == ("random:index/randomPet:RandomPet", {"length": 3})
    assert pet.source == ("__main__.py", 2)


# Two phases side by side


@pytest.fixture
def phases(shop: Shop) -> Iterator[Shop]:
    """The project with phase ``two`` after phase ``one``."""
    shop.follow(one=[], two=["one"])
    yield shop


def cache(inputs: str) -> str:
    """A program of a cache and a thing that is told of it; ``TWO`` in the second phase."""
    return f"""\
import pulumi
import pulumi_gcp as gcp
from thing import Thing

TWO = pulumi.get_stack() == "two"
cache = gcp.redis.Instance("cache", memory_size_gb=1)
Thing("one", {inputs})
"""


@pytest.mark.parametrize(
    "inputs",
    [
        '{"url": cache.host}',
        '{"url": pulumi.Output.concat("redis://", cache.host)}',
        '{"url": cache.host.apply(lambda host: host.upper() + host[:1])}',
        '{"id": cache.id, "name": cache.name}',
        '{"zone": cache.nodes[0].zone}',
        '{"json": pulumi.Output.json_dumps({"host": cache.host, "list": [cache.id]})}',
        '{"auth": cache.auth_string}',
        '{"stack": "two" if TWO else "one"} and {}',
    ],
)
def test_an_unchanged_program_shows_no_change(phases: Shop, inputs: str) -> None:
    """What the cloud would tell is the same in both phases, and known to be so."""
    report = phases.preview(cache(inputs), stack="two", against="")
    [plan] = report.plans
    assert report.exit_code is ExitCode.NOTHING_TO_DO
    assert {change.reason for change in plan.changes} == {Reason.UNCHANGED}
    assert [change.doubts for change in plan.changes if change.doubts] == []
    assert plan.old is not None
    assert (plan.old.origin, plan.new.origin) == ("one", "two")


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        ('{"url": cache.read_endpoint if TWO else cache.host}', ("url",)),
        ('{"url": cache.id if TWO else cache.name}', ("url",)),
        ('{"url": cache.host.apply(lambda h: ("https" if TWO else "http") + h)}', ("url",)),
        ('{"url": cache.host.apply(lambda h: h + ":6379") if TWO else cache.host}', ("url",)),
        ('{"json": pulumi.Output.json_dumps({"a": cache.host, "b": TWO})}', ("json",)),
        (
            '{"deep": {"list": [1, cache.read_endpoint if TWO else cache.host]}}',
            ("deep", "list", 1),
        ),
        ('{"port": cache.nodes[0].id if TWO else cache.nodes[0].zone}', ("port",)),
    ],
)
def test_another_use_of_an_output_is_an_update(
    phases: Shop, inputs: str, path: tuple[str | int, ...]
) -> None:
    """Two values that nobody has yet are told apart, and so is what is made of them."""
    plan = phases.plan(cache(inputs), stack="two", against="")
    change = change_of(plan, "one")
    assert change.action is Action.UPDATE
    assert [diff.path for diff in change.diffs] == [path]
    assert change.diffs[0].old != change.diffs[0].new
    assert change_of(plan, "cache").action is Action.SAME


def test_a_secret_output_stays_secret_as_a_stand_in(phases: Shop) -> None:
    """What the SDK calls secret is so in both phases."""
    inputs = '{"auth": cache.auth_string.apply(lambda text: text + ("!" if TWO else ""))}'
    change = change_of(phases.plan(cache(inputs), stack="two", against=""), "one")
    assert change.action is Action.UPDATE
    assert isinstance(change.resource.inputs["auth"], Secret)


def test_what_no_stand_in_can_hold_is_counted(phases: Shop) -> None:
    """A number alone has no name: nothing is said of it, and that is said."""
    inputs = '{"port": cache.port, "twice": cache.port.apply(lambda port: 2 * port)}'
    change = change_of(phases.plan(cache(inputs), stack="two", against=""), "one")
    assert change.action is Action.SAME
    doubts = {doubt.path for doubt in change.doubts if doubt.why is Undecided.NO_STAND_IN}
    assert doubts == {("port",), ("twice",)}


def test_an_unknown_output_of_a_dynamic_resource_is_no_difference(phases: Shop) -> None:
    """Its provider is told that both are the same; that nobody knows is counted."""
    phases.put(
        "shelf.py",
        """\
        from pulumi import dynamic

        class Provider(dynamic.ResourceProvider):
            def diff(self, _id, olds, news):
                changed = [key for key in ("nodes", "size") if olds.get(key) != news.get(key)]
                return dynamic.DiffResult(changes=bool(changed), replaces=changed)

        class Shelf(dynamic.Resource):
            def __init__(self, name, props):
                super().__init__(Provider(), name, props)
        """,
    )
    program = """\
        import pulumi
        import pulumi_gcp as gcp
        from shelf import Shelf

        cache = gcp.redis.Instance("cache", memory_size_gb=1)
        zone = cache.nodes.apply(lambda nodes: int(nodes[0].zone))
        Shelf("shelf", {"nodes": {"zones": [zone]}, "size": SIZE})
        """
    plan = phases.plan(program.replace("SIZE", "1"), stack="two", against="one")
    assert not plan.has_changes
    unknown = Doubt(Undecided.NO_STAND_IN, ("nodes", "zones", 0))
    assert change_of(plan, "shelf").doubts == (unknown,)
    plan = phases.plan(program.replace("SIZE", "pulumi.get_stack()"), stack="two", against="one")
    change = change_of(plan, "shelf")
    assert (change.action, change.replace_keys) == (Action.REPLACE, ("size",))
    assert change.doubts == (unknown,)


def test_a_program_that_fails_on_a_stand_in(phases: Shop) -> None:
    """It is run on plain unknowns: what differs is shown, what is not compared is counted."""
    inputs = '{"last": cache.host.apply(lambda h: int(h)), "url": cache.host, "two": TWO}'
    report = phases.preview(cache(inputs), stack="two", against="")
    assert report.all_diagnostics == ()
    change = change_of(report.plans[0], "one")
    assert change.action is Action.UPDATE
    assert [diff.path for diff in change.diffs] == [("two",)]
    doubts = {doubt.path for doubt in change.doubts if doubt.why is Undecided.NO_STAND_IN}
    assert doubts == {("last",), ("url",)}


def test_a_program_that_fails_in_both_phases(phases: Shop) -> None:
    """The same error twice is one."""
    program = "import pulumi\nraise ValueError('in any case')\n"
    found = only_error(phases.preview(program, stack="", against=""))
    assert "in any case" in found.detail


def test_all_phases_in_order(phases: Shop) -> None:
    """Without a stack each phase gets its plan; one that fails does not hide the others."""
    program = """\
        import pulumi
        from thing import Thing

        Thing(pulumi.get_stack())
        if pulumi.get_stack() == "three":
            raise ValueError("too much")
        """
    phases.follow(one=[], three=["two"], two=["one"])
    report = phases.preview(program, stack="", against="")
    assert [plan.new.stack for plan in report.plans] == ["one", "two"]
    assert [found.detail for found in report.diagnostics if "too much" in found.detail]
    assert report.exit_code is ExitCode.ERROR
    [first, second] = report.plans
    assert first.old is None
    assert second.counts == {Action.CREATE: 1, Action.DELETE: 1}


def test_a_phase_may_start_from_any_other(phases: Shop) -> None:
    """``--from`` names another phase than the usual one."""
    phases.follow(one=[], two=["one"], three=["two"])
    program = """\
        import pulumi
        from thing import Thing

        Thing("it", {"stack": pulumi.get_stack()})
        """
    plan = phases.plan(program, stack="three", against="one")
    [diff] = change_of(plan, "it").diffs
    assert (diff.old, diff.new) == ("one", "three")
    same = phases.plan(program, stack="three", against="three")
    assert not same.has_changes


def test_what_comes_out_is_an_export_that_goes_in(shop: Shop) -> None:
    """A plan in JSON is a start for the next: nothing has changed since."""
    program = "from thing import Thing\nThing('one', {'x': [1, {'y': None}], 'z': 'é'})\n"
    shop.put("before.json", render(shop.preview(program)))
    plan = shop.plan(against=str(shop.directory / "before.json"))
    assert not plan.has_changes
    assert change_of(plan, "one").action is Action.SAME


# The same again


def test_two_previews_are_the_same_document(phases: Shop, tmp_path: Path) -> None:
    """To the last byte: run again, from another folder, and whatever arrives first."""
    program = cache('{"all": [cache.host, cache.port, pulumi.Output.secret("x")]}') + (
        'for n in range(20):\n    Thing(f"n-{n}", {"host": cache.host.apply(str)})\n'
        'print("words")\n'
    )
    phases.put("__main__.py", program)
    copy = Shop(Path(shutil.copytree(phases.directory, tmp_path / "elsewhere")))
    found = [render(each.preview(stack="", against="")) for each in (phases, phases, copy)]
    assert found[0] == found[1] == found[2]


def test_resources_come_in_an_order_of_their_own(shop: Shop) -> None:
    """After what they need, otherwise by URN, however the program registers them."""
    program = """\
        from pulumi import ResourceOptions
        from thing import Thing

        z = Thing("z")
        for name in {order}:
            Thing(name)
        Thing("after", {{"z": z.urn}}, ResourceOptions(depends_on=[z]))
        """
    orders = (["a", "c", "b"], ["b", "a", "c"])
    found = [shop.plan(program.format(order=order)).new.resources for order in orders]
    names = [[each.name for each in resources] for resources in found]
    assert names == [["shop-dev", "a", "b", "c", "z", "after"]] * 2
    assert found[0][0].type == STACK_TYPE


def test_the_digest_names_what_a_plan_was_made_of(shop: Shop) -> None:
    """Another program, another value: another digest."""
    program = "import pulumi\n"
    first, again = shop.plan(program), shop.plan(program)
    changed = shop.plan(f"{program}\n")
    shop.put("Pulumi.dev.yaml", "config:\n  shop:x: 1\n")
    configured = shop.plan(program)
    digests = [plan.new.digest for plan in (first, again, changed, configured)]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_a_program_keeps_its_environment(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the shell sets reaches the program; what the program sets stays its own."""
    monkeypatch.setenv("SHOP_COLOUR", "red")
    program = """\
        import os
        import pulumi

        pulumi.export("colour", os.environ["SHOP_COLOUR"])
        os.environ["SHOP_COLOUR"] = "blue"
        """
    assert shop.plan(program).new.outputs == {"colour": "red"}
    assert os.environ["SHOP_COLOUR"] == "red"
