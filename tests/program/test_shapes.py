"""Echoed inputs whose output has another shape."""

from __future__ import annotations

from faro.model.value import UNKNOWN

from .projects import Shop, change_of


def test_an_input_of_another_shape_is_no_answer(shop: Shop) -> None:
    """A list where the SDK declares a map, at the top or inside; what fits stays known."""
    plan = shop.plan(
        """\
        from collections.abc import Mapping, Sequence
        from typing import Optional

        import pulumi
        from thing import Thing

        @pulumi.output_type
        class Inner(dict):
            @property
            @pulumi.getter
            def names(self) -> Mapping[str, str]: ...

        class Shaped(pulumi.CustomResource):
            pulumi_type = "test:index:Shaped"

            def __init__(self, name, props):
                super().__init__("test:index:Shaped", name, props)

            @property
            @pulumi.getter
            def taken(self) -> pulumi.Output[Optional[Mapping[str, str]]]:
                return pulumi.get(self, "taken")

            @property
            @pulumi.getter
            def inner(self) -> pulumi.Output[Inner]:
                return pulumi.get(self, "inner")

            @property
            @pulumi.getter
            def kept(self) -> pulumi.Output[Sequence[str]]:
                return pulumi.get(self, "kept")

            @property
            @pulumi.getter
            def text(self) -> pulumi.Output[str]:
                return pulumi.get(self, "text")

        made = Shaped(
            "made", {"taken": ["a"], "inner": {"names": ["b"]}, "kept": ["c"], "text": {"d": 1}}
        )
        Thing("one", {"taken": made.taken, "inner": made.inner, "kept": made.kept})
        Thing("two", {"text": made.text})
        """
    )
    one, two = (change_of(plan, name).resource.inputs for name in ("one", "two"))
    assert one["kept"] == ["c"]
    assert [one["taken"], one["inner"], two["text"]] == [UNKNOWN, UNKNOWN, UNKNOWN]
