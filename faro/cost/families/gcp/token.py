"""Types by their short names."""

from collections.abc import Iterator


def tokens(names: str) -> Iterator[str]:
    """The full token of each ``module/type`` in a text."""
    for name in names.split():
        type_ = name.partition("/")[2]
        yield f"gcp:{name}:{type_[0].upper()}{type_[1:]}"
