"""One Kubernetes object as a file: its name and its YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import yaml

from faro.model.value import Path, path_text

HEAD = "# Exported by faro."
"""The first line of each file, by which a later export knows it."""
_FIRST = frozenset({"Namespace", "CustomResourceDefinition"})
_OTHER = re.compile(r"[^A-Za-z0-9._-]+")
_MAY_BE_A_NUMBER = re.compile(r"[-+.~0-9]|(?:y|n|yes|no|on|off|true|false|null)$", re.IGNORECASE)
_WIDTH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """An object, and where placeholders stand in it."""

    content: dict[str, Any]
    secrets: tuple[Path, ...] = ()
    unknowns: tuple[Path, ...] = ()

    @property
    def file_name(self) -> str:
        """``<rank>-<kind>-<namespace>.<name>.yaml``: what others are put into sorts first."""
        metadata, kind = self.content["metadata"], str(self.content["kind"])
        rank = 0 if kind in _FIRST else 1
        parts = (metadata.get("namespace"), metadata.get("name") or metadata.get("generateName"))
        place = ".".join(str(part) for part in parts if part)
        return _OTHER.sub("-", f"{rank}-{kind.lower()}-{place}")

    def text(self) -> str:
        """The file: what is a placeholder, then the object."""
        notes = [
            *(f"# {path_text(path)} is unknown until deployment." for path in self.unknowns),
            *(f"# {path_text(path)} is secret." for path in self.secrets),
        ]
        body = yaml.dump(
            self.content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH
        )
        return "\n".join([HEAD, *notes, body])


def file_names(made: Iterable[Manifest]) -> dict[str, Manifest]:
    """The manifests by file name, in its order; two of one name are numbered."""
    found: dict[str, Manifest] = {}
    for manifest in made:
        name, number = manifest.file_name, 1
        while f"{name}.yaml" in found:
            number += 1
            name = f"{manifest.file_name}-{number}"
        found[f"{name}.yaml"] = manifest
    return dict(sorted(found.items()))


class _Dumper(yaml.SafeDumper):
    """Writes each value in full, and quotes a text that a reader of YAML 1.1 or 1.2 could take for
    a number, a boolean or nothing.
    """

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 the signature is the library's
        """Write a value that occurs twice twice: an alias means nothing to a person."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = '"' if _MAY_BE_A_NUMBER.match(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
