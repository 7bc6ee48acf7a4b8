"""Railway: containers with a domain (https://docs.railway.com/integrations/api)."""

from providers.railway.custom_domain import CustomDomain
from providers.railway.deployment_trigger import DeploymentTrigger
from providers.railway.environment import Environment
from providers.railway.project import Project
from providers.railway.service import Service
from providers.railway.service_domain import ServiceDomain
from providers.railway.variables import Variables
from providers.railway.volume import Volume

__all__ = [
    "CustomDomain",
    "DeploymentTrigger",
    "Environment",
    "Project",
    "Service",
    "ServiceDomain",
    "Variables",
    "Volume",
]
