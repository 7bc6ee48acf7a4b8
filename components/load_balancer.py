"""Google's global HTTPS load balancer as the origin behind Cloudflare.

Owns the address, the certificates, the firewall policy and one backend service per backend, each
under its own host name. Leaves out the public host name and the split of traffic: Cloudflare
chooses the backend by asking for its host name. Only Cloudflare may connect.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_gcp import certificatemanager, compute

from components.contracts import DnsEntry, ServiceEndpoint
from components.limits.facts import facts
from components.naming import physical_name
from components.validation import CheckedArgs, Problems

_SCHEME = "EXTERNAL_MANAGED"
_DEFAULT_PRIORITY = 2_147_483_647
_RANGES_PER_RULE = 10  # the service takes no more in one rule

# https://www.cloudflare.com/ips-v4; the address is IPv4 only.
_CLOUDFLARE_RANGES = (
    "103.21.244.0/22",
    "103.22.200.0/22",
    "103.31.4.0/22",
    "104.16.0.0/13",
    "104.24.0.0/14",
    "108.162.192.0/18",
    "131.0.72.0/22",
    "141.101.64.0/18",
    "162.158.0.0/15",
    "172.64.0.0/13",
    "173.245.48.0/20",
    "188.114.96.0/20",
    "190.93.240.0/20",
    "197.234.240.0/22",
    "198.41.128.0/17",
)


@dataclass(frozen=True, kw_only=True)
class Backend:
    """Network endpoint groups under one host name.

    ``rate_per_endpoint`` (requests per second) and the check of ``health_path`` on
    ``health_port`` are for groups of pods; serverless groups (None) scale and check themselves.
    """

    host: str
    groups: tuple[pulumi.Input[str], ...]
    health_path: str
    health_port: int | None = None
    rate_per_endpoint: int | None = None


@dataclass(frozen=True, kw_only=True)
class LoadBalancerArgs(CheckedArgs):
    """``backends`` by name; requests for an unknown host go to the first one.

    ``request_timeout_seconds`` is the longest that pods may take over a whole answer, and what open
    requests get when a backend goes; serverless groups bring a limit of their own. ``after`` is
    what it waits for, such as the APIs it is made with.
    """

    backends: Mapping[str, Backend]
    request_timeout_seconds: int
    after: tuple[pulumi.Resource, ...] = ()

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.backends), "at least one backend is needed")
        # The load balancer waits as long for open requests when it takes a backend away.
        most = facts("load_balancer")["most_drain_seconds"]
        problems.unless(
            1 <= self.request_timeout_seconds <= most,
            f"a request of {self.request_timeout_seconds} s: 1 to {most}",
        )
        hosts = [backend.host for backend in self.backends.values()]
        problems.unless(len(set(hosts)) == len(hosts), "two backends share a host name")
        for key, backend in self.backends.items():
            problems.unless(bool(backend.groups), f"{key}: no endpoint group")
            paired = (backend.health_port is None) == (backend.rate_per_endpoint is None)
            problems.unless(paired, f"{key}: give health_port and rate_per_endpoint together")


class LoadBalancer(pulumi.ComponentResource):
    """``endpoints[backend]`` to send requests to; ``dns_entries`` are the records it needs."""

    def __init__(
        self, name: str, args: LoadBalancerArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:lb:LoadBalancer", name, None, opts)
        self._args = args
        self.backends = args.backends
        self._own = pulumi.ResourceOptions(parent=self, depends_on=list(args.after))
        self.address = self._address(f"{name}-address")
        self.policy = self._only_cloudflare(f"{name}-policy")
        self.services = {key: self._service(name, key) for key in args.backends}
        self.authorizations = {key: self._authorization(name, key) for key in args.backends}
        self.certificates = self._certificates(name)
        self._listener(name)
        self.endpoints = {
            key: ServiceEndpoint(
                url=pulumi.Output.from_input(f"https://{backend.host}"),
                health_path=backend.health_path,
            )
            for key, backend in args.backends.items()
        }
        self.dns_entries = self._dns_entries()
        self.register_outputs({"address": self.address.address})

    def _address(self, name: str) -> compute.GlobalAddress:
        return compute.GlobalAddress(
            name, name=physical_name("lb"), ip_version="IPV4", opts=self._own
        )

    def _only_cloudflare(self, name: str) -> compute.SecurityPolicy:
        chunks = [
            _CLOUDFLARE_RANGES[i : i + _RANGES_PER_RULE]
            for i in range(0, len(_CLOUDFLARE_RANGES), _RANGES_PER_RULE)
        ]
        return compute.SecurityPolicy(
            name,
            name=physical_name("lb"),
            rules=[
                _refuse_known_exploits(),
                *(_by_range("allow", 1000 + i, ranges) for i, ranges in enumerate(chunks)),
                _by_range("deny(403)", _DEFAULT_PRIORITY, ("*",)),
            ],
            opts=self._own,
        )

    def _service(self, name: str, key: str) -> compute.BackendService:
        backend = self._args.backends[key]
        pods = backend.health_port is not None
        return compute.BackendService(
            f"{name}-{key}",
            name=physical_name(key),
            load_balancing_scheme=_SCHEME,
            # TLS ends here for pods, inside the VPC; serverless groups are spoken to over HTTPS.
            protocol="HTTP" if pods else "HTTPS",
            backends=[_member(group, backend.rate_per_endpoint) for group in backend.groups],
            health_checks=self._health_check(name, key).id if pods else None,
            timeout_sec=self._args.request_timeout_seconds if pods else None,
            connection_draining_timeout_sec=self._args.request_timeout_seconds,
            security_policy=self.policy.id,
            log_config={"enable": True, "sample_rate": 0.1},
            opts=self._own,
        )

    def _health_check(self, name: str, key: str) -> compute.HealthCheck:
        backend = self._args.backends[key]
        return compute.HealthCheck(
            f"{name}-{key}-health",
            name=physical_name(key),
            check_interval_sec=5,
            timeout_sec=3,
            http_health_check={
                "port": backend.health_port,
                "request_path": backend.health_path,
            },
            opts=self._own,
        )

    def _authorization(self, name: str, key: str) -> certificatemanager.DnsAuthorization:
        return certificatemanager.DnsAuthorization(
            f"{name}-{key}-authorization",
            name=physical_name(key),
            domain=self._args.backends[key].host,
            opts=self._own,
        )

    def _certificates(self, name: str) -> certificatemanager.CertificateMap:
        # One certificate per host: another domain on an existing one would replace it.
        all_of_them = certificatemanager.CertificateMap(
            f"{name}-certificates", name=physical_name("lb"), opts=self._own
        )
        for key, backend in self._args.backends.items():
            certificate = certificatemanager.Certificate(
                f"{name}-{key}-certificate",
                name=physical_name(key),
                managed={
                    "domains": [backend.host],
                    "dns_authorizations": [self.authorizations[key].id],
                },
                opts=self._own,
            )
            certificatemanager.CertificateMapEntry(
                f"{name}-{key}-certificate-entry",
                name=physical_name(key),
                map=all_of_them.name,
                hostname=backend.host,
                certificates=[certificate.id],
                opts=self._own,
            )
        return all_of_them

    def _listener(self, name: str) -> None:
        tls = compute.SSLPolicy(
            f"{name}-tls",
            name=physical_name("lb"),
            profile="RESTRICTED",
            min_tls_version="TLS_1_2",
            opts=self._own,
        )
        proxy = compute.TargetHttpsProxy(
            f"{name}-proxy",
            name=physical_name("lb"),
            url_map=self._url_map(f"{name}-hosts").id,
            certificate_map=pulumi.Output.concat(
                "//certificatemanager.googleapis.com/", self.certificates.id
            ),
            ssl_policy=tls.id,
            opts=self._own,
        )
        compute.GlobalForwardingRule(
            f"{name}-listener",
            name=physical_name("lb"),
            ip_address=self.address.address,
            port_range="443",
            load_balancing_scheme=_SCHEME,
            target=proxy.id,
            opts=self._own,
        )

    def _url_map(self, name: str) -> compute.URLMap:
        first = next(iter(self.services.values()))
        return compute.URLMap(
            name,
            name=physical_name("lb"),
            default_service=first.id,
            host_rules=[
                {"hosts": [backend.host], "path_matcher": key}
                for key, backend in self._args.backends.items()
            ],
            path_matchers=[
                {"name": key, "default_service": service.id}
                for key, service in self.services.items()
            ],
            opts=self._own,
        )

    def _dns_entries(self) -> dict[str, DnsEntry]:
        entries = {}
        for key, backend in self._args.backends.items():
            proof = self.authorizations[key].dns_resource_records[0]
            entries[f"{key}-origin"] = DnsEntry(
                host=pulumi.Output.from_input(backend.host),
                type="A",
                content=self.address.address,
            )
            entries[f"{key}-certificate"] = DnsEntry(
                host=proof.name.apply(lambda host: host.removesuffix(".")),
                type="CNAME",
                content=proof.data.apply(lambda target: target.removesuffix(".")),
            )
        return entries


def _member(
    group: pulumi.Input[str], rate_per_endpoint: int | None
) -> compute.BackendServiceBackendArgs:
    if rate_per_endpoint is None:
        return compute.BackendServiceBackendArgs(group=group)
    return compute.BackendServiceBackendArgs(
        group=group, balancing_mode="RATE", max_rate_per_endpoint=rate_per_endpoint
    )


def _refuse_known_exploits() -> compute.SecurityPolicyRuleArgs:
    return compute.SecurityPolicyRuleArgs(
        action="deny(403)",
        priority=100,
        description="Known exploits, Log4j among them",
        match=compute.SecurityPolicyRuleMatchArgs(
            expr=compute.SecurityPolicyRuleMatchExprArgs(
                expression="evaluatePreconfiguredWaf('cve-canary')"
            )
        ),
    )


def _by_range(
    action: str, priority: int, ranges: tuple[str, ...]
) -> compute.SecurityPolicyRuleArgs:
    return compute.SecurityPolicyRuleArgs(
        action=action,
        priority=priority,
        match=compute.SecurityPolicyRuleMatchArgs(
            versioned_expr="SRC_IPS_V1",
            config=compute.SecurityPolicyRuleMatchConfigArgs(src_ip_ranges=list(ranges)),
        ),
    )
