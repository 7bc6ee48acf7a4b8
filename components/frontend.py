"""The Next.js frontend on Vercel: project, domain, variables, firewall, gradual release, logs.

Owns what a deployment inherits. Leaves out the deployments themselves (a git push makes them) and
the plan (bought by hand): ``plan`` only says which features may be asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pulumi
import pulumiverse_vercel as vercel

from components.environment import Values
from components.naming import physical_name
from components.validation import CheckedArgs, Problems

Plan = Literal["hobby", "pro", "enterprise"]

_PRODUCTION = ["production"]
_PREVIEW = ["preview"]
_TARGETS = [*_PRODUCTION, *_PREVIEW]
_FINAL_PERCENT = 100
_WINDOW_SECONDS = 60
_LOG_SOURCES = ["lambda", "edge", "firewall", "build"]


@dataclass(frozen=True, kw_only=True)
class LogSink:
    """Where logs go: an HTTPS address that takes JSON, and the headers that open it (secrets)."""

    url: pulumi.Input[str]
    headers: Mapping[str, pulumi.Input[str]]


@dataclass(frozen=True, kw_only=True)
class FrontendArgs(CheckedArgs):
    """``repository`` is ``owner/name`` on GitHub; ``region`` a Vercel region beside the database.

    The variables of ``environment`` are the same in production and in previews, except those that
    ``in_previews`` names. Its secrets become sensitive variables, which cannot be read back, and
    only production has them, because anyone who can open a pull request can run code in a preview.
    ``api_requests_per_minute`` is what one address may send to ``/api`` before it is turned away.
    ``release_percents`` are the steps of a rolling release, the last one 100; empty: all at once.
    """

    domain: str
    repository: str
    region: str
    plan: Plan
    environment: Values
    in_previews: Mapping[str, pulumi.Input[str]] = field(default_factory=dict)
    api_requests_per_minute: int = 300
    logs: LogSink | None = None
    production_branch: str = "main"
    release_percents: tuple[int, ...] = ()
    release_step_minutes: int = 15
    skew_protection: str = "12 hours"

    def _check(self, problems: Problems) -> None:
        problems.unless(
            self.repository.count("/") == 1, f"repository {self.repository!r} is not owner/name"
        )
        secrets, variables = self.environment.secrets, self.environment.variables
        public = sorted(key for key in secrets if key.startswith("NEXT_PUBLIC_"))
        problems.unless(not public, f"secret exposed to browsers: {', '.join(public)}")
        stray = sorted(self.in_previews.keys() - variables.keys())
        problems.unless(not stray, f"only in previews: {', '.join(stray)}")
        problems.unless(self.api_requests_per_minute > 0, "api_requests_per_minute is not above 0")
        problems.unless(self.logs is None or self.plan != "hobby", "a log drain needs the Pro plan")
        self._check_release(problems)

    def _check_release(self, problems: Problems) -> None:
        steps = self.release_percents
        if not steps:
            return
        problems.unless(self.plan != "hobby", "a rolling release needs the Pro plan")
        problems.unless(
            list(steps) == sorted(set(steps)) and steps[0] > 0 and steps[-1] == _FINAL_PERCENT,
            f"release steps {steps} must rise from above 0 to {_FINAL_PERCENT}",
        )


class Frontend(pulumi.ComponentResource):
    """A Vercel project that builds production from one branch and guards every preview."""

    def __init__(
        self, name: str, args: FrontendArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:frontend:Frontend", name, None, opts)
        self.project = self._project(f"{name}-project", args)
        self.domain = self._domain(f"{name}-domain", args)
        self._variables(name, args)
        self._firewall(f"{name}-firewall", args)
        if args.logs is not None:
            self._log_drain(f"{name}-logs", args.logs)
        if args.release_percents:
            self._rolling_release(f"{name}-release", args)
        self.url = pulumi.Output.concat("https://", self.domain.domain)
        self.register_outputs({"projectId": self.project.id, "url": self.url})

    def _project(self, name: str, args: FrontendArgs) -> vercel.Project:
        paid = args.plan != "hobby"
        return vercel.Project(
            name,
            name=physical_name("frontend"),
            framework="nextjs",
            git_repository={
                "type": "github",
                "repo": args.repository,
                "production_branch": args.production_branch,
            },
            git_fork_protection=True,
            serverless_function_region=args.region,
            skew_protection=args.skew_protection if paid else None,
            prioritise_production_builds=True if paid else None,
            vercel_authentication={"deployment_type": "standard_protection_new"},
            oidc_token_config={"issuer_mode": "team"},
            opts=pulumi.ResourceOptions(parent=self, protect=True),
        )

    def _domain(self, name: str, args: FrontendArgs) -> vercel.ProjectDomain:
        return vercel.ProjectDomain(
            name,
            project_id=self.project.id,
            domain=args.domain,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _variables(self, name: str, args: FrontendArgs) -> None:
        for key, value in args.environment.variables.items():
            targets = _PRODUCTION if key in args.in_previews else _TARGETS
            self._variable(f"{name}-{key}", key, value, targets)
        for key, value in args.in_previews.items():
            self._variable(f"{name}-preview-{key}", key, value, _PREVIEW)
        for key, value in args.environment.secrets.items():
            self._variable(f"{name}-{key}", key, value, _PRODUCTION, sensitive=True)

    def _variable(
        self,
        name: str,
        key: str,
        value: pulumi.Input[str],
        targets: list[str],
        *,
        sensitive: bool = False,
    ) -> None:
        vercel.ProjectEnvironmentVariable(
            name,
            project_id=self.project.id,
            key=key,
            value=value,
            targets=targets,
            sensitive=sensitive,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _firewall(self, name: str, args: FrontendArgs) -> vercel.FirewallConfig:
        to_the_api: vercel.FirewallConfigRulesRuleConditionGroupArgsDict = {
            "conditions": [{"type": "path", "op": "pre", "value": "/api/"}]
        }
        return vercel.FirewallConfig(
            name,
            project_id=self.project.id,
            managed_rulesets={"ai_bots": {"action": "deny", "active": True}},
            rules={
                "rules": [
                    {
                        "name": "API requests of one address",
                        "condition_groups": [to_the_api],
                        "action": {
                            "action": "rate_limit",
                            "rate_limit": {
                                "algo": "fixed_window",
                                "window": _WINDOW_SECONDS,
                                "limit": args.api_requests_per_minute,
                                "keys": ["ip"],
                                "action": "deny",
                            },
                        },
                    }
                ]
            },
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _log_drain(self, name: str, sink: LogSink) -> vercel.LogDrain:
        return vercel.LogDrain(
            name,
            name=physical_name("frontend"),
            project_ids=[self.project.id],
            delivery_format="json",
            endpoint=sink.url,
            headers=pulumi.Output.secret(dict(sink.headers)),
            environments=_TARGETS,
            sources=_LOG_SOURCES,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _rolling_release(self, name: str, args: FrontendArgs) -> vercel.ProjectRollingRelease:
        *gradual, final = args.release_percents
        stages: list[vercel.ProjectRollingReleaseStageArgsDict] = [
            {"target_percentage": percent, "duration": args.release_step_minutes}
            for percent in gradual
        ]
        return vercel.ProjectRollingRelease(
            name,
            project_id=self.project.id,
            advancement_type="automatic",
            stages=[*stages, {"target_percentage": final}],
            opts=pulumi.ResourceOptions(parent=self),
        )
