"""Finds the open pull request of a commit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from faro.github import repository as repositories
from faro.github.api import Api
from faro.github.refusal import Refused
from faro.model.diagnostic import error

_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_UNKNOWN = {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
"""The answers about a commit that the repository does not have."""


def find(api: Api, repository: str, sha: str) -> int:
    """The number of the one open pull request whose head is the commit. Failure where there is
    none, or more than one.
    """
    if not _SHA.fullmatch(sha):
        raise error("Invalid commit SHA", f"{sha!r} is not a full commit SHA.")
    place = repositories.path(repository)
    found = _of_commit(api, place, sha) or _with_head(_open(api, place), sha)
    if len(found) == 1:
        return found[0]
    if not found:
        raise error(
            "No open pull request for this commit",
            f"No open pull request in {repository} has the head {sha}: it was closed or pushed "
            "to.\nOn pull_request GITHUB_SHA is a merge commit: use "
            "github.event.pull_request.head.sha.",
        )
    several = ", ".join(f"#{number}" for number in found)
    raise error(
        "Several pull requests for this commit",
        f"{sha} is the head of {several} in {repository}.\nSelect one with --pr NUMBER.",
    )


def _of_commit(api: Api, place: str, sha: str) -> list[int]:
    """Of the repository's own commits; those of forks it does not know."""
    try:
        return _with_head(api.pages(f"{place}/commits/{sha}/pulls"), sha)
    except Refused as refused:
        if refused.status not in _UNKNOWN:
            raise
        return []


def _open(api: Api, place: str) -> Iterator[Any]:
    return api.pages(f"{place}/pulls", state="open", sort="updated", direction="desc")


def _with_head(pulls: Iterator[Any], sha: str) -> list[int]:
    numbers = {
        each["number"] for each in pulls if each["state"] == "open" and each["head"]["sha"] == sha
    }
    return sorted(numbers)
