"""Contracts: what callers depend on, independent of the vendor.

A component that provides one of these exposes it as a property; the stack hands it to the callers.
So a move to another vendor changes one line of composition and no caller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pulumi import Input, Output


@dataclass(frozen=True, kw_only=True)
class ServiceEndpoint:
    """An HTTPS service: its origin, and the path that answers 200 while it is healthy."""

    url: Output[str]
    health_path: str

    @property
    def health_url(self) -> Output[str]:
        """The whole address a monitor calls."""
        return Output.concat(self.url, self.health_path)


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A PostgreSQL database; every URL is a secret and carries its own credentials.

    ``write_url`` follows the primary, ``read_url`` spreads over the read nodes (the primary where
    there are none), ``direct_url`` passes no pooler: migrations, LISTEN and replication need it.
    ``max_connections`` is the server's own limit, for each endpoint alike.
    """

    write_url: Output[str]
    read_url: Output[str]
    direct_url: Output[str]
    max_connections: int


@dataclass(frozen=True, kw_only=True)
class Redis:
    """A Redis-compatible store over TLS; ``url`` (``rediss://``) is a secret.

    ``ca_certificate`` is PEM text for a private certificate authority, None for a public one.
    """

    url: Output[str]
    ca_certificate: Output[str] | None = None


@dataclass(frozen=True, kw_only=True)
class RedisRest:
    """A Redis-compatible store over HTTPS, for runtimes that cannot hold a socket open."""

    url: Output[str]
    token: Output[str]


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A work queue with a dead-letter queue behind it.

    A message not acknowledged within ``visibility_seconds`` is delivered again.
    ``consumer_environment`` is what the vendor's client needs besides the URL; nothing in it is a
    secret.
    """

    url: Output[str]
    dead_letter_url: Output[str]
    visibility_seconds: int
    consumer_environment: Mapping[str, Output[str]]


@dataclass(frozen=True, kw_only=True)
class LanguageModel:
    """A hosted language model: its API key (a secret), the model to ask for, and the most tokens
    that it may think before an answer; None: as many as it takes.
    """

    api_key: Output[str]
    model: str
    thinking_budget: int | None = None

    @property
    def environment(self) -> dict[str, Input[str]]:
        """The environment variables of a backend that are not secrets."""
        budget = self.thinking_budget
        told = {} if budget is None else {"GEMINI_THINKING_BUDGET": str(budget)}
        return {"GEMINI_MODEL": self.model, **told}


@dataclass(frozen=True, kw_only=True)
class SecretReference:
    """One pinned version of a secret in Secret Manager.

    ``secret`` is the short id, ``version`` the number (never ``latest``), ``resource`` the full
    name of the version: ``projects/…/secrets/…/versions/…``.
    """

    secret: Output[str]
    version: Output[str]
    resource: Output[str]


@dataclass(frozen=True, kw_only=True)
class DnsEntry:
    """A required DNS record: the full host name, type, content, and whether to proxy it."""

    host: Output[str]
    type: str
    content: Output[str]
    proxied: bool = False
