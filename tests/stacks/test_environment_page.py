"""``docs/environment.md``: which platform sees which name, as the phases register it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from .contract import FILE, SECRET, VARIABLE, told

DOCS = Path(__file__).parents[2] / "docs"

COLUMNS = {
    "Vercel": ("phase2", "vercel"),
    "Railway": ("phase2", "railway"),
    "Fly.io": ("phase2 shift, on fly, with neon", "fly"),
    "Cloud Run": ("cloudrun contract", "cloud-run"),
    "GKE: API": ("phase3", "api"),
    "GKE: workers": ("phase3", "ai-worker"),
}

HEAD = """# The environment of a backend

Every backend receives the same values under the same names, on every platform. A secret is a
sensitive variable at Vercel, of production alone; a sealed one at Railway and Fly.io; a variable
from Secret Manager on Cloud Run; and on GKE a file of that name in `SECRETS_DIRECTORY`.

- `DATABASE_URL` takes writes and reads, `DATABASE_READ_URL` reads alone: it spreads over the read
  nodes, where there are some. `DATABASE_DIRECT_URL` passes no pooler, for migrations and LISTEN.
- One instance opens at most `DB_POOL_SIZE` connections (`databasePoolSize`).
- For `DB_READ_MAX_LAG_SECONDS` (`databaseReadLagSeconds`) after a write, the reads of that user go
  to `DATABASE_URL`, so that they see it; a read node that is further behind is not read from.
- `DATABASE_CA_CERTIFICATE` and `REDIS_CA_CERTIFICATE` are PEM text of private authorities. Where
  there is one, the URL asks for `sslmode=verify-ca`, and a client without it does not connect.
- `RATE_LIMIT_URL` is a Redis over HTTPS, one for all backends, so that a user is counted once.
  Without it, requests are counted in `REDIS_URL`.
- `GEMINI_THINKING_BUDGET` is there where `geminiThinkingBudget` is set.
- A user's token is accepted if `AUTH_ISSUER` issued it to `AUTH_AUDIENCE` and a key of
  `AUTH_JWKS_URL` signed it ([Auth](auth.md)).

The table is written by `make goldens` from what the phases register: Vercel, Railway and Fly.io of
`phase2`, Cloud Run of `phase2-cloudrun` once the move is over, GKE of `phase3`.
"""


def page(recorded: dict[str, Any]) -> str:
    seen = {column: told(recorded, run)[backend] for column, (run, backend) in COLUMNS.items()}
    names = sorted({name for kinds in seen.values() for name in kinds})
    rows = [
        f"| `{name}` | {' | '.join(kinds.get(name, '') for kinds in seen.values())} |"
        for name in names
    ]
    head = [f"| name | {' | '.join(seen)} |", f"|{'---|' * (len(seen) + 1)}"]
    return "\n".join([HEAD, *head, *rows, ""])


def test_the_page(recorded: dict[str, Any], golden: Callable[[str, str, Path], None]) -> None:
    golden("environment.md", page(recorded), DOCS)


def test_a_name_is_a_secret_everywhere_or_nowhere(recorded: dict[str, Any]) -> None:
    kinds: dict[str, set[bool]] = {}
    for run, backend in COLUMNS.values():
        for name, kind in told(recorded, run)[backend].items():
            assert kind in {VARIABLE, SECRET, FILE}
            kinds.setdefault(name, set()).add(kind == VARIABLE)
    assert [name for name, found in kinds.items() if len(found) > 1] == []
