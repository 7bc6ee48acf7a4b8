"""The values of a stack: where they come from, what they may be, which of them are secret."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from faro.engine.run.secrets import closed_config
from faro.model.diagnostic import Diagnostic, Failure, Severity
from faro.program.config import StackConfig, load, passphrase
from faro.program.project import Project

PHRASE = "correct horse"
SALT = b"salt-for"


@pytest.fixture(scope="module")
def key() -> AESGCM:
    """The key that the CLI derives from the phrase."""
    return AESGCM(PBKDF2HMAC(SHA256(), 32, SALT, 1_000_000).derive(PHRASE.encode()))


def secure(key: AESGCM, text: str) -> dict[str, str]:
    """A value as ``pulumi config set --secret`` writes it."""
    nonce = b"0123456789ab"
    parts = (nonce, key.encrypt(nonce, text.encode(), None))
    return {"secure": ":".join(["v1", *(base64.b64encode(part).decode() for part in parts)])}


def salted(key: AESGCM, config: Mapping[str, Any]) -> dict[str, Any]:
    """A stack file with the salt that its secrets were encrypted with."""
    salt = f"v1:{base64.b64encode(SALT).decode()}:{secure(key, 'pulumi')['secure']}"
    return {"encryptionsalt": salt, "config": dict(config)}


def loaded(
    folder: Path,
    stack: Mapping[str, Any] | None = None,
    *,
    declared: Any = None,
    given: Mapping[str, str] | None = None,
    phrase: str | None = None,
) -> StackConfig:
    """The configuration of a stack ``dev``, out of files."""
    project = {"name": "shop", "runtime": "python", "config": declared}
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump(project))
    (folder / "Pulumi.dev.yaml").write_text(yaml.safe_dump(dict(stack or {}), sort_keys=False))
    return load(Project.read(folder), "dev", tuple((given or {}).items()), phrase)


def problems(folder: Path, *stack: Mapping[str, Any], **more: Any) -> list[Diagnostic]:
    """What is wrong with the configuration of a stack."""
    with pytest.raises(Failure) as caught:
        loaded(folder, *stack, **more)
    return list(caught.value.diagnostics)


DECLARED = {
    "a": {"type": "string", "default": "default"},
    "b": {"type": "string", "default": "default"},
    "c": {"type": "string", "default": "default"},
}


def test_the_nearer_source_counts(tmp_path: Path) -> None:
    """The command line, then the stack's file, then the project's defaults."""
    stack = {"config": {"shop:b": "file", "shop:c": "file", "shop:d": "file"}}
    found = loaded(tmp_path, stack, declared=DECLARED, given={"c": "line", "shop:d": "line"})
    assert found.values == {
        "shop:a": "default",
        "shop:b": "file",
        "shop:c": "line",
        "shop:d": "line",
    }
    assert found.secret_keys == frozenset()
    assert found.diagnostics == ()


@pytest.mark.parametrize("empty", ["", False, 0, [], {}])
def test_an_empty_value_is_a_value(tmp_path: Path, empty: Any) -> None:
    """Of a stack as of a default; only null is none."""
    text = empty if isinstance(empty, str) else json.dumps(empty)
    declared = {"a": {"default": "full"}, "b": {"default": empty}, "c": {"value": empty}}
    found = loaded(tmp_path, {"config": {"shop:a": empty}}, declared=declared)
    assert found.values == {"shop:a": text, "shop:b": text, "shop:c": text}


def test_a_later_value_of_the_command_line_counts(tmp_path: Path) -> None:
    """As with any option that is given twice; the key may have its namespace or not."""
    given = {"size": "1", "shop:size": "2"}
    assert loaded(tmp_path, given=given).values == {"shop:size": "2"}


def test_a_key_without_a_namespace_is_the_projects_own(tmp_path: Path) -> None:
    """In every source; the keys of providers keep theirs."""
    stack = {"config": {"size": "3", "gcp:region": "eu"}}
    declared = {"colour": "red", "gcp:project": {"value": "acme"}}
    found = loaded(tmp_path, stack, declared=declared, given={"aws:region": "us-east-1"})
    assert found.values == {
        "shop:size": "3",
        "shop:colour": "red",
        "gcp:region": "eu",
        "gcp:project": "acme",
        "aws:region": "us-east-1",
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("words", "words"),
        (3, "3"),
        (-0.5, "-0.5"),
        (True, "true"),
        ([1, "a", None], '[1,"a",null]'),
        ({"a": {"b": [True]}}, '{"a":{"b":[true]}}'),
        ('{"a": 1}', '{"a": 1}'),
        ("größer", "größer"),
    ],
)
def test_values_travel_as_texts(tmp_path: Path, value: Any, text: str) -> None:
    """Objects and lists as JSON, a text as it is."""
    assert loaded(tmp_path, {"config": {"a": value}}).values == {"shop:a": text}


LIST_OF_NUMBERS = {"type": "array", "items": {"type": "integer"}}
LIST_OF_LISTS = {"type": "array", "items": LIST_OF_NUMBERS}


@pytest.mark.parametrize(
    ("declared", "fitting", "wrong", "named"),
    [
        ({"type": "string"}, ["a", "", 3, 0.5], [["a"], {"a": 1}], "string"),
        ({"type": "integer"}, [3, -3, "3", "-3", 3.0], ["a", "", 0.5, True, [3]], "integer"),
        ({"type": "boolean"}, [True, "true", "false"], ["yes", 1, "True", []], "boolean"),
        ({"type": "object"}, [{}, {"a": 1}, '{"a": 1}'], ["a", 3, [], "[1]"], "object"),
        ({"type": "array"}, [[], ["a", 1], '["a"]'], ["a", 3, {}, '{"a": 1}'], "array"),
        (LIST_OF_NUMBERS, [[], [1, "2"], "[1]"], [["a"], [1, "a"], [[1]], "1"], "array<integer>"),
        (LIST_OF_LISTS, [[[1]], [[]], "[[1]]"], [[1], [["a"]]], "array<array<integer>>"),
        ({}, ["a", 1, True, [], {}], [], ""),
    ],
)
def test_declared_types(
    tmp_path: Path, declared: dict[str, Any], fitting: list[Any], wrong: list[Any], named: str
) -> None:
    """A value fits, or it is shown with the type that it must have."""
    for value in fitting:
        assert loaded(tmp_path, {"config": {"a": value}}, declared={"a": declared}).values
    for value in wrong:
        [found] = problems(tmp_path, {"config": {"a": value}}, declared={"a": declared})
        assert found.summary == "Invalid configuration value"
        assert found.detail == f"shop:a is {value!r}; it must be of type {named}."
        assert found.address == "shop:a"


def test_types_hold_for_every_source(tmp_path: Path) -> None:
    """The command line and the defaults are checked as the stack's file is."""
    declared = {"a": {"type": "integer", "default": "many"}, "b": {"type": "integer"}}
    found = problems(tmp_path, declared=declared, given={"b": "few"})
    assert [each.address for each in found] == ["shop:a", "shop:b"]
    assert "'many'" in found[0].detail
    assert "'few'" in found[1].detail


def test_all_problems_are_told_together(tmp_path: Path) -> None:
    """Missing and wrong ones; a key of a provider that is declared need not be there."""
    declared = {
        "a": {"type": "integer", "description": "How many."},
        "b": {"type": "string", "secret": True},
        "c": {"type": "integer"},
        "gcp:project": {"type": "string"},
    }
    found = problems(tmp_path, {"config": {"c": "x"}}, declared=declared)
    assert [each.address for each in found] == ["shop:a", "shop:b", "shop:c"]
    assert "Stack dev has no value for shop:a (How many)" in found[0].detail
    assert [each.command for each in found[:2]] == [
        "pulumi config set a VALUE --stack dev",
        "pulumi config set --secret b VALUE --stack dev",
    ]


def test_a_declared_secret_is_secret(tmp_path: Path) -> None:
    """From whatever source; of the wrong type it is not shown."""
    declared = {
        "a": {"secret": True, "default": "one"},
        "b": {"secret": True},
        "c": {"secret": True, "type": "string"},
        "d": {"default": "open"},
    }
    found = loaded(tmp_path, {"config": {"b": "two"}}, declared=declared, given={"c": "three"})
    assert found.secret_keys == {"shop:a", "shop:b", "shop:c"}
    assert "two" not in repr(found)
    declared = {"a": {"secret": True, "type": "integer"}}
    [wrong] = problems(tmp_path, {"config": {"a": "hunter2"}}, declared=declared)
    assert "[secret]" in wrong.detail
    assert "hunter2" not in wrong.detail


def test_secure_values_are_opened(tmp_path: Path, key: AESGCM) -> None:
    """With the passphrase, at every depth; a key with a secret in it is secret as a whole."""
    config = {
        "shop:a": secure(key, "hunter2"),
        "gcp:credentials": secure(key, '{"a": 1}'),
        "shop:nested": {"list": [secure(key, "deep")], "user": "me"},
        "shop:open": {"and": "more", "secure": "text"},
        "shop:number": {"secure": 3},
        "shop:checked": secure(key, "3"),
    }
    declared = {"checked": {"type": "integer"}}
    found = loaded(tmp_path, salted(key, config), declared=declared, phrase=PHRASE)
    assert found.values == {
        "shop:a": "hunter2",
        "gcp:credentials": '{"a": 1}',
        "shop:nested": '{"list":["deep"],"user":"me"}',
        "shop:open": '{"and":"more","secure":"text"}',
        "shop:number": '{"secure":3}',
        "shop:checked": "3",
    }
    assert found.secret_keys == {"shop:a", "gcp:credentials", "shop:nested", "shop:checked"}


def test_secure_values_stay_closed_without_a_passphrase(tmp_path: Path, key: AESGCM) -> None:
    """They are there, by a token, secret, and of no type that could be checked."""
    one, deep = secure(key, "hunter2"), secure(key, "deep")
    declared = {"a": {"type": "integer"}, "b": {"type": "array"}}
    stack = salted(key, {"a": one, "b": {"list": [deep]}})
    found = loaded(tmp_path, stack, declared=declared)
    assert found.values["shop:a"] == closed_config(one["secure"])
    assert json.loads(found.values["shop:b"]) == {"list": [closed_config(deep["secure"])]}
    assert found.secret_keys == {"shop:a", "shop:b"}


def test_another_secrets_provider_stays_closed(tmp_path: Path, key: AESGCM) -> None:
    """A passphrase opens nothing that a key service has encrypted."""
    stack = {"secretsprovider": "gcpkms://key", "encryptedkey": "x", "config": {"a": {}}}
    closed = secure(key, "hunter2")
    stack["config"] = {"a": closed}
    found = loaded(tmp_path, stack, phrase=PHRASE)
    assert found.values == {"shop:a": closed_config(closed["secure"])}


def test_a_closed_value_can_be_given(tmp_path: Path, key: AESGCM) -> None:
    """The command line opens what no passphrase does."""
    stack = salted(key, {"a": secure(key, "hunter2")})
    assert loaded(tmp_path, stack, given={"a": "given"}).values == {"shop:a": "given"}


def test_a_wrong_passphrase(tmp_path: Path, key: AESGCM) -> None:
    """Is not taken for none: the values would be compared as if they had not been given."""
    stack = salted(key, {"a": secure(key, "hunter2")})
    [found] = problems(tmp_path, stack, phrase="wrong horse")
    assert found.severity is Severity.ERROR
    assert "PULUMI_CONFIG_PASSPHRASE" in found.detail
    assert "wrong horse" not in found.detail


def test_a_passphrase_without_secrets_is_not_asked(tmp_path: Path) -> None:
    """A salt that nobody needs is not even read."""
    stack = {"encryptionsalt": "nonsense", "config": {"a": "open"}}
    assert loaded(tmp_path, stack, phrase=PHRASE).values == {"shop:a": "open"}


@pytest.mark.parametrize("environment", [["base"], {"imports": ["base"]}])
def test_an_environment_is_noted(tmp_path: Path, environment: Any) -> None:
    """A warning that says how to give its values."""
    [found] = loaded(tmp_path, {"environment": environment}).diagnostics
    assert found.severity is Severity.WARNING
    assert "Pulumi.dev.yaml" in found.detail
    assert "--config KEY=VALUE" in found.detail


@pytest.mark.parametrize("stack", [{}, {"config": None}, {"config": {}}, {"environment": []}])
def test_a_stack_without_values(tmp_path: Path, stack: dict[str, Any]) -> None:
    """A file may be as good as empty."""
    found = loaded(tmp_path, stack)
    assert found.values == {}
    assert found.diagnostics == ()


def test_a_project_without_stack_files(tmp_path: Path) -> None:
    """Any stack has no values then, apart from the defaults."""
    declared = "config: {size: 3}"
    (tmp_path / "Pulumi.yaml").write_text(f"name: shop\nruntime: python\n{declared}\n")
    assert load(Project.read(tmp_path), "any", (), None).values == {"shop:size": "3"}


@pytest.mark.parametrize(
    ("environment", "file", "phrase"),
    [
        ({}, None, None),
        ({"PULUMI_CONFIG_PASSPHRASE": "one"}, None, "one"),
        ({"PULUMI_CONFIG_PASSPHRASE": ""}, None, ""),
        ({"PULUMI_CONFIG_PASSPHRASE_FILE": "phrase.txt"}, "two\n", "two"),
        ({"PULUMI_CONFIG_PASSPHRASE_FILE": ""}, "two\n", None),
        (
            {"PULUMI_CONFIG_PASSPHRASE": "one", "PULUMI_CONFIG_PASSPHRASE_FILE": "phrase.txt"},
            "two\n",
            "one",
        ),
    ],
)
def test_the_passphrase_of_the_environment(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    environment: dict[str, str],
    file: str | None,
    phrase: str | None,
) -> None:
    """Given itself or by a file; an empty one is one."""
    monkeypatch.chdir(tmp_path)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    if file is not None:
        Path("phrase.txt").write_text(file)
    assert passphrase() == phrase


def test_a_passphrase_file_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable and the path are named."""
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE_FILE", "no-such.txt")
    with pytest.raises(Failure) as caught:
        passphrase()
    [found] = caught.value.diagnostics
    assert found.address == "PULUMI_CONFIG_PASSPHRASE_FILE"
    assert "no-such.txt" in found.detail


def test_objects_are_the_text_that_the_engine_gives(tmp_path: Path) -> None:
    """Keys in order, other scripts as they are, three signs escaped as Go does."""
    found = loaded(tmp_path, {"config": {"o": {"b": "<&>", "a": "é"}}})
    assert found.values["shop:o"] == '{"a":"é","b":"\\u003c\\u0026\\u003e"}'


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("off", "off"),
        ("yes", "yes"),
        ("True", "true"),
        ("1:30", "1:30"),
        ("2026-01-02", "2026-01-02"),
        ("0o17", "15"),
        ("1_000", "1000"),
        ("1.5e3", "1500.0"),
        ("~", "null"),
    ],
)
def test_scalars_are_those_of_the_engines_yaml(tmp_path: Path, written: str, text: str) -> None:
    """What YAML 1.1 would take for a truth value, a time or a date is a text."""
    (tmp_path / "Pulumi.yaml").write_text("name: shop\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(f"config:\n  shop:a: {written}\n")
    assert load(Project.read(tmp_path), "dev", (), None).values["shop:a"] == text


@pytest.mark.parametrize("value", [float("inf"), float("nan"), "--5", "1.0", True])
def test_what_is_no_integer(tmp_path: Path, value: Any) -> None:
    """It is told as a value of the wrong type."""
    [found] = problems(tmp_path, {"config": {"a": value}}, declared={"a": {"type": "integer"}})
    assert found.summary == "Invalid configuration value"


def test_a_secret_of_the_wrong_type_is_not_shown(tmp_path: Path, key: AESGCM) -> None:
    """Whether it is declared a secret or only stored as one."""
    stack = salted(key, {"a": secure(key, "hunter2")})
    declared = {"a": {"type": "integer"}}
    [found] = problems(tmp_path, stack, declared=declared, phrase=PHRASE)
    assert "hunter2" not in found.detail
    assert "[secret]" in found.detail


def test_a_wrong_declaration_is_told_once(tmp_path: Path) -> None:
    """With the place of the key in the project's file."""
    [found] = problems(tmp_path, declared={"size": {"type": "numbr"}})
    assert found.address == "config.size.type"


def test_a_broken_salt_is_the_stack_files(tmp_path: Path, key: AESGCM) -> None:
    """The remedy is not that of a state."""
    stack = {"encryptionsalt": "v1:x", "config": {"a": secure(key, "hunter2")}}
    [found] = problems(tmp_path, stack, phrase=PHRASE)
    assert found.address == "encryptionsalt"
    assert "the stack file" in found.summary
