"""The lifecycle of one kind of resource, from check to delete, shared by all vendors.

A kind defines how to find, create, read, update and delete it; this module defines their order,
retries, and how no resource is created twice or taken from another owner.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import islice
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
from pydantic import ValidationError

from providers import registry, state
from providers.claims import CLAIMS, Kind
from providers.comparison import Equality, alike
from providers.duration import seconds
from providers.engine_errors import report_plainly
from providers.errors import Broken, Left, Malformed, NotAdopted, NotFound, VendorError
from providers.inputs import Inputs, Refusal, default, lenient, refusals, with_defaults
from providers.lost import LOOKS, made_once
from providers.state import BOOKKEEPING, UNFINISHED, VERSION, Properties, own
from providers.vendor import Vendor
from providers.waiting import LOOKS_FOR_THE_NEW, limited, pauses, progress, wait

if TYPE_CHECKING:
    from providers.http import Api

__all__ = ["Lifecycle", "Made", "Properties"]

In = TypeVar("In", bound=Inputs)
T = TypeVar("T")


@dataclass(frozen=True)
class Made:
    """A new resource with what the vendor shows once, when it makes it."""

    id: str
    shown_once: Properties


@dataclass(frozen=True)
class _Found:
    """What a create goes on with: new, or there already."""

    id: str
    shown_once: Properties = field(default_factory=dict)
    is_new: bool = True


class Lifecycle(ResourceProvider, Generic[In]):
    """A kind of resource; ``type_name`` is its token, ``kind`` its name in messages.

    ``replaces`` are the inputs that cannot be changed in place. ``unreadable`` are those that the
    vendor never gives back, such as a password or the parent's id: of them the state has what the
    program says. Of all others it has what `fetch` found; ``equal`` says when that is the same as
    the program's value although it is written differently. ``filled`` are inputs that no program
    gives: `fetch` finds them once, and the state keeps them. ``deletes_first`` says that a
    replacement needs what the old one holds, such as its name or mark. ``marked``: the vendor keeps
    the mark. Without it a thing is found by its parent and its name or type. ``shows_once``: the
    vendor shows a value when it makes one, and never again. ``looks_for_the_lost``: how often what
    a lost answer may have made is looked for before it is asked for again.
    """

    serialize_as_secret_always = False

    vendor: ClassVar[Vendor]
    type_name: ClassVar[str]
    kind: ClassVar[str]
    inputs: ClassVar[type[Inputs]]
    replaces: ClassVar[frozenset[str]] = frozenset()
    unreadable: ClassVar[frozenset[str]] = frozenset()
    equal: ClassVar[Mapping[str, Equality]] = {}
    filled: ClassVar[frozenset[str]] = frozenset()
    deletes_first: ClassVar[bool] = True
    shows_once: ClassVar[bool] = False
    marked: ClassVar[bool] = True
    looks_for_the_lost: ClassVar[int] = LOOKS
    version: ClassVar[int] = 1

    def matching(self, api: Api, inputs: In) -> list[str]:
        """Ids of what is there under this mark, or this parent and name where nothing is marked,
        the oldest first; never of what is being deleted.
        """
        raise NotImplementedError

    def make(self, api: Api, inputs: In) -> str | Made:
        """Ask the vendor for a new one and give its id; it need not be ready."""
        raise NotImplementedError

    def settle(self, api: Api, id_: str, inputs: In) -> None:
        """Wait until it works, and set what only an existing one can be given.

        Broken where it is in a failed state. It is called after a change and an adoption, too, and
        deletes nothing.
        """

    def ready(self, api: Api, id_: str, inputs: In) -> None:
        """Wait until what is adopted can be compared and changed; it need not work yet."""
        self.settle(api, id_, inputs)

    def fetch(self, api: Api, id_: str, inputs: In) -> Properties | None:
        """Read it: every input but the unreadable ones under its own name, left out where the
        vendor has none, and the outputs. None, or NotFound, when it is gone or being deleted.
        """
        raise NotImplementedError

    def change(self, api: Api, id_: str, old: Properties, inputs: In) -> Properties | None:
        """Bring it from the ``old`` properties to the inputs; gives what is shown only now.

        What ``old`` lacks is not known and has to be set. The default is for kinds of which nothing
        can be changed.
        """

    def remove(self, api: Api, id_: str, old: In) -> None:
        """Ask the vendor to delete it; NotFound is as good."""
        raise NotImplementedError

    def remains(self, api: Api, id_: str, old: In) -> str | None:
        """Return the status of a resource that is being deleted; None once it is deleted.

        The default is for vendors that delete before they answer.
        """
        return None

    def replaced(self, old: Properties, new: Properties, changed: set[str]) -> set[str]:
        """The changed inputs that need a new resource."""
        return changed & self.replaces

    def migrated(self, old: Properties, version: int) -> Properties:
        """Properties that an earlier ``version`` of this kind wrote, in the form of this one."""
        return old

    # What the SDK calls.

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        """A state refers to the registry, never to this class."""
        return registry.load, (self.type_name,)

    def configure(self, req: ConfigureRequest) -> None:
        """Keep the stack's config: the token is read when a request needs it."""
        self._config: Config = req.config
        self._keeps_left = report_plainly()

    def check(self, _olds: Properties, news: Properties) -> CheckResult:
        """Report all inputs that the vendor would reject."""
        given = own(news)
        failures = [self._failure(refusal) for refusal in refusals(self.inputs, given)]
        return CheckResult(with_defaults(self.inputs, given), failures)

    def diff(self, _id: str, _olds: Properties, _news: Properties) -> DiffResult:
        """Compare the inputs. An input that the old state does not have, because an earlier version
        wrote it, is no change where the program leaves it at its default.
        """
        old, new = self._old(_olds), own(_news)
        changed = {name for name in self._compared() if self._changes(name, old, new)}
        replaced = self.replaced(old, new, changed)
        first = self.deletes_first
        return DiffResult(bool(changed), sorted(replaced), [], delete_before_replace=first)

    def create(self, props: Properties) -> CreateResult:
        """Make it, or continue with the one that an interrupted deployment made."""
        inputs = self._valid(props)

        def work(api: Api) -> CreateResult:
            found = self._id(api, inputs)
            id_, once = found.id, found.shown_once
            try:
                if found.is_new:
                    self._once_there(lambda: self.settle(api, id_, inputs))
                else:
                    once = self._adopted(api, id_, inputs)
                return CreateResult(id_, {**once, **self._outputs(api, id_, inputs)})
            except VendorError as problem:
                self._after_half(api, id_, inputs, once, problem, is_new=found.is_new)
                raise

        return self._run("create", inputs, work)

    def read(self, id_: str, props: Properties) -> ReadResult:
        """Read it as it is now; what differs from the inputs becomes the inputs to compare with."""
        old = self._old(props)
        inputs = self._lenient(old)

        def work(api: Api) -> ReadResult:
            live = self._found(api, id_, inputs)
            if live is None:
                return ReadResult("", {})
            CLAIMS.hold(self._kind(api), id_, inputs.mark)
            now = {**self._kept(old), **self._told(old, live)}
            names = self.inputs.model_fields.keys() & now.keys()
            return ReadResult(id_, now, {name: now[name] for name in names})

        return self._run("read", inputs, work)

    def update(self, id_: str, _olds: Properties, _news: Properties) -> UpdateResult:
        """Change it in place."""
        old = self._old(_olds)
        born = {name: old[name] for name in {"mark"} | self.filled if name in old}
        inputs = self._valid({**_news, **born})

        def work(api: Api) -> UpdateResult:
            CLAIMS.hold(self._kind(api), id_, inputs.mark)
            if old.get(UNFINISHED):
                once = self._adopted(api, id_, inputs)
            else:
                once = self.change(api, id_, old, inputs) or {}
                self.settle(api, id_, inputs)
            return UpdateResult({**self._kept(old), **once, **self._outputs(api, id_, inputs)})

        return self._run("update", inputs, work)

    def delete(self, _id: str, _props: Properties) -> None:
        """Delete it, unless it is gone already, and wait until it is."""
        inputs = self._lenient(self._old(_props))

        def work(api: Api) -> None:
            CLAIMS.release(self._kind(api), _id)
            self._deleted(api, _id, inputs)

        self._run("delete", inputs, work)

    # Find or make.

    def _id(self, api: Api, inputs: In) -> _Found:
        """The one to continue with, else a new one."""
        kind = self._kind(api)
        with nullcontext() if self.marked else CLAIMS.turn(kind):
            found = self._found_or_made(api, kind, inputs)
            CLAIMS.hold(kind, found.id, inputs.mark)
            return found

    def _found_or_made(self, api: Api, kind: Kind, inputs: In) -> _Found:
        if inputs.existing_id is not None:
            return _Found(inputs.existing_id, is_new=False)
        before = self.matching(api, inputs)
        free = CLAIMS.free(kind, before, inputs.mark)
        if free:
            for more in free[1:] if self.marked else ():
                progress(f"{self._title(inputs)}: {more} carries the same mark; delete it")
            progress(f"{self._title(inputs)}: adopting {free[0]}, which already exists")
            return _Found(free[0], is_new=False)
        return self._made(api, inputs, frozenset(before))

    def _made(self, api: Api, inputs: In, before: frozenset[str]) -> _Found:
        def make() -> _Found:
            made = self.make(api, inputs)
            return _Found(made.id, made.shown_once) if isinstance(made, Made) else _Found(made)

        def appeared() -> _Found | None:
            new = (id_ for id_ in self.matching(api, inputs) if id_ not in before)
            # What was shown once is lost with the answer: adopting it draws another.
            return next((_Found(id_, is_new=not self.shows_once) for id_ in new), None)

        return made_once(make, appeared, self.looks_for_the_lost)

    def _adopted(self, api: Api, id_: str, inputs: In) -> Properties:
        """Bring what is there to what the program asks; VendorError where that needs a new one."""
        self._once_there(lambda: self.ready(api, id_, inputs))
        live = self._once_there(lambda: self._there(api, id_, inputs))
        wanted = inputs.dump()
        names = self._compared() - self.unreadable
        differs = {n for n in names if not self._same(n, wanted.get(n), live.get(n))}
        fixed = self.replaced(live, wanted, differs)
        if fixed:
            raise self._not_as_asked(id_, sorted(fixed), wanted, live, inputs)
        same = {name: wanted[name] for name in names - differs if name in wanted}
        known = {**{k: v for k, v in live.items() if k not in differs}, **same}
        to_mark = inputs.existing_id is not None and inputs.marked_in is not None
        if to_mark:
            known.pop(str(inputs.marked_in), None)
        if not (differs or to_mark or (self.unreadable - self.replaces) & wanted.keys()):
            return {}
        once = self.change(api, id_, known, inputs) or {}
        self.settle(api, id_, inputs)
        return once

    def _not_as_asked(
        self, id_: str, names: list[str], wanted: Properties, live: Properties, inputs: In
    ) -> VendorError:
        told = [
            f"its {name} is {live.get(name)!r}, not {wanted.get(name)!r}"
            if name not in self.inputs.secret_inputs
            else f"its {name} differs"
            for name in names
        ]
        where = "has the id that existing_id names" if inputs.existing_id else "already exists"
        return NotAdopted(
            f"{id_} {where}, but {' and '.join(told)}",
            "That cannot be changed in place, and a resource is never deleted to adopt another.",
            "Change the program to match it, or delete it manually and run the command again.",
        )

    def _after_half(
        self,
        api: Api,
        id_: str,
        inputs: In,
        once: Properties,
        problem: VendorError,
        *,
        is_new: bool,
    ) -> None:
        """Delete what no next deployment should find, and put the rest into the state."""
        if isinstance(problem, NotFound | NotAdopted):
            return
        if is_new and (isinstance(problem, Broken) or not self.marked):
            try:
                self._deleted(api, id_, inputs)
            except VendorError:
                problem.remedy += (
                    f"\n  {id_} was created and could not be deleted: delete it manually."
                )
            else:
                problem.remedy += f"\n  {id_} was created and deleted again."
                return
        elif isinstance(problem, Broken):
            problem.remedy += f"\n  {id_} already existed and was not deleted."
        else:
            problem.remedy += f"\n  {id_} exists; the next update continues with it."
        if self._keeps_left:
            problem.remedy += " It is in the state; `pulumi destroy` deletes it."
        problem.left = Left(id_, {**inputs.dump(), **once, UNFINISHED: True})

    def _deleted(self, api: Api, id_: str, inputs: In) -> None:
        try:
            self.remove(api, id_, inputs)
        except NotFound:
            progress(f"{self._title(inputs)}: already deleted")
            return

        def doing() -> str | None:
            try:
                return self.remains(api, id_, inputs)
            except NotFound:
                return None

        wait(self._title(inputs), doing)

    # Read and compare.

    def _outputs(self, api: Api, id_: str, inputs: In) -> Properties:
        wanted = inputs.dump()
        live = self._once_there(lambda: self._there(api, id_, inputs))
        told = self._told(wanted, live)
        for name in sorted(self._compared() - self.unreadable - self.inputs.secret_inputs):
            if told.get(name) != wanted.get(name):
                progress(
                    f"{self._title(inputs)}: {self.vendor.name} has {name} "
                    f"{told.get(name)!r}, not {wanted.get(name)!r} as requested"
                )
        return told | ({VERSION: self.version} if self.version > 1 else {})

    def _there(self, api: Api, id_: str, inputs: In) -> Properties:
        live = self._found(api, id_, inputs)
        if live is None:
            raise NotFound(f"{self._title(inputs)} does not exist after it was created or changed")
        return live

    def _once_there(self, look: Callable[[], T]) -> T:
        """What ``look`` gives, as soon as the vendor knows what it has just made."""
        for pause in islice(pauses(), LOOKS_FOR_THE_NEW):
            try:
                return look()
            except NotFound:
                time.sleep(pause)
        return look()

    def _found(self, api: Api, id_: str, inputs: In) -> Properties | None:
        try:
            return self.fetch(api, id_, inputs)
        except NotFound:
            return None

    def _told(self, known: Properties, live: Properties) -> Properties:
        """The properties for the state: the vendor's, in the known form where they are the same."""
        same = {n: known[n] for n in live.keys() & known.keys() if self._same(n, known[n], live[n])}
        unasked = self._empty_and_alike(known, live)
        kept = {n: known[n] for n in self.unreadable | self.filled | BOOKKEEPING if n in known}
        return {**live, **unasked, **same, **kept}

    def _empty_and_alike(self, known: Properties, live: Properties) -> Properties:
        """Known inputs that the vendor leaves out because they are empty."""
        missing = (self._compared() & known.keys()) - live.keys()
        return {n: known[n] for n in missing if self._same(n, known[n], None)}

    def _kept(self, old: Properties) -> Properties:
        """The outputs of an old state."""
        mine = self.inputs.model_fields.keys() | {UNFINISHED}
        return {key: value for key, value in old.items() if key not in mine}

    def _same(self, name: str, wanted: Any, live: Any) -> bool:
        return self.equal.get(name, alike)(wanted, live)

    def _compared(self) -> set[str]:
        return self.inputs.model_fields.keys() - BOOKKEEPING - self.filled

    def _changes(self, name: str, old: Properties, new: Properties) -> bool:
        if name not in old and new.get(name) == default(self.inputs, name):
            return False
        return bool(old.get(name) != new.get(name))

    def _old(self, props: Properties) -> Properties:
        """The properties of a state, in this version's form."""
        old = own(props)
        written = state.version(old)
        return self.migrated(old, written) if written < self.version else old

    def _valid(self, props: Properties) -> In:
        names = self.inputs.model_fields
        given = {key: value for key, value in own(props).items() if key in names}
        try:
            return self.inputs.model_validate(given)  # type: ignore[return-value]
        except ValidationError:
            wrong = "; ".join(f"{r.path}: {r.reason}" for r in refusals(self.inputs, given))
            raise VendorError(f"Invalid inputs of a {self.kind}", wrong) from None

    def _lenient(self, old: Properties) -> In:
        return lenient(self.inputs, old)  # type: ignore[return-value]

    # Run.

    def _failure(self, refusal: Refusal) -> CheckFailure:
        """The engine prints the value of a property that is named: a secret's path goes into the
        reason instead.
        """
        if re.split(r"[.\[]", refusal.path)[0] in self.inputs.secret_inputs:
            return CheckFailure("", f"{refusal.path}: {refusal.reason}")
        return CheckFailure(refusal.path, refusal.reason)

    def _title(self, inputs: In) -> str:
        return f"{self.vendor.name} {self.kind} {getattr(inputs, 'name', None) or ''}".rstrip()

    def _kind(self, api: Api) -> Kind:
        return Kind(api.url, self.type_name)

    def _run(self, verb: str, inputs: In, work: Callable[[Api], T]) -> T:
        """Do it; whatever goes wrong ends in one message that says which resource it was."""
        try:
            with limited(_limit(verb, inputs)):
                return work(self._api(inputs))
        except VendorError as problem:
            failure = problem
        except Exception as problem:  # noqa: BLE001 an answer can be wrong in any way
            failure = _unexpected(self.vendor, problem)
        failure.summary = f"{self._title(inputs)}, {verb}: {failure.summary}"
        raise failure.with_traceback(None) from None

    def _api(self, inputs: In) -> Api:
        # httpx takes longer to import than a preview has time for, and a preview sends nothing.
        from providers.http import Api  # noqa: PLC0415

        token = str(self._config.get(f"{self.vendor.namespace}:token") or "")
        if not token.strip():
            raise VendorError(
                f"Missing token for {self.vendor.name}",
                f"{self.vendor.namespace}:token is not set in the configuration of this stack.",
                f"{self.vendor.set_token} (see {self.vendor.page})",
            )
        url = self._config.get(f"{self.vendor.namespace}:url") or self.vendor.url
        return Api(self.vendor, token, str(url), _texts(inputs))


def _unexpected(vendor: Vendor, problem: Exception) -> VendorError:
    """An error for an answer that no code here expects; it names the place and no value."""
    last = problem.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    place = "" if last is None else f" in {last.tb_frame.f_code.co_qualname}"
    return Malformed(
        f"Unexpected response from {vendor.name}",
        f"{type(problem).__name__}{place}.",
        f"Run the command again. If it fails again, check {vendor.namespace}:url, then report it.",
    )


def _limit(verb: str, inputs: Inputs) -> float | None:
    given = getattr(inputs.timeouts, verb, None)
    return None if given is None else seconds(given)


def _texts(inputs: Inputs) -> list[str]:
    """The secret inputs' texts, which no message may show."""
    values = [getattr(inputs, name) for name in inputs.secret_inputs]
    return [
        text
        for value in values
        for text in (value.values() if isinstance(value, Mapping) else [value])
        if isinstance(text, str)
    ]
