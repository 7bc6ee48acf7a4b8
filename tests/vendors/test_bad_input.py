"""What can be wrong with a vendor or its token: one message each, with what to do, no secret."""

import datetime
import email.utils
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from providers import http
from providers.errors import VendorError
from providers.neon.vendor import NEON

from .driver import Driver
from .fake import TOKEN, Fault
from .neon import Neon

PROJECT = {"name": "faro", "region": "aws-ap-southeast-1"}
CREATE = "POST /projects"


def refused(neon: Neon, token: str = TOKEN, **inputs: object) -> str:
    """What a create says that fails."""
    with pytest.raises(VendorError) as caught:
        Driver("neon:Project", neon, token).create(**PROJECT | inputs)
    said = str(caught.value)
    assert said.startswith("Neon project faro, create: ")
    assert TOKEN not in said
    return said


def test_wrong_token(neon: Neon) -> None:
    said = refused(neon, token="wrong-token-1")
    assert "rejected the token" in said
    assert "pulumi config set --secret neon:token" in said
    assert "wrong-token-1" not in said


def test_no_token(neon: Neon) -> None:
    assert "neon:token is not set" in refused(neon, token="")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "Use a token of the organization"),
        (404, "may belong to another organization"),
        (402, "Raise the plan or the quota"),
        (409, "Name already in use at"),
    ],
)
def test_refusals(neon: Neon, status: int, words: str) -> None:
    neon.faults.append(Fault(CREATE, status=status))
    said = refused(neon)
    assert words in said
    assert f"POST /projects: {status} status {status}" in said


def test_region_that_is_not_offered(neon: Neon) -> None:
    said = refused(neon, region="aws-mars-1")
    assert "region aws-mars-1 is not available" in said
    assert "Correct the value named above" in said


def test_limit_that_lasts(neon: Neon) -> None:
    neon.faults.append(Fault(CREATE, status=429, times=99))
    assert "Neon rate limit or quota reached" in refused(neon)
    assert neon.faults[0].times == 99 - http.ATTEMPTS


def test_internal_error_that_lasts(neon: Neon) -> None:
    neon.faults.append(Fault(CREATE, status=503, times=99))
    assert "nothing is created twice" in refused(neon)
    assert neon.projects == {}


def test_half_made_is_gone_on_with(neon: Neon) -> None:
    """What bears a mark stays, and the message says so; the next deployment finds it."""
    neon.faults.append(Fault("GET /projects/{project_id}", status=403))
    said = refused(neon)
    [project] = neon.projects
    assert f"{project} exists; the next update continues with it." in said
    assert Driver("neon:Project", neon).create(**PROJECT)[0] == project


@pytest.mark.parametrize("stays", [False, True])
def test_half_made_without_a_mark_is_taken_away(neon: Neon, stays: bool) -> None:
    """Nothing would find it again; what cannot be taken away is named."""
    project, outs = Driver("neon:Project", neon).create(**PROJECT)
    branch = outs["default_branch_id"]
    role = "/projects/{project_id}/branches/{branch_id}/roles"
    neon.faults.append(Fault(f"GET {role}/{{role_name}}/reveal_password", status=403, times=2))
    neon.faults.append(Fault(f"DELETE {role}/{{role_name}}", status=403, times=int(stays)))
    with pytest.raises(VendorError) as caught:
        Driver("neon:Role", neon).create(name="app", project_id=project, branch_id=branch)
    assert ((branch, "app") in neon.roles) is stays
    assert ("app was created and could not be deleted" in str(caught.value)) is stays


def test_request_id_is_named(neon: Neon) -> None:
    assert "(request id req-7)" in refused(neon, region="aws-mars-1")


def test_unreachable() -> None:
    fake = Neon()
    fake.url = "http://127.0.0.1:9"
    said = refused(fake)
    assert "Cannot reach Neon" in said
    assert "No connection to 127.0.0.1" in said


def test_plain_http_to_another_host() -> None:
    fake = Neon()
    fake.url = "http://neon.example"
    assert "Insecure value of neon:url" in refused(fake)


@pytest.mark.parametrize("raw", ["<html>", "[]", '{"project": {}}', '{"project": {"id": 7}}'])
def test_malformed_answer(neon: Neon, raw: str) -> None:
    neon.faults.append(Fault(CREATE, raw=raw))
    said = refused(neon)
    assert "response" in said
    assert "Traceback" not in said


def test_secrets_in_an_answer_are_hidden(neon: Neon) -> None:
    api = http.Api(NEON, "tok", neon.url, ["pw1"])
    assert api.redacted("tok and pw1") == "[secret] and [secret]"


@pytest.mark.parametrize(("minutes", "way"), [(-42, "ahead of"), (42, "behind")])
def test_clock_that_is_wrong(
    neon: Neon, monkeypatch: pytest.MonkeyPatch, minutes: int, way: str
) -> None:
    then = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes)
    monkeypatch.setattr(
        BaseHTTPRequestHandler,
        "date_time_string",
        lambda _self, _at=None: email.utils.format_datetime(then, usegmt=True),
    )
    said = refused(neon, token="wrong")
    assert f"this machine's clock is 42 minutes {way} the vendor's" in said


def test_pause_until_a_date_is_the_vendors(neon: Neon, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    monkeypatch.setattr(
        BaseHTTPRequestHandler,
        "date_time_string",
        lambda _self, _at=None: "Thu, 26 Nov 2020 09:00:00 GMT",
    )
    until = {"Retry-After": "Thu, 26 Nov 2020 09:00:07 GMT"}
    neon.faults.append(Fault(CREATE, status=429, headers=until))
    Driver("neon:Project", neon).create(**PROJECT)
    assert any(7 <= pause <= 7 * 1.25 for pause in pauses)


def test_certificate_that_nobody_trusts(untrusted: str) -> None:
    fake = Neon()
    fake.url = untrusted
    said = refused(fake)
    assert "Untrusted certificate of Neon" in said
    assert "clock" in said


@pytest.fixture
def untrusted(tmp_path: Path) -> Iterator[str]:
    """A server on loopback with a certificate of its own making."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*self_signed(tmp_path))
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    valid = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    signed = valid.sign(key, hashes.SHA256())
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    pem = serialization.Encoding.PEM
    certificate.write_bytes(signed.public_bytes(pem))
    private.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private
