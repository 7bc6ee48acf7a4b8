"""Files in: states and previews, told apart by content; bad ones end in one diagnostic."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from faro.model.diagnostic import Failure
from faro.model.snapshot import Condition, Snapshot, Source
from faro.model.value import UNKNOWN, Ciphertext, Secret
from faro.state.reader import read

URN = "urn:pulumi:dev::shop::made:index/thing:Thing::one"
STACK = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"
ROOT = {"urn": STACK, "custom": False, "type": "pulumi:pulumi:Stack", "outputs": {"url": "u"}}
THING: dict[str, Any] = {
    "urn": URN,
    "custom": True,
    "type": "made:index/thing:Thing",
    "id": "i-1",
    "inputs": {"a": 1.0, "b": {"c": [True, None]}},
    "outputs": {"a": 1, "d": "x"},
}
SECRET_MARK = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
PHRASE = "correct horse"
SALT = b"salt-for"


@pytest.fixture(scope="module")
def key() -> AESGCM:
    """The key that the engine derives from the phrase."""
    return AESGCM(PBKDF2HMAC(SHA256(), 32, SALT, 1_000_000).derive(PHRASE.encode()))


def encrypted(key: AESGCM, text: str) -> str:
    """A text as the engine writes it into a state."""
    nonce = b"0123456789ab"
    data = key.encrypt(nonce, text.encode(), None)
    return f"v1:{base64.b64encode(nonce).decode()}:{base64.b64encode(data).decode()}"


def passphrase_provider(key: AESGCM) -> dict[str, Any]:
    """The secrets provider of an export."""
    salt = f"v1:{base64.b64encode(SALT).decode()}:{encrypted(key, 'pulumi')}"
    return {"type": "passphrase", "state": {"salt": salt}}


def export(*resources: Any, version: int = 3, **more: Any) -> dict[str, Any]:
    """A stack export."""
    return {"version": version, "deployment": {"manifest": {}, "resources": resources, **more}}


def write(folder: Path, document: Any) -> Path:
    """A file with a document as JSON, or with a text as it is."""
    path = folder / "file.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def read_back(folder: Path, document: Any, passphrase: str | None = None) -> Snapshot:
    return read(write(folder, document), passphrase=passphrase)


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(export(ROOT, THING), id="export"),
        pytest.param(export(ROOT, THING, version=4), id="version 4"),
        pytest.param(
            {"version": 3, "checkpoint": {"stack": "dev", "latest": {"resources": [ROOT, THING]}}},
            id="checkpoint",
        ),
        pytest.param(
            {"stack": "dev", "latest": {"resources": [ROOT, THING]}}, id="bare checkpoint"
        ),
        pytest.param({"manifest": {}, "resources": [ROOT, THING]}, id="bare deployment"),
        pytest.param(
            {
                "steps": [
                    {"op": op, "newState": state}
                    for op, state in (("same", ROOT), ("create", THING))
                ]
            },
            id="preview",
        ),
    ],
)
def test_every_form_gives_the_same_snapshot(tmp_path: Path, document: Any) -> None:
    snapshot = read_back(tmp_path, document)
    assert (snapshot.project, snapshot.stack) == ("shop", "dev")
    assert [resource.urn for resource in snapshot.resources] == [STACK, URN]
    assert snapshot.outputs == {"url": "u"}
    thing = snapshot.resources[1]
    assert (thing.type, thing.name, thing.id) == ("made:index/thing:Thing", "one", "i-1")
    assert thing.inputs == {"a": 1, "b": {"c": [True, None]}}
    assert isinstance(thing.inputs["a"], int)
    assert thing.outputs == {"a": 1, "d": "x"}
    assert thing.checked
    assert not snapshot.resources[0].checked


def test_what_the_engine_notes_of_a_resource(tmp_path: Path) -> None:
    """Options, flags, dependencies and the place in the program."""
    raw = {
        **THING,
        "parent": STACK,
        "provider": "urn:p::id",
        "protect": True,
        "retainOnDelete": True,
        "aliases": ["urn:old"],
        "deletedWith": "urn:with",
        "replaceWith": ["urn:other"],
        "ignoreChanges": ["a"],
        "replaceOnChanges": ["b.c"],
        "replacementTrigger": 7,
        "importID": "i-0",
        "additionalSecretOutputs": ["d"],
        "customTimeouts": {"create": 90},
        "delete": True,
        "pendingReplacement": True,
        "taint": True,
        "initErrors": ["boom"],
        "refreshBeforeUpdate": True,
        "external": True,
        "dependencies": ["urn:x"],
        "propertyDependencies": {"a": ["urn:x"], "b": None},
        "sourcePosition": "project:///stacks/phase1.py#12,3",
    }
    thing = read_back(tmp_path, export(raw)).resources[0]
    options = thing.options
    assert (options.protect, options.retain_on_delete, options.aliases) == (
        True,
        True,
        ("urn:old",),
    )
    assert (options.deleted_with, options.replace_with) == ("urn:with", ("urn:other",))
    assert (options.ignore_changes, options.replace_on_changes) == (("a",), ("b.c",))
    assert (options.replacement_trigger, options.import_id) == (7, "i-0")
    assert options.additional_secret_outputs == ("d",)
    assert options.custom_timeouts == {"create": "90s"}
    assert thing.condition == Condition(
        pending_deletion=True,
        pending_replacement=True,
        taint=True,
        init_errors=True,
        refresh_before_update=True,
    )
    assert (thing.read, thing.parent, thing.provider) == (True, STACK, "urn:p::id")
    assert thing.dependencies == ("urn:x",)
    assert thing.property_dependencies == {"a": ("urn:x",), "b": ()}
    assert thing.source == Source("stacks/phase1.py", 12)


def test_an_empty_stack(tmp_path: Path) -> None:
    assert read_back(tmp_path, {"version": 3, "deployment": {}}).resources == ()
    assert read_back(tmp_path, {"version": 3, "deployment": None}).resources == ()


def test_views_belong_to_their_provider(tmp_path: Path) -> None:
    """A view of another resource is registered by no program."""
    assert read_back(tmp_path, export({**THING, "viewOf": "urn:x"})).resources == ()


def test_secrets_shown_in_plain_text(tmp_path: Path) -> None:
    inputs = {"a": {**SECRET_MARK, "plaintext": '{"x":1}'}}
    snapshot = read_back(tmp_path, export({**THING, "inputs": inputs}))
    assert snapshot.resources[0].inputs == {"a": Secret({"x": 1})}


def test_secrets_are_opened_with_the_passphrase(tmp_path: Path, key: AESGCM) -> None:
    inputs = {"a": [{**SECRET_MARK, "ciphertext": encrypted(key, '"geheim"')}]}
    document = export({**THING, "inputs": inputs}, secrets_providers=passphrase_provider(key))
    opened = read_back(tmp_path, document, PHRASE).resources[0]
    assert opened.inputs == {"a": [Secret("geheim")]}
    closed = read_back(tmp_path, document).resources[0]
    assert closed.inputs == {"a": [Ciphertext(encrypted(key, '"geheim"'))]}


def test_a_cloud_s_secrets_stay_closed(tmp_path: Path) -> None:
    inputs = {"a": {**SECRET_MARK, "ciphertext": "AQICAHg"}}
    providers = {"type": "cloud", "state": {"url": "awskms://x"}}
    snapshot = read_back(
        tmp_path, export({**THING, "inputs": inputs}, secrets_providers=providers), PHRASE
    )
    assert snapshot.resources[0].inputs == {"a": Ciphertext("AQICAHg")}


def test_a_passphrase_is_not_needed_without_secrets(tmp_path: Path, key: AESGCM) -> None:
    document = export(THING, secrets_providers=passphrase_provider(key))
    assert read_back(tmp_path, document, "wrong").resources


def test_a_wrong_passphrase(tmp_path: Path, key: AESGCM) -> None:
    inputs = {"a": {**SECRET_MARK, "ciphertext": encrypted(key, '"geheim"')}}
    document = export({**THING, "inputs": inputs}, secrets_providers=passphrase_provider(key))
    refused(tmp_path, document, "Wrong passphrase", passphrase=PHRASE + "?")


def test_a_secret_of_another_key(tmp_path: Path, key: AESGCM) -> None:
    other = AESGCM(bytes(32))
    inputs = {"a": {**SECRET_MARK, "ciphertext": encrypted(other, '"geheim"')}}
    document = export({**THING, "inputs": inputs}, secrets_providers=passphrase_provider(key))
    refused(tmp_path, document, "Cannot decrypt a secret of the state", passphrase=PHRASE)


def test_a_broken_salt(tmp_path: Path, key: AESGCM) -> None:
    inputs = {"a": {**SECRET_MARK, "ciphertext": encrypted(key, '"x"')}}
    providers = {"type": "passphrase", "state": {"salt": "v2:!"}}
    document = export({**THING, "inputs": inputs}, secrets_providers=providers)
    refused(tmp_path, document, "Invalid encryption salt in the state", passphrase=PHRASE)


def test_a_preview_is_the_stack_after_it(tmp_path: Path) -> None:
    """Deleted resources are gone, blinded secrets stay so, what is unknown has no value yet."""
    gone = {**THING, "urn": URN + "-gone"}
    made = {
        **{key: value for key, value in THING.items() if key != "id"},
        "inputs": {"a": "[secret]", "b": "04da6b54-80e4-46f7-96ec-b56ff0331ba9"},
    }
    steps = [
        {"op": "same", "newState": ROOT},
        {"op": "delete-replaced", "oldState": THING},
        {"op": "replace", "oldState": THING, "newState": made},
        {"op": "create-replacement", "newState": made},
        {"op": "delete", "oldState": gone},
    ]
    snapshot = read_back(tmp_path, {"steps": steps, "changeSummary": {"same": 1, "replace": 1}})
    assert [resource.urn for resource in snapshot.resources] == [STACK, URN]
    assert snapshot.resources[1].inputs == {"a": Ciphertext("[secret]"), "b": UNKNOWN}
    assert snapshot.resources[1].id is UNKNOWN


TERRAFORM = {
    "version": 4,
    "terraform_version": "1.9.0",
    "serial": 3,
    "lineage": "x",
    "resources": [],
}


def secret(**content: Any) -> dict[str, Any]:
    """An export with one secret."""
    return export({**THING, "inputs": {"deep": [{**SECRET_MARK, **content}]}})


@pytest.mark.parametrize(
    ("document", "summary", "words"),
    [
        pytest.param("", "Cannot read the file", "it is empty", id="empty"),
        pytest.param("  \n", "Cannot read the file", "it is empty", id="blank"),
        pytest.param('{"version": 3, "deplo', "Incomplete JSON", "line 1", id="cut"),
        pytest.param('{"a": [1, 2', "Incomplete JSON", "middle", id="cut in a list"),
        pytest.param("hello: yaml", "Invalid JSON", "line 1", id="yaml"),
        pytest.param("[" * 100_000, "File nested too deeply", "nests", id="deep"),
        pytest.param("[]", "Unknown file format", "none of the keys", id="a list"),
        pytest.param("{}", "Unknown file format", "none of the keys", id="an empty object"),
        pytest.param(TERRAFORM, "Unknown file format", "Terraform", id="terraform"),
        pytest.param(export(version=2), "Unknown state version", "2", id="old version"),
        pytest.param(export(version=9), "Unknown state version", "9", id="new version"),
        pytest.param({"deployment": {}}, "Unknown state version", "None", id="no version"),
        pytest.param({"version": 3, "deployment": []}, "No deployment", "object", id="no object"),
        pytest.param(
            {"version": 3, "deployment": {"resources": {}}},
            "Invalid state file",
            "dict",
            id="no list",
        ),
        pytest.param(export({"type": "t"}), "Resource without a URN", "resources[0]", id="no URN"),
        pytest.param(
            export(ROOT, {"urn": "x"}), "Resource without a URN", "resources[1]", id="bad URN"
        ),
        pytest.param(export(3), "Resource without a URN", "resources[0]", id="no resource"),
        pytest.param(
            export({**THING, "inputs": []}),
            "Invalid resource properties",
            "inputs",
            id="bad inputs",
        ),
        pytest.param(secret(), "Malformed secret", URN, id="empty secret"),
        pytest.param(secret(ciphertext=3), "Malformed secret", URN, id="ciphertext no text"),
        pytest.param(secret(ciphertext="v1:ab"), "Malformed secret", URN, id="ciphertext cut"),
        pytest.param(secret(plaintext="{bad"), "Malformed secret", URN, id="plaintext no JSON"),
        pytest.param(secret(plaintext=3), "Malformed secret", URN, id="plaintext no text"),
        pytest.param({"steps": [3]}, "Invalid preview file", "list", id="bad steps"),
        pytest.param(
            {"steps": [{"op": "same", "newState": ROOT}], "changeSummary": {"same": 7}},
            "Incomplete preview file",
            "--show-sames",
            id="partial preview",
        ),
    ],
)
def test_bad_input(tmp_path: Path, document: Any, summary: str, words: str) -> None:
    """One diagnostic that says what is wrong and what to do."""
    refused(tmp_path, document, summary, words)


def refused(
    folder: Path, document: Any, summary: str, words: str = "", passphrase: str | None = None
) -> None:
    """Reading ends in one diagnostic; no secret is in it."""
    with pytest.raises(Failure) as caught:
        read_back(folder, document, passphrase)
    (diagnostic,) = caught.value.diagnostics
    assert summary in diagnostic.summary
    assert words in diagnostic.detail + diagnostic.command
    assert diagnostic.command
    assert "geheim" not in str(caught.value)


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    """Its size is read first."""
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(Failure, match="200 MB"):
        read(path, passphrase=None)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="the file does not exist"):
        read(tmp_path / "missing.json", passphrase=None)
    with pytest.raises(Failure, match="not a file"):
        read(tmp_path, passphrase=None)


def test_no_text(tmp_path: Path) -> None:
    path = tmp_path / "binary"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Failure, match="UTF-8"):
        read(path, passphrase=None)
