"""An Axiom dataset: a store of events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from providers.answer import items, text
from providers.axiom.vendor import AXIOM
from providers.inputs import Described, Refusal
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api


class Dataset(VendorResource, module="axiom", name="Dataset"):
    """A dataset; its id is its name. Deleting it deletes its events."""


class DatasetInputs(Described):
    """``retention_days`` None keeps events as long as the organization's plan does."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9]([A-Za-z0-9_.-]{0,78}[A-Za-z0-9])?$")]
    kind: Literal["axiom:events:v1", "otel:logs:v1", "otel:metrics:v1", "otel:traces:v1"] = (
        "axiom:events:v1"
    )
    retention_days: Annotated[int, Field(ge=1, le=36_500)] | None = None

    @classmethod
    def contradictions(cls, known: Mapping[str, Any]) -> Iterator[Refusal]:
        """Refuse a name that Axiom keeps for itself (https://axiom.co/docs/restapi/api-limits)."""
        if str(known.get("name", "")).startswith("axiom-"):
            yield Refusal("name", "names that begin with axiom- are reserved by Axiom")

    def changeable(self) -> dict[str, Any]:
        """The properties of a dataset that can be changed."""
        retained = self.retention_days is not None
        days = {"retentionDays": self.retention_days} if retained else {}
        return {
            "description": self.marked_description,
            "useRetentionPeriod": retained,
            **days,
        }


class DatasetLifecycle(Lifecycle[DatasetInputs]):
    """Datasets are found by their name and the mark in their description."""

    vendor = AXIOM
    type_name = "axiom:Dataset"
    kind = "dataset"
    inputs = DatasetInputs
    replaces = frozenset({"name", "kind"})

    def matching(self, api: Api, inputs: DatasetInputs) -> list[str]:
        """The dataset of that name, if it bears the mark."""
        found = items(api.get("/v2/datasets"))
        return [
            text(dataset, "id")
            for dataset in found
            if text(dataset, "name") == inputs.name
            and inputs.bears_mark(dataset.get("description"))
        ]

    def make(self, api: Api, inputs: DatasetInputs) -> str:
        """Create the dataset; Axiom refuses a name that the organization has."""
        body = {"name": inputs.name, "kind": inputs.kind, **inputs.changeable()}
        return text(api.post("/v2/datasets", body), "id")

    def fetch(self, api: Api, id_: str, inputs: DatasetInputs) -> Properties:
        """Read the dataset."""
        dataset = api.get(f"/v2/datasets/{id_}")
        found = {
            "name": text(dataset, "name"),
            "kind": text(dataset, "kind"),
            "description": inputs.undescribed(dataset.get("description") or ""),
        }
        if dataset.get("useRetentionPeriod"):
            found["retention_days"] = dataset.get("retentionDays")
        return found

    def change(self, api: Api, id_: str, old: Properties, inputs: DatasetInputs) -> None:
        """Change description and retention."""
        api.put(f"/v2/datasets/{id_}", inputs.changeable())

    def remove(self, api: Api, id_: str, old: DatasetInputs) -> None:
        """Delete the dataset with its events."""
        api.delete(f"/v2/datasets/{id_}")
