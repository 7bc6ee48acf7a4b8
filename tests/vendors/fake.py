"""A vendor on loopback: keeps what it is told, checks each request and answer, breaks on demand."""

import json
import re
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Protocol, Self
from urllib.parse import parse_qsl, urlsplit

from .violation import Violation

TOKEN = "vendor-token-9d41f0a7c2"


@dataclass(frozen=True)
class Call:
    """One request that reached a fake; ``template`` is its route, ``head`` goes with its answer."""

    method: str
    template: str
    place: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any
    path: str
    head: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What is counted."""
        return f"{self.method} {self.template}"


class Refused(Exception):
    """The vendor answers with an error."""

    def __init__(self, status: int, body: Any) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


@dataclass
class Fault:
    """What goes wrong with the next ``times`` requests of a kind.

    ``status``: the request is answered with it and nothing is done, or with ``done`` after it was
    carried out; ``body`` is that answer's. ``reset``: it is carried out, and the connection breaks
    before the answer. ``raw``: it is answered with this text, and without a status carried out.
    ``drip_seconds``: the answer comes byte by byte, with so long a pause after each.
    """

    kind: str
    times: int = 1
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    reset: bool = False
    raw: str = ""
    body: Any = None
    done: bool = False
    drip_seconds: float = 0.0


class Described(Protocol):
    """A vendor's own description of its API."""

    def check_request(
        self, method: str, template: str, call: Mapping[str, Any], headers: Mapping[str, str]
    ) -> None:
        """Violation unless the request is described."""

    def check_answer(
        self, method: str, template: str, call: Mapping[str, Any], status: int, body: Any
    ) -> None:
        """Violation unless the answer is described."""


Route = Callable[[Call], tuple[int, Any]]


class Fake:
    """The server of one vendor. A subclass gives ``routes`` and keeps the vendor's things."""

    described: Described | None = None
    source: ClassVar[str]
    """The file of the vendor's own description, which requests and answers are held to."""
    token = TOKEN
    header = "Authorization"
    prefix = "Bearer "

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.violations: list[str] = []
        self.url = ""
        self.requests = 0
        self.delay_seconds = 0.0
        self.at_once = self.most_at_once = 0
        """How many requests are under way, and were at the most."""
        self.alarm: tuple[int, threading.Event] | None = None
        """After so many requests, answered or not, the event is set."""
        self._lock = threading.RLock()
        self._routes = [_Route.of(kind, answer) for kind, answer in self.routes().items()]

    def routes(self) -> dict[str, Route]:
        """Give each request that the vendor takes, such as ``GET /projects/{project_id}``."""
        raise NotImplementedError

    def unauthorized(self) -> tuple[int, Any]:
        """Give the vendor's answer to a token it does not know."""
        raise NotImplementedError

    def failure(self, status: int) -> Any:
        """Give the body of the vendor's answer to a request that it cannot serve."""
        return {"message": f"status {status}"}

    def sell(self, config: Mapping[str, Any]) -> None:
        """Put the account on the plan that a phase's config names, as somebody does by hand."""

    def secrets(self) -> list[str]:
        """Give the texts it made or was given that nobody may find in clear."""
        return []

    def count(self, kind: str) -> int:
        """How often a request was carried out."""
        return sum(call.kind == kind for call in self.calls)

    @contextmanager
    def serving(self) -> Iterator["Fake"]:
        """Serve until the end of the block."""
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_any(self) -> None:
                fake.handle(self)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

            def log_message(self, format: str, *args: Any) -> None:
                """Keep quiet."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        length = int(request.headers.get("Content-Length") or 0)
        data = request.rfile.read(length)
        body = json.loads(data) if data else None
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        if self.delay_seconds:
            time.sleep(self.delay_seconds)
        with self._lock:
            self.at_once -= 1
            self.requests += 1
            if self.alarm and self.requests == self.alarm[0]:
                self.alarm[1].set()
            call, route = self.called(request.command, request.path, body)
            call.headers.update({name.lower(): text for name, text in request.headers.items()})
            fault = self._fault(call)
            if fault is None or fault.done or not fault.status:
                status, body = self._answer(call, route, request)
        head = {"x-request-id": "req-7", **call.head}
        if fault is None:
            _send(request, status, body, head)
        elif fault.reset:
            _reset(request)
        elif fault.status:
            body = self.failure(fault.status) if fault.body is None else fault.body
            _send(request, fault.status, body, fault.headers, raw=fault.raw)
        else:
            _send(request, status, body, head, raw=fault.raw, drip_seconds=fault.drip_seconds)

    def _answer(
        self, call: Call, route: Route | None, request: BaseHTTPRequestHandler
    ) -> tuple[int, Any]:
        if request.headers.get(self.header) != self.prefix + self.token:
            return self.unauthorized()
        if route is None:
            self.violations.append(f"{call.method} {call.path}: no such path")
            return 404, self.failure(404)
        self.calls.append(call)
        try:
            if self.described:
                self.described.check_request(
                    call.method, call.template, vars(call), dict(request.headers)
                )
            status, body = route(call)
        except Refused as refused:
            status, body = refused.status, refused.body
        except Violation as violation:
            self.violations.append(str(violation))
            return 400, self.failure(400)
        self._check_answer(call, status, body)
        return status, body

    def _check_answer(self, call: Call, status: int, body: Any) -> None:
        try:
            if self.described:
                self.described.check_answer(call.method, call.template, vars(call), status, body)
        except Violation as violation:
            self.violations.append(f"the fake's own answer: {violation}")

    def called(self, method: str, target: str, body: Any) -> tuple[Call, Route | None]:
        """Give the request as a call, and what answers it."""
        parts = urlsplit(target)
        found, place = self._route(method, parts.path)
        call = Call(
            method=method,
            template=found.template if found else parts.path,
            place=place,
            query=_query(parts.query),
            body=body,
            path=parts.path,
        )
        return call, found.answer if found else None

    def _route(self, method: str, path: str) -> tuple["_Route | None", dict[str, str]]:
        for route in self._routes:
            match = route.pattern.fullmatch(path)
            if match and route.method == method:
                return route, match.groupdict()
        return None, {}

    def _fault(self, call: Call) -> Fault | None:
        found = next((f for f in self.faults if f.kind == call.kind and f.times), None)
        if found:
            found.times -= 1
        return found


@dataclass(frozen=True)
class _Route:
    method: str
    template: str
    pattern: re.Pattern[str]
    answer: Route

    @classmethod
    def of(cls, kind: str, answer: Route) -> Self:
        """``kind`` is a method and a template."""
        method, template = kind.split(" ", 1)
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)
        return cls(method, template, re.compile(pattern), answer)


def _query(text: str) -> dict[str, Any]:
    """The parameters by name; one that is given several times is a list."""
    given = parse_qsl(text)
    names = Counter(name for name, _ in given)
    return {
        name: value if names[name] == 1 else [v for n, v in given if n == name]
        for name, value in given
    }


def _send(
    request: BaseHTTPRequestHandler,
    status: int,
    body: Any,
    headers: Mapping[str, str],
    *,
    raw: str = "",
    drip_seconds: float = 0.0,
) -> None:
    data = raw.encode() if raw else b"" if body is None else json.dumps(body).encode()
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name, value)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(data)))
    request.end_headers()
    with suppress(BrokenPipeError, ConnectionResetError):  # who asked may have given up
        if not drip_seconds:
            request.wfile.write(data)
            return
        for byte in data:
            request.wfile.write(bytes([byte]))
            time.sleep(drip_seconds)


def _reset(request: BaseHTTPRequestHandler) -> None:
    linger = struct.pack("ii", 1, 0)
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    request.close_connection = True
    request.connection.shutdown(socket.SHUT_WR)
    request.connection.close()
