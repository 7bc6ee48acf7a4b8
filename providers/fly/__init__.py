"""Fly.io: containers in machines of one's own (https://fly.io/docs/machines/api)."""

from providers.fly.app import App
from providers.fly.certificate import Certificate
from providers.fly.ip_assignment import IpAssignment
from providers.fly.machines import Machines
from providers.fly.secrets import Secrets
from providers.fly.volume import Volume

__all__ = ["App", "Certificate", "IpAssignment", "Machines", "Secrets", "Volume"]
