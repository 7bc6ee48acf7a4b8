"""An Axiom dashboard: charts over queries, two in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from providers.answer import items, part, text
from providers.axiom.vendor import AXIOM
from providers.errors import NotFound
from providers.inputs import Inputs, Part
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource

if TYPE_CHECKING:
    from providers.http import Api

_IN_A_ROW = 2
_WIDTH = 6
_HEIGHT = 8
_SHARED = "X-AXIOM-EVERYONE"  # the owner of a dashboard that the whole organization sees


class Dashboard(VendorResource, module="axiom", name="Dashboard"):
    """A dashboard that the whole organization sees; its id is its uid."""


class Chart(Part):
    """One chart: ``apl`` over time, or its last value."""

    title: str = Field(min_length=1, max_length=500)
    apl: str = Field(min_length=1)
    type: Literal["TimeSeries", "Statistic"] = "TimeSeries"


class DashboardInputs(Inputs):
    """Up to 200 charts, in reading order."""

    name: str = Field(min_length=1, max_length=100)
    charts: tuple[Chart, ...] = Field(min_length=1, max_length=200)

    @property
    def uid(self) -> str:
        """Axiom lets the maker choose the id, so the mark is in it."""
        return f"faro-{self.mark}"

    def document(self) -> dict[str, Any]:
        """The dashboard as Axiom keeps it."""
        numbered = list(enumerate(self.charts))
        return {
            "name": self.name,
            "owner": _SHARED,
            "schemaVersion": 2,
            "refreshTime": 60,
            "timeWindowStart": "qr-now-1h",
            "timeWindowEnd": "qr-now",
            "charts": [
                {"id": f"c{at}", "type": c.type, "name": c.title, "query": {"apl": c.apl}}
                for at, c in numbered
            ],
            "layout": [
                {
                    "i": f"c{at}",
                    "x": at % _IN_A_ROW * _WIDTH,
                    "y": at // _IN_A_ROW * _HEIGHT,
                    "w": _WIDTH,
                    "h": _HEIGHT,
                }
                for at, _ in numbered
            ],
        }


class DashboardLifecycle(Lifecycle[DashboardInputs]):
    """Dashboards are found by their uid."""

    vendor = AXIOM
    type_name = "axiom:Dashboard"
    kind = "dashboard"
    inputs = DashboardInputs

    def matching(self, api: Api, inputs: DashboardInputs) -> list[str]:
        """The dashboard of the marked uid."""
        try:
            return [text(api.get(_at(inputs.uid)), "uid")]
        except NotFound:
            return []

    def make(self, api: Api, inputs: DashboardInputs) -> str:
        """Create the dashboard under the marked uid."""
        body = {"dashboard": inputs.document(), "uid": inputs.uid}
        return text(api.post("/v2/dashboards", body), "dashboard", "uid")

    def fetch(self, api: Api, id_: str, inputs: DashboardInputs) -> Properties:
        """Read name and charts."""
        document = part(api.get(_at(id_)), "dashboard")
        # A chart that was added by hand may have no query, such as a note.
        charts = [
            {
                "title": chart.get("name") or "",
                "apl": (chart.get("query") or {}).get("apl") or "",
                "type": text(chart, "type"),
            }
            for chart in items(document, "charts")
        ]
        return {"name": text(document, "name"), "charts": charts}

    def change(self, api: Api, id_: str, old: Properties, inputs: DashboardInputs) -> None:
        """Overwrite the whole dashboard, including manual edits."""
        api.put(_at(id_), {"dashboard": inputs.document(), "overwrite": True})

    def remove(self, api: Api, id_: str, old: DashboardInputs) -> None:
        """Delete the dashboard."""
        api.delete(_at(id_))


def _at(uid: str) -> str:
    return f"/v2/dashboards/uid/{uid}"
