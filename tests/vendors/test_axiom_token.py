"""Axiom's tokens against the fake: drawn once, rotated with both valid, held to their rights."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from providers.errors import VendorError

from .axiom import Axiom
from .driver import MARK, Driver
from .fake import Fault

TOKEN: dict[str, Any] = {"name": "ingest", "ingest_datasets": ["faro-api", "faro-app"]}


def valid(axiom: Axiom) -> list[str]:
    """The tokens that do not expire."""
    return [id_ for id_, token in axiom.things["tokens"].items() if "expiresAt" not in token]


def test_token_lives(axiom: Axiom) -> None:
    driver = Driver("axiom:Token", axiom)
    id_, outs = driver.create(**TOKEN)
    assert outs["token"] == f"xaat-drawn-{id_}"
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None
    driver.delete(id_, outs)
    assert axiom.things["tokens"] == {}


@pytest.mark.parametrize(
    "changes", [{"ingest_datasets": ["faro-api"]}, {"name": "other"}, {"rotation": 1}]
)
def test_a_token_is_rotated_with_both_valid_for_a_while(
    axiom: Axiom, changes: dict[str, Any]
) -> None:
    driver = Driver("axiom:Token", axiom)
    id_, outs = driver.create(**TOKEN)
    assert driver.diff(id_, outs, **TOKEN | changes) == (True, []), "in place"
    later = driver.update(id_, outs, **TOKEN | changes)
    assert later["token"] != outs["token"]
    assert driver.read(id_, later) == later
    ends = datetime.fromisoformat(axiom.things["tokens"][id_]["expiresAt"]) - datetime.now(UTC)
    assert timedelta(hours=47) < ends <= timedelta(hours=48)
    assert len(valid(axiom)) == 1
    driver.delete(id_, later)
    assert axiom.things["tokens"] == {}, "the one before is revoked as well"


@pytest.mark.parametrize("request_", ["POST /v2/tokens", "GET /v2/tokens"])
def test_a_token_whose_value_was_lost_is_drawn_again(axiom: Axiom, request_: str) -> None:
    """The answer, or the whole deployment after it: one valid token, and its value is known."""
    driver = Driver("axiom:Token", axiom)
    if request_ == "GET /v2/tokens":
        driver.create(**TOKEN)
    else:
        axiom.faults.append(Fault(request_, reset=True))
    id_, outs = driver.create(**TOKEN)
    [current] = valid(axiom)
    assert outs["token"] == f"xaat-drawn-{current}"
    assert driver.read(id_, outs) == outs


@pytest.mark.parametrize(
    "change",
    [
        {"datasetCapabilities": {"faro-api": {"ingest": ["create"]}}},
        {"datasetCapabilities": {name: {"ingest": ["create"], "query": ["read"]}
                                 for name in ("faro-api", "faro-app")}},
        {"orgCapabilities": {"users": ["read"]}},
    ],
)  # fmt: skip
def test_other_rights_of_a_token_are_drift(axiom: Axiom, change: dict[str, Any]) -> None:
    driver = Driver("axiom:Token", axiom)
    id_, outs = driver.create(**TOKEN)
    token = axiom.things["tokens"][id_]
    token["datasetCapabilities"] = dict(reversed(token["datasetCapabilities"].items()))
    assert driver.read(id_, outs) == outs, "another order is none"
    token.update(change)
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert driver.diff(id_, drifted, **TOKEN) == (True, [])
    outs = driver.update(id_, drifted, **TOKEN)
    assert driver.read(id_, outs) == outs


def test_token_is_sent_as_it_should_be(axiom: Axiom) -> None:
    Driver("axiom:Token", axiom).create(**TOKEN)
    [body] = [call.body for call in axiom.calls if call.method == "POST"]
    assert body == {
        "name": "ingest",
        "description": f"[{MARK}]",
        "datasetCapabilities": {
            "faro-api": {"ingest": ["create"]},
            "faro-app": {"ingest": ["create"]},
        },
    }


@pytest.mark.parametrize("never", ["0001-01-01T00:00:00Z", None])
def test_a_token_without_an_end_is_the_valid_one(axiom: Axiom, never: str | None) -> None:
    """However Axiom writes it."""
    axiom.never = never
    driver = Driver("axiom:Token", axiom)
    id_, outs = driver.create(**TOKEN)
    assert driver.read(id_, outs) == outs
    later = driver.update(id_, outs, **TOKEN, rotation=1)
    assert driver.read(id_, later) == later
    assert len(valid(axiom)) == 1


def test_a_token_that_a_person_names_is_rotated_into_a_marked_one(axiom: Axiom) -> None:
    rights = {"ingest": ["create"], "query": ["read"]}
    theirs = {"id": "tok0", "name": "by hand", "datasetCapabilities": {"faro-api": rights}}
    axiom.things["tokens"]["tok0"] = {**theirs, "orgCapabilities": {}}
    driver = Driver("axiom:Token", axiom)
    id_, outs = driver.create(**TOKEN, existing_id="tok0")
    assert id_ == "tok0"
    [current] = valid(axiom)
    assert outs["token"] == f"xaat-drawn-{current}"
    assert "expiresAt" in axiom.things["tokens"]["tok0"], "valid for two days more"
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    assert axiom.things["tokens"] == {}


def test_tokens_of_others_stay(axiom: Axiom) -> None:
    theirs = {"id": "tok0", "name": "ingest", "datasetCapabilities": {}, "orgCapabilities": {}}
    axiom.things["tokens"]["tok0"] = theirs
    driver = Driver("axiom:Token", axiom)
    id_, outs = driver.create(**TOKEN)
    outs = driver.update(id_, outs, **TOKEN, rotation=1)
    driver.delete(id_, outs)
    assert axiom.things["tokens"] == {"tok0": theirs}


def test_a_rotation_whose_answer_was_lost_is_repeated(axiom: Axiom) -> None:
    driver = Driver("axiom:Token", axiom)
    id_, outs = driver.create(**TOKEN)
    axiom.faults.append(Fault("POST /v2/tokens/{id}/regenerate", reset=True))
    with pytest.raises(VendorError, match="Connection to Axiom interrupted"):
        driver.update(id_, outs, **TOKEN, rotation=1)
    later = driver.update(id_, outs, **TOKEN, rotation=1)
    [current] = valid(axiom)
    assert later["token"] == f"xaat-drawn-{current}"
    driver.delete(id_, later)
    assert axiom.things["tokens"] == {}


def test_a_token_that_was_revoked_by_hand_is_gone(axiom: Axiom) -> None:
    """Also where the one before it is still valid for a while."""
    driver = Driver("axiom:Token", axiom)
    id_, outs = driver.create(**TOKEN)
    later = driver.update(id_, outs, **TOKEN, rotation=1)
    for current in valid(axiom):
        del axiom.things["tokens"][current]
    assert driver.read(id_, later) is None
