"""One request and its answer, bounded as a whole: in time, in bytes, in nesting."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any, TypeAlias, TypeVar

import httpx

LONGEST_EXCHANGE_SECONDS = 60.0
LONGEST_ANSWER_BYTES = 32 * 2**20
_TIMEOUT = httpx.Timeout(60.0, connect=10.0)

T = TypeVar("T")
Params: TypeAlias = Mapping[str, str | Sequence[str]]


class Unbounded(Exception):
    """The answer is too long, or takes too long, to be one."""


@dataclass(frozen=True)
class Answer:
    """The response of a vendor; ``request`` is its method and path."""

    request: str
    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def is_success(self) -> bool:
        """Whether the vendor did what it was asked for."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    def json(self) -> Any:
        """Decode the body, None where there is none; ValueError for what is no JSON."""
        if not self.data:
            return None
        try:
            return json.loads(self.data)
        except RecursionError:
            raise ValueError("nested too deeply") from None

    @property
    def text(self) -> str:
        """The body as a text."""
        return self.data.decode(errors="replace").strip()


def exchange(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: Any = None,
    params: Params | None = None,
) -> Answer:
    """Send a request once.

    httpx.TransportError where the connection fails, Unbounded where the answer is over the bounds.
    """
    abandoned = threading.Event()

    def work() -> Answer:
        with client().stream(
            method, url, json=body, params=params, headers=dict(headers)
        ) as response:
            data = bytearray()
            for chunk in response.iter_bytes():
                data += chunk
                if len(data) > LONGEST_ANSWER_BYTES or abandoned.is_set():
                    raise Unbounded(f"more than {LONGEST_ANSWER_BYTES // 2**20} MiB")
            request = f"{method} {response.request.url.path}"
            return Answer(request, response.status_code, dict(response.headers), bytes(data))

    return _within(LONGEST_EXCHANGE_SECONDS, work, abandoned)


def _within(seconds: float, work: Callable[[], T], abandoned: threading.Event) -> T:
    """Do ``work``, at most so long: httpx bounds each read, not all of them together."""
    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as problem:  # noqa: BLE001 raised again in the caller's thread
            failed.append(problem)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        abandoned.set()
        raise Unbounded(f"not complete after {seconds:.0f} seconds")
    if failed:
        raise failed[0]
    return done[0]


@lru_cache(maxsize=1)
def client() -> httpx.Client:
    """Give the one pool of connections of a deployment; it is safe between threads."""
    return httpx.Client(timeout=_TIMEOUT, follow_redirects=False)
