"""`faro preview --save` and `faro up`, on the real engine."""

import json
from collections.abc import Callable

import pytest

from .conftest import Project

pytestmark = pytest.mark.engine

CONFIG = "config:\n  moved:size: 2\n"


@pytest.fixture
def saved(project: Project) -> Project:
    """Give the project with a plan that adds a topic to stack one."""
    (project.folder / "Pulumi.one.yaml").write_text(
        (project.folder / "Pulumi.one.yaml").read_text() + CONFIG
    )
    said = project.faro("preview", "one", "--save", "plan.json", expect=0)
    assert "1 to create" in said
    return project


def test_a_plan_is_deployed_as_it_was_saved(saved: Project) -> None:
    assert "secret" not in (saved.folder / "plan.json").read_text()
    with saved.engine.serving(saved.folder, "one") as client:
        saved.faro("up", "--plan", "plan.json", "--yes", PATH=saved.led_to(client))
    assert "t1" in saved.ids("one")
    said = saved.faro("up", "--plan", "plan.json", "--yes", expect=1)
    assert "Changed since it was saved: state." in said


def state(project: Project) -> None:
    topic = next(urn for urn in project.urns("one") if urn.endswith("::t0"))
    project.pulumi("state", "delete", "--stack=one", "--yes", topic)


def program(project: Project) -> None:
    (project.folder / "names.json").write_text("{}")


def config(project: Project) -> None:
    project.pulumi("config", "set", "size", "3", "--stack=one")


def both(project: Project) -> None:
    program(project)
    config(project)


def prices(project: Project) -> None:
    file = project.folder / "plan.json"
    content = json.loads(file.read_text())
    content["digests"]["price book"] = "0" * 64
    from faro.saved_plan import SavedPlan  # noqa: PLC0415 written as an older release would

    SavedPlan(stack=content["stack"], digests=content["digests"]).save(file)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (state, "state"),
        (program, "program"),
        (config, "config"),
        (both, "program, config"),
        (prices, "price book"),
    ],
)
def test_a_stale_plan_is_refused(
    saved: Project, change: Callable[[Project], None], named: str
) -> None:
    change(saved)
    before = saved.ids("one")
    said = saved.faro("up", "--plan", "plan.json", "--yes", expect=1)
    assert f"Changed since it was saved: {named}." in said
    assert "run: faro preview one --save PLAN" in said
    assert saved.ids("one") == before


def test_an_edited_plan_is_refused(saved: Project) -> None:
    file = saved.folder / "plan.json"
    file.write_text(file.read_text().replace('"stack": "one"', '"stack": "two"'))
    said = saved.faro("up", "--plan", "plan.json", "--yes", expect=1)
    assert "Saved plan was modified" in said
    assert saved.ids("two") == {}


def test_what_is_no_plan_is_refused(project: Project) -> None:
    (project.folder / "plan.json").write_text("[]")
    said = project.faro("up", "--plan", "plan.json", expect=1)
    assert "Not a saved plan" in said
    said = project.faro("preview", "two", "--save", "plan.json", "--from", "one", expect=1)
    assert "--save is of what `pulumi up` would do" in said
