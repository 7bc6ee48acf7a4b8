"""Types of no vendor, each with the reason why it costs nothing."""

from faro.cost.families.family import Free

_STATE = Free("lives in the state alone")

FREE: dict[str, Free] = {
    f"random:index/random{name}:Random{name}": _STATE
    for name in ("Bytes", "Id", "Integer", "Password", "Pet", "Shuffle", "String", "Uuid")
}
