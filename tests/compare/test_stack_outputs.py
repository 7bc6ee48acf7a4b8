"""Which outputs of a stack change."""

from dataclasses import replace

import pytest

from faro.engine.stack_outputs import changed
from faro.model.plan import DiffKind
from faro.model.snapshot import Snapshot
from faro.model.value import UNKNOWN, Ciphertext, Inputs, Secret


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ({}, {"url": "a"}, [("url", DiffKind.ADD)]),
        ({"url": "a"}, {}, [("url", DiffKind.DELETE)]),
        ({"url": "a"}, {"url": UNKNOWN}, [("url", DiffKind.UPDATE)]),
        ({"url": UNKNOWN}, {"url": UNKNOWN}, []),
        ({"key": Secret("a")}, {"key": Secret("b")}, [("key", DiffKind.UPDATE)]),
        ({"key": Ciphertext("v1:x")}, {"key": Secret("b")}, []),
        ({"all": [{"key": Ciphertext("v1:x")}]}, {"all": [{"key": Secret("b")}]}, []),
        (
            {"all": [{"key": Ciphertext("v1:x")}]},
            {"all": [{"key": "b"}]},
            [("all", DiffKind.UPDATE)],
        ),
        ({"b": 1, "a": 1}, {"b": 2, "a": 2}, [("a", DiffKind.UPDATE), ("b", DiffKind.UPDATE)]),
    ],
)
def test_outputs_that_change(old: Inputs, new: Inputs, found: list[tuple[str, DiffKind]]) -> None:
    """A secret that was not decrypted counts as the same."""
    start = Snapshot(project="shop", stack="dev", outputs=old)
    diffs = changed(start, replace(start, outputs=new))
    assert [(diff.path[0], diff.kind) for diff in diffs] == found


def test_every_output_of_a_new_stack_is_added() -> None:
    assert [
        diff.kind for diff in changed(None, Snapshot(project="p", stack="s", outputs={"a": 1}))
    ] == [DiffKind.ADD]
