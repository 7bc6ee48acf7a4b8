"""The names that the ``pulumi`` package keeps to itself, and SDKs imported in parts, hold."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pulumi_random
import pytest

SDKS = ["pulumi_gcp", "pulumi_kubernetes", "pulumi_random", "pulumiverse_vercel"]


def ask(code: str, *, parts: bool, options: tuple[str, ...] = (), path: str = "") -> Any:
    """What ``answer`` is after the code ran in an interpreter of its own."""
    begin = ["import importlib, json, sys"]
    if path:
        begin.append(f"sys.path.insert(0, {path!r})")
    if parts:
        begin.append("from faro.engine.run import code_cache, sdk_import")
        begin.append(f"sdk_import.import_in_parts({SDKS!r}, code_cache.use())")
    end = "print(json.dumps(answer))"
    done = subprocess.run(
        [sys.executable, *options, "-c", "\n".join([*begin, dedent(code), end])],
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def in_both_ways(code: str) -> Any:
    """The one answer that an import in parts and an ordinary one both give."""
    found = [ask(code, parts=parts) for parts in (True, False)]
    assert found[0] == found[1]
    return found[0]


# The private names of the SDK


def test_what_a_class_says_of_its_outputs() -> None:
    """Names as the engine has them, types without ``Output`` and ``Optional``; fields of a type."""
    code = """
        import pulumi_gcp as gcp
        from faro.engine.run import sdk

        network = sdk.output_types(gcp.compute.Network)
        cache = sdk.output_types(gcp.redis.Instance)
        node = sdk.fields_of(cache["nodes"].__args__[0])
        classes = sdk.ResourceClasses()
        answer = {
            "text": network["selfLink"] is str,
            "truth": network["autoCreateSubnetworks"] is bool,
            "number": cache["port"] is int,
            "list": str(cache["nodes"].__origin__),
            "fields": sorted(node),
            "field": node["zone"] is str,
            "no fields": [sdk.fields_of(each) for each in (str, int, dict, list, None, "str")],
            "present": sorted(sdk.always_present(gcp.compute.Network)),
            "class": [
                classes.find(token) is gcp.redis.Instance
                for token in ("gcp:redis/instance:Instance", "gcp:redis:Instance", "")
            ],
        }
        """
    found = in_both_ways(code)
    present = found.pop("present")
    assert found == {
        "text": True,
        "truth": True,
        "number": True,
        "list": "<class 'collections.abc.Sequence'>",
        "fields": ["id", "zone"],
        "field": True,
        "no fields": [None] * 6,
        "class": [True, False, False],
    }
    assert {"name", "project", "selfLink"} <= set(present)
    assert not {"description", "autoCreateSubnetworks"} & set(present)


def test_a_class_that_is_made_later_is_found() -> None:
    """The classes of one that was not found the first time are looked for again."""
    code = """
        import pulumi
        from faro.engine.run import sdk

        classes = sdk.ResourceClasses()

        class One(pulumi.CustomResource):
            pulumi_type = "test:index:One"

        before = classes.find("test:index:One") is One

        class Two(One):
            pulumi_type = "test:index:Two"

        class Three(Two):
            pass

        answer = [before, classes.find("test:index:Two") is Two, classes.find("test:index:No")]
        """
    assert in_both_ways(code) == [True, True, None]


def test_the_result_class_of_a_call() -> None:
    """Out of the module that was loaded for the call; none where it was not."""
    code = """
        import pulumi_gcp as gcp
        import pulumiverse_vercel as vercel
        from faro.engine.run import sdk

        gcp.compute.get_network, gcp.compute.get_zones, vercel.get_project
        tokens = [
            "gcp:compute/getNetwork:getNetwork",
            "gcp:compute/getZones:getZones",
            "vercel:index/getProject:getProject",
            "gcp:compute/getNothing:getNothing",
            "aws:ec2/getVpc:getVpc",
            "",
        ]
        found = [sdk.result_class(token) for token in tokens]
        answer = [cls and [cls.__name__, sorted(sdk.fields_of(cls))[:2]] for cls in found]
        """
    network, zones, project, *none = in_both_ways(code)
    assert network == ["GetNetworkResult", ["description", "gatewayIpv4"]]
    assert zones == ["GetZonesResult", ["id", "names"]]
    assert project[0] == "GetProjectResult"
    assert none == [None] * 3


def test_a_dynamic_provider_is_loaded() -> None:
    """As it was pickled, and told the stack's configuration."""
    code = """
        from pulumi import dynamic
        from pulumi.dynamic.dynamic import serialize_provider
        from faro.engine.run import sdk

        class Provider(dynamic.ResourceProvider):
            def configure(self, request):
                self.size = request.config.require("size")

            def diff(self, id, olds, news):
                return dynamic.DiffResult(changes=olds != news, replaces=[self.size])

        pickled = serialize_provider(Provider())
        provider = sdk.load_dynamic_provider(pickled, {"shop:size": "3"}, "shop")
        found = provider.diff("id", {"a": 1}, {"a": 2})
        answer = [found.changes, found.replaces]
        """
    assert ask(code, parts=False) == [True, ["3"]]


def test_the_language_server_runs_a_program() -> None:
    """As the CLI asks for it, over the protocol."""
    code = """
        from pulumi.runtime.proto import language_pb2_grpc
        from faro.engine.run import sdk

        server = sdk.language_server(lambda: None)
        protocol = language_pb2_grpc.LanguageRuntimeServicer
        answer = [isinstance(server, protocol), callable(server.Run)]
        """
    assert ask(code, parts=False) == [True, True]


# An import in parts


KINDS = {
    "pulumi_kubernetes.core.v1.Namespace": "type",
    "pulumi_kubernetes.core.v1.ContainerArgs": "type",
    "pulumi_kubernetes.meta.v1.outputs.ObjectMeta": "type",
    "pulumi_kubernetes.yaml.ConfigFile": "type",
    "pulumi_gcp.compute.Network": "type",
    "pulumi_gcp.compute.NetworkArgs": "type",
    "pulumi_gcp.compute.InstanceNetworkInterfaceArgs": "type",
    "pulumi_gcp.compute.get_network": "function",
    "pulumi_gcp.compute.get_network_output": "function",
    "pulumi_gcp.compute.GetNetworkResult": "type",
    "pulumi_gcp.compute.AwaitableGetNetworkResult": "type",
    "pulumi_gcp.compute.outputs": "module",
    "pulumi_gcp.compute.Netwerk": "NoneType",
    "pulumi_gcp.compute.__wrapped__": "NoneType",
    "pulumi_gcp.Provider": "type",
    "pulumi_gcp.ProviderBatchingArgs": "type",
    "pulumi_gcp.no_such_module": "NoneType",
    "pulumi_random.RandomPet": "type",
    "pulumi_random.RandomPetArgs": "type",
    "pulumiverse_vercel.Project": "type",
    "pulumiverse_vercel.get_project": "function",
    "pulumiverse_vercel.ProjectEnvironmentArgs": "type",
    "pulumiverse_vercel.GetProjectResult": "type",
    "pulumiverse_vercel.outputs": "module",
}


def test_names_are_what_they_are_otherwise() -> None:
    """Classes, functions, arguments, modules; nothing for a name that there is not."""
    code = f"""
        def look_up(name):
            package, *parts = name.split(".")
            found = importlib.import_module(package)
            for part in parts:
                try:
                    found = getattr(found, part)
                except AttributeError:
                    return None
            return found

        answer = {{}}
        for name in {list(KINDS)!r}:
            found = look_up(name)
            names = [getattr(found, key, "") for key in ("__module__", "__name__")]
            answer[name] = [type(found).__name__, *names]
        """
    found = in_both_ways(code)
    assert {name: kind for name, (kind, *_) in found.items()} == KINDS


@pytest.mark.parametrize(
    ("module", "kind"),
    [
        ("pulumi_gcp.compute.get_network", "function"),
        ("pulumi_kubernetes.core.v1.Namespace", "type"),
        ("pulumiverse_vercel.get_project", "function"),
    ],
)
def test_a_module_hides_nothing_of_its_name(module: str, kind: str) -> None:
    """A function or a class that has its module's name stays after the module was imported."""
    package, _, name = module.rpartition(".")
    code = f"""
        package = importlib.import_module({package!r})
        first = getattr(package, {name!r}, None)
        module = importlib.import_module({module!r})
        from {package} import {name} as second
        answer = [type(each).__name__ for each in (first, module, second)]
        """
    assert in_both_ways(code) == [kind, "module", kind]
    assert in_both_ways(f"import {module}\nanswer = type({module}).__name__")


def test_a_missing_name_is_told_as_otherwise() -> None:
    """By the module and the name, as an attribute and as an import."""
    code = """
        import pulumi_gcp.compute as compute
        import pulumi_random

        def told(package, name):
            try:
                getattr(package, name)
            except AttributeError as problem:
                return str(problem)

        answer = [told(compute, "Netwerk"), told(pulumi_random, "RandomPat"), hasattr(compute, "X")]
        try:
            from pulumi_gcp.compute import Netwerk
        except ImportError as problem:
            answer.append(problem.name)
        """
    assert in_both_ways(code) == [
        "module 'pulumi_gcp.compute' has no attribute 'Netwerk'",
        "module 'pulumi_random' has no attribute 'RandomPat'",
        False,
        "pulumi_gcp.compute",
    ]


def test_modules_are_found_and_names_are_listed() -> None:
    """A module of the package as an attribute, and all names in ``dir``."""
    code = """
        import pulumi_random as random

        made = random.random_pet.RandomPet
        listed = dir(random)
        answer = [made.__name__, "RandomPet" in listed, "random_pet" in listed]
        """
    assert in_both_ways(code) == ["RandomPet", True, True]


def test_types_are_what_they_are_otherwise() -> None:
    """Every output of a class, down to the last field, though annotations stayed text."""
    code = """
        import pulumi_gcp as gcp
        import pulumi_kubernetes as k8s
        import pulumi_random as random
        import pulumiverse_vercel as vercel
        from faro.engine.run import sdk

        def described(type_, depth=0):
            fields = sdk.fields_of(type_) if depth < 5 else None
            if fields is not None:
                inner = {name: described(field, depth + 1) for name, field in fields.items()}
                return [type_.__name__, inner]
            args = getattr(type_, "__args__", ())
            return [described(each, depth + 1) for each in args] if args else str(type_)

        classes = [
            gcp.compute.Instance,
            gcp.redis.Instance,
            gcp.sql.DatabaseInstance,
            k8s.core.v1.Service,
            random.RandomPassword,
            vercel.Project,
        ]
        answer = {
            f"{each.__module__}.{each.__name__}": [
                {name: described(type_) for name, type_ in sdk.output_types(each).items()},
                sorted(sdk.always_present(each)),
            ]
            for each in classes
        }
        """
    found = in_both_ways(code)
    assert len(found) == 6
    types, present = found["pulumi_gcp.redis.instance.Instance"]
    assert (types["host"], types["port"]) == ("<class 'str'>", "<class 'int'>")
    assert types["nodes"][0][1] == {"id": "<class 'str'>", "zone": "<class 'str'>"}
    assert "host" in present


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with an SDK of its own, never imported before."""
    source = Path(str(pulumi_random.__file__)).parent
    shutil.copytree(source, tmp_path / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


USE = """
    import pulumi_random
    from pulumi_random import RandomPet

    answer = [pulumi_random.__file__, pulumi_random.RandomPetArgs(length=3).length]
    """


def test_only_what_is_used_is_compiled(
    copied: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Into the cache; the folder of the packages stays as it was."""
    caches = tmp_path_factory.mktemp("caches")
    before = sorted(copied.rglob("*"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(caches))
        file, length = ask(USE, parts=True, path=str(copied))
    assert (Path(file).parent.parent, length) == (copied, 3)
    names = {path.name.partition(".")[0] for path in caches.rglob("pulumi_random/*.code")}
    assert {"__init__", "_utilities", "random_pet"} <= names
    assert "random_uuid" not in names
    assert sorted(copied.rglob("*")) == before


def test_a_changed_sdk_is_compiled_anew(copied: Path) -> None:
    """As with any module: the cache is that of one source."""
    ask(USE, parts=True, path=str(copied))
    utilities = copied / "pulumi_random" / "_utilities.py"
    utilities.write_text(utilities.read_text(encoding="utf-8") + "\nNEW = 'found'\n")
    code = "import pulumi_random._utilities\nanswer = pulumi_random._utilities.NEW"
    assert ask(code, parts=True, path=str(copied)) == "found"
