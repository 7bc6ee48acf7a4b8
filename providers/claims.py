"""Reserves ids within a deployment, so that no two resources use the same one.

A thing without a place for a mark is found by its parent and its name or type. Where a program has
two of a kind side by side, or replaces one, this tells them apart: an id that another resource
holds, or that is being deleted, is never adopted. It covers one run of the provider's process.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of resource at one vendor's address."""

    url: str
    type_name: str


class Claims:
    """The ids that resources hold, by their marks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: defaultdict[Kind, threading.RLock] = defaultdict(threading.RLock)
        self._holders: dict[tuple[Kind, str], str] = {}
        self._deleted: set[tuple[Kind, str]] = set()

    def turn(self, kind: Kind) -> threading.RLock:
        """Give the lock under which things of a kind are made one after the other."""
        with self._lock:
            return self._turns[kind]

    def hold(self, kind: Kind, id_: str, mark: str) -> None:
        """Note that the resource of a mark has an id."""
        with self._lock:
            self._holders[kind, id_] = mark
            self._deleted.discard((kind, id_))

    def release(self, kind: Kind, id_: str) -> None:
        """Note that an id is deleted: it is not adopted while the vendor still lists it."""
        with self._lock:
            self._holders.pop((kind, id_), None)
            self._deleted.add((kind, id_))

    def free(self, kind: Kind, ids: list[str], mark: str) -> list[str]:
        """Those of the ids that the resource of a mark may adopt."""
        with self._lock:
            return [
                id_
                for id_ in ids
                if (kind, id_) not in self._deleted and self._holders.get((kind, id_), mark) == mark
            ]


CLAIMS = Claims()
