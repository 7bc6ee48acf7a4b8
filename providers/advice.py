"""What a refusal means and what to do about it, by its status and the vendor's own words."""

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
        return f"{name} refuses the token", f"{vendor.set_token} (see {vendor.page})"
    if status in (HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.TOO_MANY_REQUESTS) or (
        status == HTTPStatus.FORBIDDEN and refusal.says(*_PLAN)
    ):
        return f"A limit at {name} is reached", "Raise the plan or the quota, or wait."
    if status == HTTPStatus.FORBIDDEN:
        return f"The token may not do this at {name}", (
            f"Take a token of the organisation that owns it, with the scopes of {vendor.page}: "
            f"{vendor.set_token}"
        )
    if vendor.missing(refusal):
        return f"{name} does not know it", (
            f"If it exists, {vendor.namespace}:token may be of another organisation, which sees "
            "nothing of it."
        )
    if refusal.is_failure:
        return f"{name} failed", "Run the command again; nothing is made twice."
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return f"{name} answers from another address", (
            f"Check the value of {vendor.namespace}:url; redirects are not followed."
        )
    return _refused_request(vendor, refusal, creates=creates)


def _refused_request(vendor: Vendor, refusal: Refusal, *, creates: bool) -> tuple[str, str]:
    name, conflict = vendor.name, refusal.status == HTTPStatus.CONFLICT
    if vendor.busy(refusal):
        return f"{name} is still busy with another operation on it", (
            "Run the command again when that operation has finished."
        )
    if refusal.says(*_TAKEN):
        return _taken(name)
    if refusal.says(*_CAPACITY):
        return f"{name} has no capacity for it", "Choose another region or size, or try later."
    if refusal.says(*_PLAN):
        return f"{name} refuses the request", (
            f"Correct the value that it names, or raise the plan or the quota (see {vendor.page})."
        )
    if refusal.says(*_BUSY):
        return f"{name} refuses the request while something else is at work on it", (
            "Run the command again when that has finished."
        )
    if conflict and creates:
        return _taken(name)
    if conflict or refusal.status == HTTPStatus.PRECONDITION_FAILED:
        return f"{name} refuses the request in the present state of the resource", (
            f"Remove the cause that {name} names, then run the command again."
        )
    return f"{name} refuses the request", f"Correct the value that it names (see {vendor.page})."


def _taken(name: str) -> tuple[str, str]:
    return f"{name} has something of that name already", (
        "It does not carry this stack's mark, so it stays untouched: choose another name, remove "
        "it by hand, or adopt it with existing_id."
    )
