"""Security: secrets and keys by the month, users and findings by usage."""

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import Charged, Fixed, Inputs, Pricing, text, unpriced
from faro.cost.families.nested import blocks
from faro.cost.families.part import ONE, hourly, hours, monthly, of_type

_CONTROLLERS = Decimal(2)
_SYMMETRIC = "SYMMETRIC_DEFAULT"


def _secret(inputs: Inputs) -> Iterator[Fixed]:
    """The secret, and each of its replicas in its own region."""
    yield Fixed(meter="secret", quantity=ONE)
    for replica in blocks(inputs, "replicas"):
        yield Fixed(meter="secret", quantity=ONE, region=text(replica.get("region")))


def _key(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="kms_key", quantity=ONE)


def _key_usage(inputs: Inputs) -> Iterator[str]:
    kind = inputs.get("customerMasterKeySpec", _SYMMETRIC)
    yield "kms_requests" if kind in (_SYMMETRIC, "RSA_2048") else "kms_asymmetric_requests"


def _parameter(inputs: Inputs) -> Iterator[Fixed]:
    """An advanced parameter is charged, a standard one costs nothing."""
    if inputs.get("tier") == "Advanced":
        yield Fixed(meter="parameter_advanced", quantity=ONE)


def _directory(inputs: Inputs) -> Iterator[Fixed]:
    """Two controllers, by kind and size."""
    kind = str(inputs.get("type", "SimpleAD")).lower()
    size = inputs.get("edition", "Enterprise") if kind == "microsoftad" else inputs.get("size")
    known = size.lower() if isinstance(size, str) else None
    yield hours(of_type(f"directory_{kind}", known), _CONTROLLERS)


TYPES: dict[str, Pricing] = {
    "aws:secretsmanager/secret:Secret": Charged(fixed=_secret, meters=("secret_requests",)),
    "aws:kms/key:Key": Charged(fixed=_key, metered=_key_usage),
    "aws:kms/replicaKey:ReplicaKey": monthly("kms_key", "kms_requests"),
    "aws:kms/externalKey:ExternalKey": monthly("kms_key", "kms_requests"),
    "aws:ssm/parameter:Parameter": Charged(fixed=_parameter),
    "aws:ssm/activation:Activation": Charged(meters=("ssm_advanced_hours",)),
    "aws:cloudhsmv2/hsm:Hsm": hourly("cloudhsm"),
    "aws:cognito/userPool:UserPool": unpriced("cognito_users"),
    "aws:guardduty/detector:Detector": unpriced("guardduty_events"),
    "aws:inspector2/enabler:Enabler": unpriced("inspector_scans"),
    "aws:macie2/account:Account": unpriced("macie_data"),
    "aws:securityhub/account:Account": unpriced("securityhub_checks"),
    "aws:directoryservice/directory:Directory": Charged(fixed=_directory),
}
