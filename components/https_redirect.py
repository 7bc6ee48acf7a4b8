"""Redirects requests to HTTPS, except those by which an origin proves that a host is its own.

Owns the zone's one ruleset of redirects: a zone takes a single one per phase. Cloudflare's own
"Always Use HTTPS" knows no exception, and Vercel renews a certificate over plain HTTP
(https://vercel.com/docs/security/reverse-proxy).
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_cloudflare as cloudflare

from components.validation import CheckedArgs, Problems

_CHALLENGES = "/.well-known/acme-challenge/"
_PERMANENT = 301


@dataclass(frozen=True, kw_only=True)
class HttpsRedirectArgs(CheckedArgs):
    """The zone whose plain requests are redirected."""

    zone_id: str

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.zone_id), "the zone is empty")


class HttpsRedirect(pulumi.ComponentResource):
    """Answers a plain request with a redirect to the same address over HTTPS."""

    def __init__(
        self, name: str, args: HttpsRedirectArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:cdn:HttpsRedirect", name, None, opts)
        cloudflare.Ruleset(
            f"{name}-rules",
            zone_id=args.zone_id,
            name="Redirect to HTTPS",
            kind="zone",
            phase="http_request_dynamic_redirect",
            rules=[_rule()],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.register_outputs({})


def _rule() -> cloudflare.RulesetRuleArgs:
    return cloudflare.RulesetRuleArgs(
        ref="to-https",
        description="Everything but the proof that a certificate asks for",
        expression=f'not ssl and not starts_with(http.request.uri.path, "{_CHALLENGES}")',
        action="redirect",
        action_parameters=cloudflare.RulesetRuleActionParametersArgs(
            from_value=cloudflare.RulesetRuleActionParametersFromValueArgs(
                status_code=_PERMANENT,
                preserve_query_string=True,
                target_url=cloudflare.RulesetRuleActionParametersFromValueTargetUrlArgs(
                    expression='concat("https://", http.host, http.request.uri.path)'
                ),
            )
        ),
    )
