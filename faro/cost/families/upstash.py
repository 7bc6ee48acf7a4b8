"""Upstash: commands, storage and bandwidth of a database; messages and vectors are named."""

from faro.cost.families.family import Charged, Family, Free, unpriced

_OF_MESSAGES = Free("its messages are charged")

FAMILY = Family(
    vendor="upstash",
    plan="Pay as you go",
    fees=(),
    types={
        "upstash:index/redisDatabase:RedisDatabase": Charged(
            meters=("commands", "storage", "bandwidth")
        ),
        "upstash:index/qStashSchedule:QStashSchedule": unpriced("qstash_messages"),
        "upstash:index/qStashScheduleV2:QStashScheduleV2": unpriced("qstash_messages"),
        "upstash:index/qStashTopic:QStashTopic": unpriced("qstash_messages"),
        "upstash:index/qStashTopicV2:QStashTopicV2": unpriced("qstash_messages"),
        "upstash:index/qStashEndpoint:QStashEndpoint": _OF_MESSAGES,
        "upstash:index/vectorIndex:VectorIndex": unpriced("vector_requests", "vector_storage"),
        "upstash:index/search:Search": unpriced("search_requests", "search_storage"),
        "upstash:index/team:Team": Free("members cost nothing"),
    },
)
