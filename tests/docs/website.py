"""The website of docs/ on loopback, and what a browser finds on each of its pages."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

ROOT = Path(__file__).parents[2]
AXE = ROOT / ".tools/axe/node_modules/axe-core/axe.min.js"
_MKDOCS = ROOT / ".venv/site/bin/mkdocs"
_TIME_LIMIT = 120
_VISIT = """<!doctype html><meta charset="utf-8"><title>visit</title>
<link rel="icon" href="data:,">
<img src="/done" alt="">
<script>
const found = [];
const frame = document.createElement("iframe");
frame.style.cssText = "border:0;width:WIDTHpx;height:900px";
document.body.append(frame);
const loaded = address => new Promise(done => { frame.onload = done; frame.src = address; });
(async () => {
  for (const address of PAGES) {
    await loaded(address);
    const script = frame.contentDocument.createElement("script");
    script.src = "/axe.min.js";
    await new Promise(done => { script.onload = done; frame.contentDocument.head.append(script); });
    const {violations} = await frame.contentWindow.axe.run(frame.contentDocument);
    for (const rule of violations)
      for (const node of rule.nodes)
        found.push({page: address, rule: rule.id, impact: rule.impact, node: node.html});
    found.push({page: address, width: frame.contentDocument.documentElement.scrollWidth});
  }
  await loaded("/?q=rollback");
  for (let tries = 0; tries < 200; tries++) {
    const links = [...frame.contentDocument.querySelectorAll(".md-search-result__link")];
    if (links.length) { found.push({search: links.map(link => link.pathname)}); break; }
    await new Promise(done => setTimeout(done, 50));
  }
})().catch(wrong => found.push({fault: String(wrong)}))
  .finally(() => fetch("/found", {method: "POST", body: JSON.stringify(found)}));
</script>"""


def build(folder: Path, root: Path = ROOT) -> None:
    """Build the website of a checkout into ``folder``; a warning, as of a broken link, is an error.

    ``--quiet`` would silence the warnings before they are counted.
    """
    done = subprocess.run(
        [_MKDOCS, "build", "--strict", "--site-dir", folder],
        cwd=root / "tools/site",
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def addresses(folder: Path) -> list[str]:
    """The path of every page."""
    pages = sorted(folder.rglob("index.html"))
    return [f"/{page.parent.relative_to(folder).as_posix()}/".replace("/./", "/") for page in pages]


@dataclass
class Visit:
    """One walk through all pages at a width: its address, and what the browser reported of it."""

    width: int
    address: str = ""
    found: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    ended: Event = field(default_factory=Event)

    def of(self, key: str) -> list[dict[str, Any]]:
        """The findings that have ``key``."""
        return [one for one in self.found if key in one]


@contextmanager
def served(folder: Path, width: int = 1280) -> Iterator[Visit]:
    """Serve the website, and at ``/visit`` a page that opens every other one and runs axe on it."""
    visit = Visit(width)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, visit, folder))
    visit.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield visit
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, visit: Visit, folder: Path, *args: Any) -> None:
        self._visit, self._folder = visit, folder
        super().__init__(*args, directory=str(folder))

    def do_GET(self) -> None:
        match self.path:
            case "/visit":
                pages = json.dumps(addresses(self._folder))
                shown = _VISIT.replace("PAGES", pages).replace("WIDTH", str(self._visit.width))
                self._send(shown.encode(), "text/html")
            case "/axe.min.js":
                self._send(AXE.read_bytes(), "text/javascript")
            case "/done":  # the document is loaded, for the browser, once the walk has ended
                self._visit.ended.wait(_TIME_LIMIT)
                self._send(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml")
            case _:
                super().do_GET()

    def do_POST(self) -> None:
        self._visit.found = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._send(b"", "text/plain")
        self._visit.ended.set()

    def _send(self, body: bytes, type_: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code: int, *args: Any) -> None:
        self._visit.missing.append(self.path)
        super().send_error(code, *args)

    def log_message(self, *_: Any) -> None:
        """Print nothing."""
