"""What the resources of all vendors share: adopt, compare, wait, refresh, recover, delete."""

import threading
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest

from providers import registry, waiting
from providers.errors import Broken, Unanswered, VendorError

from .driver import MARK, Driver
from .fake import Fault
from .shelf import KINDS, Shelf, ThingInputs, ThingLifecycle

THING: dict[str, Any] = {"name": "lamp", "place": "north", "password": "a-password-1"}
READ = "GET /things/{id}"
CREATE = "POST /things"
OTHER = "9876543210"


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kinds of the tests' own vendor are found as others are."""
    for token, place in KINDS.items():
        monkeypatch.setitem(registry.LIFECYCLES, token, place)


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    """Give the vendor with nothing on it."""
    fake = Shelf()
    with fake.serving():
        yield fake


@pytest.fixture
def things(shelf: Shelf) -> Driver:
    """Give the provider of things."""
    return Driver("shelf:Thing", shelf)


@pytest.fixture
def labels(shelf: Shelf) -> Driver:
    """Give the provider of labels."""
    return Driver("shelf:Label", shelf)


def interrupted(things: Driver, shelf: Shelf, **inputs: Any) -> str:
    """Create one of which only the making succeeds; gives its id."""
    shelf.faults.append(Fault(READ, status=403))
    with pytest.raises(VendorError):
        things.create(**THING | inputs)
    return list(shelf.things)[-1]


# Adoption


def test_what_is_adopted_is_brought_to_what_the_program_asks(things: Driver, shelf: Shelf) -> None:
    first = interrupted(things, shelf, size=1)
    asked = {**THING, "size": 7, "password": "another-password", "tags": ["a"], "note": "new"}
    id_, outs = things.create(**asked)
    assert id_ == first
    assert shelf.count(CREATE) == 1
    live = shelf.things[id_]
    assert (live["size"], live["password"], live["tags"]) == (7, "another-password", ["a"])
    assert outs["size"] == 7.0
    assert things.diff(id_, outs, **asked) == (False, [])


def test_what_is_adopted_as_asked_is_not_changed_but_for_what_cannot_be_read(
    things: Driver, shelf: Shelf
) -> None:
    id_ = interrupted(things, shelf)
    assert things.create(**THING)[0] == id_
    [change] = [call for call in shelf.calls if call.method == "PATCH"]
    assert change.body == {"password": "a-password-1"}


def test_what_cannot_be_changed_in_place_is_refused(things: Driver, shelf: Shelf) -> None:
    id_ = interrupted(things, shelf, place="south")
    with pytest.raises(VendorError, match=f"{id_} already exists") as caught:
        things.create(**THING)
    assert "its place is 'south', not 'north'" in str(caught.value)
    assert caught.value.left is None, "it is not this stack's to delete"
    assert shelf.things[id_]["place"] == "south"
    assert not [call for call in shelf.calls if call.method in ("DELETE", "PATCH")]


def test_an_existing_id_is_compared_changed_and_marked(things: Driver, shelf: Shelf) -> None:
    id_, _ = things.create(**THING, mark=OTHER)
    shelf.things[id_]["name"] = "lamp"
    adopted, outs = things.create(**THING | {"size": 3}, existing_id=id_)
    assert adopted == id_
    assert shelf.count(CREATE) == 1
    assert (shelf.things[id_]["name"], shelf.things[id_]["size"]) == (f"lamp-{MARK}", 3)
    assert things.diff(id_, outs, **THING | {"size": 3}) == (False, []), "it may be left out"


def test_an_existing_id_in_another_place_is_refused(things: Driver, shelf: Shelf) -> None:
    id_, _ = things.create(**THING | {"place": "south"}, mark=OTHER)
    with pytest.raises(VendorError, match="has the id that existing_id names, but its place"):
        things.create(**THING, existing_id=id_)
    assert shelf.things[id_]["name"] == f"lamp-{OTHER}"


def test_an_existing_id_that_is_not_there(things: Driver, shelf: Shelf) -> None:
    with pytest.raises(VendorError, match="Not found at"):
        things.create(**THING, existing_id="thing-9")
    assert shelf.things == {}


# What the vendor makes of it


def test_a_clamped_value_is_seen(
    things: Driver, shelf: Shelf, capfd: pytest.CaptureFixture[str]
) -> None:
    shelf.largest = 5
    id_, outs = things.create(**THING, size=9)
    assert outs["size"] == 5.0
    assert "Shelf has size 5, not 9 as requested" in capfd.readouterr().err
    assert things.diff(id_, outs, **THING, size=9) == (True, [])


def test_an_empty_value_that_is_left_out_is_no_difference(things: Driver) -> None:
    id_, outs = things.create(**THING, tags=[])
    assert things.read(id_, outs) == outs
    assert things.diff(id_, outs, **THING) == (False, [])


def test_order_that_means_nothing_is_no_drift(things: Driver, shelf: Shelf) -> None:
    id_, outs = things.create(**THING, tags=["a", "b"])
    shelf.things[id_]["tags"] = ["b", "a"]
    assert things.read(id_, outs) == outs
    shelf.things[id_]["tags"] = ["b", "c"]
    drifted = things.read(id_, outs)
    assert drifted is not None
    assert drifted["tags"] == ["b", "c"]


def test_what_the_vendor_lost_is_drift(things: Driver, shelf: Shelf) -> None:
    id_, outs = things.create(**THING, note="here")
    shelf.things[id_]["note"] = None
    drifted = things.read(id_, outs)
    assert drifted is not None
    assert "note" not in drifted
    assert things.diff(id_, drifted, **THING, note="here") == (True, [])


def test_what_is_shown_once_stays(things: Driver) -> None:
    id_, outs = things.create(**THING)
    assert outs["key"] == f"key-{id_}"
    read = things.read(id_, outs)
    assert read is not None
    assert read["key"] == outs["key"]
    assert things.update(id_, outs, **THING, size=2)["key"] == outs["key"]


# States of other versions


def test_what_a_dashboard_chose_can_be_read_and_deleted(things: Driver, shelf: Shelf) -> None:
    id_, outs = things.create(**THING)
    shelf.things[id_]["size"] = "colossal"
    outs = things.read(id_, outs) or {}
    assert outs["size"] == "colossal"
    assert things.read(id_, outs) == outs
    assert things.diff(id_, outs, **THING) == (True, [])
    shelf.things[id_]["size"] = 1
    assert things.update(id_, outs, **THING)["size"] == 1.0
    things.delete(id_, {**outs, "size": "colossal"})
    assert shelf.things == {}


class Newer(ThingInputs):
    """The inputs of a later version: one more with a default, one more that is required."""

    shade: str = "dark"
    tier: str
    size: int = 50


def test_a_later_version_reads_and_deletes(
    things: Driver, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_, outs = things.create(**THING)
    monkeypatch.setattr(ThingLifecycle, "inputs", Newer)
    monkeypatch.setattr(ThingLifecycle, "replaces", frozenset({"place", "shade"}))
    changed, replaced = things.diff(id_, outs, **THING, tier="gold", size=1)
    assert (changed, replaced) == (True, []), "a default is no change; what is required is"
    assert things.read(id_, outs) is not None
    things.delete(id_, outs)
    assert shelf.things == {}


def test_an_earlier_form_is_migrated(
    things: Driver, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_, outs = things.create(**THING)
    assert "schema_version" not in outs
    monkeypatch.setattr(ThingLifecycle, "version", 2)

    def migrated(_self: object, old: dict[str, Any], version: int) -> dict[str, Any]:
        assert version == 1
        return {**old, "place": old["spot"]}

    monkeypatch.setattr(ThingLifecycle, "migrated", migrated)
    earlier = {**outs, "spot": outs.pop("place")}
    assert things.diff(id_, earlier, **THING) == (False, [])
    later = things.update(id_, earlier, **THING, size=2)
    assert later["schema_version"] == 2.0
    assert things.diff(id_, later, **THING, size=2) == (False, [])


# Waits


def test_a_new_one_may_be_seen_late(things: Driver, shelf: Shelf) -> None:
    shelf.hidden = 5
    id_, _ = things.create(**THING)
    assert list(shelf.things) == [id_]


def test_a_failed_one_that_was_just_made_is_removed(things: Driver, shelf: Shelf) -> None:
    shelf.becomes = "failed"
    with pytest.raises(Broken, match="is failed") as caught:
        things.create(**THING)
    assert "thing-1 was created and deleted again" in str(caught.value)
    assert shelf.things == {}


def test_a_failed_one_that_was_there_stays(things: Driver, shelf: Shelf) -> None:
    id_, outs = things.create(**THING)
    shelf.becomes = "failed"
    with pytest.raises(Broken):
        things.update(id_, outs, **THING, size=2)
    with pytest.raises(Broken, match="already existed and was not deleted"):
        things.create(**THING)
    assert list(shelf.things) == [id_]
    assert shelf.count("DELETE /things/{id}") == 0


def test_a_wait_has_an_end(things: Driver, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.becomes = "starting"
    monkeypatch.setattr(waiting, "LONGEST_WAIT_SECONDS", 0.05)
    with pytest.raises(VendorError, match="still starting after"):
        things.create(**THING)


def test_custom_timeouts_bound_the_wait(things: Driver, shelf: Shelf) -> None:
    shelf.becomes = "starting"
    with pytest.raises(VendorError, match="with the resource option custom_timeouts"):
        things.create(**THING, timeouts={"create": "10ms"})
    assert things.check(**THING, timeouts={"create": "soon"})[0][0] == "timeouts.create"


def test_a_delete_waits_until_it_is_gone(things: Driver, shelf: Shelf) -> None:
    id_, outs = things.create(**THING)
    shelf.dying = 4
    things.delete(id_, outs)
    assert shelf.things == {}


# Interruptions


@pytest.mark.parametrize("hidden", [0, 3])
def test_a_lost_answer_is_looked_for(things: Driver, shelf: Shelf, hidden: int) -> None:
    shelf.hidden = hidden
    shelf.faults.append(Fault(CREATE, reset=True))
    things.create(**THING)
    assert shelf.count(CREATE) == 1


@pytest.mark.parametrize(("failures", "made"), [(2, 1), (3, 0)])
def test_what_was_not_made_is_asked_for_three_times(
    things: Driver, shelf: Shelf, failures: int, made: int
) -> None:
    shelf.faults.append(Fault(CREATE, status=500, times=failures))
    with nullcontext() if made else pytest.raises(Unanswered):
        things.create(**THING)
    assert len(shelf.things) == made


def test_a_lost_answer_never_takes_the_neighbour(shelf: Shelf) -> None:
    """Two labels at once, the answer of each lost: each gets its own."""
    shelf.faults.append(Fault("POST /things/{id}/labels", reset=True, times=2))
    made: dict[str, str] = {}

    def make(mark: str) -> None:
        made[mark] = Driver("shelf:Label", shelf).create(thing="t", mark=mark)[0]

    threads = [threading.Thread(target=make, args=(mark,)) for mark in (MARK, OTHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made.values()) == sorted(shelf.labels)
    assert len(shelf.labels) == 2


def test_what_has_no_mark_is_found_by_its_parent(labels: Driver, shelf: Shelf) -> None:
    """A deployment that was killed after the vendor had made it: the next one continues."""
    shelf.labels["label-0"] = {"id": "label-0", "thing": "t", "color": "blue"}
    id_, outs = labels.create(thing="t", color="red")
    assert (id_, outs["color"]) == ("label-0", "red")
    assert list(shelf.labels) == ["label-0"]
    assert shelf.labels["label-0"]["color"] == "red"
    assert labels.create(thing="t", mark=OTHER)[0] != "label-0", "it belongs to another now"


def test_what_was_just_deleted_is_not_adopted(labels: Driver, shelf: Shelf) -> None:
    """Lists may still show it: a replacement is another one."""
    id_, outs = labels.create(thing="t")
    labels.delete(id_, outs)
    shelf.labels[id_] = {"id": id_, "thing": "t", "color": "red"}
    assert labels.create(thing="t")[0] != id_


def test_a_half_made_one_is_named_for_the_state(things: Driver, shelf: Shelf) -> None:
    shelf.faults.append(Fault(READ, status=403))
    with pytest.raises(VendorError) as caught:
        things.create(**THING)
    left = caught.value.left
    assert left is not None
    assert left.id == "thing-1"
    assert left.properties["key"] == "key-thing-1", "what is shown once is not lost"
    shelf.things["thing-1"]["size"] = 5  # what it is, not what was asked for, counts
    outs = things.update(left.id, dict(left.properties), **THING)
    assert shelf.things["thing-1"]["size"] == 1
    assert "unfinished" not in outs


# Whatever else goes wrong


@pytest.mark.parametrize("raw", ["[]", '{"id": "thing-1", "status": 7}', '{"status": "ready"}'])
def test_an_answer_of_another_shape_is_one_message(things: Driver, shelf: Shelf, raw: str) -> None:
    shelf.faults.append(Fault(READ, raw=raw, times=9))
    with pytest.raises(VendorError) as caught:
        things.create(**THING)
    assert str(caught.value).startswith("Shelf thing lamp, create: ")


@pytest.mark.parametrize("problem", [KeyError("x"), StopIteration(), AttributeError(), TypeError()])
def test_every_exception_ends_in_one_message(
    things: Driver, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    def fetch(*_given: object) -> None:
        raise problem

    monkeypatch.setattr(ThingLifecycle, "fetch", fetch)
    with pytest.raises(VendorError) as caught:
        things.create(**THING)
    said = str(caught.value)
    assert said.startswith("Shelf thing lamp, create: Unexpected response from Shelf")
    assert f"{type(problem).__name__} in " in said


def test_inputs_that_nobody_checked_are_one_message(things: Driver) -> None:
    with pytest.raises(VendorError, match="place: Field required") as caught:
        things.provider.create({"mark": MARK, "name": "lamp", "password": "a-password-1"})
    assert "a-password-1" not in str(caught.value)
