"""Limits, faults and refusals of GitHub's, and the token that nobody gets to see."""

import time
import traceback
from contextlib import closing

import pytest

from faro.github.api import LONGEST_WAIT_SECONDS, TRIES, Api
from faro.github.refusal import NotFound
from faro.model.diagnostic import Failure
from tests.vendors.fake import TOKEN, Fault

from .server import COMMENTS, LIST, REPOSITORY, GitHub

PLACE = f"/repos/{REPOSITORY}/issues/7/comments"
LIMIT = '{"message": "You have exceeded a secondary rate limit."}'


@pytest.mark.parametrize(
    ("fault", "pauses"),
    [
        (Fault(LIST, status=403, headers={"retry-after": "7"}), [7]),
        (Fault(LIST, status=429, headers={"retry-after": "0"}, times=2), [0, 0]),
        (Fault(LIST, status=403, raw=LIMIT, times=3), [1, 2, 4]),
        (Fault(LIST, status=429, raw="slow down"), [1]),
        (Fault(LIST, status=502, raw="<html>Unicorn!</html>"), [1]),
        (Fault(LIST, reset=True, times=4), [1, 2, 4, 8]),
    ],
)
def test_asked_again(
    github: GitHub, api: Api, naps: list[float], fault: Fault, pauses: list[float]
) -> None:
    github.faults.append(fault)
    assert list(api.pages(PLACE)) == []
    assert naps == pauses


def test_limit_of_the_hour(github: GitHub, api: Api, naps: list[float]) -> None:
    spent = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(time.time()) + 30)}
    github.faults.append(Fault(LIST, status=403, headers=spent))
    list(api.pages(PLACE))
    assert naps == [pytest.approx(30.5, abs=1)]


@pytest.mark.parametrize(
    ("seconds", "pauses"), [("3600", 0), ("50", int(LONGEST_WAIT_SECONDS // 50)), ("1", TRIES - 1)]
)
def test_waits_are_bounded(
    github: GitHub, api: Api, naps: list[float], seconds: str, pauses: int
) -> None:
    github.faults.append(Fault(LIST, status=429, headers={"retry-after": seconds}, times=99))
    with pytest.raises(Failure, match="GitHub rate limit reached"):
        list(api.pages(PLACE))
    assert len(naps) == pauses


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "GitHub rejected the token"),
        (403, "Insufficient token permissions.*pull-requests: write"),
        (404, "Repository or pull request not found"),
        (410, "Pull request takes no comments"),
        (422, "GitHub rejected the request"),
        (301, "Repository moved"),
        (500, "GitHub server error.*does not create a second comment"),
    ],
)
def test_refusals(github: GitHub, api: Api, status: int, said: str) -> None:
    """One diagnostic, with GitHub's own words and without the token, though GitHub repeats it."""
    words = f'{{"message": "Of {TOKEN}, {"long" * 200}"}}'
    github.faults.append(Fault(LIST, status=status, raw=words, times=TRIES))
    with pytest.raises(Failure, match=f"(?s){said}") as caught:
        list(api.pages(PLACE))
    [diagnostic] = caught.value.diagnostics
    assert diagnostic.detail.startswith(f"GET {PLACE}: {status} Of [token], long")
    assert len(diagnostic.detail) < 600
    shown = "".join(traceback.format_exception(caught.value))
    assert TOKEN not in shown + repr(caught.value) + repr(api)


def test_wrong_token(github: GitHub) -> None:
    with closing(Api("ghp_other", github.url)) as api, pytest.raises(Failure) as caught:
        list(api.pages(PLACE))
    assert caught.value.diagnostics[0].summary == "GitHub rejected the token"
    assert "ghp_other" not in str(caught.value)


@pytest.mark.parametrize("token", ["", "ghp_secret\n", "ghp secret", "ghp_secrét"])
def test_no_token(token: str) -> None:
    with pytest.raises(Failure, match="Invalid GitHub token") as caught:
        Api(token)
    assert not token or token not in str(caught.value)


def test_plain_http() -> None:
    with pytest.raises(Failure, match="would be sent unencrypted"):
        Api(TOKEN, "http://github.example/api/v3")


def test_nobody_there(naps: list[float]) -> None:
    with GitHub().serving() as gone:
        pass
    with (
        closing(Api(TOKEN, gone.url, sleep=naps.append)) as api,
        pytest.raises(Failure, match=r"Cannot reach GitHub.*127\.0\.0\.1"),
    ):
        api.get("/user")
    assert naps == [1, 2, 4, 8]


def test_next_page_at_somebody_elses(github: GitHub, api: Api) -> None:
    """The token does not go there."""
    with GitHub().serving() as other:
        for number in range(101):
            github.write("anna", str(number))
        github.url = other.url
        with pytest.raises(Failure, match="Unexpected response from GitHub"):
            list(api.pages(PLACE))
    assert other.calls == []


def test_no_json(github: GitHub, api: Api) -> None:
    github.faults.append(Fault(LIST, raw="<html>"))
    with pytest.raises(Failure, match=r"Check that http.* is the root of its API"):
        list(api.pages(PLACE))


def test_server_holds_requests_to_the_description(github: GitHub, api: Api) -> None:
    with pytest.raises(Failure):
        list(api.pages(PLACE, colour="red"))
    with pytest.raises(Failure):
        api.post(PLACE, {"text": "x"}, lambda: None)
    with pytest.raises(Failure):
        api.graphql("mutation { minimizeComment(input: {subjectId: 1}) { clientMutationId } }")
    assert [found.split(":")[0] for found in github.violations[:2]] == [
        f"GET {COMMENTS}",
        f"post {PLACE}",
    ]
    assert "classifier" in github.violations[2]
    github.violations.clear()


def test_enterprise_server(github: GitHub) -> None:
    """GraphQL is beside the third version of the REST API, not below it."""
    hide = "mutation ($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) "
    with closing(Api(TOKEN, f"{github.url}/v3")) as api, pytest.raises(NotFound):
        api.graphql(hide + "{ clientMutationId } }", id="IC_1")
