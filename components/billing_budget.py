"""A budget of the Google billing account: mail at half, nine tenths and all of the amount.

Owns the budget. It caps nothing: Google goes on to serve and to charge. It counts every project of
the account, for a budget of one project is stored by the project's number, which no program knows
before the first deployment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_gcp import billing

from components.validation import CheckedArgs, Problems

_RULES: list[billing.BudgetThresholdRuleArgsDict] = [
    {"threshold_percent": share} for share in (0.5, 0.9, 1.0)
]
_FORECAST: billing.BudgetThresholdRuleArgsDict = {
    "threshold_percent": 1.0,
    "spend_basis": "FORECASTED_SPEND",
}


@dataclass(frozen=True, kw_only=True)
class BillingBudgetArgs(CheckedArgs):
    """``monthly`` is in the currency of the billing account; ``channels`` receive its mails.

    ``after`` is what the budget waits for, such as the API that keeps it.
    """

    billing_account: str
    monthly: int
    channels: Sequence[pulumi.Input[str]]
    after: tuple[pulumi.Resource, ...] = ()

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.billing_account), "the billing account is empty")
        problems.unless(self.monthly >= 1, "monthly must be at least 1")


class BillingBudget(pulumi.ComponentResource):
    """Tells when the month's cost passes a share of the budget, spent or forecast."""

    def __init__(
        self, name: str, args: BillingBudgetArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:alerts:BillingBudget", name, None, opts)
        self.budget = billing.Budget(
            f"{name}-budget",
            billing_account=args.billing_account,
            display_name=pulumi.get_project(),
            amount={"specified_amount": {"units": str(args.monthly)}},
            threshold_rules=[*_RULES, _FORECAST],
            all_updates_rule={
                "monitoring_notification_channels": list(args.channels),
                "disable_default_iam_recipients": False,
            },
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(args.after)),
        )
        self.register_outputs({"monthly": args.monthly})
