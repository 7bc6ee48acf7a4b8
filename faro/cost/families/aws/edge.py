"""The edge: CloudFront by traffic, Route 53 by zones and queries, the firewall by its rules."""

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import Charged, Fixed, Inputs, Pricing, text, unpriced
from faro.cost.families.nested import block, length
from faro.cost.families.part import ONE, monthly

_WORLD = ("us", "europe", "japan")
_CHEAPEST = ("us", "europe")
_FAST_SECONDS = 10  # between two checks; 30 without a charge of its own


def _distribution(inputs: Inputs) -> Iterator[str]:
    """Traffic and requests in each part of the world that its price class serves."""
    served = _CHEAPEST if inputs.get("priceClass") == "PriceClass_100" else _WORLD
    for area in served:
        yield f"cloudfront_{area}_data"
        yield f"cloudfront_{area}_https_requests"


def _certificates(inputs: Inputs) -> Iterator[Fixed]:
    """A certificate on addresses of its own."""
    if block(inputs, "viewerCertificate").get("sslSupportMethod") == "vip":
        yield Fixed(meter="cloudfront_dedicated_certificate", quantity=ONE)


def _authority(inputs: Inputs) -> Iterator[Fixed]:
    short = inputs.get("usageMode") == "SHORT_LIVED_CERTIFICATE"
    yield Fixed(meter=f"acm_private_authority{'_short' if short else ''}", quantity=ONE)


def _authority_usage(inputs: Inputs) -> Iterator[str]:
    if inputs.get("usageMode") == "SHORT_LIVED_CERTIFICATE":
        yield "acm_private_short_certificates"


def _record(inputs: Inputs) -> Iterator[str]:
    """Queries, by how they are answered; those for an alias of AWS's own cost nothing."""
    if "aliases" in inputs:
        return
    if "latencyRoutingPolicies" in inputs:
        yield "route53_latency_queries"
    elif "geolocationRoutingPolicies" in inputs or "geoproximityRoutingPolicy" in inputs:
        yield "route53_geo_queries"
    else:
        yield "route53_queries"


def _check(inputs: Inputs) -> Iterator[Fixed]:
    """A check of something on AWS, and what it does beyond a plain one."""
    yield Fixed(meter="route53_health_check", quantity=ONE)
    kind = text(inputs.get("type"))
    if kind is None:
        yield Fixed(meter="route53_health_feature", quantity=None)
    elif count := sum(_features(inputs, kind)):
        yield Fixed(meter="route53_health_feature", quantity=Decimal(count))


def _features(inputs: Inputs, kind: str) -> tuple[bool, ...]:
    return (
        kind.startswith("HTTPS"),
        kind.endswith("STR_MATCH"),
        inputs.get("measureLatency") is True,
        inputs.get("requestInterval") == _FAST_SECONDS,
    )


def _web_acl(inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="waf_acl", quantity=ONE)
    yield from _rules(inputs)


def _rules(inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="waf_rule", quantity=length(inputs, "rules", default=0))


def _certificate(inputs: Inputs) -> Iterator[Fixed]:
    """One of a private authority is charged, a public one costs nothing."""
    if "certificateAuthorityArn" in inputs:
        yield Fixed(meter="acm_private_certificate", quantity=ONE)


TYPES: dict[str, Pricing] = {
    "aws:cloudfront/distribution:Distribution": Charged(metered=_distribution, fixed=_certificates),
    "aws:cloudfront/function:Function": Charged(meters=("cloudfront_function_calls",)),
    "aws:route53/zone:Zone": monthly("route53_zone"),
    "aws:route53/record:Record": Charged(metered=_record),
    "aws:route53/healthCheck:HealthCheck": Charged(fixed=_check),
    "aws:route53domains/registeredDomain:RegisteredDomain": unpriced("route53_domain"),
    "aws:wafv2/webAcl:WebAcl": Charged(meters=("waf_requests",), fixed=_web_acl),
    "aws:wafv2/ruleGroup:RuleGroup": Charged(fixed=_rules),
    "aws:waf/webAcl:WebAcl": Charged(meters=("waf_requests",), fixed=_web_acl),
    "aws:acm/certificate:Certificate": Charged(fixed=_certificate),
    "aws:acmpca/certificateAuthority:CertificateAuthority": Charged(
        fixed=_authority, metered=_authority_usage
    ),
    "aws:shield/protection:Protection": unpriced("shield_advanced"),
}
