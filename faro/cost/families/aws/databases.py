"""RDS, Aurora, Redshift and DynamoDB."""

from __future__ import annotations

from collections.abc import Iterator

from faro.cost.families.aws.place import region
from faro.cost.families.family import (
    HOURS_PER_MONTH,
    Charged,
    Fixed,
    Free,
    Inputs,
    Pricing,
    number,
    text,
)


def _instance(inputs: Inputs) -> Iterator[Fixed]:
    """A server of one zone or two, and its storage."""
    zones = "multi" if inputs.get("multiAz") is True else "single"
    kind = inputs.get("instanceClass")
    yield Fixed(meter=f"rds_{inputs.get('engine')}_{kind}_{zones}", quantity=HOURS_PER_MONTH)
    size = number(inputs.get("allocatedStorage"))
    storage = text(inputs.get("storageType")) or "gp2"
    meter = f"rds_storage_{zones}" if storage in ("gp2", "gp3") else f"rds_storage_{storage}"
    yield Fixed(meter=meter, quantity=size)


def _member(inputs: Inputs) -> Iterator[Fixed]:
    """A server of an Aurora cluster; without servers the capacity is usage of the cluster."""
    kind = text(inputs.get("instanceClass"))
    if kind != "db.serverless":
        engine = str(inputs.get("engine")).replace("-", "_")
        yield Fixed(meter=f"{engine}_{kind}", quantity=HOURS_PER_MONTH)


def _serverless(inputs: Inputs) -> Iterator[str]:
    if text(inputs.get("instanceClass")) == "db.serverless":
        yield "aurora_acu"


def _redshift(inputs: Inputs) -> Iterator[Fixed]:
    nodes = number(inputs.get("numberOfNodes", 1))
    hours = None if nodes is None else nodes * HOURS_PER_MONTH
    yield Fixed(meter=f"redshift_{inputs.get('nodeType')}", quantity=hours)


def _table(inputs: Inputs) -> Iterator[Fixed]:
    """Capacity that is kept ready; on demand there is none."""
    if inputs.get("billingMode", "PROVISIONED") == "PROVISIONED":
        for meter, key in (("write", "writeCapacity"), ("read", "readCapacity")):
            units = number(inputs.get(key))
            hours = None if units is None else units * HOURS_PER_MONTH
            yield Fixed(meter=f"dynamodb_{meter}_capacity", quantity=hours)


def _used(inputs: Inputs) -> Iterator[str]:
    yield "dynamodb_storage"
    if inputs.get("billingMode") == "PAY_PER_REQUEST":
        yield from ("dynamodb_reads", "dynamodb_writes")


_SETTINGS = Free("its server is charged")

TYPES: dict[str, Pricing] = {
    "aws:rds/instance:Instance": Charged(fixed=_instance, region=region),
    "aws:rds/cluster:Cluster": Charged(meters=("aurora_storage", "aurora_io"), region=region),
    "aws:rds/clusterInstance:ClusterInstance": Charged(
        fixed=_member, metered=_serverless, region=region
    ),
    "aws:rds/subnetGroup:SubnetGroup": _SETTINGS,
    "aws:rds/parameterGroup:ParameterGroup": _SETTINGS,
    "aws:rds/clusterParameterGroup:ClusterParameterGroup": _SETTINGS,
    "aws:rds/optionGroup:OptionGroup": _SETTINGS,
    "aws:redshift/cluster:Cluster": Charged(fixed=_redshift, region=region),
    "aws:redshift/subnetGroup:SubnetGroup": _SETTINGS,
    "aws:redshift/parameterGroup:ParameterGroup": _SETTINGS,
    "aws:dynamodb/table:Table": Charged(fixed=_table, metered=_used, region=region),
    "aws:dynamodb/tableItem:TableItem": Free("its table is charged"),
}
