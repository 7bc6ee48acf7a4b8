"""One line of the checklist before a first deployment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Group(Enum):
    """What a step is about, in the order in which they are done."""

    PLANS = "Plans to buy"
    TOKENS = "Credentials"
    APIS = "Google APIs"
    ROLES = "Roles of the deployer"
    QUOTAS = "Quotas"
    IMAGES = "Images to push"
    DNS = "DNS"
    MAILS = "Mails to confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What must be so; ``commands`` make or show it, none where only a person can.

    ``done``: the program does it itself. ``of`` names the resources that need it.
    """

    group: Group
    text: str
    commands: tuple[str, ...] = ()
    done: bool = False
    of: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """The steps of one stack, and the types of which nothing is known."""

    stack: str
    steps: tuple[Step, ...]
    unknown: tuple[str, ...] = ()
