"""Access to the Gemini API: the API itself and one key that can call nothing else.

Owns the key. Leaves out quota (set per project by Google's tiers) and where the key is kept: the
caller puts it into the secret store of its platform.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
from pulumi_gcp import projects

from components.contracts import LanguageModel
from components.naming import physical_name
from components.validation import CheckedArgs, Problems

GENERATIVE_LANGUAGE_API = "generativelanguage.googleapis.com"
API_KEYS_API = "apikeys.googleapis.com"


@dataclass(frozen=True, kw_only=True)
class GeminiArgs(CheckedArgs):
    """``generation``: raise it to draw a new key (a deleted key's name is reserved for 30 days)."""

    model: str
    generation: int = 1

    def _check(self, problems: Problems) -> None:
        problems.unless(self.model.startswith("gemini-"), f"{self.model!r} is no Gemini model")
        problems.unless(self.generation >= 1, "generation counts from 1")


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
        self.language_model = LanguageModel(
            api_key=pulumi.Output.secret(self.key.key_string), model=args.model
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
