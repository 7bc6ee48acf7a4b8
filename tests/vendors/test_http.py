"""The client that all vendors share: what is sent again, after which pause, and what is bounded."""

import time
from collections.abc import Iterator

import httpx
import pytest

from providers import exchange, http, retries
from providers.advice import explained
from providers.errors import Malformed, Unanswered, VendorError
from providers.exchange import Answer
from providers.http import Api
from providers.vendor import Refusal, Vendor

from .fake import TOKEN, Fault
from .shelf import SHELF, Shelf

READ, CREATE, LIST = "GET /things/{id}", "POST /things", "GET /things"
NOW = "Sat, 28 Nov 2026 09:00:00 GMT"
NOW_SECONDS = 1_795_856_400


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """Give the vendor with one thing on it."""
    fake = Shelf()
    fake.things["thing-1"] = {"id": "thing-1", "hidden": 0, "starting": 0, "dying": None}
    with fake.serving():
        yield fake


@pytest.fixture
def api(shelf: Shelf) -> Api:
    """Give its client."""
    return Api(SHELF, TOKEN, shelf.url, ["a-secret-text"])


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Note the pauses instead of making them."""
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    return pauses


# What is sent again


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_failed_read_is_sent_again(api: Api, shelf: Shelf, status: int) -> None:
    shelf.faults.append(Fault(READ, status=status, times=3))
    assert api.get("/things/thing-1")["id"] == "thing-1"


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_a_lost_answer_is_asked_for_again_where_that_is_harmless(
    api: Api, shelf: Shelf, method: str
) -> None:
    kind = {"get": READ, "patch": "PATCH /things/{id}", "delete": "DELETE /labels/{id}"}[method]
    path = {"get": "/things/thing-1", "patch": "/things/thing-1", "delete": "/labels/l"}[method]
    shelf.labels["l"] = {"id": "l", "thing": "t"}
    shelf.faults.append(Fault(kind, reset=True))
    body = [{"size": 1}] if method == "patch" else []
    if method == "delete":
        with pytest.raises(VendorError, match="Not found at"):
            api.delete(path)
    else:
        getattr(api, method)(path, *body)
    assert shelf.count(kind) == 2


@pytest.mark.parametrize("fault", [{"reset": True}, {"status": 500}])
def test_what_makes_something_is_not_sent_again(
    api: Api, shelf: Shelf, fault: dict[str, int]
) -> None:
    shelf.faults.append(Fault(CREATE, times=2, **fault))  # type: ignore[arg-type]
    with pytest.raises(Unanswered):
        api.post("/things", {"name": "x", "size": 1})
    assert shelf.faults[0].times == 1


def test_a_refused_request_is_not_sent_again(api: Api, shelf: Shelf) -> None:
    shelf.faults.append(Fault(READ, status=400, times=9))
    with pytest.raises(VendorError, match="400"):
        api.get("/things/thing-1")
    assert shelf.faults[0].times == 8


def test_a_redirect_is_not_followed(api: Api, shelf: Shelf) -> None:
    shelf.faults.append(Fault(READ, status=302, headers={"Location": f"{shelf.url}/things"}))
    with pytest.raises(VendorError, match="redirected the request") as caught:
        api.get("/things/thing-1")
    assert "shelf:url" in str(caught.value)
    assert shelf.count(LIST) == 0


# Pauses


@pytest.mark.parametrize(
    ("headers", "least", "most"),
    [
        ({"Retry-After": "7"}, 7, 8.75),
        ({"Retry-After": "1.5"}, 1.5, 1.9),
        ({"Retry-After": "Sat, 28 Nov 2026 09:00:07 GMT", "Date": NOW}, 7, 8.75),
        ({"Retry-After": "Sat, 28 Nov 2026 08:00:00 GMT", "Date": NOW}, 0, 0),
        ({"X-RateLimit-Reset": "20"}, 20, 25),
        ({"X-RateLimit-Reset": str(NOW_SECONDS + 30), "Date": NOW}, 30, 37.5),
        ({"X-Sentry-Rate-Limit-Reset": str(NOW_SECONDS + 3), "Date": NOW}, 3, 3.75),
        ({"RateLimit-Reset": str((NOW_SECONDS + 3) * 1000), "Date": NOW}, 3, 3.75),
        ({"Retry-After": "86400"}, 60, 75),
        ({"Retry-After": "99999999999999999999"}, 0.25, 0.4),
    ],
)
def test_a_limit_is_waited_for_as_the_vendor_says(
    headers: dict[str, str], least: float, most: float
) -> None:
    lower = {name.lower(): value for name, value in headers.items()}
    pause = retries.Retries(0.25).after_failure(lower)
    assert pause is not None
    assert least <= pause <= most


@pytest.mark.parametrize(
    "value", ["²", "-3", "soon", "", "Sat, 28 Nov 2026 09:00:07 -0000", "1e9", "Sat, 99 Nov", "٣"]
)
def test_an_odd_pause_is_none(value: str) -> None:
    attempts = retries.Retries(0.25)
    pause = attempts.after_failure({"retry-after": value, "date": "no date"})
    assert pause is not None
    assert pause <= retries.LONGEST_PAUSE_SECONDS * 1.25


def test_failures_are_given_up_after_a_minute(
    slept: list[float], api: Api, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "FIRST_PAUSE_SECONDS", 0.25)
    shelf.faults.append(Fault(READ, status=503, times=99))
    with pytest.raises(VendorError):
        api.get("/things/thing-1")
    assert len(slept) == http.ATTEMPTS - 1
    assert 60 <= sum(slept) <= 120


def test_locks_are_waited_for_ten_minutes(
    slept: list[float], api: Api, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "FIRST_PAUSE_SECONDS", 0.25)
    shelf.faults.append(Fault("PATCH /things/{id}", status=423, times=999))
    with pytest.raises(VendorError, match="Another operation is in progress"):
        api.patch("/things/thing-1", {})
    assert 590 <= sum(slept) <= 610
    assert max(slept) <= retries.LONGEST_BUSY_PAUSE_SECONDS * 1.25


def test_a_lock_that_ends_is_waited_for(api: Api, shelf: Shelf) -> None:
    shelf.faults.append(Fault(CREATE, status=423, times=12))
    api.post("/things", {"name": "x", "size": 1})
    assert shelf.count(CREATE) == 1


# Bounds


def test_an_answer_byte_by_byte_has_an_end(
    api: Api, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "LONGEST_EXCHANGE_SECONDS", 0.2)
    shelf.faults.append(Fault(LIST, drip_seconds=0.1, times=9))
    with pytest.raises(Unanswered, match=r"interrupted(.|\n)*not complete after"):
        api.get("/things")
    assert shelf.faults[0].times == 8, "it is not asked for again"


def test_an_answer_without_end_is_cut(
    api: Api, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "LONGEST_ANSWER_BYTES", 2**20)
    shelf.faults.append(Fault(LIST, raw=f'["{"x" * 2**21}"]'))
    with pytest.raises(Unanswered, match="more than 1 MiB"):
        api.get("/things")


def test_an_answer_nested_without_end(api: Api, shelf: Shelf) -> None:
    shelf.faults.append(Fault(LIST, raw="[" * 100_000 + "]" * 100_000))
    with pytest.raises(Malformed, match="nested too deeply"):
        api.get("/things")


def test_requests_at_once_are_bounded() -> None:
    few = Vendor(name="Few", namespace="few", url="https://few.example", page="", at_once=2)
    turn = http._turn(few)
    assert turn.acquire(blocking=False)
    assert turn.acquire(blocking=False)
    assert not turn.acquire(blocking=False)
    assert http._turn(few) is turn


# Tokens and addresses


def test_a_token_is_trimmed(shelf: Shelf) -> None:
    assert Api(SHELF, f" {TOKEN}\n", f"{shelf.url}/ ").get("/things")


@pytest.mark.parametrize("token", ["two words", "tökén", "a\x00b"])
def test_a_token_that_is_none(token: str) -> None:
    with pytest.raises(VendorError, match="Invalid value of shelf:token") as caught:
        Api(SHELF, token, "https://shelf.example")
    assert token not in str(caught.value)


@pytest.mark.parametrize("url", ["", "shelf.example", "https://", "ftp://x", "https://[::1", "a b"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(VendorError, match="Invalid value of shelf:url"):
        Api(SHELF, TOKEN, url)


def test_secrets_are_hidden_before_a_message_is_cut(api: Api, shelf: Shelf) -> None:
    """A secret on the edge of what is shown leaves no part of it."""
    said = "x" * (http._LONGEST_MESSAGE - 5) + "a-secret-text"
    shelf.faults.append(Fault(READ, status=400, body={"message": said}))
    with pytest.raises(VendorError) as caught:
        api.get("/things/thing-1")
    assert "a-se" not in str(caught.value)


# Advice


@pytest.mark.parametrize(
    ("status", "said", "words"),
    [
        (409, "insufficient memory available to fulfill request", "No capacity"),
        (409, "lease currently held by another", "during another operation"),
        (409, "name has already been taken", "Name already in use"),
        (422, "Name has already been taken", "Name already in use"),
        (412, "volume is currently bound to machine", "during another operation"),
        (412, "the precondition is not met", "in the current state"),
        (
            403,
            "you have reached your plan's limit of projects",
            "Shelf rate limit or quota reached",
        ),
        (403, "forbidden", "Insufficient token permissions"),
        (402, "", "Shelf rate limit or quota reached"),
        (404, "no such thing", "Not found at"),
        (400, "size is wrong", "Correct the value named above"),
        (423, "locked", "Another operation is in progress"),
    ],
)
def test_advice_follows_what_the_vendor_said(status: int, said: str, words: str) -> None:
    error = explained(SHELF, Refusal(status, said), f"PATCH /x: {status} {said}")
    assert words in f"{error.summary} {error.remedy}"
    assert said in error.detail


@pytest.mark.parametrize(
    ("creates", "words"), [(True, "Name already in use"), (False, "current state")]
)
def test_a_conflict_is_about_a_name_only_where_one_is_made(creates: bool, words: str) -> None:
    error = explained(SHELF, Refusal(409, "conflict"), "", creates=creates)
    assert words in error.summary


def test_one_pool_serves_all() -> None:
    assert exchange.client() is exchange.client()
    assert isinstance(exchange.client(), httpx.Client)
    assert not exchange.client().follow_redirects


def test_an_answer_is_read_as_text_where_it_is_no_json() -> None:
    answer = Answer("GET /", 400, {}, b"\xff<html>")
    assert answer.text.endswith("<html>")
