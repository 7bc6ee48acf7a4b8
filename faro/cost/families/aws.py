"""AWS: the queue, by its requests."""

from collections.abc import Iterator

from faro.cost.families.family import Charged, Family, Inputs, text


def _requests(inputs: Inputs) -> Iterator[str]:
    yield "sqs_fifo_requests" if inputs.get("fifoQueue") else "sqs_requests"


FAMILY = Family(
    vendor="aws",
    plan="any",
    fees=(),
    types={
        "aws:sqs/queue:Queue": Charged(
            metered=_requests, region=lambda inputs: text(inputs.get("region")) or inputs.region
        )
    },
)
