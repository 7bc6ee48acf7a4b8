"""What a program may be told, and how: three guards, and a digest that changes with the values."""

from __future__ import annotations

import asyncio
from typing import Any

import pulumi
import pytest

from components.environment import Environment, Values, digest
from components.validation import InvalidArgs


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"variables": {"A": "1"}, "secrets": {"A": "2"}}, "both variable and secret: A"),
        ({"variables": {"API_TOKEN": "1"}}, "move to secrets: API_TOKEN"),
        ({"variables": {"DATABASE_READ_URL": "x"}}, "move to secrets: DATABASE_READ_URL"),
        ({"variables": {"CACHE": "rediss://:pw@cache:6378"}}, "move to secrets: CACHE"),
        ({"variables": {"QUEUE": "amqps://u:p@q/vhost"}}, "move to secrets: QUEUE"),
        ({"variables": {"lower": "1"}}, "not a name on every platform"),
        ({"secrets": {"WITH-DASH": "1"}}, "not a name on every platform"),
        ({"variables": {"1ST": "1"}}, "not a name on every platform"),
        ({"variables": {"PORT": "1"}}, "set by a platform itself: PORT"),
        ({"variables": {"AWS_REGION": "x"}}, "set by a platform itself: AWS_REGION"),
        ({"variables": {"K_SERVICE": "x"}}, "set by a platform itself: K_SERVICE"),
    ],
)
def test_what_does_not_belong_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidArgs) as caught:
        Values(**given)

    assert said in str(caught.value)
    assert len(caught.value.problems) == 1


def test_what_is_public_is_taken() -> None:
    Values(
        variables={
            "SENTRY_DSN": "https://key@sentry.example/1",
            "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY": "sb_publishable",
            "RATE_LIMIT_URL": "https://redis.example",
        },
        secrets={"DATABASE_URL": "postgresql://u:p@db/faro"},
    )


def test_a_value_is_checked_once_it_is_known() -> None:
    async def value() -> str | None:
        url = pulumi.Output.from_input("rediss://:pw@cache:6378")
        (checked,) = Values(variables={"CACHE": url}).variables.values()
        assert isinstance(checked, pulumi.Output)
        return await checked.future()

    with pytest.raises(pulumi.RunError, match="CACHE is a URL with a password"):
        asyncio.run(value())


def test_no_message_holds_the_value() -> None:
    with pytest.raises(InvalidArgs) as caught:
        Values(variables={"CACHE": "rediss://:the-password@cache:6378"})

    assert "the-password" not in str(caught.value)


def test_two_environments_give_each_name_once() -> None:
    joined = Values(variables={"A": "1"}) | Values(secrets={"B": "2"})

    assert (joined.variables, joined.secrets) == ({"A": "1"}, {"B": "2"})
    with pytest.raises(InvalidArgs, match="given twice: A"):
        Values(variables={"A": "1"}) | Values(secrets={"A": "2"})


def test_secrets_are_known_in_another_way() -> None:
    stored: Environment[int] = Values(variables={"A": "1"}, secrets={"B": "2"}).with_secrets(
        {"B": 7}
    )

    assert (stored.variables, stored.secrets) == ({"A": "1"}, {"B": 7})


def test_a_digest_changes_with_each_value() -> None:
    async def digests() -> list[str | None]:
        given = [{"A": "1", "B": "2"}, {"B": "2", "A": "1"}, {"A": "1", "B": "3"}]
        return [await digest(values).future() for values in given]

    one, same, other = asyncio.run(digests())
    assert one == same != other
