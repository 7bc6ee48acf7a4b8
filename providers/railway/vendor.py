"""Railway's API: one address, and refusals that GraphQL puts into answers with status 200."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from providers.answer import items, text
from providers.vendor import Refusal, Vendor

# What a message says, and the status that it stands for; the first that fits counts. The messages
# are those of docs.railway.com/integrations/api, of issue 82 of the Terraform provider, and of
# github.com/jamesprnich/terraform-provider-railway (CHANGELOG.md, internal/provider/helpers.go).
_MEANINGS = (
    ("ratelimit", HTTPStatus.TOO_MANY_REQUESTS),
    ("rate limit", HTTPStatus.TOO_MANY_REQUESTS),
    ("too many requests", HTTPStatus.TOO_MANY_REQUESTS),
    # Of one mutation: nothing was done, and it may be sent again within a minute.
    ("too quickly", HTTPStatus.LOCKED),
    ("every 30s", HTTPStatus.LOCKED),
    ("per 30 seconds", HTTPStatus.LOCKED),
    ("try again in a sec", HTTPStatus.LOCKED),
    # Another operation on the same thing that ends by itself.
    ("already in progress", HTTPStatus.LOCKED),
    ("cannot redeploy yet", HTTPStatus.LOCKED),
    ("wait for the original deployment", HTTPStatus.LOCKED),
    ("not authorized", HTTPStatus.UNAUTHORIZED),
    ("not found", HTTPStatus.NOT_FOUND),
    ("limit", HTTPStatus.PAYMENT_REQUIRED),
    ("upgrade", HTTPStatus.PAYMENT_REQUIRED),
    ("already", HTTPStatus.CONFLICT),
    ("not available", HTTPStatus.CONFLICT),
    # It may have been carried out.
    ("problem processing request", HTTPStatus.INTERNAL_SERVER_ERROR),
    ("try again", HTTPStatus.INTERNAL_SERVER_ERROR),
)

# Railway says the same of a wrong token and of what the token has no access to, or is gone.
_NO_ACCESS = "the token is wrong, or has no access to the workspace or the thing in the request"


def _refused(answer: Any) -> Refusal | None:
    if not isinstance(answer, Mapping) or not answer.get("errors"):
        return None
    message = text(next(items(answer, "errors")), "message")
    fitting = (status for words, status in _MEANINGS if words in message.lower())
    status = next(fitting, HTTPStatus.BAD_REQUEST)
    if status == HTTPStatus.UNAUTHORIZED:
        message = f"{message} ({_NO_ACCESS})"
    return Refusal(status, message)


RAILWAY = Vendor(
    name="Railway",
    namespace="railway",
    url="https://backboard.railway.com/graphql/v2",
    page="docs/vendors/railway.md",
    refused=_refused,
)
