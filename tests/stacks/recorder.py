"""Runs the deployed program under Pulumi mocks and prints what it registered, as JSON.

Mocks belong to a whole process, so a test starts this file as a child. It reads its runs from
stdin, ``{"name": ["stack", ["key=value", …]]}``; a value of ``-`` takes the key out.
"""

from __future__ import annotations

import gc
import importlib
import json
import multiprocessing
import sys
import warnings
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
warnings.simplefilter("ignore")

import pulumi  # noqa: E402
from google.protobuf import json_format  # noqa: E402
from pulumi.runtime import mocks  # noqa: E402

_STACK = "pulumi:pulumi:Stack"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"
_SIGNATURE = "4dabf18193072939515e22adb298388d"

_SLOW = (
    "pulumi_cloudflare",
    "pulumi_aws.cloudwatch",
    "pulumi_aws.iam",
    "pulumi_aws.sns",
    "pulumi_aws.sqs",
    "pulumi_gcp.certificatemanager",
    "pulumi_gcp.cloudquota",
    "pulumi_gcp.cloudrunv2",
    "pulumi_gcp.compute",
    "pulumi_gcp.container",
    "pulumi_gcp.kms",
    "pulumi_gcp.monitoring",
    "pulumi_gcp.projects",
    "pulumi_gcp.redis",
    "pulumi_gcp.secretmanager",
    "pulumi_gcp.serviceaccount",
    "pulumi_gcp.sql",
    "pulumi_kubernetes.apps.v1",
    "pulumi_kubernetes.autoscaling.v2",
    "pulumi_kubernetes.core.v1",
    "pulumi_kubernetes.networking.v1",
    "pulumi_kubernetes.policy.v1",
    "pulumiverse_vercel",
)

_OUTPUTS: dict[str, dict[str, Any]] = {
    "gcp:projects/apiKey:ApiKey": {"keyString": "the-key"},
    "gcp:sql/databaseInstance:DatabaseInstance": {
        "privateIpAddress": "10.99.0.3",
        "serverCaCerts": [{"cert": "PEM"}],
    },
    "gcp:redis/instance:Instance": {
        "authString": "the-auth",
        "host": "10.99.0.4",
        "port": 6378,
        "serverCaCerts": [{"cert": "PEM"}],
    },
    "gcp:compute/globalAddress:GlobalAddress": {"address": "203.0.113.7"},
    "gcp:certificatemanager/dnsAuthorization:DnsAuthorization": {
        "dnsResourceRecords": [{"name": "_acme.faro.example.", "type": "CNAME", "data": "x.goog."}]
    },
    "gcp:container/cluster:Cluster": {
        "controlPlaneEndpointsConfig": {"dnsEndpointConfig": {"endpoint": "gke.example"}}
    },
    "gcp:serviceaccount/account:Account": {
        "email": "a@faro.iam.gserviceaccount.com",
        "member": "serviceAccount:a",
        "name": "projects/faro-prod/serviceAccounts/a@faro.iam.gserviceaccount.com",
    },
    "gcp:projects/serviceIdentity:ServiceIdentity": {"member": "serviceAccount:agent"},
    "random:index/randomPassword:RandomPassword": {"result": "the-password"},
    "upstash:index/redisDatabase:RedisDatabase": {
        "endpoint": "redis.example",
        "port": 6379,
        "password": "the-redis-password",
        "restToken": "the-rest-token",
    },
    "sentry:index/sentryKey:SentryKey": {"dsnPublic": "https://key@sentry.example/1"},
    "aws:sqs/queue:Queue": {"arn": "arn:aws:sqs:x:1:q", "url": "https://sqs.example/q"},
    "aws:iam/role:Role": {"arn": "arn:aws:iam::1:role/r"},
    "random:index/randomId:RandomId": {"hex": "0011223344556677"},
    "pulumi-python:dynamic/supabase:Project": {
        "api_url": "https://ref.supabase.example",
        "pooler_url": "postgresql://the-supabase-url-pooled",
        "direct_url": "postgresql://the-supabase-url-direct",
    },
    "pulumi-python:dynamic/supabase:ApiKeys": {
        "publishable_key": "sb_publishable",
        "secret_key": "the-supabase-key",
    },
    "pulumi-python:dynamic/neon:Project": {"default_endpoint_host": "ep.neon.example"},
    "pulumi-python:dynamic/neon:Role": {"password": "the-password"},
    "pulumi-python:dynamic/neon:Database": {
        "pooled_url": "postgresql://the-neon-url-pooled",
        "direct_url": "postgresql://the-neon-url-direct",
    },
    "pulumi-python:dynamic/axiom:Token": {"token": "the-axiom-token"},
    "pulumi-python:dynamic/railway:ServiceDomain": {"url": "https://api.railway.example"},
    "pulumi-python:dynamic/fly:App": {"url": "https://api.fly.example"},
    "pulumi-python:dynamic/fly:Secrets": {"version": 1},
    "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": {"uptimeCheckId": "{name}"},
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {"arn": "arn:aws:iam::1:oidc"},
}


class _Outputs(mocks.Mocks):
    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        made = {
            key: value.replace("{name}", args.name) if isinstance(value, str) else value
            for key, value in _OUTPUTS.get(args.typ, {}).items()
        }
        if args.typ == "gcp:secretmanager/secretVersion:SecretVersion":
            version = pulumi.Config("recorder").get("secretVersion") or "1"
            made = {"version": version, "name": f"{args.inputs['secret']}/versions/{version}"}
        return f"{args.name}-id", {**args.inputs, **made}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        raise AssertionError(f"the program asks the cloud: {args.token}")


class _Monitor(mocks.MockMonitor):
    """Keeps each registration as it was sent, under the URN the engine would give it."""

    def __init__(self) -> None:
        super().__init__(_Outputs())
        self.seen: list[dict[str, Any]] = []

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        above = parent.split("::")[2] if parent else _STACK
        qualified = type_ if above == _STACK else f"{above}${type_}"
        return f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}::{qualified}::{name}"

    def RegisterResource(self, request: Any) -> Any:
        if request.type != _STACK:
            inputs, secrets = _plain(json_format.MessageToDict(request.object), "")
            self.seen.append(
                {
                    "urn": self.make_urn(request.parent, request.type, request.name),
                    "type": request.type,
                    "name": request.name,
                    "custom": request.custom,
                    "inputs": inputs,
                    "secrets": secrets,
                    "protect": request.protect,
                    "retain": request.retainOnDelete,
                    "ignore": list(request.ignoreChanges),
                    "provider": request.provider,
                    "dependencies": sorted(request.dependencies),
                }
            )
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]


def _plain(value: Any, path: str) -> tuple[Any, list[str]]:
    """Take the secret marks off a value; return it with the paths that bore one."""
    if isinstance(value, dict) and value.get(_SIGNATURE) == _SECRET:
        inner, _ = _plain(value["value"], path)
        return inner, [path]
    if isinstance(value, dict):
        items = {key: _plain(item, f"{path}.{key}".lstrip(".")) for key, item in value.items()}
        return {k: v for k, (v, _) in items.items()}, [p for _, ps in items.values() for p in ps]
    if isinstance(value, list):
        pairs = [_plain(item, f"{path}[{i}]") for i, item in enumerate(value)]
        return [v for v, _ in pairs], [p for _, ps in pairs for p in ps]
    return value, []


def _config(stack: str, changes: list[str]) -> dict[str, str]:
    text = (ROOT / f"Pulumi.{stack}.yaml").read_text()
    config = dict(yaml.safe_load(text)["config"])
    for change in changes:
        key, _, value = change.partition("=")
        config[key] = value
    return {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in config.items()
        if value != "-"
    }


def record(stack: str, changes: list[str]) -> dict[str, Any]:
    """Build ``stack`` and return its registrations, or the error a user would see."""
    monitor = _Monitor()
    mocks.set_mocks(_Outputs(), project="faro", stack=stack, preview=False, monitor=monitor)
    pulumi.runtime.set_all_config(_config(stack, changes), [])
    from stacks.composition import build  # noqa: PLC0415 after the mocks

    @pulumi.runtime.test  # type: ignore[untyped-decorator]
    def run() -> None:
        build(stack)

    error = None
    try:
        run()
    except pulumi.RunError as raised:
        error = str(raised)
    modules = sorted(name for name in sys.modules if name.startswith(("pulumi", "components.")))
    return {"resources": monitor.seen, "error": error, "modules": modules}


def main(runs: dict[str, tuple[str, list[str]]], preload: bool) -> None:
    """Record every run in a process of its own; ``preload`` imports the slow SDKs only once."""
    for package in _SLOW if preload else ():
        importlib.import_module(package)
    gc.disable()  # short-lived children; collecting doubles their time
    context = multiprocessing.get_context("fork")
    with context.Pool(processes=2, maxtasksperchild=1) as pool:
        found = pool.starmap(record, runs.values(), chunksize=1)
    json.dump(dict(zip(runs, found, strict=True)), sys.stdout)


if __name__ == "__main__":
    main(json.load(sys.stdin), "--preload" in sys.argv)
