"""Access to the Gemini API: the API itself, one key that can call nothing else, and a quota.

Owns the key. Leaves out where it is kept: the caller puts it into the secret store of its platform.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_gcp import cloudquota, projects

from components.contracts import LanguageModel
from components.naming import physical_name
from components.validation import CheckedArgs, Problems

GENERATIVE_LANGUAGE_API = "generativelanguage.googleapis.com"
API_KEYS_API = "apikeys.googleapis.com"
QUOTAS_API = "cloudquotas.googleapis.com"

# As the API names it in its own 429 answers (quota_limit, 2026).
_REQUESTS_PER_MINUTE = "GenerateRequestsPerMinutePerProjectPerModel"


@dataclass(frozen=True, kw_only=True)
class GeminiArgs(CheckedArgs):
    """``requests_per_minute`` caps what a loop can spend, within what Google's tier allows.

    ``thinking_budget``: the most tokens of thought for an answer, billed as output; 0: none.

    ``generation``: raise it to draw a new key (a deleted key's name is reserved for 30 days).
    """

    project: str
    model: str
    requests_per_minute: int
    thinking_budget: int | None = None
    generation: int = 1

    def _check(self, problems: Problems) -> None:
        problems.unless(self.model.startswith("gemini-"), f"{self.model!r} is not a Gemini model")
        problems.unless(self.requests_per_minute >= 1, "requests_per_minute must be at least 1")
        problems.unless((self.thinking_budget or 0) >= 0, "thinking_budget must be at least 0")
        problems.unless(self.generation >= 1, "generation must be at least 1")


class Gemini(pulumi.ComponentResource):
    """The language model every phase uses, behind a key restricted to its API."""

    def __init__(
        self, name: str, args: GeminiArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:gemini:Gemini", name, None, opts)
        apis = [
            self._enable(f"{name}-model-api", GENERATIVE_LANGUAGE_API),
            self._enable(f"{name}-keys-api", API_KEYS_API),
        ]
        self.key = self._restricted_key(f"{name}-key", args, apis)
        self._quota(f"{name}-quota", args, [*apis, self._enable(f"{name}-quotas-api", QUOTAS_API)])
        self.language_model = LanguageModel(
            api_key=pulumi.Output.secret(self.key.key_string),
            model=args.model,
            thinking_budget=args.thinking_budget,
        )
        self.register_outputs({"model": args.model})

    def _enable(self, name: str, service: str) -> projects.Service:
        return projects.Service(
            name,
            service=service,
            disable_on_destroy=False,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _restricted_key(
        self, name: str, args: GeminiArgs, apis: list[projects.Service]
    ) -> projects.ApiKey:
        return projects.ApiKey(
            name,
            name=physical_name("gemini", generation=args.generation),
            display_name="Gemini, server side only",
            restrictions={"api_targets": [{"service": GENERATIVE_LANGUAGE_API}]},
            opts=pulumi.ResourceOptions(parent=self, depends_on=apis),
        )

    def _quota(self, name: str, args: GeminiArgs, apis: list[projects.Service]) -> None:
        cloudquota.SQuotaPreference(
            name,
            name=f"{physical_name('gemini')}-requests",
            parent=f"projects/{args.project}",
            service=GENERATIVE_LANGUAGE_API,
            quota_id=_REQUESTS_PER_MINUTE,
            dimensions={"model": args.model},
            quota_config={"preferred_value": str(args.requests_per_minute)},
            # Lowering below what is in use is the point, not a mistake.
            ignore_safety_checks="QUOTA_DECREASE_BELOW_USAGE",
            opts=pulumi.ResourceOptions(parent=self, depends_on=apis),
        )
