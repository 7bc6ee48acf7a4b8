"""Vercel: a fee for the team, seats beyond the first, meters for what is served and kept."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import Charged, Family, Fixed, Free, Inputs, text, typed, unpriced

_FREE_ROLES = frozenset({"VIEWER", "BILLING"})
"""Who cannot deploy has no seat (vercel.com/docs/plans/pro-plan, 2026-07-15)."""


def _seat(inputs: Inputs) -> Iterator[Fixed]:
    """The fee contains the seat of whoever made the team."""
    if inputs.get("role") not in _FREE_ROLES:
        yield Fixed(meter="seat", quantity=Decimal(1))


_OF_THE_PLAN = """
    accessGroup accessGroupMember accessGroupProject alias attackChallengeMode
    blobProjectConnection bulkRedirects customCertificate customEnvironment
    deploymentProtectionException dnsRecord edgeConfigSchema edgeConfigToken firewallBypass
    integrationProjectAccess oidcFederationPolicy projectCrons projectDeploymentCheck
    projectDeploymentRetention projectDomain projectEnvironmentVariable
    projectEnvironmentVariables projectMembers projectProtectionBypass projectRollingRelease
    projectRoute shareableLink sharedEnvironmentVariable sharedEnvironmentVariableProjectLink
    teamConfig userToken webhook
"""
_TYPE = "vercel:index/"
_BLOBS = ("blob_storage", "blob_simple_ops", "blob_advanced_ops", "blob_transfer")

FAMILY = Family(
    vendor="vercel",
    types={
        **typed(
            _TYPE,
            "project",
            Charged(
                meters=(
                    "edge_requests",
                    "fast_data_transfer",
                    "fast_origin_transfer",
                    "function_invocations",
                    "active_cpu",
                    "provisioned_memory",
                ),
                region=lambda inputs: text(inputs.get("serverlessFunctionRegion")),
            ),
        ),
        **typed(_TYPE, "firewallConfig", Charged(meters=("waf_rate_limit",))),
        **typed(_TYPE, "logDrain traceDrain auditLogDrain", Charged(meters=("log_drains",))),
        **typed(_TYPE, "deployment", Charged(meters=("build_cpu_minutes",))),
        **typed(_TYPE, "edgeConfig", Charged(meters=("edge_config_reads", "edge_config_writes"))),
        **typed(_TYPE, "edgeConfigItem", Free("its edge config is charged")),
        **typed(_TYPE, "blobStore", Charged(meters=_BLOBS)),
        **typed(_TYPE, "blobObject", Free("its store is charged")),
        **typed(_TYPE, "teamMember", Charged(fixed=_seat)),
        **typed(_TYPE, "microfrontendGroup", Charged(meters=("microfrontends_routing",))),
        **typed(_TYPE, "microfrontendGroupMembership", Free("its group is charged")),
        **typed(_TYPE, "network", unpriced("secure_compute")),
        **typed(_TYPE, "alertRule customAlertRule", unpriced("alerts")),
        **typed(_TYPE, _OF_THE_PLAN, Free("part of the plan")),
    },
)
