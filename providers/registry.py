"""Where the code behind each type of resource is found.

State files hold a reference to ``load`` and a type's token, nothing else: a class may be renamed or
moved, and a row here keeps old states working. A token is never taken away.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from providers.lifecycle import Lifecycle

LIFECYCLES = {
    "axiom:Dashboard": "providers.axiom.dashboard:DashboardLifecycle",
    "axiom:Dataset": "providers.axiom.dataset:DatasetLifecycle",
    "axiom:Monitor": "providers.axiom.monitor:MonitorLifecycle",
    "axiom:Notifier": "providers.axiom.notifier:NotifierLifecycle",
    "axiom:Token": "providers.axiom.token:TokenLifecycle",
    "fly:App": "providers.fly.app:AppLifecycle",
    "fly:Certificate": "providers.fly.certificate:CertificateLifecycle",
    "fly:IpAssignment": "providers.fly.ip_assignment:IpAssignmentLifecycle",
    "fly:Machines": "providers.fly.machines:MachinesLifecycle",
    "fly:Secrets": "providers.fly.secrets:SecretsLifecycle",
    "fly:Volume": "providers.fly.volume:VolumeLifecycle",
    "neon:Branch": "providers.neon.branch:BranchLifecycle",
    "neon:Database": "providers.neon.database:DatabaseLifecycle",
    "neon:Endpoint": "providers.neon.endpoint:EndpointLifecycle",
    "neon:Project": "providers.neon.project:ProjectLifecycle",
    "neon:Role": "providers.neon.role:RoleLifecycle",
    "railway:CustomDomain": "providers.railway.custom_domain:CustomDomainLifecycle",
    "railway:DeploymentTrigger": "providers.railway.deployment_trigger:DeploymentTriggerLifecycle",
    "railway:Environment": "providers.railway.environment:EnvironmentLifecycle",
    "railway:Project": "providers.railway.project:ProjectLifecycle",
    "railway:Service": "providers.railway.service:ServiceLifecycle",
    "railway:ServiceDomain": "providers.railway.service_domain:ServiceDomainLifecycle",
    "railway:Variables": "providers.railway.variables:VariablesLifecycle",
    "railway:Volume": "providers.railway.volume:VolumeLifecycle",
    "sentry:Alert": "providers.sentry.alert:AlertLifecycle",
    "sentry:Dashboard": "providers.sentry.dashboard:DashboardLifecycle",
    "sentry:Monitor": "providers.sentry.monitor:MonitorLifecycle",
    "supabase:Addon": "providers.supabase.addon:AddonLifecycle",
    "supabase:ApiKeys": "providers.supabase.api_keys:ApiKeysLifecycle",
    "supabase:Project": "providers.supabase.project:ProjectLifecycle",
    "supabase:Settings": "providers.supabase.settings:SettingsLifecycle",
}


def load(token: str) -> Lifecycle[Any]:
    """Make the provider of a type; the only function that a pickled provider calls."""
    module, _, name = LIFECYCLES[token].partition(":")
    lifecycle: Lifecycle[Any] = getattr(import_module(module), name)()
    return lifecycle
