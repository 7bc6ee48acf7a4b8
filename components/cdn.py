"""How Cloudflare treats the zone's traffic: TLS, tiered cache, and what may be cached how long.

Owns the zone's settings and its one cache ruleset: a zone takes a single ruleset per phase, so
nothing else may make one. Leaves out DNS, the redirect to HTTPS, firewall and Workers.

In a cache ruleset every matching rule applies and the last one wins; the rule that forbids caching
therefore comes last.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_cloudflare as cloudflare

from components.validation import CheckedArgs, Problems

_YEAR_SECONDS = 31_536_000
_DAY_SECONDS = 86_400
_HOUR_SECONDS = 3_600
_NEVER = -1  # Cloudflare's "no-store" for a status code's lifetime

_ZONE_SETTINGS = {
    "ssl": "strict",
    "min_tls_version": "1.2",
    "always_use_https": "off",  # it knows no exception: see https_redirect
}
_ERRORS = cloudflare.RulesetRuleActionParametersEdgeTtlStatusCodeTtlStatusCodeRangeArgs(
    from_=400, to=599
)
_REVALIDATED_EXTENSIONS = ("avif", "gif", "ico", "jpg", "png", "svg", "webp", "woff2")


@dataclass(frozen=True, kw_only=True)
class CdnArgs(CheckedArgs):
    """``immutable_path`` holds files with a content hash in their name; they never change.

    ``api_hosts`` and ``api_path`` are never cached.
    """

    zone_id: str
    api_hosts: tuple[str, ...]
    api_path: str = "/api/"
    immutable_path: str = "/_next/static/"

    def _check(self, problems: Problems) -> None:
        for path in (self.api_path, self.immutable_path):
            problems.unless(
                path.startswith("/") and path.endswith("/"), f"{path!r} must begin and end with /"
            )
        problems.unless(
            not self.immutable_path.startswith(self.api_path), "an API path would be immutable"
        )
        problems.unless(
            not self.api_path.startswith(self.immutable_path),
            f"immutable_path {self.immutable_path!r} would make the API immutable",
        )


class Cdn(pulumi.ComponentResource):
    """Strict TLS, smart tiered cache, and cache rules by class of path."""

    def __init__(
        self, name: str, args: CdnArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:cdn:Cdn", name, None, opts)
        self._zone_id = args.zone_id
        self.settings = {
            setting: self._setting(name, setting, value)
            for setting, value in _ZONE_SETTINGS.items()
        }
        self.tiered_cache = self._tiered_cache(name)
        self.rules = self._rules(f"{name}-cache-rules", args)
        self.register_outputs({"ruleset": self.rules.id})

    def _setting(self, name: str, setting: str, value: str) -> cloudflare.ZoneSetting:
        return cloudflare.ZoneSetting(
            f"{name}-{setting.replace('_', '-')}",
            zone_id=self._zone_id,
            setting_id=setting,
            value=value,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _tiered_cache(self, name: str) -> cloudflare.TieredCache:
        # The smart topology is refused while the plain toggle is off.
        toggle = cloudflare.ArgoTieredCaching(
            f"{name}-tiered-cache-toggle",
            zone_id=self._zone_id,
            value="on",
            opts=pulumi.ResourceOptions(parent=self),
        )
        return cloudflare.TieredCache(
            f"{name}-tiered-cache",
            zone_id=self._zone_id,
            value="on",
            opts=pulumi.ResourceOptions(parent=self, depends_on=[toggle]),
        )

    def _rules(self, name: str, args: CdnArgs) -> cloudflare.Ruleset:
        return cloudflare.Ruleset(
            name,
            zone_id=self._zone_id,
            name="Cache by class of path",
            kind="zone",
            phase="http_request_cache_settings",
            rules=[
                _immutable_rule(args),
                _revalidated_rule(),
                _proofs_rule(),
                _bypass_rule(args),
            ],
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )


def _immutable_rule(args: CdnArgs) -> cloudflare.RulesetRuleArgs:
    return cloudflare.RulesetRuleArgs(
        ref="static-immutable",
        description="Files with a content hash: a year at the edge and in the browser",
        expression=f'starts_with(http.request.uri.path, "{args.immutable_path}")',
        action="set_cache_settings",
        action_parameters=_cached(edge=_YEAR_SECONDS, browser=_YEAR_SECONDS),
    )


def _revalidated_rule() -> cloudflare.RulesetRuleArgs:
    extensions = " ".join(f'"{extension}"' for extension in _REVALIDATED_EXTENSIONS)
    return cloudflare.RulesetRuleArgs(
        ref="media-revalidated",
        description="Images and fonts: an old copy is served while the edge fetches a new one",
        expression=f"http.request.uri.path.extension in {{{extensions}}}",
        action="set_cache_settings",
        action_parameters=_cached(edge=_DAY_SECONDS, browser=_HOUR_SECONDS),
    )


def _proofs_rule() -> cloudflare.RulesetRuleArgs:
    # https://vercel.com/docs/security/reverse-proxy
    return cloudflare.RulesetRuleArgs(
        ref="proofs-bypass",
        description="Proofs of ownership: Vercel's and the certificate's are new each time",
        expression='starts_with(http.request.uri.path, "/.well-known/")',
        action="set_cache_settings",
        action_parameters=cloudflare.RulesetRuleActionParametersArgs(cache=False),
    )


def _bypass_rule(args: CdnArgs) -> cloudflare.RulesetRuleArgs:
    hosts = " ".join(f'"{host}"' for host in args.api_hosts)
    path = f'starts_with(http.request.uri.path, "{args.api_path}")'
    return cloudflare.RulesetRuleArgs(
        ref="api-bypass",
        description="API answers belong to one user",
        expression=f"({path}) or (http.host in {{{hosts}}})" if hosts else path,
        action="set_cache_settings",
        action_parameters=cloudflare.RulesetRuleActionParametersArgs(cache=False),
    )


def _cached(*, edge: int, browser: int) -> cloudflare.RulesetRuleActionParametersArgs:
    """Cache successes for ``edge`` and ``browser`` seconds, errors not at all."""
    return cloudflare.RulesetRuleActionParametersArgs(
        cache=True,
        edge_ttl=cloudflare.RulesetRuleActionParametersEdgeTtlArgs(
            mode="override_origin",
            default=edge,
            status_code_ttls=[
                cloudflare.RulesetRuleActionParametersEdgeTtlStatusCodeTtlArgs(
                    status_code_range=_ERRORS, value=_NEVER
                )
            ],
        ),
        browser_ttl=cloudflare.RulesetRuleActionParametersBrowserTtlArgs(
            mode="override_origin", default=browser
        ),
        serve_stale=cloudflare.RulesetRuleActionParametersServeStaleArgs(
            disable_stale_while_updating=False
        ),
        cache_key=cloudflare.RulesetRuleActionParametersCacheKeyArgs(
            cache_deception_armor=True, ignore_query_strings_order=True
        ),
        respect_strong_etags=True,
    )
