"""Dynamic providers in an importable module, so that they are pickled by reference."""

from pulumi.dynamic import CheckResult, CreateResult, DiffResult, ResourceProvider, UpdateResult


class Plain(ResourceProvider):
    """Creates and updates, and leaves the comparison to Pulumi."""

    def create(self, props):
        return CreateResult(
            id_=f"plain-{props['size']}", outs={**props, "note": f"n{props['size']}"}
        )

    def update(self, _id, _olds, news):
        return UpdateResult(outs={**news, "note": f"n{news['size']}"})


class Sized(ResourceProvider):
    """Its size is changed in place, its colour replaces, green deletes first."""

    def create(self, props):
        return CreateResult(id_="sized", outs={**props, "address": f"a-{props['size']}"})

    def diff(self, _id, olds, news):
        replaces = ["colour"] if olds.get("colour") != news.get("colour") else []
        changed = bool(replaces) or olds.get("size") != news.get("size")
        return DiffResult(changed, replaces, ["address"], news.get("colour") == "green")

    def update(self, _id, olds, news):
        return UpdateResult(outs={**news, "address": olds["address"]})


class Checked(ResourceProvider):
    """Rounds its size down to tens in its check."""

    def check(self, _olds, news):
        size = int(news["size"])
        return CheckResult({**news, "size": size - size % 10 if size >= 10 else size}, [])

    def create(self, props):
        return CreateResult(id_="checked", outs={**props, "made": "here"})

    def diff(self, _id, olds, news):
        return DiffResult(olds["size"] != news["size"])

    def update(self, _id, _olds, news):
        return UpdateResult(outs={**news, "made": "again"})
