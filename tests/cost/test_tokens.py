"""Every type that is priced, or free, is one of the SDK's that is installed."""

import importlib.util
import re
from functools import cache
from pathlib import Path

import pytest

from faro.cost.families import CHARGED, WITHOUT_CHARGE, without_charge

PACKAGES = {
    "aws": "pulumi_aws",
    "cloudflare": "pulumi_cloudflare",
    "gcp": "pulumi_gcp",
    "random": "pulumi_random",
    "sentry": "pulumiverse_sentry",
    "upstash": "upstash_pulumi",
    "vercel": "pulumiverse_vercel",
}
TOKENS = sorted({*CHARGED, *WITHOUT_CHARGE})


@cache
def known(package: str) -> frozenset[str]:
    """The tokens in the sources of an SDK, without importing it."""
    spec = importlib.util.find_spec(PACKAGES[package])
    assert spec and spec.origin
    files = Path(spec.origin).parent.rglob("*.py")
    quoted = re.compile(rf"['\"]({package}:[\w./]+:\w+)['\"]")
    return frozenset(t for file in files for t in quoted.findall(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_every_type_is_one_of_the_sdks(package: str) -> None:
    own = {token for token in TOKENS if token.startswith(f"{package}:")}
    assert own
    assert own <= known(package)


def test_rights_are_told_by_their_names() -> None:
    assert without_charge("gcp:storage/bucketIAMMember:BucketIAMMember")
    assert without_charge("gcp:pubsub/topicIAMBinding:TopicIAMBinding")
    assert without_charge("gcp:compute/instance:Instance") is None
