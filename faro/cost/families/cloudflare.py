"""Cloudflare: a fee for each zone by its plan and one for Workers, balancers by their origins, what
is kept and asked of R2, KV, D1 and queues.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import Charged, Family, Fixed, Free, Inputs, text, typed, unpriced
from faro.cost.families.nested import block

_ZONE_PLANS = frozenset({"Free", "Pro", "Business", "Enterprise"})
_WORKERS_PLANS = frozenset({"Workers Free", "Workers Paid"})
_ONE = Decimal(1)
_TYPE = "cloudflare:index/"


def _zone(inputs: Inputs) -> Iterator[Fixed]:
    """Its plan, which a subscription in the same program buys instead."""
    if not any(user.type.endswith(":ZoneSubscription") for user in inputs.users()):
        yield Fixed(meter="plan_fee", quantity=_ONE)


def _plan(inputs: Inputs) -> str | None:
    """As zones named it before the subscription was a resource."""
    plan = text(inputs.get("plan"))
    return plan.capitalize() if plan else None


def _subscribed(inputs: Inputs) -> str | None:
    plan = text(block(inputs, "ratePlan").get("id"))
    return plan.capitalize() if plan else None


def _fee(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="plan_fee", quantity=_ONE)


def _fee_of_zone(inputs: Inputs) -> Iterator[str]:
    """The fee of a zone that is not in the program, once for all that belongs to one."""
    if inputs.follow("zoneId") is None:
        yield "plan_fee"


def _no_fee(_inputs: Inputs) -> tuple[str, ...]:
    return ()


def _balancer(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="load_balancing", quantity=_ONE)


def _pool(inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="load_balancing_origin", quantity=Decimal(len(inputs.get("origins", ()))))


def _argo(inputs: Inputs) -> Iterator[Fixed]:
    if inputs.get("value", "on") == "on":
        yield Fixed(meter="argo_base", quantity=_ONE)


def _bucket(inputs: Inputs) -> Iterator[str]:
    """By the class of what is uploaded; what leaves is free."""
    cold = inputs.get("storageClass") == "InfrequentAccess"
    before = "r2_ia" if cold else "r2"
    yield from (f"{before}_storage", f"{before}_class_a", f"{before}_class_b")
    if cold:
        yield "r2_ia_retrieval"


def _script(inputs: Inputs) -> Iterator[str]:
    """Requests and CPU, durable objects where it declares them, logs where they are kept."""
    yield from ("workers_requests", "workers_cpu_ms")
    if inputs.get("migrations"):
        yield from ("do_requests", "do_duration", "do_storage")
    if block(inputs, "observability").get("enabled"):
        yield "workers_logs"
    if inputs.get("logpush"):
        yield "workers_logpush"


def _certificates(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="advanced_certificates", quantity=_ONE)


def _hostname(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="custom_hostnames", quantity=_ONE)


def _of_workers(*meters: str) -> Charged:
    return Charged(meters=meters, plans=_WORKERS_PLANS)


_OF_THE_ZONE = """
    argoTieredCaching authenticatedOriginPulls authenticatedOriginPullsCertificate
    authenticatedOriginPullsHostnameCertificate authenticatedOriginPullsSettings
    cloudConnectorRules customSsl dnsRecord emailRoutingCatchAll emailRoutingDns emailRoutingRule
    emailRoutingSettings filter firewallRule hostnameTlsSetting leakedCredentialCheck
    leakedCredentialCheckRule managedHeaders managedTransforms pageRule record regionalTieredCache
    ruleset snippet snippetRules snippets tieredCache totalTls universalSslSetting
    urlNormalizationSettings userAgentBlockingRule zoneAutoOriginTlsKex zoneCacheVariants
    zoneDnsSettings zoneDnssec zoneHold zoneLockdown zoneSetting
"""
_OF_THE_ACCOUNT = """
    account accountDnsSettings accountMember accountToken apiToken emailRoutingAddress list listItem
    loadBalancerMonitor loadBalancerMonitorGroup mtlsCertificate notificationPolicy
    notificationPolicyWebhooks organization originCaCertificate turnstileWidget user
    webAnalyticsRule webAnalyticsSite
"""
_OF_THE_WORKER = """
    pagesDomain queueConsumer secretsStore secretsStoreSecret workerCronTrigger workerDomain
    workerVersion workersCronTrigger workersCustomDomain workersDeployment workersKv workersRoute
    workersScriptSubdomain
"""
_OF_THE_BUCKET = """
    r2BucketCors r2BucketEventNotification r2BucketLifecycle r2BucketLock r2BucketSippy
    r2CustomDomain r2ManagedDomain
"""
_OF_THE_TUNNEL = """
    tunnel tunnelConfig tunnelRoute tunnelVirtualNetwork zeroTrustTunnelCloudflared
    zeroTrustTunnelCloudflaredConfig zeroTrustTunnelCloudflaredRoute
    zeroTrustTunnelCloudflaredVirtualNetwork
"""

FAMILY = Family(
    vendor="cloudflare",
    types={
        **typed(_TYPE, "zone", Charged(fixed=_zone, plan=_plan, plans=_ZONE_PLANS, fees=_no_fee)),
        **typed(
            _TYPE,
            "zoneSubscription",
            Charged(fixed=_fee, plan=_subscribed, plans=_ZONE_PLANS, fees=_no_fee),
        ),
        **typed(_TYPE, _OF_THE_ZONE, Charged(plans=_ZONE_PLANS, fees=_fee_of_zone)),
        **typed(
            _TYPE,
            "loadBalancer",
            Charged(
                meters=("load_balancing_dns",),
                fixed=_balancer,
                plans=_ZONE_PLANS,
                fees=_fee_of_zone,
            ),
        ),
        **typed(_TYPE, "loadBalancerPool", Charged(fixed=_pool, fees=_no_fee)),
        **typed(
            _TYPE, "argoSmartRouting", Charged(meters=("argo_traffic",), fixed=_argo, fees=_no_fee)
        ),
        **typed(
            _TYPE,
            "zoneCacheReserve",
            Charged(
                meters=("cache_reserve_storage", "cache_reserve_reads", "cache_reserve_writes"),
                fees=_no_fee,
            ),
        ),
        **typed(_TYPE, "certificatePack", Charged(fixed=_certificates, fees=_no_fee)),
        **typed(_TYPE, "customHostname", Charged(fixed=_hostname, fees=_no_fee)),
        **typed(_TYPE, "r2Bucket", Charged(metered=_bucket, fees=_no_fee)),
        **typed(
            _TYPE,
            "worker workerScript workersScript",
            Charged(metered=_script, plans=_WORKERS_PLANS),
        ),
        **typed(_TYPE, "pagesProject", _of_workers("workers_requests", "workers_cpu_ms")),
        **typed(
            _TYPE,
            "workersKvNamespace",
            _of_workers("kv_reads", "kv_writes", "kv_deletes", "kv_lists", "kv_storage"),
        ),
        **typed(_TYPE, "queue", _of_workers("queues_operations")),
        **typed(_TYPE, "d1Database", _of_workers("d1_rows_read", "d1_rows_written", "d1_storage")),
        **typed(_TYPE, "hyperdriveConfig", _of_workers("hyperdrive")),
        **typed(_TYPE, "image imageVariant", unpriced("images")),
        **typed(_TYPE, "stream streamLiveInput", unpriced("stream_minutes")),
        **typed(_TYPE, "spectrumApplication", unpriced("spectrum")),
        **typed(_TYPE, "waitingRoom", unpriced("waiting_room")),
        **typed(_TYPE, "logpushJob", unpriced("logpush")),
        **typed(_TYPE, "botManagement", unpriced("bot_management")),
        **typed(_TYPE, "healthcheck", unpriced("health_checks")),
        **typed(_TYPE, "rateLimit", unpriced("rate_limiting_requests")),
        **typed(_TYPE, "workersForPlatformsDispatchNamespace", unpriced("workers_for_platforms")),
        **typed(
            _TYPE, "zeroTrustAccessApplication accessApplication", unpriced("zero_trust_seats")
        ),
        **typed(_TYPE, "accountSubscription", unpriced("account_subscription")),
        **typed(_TYPE, _OF_THE_ACCOUNT, Free("part of the account")),
        **typed(_TYPE, _OF_THE_WORKER, Free("its worker, project, queue or namespace is charged")),
        **typed(_TYPE, _OF_THE_BUCKET, Free("its bucket is charged")),
        **typed(_TYPE, _OF_THE_TUNNEL, Free("tunnels cost nothing")),
    },
)
