"""Axiom: logs and alerts (https://axiom.co/docs/restapi)."""

from providers.axiom.dashboard import Dashboard
from providers.axiom.dataset import Dataset
from providers.axiom.monitor import Monitor
from providers.axiom.notifier import Notifier
from providers.axiom.token import Token

__all__ = ["Dashboard", "Dataset", "Monitor", "Notifier", "Token"]
