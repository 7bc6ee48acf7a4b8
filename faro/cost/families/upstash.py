"""Upstash: commands, storage and bandwidth of a database."""

from faro.cost.families.family import Charged, Family

FAMILY = Family(
    vendor="upstash",
    plan="Pay as you go",
    fees=(),
    types={
        "upstash:index/redisDatabase:RedisDatabase": Charged(
            meters=("commands", "storage", "bandwidth")
        )
    },
)
