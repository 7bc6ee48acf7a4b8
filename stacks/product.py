"""What every phase composes the same way: the language model, the monitoring, the frontend."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.contracts import LanguageModel, RedisRest
from components.frontend import Frontend, FrontendArgs
from components.gemini import Gemini, GeminiArgs
from components.monitoring import Monitoring, MonitoringArgs
from stacks.keys import Product

_FRONTEND_PLATFORM = {"frontend": "javascript-nextjs"}


def language_model(settings: Product) -> LanguageModel:
    """Compose the hosted model."""
    return Gemini("gemini", GeminiArgs(model=settings.gemini_model)).language_model


def monitoring(settings: Product, services: Mapping[str, str] | None = None) -> Monitoring:
    """Compose error monitoring for the frontend and ``services`` (name to Sentry platform)."""
    return Monitoring(
        "monitoring",
        MonitoringArgs(
            organization=settings.sentry_organization,
            services=_FRONTEND_PLATFORM | dict(services or {}),
            events_per_minute=settings.sentry_events_per_minute,
        ),
    )


def frontend(
    settings: Product,
    model: LanguageModel,
    watch: Monitoring,
    *,
    rate_limits: RedisRest | None = None,
    api: tuple[pulumi.Input[str], int] | None = None,
) -> Frontend:
    """Compose the frontend; ``api`` is the origin of ``/api/v2`` and its share in percent."""
    variables: dict[str, pulumi.Input[str]] = {
        "GEMINI_MODEL": model.model,
        "NEXT_PUBLIC_SENTRY_DSN": watch.dsn["frontend"],
    }
    secrets: dict[str, pulumi.Input[str]] = {"GEMINI_API_KEY": model.api_key}
    if rate_limits is not None:
        variables["UPSTASH_REDIS_REST_URL"] = rate_limits.url
        secrets["UPSTASH_REDIS_REST_TOKEN"] = rate_limits.token
    if api is not None:
        origin, percent = api
        variables |= {"API_V2_ORIGIN": origin, "API_V2_PERCENT": str(percent)}
    return Frontend(
        "frontend",
        FrontendArgs(
            domain=settings.app_host,
            repository=settings.repository,
            region=settings.vercel_region,
            plan=settings.vercel_plan,
            release_percents=settings.rolling_release_percents,
            variables=variables,
            secrets=secrets,
        ),
    )
