"""Topics, data warehouses and their jobs."""

from __future__ import annotations

from collections.abc import Iterator

from faro.cost.families.family import Charged, Inputs, Pricing
from faro.cost.families.gcp.place import region


def _topic(inputs: Inputs) -> Iterator[str]:
    yield "pubsub_throughput"
    if inputs.get("messageRetentionDuration"):
        yield "pubsub_retained"


def _subscription(inputs: Inputs) -> Iterator[str]:
    """Deliveries to a table or a bucket have a price of their own."""
    exports = [kind for kind in ("bigquery", "cloudStorage") if inputs.get(f"{kind}Config")]
    yield f"pubsub_export_{exports[0].lower()}" if exports else "pubsub_throughput"
    if inputs.get("retainAckedMessages"):
        yield "pubsub_retained"


def _table(inputs: Inputs) -> Iterator[str]:
    """What lies in a table counts for its dataset, where that is in the program."""
    if inputs.follow("datasetId") is None:
        yield "bigquery_storage"


TYPES: dict[str, Pricing] = {
    "gcp:pubsub/topic:Topic": Charged(metered=_topic),
    "gcp:pubsub/subscription:Subscription": Charged(metered=_subscription),
    "gcp:bigquery/dataset:Dataset": Charged(
        meters=("bigquery_storage", "bigquery_queries"), region=region
    ),
    "gcp:bigquery/table:Table": Charged(
        metered=_table,
        region=lambda inputs: region(inputs.follow("datasetId") or inputs),
    ),
}
