"""Sentry's monitors, alerts and dashboards with its current API.

The SDK ``pulumiverse_sentry`` still makes projects, teams and keys; its alert rules use paths that
are no longer in Sentry's description (https://docs.sentry.io/api).
"""

from providers.sentry.alert import Alert
from providers.sentry.dashboard import Dashboard
from providers.sentry.monitor import Monitor

__all__ = ["Alert", "Dashboard", "Monitor"]
