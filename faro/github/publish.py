"""Posts a text to a pull request as one comment that later runs update.

A run leaves a text that is newer than its own. GitHub cannot be asked to change a comment only if
it is what it was: of two runs that have both just read it, the later request wins.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from http import HTTPStatus
from typing import Any

from faro.github import repository as repositories
from faro.github.api import Api
from faro.github.comment import Comment, Mark
from faro.github.refusal import NotFound, Refused
from faro.model.diagnostic import error

LONGEST = 60_000
"""Characters with the mark; GitHub takes 65,536."""
_HIDE = """
mutation ($id: ID!) {
  minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { clientMutationId }
}
"""


class Mode(StrEnum):
    """What to do with the comment of an earlier run."""

    UPDATE = "update"
    NEW = "new"
    HIDE_AND_NEW = "hide-and-new"


class Outcome(StrEnum):
    """The result; ``LEFT``: the existing comment is newer and was not changed."""

    CREATED = "created"
    UPDATED = "updated"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Published:
    """The comment that stands."""

    outcome: Outcome
    url: str


def publish(
    api: Api,
    repository: str,
    number: int,
    body: str,
    *,
    tag: str,
    valid_at: datetime,
    mode: Mode = Mode.UPDATE,
) -> Published:
    """Bring the comment with this tag up to date, or make one; ``valid_at`` is when the body was
    true. Failure where GitHub does not take it.
    """
    mark = Mark(tag, valid_at.replace(microsecond=0))
    text = f"{mark}\n{body}"
    if len(text) > LONGEST:
        long = f"It has {len(text):,} characters; the limit is {LONGEST:,}.\nShow less in it."
        raise error("Comment too long", long)
    conversation = _Conversation(api, f"{repositories.path(repository)}/issues", number, mark, text)
    match mode:
        case Mode.UPDATE:
            return conversation.update()
        case Mode.HIDE_AND_NEW:
            conversation.hide()
    return Published(Outcome.CREATED, conversation.add().url)


class _Conversation:
    """A pull request's comments, and the one that is to be among them."""

    def __init__(self, api: Api, issues: str, number: int, mark: Mark, text: str) -> None:
        self._api = api
        self._comments = f"{issues}/{number}/comments"
        self._comment = f"{issues}/comments"
        self._tag, self._valid_at = mark.tag, mark.valid_at
        self._text = text

    def update(self) -> Published:
        """Change the newest comment of ours, or make one.

        Of those that runs made at once the first one stays, and each run takes its own away.
        """
        for newest in self._ours()[-1:]:
            if changed := self._change(newest):
                return changed
        made = self.add()
        self._author = made.author
        first = min(self._ours(), key=lambda each: each.id, default=made)
        changed = self._change(first) if first.id < made.id else None
        if changed is None:
            return Published(Outcome.CREATED, made.url)
        with suppress(NotFound):
            self._api.delete(f"{self._comment}/{made.id}")
        return changed

    def add(self) -> Comment:
        """Make one."""
        return Comment.read(self._api.post(self._comments, {"body": self._text}, self._made))

    def hide(self) -> None:
        """Fold the comments of earlier runs away."""
        for comment in self._ours():
            if not comment.is_hidden:
                with suppress(NotFound):
                    self._api.graphql(_HIDE, id=comment.node_id)

    def _change(self, comment: Comment) -> Published | None:
        """Give it the text unless what it has is newer; None where it is gone."""
        if comment.valid_at > self._valid_at:
            return Published(Outcome.LEFT, comment.url)
        with suppress(NotFound):
            self._api.patch(f"{self._comment}/{comment.id}", {"body": self._text})
            return Published(Outcome.UPDATED, comment.url)
        return None

    def _ours(self) -> list[Comment]:
        """Those of earlier runs, the newest last."""
        found = map(Comment.read, self._api.pages(self._comments))
        return sorted(filter(self._is_ours, found), key=lambda each: (each.valid_at, each.id))

    def _made(self) -> Any:
        """What a request to add one has made although no answer came."""
        for answer in self._api.pages(self._comments):
            found = Comment.read(answer)
            if self._is_ours(found) and found.text.split() == self._text.split():
                return answer
        return None

    def _is_ours(self, comment: Comment) -> bool:
        """Return whether a run wrote it: whoever else copies a mark keeps what they wrote."""
        if comment.tag != self._tag:
            return False
        return comment.author == self._author if self._author else comment.is_bot

    @cached_property
    def _author(self) -> str:
        """Who the holder of the token is; empty where only a bot's token does not say so."""
        try:
            return str(self._api.get("/user")["login"])
        except Refused as refused:
            if refused.status != HTTPStatus.FORBIDDEN:
                raise
            return ""
