"""Railway's volumes: shown late, marked by their name, never lost with what is on them."""

from typing import Any

import pytest

from providers.claims import CLAIMS
from providers.errors import VendorError
from providers.railway import volume

from .driver import MARK, Driver
from .fake import Fault
from .railway import Railway
from .test_railway import PROJECT, SERVICE
from .test_railway_recovery import OTHER


@pytest.fixture
def place(railway: Railway) -> dict[str, str]:
    """Give a service in a project."""
    project, _ = Driver("railway:Project", railway).create(**PROJECT)
    service, _ = Driver("railway:Service", railway).create(**SERVICE, project_id=project)
    return {"project_id": project, "service_id": service}


@pytest.mark.parametrize(
    "message", ["Problem processing request", "Failed to create volume, please try again"]
)
@pytest.mark.parametrize("done", [True, False])
def test_may_have_been_made(
    railway: Railway, place: dict[str, str], message: str, done: bool
) -> None:
    """The answer is an error, and what it made shows only later: looked for, not made twice."""
    railway.volume_lag = 8
    raw = f'{{"data": null, "errors": [{{"message": "{message}"}}]}}'
    fault = Fault("mutation volumeCreate", raw=raw, status=0 if done else 200)
    railway.faults.append(fault)
    Driver("railway:Volume", railway).create(**place, mount_path="/data")
    assert len(railway.things["volumes"]) == 1


def test_volume_shows_later_and_bears_the_mark(railway: Railway, place: dict[str, str]) -> None:
    railway.volume_lag = 6
    driver = Driver("railway:Volume", railway)
    id_, outs = driver.create(**place, mount_path="/var/data")
    assert railway.things["volumes"][id_]["name"] == f"var-data-{MARK}"
    railway.things["volumes"][id_]["mountPath"] = "/elsewhere"
    CLAIMS.__init__()  # type: ignore[misc]
    assert driver.create(**place, mount_path="/var/data")[0] == id_, "found by its mark"
    assert driver.read(id_, outs) == outs


def test_volume_that_never_shows_is_in_the_message(
    railway: Railway, place: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(volume, "LONGEST_LAG_SECONDS", 0.02)
    railway.volume_lag = 10_000
    with pytest.raises(VendorError, match=r"still not in the list(.|\n)*volume-5 exists"):
        Driver("railway:Volume", railway).create(**place, mount_path="/data")


def test_volume_of_somebody_else_stays(railway: Railway, place: dict[str, str]) -> None:
    driver = Driver("railway:Volume", railway)
    id_, _ = driver.create(**place, mount_path="/data", mark=OTHER)
    with pytest.raises(VendorError, match="already"):
        driver.create(**place, mount_path="/data")
    assert list(railway.things["volumes"]) == [id_]


@pytest.mark.parametrize("state", sorted(volume.MOVING))
def test_volume_is_waited_for(railway: Railway, place: dict[str, str], state: str) -> None:
    driver = Driver("railway:Volume", railway)
    id_, outs = driver.create(**place, mount_path="/data")
    looks = {"left": 3}
    listed = railway.listed

    def moving(kind: str) -> list[dict[str, Any]]:
        looks["left"] -= 1
        railway.things["volumes"][id_]["state"] = state if looks["left"] > 0 else "READY"
        return listed(kind)

    railway.listed = moving  # type: ignore[method-assign]
    driver.update(id_, outs, **place, mount_path="/other")
    assert looks["left"] <= 0


def test_failed_volume_is_kept(railway: Railway, place: dict[str, str]) -> None:
    """Nothing that bears data is deleted by an update or an adoption."""
    driver = Driver("railway:Volume", railway)
    id_, outs = driver.create(**place, mount_path="/data")
    railway.things["volumes"][id_]["state"] = "ERROR"
    with pytest.raises(VendorError, match="Volume is ERROR"):
        driver.update(id_, outs, **place, mount_path="/other")
    CLAIMS.__init__()  # type: ignore[misc]
    with pytest.raises(VendorError, match="Volume is ERROR"):
        driver.create(**place, mount_path="/data")
    assert id_ in railway.things["volumes"]


def test_volume_moves_to_another_service(railway: Railway, place: dict[str, str]) -> None:
    """In place, with its data; the region alone needs another disk."""
    driver = Driver("railway:Volume", railway)
    id_, outs = driver.create(**place, mount_path="/data")
    other, _ = Driver("railway:Service", railway).create(
        **SERVICE, project_id=place["project_id"], mark=OTHER
    )
    wanted = {**place, "service_id": other, "mount_path": "/data"}
    assert driver.diff(id_, outs, **wanted) == (True, [])
    driver.update(id_, outs, **wanted)
    assert railway.things["volumes"][id_]["serviceId"] == other
    assert driver.diff(id_, outs, **wanted, region="sin")[1] == ["region"]
