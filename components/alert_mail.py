"""The addresses that Google Cloud Monitoring writes to.

Owns one notification channel per address. Leaves out what is reported: the alerts are given
``channels``. Amazon's alarms have a topic of their own (see ``queue_alarms``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_gcp import monitoring

from components.validation import CheckedArgs, Problems


@dataclass(frozen=True, kw_only=True)
class AlertMailArgs(CheckedArgs):
    """``after`` is what the channels wait for, such as the API that makes them."""

    emails: Sequence[str]
    after: tuple[pulumi.Resource, ...] = ()

    def _check(self, problems: Problems) -> None:
        problems.unless(bool(self.emails), "no recipient: name at least one address")
        problems.unless(len(set(self.emails)) == len(self.emails), "an address is named twice")


class AlertMail(pulumi.ComponentResource):
    """Mail to each address; ``channels`` are the full names that an alert policy takes."""

    def __init__(
        self, name: str, args: AlertMailArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("faro:alerts:AlertMail", name, None, opts)
        own = pulumi.ResourceOptions(parent=self, depends_on=list(args.after))
        self.channels = tuple(
            monitoring.NotificationChannel(
                f"{name}-{email}",
                display_name=email,
                type="email",
                labels={"email_address": email},
                opts=own,
            ).id
            for email in args.emails
        )
        self.register_outputs({"emails": list(args.emails)})
