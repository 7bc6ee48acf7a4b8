"""The deletion of Railway resources, common to all kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from providers.errors import NotFound, VendorError
from providers.inputs import Inputs
from providers.lifecycle import Lifecycle
from providers.railway.graphql import mutate
from providers.railway.vendor import RAILWAY

if TYPE_CHECKING:
    from providers.http import Api

In = TypeVar("In", bound=Inputs)


class OnRailway(Lifecycle[In]):
    """A kind of resource at Railway; ``deletion`` is the mutation that deletes that of ``$id``."""

    vendor = RAILWAY
    deletion: ClassVar[str]

    def remove(self, api: Api, id_: str, old: In) -> None:
        """Delete it.

        Of what is gone Railway says "Not Authorized" or "Problem processing request"
        (github.com/jamesprnich/terraform-provider-railway, CHANGELOG.md 0.8.0), so that a refusal
        counts only where it is still there.
        """
        try:
            mutate(api, f"($id: String!) {{ {self.deletion} }}", repeatable=True, id=id_)
        except NotFound:
            raise
        except VendorError:
            if self._found(api, id_, old) is not None:
                raise

    def remains(self, api: Api, id_: str, old: In) -> str | None:
        """Look until Railway no longer shows it."""
        return None if self._found(api, id_, old) is None else "being deleted"
