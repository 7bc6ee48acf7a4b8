"""Values on the wire in the engine's JSON form; ``run/messages.py`` has that of protobuf.

Signatures and sentinels are the engine's (``sdk/go/common/resource/sig/sig.go``,
``sdk/go/common/resource/plugin/rpc.go``).
"""

from __future__ import annotations

import json
from typing import Any, Final, cast

from faro.model.value import (
    UNKNOWN,
    Archive,
    Asset,
    Ciphertext,
    Reference,
    Secret,
    Value,
)

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 a public marker
OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
REFERENCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_UNKNOWN_TEXTS: Final = frozenset(
    {
        UNKNOWN_TEXT,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # bool
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # array
        "030794c1-ac77-496b-92df-f27374a8bd58",  # asset
        "e48ece36-62e2-4504-bad9-02848725956a",  # archive
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # object
    }
)


def from_json(value: Any) -> Value:
    """A value out of its JSON wire form, as state files and messages hold it."""
    if isinstance(value, dict):
        return marked({key: from_json(item) for key, item in value.items()}, value)
    if isinstance(value, list):
        return [from_json(item) for item in value]
    return scalar(value)


def scalar(value: Any) -> Value:
    """A value without parts, or the unknown that a text stands for."""
    if isinstance(value, str):
        return UNKNOWN if len(value) == len(UNKNOWN_TEXT) and value in _UNKNOWN_TEXTS else value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return cast("Value", value)


def marked(decoded: dict[str, Value], raw: Any) -> Value:
    """What a decoded object with a signature stands for; ``raw`` is read only for an encrypted
    plaintext.
    """
    signature = decoded.get(SIGNATURE)
    if signature is None:
        return decoded
    if signature == SECRET:
        return _secret(decoded, raw)
    if signature == OUTPUT:
        value = decoded.get("value", UNKNOWN)
        return Secret(value) if decoded.get("secret") else value
    if signature == REFERENCE:
        return Reference(cast("str", decoded.get("urn", "")), cast("Any", decoded.get("id")))
    if signature == ASSET:
        return Asset(
            hash=_text(decoded, "hash"),
            path=_text(decoded, "path"),
            text=cast("str | None", decoded.get("text")),
            uri=_text(decoded, "uri"),
        )
    if signature == ARCHIVE:
        return Archive(
            hash=_text(decoded, "hash"),
            path=_text(decoded, "path"),
            uri=_text(decoded, "uri"),
            assets=cast("Any", decoded.get("assets")),
        )
    return decoded


def _text(decoded: dict[str, Value], key: str) -> str:
    value = decoded.get(key)
    return value if isinstance(value, str) else ""


def _secret(decoded: dict[str, Value], raw: Any) -> Value:
    if "plaintext" in raw:
        return Secret(from_json(json.loads(raw["plaintext"])))
    if "ciphertext" in raw:
        return Ciphertext(raw["ciphertext"])
    return Secret(decoded.get("value"))


def to_json(value: Value) -> Any:
    """A value in its JSON wire form; the inverse of ``from_json``."""
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if value is UNKNOWN:
        return UNKNOWN_TEXT
    if isinstance(value, Secret):
        return {SIGNATURE: SECRET, "value": to_json(value.value)}
    if isinstance(value, Ciphertext):
        return {SIGNATURE: SECRET, "ciphertext": value.text}
    if isinstance(value, Reference):
        ref = {SIGNATURE: REFERENCE, "urn": value.urn}
        return ref if value.id is None else {**ref, "id": to_json(value.id)}
    if isinstance(value, Asset | Archive):
        return _content_to_json(value)
    return value


def _content_to_json(value: Asset | Archive) -> dict[str, Any]:
    wire: dict[str, Any] = {SIGNATURE: ASSET if isinstance(value, Asset) else ARCHIVE}
    for key in ("hash", "path", "uri", "text"):
        part = getattr(value, key, None)
        if part:
            wire[key] = part
    if isinstance(value, Archive) and value.assets is not None:
        wire["assets"] = {key: to_json(item) for key, item in value.assets.items()}
    if len(wire) == 1:
        wire["text"] = ""
    return wire
