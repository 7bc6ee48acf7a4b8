"""Fly's volumes, and the machines that have one."""

import pytest

from providers.errors import VendorError
from providers.fly.states import READY_VOLUME

from .driver import Driver
from .fake import Fault
from .fly import Fly
from .fly_machines import MACHINES, regions


def test_machines_with_volumes(fly: Fly, app: str) -> None:
    volumes = Driver("fly:Volume", fly)
    disk = {"app": app, "name": "data", "region": "sin", "size_gb": 1}
    ids = [volumes.create(**disk, mark=mark)[0] for mark in ("aaaaaaaaaa", "bbbbbbbbbb")]
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app, "volumes": ids, "mount_path": "/data"}
    id_, outs = driver.create(**inputs)
    assert regions(fly) == ["sin", "sin"], "where its volume is"
    outs = driver.update(id_, outs, **inputs | {"image": "registry.example/api@sha256:1"})
    assert driver.read(id_, outs) == outs
    assert {volume["attached_machine_id"] for volume in fly.volumes.values()} == set(fly.machines)


def test_volume_lives(fly: Fly, app: str) -> None:
    fly.faults.append(Fault("POST /apps/{app_name}/volumes", reset=True))
    driver = Driver("fly:Volume", fly)
    inputs = {"app": app, "name": "data", "region": "nrt", "size_gb": 3}
    id_, outs = driver.create(**inputs)
    assert fly.count("POST /apps/{app_name}/volumes") == 1
    assert driver.read(id_, outs) == outs
    assert driver.diff(id_, outs, **inputs | {"size_gb": 5}) == (True, [])
    assert driver.diff(id_, outs, **inputs | {"size_gb": 2}) == (True, ["size_gb"])
    outs = driver.update(id_, outs, **inputs | {"size_gb": 5, "snapshot_days": 9})
    assert driver.read(id_, outs) == outs
    driver.delete(id_, outs)
    driver.delete(id_, outs)
    assert driver.read(id_, outs) is None


def test_a_volume_is_free_once_its_machine_is_destroyed(fly: Fly, app: str) -> None:
    """Deleted right after the machines went: Fly answers 412 for a moment."""
    volumes = Driver("fly:Volume", fly)
    disk = {"app": app, "name": "data", "region": "sin", "size_gb": 1}
    made = [volumes.create(**disk, mark=mark) for mark in ("aaaaaaaaaa", "bbbbbbbbbb")]
    fly.looks = 3
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app, "volumes": [id_ for id_, _ in made], "mount_path": "/data"}
    id_, outs = driver.create(**inputs)
    driver.delete(id_, outs)
    for volume, its in made:
        volumes.delete(volume, its)
    assert fly.machines == {}
    assert fly.disks == 0


def test_a_bound_volume_is_waited_for(fly: Fly, app: str) -> None:
    volumes = Driver("fly:Volume", fly)
    id_, outs = volumes.create(app=app, name="data", region="sin", size_gb=1)
    fly.faults.append(
        Fault(
            "DELETE /apps/{app_name}/volumes/{volume_id}",
            status=412,
            body={"error": "volume is currently bound to machine: m1"},
            times=3,
        )
    )
    volumes.delete(id_, outs)
    assert fly.disks == 0


# superfly/fly-go, flaps_volumes.go, destroyedVolumeStates; docs, volume-states: fork_cleanup.
@pytest.mark.parametrize(
    "state",
    [
        *("scheduling_destroy", "fork_cleanup", "waiting_for_detach", "pending_destroy"),
        *("destroying", "destroyed"),
    ],
)
def test_a_dying_volume_is_never_taken_over(fly: Fly, app: str, state: str) -> None:
    driver = Driver("fly:Volume", fly)
    inputs = {"app": app, "name": "data", "region": "nrt", "size_gb": 3}
    id_, outs = driver.create(**inputs)
    fly.volumes[id_]["state"] = state
    assert driver.read(id_, outs) is None
    assert driver.create(**inputs | {"region": "sin"})[0] != id_


@pytest.fixture
def disks(fly: Fly, app: str) -> list[str]:
    """Give two volumes."""
    volumes = Driver("fly:Volume", fly)
    disk = {"app": app, "name": "data", "region": "sin", "size_gb": 1}
    return [volumes.create(**disk, mark=mark)[0] for mark in ("aaaaaaaaaa", "bbbbbbbbbb")]


def test_machines_on_volumes_do_not_differ(fly: Fly, app: str, disks: list[str]) -> None:
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app, "volumes": disks, "mount_path": "/data"}
    id_, outs = driver.create(**inputs)
    assert driver.diff(id_, outs, **inputs) == (False, [])
    assert driver.read(id_, outs) == outs
    turned = inputs | {"volumes": disks[::-1]}
    drifted = driver.read(id_, outs | {"volumes": disks[::-1]})
    assert drifted is not None
    assert driver.diff(id_, drifted, **turned) == (False, []), "a set has no order"
    del fly.machines[max(fly.machines)]
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert drifted["volumes"] == disks[:1]
    assert driver.diff(id_, drifted, **inputs) == (True, [])


def test_a_new_mount_path_reaches_the_machines(fly: Fly, app: str, disks: list[str]) -> None:
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app, "volumes": disks, "mount_path": "/data"}
    id_, outs = driver.create(**inputs)
    before = set(fly.machines)
    outs = driver.update(id_, outs, **inputs | {"mount_path": "/other"})
    assert outs["mount_path"] == "/other"
    assert set(fly.machines) == before, "changed in place"
    mounts = [machine["config"]["mounts"] for machine in fly.machines.values()]
    assert mounts == [[{"volume": disk, "path": "/other"}] for disk in disks]


def test_a_half_made_group_on_volumes_takes_the_next_image(
    fly: Fly, app: str, disks: list[str]
) -> None:
    """Its volumes are taken by its own machines: these are updated, not made beside."""
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app, "volumes": disks, "mount_path": "/data"}
    fly.faults.append(Fault("GET /apps/{app_name}/machines/{machine_id}", status=403))
    with pytest.raises(VendorError):
        driver.create(**inputs)
    _, outs = driver.create(**inputs | {"image": "registry.example/api@sha256:1"})
    assert outs["image"] == "registry.example/api@sha256:1"
    assert fly.count("POST /apps/{app_name}/machines") == 2


def test_a_failed_machine_gives_its_volume_back_first(fly: Fly, app: str, disks: list[str]) -> None:
    driver = Driver("fly:Machines", fly)
    inputs = {**MACHINES, "app": app, "volumes": disks, "mount_path": "/data"}
    id_, outs = driver.create(**inputs)
    first = min(fly.machines)
    fly.machines[first]["state"] = "failed"
    fly.looks = 4
    driver.update(id_, outs, **inputs | {"restart": "always"})
    assert first not in fly.machines
    assert {volume["attached_machine_id"] for volume in fly.volumes.values()} == set(fly.machines)


def test_a_volume_is_waited_for(fly: Fly, app: str, capfd: pytest.CaptureFixture[str]) -> None:
    fly.slow_volumes = 3
    driver = Driver("fly:Volume", fly)
    inputs = {"app": app, "name": "data", "region": "nrt", "size_gb": 3}
    id_, outs = driver.create(**inputs)
    assert fly.volumes[id_]["state"] == "created"
    driver.update(id_, outs, **inputs | {"size_gb": 5})
    assert fly.volumes[id_]["state"] == "created"
    said = capfd.readouterr().err
    assert "Fly volume data: creating" in said
    assert "Fly volume data: extending" in said


@pytest.mark.parametrize("state", sorted(READY_VOLUME))
def test_a_volume_that_can_be_mounted_is_ready(fly: Fly, app: str, state: str) -> None:
    driver = Driver("fly:Volume", fly)
    inputs = {"app": app, "name": "data", "region": "nrt", "size_gb": 3}
    id_, outs = driver.create(**inputs)
    fly.volumes[id_]["state"] = state
    assert driver.update(id_, outs, **inputs | {"snapshot_days": 9})["snapshot_days"] == 9.0
    assert fly.volumes[id_]["state"] == state


def test_an_extension_whose_answer_is_lost(fly: Fly, app: str) -> None:
    """Fly refuses the size that a volume has already."""
    driver = Driver("fly:Volume", fly)
    inputs = {"app": app, "name": "data", "region": "nrt", "size_gb": 3}
    id_, outs = driver.create(**inputs)
    extend = "PUT /apps/{app_name}/volumes/{volume_id}/extend"
    fly.faults.append(Fault(extend, reset=True))
    assert driver.update(id_, outs, **inputs | {"size_gb": 5})["size_gb"] == 5.0
    fly.faults.append(Fault(extend, status=400, body={"error": "no room on this host"}))
    with pytest.raises(VendorError, match="no room"):
        driver.update(id_, outs, **inputs | {"size_gb": 6})


def test_who_has_to_restart_is_said(
    fly: Fly, app: str, disks: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    driver = Driver("fly:Machines", fly)
    driver.create(**MACHINES, app=app, volumes=disks, mount_path="/data")
    disk = {"app": app, "name": "data", "region": "sin", "size_gb": 1, "mark": "aaaaaaaaaa"}
    volumes = Driver("fly:Volume", fly)
    id_, outs = volumes.create(**disk)
    assert id_ == disks[0]
    volumes.update(id_, outs, **disk | {"size_gb": 2})
    machine = fly.volumes[id_]["attached_machine_id"]
    said = f"Fly machine {machine} sees the larger disk after a restart"
    assert said in capfd.readouterr().err


def test_snapshots_that_somebody_switched_off(fly: Fly, app: str) -> None:
    driver = Driver("fly:Volume", fly)
    inputs = {"app": app, "name": "data", "region": "nrt", "size_gb": 3}
    id_, outs = driver.create(**inputs)
    fly.volumes[id_]["auto_backup_enabled"] = False
    drifted = driver.read(id_, outs)
    assert drifted is not None
    assert drifted["auto_backup"] is False
    assert driver.diff(id_, drifted, **inputs) == (True, [])
    driver.update(id_, drifted, **inputs)
    assert fly.volumes[id_]["auto_backup_enabled"] is True


def test_a_volume_of_an_older_version_does_not_differ(fly: Fly, app: str) -> None:
    driver = Driver("fly:Volume", fly)
    inputs = {"app": app, "name": "data", "region": "nrt", "size_gb": 3}
    id_, outs = driver.create(**inputs)
    del outs["auto_backup"]
    assert driver.diff(id_, outs, **inputs) == (False, [])
    assert driver.update(id_, outs, **inputs | {"size_gb": 4})["auto_backup"] is True
