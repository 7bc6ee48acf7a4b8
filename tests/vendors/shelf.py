"""A vendor of the tests' own, as small as one can be: what all vendors share is tested on it.

Things carry the mark in their names; labels have no place for one and belong to a thing.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pydantic import Field

from providers.answer import items, part, text
from providers.comparison import in_any_order
from providers.errors import Broken
from providers.inputs import Inputs, Named
from providers.lifecycle import Lifecycle, Made, Properties
from providers.vendor import Vendor
from providers.waiting import wait

from .fake import Call, Fake, Refused, Route

if TYPE_CHECKING:
    from providers.http import Api

SHELF = Vendor(name="Shelf", namespace="shelf", url="https://shelf.example", page="docs/shelf.md")
KINDS = {
    "shelf:Thing": "tests.vendors.shelf:ThingLifecycle",
    "shelf:Label": "tests.vendors.shelf:LabelLifecycle",
}


class ThingInputs(Named):
    """``place`` cannot be changed; ``password`` is never given back."""

    secret_inputs = frozenset({"password"})

    place: str
    size: int = 1
    tags: tuple[str, ...] = ()
    note: str | None = None
    password: str = Field(default="first-password", min_length=8)


class ThingLifecycle(Lifecycle[ThingInputs]):
    """A thing, found by the mark in its name."""

    vendor = SHELF
    type_name = "shelf:Thing"
    kind = "thing"
    inputs = ThingInputs
    replaces = frozenset({"place"})
    unreadable = frozenset({"password"})
    equal = {"tags": in_any_order}  # noqa: RUF012 a test's vendor

    def matching(self, api: "Api", inputs: ThingInputs) -> list[str]:
        """Ids under the marked name."""
        found = items(api.get("/things"), "things")
        return [text(t, "id") for t in found if text(t, "name") == inputs.marked_name]

    def make(self, api: "Api", inputs: ThingInputs) -> Made:
        """Make one, with a key that is shown once."""
        answer = api.post("/things", _body(inputs))
        return Made(text(answer, "id"), {"key": text(answer, "key")})

    def settle(self, api: "Api", id_: str, inputs: ThingInputs) -> None:
        """Wait until it is ready."""

        def state() -> str | None:
            status = text(api.get(f"/things/{id_}"), "status")
            if status == "failed":
                raise Broken(f"Shelf says that {id_} is failed")
            return None if status == "ready" else status

        wait(f"Shelf thing {inputs.name}", state)

    def fetch(self, api: "Api", id_: str, inputs: ThingInputs) -> Properties:
        """Read it."""
        live = api.get(f"/things/{id_}")
        found = {name: live[name] for name in ("place", "size", "tags", "note") if name in live}
        return {**found, "name": inputs.unmarked(text(live, "name")), "address": f"{id_}.example"}

    def change(self, api: "Api", id_: str, old: Properties, inputs: ThingInputs) -> None:
        """Set what differs."""
        wanted = _body(inputs)
        was = {**old, "name": f"{old.get('name')}-{inputs.mark}"}
        api.patch(f"/things/{id_}", {k: v for k, v in wanted.items() if was.get(k) != v})

    def remove(self, api: "Api", id_: str, old: ThingInputs) -> None:
        """Delete it."""
        api.delete(f"/things/{id_}")

    def remains(self, api: "Api", id_: str, old: ThingInputs) -> str | None:
        """It is there until it is gone."""
        return text(api.get(f"/things/{id_}"), "status")


class LabelInputs(Inputs):
    """A label of a thing; there may be several."""

    thing: str
    color: str = "red"


class LabelLifecycle(Lifecycle[LabelInputs]):
    """A label, found by its thing."""

    vendor = SHELF
    type_name = "shelf:Label"
    kind = "label"
    inputs = LabelInputs
    replaces = frozenset({"thing"})
    unreadable = frozenset({"thing"})
    marked = False

    def matching(self, api: "Api", inputs: LabelInputs) -> list[str]:
        """Ids of the thing's labels."""
        found = items(api.get(f"/things/{inputs.thing}/labels"), "labels")
        return [text(label, "id") for label in found]

    def make(self, api: "Api", inputs: LabelInputs) -> str:
        """Make one."""
        return text(api.post(f"/things/{inputs.thing}/labels", {"color": inputs.color}), "id")

    def fetch(self, api: "Api", id_: str, inputs: LabelInputs) -> Properties | None:
        """Read it."""
        for label in items(api.get(f"/things/{inputs.thing}/labels"), "labels"):
            if text(label, "id") == id_:
                return {"color": part(label, "color")}
        return None

    def change(self, api: "Api", id_: str, old: Properties, inputs: LabelInputs) -> None:
        """Paint it."""
        api.patch(f"/labels/{id_}", {"color": inputs.color})

    def remove(self, api: "Api", id_: str, old: LabelInputs) -> None:
        """Take it off."""
        api.delete(f"/labels/{id_}")


def _body(inputs: ThingInputs) -> dict[str, Any]:
    names = ("place", "size", "note", "password")
    values = {name: getattr(inputs, name) for name in names}
    return {**values, "name": inputs.marked_name, "tags": list(inputs.tags)}


class Shelf(Fake):
    """``starting`` looks until a new thing is ready, ``dying`` until a deleted one is gone;
    ``hidden`` looks until a new one is seen at all. ``becomes``: what it is in the end.
    ``largest``: sizes above are clamped to it.
    """

    source = ""

    def __init__(self) -> None:
        super().__init__()
        self.things: dict[str, dict[str, Any]] = {}
        self.labels: dict[str, dict[str, Any]] = {}
        self.starting = self.dying = self.hidden = 0
        self.becomes = "ready"
        self.largest = 100
        self._number = 0

    def routes(self) -> dict[str, Route]:
        return {
            "GET /things": self._list,
            "POST /things": self._create,
            "GET /things/{id}": lambda call: (200, _shown(self._thing(call))),
            "PATCH /things/{id}": self._update,
            "DELETE /things/{id}": self._delete,
            "GET /things/{id}/labels": self._labels,
            "POST /things/{id}/labels": self._label,
            "PATCH /labels/{id}": self._paint,
            "DELETE /labels/{id}": self._peel,
        }

    def unauthorized(self) -> tuple[int, Any]:
        return 401, self.failure(401)

    def secrets(self) -> list[str]:
        return [thing["password"] for thing in self.things.values()]

    def _list(self, _call: Call) -> tuple[int, Any]:
        return 200, {"things": [_shown(t) for t in self.things.values() if self._is_seen(t)]}

    def _create(self, call: Call) -> tuple[int, Any]:
        self._number += 1
        id_ = f"thing-{self._number}"
        looks = {"starting": self.starting, "hidden": self.hidden, "dying": None}
        self.things[id_] = {"id": id_, "key": f"key-{id_}", **looks}
        self._set(self.things[id_], call.body)
        return 201, {"id": id_, "key": f"key-{id_}"}

    def _update(self, call: Call) -> tuple[int, Any]:
        self._set(self._thing(call), call.body)
        return 200, {}

    def _set(self, thing: dict[str, Any], asked: Mapping[str, Any]) -> None:
        thing.update(asked)
        thing["size"] = min(thing["size"], self.largest)

    def _delete(self, call: Call) -> tuple[int, Any]:
        thing = self._thing(call)
        thing["dying"] = self.dying
        if not self.dying:
            del self.things[thing["id"]]
        return 202, {}

    def _thing(self, call: Call) -> dict[str, Any]:
        thing = self.things.get(call.place["id"])
        if thing is None or not self._is_seen(thing):
            raise Refused(404, {"message": "no such thing"})
        if thing["dying"] is not None:
            thing["status"] = "dying"
            thing["dying"] -= 1
            if thing["dying"] < 0:
                del self.things[thing["id"]]
                raise Refused(404, {"message": "no such thing"})
        elif call.method == "GET":
            thing["status"] = "starting" if thing["starting"] > 0 else self.becomes
            thing["starting"] -= 1
        return thing

    def _is_seen(self, thing: dict[str, Any]) -> bool:
        thing["hidden"] -= 1
        return bool(thing["hidden"] < 0)

    def _labels(self, call: Call) -> tuple[int, Any]:
        own = [label for label in self.labels.values() if label["thing"] == call.place["id"]]
        return 200, {"labels": own}

    def _label(self, call: Call) -> tuple[int, Any]:
        self._number += 1
        id_ = f"label-{self._number}"
        self.labels[id_] = {"id": id_, "thing": call.place["id"], **call.body}
        return 201, {"id": id_}

    def _paint(self, call: Call) -> tuple[int, Any]:
        self.labels[call.place["id"]].update(call.body)
        return 200, {}

    def _peel(self, call: Call) -> tuple[int, Any]:
        if self.labels.pop(call.place["id"], None) is None:
            raise Refused(404, {"message": "no such label"})
        return 204, None


def _shown(thing: Mapping[str, Any]) -> dict[str, Any]:
    """A thing as it is given back: no password, no key, nothing that is empty."""
    hidden = ("password", "key", "starting", "hidden", "dying")
    return {k: v for k, v in thing.items() if k not in hidden and v not in (None, [])}
