"""Reads a snapshot from a file, a state or a preview, which it detects from the content."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from faro.model.diagnostic import Failure, error
from faro.model.snapshot import Snapshot
from faro.state.preview_json import is_preview, read_preview
from faro.state.secrets import is_malformed
from faro.state.stack_export import deployment_of, is_state, read_state

_MEGABYTE: Final = 1_000_000
_LIMIT: Final = 100 * _MEGABYTE
_EXPORT: Final = "pulumi stack export --file state.json"
_FOREIGN: Final = {
    "terraform_version": "a Terraform state or plan",
    "planned_values": "a Terraform plan",
    "lineage": "a Terraform or OpenTofu state",
    "AWSTemplateFormatVersion": "a CloudFormation template",
    "apiVersion": "a Kubernetes manifest",
    "runtime": "a Pulumi project file",
}
"""Keys at the top of files that are taken for a state by mistake."""


def read(path: Path, *, passphrase: str | None) -> Snapshot:
    """The snapshot in a file; secrets are opened where the passphrase is the stack's."""
    document = _document(path)
    if is_preview(document):
        return read_preview(document, path)
    if is_state(document):
        return read_state(document, path, passphrase)
    if isinstance(document.get("previews"), dict):
        raise _several(document["previews"], path)
    raise _foreign(document, path)


def _several(previews: dict[str, Any], path: Path) -> Failure:
    stacks = [str(stack) for stack in previews]
    return error(
        "Several previews in one file",
        f"{path} has {', '.join(stacks)}. Save the preview of one stack.",
        address=str(path),
        command=f"faro preview {stacks[0] if stacks else 'STACK'} --format json --out preview.json",
    )


def read_export(path: Path, *, project: str, stack: str) -> dict[str, Any]:
    """The deployment in a state file, under the names of ``stack``, as the engine keeps it."""
    document = _document(path)
    if is_preview(document) or not is_state(document):
        raise error(
            "Not a stack export",
            f"{path} is not a stack export, which --engine needs.",
            address=str(path),
            command=_EXPORT,
        )
    found = read_state(document, path, None)
    text = json.dumps(deployment_of(document))
    if found.stack and found.stack != stack:
        text = text.replace(f"urn:pulumi:{found.stack}::", f"urn:pulumi:{stack}::")
        text = text.replace(f"::{project}-{found.stack}", f"::{project}-{stack}")
    moved: dict[str, Any] = json.loads(text)
    return moved


def _document(path: Path) -> dict[str, Any]:
    """The JSON object in a file, with well-formed secrets."""
    text = _text(path)
    found: list[dict[str, Any]] = []

    def check(node: dict[str, Any]) -> dict[str, Any]:
        if is_malformed(node):
            found.append(node)
        return node

    try:
        document = json.loads(text, object_hook=check)
    except json.JSONDecodeError as problem:
        raise _broken(path, text, problem) from None
    except RecursionError:
        raise error(
            "File nested too deeply",
            f"{path} nests JSON values deeper than any state does; check where it comes from.",
            address=str(path),
            command=_EXPORT,
        ) from None
    if not isinstance(document, dict):
        raise _foreign({}, path)
    if found:
        raise _malformed(document, found[0], path)
    return document


def _text(path: Path) -> str:
    """The text of a file that is one and is not too large."""
    try:
        if not path.is_file():
            missing = not path.exists()
            raise _unreadable(path, "the file does not exist" if missing else "it is not a file")
        size = path.stat().st_size
        if size > _LIMIT:
            raise error(
                "File too large",
                f"{path} has {size // _MEGABYTE} MB; the limit is {_LIMIT // _MEGABYTE} MB. "
                "Check that it is a state, or split the stack.",
                address=str(path),
            )
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise _unreadable(path, problem.strerror or "it cannot be read") from None
    except UnicodeDecodeError:
        raise _unreadable(path, "it is not UTF-8 text") from None
    if not text.strip():
        raise _unreadable(path, "it is empty")
    return text


def _unreadable(path: Path, why: str) -> Failure:
    return error(
        "Cannot read the file",
        f"{path}: {why}. Give the path of a stack export or of a preview in JSON.",
        address=str(path),
        command=_EXPORT,
    )


def _broken(path: Path, text: str, problem: json.JSONDecodeError) -> Failure:
    cut = problem.pos >= len(text.rstrip()) or problem.msg.startswith("Unterminated")
    what = "ends in the middle of a value" if cut else f"is not JSON: {problem.msg}"
    return error(
        "Incomplete JSON" if cut else "Invalid JSON",
        f"{path} {what} (line {problem.lineno}, column {problem.colno}). Export the state again.",
        address=str(path),
        command=_EXPORT,
    )


def _foreign(document: dict[str, Any], path: Path) -> Failure:
    what = next((name for key, name in _FOREIGN.items() if key in document), "")
    looks = f"looks like {what}" if what else "has none of the keys of either"
    return error(
        "Unknown file format",
        f"{path} {looks}. Give a stack export or the JSON of a preview.",
        address=str(path),
        command=_EXPORT,
    )


def _malformed(document: dict[str, Any], node: dict[str, Any], path: Path) -> Failure:
    where = _place(document, node, "") or "the file"
    return error(
        "Malformed secret",
        f"{path}: the secret at {where} has neither a readable ciphertext nor a plaintext, so it "
        "cannot be compared. Export the state again.",
        address=where,
        command=_EXPORT,
    )


def _place(value: Any, node: dict[str, Any], at: str) -> str:
    """Where in the document an object stands; resources go by their URN."""
    if value is node:
        return at
    if isinstance(value, dict):
        at = str(value["urn"]) if isinstance(value.get("urn"), str) else at
        places = (_place(item, node, f"{at}.{key}" if at else key) for key, item in value.items())
    elif isinstance(value, list):
        places = (_place(item, node, f"{at}[{index}]") for index, item in enumerate(value))
    else:
        return ""
    return next(filter(None, places), "")
