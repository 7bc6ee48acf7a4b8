"""Secrets and keys: by version and month, and by operations."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import Charged, Fixed, Free, Inputs, Pricing, text, unpriced
from faro.cost.families.gcp.place import region
from faro.cost.families.nested import block, length

_SYMMETRIC = "GOOGLE_SYMMETRIC_ENCRYPTION"
_MONTH_SECONDS = Decimal(30 * 24 * 3600)
_AT_ONE_PRICE = (_SYMMETRIC, "AES_", "HMAC_", "RSA_SIGN_PKCS1_2048", "RSA_SIGN_PSS_2048")
"""HSM keys without tiers (SKUs of Cloud KMS, see prices/gcp.yml); of the rest the first 2,000 are
dearer, and so are their operations.
"""


def _kind(key: Inputs) -> str:
    """The part of a meter that protection and algorithm make up; empty for a software key."""
    template = block(key, "versionTemplate")
    level = str(template.get("protectionLevel", "SOFTWARE")).lower()
    algorithm = text(template.get("algorithm")) or _SYMMETRIC
    if level == "software":
        return ""
    if level != "hsm":
        return f"_{level}"
    plain = algorithm.startswith(_AT_ONE_PRICE) or "_2048" in algorithm
    return "_hsm" if plain else "_hsm_asymmetric"


def _version(inputs: Inputs) -> Iterator[Fixed]:
    key = inputs.follow("cryptoKey") or inputs
    yield Fixed(meter=f"kms_key_versions{_kind(key)}", quantity=Decimal(1))


def _key(inputs: Inputs) -> Iterator[Fixed]:
    """Its first version, or as many as rotation makes in a month; older ones are usage."""
    if not inputs.get("skipInitialVersionCreation"):
        yield Fixed(meter=f"kms_key_versions{_kind(inputs)}", quantity=_rotated(inputs))


def _rotated(inputs: Inputs) -> Decimal | None:
    period = inputs.get("rotationPeriod")
    if period is None:
        return Decimal(1)
    seconds = str(period).removesuffix("s")
    if not seconds.isdecimal() or not int(seconds):
        return None
    return max(Decimal(1), _MONTH_SECONDS / Decimal(seconds))


def _operations(inputs: Inputs) -> Iterator[str]:
    yield f"kms_operations{_kind(inputs)}"


def _secret_version(inputs: Inputs) -> Iterator[Fixed]:
    """One for each place where the secret is kept; what Google chooses counts as one."""
    managed = block(inputs.follow("secret") or {}, "replication", "userManaged")
    yield Fixed(meter="secret_versions", quantity=length(managed, "replicas") or Decimal(1))


def _rotations(inputs: Inputs) -> Iterator[str]:
    if inputs.get("rotation"):
        yield "secret_rotations"


_SECRET = Charged(metered=_rotations)
_SECRET_VERSION = Charged(meters=("secret_access",), fixed=_secret_version)

TYPES: dict[str, Pricing] = {
    "gcp:secretmanager/secret:Secret": _SECRET,
    "gcp:secretmanager/regionalSecret:RegionalSecret": _SECRET,
    "gcp:secretmanager/secretVersion:SecretVersion": _SECRET_VERSION,
    "gcp:secretmanager/regionalSecretVersion:RegionalSecretVersion": _SECRET_VERSION,
    "gcp:kms/keyRing:KeyRing": Free("its keys are charged"),
    "gcp:kms/cryptoKey:CryptoKey": Charged(fixed=_key, metered=_operations, region=region),
    "gcp:kms/keyHandle:KeyHandle": unpriced("kms_autokey", region=region),
    "gcp:kms/cryptoKeyVersion:CryptoKeyVersion": Charged(fixed=_version, region=region),
}
