"""Config that the platforms refuse or that an operator would: refused, or warned about."""

from __future__ import annotations

import re
from typing import NamedTuple

import pulumi
import pytest

from stacks.settings import BY_PHASE, LONGEST_PROJECT, read
from tests.stacks.test_settings import Given, config_of, given

__all__ = ["given"]

RUN, K8S = "phase2-cloudrun", "phase3"


class Case(NamedTuple):
    phase: str
    changes: dict[str, str]
    said: str


REFUSED = {
    # Cloud SQL
    "an odd number of CPUs": Case(RUN, {"databaseTier": "db-custom-3-3840"}, "even number"),
    "98 CPUs": Case(RUN, {"databaseTier": "db-custom-98-100352"}, "up to 96"),
    "too little memory": Case(RUN, {"databaseTier": "db-custom-2-100"}, "3840 to 13312 MiB"),
    "a step of memory": Case(RUN, {"databaseTier": "db-custom-2-7681"}, "multiple of 256 MiB"),
    "too much memory": Case(RUN, {"databaseTier": "db-custom-2-65536"}, "3840 to 13312 MiB"),
    "less than 0.9 GiB for a CPU": Case(RUN, {"databaseTier": "db-custom-8-7168"}, "7372 to"),
    "a size between": Case(RUN, {"databaseTier": "db-perf-optimized-N-5"}, "not 5"),
    "a size of C4A": Case(RUN, {"databaseTier": "db-c4a-highmem-6"}, "not 6"),
    "an unknown family": Case(RUN, {"databaseTier": "db-n1-standard-1"}, "is no tier"),
    "a shared core": Case(RUN, {"databaseTier": "db-f1-micro"}, "is no tier"),
    "a version to come": Case(RUN, {"databaseVersion": "POSTGRES_99"}, "is not offered"),
    "a version of the past": Case(
        RUN,
        {"databaseVersion": "POSTGRES_11", "databaseTier": "db-perf-optimized-N-4"},
        "is not offered",
    ),
    "another engine": Case(RUN, {"databaseVersion": "MYSQL_8_0"}, "is not offered"),
    "connections without memory": Case(
        RUN,
        {"databaseTier": "db-custom-1-3840", "databaseMaxConnections": "262142"},
        "holds 375, not 262142",
    ),
    # Connections
    "instances without connections": Case(
        RUN,
        {"runMaxInstances": "1000", "databaseMaxConnections": "25"},
        "(Cloud Run instances 1000+0) processes x 5 connections = 5000",
    ),
    "pods without connections": Case(
        K8S,
        {"databaseMaxConnections": "25"},
        "(API pods 30+8 + workers 20+5 + Cloud Run instances 20+0) processes x 5 connections = 415",
    ),
    "pools too large": Case(RUN, {"databasePoolSize": "20"}, "set faro:databasePoolSize 19"),
    "a request longer than a pod lives": Case(
        K8S, {"requestTimeoutSeconds": "581"}, "set faro:requestTimeoutSeconds 580"
    ),
    # Network
    "a subnet of /30": Case(RUN, {"subnetRange": "10.10.0.0/30"}, "/26 or larger"),
    "a subnet of /32": Case(RUN, {"subnetRange": "10.10.0.0/32"}, "/26 or larger"),
    "no room for the instances": Case(
        RUN, {"subnetRange": "10.10.0.0/26", "runMaxInstances": "40"}, "64 addresses, 84 needed"
    ),
    "no address": Case(RUN, {"subnetRange": "999.1.1.1/99"}, "faro:subnetRange: "),
    "host bits": Case(RUN, {"subnetRange": "10.10.0.5/20"}, "has host bits set"),
    "link-local": Case(RUN, {"subnetRange": "169.254.0.0/20"}, "overlaps 169.254.0.0/16"),
    "pods for one node": Case(K8S, {"podRange": "10.20.0.0/24"}, "enough for 1 node, "),
    "pods for eight nodes": Case(K8S, {"podRange": "10.20.0.0/21"}, "enough for 8 nodes, "),
    "no room for the upgrade's node": Case(
        K8S, {"podRange": "10.20.0.0/20", "maxNodes": "16"}, "one more for upgrades are 17"
    ),
    "services of /30": Case(K8S, {"serviceRange": "10.30.0.0/30"}, "/28 or larger"),
    "managed services in the subnet": Case(
        RUN, {"privateServiceRange": "10.10.0.0/16"}, "overlaps subnetRange"
    ),
    "pods in the managed services": Case(K8S, {"podRange": "10.40.0.0/16"}, "privateServiceRange"),
    "managed services of /28": Case(RUN, {"privateServiceRange": "10.40.0.0/28"}, "/8 to /24"),
    "maintenance at 25": Case(RUN, {"maintenanceWindow": "SUNDAY 25"}, "is invalid"),
    "pods on Docker's bridge": Case(K8S, {"podRange": "172.17.0.0/16"}, "the Docker bridge"),
    "pods around Docker's bridge": Case(K8S, {"podRange": "172.16.0.0/12"}, "the Docker bridge"),
    "pods in the subnet": Case(K8S, {"podRange": "10.10.0.0/16"}, "overlaps subnetRange"),
    "services in the pods": Case(K8S, {"serviceRange": "10.20.0.0/20"}, "overlaps podRange"),
    # Places
    "a region nowhere": Case(RUN, {"gcp:region": "mars-north1"}, "no region mars-north1"),
    "a region of AWS nowhere": Case(K8S, {"aws:region": "xx-nowhere-9"}, "AWS has no region"),
    "a Redis nowhere": Case(RUN, {"redisRegion": "ap-northeast-9"}, "mean ap-northeast-"),
    "a read region twice": Case(
        RUN, {"redisReadRegions": '["us-east-1","us-east-1"]'}, "named twice"
    ),
    "a Supabase nowhere": Case(
        RUN, {"supabaseRegion": "xx-nowhere-9"}, "Supabase offers ap-northeast-1"
    ),
    "a zone that is not": Case(K8S, {"zones": '["asia-northeast1-z"]'}, "not asia-northeast1-z"),
    "a zone of another letter": Case(
        K8S, {"gcp:region": "us-east1", "zones": '["us-east1-a"]'}, "not us-east1-a"
    ),
    "a zone twice": Case(
        K8S, {"zones": '["asia-northeast1-a","asia-northeast1-a"]'}, "named twice"
    ),
    # Nodes
    "another processor": Case(K8S, {"nodeMachineType": "t2a-standard-4"}, "arm64 processors"),
    "Axion": Case(K8S, {"nodeMachineType": "c4a-standard-4"}, "arm64 processors"),
    "no machine": Case(K8S, {"nodeMachineType": "banana"}, "no machine type banana"),
    "no size of the family": Case(K8S, {"nodeMachineType": "n2-standard-6"}, "mean n2-standard-"),
    "a shared core's node": Case(K8S, {"nodeMachineType": "e2-micro"}, "shares a core"),
    "too small": Case(K8S, {"nodeMachineType": "n2-highcpu-2"}, "has 2 GiB"),
    "eight GPUs": Case(K8S, {"nodeMachineType": "a3-highgpu-8g"}, "comes with GPUs"),
    "5000 nodes": Case(K8S, {"maxNodes": "5000"}, "enough for 256 nodes"),
    "5000 pods": Case(
        K8S,
        {"apiMaxReplicas": "5000"},
        "ask for 2520 CPUs and 2520 GiB, which is 630 nodes or more",
    ),
    "50 pods on 3 nodes": Case(K8S, {"maxNodes": "3"}, "set faro:maxNodes 9"),
    "six hours of work": Case(K8S, {"workerSecondsPerTask": "21600"}, "ends its pods after 3600 s"),
    # Names and ids
    "a project id of 5": Case(RUN, {"gcp:project": "faro1"}, "is invalid"),
    "a project id that ends in a hyphen": Case(RUN, {"gcp:project": "faro-prod-"}, "is invalid"),
    "a project id of 31": Case(RUN, {"gcp:project": "a" * 31}, "is invalid"),
    "a project id with google": Case(RUN, {"gcp:project": "my-google-app"}, "does not allow"),
    "a label of 64": Case(RUN, {"domain": f"{'a' * 64}.example"}, "is invalid"),
    "a label that ends in a hyphen": Case(RUN, {"domain": "faro-.example"}, "is invalid"),
    "a name of 240": Case(RUN, {"domain": ".".join(["a" * 47] * 5)}, "239 characters"),
    "the account as zone": Case(
        RUN, {"cloudflareZone": "0a1b2c3d4e5f60718293a4b5c6d7e8f9"}, "the id of the account"
    ),
    "a revision of another service": Case(
        RUN,
        {"runStableRevision": "other-00001-abc", "runNewestPercent": "10"},
        "are named faro-api-run-*",
    ),
    "no Gemini": Case(RUN, {"geminiModel": "gemini-0.1-nope"}, "is invalid"),
}

WARNED = {
    "a public subnet": Case(RUN, {"subnetRange": "8.8.8.0/24"}, "faro:subnetRange: '8.8.8.0/24'"),
    "public pods": Case(K8S, {"podRange": "8.0.0.0/16"}, "faro:podRange: '8.0.0.0/16': public"),
    "a database far away": Case(RUN, {"gcp:region": "us-central1"}, "km from the frontend in "),
    "a Redis far away": Case(RUN, {"redisRegion": "us-east-1"}, "faro:redisRegion: 'us-east-1'"),
    "a queue far away": Case(K8S, {"aws:region": "eu-west-1"}, "km from the cluster in "),
    "one zone": Case(K8S, {"zones": '["asia-northeast1-a"]'}, "all nodes are in one zone"),
    "one read node": Case(K8S, {"databaseReadNodes": "1"}, "reads fail while it restarts"),
    "extended support": Case(RUN, {"databaseVersion": "POSTGRES_13"}, "extended support"),
}

TAKEN = {
    "C4A": (RUN, {"databaseTier": "db-c4a-highmem-4"}),
    "one CPU": (RUN, {"databaseTier": "db-custom-1-5120"}),
    "all memory": (RUN, {"databaseTier": "db-custom-2-13312"}),
    "a project id of 30": (RUN, {"gcp:project": "faro-production-environment-ab"}),
    "a label of 63": (RUN, {"domain": f"{'a' * 63}.example"}),
    "shared addresses": (RUN, {"subnetRange": "100.64.0.0/20"}),
    "the last pool that fits": (RUN, {"databasePoolSize": "19"}),
    "the longest request of Cloud Run": (RUN, {"requestTimeoutSeconds": "3600"}),
    "the longest request of a pod": (K8S, {"requestTimeoutSeconds": "580"}),
    "a custom machine": (K8S, {"nodeMachineType": "n2-custom-4-16384"}),
    "larger machines": (K8S, {"nodeMachineType": "c3d-standard-8"}),
    "as many nodes as pods have ranges": (K8S, {"podRange": "10.20.0.0/20", "maxNodes": "15"}),
    "Osaka's neighbour": (RUN, {"redisRegion": "ap-northeast-3"}),
}


def changed(phase: str, changes: dict[str, str]) -> None:
    """Set the config of a stack's file with ``changes``."""
    named = {key if ":" in key else f"faro:{key}": value for key, value in changes.items()}
    pulumi.runtime.set_all_config({**config_of(phase), **named}, [])


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_cannot_work_is_refused(given: Given, case: Case) -> None:
    given(case.phase)
    changed(case.phase, case.changes)

    with pytest.raises(pulumi.RunError) as refused:
        read(BY_PHASE[case.phase])

    text = str(refused.value)
    assert case.said in text
    assert re.search(r"\n  pulumi config (set|rm) (faro|gcp|aws):", text)


@pytest.mark.parametrize("case", WARNED.values(), ids=WARNED)
def test_what_an_operator_should_know_is_a_warning(
    given: Given, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    given(case.phase)
    changed(case.phase, case.changes)

    read(BY_PHASE[case.phase])

    assert any(case.said in text and "\n  pulumi config set " in text for text in said), said


@pytest.mark.parametrize(("phase", "changes"), TAKEN.values(), ids=TAKEN)
def test_what_works_is_taken_without_a_word(
    given: Given, phase: str, changes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    given(phase)
    changed(phase, changes)

    read(BY_PHASE[phase])

    assert said == []


@pytest.mark.parametrize("phase", BY_PHASE)
def test_the_committed_files_give_no_warning(
    given: Given, phase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", said.append)
    given(phase)

    read(BY_PHASE[phase])

    assert said == []


def test_a_project_name_that_makes_names_too_long_is_refused(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(K8S)
    project = "f" * (LONGEST_PROJECT + 1)
    monkeypatch.setattr(pulumi, "get_project", lambda: project)
    config = {key.replace("faro:", f"{project}:"): v for key, v in config_of(K8S).items()}
    pulumi.runtime.set_all_config(config, [])

    with pytest.raises(pulumi.RunError, match=f"at most {LONGEST_PROJECT} characters"):
        read(BY_PHASE[K8S])
