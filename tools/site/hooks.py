"""Adds the pages beside README.md to the website of docs/, and a label to its search."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[2]
NAMES = ("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages; their links to docs/ become links within the website."""
    for name in NAMES:
        content = (ROOT / name).read_text(encoding="utf-8").replace("](docs/", "](")
        files.append(File.generated(config, name, content=content))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Turn a link out of docs/ to one of the pages into a link to its copy."""
    for name in NAMES:
        markdown = markdown.replace(f"](../{name})", f"]({name})")
    return markdown


def on_post_page(output: str, **_: object) -> str:
    """Name the theme's search dialog for screen readers."""
    return output.replace('role="dialog"', 'role="dialog" aria-label="Search"')
