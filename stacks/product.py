"""Shared parts of every phase: database, monitoring, logs, model and frontend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.contracts import Auth, LanguageModel
from components.environment import Values
from components.frontend import Frontend, FrontendArgs, LogSink
from components.gemini import Gemini, GeminiArgs
from components.logs import Logs, LogsArgs
from components.monitoring import Monitoring, MonitoringArgs
from components.stack_identity import StackIdentity
from components.supabase import Supabase, SupabaseArgs
from components.traffic_split import TrafficSplit, TrafficSplitArgs
from stacks.keys import Product

_FRONTEND_PLATFORM = {"frontend": "javascript-nextjs"}


@dataclass(frozen=True, kw_only=True)
class Foundation:
    """Identity, database, who signs the users' tokens, language model, errors and logs."""

    owner: pulumi.Output[str]
    supabase: Supabase
    auth: Auth
    model: LanguageModel
    watch: Monitoring
    logs: Logs


def foundation(settings: Product, services: Mapping[str, str] | None = None) -> Foundation:
    """Compose it for the frontend and ``services`` (name to Sentry platform)."""
    owner = StackIdentity("identity").owner
    watched = _FRONTEND_PLATFORM | dict(services or {})
    database = _supabase(settings, owner)
    return Foundation(
        owner=owner,
        supabase=database,
        auth=_auth(settings, database),
        model=_language_model(settings),
        watch=_monitoring(settings, owner, watched),
        logs=Logs(
            "logs", LogsArgs(owner=owner, services=tuple(watched), emails=settings.alert_emails)
        ),
    )


def frontend(
    settings: Product,
    base: Foundation,
    environment: Values,
    *,
    api: tuple[pulumi.Input[str], int] | None = None,
) -> Frontend:
    """Compose the frontend; ``api`` is the origin of ``/api/v2`` and its share in percent.

    ``environment`` is what its own API routes receive, in addition to what the pages do.
    """
    told = environment | _pages(base)
    # A preview has no secrets for routes of its own: what may leave them does.
    in_previews: dict[str, pulumi.Input[str]] = {}
    if api is not None:
        origin, percent = api
        told |= Values(variables={"API_V2_ORIGIN": origin, "API_V2_PERCENT": str(percent)})
        in_previews = {"API_V2_PERCENT": "100"}
    return Frontend(
        "frontend",
        FrontendArgs(
            domain=settings.app_host,
            repository=settings.repository,
            region=settings.vercel_region,
            plan=settings.vercel_plan,
            release_percents=settings.rolling_release_percents,
            environment=told,
            in_previews=in_previews,
            logs=_log_sink(settings, base.logs),
        ),
    )


def traffic(percent: Mapping[str, int]) -> None:
    """State which backend answers how much of ``/api/v2``, in percent."""
    TrafficSplit("traffic", TrafficSplitArgs(path="/api/v2", percent=percent))


def _supabase(settings: Product, owner: pulumi.Output[str]) -> Supabase:
    return Supabase(
        "supabase",
        SupabaseArgs(
            owner=owner,
            organization=settings.supabase_organization,
            plan=settings.supabase_plan,
            region=settings.supabase_region,
            compute_size=settings.supabase_compute_size,
            site_url=f"https://{settings.app_host}",
        ),
    )


def _auth(settings: Product, database: Supabase) -> Auth:
    """Supabase signs the tokens, unless the config names another issuer."""
    issuer, jwks_url, audience = (
        settings.auth_issuer,
        settings.auth_jwks_url,
        settings.auth_audience,
    )
    if issuer is None or jwks_url is None or audience is None:
        return database.auth
    return Auth(
        issuer=pulumi.Output.from_input(issuer),
        jwks_url=pulumi.Output.from_input(jwks_url),
        audience=audience,
    )


def _pages(base: Foundation) -> Values:
    """Describe what the browser receives, and the key with which routes reach Supabase's REST."""
    return Values(
        variables={
            "NEXT_PUBLIC_SENTRY_DSN": base.watch.dsn["frontend"],
            "NEXT_PUBLIC_SUPABASE_URL": base.supabase.api_url,
            "NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY": base.supabase.publishable_key,
        },
        secrets={"SUPABASE_SECRET_KEY": base.supabase.secret_key},
    )


def _language_model(settings: Product) -> LanguageModel:
    return Gemini(
        "gemini",
        GeminiArgs(
            project=settings.gcp_project,
            model=settings.gemini_model,
            requests_per_minute=settings.gemini_requests_per_minute,
            thinking_budget=settings.thinking_budget,
            generation=settings.gemini_key_generation,
        ),
    ).language_model


def _monitoring(
    settings: Product, owner: pulumi.Output[str], services: Mapping[str, str]
) -> Monitoring:
    return Monitoring(
        "monitoring",
        MonitoringArgs(
            owner=owner,
            organization=settings.sentry_organization,
            services=services,
            events_per_minute=settings.sentry_events_per_minute,
        ),
    )


def _log_sink(settings: Product, logs: Logs) -> LogSink | None:
    """Vercel sends logs from Pro on; below it, its own console holds them for an hour."""
    if settings.vercel_plan == "hobby":
        return None
    bearer = pulumi.Output.concat("Bearer ", logs.ingest["frontend"].token)
    return LogSink(url=logs.ingest_url["frontend"], headers={"Authorization": bearer})
