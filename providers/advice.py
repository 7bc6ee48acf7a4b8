"""Explains error responses by their status and the vendor's own words."""

from __future__ import annotations

from http import HTTPStatus

from providers.errors import NotFound, Unanswered, Unauthorized, VendorError
from providers.vendor import Refusal, Vendor

_TAKEN = ("already been taken", "already exists", "already in use", "is taken")
_PLAN = ("quota", "limit", "plan", "upgrade", "billing", "payment", "exceed", "credit")
_CAPACITY = ("insufficient", "capacity", "no room", "out of stock")
_BUSY = ("lease", "lock", "in progress", "conflicting operation", "try again", "currently")


def explained(
    vendor: Vendor, refusal: Refusal, detail: str, *, creates: bool = False
) -> VendorError:
    """Make the error that a refusal is; ``detail`` says which request was refused and how.

    ``creates``: the request was to make something, so that a conflict is about its name.
    """
    summary, remedy = _explanation(vendor, refusal, creates=creates)
    kind = VendorError
    if vendor.missing(refusal):
        kind = NotFound
    elif refusal.status == HTTPStatus.UNAUTHORIZED:
        kind = Unauthorized
    elif refusal.is_failure:
        kind = Unanswered
    return kind(summary, detail, remedy)


def _explanation(vendor: Vendor, refusal: Refusal, *, creates: bool) -> tuple[str, str]:
    name, status = vendor.name, refusal.status
    if status == HTTPStatus.UNAUTHORIZED:
        return f"{name} rejected the token", f"{vendor.set_token} (see {vendor.page})"
    if status in (HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.TOO_MANY_REQUESTS) or (
        status == HTTPStatus.FORBIDDEN and refusal.says(*_PLAN)
    ):
        return f"{name} rate limit or quota reached", "Raise the plan or the quota, or wait."
    if status == HTTPStatus.FORBIDDEN:
        return f"Insufficient token permissions at {name}", (
            f"Use a token of the organization that owns it, with the scopes of {vendor.page}: "
            f"{vendor.set_token}"
        )
    if vendor.missing(refusal):
        return f"Not found at {name}", (
            f"If it exists, {vendor.namespace}:token may belong to another organization, which "
            "cannot see it."
        )
    if refusal.is_failure:
        return f"{name} server error", "Run the command again; nothing is created twice."
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return f"{name} redirected the request", (
            f"Check the value of {vendor.namespace}:url; redirects are not followed."
        )
    return _refused_request(vendor, refusal, creates=creates)


def _refused_request(vendor: Vendor, refusal: Refusal, *, creates: bool) -> tuple[str, str]:
    name, conflict = vendor.name, refusal.status == HTTPStatus.CONFLICT
    if vendor.busy(refusal):
        return f"Another operation is in progress at {name}", (
            "Run the command again when that operation has finished."
        )
    if refusal.says(*_TAKEN):
        return _taken(name)
    if refusal.says(*_CAPACITY):
        return f"No capacity at {name}", "Choose another region or size, or try later."
    if refusal.says(*_PLAN):
        return f"{name} rejected the request", (
            f"Correct the value named above, or raise the plan or the quota (see {vendor.page})."
        )
    if refusal.says(*_BUSY):
        return f"{name} rejected the request during another operation", (
            "Run the command again when that has finished."
        )
    if conflict and creates:
        return _taken(name)
    if conflict or refusal.status == HTTPStatus.PRECONDITION_FAILED:
        return f"{name} rejected the request in the current state of the resource", (
            f"Remove the cause that {name} names, then run the command again."
        )
    return f"{name} rejected the request", f"Correct the value named above (see {vendor.page})."


def _taken(name: str) -> tuple[str, str]:
    return f"Name already in use at {name}", (
        "The existing resource does not carry this stack's mark and was not changed. Choose "
        "another name, delete it manually, or adopt it with existing_id."
    )
