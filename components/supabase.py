"""Supabase: Postgres with a pooler, Auth, and the keys that reach both from the frontend.

Owns the project and what is set on it. Leaves out the organization and its plan, which are bought
by hand; tables and row-level security, which are the application's migrations.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_random import RandomPassword

from components.contracts import Auth, Postgres
from components.naming import physical_name
from components.validation import CheckedArgs, Problems
from providers import supabase
from providers.supabase.sizes import Plan, Size, size_problems

_PASSWORD_LENGTH = 32
_ROWS_PER_REQUEST = 1000
_EVERYWHERE = ("0.0.0.0/0", "::/0")
# https://supabase.com/docs/guides/auth/jwts (2026-11): issuer, keys and audience of user tokens.
_AUTH_PATH = "/auth/v1"
_JWKS_PATH = "/.well-known/jwks.json"
_AUDIENCE = "authenticated"

# Connections to Postgres itself, by compute size (Supabase's docs, "Compute and disk", 2026-11).
_CONNECTIONS: dict[Size, int] = {
    "nano": 60,
    "micro": 60,
    "small": 90,
    "medium": 120,
    "large": 160,
    "xlarge": 240,
    "2xlarge": 380,
    "4xlarge": 480,
    "8xlarge": 490,
    "12xlarge": 500,
    "16xlarge": 500,
}


@dataclass(frozen=True, kw_only=True)
class SupabaseArgs(CheckedArgs):
    """``region`` is an AWS region; ``site_url`` is where Auth sends people back to.

    ``allowed_ranges`` restrict who reaches Postgres; serverless functions have no fixed address,
    so every address may try while they are the callers, and the password and TLS guard it.
    """

    owner: pulumi.Input[str]
    organization: str
    plan: Plan
    region: str
    compute_size: Size
    site_url: str
    allowed_ranges: tuple[str, ...] = _EVERYWHERE

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.organization), "the Supabase organization is empty")
        for problem in size_problems(self.plan, self.compute_size):
            problems.unless(False, problem)
        problems.unless(self.site_url.startswith("https://"), f"{self.site_url!r} is not https")


class Supabase(pulumi.ComponentResource):
    """One project; ``postgres`` is its database, ``auth`` signs its users' tokens."""

    def __init__(
        self, name: str, args: SupabaseArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:postgres:Supabase", name, None, opts)
        self._own = pulumi.ResourceOptions(parent=self)
        self.project = self._project(name, args)
        self._settings(f"{name}-settings", args)
        keys = supabase.ApiKeys(
            f"{name}-keys", owner=args.owner, project_id=self.project.id, opts=self._own
        )
        self.postgres = self._postgres(args)
        # Of its id, which is known also while the project is changed.
        self.api_url = pulumi.Output.concat("https://", self.project.id, ".supabase.co")
        self.auth = self._auth()
        self.publishable_key = keys.publishable_key
        self.secret_key: pulumi.Output[str] = pulumi.Output.secret(keys.secret_key)
        self.register_outputs({"apiUrl": self.api_url})

    def _project(self, name: str, args: SupabaseArgs) -> supabase.Project:
        guarded = pulumi.ResourceOptions(parent=self, protect=True)
        password = RandomPassword(
            f"{name}-password", length=_PASSWORD_LENGTH, special=False, opts=guarded
        )
        return supabase.Project(
            f"{name}-project",
            owner=args.owner,
            name=physical_name("supabase"),
            organization=args.organization,
            plan=args.plan,
            region=args.region,
            compute_size=args.compute_size,
            password=password.result,
            opts=guarded,
        )

    def _settings(self, name: str, args: SupabaseArgs) -> supabase.Settings:
        return supabase.Settings(
            name,
            owner=args.owner,
            project_id=self.project.id,
            auth={"site_url": args.site_url},
            api={"max_rows": _ROWS_PER_REQUEST},
            allowed_ranges=list(args.allowed_ranges),
            require_ssl=True,
            opts=self._own,
        )

    def _postgres(self, args: SupabaseArgs) -> Postgres:
        pooled: pulumi.Output[str] = pulumi.Output.secret(self.project.pooler_url)
        return Postgres(
            write_url=pooled,
            read_url=pooled,
            direct_url=pulumi.Output.secret(self.project.direct_url),
            max_connections=_CONNECTIONS[args.compute_size],
        )

    def _auth(self) -> Auth:
        issuer = pulumi.Output.concat(self.api_url, _AUTH_PATH)
        return Auth(
            issuer=issuer,
            jwks_url=pulumi.Output.concat(issuer, _JWKS_PATH),
            audience=_AUDIENCE,
        )
