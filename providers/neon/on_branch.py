"""Resources on a branch of a project: the named one, or the default branch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from providers.inputs import Inputs
from providers.neon.vendor import default_branch

if TYPE_CHECKING:
    from providers.http import Api


class OnBranch(Inputs):
    """``branch_id`` None is the default branch at the time of the creation: ``home_branch_id``
    keeps it, so that another default later is no other place.
    """

    project_id: str
    branch_id: str | None = None
    home_branch_id: str | None = None

    @property
    def known_branch(self) -> str | None:
        """The id of the branch, where it need not be asked for."""
        return self.branch_id or self.home_branch_id

    def branch(self, api: Api) -> str:
        """The id of the branch."""
        return self.known_branch or default_branch(api, self.project_id)
