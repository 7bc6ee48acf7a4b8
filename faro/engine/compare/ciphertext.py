"""The length of an encrypted value's plaintext, which is known without the key."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Final

from faro.engine.compare.equality import BLINDED
from faro.model.value import Ciphertext, Value, bare, contains_unknown

_TAG_BYTES: Final = 16
_PARTS: Final = 3


def plaintext_length(secret: Ciphertext) -> int | None:
    """Bytes of the encrypted JSON; None where the form of the text does not say.

    AES-GCM keeps the length and adds a tag (``sdk/go/common/resource/config/crypt.go``).
    """
    parts = secret.text.split(":")
    if len(parts) != _PARTS or parts[0] != "v1":
        return None
    try:
        length = len(base64.b64decode(parts[2], validate=True)) - _TAG_BYTES
    except binascii.Error:
        return None
    return length if length >= 0 else None


def can_be(secret: Ciphertext, value: Value) -> bool:
    """Return whether the encrypted value may be ``value``: False only where the length proves it
    is not.

    Objects and lists are encrypted together with what the provider added, so that their length
    proves nothing.
    """
    length = plaintext_length(secret)
    if length is None or isinstance(value, dict | list) or contains_unknown(value):
        return True
    return length in _lengths(value)


def can_both_be(one: Ciphertext, other: Ciphertext) -> bool:
    """Return whether two encrypted values may be the same value."""
    lengths = plaintext_length(one), plaintext_length(other)
    return None in lengths or lengths[0] == lengths[1]


def surely_same(one: Ciphertext, other: Ciphertext) -> bool:
    """Return whether both are one and the same encryption; an empty text says nothing."""
    return one.text == other.text and one.text not in ("", BLINDED)


def _lengths(value: Value) -> set[int]:
    """The lengths of a scalar as JSON, as itself and as the text or the number it may become."""
    value = bare(value)
    forms = {json_length(value)}
    if isinstance(value, str):
        forms.add(len(value.encode()))
    elif value is not None:
        forms.add(json_length(json.dumps(value)))
    return forms


def json_length(value: Value) -> int:
    """Bytes of a value as Go's encoder writes it: ``<``, ``>`` and ``&`` take six each."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return len(text.encode(errors="surrogatepass")) + 5 * sum(map(text.count, "<>&"))
