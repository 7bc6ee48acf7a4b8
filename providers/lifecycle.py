"""The life of one kind of resource, from check to delete: what all vendors' resources share.

A kind says how to find, make, read, change and remove; here is the order in which that happens,
what is tried again, and how nothing is ever made twice or taken from somebody else.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    Config,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)

from providers import registry
from providers.errors import NotFound, Unanswered, VendorError
from providers.inputs import Inputs, Refusal, integral, refusals, with_defaults
from providers.vendor import Vendor
from providers.waiting import progress

if TYPE_CHECKING:
    from providers.http import Api

In = TypeVar("In", bound=Inputs)
T = TypeVar("T")
Properties = dict[str, Any]

_REPEATS = 3


@dataclass(frozen=True)
class Made:
    """A new resource with what the vendor shows once, when it makes it."""

    id: str
    shown_once: Properties


class Lifecycle(ResourceProvider, Generic[In]):
    """A kind of resource; ``type_name`` is its row in the registry, ``kind`` its name in messages.

    ``replaces`` are the inputs that cannot be changed in place. ``marked``: the vendor keeps the
    mark, so that what an interrupted deployment left behind is found and taken over; without it,
    only what appeared during this very request is.
    """

    serialize_as_secret_always = False

    vendor: ClassVar[Vendor]
    type_name: ClassVar[str]
    kind: ClassVar[str]
    inputs: ClassVar[type[Inputs]]
    replaces: ClassVar[frozenset[str]] = frozenset()
    marked: ClassVar[bool] = True

    def matching(self, api: Api, inputs: In) -> list[str]:
        """Ids of what is there under this mark, or under this name where nothing is marked."""
        raise NotImplementedError

    def make(self, api: Api, inputs: In) -> str | Made:
        """Ask the vendor for a new one and give its id; it need not be ready."""
        raise NotImplementedError

    def settle(self, api: Api, id_: str, inputs: In) -> None:
        """Wait until it works, and set what only an existing one can be given."""

    def fetch(self, api: Api, id_: str, inputs: In) -> Properties | None:
        """Read it: inputs under their own names, and outputs; None when it is gone."""
        raise NotImplementedError

    def change(self, api: Api, id_: str, old: Properties, inputs: In) -> Properties | None:
        """Bring it from the ``old`` properties to the inputs; gives what is shown only now."""
        raise NotImplementedError

    def remove(self, api: Api, id_: str, old: In) -> None:
        """Take it away; NotFound is as good."""
        raise NotImplementedError

    def replaced(self, old: Properties, new: Properties, changed: set[str]) -> set[str]:
        """The changed inputs that need a new resource."""
        return changed & self.replaces

    # What the SDK calls.

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        """A state refers to the registry, never to this class."""
        return registry.load, (self.type_name,)

    def configure(self, req: ConfigureRequest) -> None:
        """Keep the stack's config: the token is read when a request needs it."""
        self._config: Config = req.config

    def check(self, _olds: Properties, news: Properties) -> CheckResult:
        """Refuse everything that the vendor would, all at once."""
        given = _own(news)
        failures = [self._failure(refusal) for refusal in refusals(self.inputs, given)]
        return CheckResult(with_defaults(self.inputs, given), failures)

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> DiffResult:
        """Compare the inputs, but for the mark, which stays that of the birth."""
        old, new = _own(_olds), _own(_news)
        compared = self.inputs.model_fields.keys() - {"mark"}
        changed = {name for name in compared if old.get(name) != new.get(name)}
        replaced = self.replaced(old, new, changed)
        # A name is taken, and a mark held, until the old one is gone.
        return DiffResult(bool(changed), sorted(replaced), [], delete_before_replace=True)

    def create(self, props: Properties) -> CreateResult:
        """Make it, or go on with the one that an interrupted deployment made."""
        inputs = self._inputs(props)

        def work(api: Api) -> CreateResult:
            made = self._existing(api, inputs) or self._made(api, inputs)
            id_, once = (made.id, made.shown_once) if isinstance(made, Made) else (made, {})
            try:
                self.settle(api, id_, inputs)
                return CreateResult(id_, {**once, **self._outputs(api, id_, inputs)})
            except VendorError as problem:
                self._after_half(api, id_, inputs, problem)
                raise

        return self._run("create", inputs, work)

    def read(self, id_: str, props: Properties) -> ReadResult:
        """Read it as it is now; what differs from the inputs becomes the inputs to compare with."""
        inputs = self._inputs(props)

        def work(api: Api) -> ReadResult:
            found = self._found(api, id_, inputs)
            if found is None:
                return ReadResult("", {})
            now = {**_own(props), **found}
            names = self.inputs.model_fields.keys() & now.keys()
            return ReadResult(id_, now, {name: now[name] for name in names})

        return self._run("read", inputs, work)

    def update(self, id_: str, _olds: Properties, _news: Properties) -> UpdateResult:
        """Change it in place."""
        old = _own(_olds)
        inputs = self._inputs({**_news, "mark": old["mark"]})

        def work(api: Api) -> UpdateResult:
            once = self.change(api, id_, old, inputs) or {}
            self.settle(api, id_, inputs)
            gone = self.inputs.model_fields.keys() - inputs.dump().keys()
            kept = {key: value for key, value in old.items() if key not in gone}
            return UpdateResult({**kept, **once, **self._outputs(api, id_, inputs)})

        return self._run("update", inputs, work)

    def delete(self, _id: str, _props: Properties) -> None:
        """Take it away, unless it is gone already."""
        inputs = self._inputs(_props)

        def work(api: Api) -> None:
            try:
                self.remove(api, _id, inputs)
            except NotFound:
                progress(f"{self._title(inputs)}: gone already")

        self._run("delete", inputs, work)

    def _failure(self, refusal: Refusal) -> CheckFailure:
        """The engine prints the value of a property that is named: a secret's path goes into the
        reason instead.
        """
        if re.split(r"[.\[]", refusal.path)[0] in self.inputs.secret_inputs:
            return CheckFailure("", f"{refusal.path}: {refusal.reason}")
        return CheckFailure(refusal.path, refusal.reason)

    def _existing(self, api: Api, inputs: In) -> str | None:
        if not self.marked:
            return None
        found = self.matching(api, inputs)
        if found:
            progress(f"{self._title(inputs)}: goes on with {found[0]}, which carries its mark")
        return found[0] if found else None

    def _made(self, api: Api, inputs: In) -> str | Made:
        before = set() if self.marked else set(self.matching(api, inputs))
        for attempt in range(_REPEATS):
            try:
                return self.make(api, inputs)
            except Unanswered:
                new = [id_ for id_ in self.matching(api, inputs) if id_ not in before]
                if new:
                    return new[0]
                if attempt == _REPEATS - 1:
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _after_half(self, api: Api, id_: str, inputs: In, problem: VendorError) -> None:
        """Leave what the next deployment will find by its mark; take away what it would not."""
        if isinstance(problem, NotFound):
            return
        if self.marked:
            problem.remedy += f"\n  {id_} is there; the next update goes on with it."
            return
        try:
            self.remove(api, id_, inputs)
        except NotFound:
            return
        except VendorError:
            problem.remedy += f"\n  {id_} is there and could not be removed: remove it by hand."

    def _outputs(self, api: Api, id_: str, inputs: In) -> Properties:
        found = self._found(api, id_, inputs)
        if found is None:
            raise NotFound(f"{self._title(inputs)} is not there after it was made or changed")
        return {**found, **inputs.dump()}

    def _found(self, api: Api, id_: str, inputs: In) -> Properties | None:
        try:
            return self.fetch(api, id_, inputs)
        except NotFound:
            return None

    def _inputs(self, props: Properties) -> In:
        names = self.inputs.model_fields
        own = {key: value for key, value in _own(props).items() if key in names}
        return self.inputs.model_validate(own)  # type: ignore[return-value]

    def _title(self, inputs: In) -> str:
        return f"{self.vendor.name} {self.kind} {getattr(inputs, 'name', '')}".rstrip()

    def _run(self, verb: str, inputs: In, work: Callable[[Api], T]) -> T:
        problem = VendorError("")
        try:
            return work(self._api(inputs))
        except VendorError as caught:
            problem = caught
        # The SDK sends the whole traceback as the message; its frames tell the user nothing.
        sys.tracebacklimit = 0
        heading = f"{self._title(inputs)}, {verb}: {problem.summary}"
        raise VendorError(heading, problem.detail, problem.remedy) from None

    def _api(self, inputs: In) -> Api:
        # httpx takes longer to import than a preview has time for, and a preview sends nothing.
        from providers.http import Api  # noqa: PLC0415

        token = self._config.get(f"{self.vendor.namespace}:token")
        if not token:
            raise VendorError(
                f"{self.vendor.name} needs a token",
                f"{self.vendor.namespace}:token is not set in the config of this stack.",
                f"{self.vendor.set_token} (see {self.vendor.page})",
            )
        url = self._config.get(f"{self.vendor.namespace}:url") or self.vendor.url
        return Api(self.vendor, str(token), str(url), _texts(inputs))


def _own(props: Mapping[str, Any]) -> Properties:
    plain: Properties = integral({k: v for k, v in props.items() if k != "__provider"})
    return plain


def _texts(inputs: Inputs) -> list[str]:
    """The secret inputs' texts, which no message may show."""
    values = [getattr(inputs, name) for name in inputs.secret_inputs]
    return [
        text
        for value in values
        for text in (value.values() if isinstance(value, Mapping) else [value])
        if isinstance(text, str)
    ]
