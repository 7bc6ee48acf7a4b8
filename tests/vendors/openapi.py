"""A vendor's own OpenAPI description, closed: a key that it does not name is a violation."""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from .violation import Violation

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "specs"


class Description:
    """Requests and answers as the vendor describes them; ``base`` is the path of its server."""

    def __init__(self, document: dict[str, Any], host: str) -> None:
        self._host = host
        self._document = document
        self._openapi = OpenAPI.from_dict(
            {**document, "servers": [{"url": host}]}, config=Config(spec_validator_cls=None)
        )

    def check_request(
        self, method: str, template: str, call: Mapping[str, Any], headers: Mapping[str, str]
    ) -> None:
        """Violation unless the request is one that the description allows."""
        request = self._request(method, template, call, headers)
        self._validate(self._openapi.validate_request, request)
        if call["body"] is not None:
            content = self._operation(method, template)["requestBody"]
            self._closed(self._content(content), call["body"], f"{method} {template}")
        named = {
            self._follow(parameter)["name"] for parameter in self._parameters(method, template)
        }
        strange = sorted(call["query"].keys() - named)
        if strange:
            raise Violation(f"{method} {template}: no parameter {', '.join(strange)}")

    def check_answer(
        self, method: str, template: str, call: Mapping[str, Any], status: int, body: Any
    ) -> None:
        """Violation unless the answer is one that the description allows."""
        request = self._request(method, template, call, {})
        data = b"" if body is None else json.dumps(body).encode()
        response = MockResponse(data, status_code=status, content_type="application/json")
        answers = self._operation(method, template)["responses"]
        described = self._follow(answers.get(str(status)) or answers.get("default") or {})
        if not described and status >= HTTPStatus.BAD_REQUEST:
            return  # descriptions seldom list every refusal
        if not described:
            raise Violation(f"{method} {template}: no answer {status} is described")
        if described.get("content"):
            self._validate(self._openapi.validate_response, request, response)
            self._closed(self._content(described), body, f"{method} {template} {status}")

    def least(self, method: str, template: str, status: int) -> dict[str, Any]:
        """An answer with every required key at the least value that is described."""
        answers = self._operation(method, template)["responses"]
        found: dict[str, Any] = self._least(self._content(answers[str(status)]))
        return found

    def least_of(self, name: str) -> dict[str, Any]:
        """One of the schemas of the description, at its least."""
        found: dict[str, Any] = self._least({"$ref": f"#/components/schemas/{name}"})
        return found

    def _least(self, schema: Any) -> Any:
        followed = self._follow(schema)
        if "enum" in followed:
            return followed["enum"][0]
        if followed.get("nullable"):
            return None
        if followed.get("format") == "date-time":
            return "2026-11-26T09:00:00Z"
        if "properties" in followed:
            required = followed.get("required", ())
            return {key: self._least(followed["properties"][key]) for key in required}
        kinds: dict[str, Any] = {"array": [], "boolean": False, "object": {}, "string": ""}
        return kinds.get(followed.get("type", ""), followed.get("minimum", 0))

    def _request(
        self, method: str, template: str, call: Mapping[str, Any], headers: Mapping[str, str]
    ) -> MockRequest:
        body = None if call["body"] is None else json.dumps(call["body"]).encode()
        return MockRequest(
            self._host,
            method.lower(),
            call["path"],
            path_pattern=template,
            args=call["query"],
            headers=dict(headers),
            data=body,
            content_type="application/json",
            view_args=call["place"],
        )

    @staticmethod
    def _validate(check: Any, *given: Any) -> None:
        try:
            check(*given)
        except OpenAPIError as error:
            raise Violation(f"{given[0].method} {given[0].path}: {_reasons(error)}") from None

    def _operation(self, method: str, template: str) -> dict[str, Any]:
        return dict(self._document["paths"][template][method.lower()])

    def _parameters(self, method: str, template: str) -> list[Any]:
        shared = self._document["paths"][template].get("parameters", [])
        return [*shared, *self._operation(method, template).get("parameters", [])]

    def _content(self, holder: Any) -> Any:
        content = self._follow(holder).get("content", {})
        return next((c["schema"] for kind, c in content.items() if "json" in kind), {})

    def _follow(self, schema: Any) -> dict[str, Any]:
        while "$ref" in schema:
            found: Any = self._document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]
            schema = found
        return dict(schema)

    def _closed(self, schema: Any, value: Any, where: str) -> None:
        if isinstance(value, list):
            items = [s["items"] for s in self._parts(schema) if "items" in s]
            for item in value if items else []:
                self._closed({"anyOf": items}, item, f"{where}[]")
        if not isinstance(value, dict):
            return
        parts = list(self._parts(schema))
        properties = [p["properties"] for p in parts if "properties" in p]
        more = [p["additionalProperties"] for p in parts if p.get("additionalProperties")]
        for key, item in value.items() if properties or more else ():
            known = [p[key] for p in properties if key in p] or more
            if not known:
                raise Violation(f"{where}: {key!r} is not described")
            self._closed({"anyOf": [k for k in known if k is not True]}, item, f"{where}.{key}")

    def _parts(self, schema: Any) -> Iterator[dict[str, Any]]:
        """The schema and everything it is composed of."""
        followed = self._follow(schema)
        yield followed
        for way in ("allOf", "anyOf", "oneOf"):
            for part in followed.get(way, ()):
                yield from self._parts(part)


def _without_discriminator(schema: dict[str, Any]) -> dict[str, Any]:
    """Supabase's name schemas that are not there; `oneOf` alone tells them apart as well."""
    if isinstance(schema.get("discriminator"), dict):
        del schema["discriminator"]
    return schema


def _reasons(error: BaseException) -> str:
    """The parts of a body that are wrong, else what the library says."""
    cause: BaseException | None = error
    while cause is not None and not hasattr(cause, "schema_errors"):
        cause = cause.__cause__
    found = [f"{e.json_path}: {e.message}" for e in getattr(cause, "schema_errors", ())]
    return "; ".join(found) or f"{error} {error.__cause__ or ''}"


@lru_cache
def description(
    name: str,
    host: str,
    into: str = "",
    only: tuple[str, ...] = ("/",),
    booleans: tuple[tuple[str, str], ...] = (),
) -> Description | None:
    """Read a vendor's description; None where the folder of descriptions is not there.

    ``into`` is what the path of its server begins with, and its own paths do not. ``only`` names
    the beginnings of the paths that are needed, where there are too many. ``booleans`` names
    schemas and their properties that may be a boolean as well, which some descriptions say in words
    alone.
    """
    path = FOLDER / name
    if not path.exists():
        return None
    document = json.loads(path.read_text(), object_hook=_without_discriminator)
    paths = {into + key: value for key, value in document["paths"].items() if key.startswith(only)}
    for schema, key in booleans:
        properties = document["components"]["schemas"][schema]["properties"]
        properties[key] = {"anyOf": [properties[key], {"type": "boolean"}]}
    for scheme in document.get("components", {}).get("securitySchemes", {}).values():
        if scheme["type"] == "oauth2":  # its token travels as any other bearer's
            scheme |= {"type": "http", "scheme": "bearer"}
    return Description({**document, "paths": paths}, host)
