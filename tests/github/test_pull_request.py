"""The open pull request of a commit."""

import pytest

from faro.github.api import Api
from faro.github.pull_request import find
from faro.model.diagnostic import Failure

from .server import PULLS, REPOSITORY, GitHub

SHA = "b" * 40


def test_of_the_repository(github: GitHub, api: Api) -> None:
    """One request; a closed one and one that merely has the commit in it are not meant."""
    contains = github.pull(9, "c" * 40)
    contains["base"]["sha"] = SHA
    github.pulls += [github.pull(8, SHA, "closed"), contains, github.pull(10, SHA)]
    assert find(api, REPOSITORY, SHA) == 10
    assert len(github.calls) == 1


@pytest.mark.parametrize("sha", [SHA, "0" * 40])
def test_of_a_fork(github: GitHub, api: Api, sha: str) -> None:
    """The repository does not know the commit: it is among the heads."""
    github.pulls += [github.pull(number, "c" * 40) for number in range(100, 250)]
    github.pulls.append(github.pull(11, sha))
    github.pulls[-1]["head"]["label"] = "fork"
    assert find(api, REPOSITORY, sha) == 11
    assert github.count(f"GET {PULLS}") == 2


def test_none(github: GitHub, api: Api) -> None:
    github.pulls.append(github.pull(8, SHA, "closed"))
    with pytest.raises(Failure, match="No open pull request for this commit"):
        find(api, REPOSITORY, SHA)


def test_several(github: GitHub, api: Api) -> None:
    github.pulls += [github.pull(9, SHA), github.pull(8, SHA)]
    with pytest.raises(Failure, match="is the head of #8, #9 in acme/app"):
        find(api, REPOSITORY, SHA)


@pytest.mark.parametrize("sha", ["", "main", "b" * 39, "b" * 40 + "/../x"])
def test_no_commit(github: GitHub, api: Api, sha: str) -> None:
    with pytest.raises(Failure, match="is not a full commit SHA"):
        find(api, REPOSITORY, sha)
    assert github.calls == []
