"""What one platform cannot run is refused before anything is declared, every reason at once."""

from typing import Any

import pytest

from components.container_service import ContainerServiceArgs
from components.environment import Values
from components.fly_service import FlyService
from components.railway_service import RailwayService
from components.validation import InvalidArgs


def args(**changes: Any) -> ContainerServiceArgs:
    given: dict[str, Any] = {
        "owner": "o",
        "image": f"registry.example/api@sha256:{64 * '0'}",
        "port": 8000,
        "health_path": "/healthz",
        "region": "nrt",
        "environment": Values(),
        "request_timeout_seconds": 300,
    }
    return ContainerServiceArgs(**given | changes)


def test_railway_has_one_container_per_volume() -> None:
    with pytest.raises(InvalidArgs, match="a volume belongs to one container: replicas 1, not 2"):
        RailwayService("api", args(volume_path="/data"), workspace="w")


def test_fly_names_everything_at_once() -> None:
    wrong = args(
        replicas=1,
        cpus=2,
        memory_mb=300,
        request_timeout_seconds=301,
        before_release=("migrate",),
    )
    with pytest.raises(InvalidArgs) as caught:
        FlyService("api", wrong, organization="faro")
    assert len(caught.value.problems) == 4
    said = str(caught.value)
    assert "300 is not offered with 2 shared cpus: multiples of 256 from 512 to 4096" in said
    assert "at least 2 machines, not 1" in said
    assert "301 s to stop: shared cpus have at most 300 s" in said
    assert "nothing before a release" in said
