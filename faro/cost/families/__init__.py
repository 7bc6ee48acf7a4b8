"""How each resource type is charged, a file per vendor."""

import re

from faro.cost.families import (
    aws,
    axiom,
    cloudflare,
    fly,
    gcp,
    gemini,
    kubernetes,
    neon,
    railway,
    sentry,
    supabase,
    upstash,
    vercel,
)
from faro.cost.families.family import Charged, Family, Free
from faro.cost.families.free import FREE

EVERY: tuple[Family, ...] = (
    aws.FAMILY,
    axiom.FAMILY,
    cloudflare.FAMILY,
    fly.FAMILY,
    gcp.FAMILY,
    gemini.FAMILY,
    kubernetes.FAMILY,
    neon.FAMILY,
    railway.FAMILY,
    sentry.FAMILY,
    supabase.FAMILY,
    upstash.FAMILY,
    vercel.FAMILY,
)

CHARGED: dict[str, tuple[Family, Charged]] = {
    token: (family, pricing)
    for family in EVERY
    for token, pricing in family.types.items()
    if isinstance(pricing, Charged)
}

_RIGHTS = re.compile(r".*(Iam|IAM)(Member|Binding|Policy|AuditConfig|PolicyAttachment)$")
_OF_RIGHTS = Free("rights cost nothing")


def without_charge(type_: str) -> Free | None:
    """Why a type costs nothing by itself; None for one that does, or is not known."""
    rights = _OF_RIGHTS if _RIGHTS.fullmatch(type_) else None
    return WITHOUT_CHARGE.get(type_) or rights or kubernetes.outside(type_)


WITHOUT_CHARGE: dict[str, Free] = FREE | {
    token: pricing
    for family in EVERY
    for token, pricing in family.types.items()
    if isinstance(pricing, Free)
}
