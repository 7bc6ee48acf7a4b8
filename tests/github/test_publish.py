"""One comment with a tag: made, brought up to date, never twice, never somebody else's."""

from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier, Thread
from typing import Any

import pytest

from faro.github import publish as module
from faro.github.api import Api
from faro.github.comment import Mark
from faro.github.publish import LONGEST, Mode, Outcome, Published, publish
from faro.model.diagnostic import Failure
from tests.vendors.fake import TOKEN, Fault

from .server import ADD, BOT, CHANGE, DELETE, HIDE, LIST, REPOSITORY, GitHub

NOON = datetime(2026, 11, 26, 12, 0, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
MARK = "<!-- faro:comment tag=cost valid-at=2026-11-26T12:00:00Z -->"


def put(api: Api, body: str = "text", at: datetime = NOON, **given: Any) -> Published:
    return publish(api, REPOSITORY, 7, body, **{"tag": "cost", "valid_at": at, **given})


def kinds(github: GitHub) -> list[str]:
    return [call.kind for call in github.calls]


def test_made_then_brought_up_to_date(github: GitHub, api: Api, naps: list[float]) -> None:
    """Three requests each time, and no pause."""
    made = put(api, "old")
    assert github.texts() == [f"{MARK}\nold"]
    assert kinds(github) == [LIST, ADD, LIST]
    github.calls.clear()
    changed = put(api, "new", NOON + timedelta(seconds=9))
    assert github.texts() == [f"{MARK.replace('12:00:00', '12:00:09')}\nnew"]
    assert kinds(github) == [LIST, "GET /user", CHANGE]
    assert (made.outcome, changed.outcome) == (Outcome.CREATED, Outcome.UPDATED)
    assert made.url == changed.url == "https://github.test/acme/app/pull/7#issuecomment-1001"
    assert naps == []


def test_time_is_utc_in_whole_seconds(github: GitHub, api: Api) -> None:
    put(api, at=datetime(2026, 11, 26, 13, 0, 0, 999, timezone(timedelta(hours=1))))
    assert github.texts() == [f"{MARK}\ntext"]
    assert put(api).outcome is Outcome.UPDATED


def test_found_behind_250_comments(github: GitHub, api: Api) -> None:
    for number in range(249):
        github.write("anna", f"comment {number}")
    github.write(BOT, f"{MARK}\nold")
    assert put(api).outcome is Outcome.UPDATED
    assert kinds(github) == [LIST, LIST, LIST, "GET /user", CHANGE]
    assert len(github.comments) == 250
    assert github.texts()[-1] == f"{MARK}\ntext"


def test_newer_one_is_left(github: GitHub, api: Api) -> None:
    newer = put(api, "newer", LATER)
    assert put(api, "older", NOON) == Published(Outcome.LEFT, newer.url)
    assert [text.splitlines()[1] for text in github.texts()] == ["newer"]


def test_newest_of_several_is_changed(github: GitHub, api: Api) -> None:
    """Those of the mode ``new`` stay as they are."""
    put(api, "second", LATER, mode=Mode.NEW)
    put(api, "first", NOON, mode=Mode.NEW)
    put(api, "third", LATER)
    assert [text.splitlines()[1] for text in github.texts()] == ["third", "first"]


@pytest.mark.parametrize(
    ("holder", "author", "text"),
    [
        (BOT, "anna", f"{MARK}\nA copy."),
        ("anna", BOT, f"{MARK}\nA bot's, and anna runs the command."),
        ("anna", "bert", f"{MARK}\nHis own run."),
        (BOT, BOT, f"Quoted:\n{MARK}\n"),
        (BOT, BOT, f"{MARK.replace('cost', 'cost.eu')}\nAnother tag."),
        (BOT, BOT, f"{MARK.replace('T12', 'T99')}\nNo time."),
        (BOT, "infracost[bot]", "<!-- infracost tag=cost -->\nAnother tool's."),
    ],
)
def test_what_is_not_ours_stays(
    github: GitHub, api: Api, holder: str, author: str, text: str
) -> None:
    github.login = holder
    github.write(author, text)
    for mode in Mode:
        assert put(api, mode=mode).outcome is not Outcome.LEFT
    assert github.texts()[0] == text
    assert github.comments[1001].get("minimized") is None


def test_own_comment_of_a_person(github: GitHub, api: Api) -> None:
    github.login = "anna"
    put(api)
    assert put(api).outcome is Outcome.UPDATED


def test_author_whose_account_is_gone(github: GitHub, api: Api) -> None:
    github.write("ghost", f"{MARK}\nold")["user"] = None
    assert put(api).outcome is Outcome.CREATED


def test_deleted_before_it_is_changed(github: GitHub, api: Api) -> None:
    put(api)
    github.meanwhile[CHANGE] = github.comments.clear
    assert put(api, "again").outcome is Outcome.CREATED
    assert github.texts() == [f"{MARK}\nagain"]


def test_edited_before_it_is_changed(github: GitHub, api: Api) -> None:
    put(api)
    github.meanwhile[CHANGE] = lambda: github.comments[1001].update(body="vandalised")
    assert put(api, "again").outcome is Outcome.UPDATED
    assert github.texts() == [f"{MARK}\nagain"]


@pytest.mark.parametrize(
    ("theirs", "outcome", "stands"),
    [(LATER, Outcome.LEFT, "theirs"), (NOON - timedelta(1), Outcome.UPDATED, "text")],
)
def test_made_by_two_runs_at_once(
    github: GitHub, api: Api, theirs: datetime, outcome: Outcome, stands: str
) -> None:
    github.meanwhile[ADD] = lambda: github.write(BOT, f"{Mark('cost', theirs)}\ntheirs")
    found = put(api)
    assert found.outcome is outcome
    assert [comment["html_url"] for comment in github.comments.values()] == [found.url]
    assert [text.splitlines()[1] for text in github.texts()] == [stands]


@pytest.mark.parametrize(
    ("kind", "gone", "outcome"),
    [(CHANGE, 1001, Outcome.CREATED), (DELETE, 1002, Outcome.UPDATED)],
)
def test_one_of_two_is_deleted_meanwhile(
    github: GitHub, api: Api, kind: str, gone: int, outcome: Outcome
) -> None:
    github.meanwhile[ADD] = lambda: github.write(BOT, f"{MARK}\ntheirs")
    github.meanwhile[kind] = lambda: github.comments.pop(gone)
    assert put(api).outcome is outcome
    assert github.texts() == [f"{MARK}\ntext"]


@pytest.mark.parametrize("_round", range(5))
def test_threads_converge(github: GitHub, _round: int) -> None:
    start = Barrier(4)

    def run(hour: int) -> None:
        with closing(Api(TOKEN, github.url)) as api:
            start.wait(10)
            put(api, f"run {hour}", NOON + timedelta(hours=hour))

    threads = [Thread(target=run, args=(hour,)) for hour in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(github.texts()) == 1
    with closing(Api(TOKEN, github.url)) as api:
        put(api, "next", NOON + timedelta(days=1))
    assert [text.splitlines()[1] for text in github.texts()] == ["next"]


def test_new_each_time(github: GitHub, api: Api) -> None:
    for at in (LATER, NOON):
        assert put(api, at=at, mode=Mode.NEW).outcome is Outcome.CREATED
    assert kinds(github) == [ADD, ADD]


def test_earlier_ones_are_hidden_once(github: GitHub, api: Api) -> None:
    for _ in range(3):
        put(api, mode=Mode.HIDE_AND_NEW)
    reasons = [(each.get("minimized") or {}).get("reason") for each in github.comments.values()]
    assert reasons == ["outdated", "outdated", None]
    assert github.count(HIDE) == 2


def test_deleted_before_it_is_hidden(github: GitHub, api: Api) -> None:
    put(api)
    github.meanwhile[HIDE] = github.comments.clear
    assert put(api, mode=Mode.HIDE_AND_NEW).outcome is Outcome.CREATED


def test_not_allowed_to_hide(github: GitHub, api: Api) -> None:
    put(api)
    github.may_write = False
    with pytest.raises(Failure, match="pull-requests: write"):
        put(api, mode=Mode.HIDE_AND_NEW)


@pytest.mark.parametrize("fault", [Fault(ADD, reset=True), Fault(ADD, status=502, times=2)])
@pytest.mark.parametrize("mode", Mode)
def test_lost_answer_makes_no_second_one(
    github: GitHub, api: Api, fault: Fault, mode: Mode
) -> None:
    """Whether or not the request was carried out; and a copy does not pass for it."""
    github.write("anna", f"{MARK}\nline")
    github.faults.append(fault)
    assert put(api, "line  \r\n", mode=mode).outcome is Outcome.CREATED
    assert len(github.texts()) == 2
    assert github.count(ADD) == 1


def test_longest(github: GitHub, api: Api) -> None:
    put(api, "é" * (LONGEST - len(MARK) - 1))
    assert len(github.texts()[0]) == LONGEST


@pytest.mark.parametrize(
    ("given", "summary"),
    [
        ({"body": "x" * LONGEST}, "Comment too long"),
        ({"tag": "no tag"}, "Invalid comment tag"),
        ({"tag": ""}, "Invalid comment tag"),
        ({"tag": "x" * 51}, "Invalid comment tag"),
    ],
)
def test_refused_without_a_request(
    github: GitHub, api: Api, given: dict[str, Any], summary: str
) -> None:
    with pytest.raises(Failure, match=summary):
        put(api, **given)
    with pytest.raises(Failure, match="Invalid repository name"):
        publish(api, "acme/../user", 7, "text", tag="cost", valid_at=NOON)
    assert github.calls == []


def test_github_finds_it_too_long(
    github: GitHub, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST", 100_000)
    with pytest.raises(Failure, match=r"too long.*65536"):
        put(api, "x" * 70_000)


def test_locked(github: GitHub, api: Api) -> None:
    github.locked = True
    with pytest.raises(Failure, match="Pull request locked"):
        put(api)


def test_no_such_pull_request(github: GitHub, api: Api) -> None:
    with pytest.raises(Failure, match="Repository or pull request not found"):
        publish(api, REPOSITORY, 8, "text", tag="cost", valid_at=NOON)
