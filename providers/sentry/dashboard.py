"""A Sentry dashboard: figures over time, two in a row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from providers.answer import items, text
from providers.inputs import Named, Part
from providers.lifecycle import Lifecycle, Properties
from providers.resource import VendorResource
from providers.sentry.vendor import SENTRY, InOrganization, listed

if TYPE_CHECKING:
    from providers.http import Api

_IN_A_ROW = 2
_WIDTH = 3
_HEIGHT = 2


class Dashboard(VendorResource, module="sentry", name="Dashboard"):
    """A dashboard that every member may see and change."""


class Widget(Part):
    """One figure: ``aggregates`` over what ``conditions`` selects, per value of ``columns``."""

    title: str = Field(min_length=1, max_length=255)
    display_type: Literal["line", "bar", "table", "big_number"] = "line"
    widget_type: Literal["spans", "error-events", "logs"] = "spans"
    aggregates: tuple[str, ...] = Field(min_length=1)
    columns: tuple[str, ...] = ()
    conditions: str = ""

    def body(self, at: int) -> dict[str, Any]:
        """The widget at its place, as Sentry's requests have it."""
        query = {
            "name": "",
            "fields": [*self.columns, *self.aggregates],
            "aggregates": list(self.aggregates),
            "columns": list(self.columns),
            "conditions": self.conditions,
            "orderby": f"-{self.aggregates[0]}" if self.columns else "",
        }
        return {
            "title": self.title,
            "display_type": self.display_type,
            "widget_type": self.widget_type,
            "interval": "5m",
            "queries": [query],
            "layout": {
                "x": at % _IN_A_ROW * _WIDTH,
                "y": at // _IN_A_ROW * _HEIGHT,
                "w": _WIDTH,
                "h": _HEIGHT,
                "min_h": _HEIGHT,
            },
        }


class DashboardInputs(InOrganization, Named):
    """Widgets in reading order."""

    widgets: tuple[Widget, ...] = Field(min_length=1, max_length=30)

    def body(self) -> dict[str, Any]:
        """The dashboard as Sentry's requests have it."""
        widgets = [widget.body(at) for at, widget in enumerate(self.widgets)]
        return {"title": self.marked_name, "widgets": widgets}


class DashboardLifecycle(Lifecycle[DashboardInputs]):
    """Dashboards are found by the mark in their title."""

    vendor = SENTRY
    type_name = "sentry:Dashboard"
    kind = "dashboard"
    inputs = DashboardInputs
    replaces = frozenset({"organization"})
    unreadable = frozenset({"organization"})

    def matching(self, api: Api, inputs: DashboardInputs) -> list[str]:
        """Ids of the dashboards whose titles end in the mark, and of their copies after them."""
        # getsentry/sentry, Dashboard.incremental_title: "Latency copy", "Latency copy 1".
        own = re.compile(rf".*-{inputs.mark}( copy( \d+)?)?", re.DOTALL)
        found = listed(api, f"{inputs.at}/dashboards/", per_page="100")
        titles = {text(d, "id"): text(d, "title") for d in found}
        mine = [id_ for id_, title in titles.items() if own.fullmatch(title)]
        return sorted(mine, key=lambda id_: (not inputs.names_mark(titles[id_]), int(id_)))

    def make(self, api: Api, inputs: DashboardInputs) -> str:
        """Create the dashboard."""
        return text(api.post(f"{inputs.at}/dashboards/", inputs.body()), "id")

    def fetch(self, api: Api, id_: str, inputs: DashboardInputs) -> Properties:
        """Read title and widgets."""
        dashboard = api.get(f"{inputs.at}/dashboards/{id_}/")
        return {
            "name": inputs.unmarked(text(dashboard, "title")),
            "widgets": [_widget(widget) for widget in items(dashboard, "widgets")],
        }

    def change(self, api: Api, id_: str, old: Properties, inputs: DashboardInputs) -> None:
        """Overwrite all widgets."""
        api.put(f"{inputs.at}/dashboards/{id_}/", inputs.body())

    def remove(self, api: Api, id_: str, old: DashboardInputs) -> None:
        """Delete the dashboard."""
        api.delete(f"{old.at}/dashboards/{id_}/")


def _widget(live: Mapping[str, Any]) -> dict[str, Any]:
    """A widget as inputs; one that was added by hand may have no query, or several."""
    queries = list(items(live, "queries"))
    query = queries[0] if len(queries) == 1 else {}
    return {
        "title": text(live, "title"),
        "display_type": text(live, "displayType"),
        "widget_type": live.get("widgetType") or "",
        "aggregates": query.get("aggregates") or [],
        "columns": query.get("columns") or [],
        "conditions": query.get("conditions") or "",
    }
