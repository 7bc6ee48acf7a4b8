"""Contracts: what callers depend on, independent of the vendor.

A component that provides one of these exposes it as a property; the stack hands it to the callers.
So a move to another vendor changes one line of composition and no caller. ``environment`` is what
a backend receives it, under the same names on every platform.
"""

from __future__ import annotations

from dataclasses import dataclass

from pulumi import Output

from components.environment import Values, Variable


@dataclass(frozen=True, kw_only=True)
class ServiceEndpoint:
    """An HTTPS service: its origin, and the path that answers 200 while it is healthy."""

    url: Output[str]
    health_path: str


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A PostgreSQL database; every URL is a secret and carries its own credentials.

    ``write_url`` follows the primary, ``read_url`` spreads over the read nodes (the primary where
    there are none), ``direct_url`` passes no pooler: migrations, LISTEN and replication need it.
    ``max_connections`` is the server's own limit, for each endpoint alike. ``ca_certificate`` has
    all private certificate authorities that sign for it as PEM text, None for public ones.
    """

    write_url: Output[str]
    read_url: Output[str]
    direct_url: Output[str]
    max_connections: int
    ca_certificate: Output[str] | None = None

    @property
    def environment(self) -> Values:
        """DATABASE_URL takes writes and reads, DATABASE_READ_URL reads alone."""
        return Values(
            variables=_optional("DATABASE_CA_CERTIFICATE", self.ca_certificate),
            secrets={
                "DATABASE_URL": self.write_url,
                "DATABASE_READ_URL": self.read_url,
                "DATABASE_DIRECT_URL": self.direct_url,
            },
        )


@dataclass(frozen=True, kw_only=True)
class Redis:
    """A Redis-compatible store over TLS; ``url`` (``rediss://``) is a secret.

    ``ca_certificate`` is PEM text for a private certificate authority, None for a public one.
    """

    url: Output[str]
    ca_certificate: Output[str] | None = None

    @property
    def environment(self) -> Values:
        """The URL, and the certificate where the client has to be told of one."""
        return Values(
            variables=_optional("REDIS_CA_CERTIFICATE", self.ca_certificate),
            secrets={"REDIS_URL": self.url},
        )


@dataclass(frozen=True, kw_only=True)
class RedisRest:
    """A Redis-compatible store over HTTPS, for runtimes that cannot hold a socket open."""

    url: Output[str]
    token: Output[str]

    @property
    def environment(self) -> Values:
        """The store that all backends count the requests of one user in."""
        return Values(
            variables={"RATE_LIMIT_URL": self.url}, secrets={"RATE_LIMIT_TOKEN": self.token}
        )


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A work queue with a dead-letter queue behind it.

    A message not acknowledged within ``visibility_seconds`` is delivered again.
    """

    url: Output[str]
    visibility_seconds: int

    @property
    def environment(self) -> Values:
        """Where the queue is, and how long a worker may hold a message."""
        return Values(
            variables={
                "QUEUE_URL": self.url,
                "QUEUE_VISIBILITY_SECONDS": str(self.visibility_seconds),
            }
        )


@dataclass(frozen=True, kw_only=True)
class LanguageModel:
    """A hosted language model: its API key (a secret), the model to ask for, and the most tokens
    that it may think before an answer; None: as many as it takes.
    """

    api_key: Output[str]
    model: str
    thinking_budget: int | None = None

    @property
    def environment(self) -> Values:
        """The model and its limits, and the key."""
        budget = self.thinking_budget
        limit = {} if budget is None else {"GEMINI_THINKING_BUDGET": str(budget)}
        return Values(
            variables={"GEMINI_MODEL": self.model, **limit},
            secrets={"GEMINI_API_KEY": self.api_key},
        )


@dataclass(frozen=True, kw_only=True)
class Auth:
    """Who signs the users' tokens (JWT), and for whom.

    A backend accepts a token that a key of ``jwks_url`` signed, whose ``iss`` is ``issuer`` and
    whose ``aud`` is ``audience``. None of the three is a secret.
    """

    issuer: Output[str]
    jwks_url: Output[str]
    audience: str

    @property
    def environment(self) -> Values:
        """What a backend verifies a token with."""
        return Values(
            variables={
                "AUTH_ISSUER": self.issuer,
                "AUTH_JWKS_URL": self.jwks_url,
                "AUTH_AUDIENCE": self.audience,
            }
        )


@dataclass(frozen=True, kw_only=True)
class LogIngest:
    """A dataset that takes logs, and a token that can only write there."""

    dataset: Output[str]
    token: Output[str]

    @property
    def environment(self) -> Values:
        """What a backend sends its own logs with."""
        return Values(
            variables={"AXIOM_DATASET": self.dataset}, secrets={"AXIOM_TOKEN": self.token}
        )


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


def _optional(name: str, value: Output[str] | None) -> dict[str, Variable]:
    return {} if value is None else {name: value}
