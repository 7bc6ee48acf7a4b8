"""Each vendor's resources through the real engine: their whole life, and what breaks it."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.engine.engine import Engine

from .case import Case
from .fake import TOKEN, Fake, Fault
from .stack import Stack
from .vendors import CASES

pytestmark = pytest.mark.engine


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    """Give one vendor."""
    return CASES[request.param]


@pytest.fixture
def fake(case: Case) -> Iterator[Fake]:
    """Give the vendor's fake; at the end every request was one that its description allows."""
    with case.fake().serving() as fake:
        yield fake
    assert fake.violations == []


@pytest.fixture
def stack(engine: Engine, case: Case, fake: Fake) -> Stack:
    """Give a stack with everything that the vendor has."""
    return Stack(engine=engine, fakes={case.namespace: fake}, resources=case.resources)


@pytest.fixture
def first(stack: Stack, case: Case) -> Stack:
    """Give a stack with the vendor's first resource alone."""
    return stack.declaring(*case.resources[:1])


def test_whole_life(stack: Stack, case: Case, fake: Fake) -> None:
    """Up, no change, change, replacement, drift, destruction; nothing leaks, nothing stays."""
    stack = stack.up()
    requests = len(fake.calls)
    assert stack.preview() == {}
    assert len(fake.calls) == requests, "a preview asks the vendor nothing"

    stack = stack.declaring(*case.changed)
    assert stack.preview() == case.changed_operations
    stack = stack.up()
    assert stack.refresh().preview() == {}

    stack = stack.declaring(*case.replaced)
    assert stack.preview() == case.replaced_operations
    stack = stack.up()
    assert stack.preview() == {}

    case.drift(fake)
    stack = stack.refresh()
    assert stack.preview() == case.drifted_operations
    stack = stack.up()
    assert stack.refresh().preview() == {}

    hidden = [TOKEN, *fake.secrets()]
    everything = [json.dumps(stack.state), *stack.said, *stack.previewed]
    assert len(stack.previewed) >= 6
    assert [secret for secret in hidden for text in everything if secret in text] == []
    stack.destroy()
    assert case.things(fake) == 0


def test_turned_away_for_a_moment(first: Stack, case: Case, fake: Fake) -> None:
    """429 with Retry-After: asked again after the pause."""
    fake.faults.append(Fault(case.create, status=429, headers={"Retry-After": "1"}))
    assert len(first.up().ids()) == fake.count(case.create) == 1


def test_fails_twice(first: Stack, case: Case, fake: Fake) -> None:
    """500 twice: looked for, not there, asked again."""
    fake.faults.append(Fault(case.create, status=500, times=2))
    assert len(first.up().ids()) == fake.count(case.create) == 1


def test_answer_is_lost(first: Stack, case: Case, fake: Fake) -> None:
    """The connection breaks after the vendor has done it: found, not made again."""
    fake.faults.append(Fault(case.create, reset=True))
    stack = first.up()
    assert fake.count(case.create) == 1
    assert stack.preview() == {}
    stack.destroy()
    assert case.things(fake) == 0


def test_takes_its_time(first: Stack, case: Case, fake: Fake) -> None:
    """What is made slowly is waited for, and the log says so."""
    if case.slow is None:
        return
    case.slow(fake)
    stack = first.up()
    assert fake.count(case.create) == 1
    assert case.resources[0]["inputs"]["name"] in stack.said[-1]


def test_interrupted_after_it_was_made(first: Stack, case: Case, fake: Fake) -> None:
    """The first deployment makes it and fails on reading it: the next goes on with the same."""
    fake.faults.append(Fault(case.read, status=403))
    stack, said = first.failing_up()
    assert "403" in said
    stack = stack.up()
    assert fake.count(case.create) == 1
    stack.destroy()
    assert case.things(fake) == 0


def test_destroy_removes_what_a_failed_create_left(first: Stack, case: Case, fake: Fake) -> None:
    """It is in the state although its creation failed; the message is one, without a traceback."""
    fake.faults.append(Fault(case.read, status=403))
    stack, said = first.failing_up()
    assert "Traceback" not in said
    left = case.things(fake) > 0  # Fly asks for the app first, and is refused before it makes one
    assert ("exists; the next update continues with it" in said) is left
    assert list(stack.ids()) == [case.resources[0]["name"]] * left
    secrets = [TOKEN, *fake.secrets()]
    assert [secret for secret in secrets if secret in json.dumps(stack.state) + said] == []
    stack.destroy()
    assert case.things(fake) == 0


def test_second_stack_takes_nothing_over(first: Stack, case: Case, fake: Fake) -> None:
    """A stack of the same name and URNs but another identity never gets the first one's."""
    mine = first.up()
    other = replace(first, owner="stack-two")
    if case.unique_names:
        _, said = other.failing_up()
        assert "already" in said
    else:
        assert set(mine.ids().values()).isdisjoint(other.up().ids().values())
    assert mine.refresh().preview() == {}


def test_gone_behind_our_back(first: Stack, case: Case, fake: Fake) -> None:
    """404 on reading: the refresh drops it, the next deployment makes it again."""
    stack = first.up()
    case.lose(fake)
    stack = stack.refresh()
    assert stack.ids() == {}
    assert len(stack.up().ids()) == 1


def test_token_is_revoked(stack: Stack, case: Case, fake: Fake) -> None:
    """A refused token is named with the command that sets another; the state stays true."""
    stack = stack.up()
    fake.token = "another"
    stack, said = stack.declaring(*case.changed).failing_up()
    assert f"pulumi config set --secret {case.namespace}:token" in said
    assert TOKEN not in said
    fake.token = TOKEN
    stack = stack.up()
    assert stack.refresh().preview() == {}


def test_refused_secret_is_not_shown(engine: Engine) -> None:
    """The engine prints what a check refuses; it never gets to name a secret's value."""
    supabase = CASES["supabase"]
    with supabase.fake().serving() as fake:
        project = {**supabase.resources[0], "secrets": {"password": "too-short"}}
        stack = Stack(engine=engine, fakes={"supabase": fake}, resources=(project,))
        _, said = stack.failing_up()
    assert "password: String should have at least 16 characters" in said
    assert "too-short" not in said
