"""What Railway says when it refuses, word by word as its users met it."""


class Said(Exception):
    """An error that Railway's own answers have."""

    said = True


THROTTLED = {
    "projectCreate": "You are creating projects too quickly: 1 project per 30 seconds",
    "environmentCreate": "Only one environment can be created per user every 30s",
    "volumeCreate": ("Whoa there pal! You are creating volumes too quickly. Try again in a sec"),
    "serviceDomainDelete": "operation is already in progress",
    "customDomainDelete": "operation is already in progress",
    "serviceCreate": "You have been ratelimited, please try again later",
}
"""By mutation. Source: github.com/jamesprnich/terraform-provider-railway, CHANGELOG.md 0.8.0 to
0.11.1 and internal/provider/helpers.go.
"""
