"""The simulated providers, asked without an engine: what they fill in and what they replace."""

import subprocess
from pathlib import Path

import grpc  # type: ignore[import-untyped]
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2_grpc

from . import plugin
from .plugin import DEFAULTS, UNKNOWN, Change, Kind

URN = "urn:pulumi:dev::p::gcp:storage/bucket:Bucket::assets"


def test_missing_name_is_made_up_and_listed() -> None:
    """A name that the program leaves out comes from the logical name and is marked as a default."""
    checked = plugin.check(Kind(auto_name="name"), URN, {}, {"location": "EU"}, b"seed")
    assert checked["name"].startswith("assets-")
    assert checked[DEFAULTS] == ["name"]


def test_made_up_name_is_kept() -> None:
    """The name of the state is taken over, whatever the seed."""
    kind = Kind(auto_name="name")
    first = plugin.check(kind, URN, {}, {}, b"one")
    assert plugin.check(kind, URN, first, {}, b"two") == first


@pytest.mark.parametrize(
    ("old", "new", "out", "expected"),
    [
        ({"a": 1}, {"a": 1.0}, {}, []),
        ({"a": 1}, {"a": True}, {}, ["a"]),
        ({"a": 1}, {"a": "1"}, {}, ["a"]),
        ({"a": None}, {}, {}, []),
        ({}, {"a": "x"}, {"a": "x"}, []),
        ({"a": UNKNOWN}, {"a": UNKNOWN}, {}, ["a"]),
        ({"m": {"a.b": 1}}, {"m": {"a.b": 2}}, {}, ['m["a.b"]']),
        ({"l": [1]}, {"l": [1, 2]}, {}, ["l[1]"]),
        ({DEFAULTS: ["a"]}, {DEFAULTS: []}, {}, []),
    ],
)
def test_changes(
    old: plugin.Properties, new: plugin.Properties, out: plugin.Properties, expected: list[str]
) -> None:
    """Only what the service would notice is a change, under the path the engine prints."""
    assert [change.path for change in plugin.changes(old, new, out)] == expected


@pytest.mark.parametrize(
    ("rule", "old", "new", "replaces"),
    [
        ("grows", 10, 20, False),
        ("grows", 20, 10, True),
        ("grows", "REDIS_6_X", "REDIS_7_0", False),
        ("widened", "10.0.1.0/24", "10.0.0.0/16", False),
        ("widened", "10.0.0.0/16", "10.0.1.0/24", True),
        ("widened", "10.0.0.0/16", "not a range", True),
        ("cleared", "x", None, False),
        ("enabled", False, True, False),
        ("enabled", True, False, True),
        ("grows", 10, UNKNOWN, True),
    ],
)
def test_exceptions(rule: str, old: object, new: object, *, replaces: bool) -> None:
    """A replacing path has an exception for one direction of a change."""
    kind = Kind(replace=("size",), unless={"size": rule})
    assert plugin.replacing(kind, Change("size", old, new), {}) is replaces


def test_update_keeps_what_the_service_added() -> None:
    """Outputs that no input repeats outlive an update, below a map that does, too."""
    outputs = {"id": "x", "labels": {"a": "1"}, "config": {"own": 1, "endpoint": "made"}}
    old = {"labels": {"a": "1"}, "config": {"own": 1}}
    new = {"labels": {"b": "2"}, "config": {"own": 2}}
    assert plugin.updated(outputs, old, new) == {
        "id": "x",
        "labels": {"b": "2"},
        "config": {"own": 2, "endpoint": "made"},
    }


def test_executable_serves_on_its_own(tmp_path: Path) -> None:
    """An installed plugin prints its port and answers there."""
    plugin.install(tmp_path)
    command = [tmp_path / "pulumi-resource-gcp"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            address = f"127.0.0.1:{process.stdout.readline().strip()}"
            with grpc.insecure_channel(address) as channel:
                stub = provider_pb2_grpc.ResourceProviderStub(channel)
                assert stub.GetPluginInfo(empty_pb2.Empty(), timeout=10).version
        finally:
            process.kill()
