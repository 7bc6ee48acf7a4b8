"""Which vendors' requests are held to the vendor's own description in this run."""

import pytest

from .openapi import FOLDER

DESCRIPTIONS = {
    "Axiom": "axiom-openapi-v2.json",
    "Fly.io": "fly-machines-openapi.json",
    "Neon": "neon-openapi.json",
    "Railway": "railway-graphql-introspection.json",
    "Sentry": "sentry-openapi-derefed.json",
    "Supabase": "supabase-management-openapi.json",
}


@pytest.mark.parametrize("vendor", DESCRIPTIONS)
def test_requests_are_held_to_the_description(vendor: str) -> None:
    path = FOLDER / DESCRIPTIONS[vendor]
    if not FOLDER.exists():
        pytest.skip(f"left out: {vendor}'s requests and answers are not held to {path.name}")
    assert path.exists()
