"""A real Kubernetes API server on loopback, with an etcd of its own; without controllers or nodes.

``make kubernetes`` builds both. It checks objects as a cluster's does: schema, defaults, validation
and admission.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

TOOLS = Path(__file__).parents[2] / ".tools"
_ETCD, _SERVER = TOOLS / "bin" / "etcd", TOOLS / "bin" / "kube-apiserver"
KEDA = TOOLS / "crds" / "keda"
REASON_WITHOUT = "no Kubernetes API server: make kubernetes"
_SECONDS_TO_START = 120
_SECONDS_TO_STOP = 20
_APPLY = "application/apply-patch+yaml"


def is_built() -> bool:
    """Whether the server, its etcd and the CRDs are there."""
    return _ETCD.exists() and _SERVER.exists() and KEDA.is_dir()


class ApiServer:
    """Applies objects and keeps which paths their kinds have."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._resources: dict[tuple[str, str], dict[str, Any]] = {}

    def apply(self, content: dict[str, Any], *, dry: bool = True) -> str:
        """Apply an object on the server side, strictly; what the server has against it."""
        path = self.path(content)
        options = {"fieldManager": "faro", "force": "true", "fieldValidation": "Strict"}
        if dry:
            options["dryRun"] = "All"
        answer = self._client.patch(
            path, params=options, json=content, headers={"Content-Type": _APPLY}
        )
        return "" if answer.is_success else str(answer.json()["message"])

    def knows(self, content: dict[str, Any]) -> bool:
        """Whether the server has the object's kind."""
        return self._resource(content) is not None

    def path(self, content: dict[str, Any]) -> str:
        """Where the object is."""
        resource = self._resource(content)
        assert resource is not None, f"no {content['kind']} in {content['apiVersion']}"
        metadata = content["metadata"]
        place = f"namespaces/{metadata.get('namespace', 'default')}/" * resource["namespaced"]
        return f"{_group(content)}/{place}{resource['name']}/{metadata['name']}"

    def wait_for(self, content: dict[str, Any]) -> None:
        """Wait until the server serves the kind that a CRD defines."""
        spec = content["spec"]
        version = f"{spec['group']}/{spec['versions'][0]['name']}"
        served = {"apiVersion": version, "kind": spec["names"]["kind"]}
        for _ in range(100):
            if self.knows(served):
                return
            time.sleep(0.1)
        raise TimeoutError(f"the server does not serve {served}")

    def _resource(self, content: dict[str, Any]) -> dict[str, Any] | None:
        """The entry of a kind in the server's list; asked for again while it is not there."""
        key = (_group(content), content["kind"])
        if key not in self._resources:
            answer = self._client.get(key[0])
            for each in answer.json()["resources"] if answer.is_success else ():
                if "/" not in each["name"]:
                    self._resources[key[0], each["kind"]] = each
        return self._resources.get(key)


def _group(content: dict[str, Any]) -> str:
    version = content["apiVersion"]
    return f"/apis/{version}" if "/" in version else f"/api/{version}"


@contextlib.contextmanager
def running(folder: Path) -> Iterator[ApiServer]:
    """A server that lives as long as the block."""
    client_port, peer_port, port = _free_ports(3)
    token, key, tokens = secrets.token_hex(), folder / "sa.key", folder / "tokens.csv"
    tokens.write_text(f"{token},tester,tester,system:masters\n", encoding="utf-8")
    key.write_bytes(_private_key())
    etcd = f"http://127.0.0.1:{client_port}"
    peer = f"http://127.0.0.1:{peer_port}"
    with (
        _process(
            folder / "etcd.log",
            *(str(_ETCD), f"--data-dir={folder / 'etcd'}", "--unsafe-no-fsync=true"),
            *(f"--listen-client-urls={etcd}", f"--advertise-client-urls={etcd}"),
            *(f"--listen-peer-urls={peer}", f"--initial-advertise-peer-urls={peer}"),
            f"--initial-cluster=default={peer}",
        ),
        _process(
            folder / "server.log",
            *(str(_SERVER), f"--etcd-servers={etcd}", f"--cert-dir={folder / 'certificates'}"),
            *("--bind-address=127.0.0.1", f"--secure-port={port}", "--authorization-mode=RBAC"),
            *("--service-account-issuer=https://kubernetes.default.svc", "--watch-cache=false"),
            *(f"--service-account-key-file={key}", f"--service-account-signing-key-file={key}"),
            *(f"--token-auth-file={tokens}", "--service-cluster-ip-range=10.96.0.0/24"),
            "--disable-admission-plugins=ServiceAccount",
        ) as server,
    ):
        certificate = folder / "certificates" / "apiserver.crt"
        with contextlib.closing(_client(certificate, port, token, server)) as client:
            yield ApiServer(client)


@contextlib.contextmanager
def _process(log: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env={"HOME": os.environ["HOME"]}
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _client(
    certificate: Path, port: int, token: str, server: subprocess.Popen[bytes]
) -> httpx.Client:
    """A client once the server is ready."""
    deadline = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < deadline:
        assert server.poll() is None, "the API server ended: see server.log"
        if certificate.exists():
            trust = ssl.create_default_context(cafile=str(certificate))
            client = httpx.Client(
                base_url=f"https://127.0.0.1:{port}",
                headers={"Authorization": f"Bearer {token}"},
                verify=trust,
                timeout=30,
                trust_env=False,
            )
            with contextlib.suppress(httpx.TransportError):
                if client.get("/readyz").is_success:
                    return client
            client.close()
        time.sleep(0.25)
    raise TimeoutError("the API server is not ready: see server.log")


def _free_ports(number: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in found:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in found]


def _private_key() -> bytes:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
