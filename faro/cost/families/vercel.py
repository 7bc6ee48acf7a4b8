"""Vercel: a fee for the team, meters for what is served."""

from faro.cost.families.family import Charged, Family, Free, text

_OF_THE_PLAN = Free("part of the plan")

FAMILY = Family(
    vendor="vercel",
    types={
        "vercel:index/project:Project": Charged(
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
        "vercel:index/firewallConfig:FirewallConfig": Charged(meters=("waf_rate_limit",)),
        "vercel:index/logDrain:LogDrain": Charged(meters=("log_drains",)),
        "vercel:index/projectDomain:ProjectDomain": _OF_THE_PLAN,
        "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable": _OF_THE_PLAN,
        "vercel:index/projectRollingRelease:ProjectRollingRelease": _OF_THE_PLAN,
    },
)
