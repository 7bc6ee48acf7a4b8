"""Writes ``faro/export/data/terraform/<package>.json``: the Terraform names of Pulumi's types.

    python tools/export/terraform_names.py bridge PACKAGE METADATA_JSON SOURCE
    python tools/export/terraform_names.py cdktf PACKAGE FOLDER SOURCE [SDK_FOLDER]

``bridge`` reads what the maintainers of a bridged provider commit as ``bridge-metadata.json``: the
type of each token and its lists. ``cdktf`` reads the unpacked npm archive in a prebuilt provider of
CDK for Terraform, which has the schema of each type; tokens are those of Pulumi's Python SDK in
SDK_FOLDER, paired by name and, where no name fits, by their properties.

A field is recorded if it is a list (``l``), a map (``m``) or an object (``o``), with the fields in
it, if any: ``{"settings": ["l", {...}]}``. What is not recorded is a scalar, or what
``unrecorded`` says where the value has keys.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_OUT = Path(__file__).parents[2] / "faro" / "export" / "data" / "terraform"
_PROVIDERS = {"gcp": "hashicorp/google", "azure": "hashicorp/azurerm"} | {
    "cloudflare": "cloudflare/cloudflare",
    "digitalocean": "digitalocean/digitalocean",
    "docker": "kreuzwerker/docker",
    "github": "integrations/github",
    "sentry": "jianyuan/sentry",
    "vercel": "vercel/vercel",
}
_PAIRS = {
    # Tokens whose names and properties leave a doubt.
    "aws:alb/loadBalancer:LoadBalancer": "aws_alb",
    "aws:amp/scraper:Scraper": "aws_prometheus_scraper",
    "aws:amp/workspaceConfiguration:WorkspaceConfiguration": (
        "aws_prometheus_workspace_configuration"
    ),
    "aws:bcmdata/export:Export": "aws_bcmdataexports_export",
    "aws:cloudfront/vpcOrigin:VpcOrigin": "aws_cloudfront_vpc_origin",
    "aws:lb/loadBalancer:LoadBalancer": "aws_lb",
    "aws:opensearch/serverlessCollection:ServerlessCollection": (
        "aws_opensearchserverless_collection"
    ),
    "aws:notifications/notificationHub:NotificationHub": "aws_notifications_notification_hub",
    "aws:ram/sharingWithOrganization:SharingWithOrganization": "aws_ram_sharing_with_organization",
    "aws:rds/instanceDesiredState:InstanceDesiredState": "aws_rds_instance_state",
    "aws:rds/subnetGroup:SubnetGroup": "aws_db_subnet_group",
    "aws:resourceexplorer/index:Index": "aws_resourceexplorer2_index",
    "aws:resourceexplorer/view:View": "aws_resourceexplorer2_view",
    "aws:route53/record:Record": "aws_route53_record",
    "aws:s3/bucketObjectv2:BucketObjectv2": "aws_s3_object",
}
_RENAMED = {
    # Archives, which the bridge makes of a file's name.
    "aws:lambda/function:Function": {"code": "filename"},
    "aws:lambda/layerVersion:LayerVersion": {"code": "filename"},
}
_SECOND_VERSION = re.compile(r"(aws:s3/\w+)V2:(\w+)V2")
"""Pulumi's older tokens of the S3 types that Terraform split."""
_ALIKE, _SURE, _APART = 0.6, 0.9, 0.05
_OBJECTS = frozenset({"cloudflare", "vercel"})
"""Providers of the plugin framework, whose objects are not lists of one."""


def bridged(document: dict[str, Any]) -> dict[str, Any]:
    """The types by token, older tokens of a type included."""
    types = document.get("auto-aliasing", {}).get("resources", {})
    settings = document.get("auto-settings", {}).get("resources", {})
    found = {}
    for type_, given in types.items():
        entry = [type_, _fields(given.get("fields", {}))] if given.get("fields") else [type_]
        older = [each["name"] for each in given.get("past", ())]
        older += settings.get(type_, {}).get("aliases", [])
        for token in (*older, given["current"]):
            found[token] = entry
    for token, type_ in document.get("renames", {}).get("resources", {}).items():
        found.setdefault(token, [type_])
    return found


def renamed(document: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The properties of each token whose Terraform names no rule gives, by their Pulumi names."""
    renames = document.get("renames", {})
    odd = {
        token: {name: field for name, field in names.items() if not _is_by_rule(name, field)}
        for token, names in renames.get("renamedProperties", {}).items()
        if token in renames.get("resources", {})
    }
    return {token: names for token, names in odd.items() if names}


def _is_by_rule(name: str, field: str) -> bool:
    return _snake(name) in (field, f"{field}s")


def _fields(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: _field(given) for name, given in fields.items()}


def _field(given: dict[str, Any]) -> Any:
    inner = given.get("fields")
    kind = "l" if "maxItemsOne" in given else "o" if inner else "m"
    if kind == "l":
        inner = given.get("elem", {}).get("fields")
    return [kind, _fields(inner)] if inner else kind


_TYPE = re.compile(r'(\w+)\.tfResourceType = "(\w+)"')
_STRUCT = re.compile(r"^function (\w+)ToHclTerraform\(", re.MULTILINE)
_ATTRIBUTE = re.compile(
    r"^            (\w+): \{\n(?:.*\n)*?\s+type: \"(\w+)\",\n\s+storageClassType: \"(\w+)\",\n"
    r"|^        (\w+): \{\n(?:.*\n)*?\s+type: \"(\w+)\",\n\s+storageClassType: \"(\w+)\",\n",
    re.MULTILINE,
)


def schemas(folder: Path) -> dict[str, dict[str, Any]]:
    """The attributes of each resource type; scalars are None."""
    found = {}
    for index in sorted(folder.glob("lib/*/index.js")):
        if index.parent.name.startswith("data-"):
            continue
        text = "\n".join(each.read_text(encoding="utf-8") for each in index.parent.rglob("*.js"))
        text = re.sub(r"//# sourceMappingURL.*", "", text)
        structs = {}
        for match in _STRUCT.finditer(text):
            body = text[match.end() : text.index("\n}\n", match.end())]
            structs[match[1].lower()] = _attributes(body)
        for match in _TYPE.finditer(text):
            start = text.find("synthesizeHclAttributes() {")
            body = text[start : text.index("\n    }\n", start)]
            found[match[2]] = _resolved(_attributes(body), structs, ())
    return found


def _attributes(body: str) -> dict[str, tuple[str, str]]:
    found = {}
    for match in _ATTRIBUTE.finditer(body):
        name, type_, class_ = (each for each in match.groups() if each is not None)
        found[name] = (type_, class_)
    return found


def _resolved(
    attributes: dict[str, tuple[str, str]], structs: dict[str, Any], above: tuple[str, ...]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, (type_, class_) in attributes.items():
        kind = {"list": "l", "set": "l", "map": "m", "struct": "o"}.get(type_)
        struct = re.sub(r"(List|Map)$", "", class_).lower()
        inner = None
        if kind and struct in structs and struct not in above:
            inner = _resolved(structs[struct], structs, (*above, struct))
        if kind and "timeouts" in struct:
            continue
        found[name] = [kind, inner] if inner else kind
    return found


def _compact(fields: dict[str, Any]) -> dict[str, Any]:
    """Only what is no scalar."""
    found = {}
    for name, given in fields.items():
        if isinstance(given, list):
            inner = _compact(given[1])
            found[name] = [given[0], inner] if inner else given[0]
        elif given:
            found[name] = given
    return found


_TOKEN = re.compile(r"super\([^)]*\)\.__init__\(\s*'([\w-]+:[^']+)'")
_GETTER = re.compile(r'@pulumi\.getter(?:\(name="(\w+)"\))?\n(?:    @.*\n)*    def (\w+)\(self\)')


def tokens(sdk: Path) -> dict[str, set[str]]:
    """The properties of each token of a Python SDK, as Terraform spells them by rule."""
    found = {}
    for file in sdk.rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        token = _TOKEN.search(text)
        if token is None or file.name in ("provider.py", "_inputs.py", "outputs.py"):
            continue
        arguments = text[text.find("Args:") : text.find("\nclass _")]
        found[token[1]] = {_snake(m[1] or m[2]) for m in _GETTER.finditer(arguments)}
    return found


def paired(
    known: dict[str, set[str]], types: dict[str, dict[str, Any]], prefix: str
) -> dict[str, str]:
    """The type of each token: that of its name, else the one with the most alike properties."""
    by_name = {type_.removeprefix(prefix).replace("_", ""): type_ for type_ in types}
    found = {token: type_ for token, type_ in _PAIRS.items() if token in known}
    for token, properties in known.items():
        if token in found:
            continue
        _, module, name = _SECOND_VERSION.sub(r"\1:\2", token).split(":")
        module = module.partition("/")[0]
        for words in (f"{module}{name}", name):
            type_ = by_name.get(words.lower())
            if type_ and (
                _SECOND_VERSION.match(token) or _alike(properties, types[type_]) >= _ALIKE
            ):
                found[token] = type_
                break
    taken = set(found.values())
    for token in known.keys() - found.keys():
        scores = [(_alike(known[token], types[t]) + _words(token, t) / 4, t) for t in types]
        (best, type_), (second, _) = sorted(scores, reverse=True)[:2]
        if best >= _SURE and best - second >= _APART and type_ not in taken:
            found[token] = type_
    return found


def _alike(properties: set[str], fields: Iterable[str]) -> float:
    """How many of the names are on both sides; a plural counts as its singular."""
    mine = {name.rstrip("s") for name in properties} - {"id", "tags_all", "tag"}
    theirs = {name.rstrip("s") for name in fields} - {"id", "tags_all", "tag"}
    return len(mine & theirs) / (len(mine | theirs) or 1)


def _words(token: str, type_: str) -> float:
    mine = set(_snake(token.split(":")[2]).split("_"))
    theirs = set(type_.split("_")[1:])
    return len(mine & theirs) / len(mine | theirs)


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


_DECLARED = r"def (\w+)\(self\) -> [\w\[\].]*?pulumi\.Input\[(?:Optional\[)?([^\n]+)"


def maps(sdk: Path) -> list[str]:
    """Properties that the SDK declares as maps and never as objects."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in sdk.rglob("*.py"))
    declared = re.findall(
        r"def (\w+)\(self\) -> [\w\[\].]*?pulumi\.Input\[(?:Optional\[)?([^\n]+)", text
    )
    is_map = {name for name, kind in declared if kind.startswith("Mapping[str")}
    return sorted(is_map - {name for name, kind in declared if not kind.startswith("Mapping[str")})


def write(package: str, resources: dict[str, Any], source: str, **more: Any) -> None:
    """Write the data file of a package, one type a line."""
    head = {
        "source": source,
        "provider": f"registry.terraform.io/{_PROVIDERS.get(package, f'hashicorp/{package}')}",
        "unrecorded": "object" if package in _OBJECTS else "map",
        **more,
    }
    lines = ",\n".join(
        f"{json.dumps(token)}:{json.dumps(entry, separators=(',', ':'), sort_keys=True)}"
        for token, entry in sorted(resources.items())
    )
    text = json.dumps(head, indent=0, sort_keys=True)[:-2]
    _OUT.mkdir(parents=True, exist_ok=True)
    out = _OUT / f"{package}.json"
    out.write_text(f'{text},\n"resources": {{\n{lines}\n}}}}\n', encoding="utf-8")


def main(reader: str, package: str, path: str, source: str, sdk: str = "") -> None:
    """Write one file."""
    if reader == "bridge":
        document = json.loads(Path(path).read_text(encoding="utf-8"))
        more = {"renamed": renamed(document)}
        write(package, bridged(document), source, maps=maps(Path(sdk)) if sdk else [], **more)
        return
    types = schemas(Path(path))
    if not sdk:
        write(package, {t: [t, _compact(f)] for t, f in types.items()}, source)
        return
    pairs = paired(tokens(Path(sdk)), types, f"{package}_")
    resources = {token: [type_, _compact(types[type_])] for token, type_ in pairs.items()}
    write(package, resources, source, unrecorded="json", renamed=_RENAMED)


if __name__ == "__main__":
    main(*sys.argv[1:])
