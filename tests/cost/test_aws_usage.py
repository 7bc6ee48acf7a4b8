"""What is used on AWS, worked by hand like the bills of `test_aws`."""

from decimal import Decimal
from typing import Any

import pytest

from .test_aws import linked, only, priced, total
from .test_estimate import resource


def test_functions() -> None:
    # (3 M - 1 M) x 0.20 / M + (1,500,000 - 400,000) x 0.0000166667
    function = "aws:lambda/function:Function"
    used: dict[str, Any] = {"lambda_requests": 3_000_000, "lambda_gb_seconds": 1_500_000}
    assert total(priced(resource(function), **used)) == Decimal("18.73")
    # 1,000,000 x 0.0000133334
    arm = resource(function, architectures=["arm64"])
    assert total(priced(arm, lambda_requests=0, lambda_arm_gb_seconds=1_000_000)) == Decimal(
        "13.33"
    )


def test_a_function_that_is_kept_ready() -> None:
    # 10 x 1 GB x 730 x 3600 s at 0.0000041667
    function = resource("aws:lambda/function:Function", "f", memorySize=1024)
    kept = linked(
        "aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",
        "functionName",
        function,
        provisionedConcurrentExecutions=10,
    )
    only(priced(function, kept), lambda_provisioned_gb_seconds="109.5008760000")


USED = [
    # 500 x 0.023 + 10,000 x 0.005 / 1000 + 100,000 x 0.0004 / 1000
    (
        "aws:s3/bucket:Bucket",
        {},
        {"s3_storage": 500, "s3_writes": 10_000, "s3_reads": 100_000},
        "11.59",
    ),
    # (3 M - 1 M) at 0.50 a million
    ("aws:sqs/queue:Queue", {"fifoQueue": True}, {"sqs_fifo_requests": 3_000_000}, "1.00"),
    # (5 M - 1 M) at 0.50 a million
    ("aws:sns/topic:Topic", {}, {"sns_requests": 5_000_000}, "2.00"),
    # (30,100,000 - 100,000) at 0.06 for 100,000
    (
        "aws:sns/topicSubscription:TopicSubscription",
        {"protocol": "https"},
        {"sns_http_notifications": 30_100_000},
        "18.00",
    ),
    # 10 x 730 x 0.00065 + 20 x 730 x 0.00013 + 4 x 0.25
    (
        "aws:dynamodb/table:Table",
        {"writeCapacity": 10, "readCapacity": 20},
        {"dynamodb_storage": 4},
        "7.64",
    ),
    # 2 M at 0.625, 8 M at 0.125, 4 x 0.25
    (
        "aws:dynamodb/table:Table",
        {"billingMode": "PAY_PER_REQUEST"},
        {
            "dynamodb_storage": 4,
            "dynamodb_write_requests": 2_000_000,
            "dynamodb_read_requests": 8_000_000,
        },
        "3.25",
    ),
    # 300 M at 1.00 and 100 M at 0.90
    (
        "aws:apigatewayv2/api:Api",
        {"protocolType": "HTTP"},
        {"apigateway_http_requests": 400_000_000},
        "390.00",
    ),
    # 5 M at 1.00, 8 M at 0.25
    (
        "aws:apigatewayv2/api:Api",
        {"protocolType": "WEBSOCKET"},
        {"apigateway_messages": 5_000_000, "apigateway_connection_minutes": 8_000_000},
        "7.00",
    ),
    # 333 M at 3.50 and 67 M at 2.80
    (
        "aws:apigateway/restApi:RestApi",
        {},
        {"apigateway_rest_requests": 400_000_000},
        "1353.10",
    ),
    # 730 x 0.02
    (
        "aws:apigateway/stage:Stage",
        {"cacheClusterEnabled": True, "cacheClusterSize": "0.5"},
        {},
        "14.60",
    ),
    # (2024 - 1024) x 0.085 + 500 x 0.085 + (12 M - 10 M) at 0.010, 1 M at 0.012 for 10,000
    (
        "aws:cloudfront/distribution:Distribution",
        {"priceClass": "PriceClass_100"},
        {
            "cloudfront_us_data": 2024,
            "cloudfront_europe_data": 500,
            "cloudfront_us_https_requests": 12_000_000,
            "cloudfront_europe_https_requests": 1_000_000,
        },
        "130.70",
    ),
    ("aws:route53/zone:Zone", {}, {}, "0.50"),
    # 0.50 + two features at 1.00
    (
        "aws:route53/healthCheck:HealthCheck",
        {"type": "HTTPS", "requestInterval": 10},
        {},
        "2.50",
    ),
    # 1,000 M at 0.40 and 500 M at 0.20
    ("aws:route53/record:Record", {"type": "A"}, {"route53_queries": 1_500_000_000}, "500.00"),
    ("aws:route53/record:Record", {"type": "A", "aliases": [{}]}, {}, "0.00"),
    # 730 x 0.1367 + 10 x 0.10
    (
        "aws:mq/broker:Broker",
        {"engineType": "RabbitMQ", "hostInstanceType": "mq.m7g.medium"},
        {"mq_rabbitmq_storage": 10},
        "100.79",
    ),
    # the whole cluster: 730 x 1.728
    (
        "aws:mq/broker:Broker",
        {
            "engineType": "RabbitMQ",
            "hostInstanceType": "mq.m5.xlarge",
            "deploymentMode": "CLUSTER_MULTI_AZ",
        },
        {"mq_rabbitmq_storage": 0},
        "1261.44",
    ),
    # 10 x 0.50 + 20 x 0.03
    ("aws:cloudwatch/logGroup:LogGroup", {}, {"logs_ingested": 10, "logs_stored": 20}, "5.60"),
    # 0.40 + 100,000 x 0.05 / 10,000
    ("aws:secretsmanager/secret:Secret", {}, {"secret_requests": 100_000}, "0.90"),
    # 1.00 + 50,000 x 0.03 / 10,000
    ("aws:kms/key:Key", {}, {"kms_requests": 50_000}, "1.15"),
    ("aws:ecr/repository:Repository", {}, {"ecr_storage": 12}, "1.20"),
    # 2 x 730 x 0.543
    (
        "aws:redshift/cluster:Cluster",
        {"nodeType": "ra3.large", "numberOfNodes": 2},
        {"redshift_storage": 0},
        "792.78",
    ),
    ("aws:glue/job:Job", {}, {"glue_job_capacity": 50}, "22.00"),
    # 2 x 730 x 0.015
    ("aws:kinesis/stream:Stream", {"shardCount": 2}, {"kinesis_put_units": 0}, "21.90"),
    # 1 M at 0.025 for 1,000
    (
        "aws:sfn/stateMachine:StateMachine",
        {},
        {"stepfunctions_transitions": 1_000_000},
        "25.00",
    ),
    # 1000 x 0.060012 + 1000 x 0.029988
    (
        "aws:sfn/stateMachine:StateMachine",
        {"type": "EXPRESS"},
        {"stepfunctions_express_requests": 0, "stepfunctions_express_gb_hours": 2000},
        "90.00",
    ),
    # 100 x 0.30
    ("aws:efs/fileSystem:FileSystem", {}, {"efs_storage": 100}, "30.00"),
    # 730 x 0.05 + 10 x 0.02
    (
        "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
        {},
        {"transit_gateway_data": 10},
        "36.70",
    ),
    # 5.00 + 2 x 1.00 + 1 M at 0.60
    ("aws:wafv2/webAcl:WebAcl", {"rules": [{}, {}]}, {"waf_requests": 1_000_000}, "7.60"),
    # 2 x 730 x 0.0456 + 2 x 100 x 0.10
    (
        "aws:msk/cluster:Cluster",
        {
            "numberOfBrokerNodes": 2,
            "brokerNodeGroupInfo": {
                "instanceType": "kafka.t3.small",
                "storageInfo": {"ebsStorageInfo": {"volumeSize": 100}},
            },
        },
        {},
        "86.58",
    ),
    # 730 x 0.078
    ("aws:docdb/clusterInstance:ClusterInstance", {"instanceClass": "db.t3.medium"}, {}, "56.94"),
]


@pytest.mark.parametrize(("kind", "inputs", "used", "amount"), USED)
def test_what_is_used(kind: str, inputs: dict[str, Any], used: dict[str, Any], amount: str) -> None:
    assert total(priced(resource(kind, **inputs), **used)) == Decimal(amount)


@pytest.mark.parametrize(
    ("inputs", "amount"),
    [
        ({"period": 300}, "0.10"),
        # oftener than every minute
        ({"period": 10}, "0.30"),
        # two metrics that an expression adds up: 2 x 0.10
        ({"metricQueries": [{"expression": "a+b"}, *[{"metric": {"period": 60}}] * 2]}, "0.20"),
        # a metric and the two bounds of its band: 3 x 0.10
        ({"metricQueries": [{"metric": {"period": 60}}], "thresholdMetricId": "e1"}, "0.30"),
    ],
)
def test_an_alarm(inputs: dict[str, Any], amount: str) -> None:
    found = priced(resource("aws:cloudwatch/metricAlarm:MetricAlarm", **inputs))
    assert found.bill.total == Decimal(amount)
