"""Which resource of the starting snapshot a registration continues: by URN, then by aliases.

As ``getOldResource`` and ``generateAliases`` of the engine's step generator do it.
"""

from __future__ import annotations

from faro.model import urn as urns
from faro.model.diagnostic import error
from faro.model.snapshot import Alias, Resource


class Identities:
    """Records matched resources, so that no two resources match the same old one."""

    def __init__(self, olds: dict[str, Resource], stack: str, project: str) -> None:
        self._olds = olds
        self._stack = stack
        self._project = project
        self._seen: set[str] = set()
        self._claimed_by: dict[str, str] = {}
        self._alias_of: dict[str, str] = {}

    def claim(self, new: Resource) -> Resource | None:
        """The old resource that ``new`` continues, if any. Each URN can be registered once."""
        self._check_free(new)
        self._seen.add(new.urn)
        for candidate in (new.urn, *self._aliases(new)):
            old = self._olds.get(candidate)
            if old is None:
                continue
            if candidate != new.urn:
                self._check_unclaimed(candidate, new)
                self._claimed_by[candidate] = new.urn
                self._alias_of[new.urn] = candidate
            return old
        return None

    def is_continued(self, urn: str) -> bool:
        """Return whether the old resource is kept, under its own URN or another."""
        return urn in self._seen or urn in self._claimed_by

    def now(self, urn: str) -> str:
        """The URN that an old resource has in this deployment."""
        return self._claimed_by.get(urn, urn)

    def before(self, urn: str) -> str:
        """The URN that a registered resource had in the starting snapshot."""
        return self._alias_of.get(urn, urn)

    def _check_free(self, new: Resource) -> None:
        if new.urn in self._seen:
            raise error(
                "Duplicate URN",
                f"{new.urn} is registered twice. A URN is made of the type, the parent and the "
                "name: rename one of the two resources.",
                address=new.urn,
                source=new.source,
            )
        if new.urn in self._claimed_by:
            raise self._conflict(new.urn, self._claimed_by[new.urn], new)

    def _check_unclaimed(self, candidate: str, new: Resource) -> None:
        if candidate in self._seen:
            raise self._conflict(candidate, candidate, new)
        if candidate in self._claimed_by:
            raise self._conflict(candidate, self._claimed_by[candidate], new)

    @staticmethod
    def _conflict(candidate: str, owner: str, new: Resource) -> Exception:
        return error(
            "Conflicting aliases",
            f"{new.urn} and {owner} both have the alias {candidate}. Remove it from one of them.",
            address=new.urn,
            source=new.source,
        )

    def _aliases(self, new: Resource) -> list[str]:
        own = [self._expand(alias, new) for alias in new.options.aliases]
        inherited: list[str] = []
        parent_was = self._alias_of.get(new.parent)
        if parent_was:
            inherited.append(self._inherited(new.type, new.name, new.parent, parent_was))
            for alias in own:
                parts = urns.parse(alias)
                inherited.append(self._inherited(parts.type, parts.name, new.parent, parent_was))
        return list(dict.fromkeys(own + inherited))

    def _expand(self, alias: str | Alias, new: Resource) -> str:
        if isinstance(alias, str):
            return alias
        parent = self.before(alias.parent) if alias.parent else new.parent
        return urns.make(
            alias.stack or self._stack,
            alias.project or self._project,
            "" if alias.no_parent else parent,
            alias.type or new.type,
            alias.name or new.name,
        )

    def _inherited(self, type_: str, name: str, parent: str, parent_was: str) -> str:
        """A child's past under a renamed parent; a name that begins with the parent's follows."""
        parent_name = urns.name_of(parent)
        if name.startswith(parent_name):
            name = urns.name_of(parent_was) + name[len(parent_name) :]
        return urns.make(self._stack, self._project, parent_was, type_, name)
