"""Checks and decrypts the secrets of a state file.

``pulumi stack export`` encrypts with the stack's secrets provider. The passphrase provider's can be
opened here (``sdk/go/common/resource/config/crypt.go``, ``pkg/secrets/passphrase``); those of a
cloud's key service stay closed.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from functools import cached_property
from typing import Any, Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from faro.engine.wire import SECRET, SIGNATURE, from_json
from faro.model.diagnostic import error
from faro.model.value import Ciphertext, Secret, Value

_ROUNDS: Final = 1_000_000
_KEY_BYTES: Final = 32
_PROOF: Final = "pulumi"
"""What the engine encrypts beside the salt so that a passphrase can be checked."""
_FORM: Final = re.compile(r"v1:([A-Za-z0-9+/]+={0,2}):([A-Za-z0-9+/]+={0,2})")


def is_malformed(node: dict[str, Any]) -> bool:
    """Return whether a JSON object says that it is a secret and holds none."""
    if node.get(SIGNATURE) != SECRET or "value" in node:
        return False
    if "plaintext" in node:
        return not _is_json(node["plaintext"])
    text = node.get("ciphertext")
    if not isinstance(text, str) or not text:
        return True
    return text.startswith("v1:") and not _FORM.fullmatch(text)


def _is_json(text: Any) -> bool:
    try:
        json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


class Encrypted(NamedTuple):
    """What holds the secrets, in words: its name, where its salt stands, and how to fix it."""

    name: str
    salt: str
    remedy: str
    command: str


OF_STATE: Final = Encrypted(
    "the state",
    "secrets_providers.state.salt",
    "export the state again",
    "pulumi stack export --file state.json",
)
OF_STACK_FILE: Final = Encrypted(
    "the stack file",
    "encryptionsalt",
    "set the value again",
    "pulumi config set --secret KEY VALUE",
)


class Passphrase:
    """Decrypts with a passphrase; the key is derived on first use."""

    def __init__(self, phrase: str, salt: str, of: Encrypted = OF_STATE) -> None:
        self._phrase = phrase
        self._salt = salt
        self._of = of

    def open(self, value: Value) -> Value:
        """The value with all encrypted parts as secrets."""
        if isinstance(value, Ciphertext):
            return Secret(from_json(json.loads(self.decrypt(value.text))))
        if isinstance(value, dict):
            return {key: self.open(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.open(item) for item in value]
        return value

    def decrypt(self, text: str) -> str:
        """The plaintext of one secret."""
        try:
            return _decrypted(self._key, text)
        except (InvalidTag, ValueError):
            raise error(
                f"Cannot decrypt a secret of {self._of.name}",
                "The passphrase is right, but one secret was not encrypted with it or is damaged. "
                f"Without it the comparison would miss a change; {self._of.remedy}.",
                command=self._of.command,
            ) from None

    @cached_property
    def _key(self) -> AESGCM:
        """The key, checked against the proof beside the salt."""
        version, _, rest = self._salt.partition(":")
        salt, _, proof = rest.partition(":")
        try:
            if version != "v1":
                raise ValueError
            derived = PBKDF2HMAC(SHA256(), _KEY_BYTES, base64.b64decode(salt), _ROUNDS)
            key = AESGCM(derived.derive(self._phrase.encode()))
            if _decrypted(key, proof) == _PROOF:
                return key
        except InvalidTag:
            pass
        except (ValueError, binascii.Error):
            raise error(
                f"Invalid encryption salt in {self._of.name}",
                f"{self._of.salt} is not of the form v1:<salt>:v1:<nonce>:<text>, so no passphrase "
                f"can be checked against it; {self._of.remedy}.",
                address=self._of.salt,
                command=self._of.command,
            ) from None
        raise error(
            f"Wrong passphrase for {self._of.name}",
            "PULUMI_CONFIG_PASSPHRASE (or the file named by PULUMI_CONFIG_PASSPHRASE_FILE) is not "
            "the passphrase of this stack. Set the right one, or unset it to compare without the "
            "secrets.",
            command="unset PULUMI_CONFIG_PASSPHRASE PULUMI_CONFIG_PASSPHRASE_FILE",
        )


def opener(providers: Any, passphrase: str | None) -> Callable[[Value], Value] | None:
    """Return what decrypts the secrets of a deployment; None if it cannot."""
    if (
        passphrase is None
        or not isinstance(providers, dict)
        or providers.get("type") != "passphrase"
    ):
        return None
    state = providers.get("state")
    salt = state.get("salt") if isinstance(state, dict) else None
    return Passphrase(passphrase, salt if isinstance(salt, str) else "").open


def _decrypted(key: AESGCM, text: str) -> str:
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError("not a ciphertext")
    nonce, data = (base64.b64decode(part) for part in match.groups())
    return key.decrypt(nonce, data, None).decode()
