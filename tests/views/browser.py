"""A real browser, without a network and without a screen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.engine.summary import REASON_WITHOUT_BROWSER

TIMEOUT_SECONDS = 180
LIGHT, DARK = "preferredColorScheme=1", "preferredColorScheme=0"
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_ITS_OWN = ("google.com", "googleapis.com")
"""Hosts that the browser asks for by itself, whatever it shows."""


class Browser:
    """Chromium, started anew for each page with nothing left of the one before."""

    def __init__(self, folder: Path) -> None:
        command = shutil.which("chromium")
        if command is None and not os.environ.get("CI"):
            pytest.skip(REASON_WITHOUT_BROWSER)
        assert command, REASON_WITHOUT_BROWSER
        self._command = command
        self._folder = folder
        self._started = 0

    def dom(self, page: Path) -> str:
        """The document as it stands when the page is there."""
        return self._run("--dump-dom", page, LIGHT)

    def picture(self, page: Path | str, settings: str, size: str = "400,400") -> Path:
        """A screenshot."""
        path = self._folder / f"{self._started}.png"
        self._run(f"--screenshot={path}", page, settings, f"--window-size={size}")
        return path

    def hosts(self, page: Path | str) -> set[str]:
        """The hosts that the page asks for anything."""
        log = self._folder / f"{self._started}.json"
        self._run("--dump-dom", page, LIGHT, f"--log-net-log={log}")
        events = json.loads(log.read_text())["events"]
        urls = [event["params"]["url"] for event in events if "url" in event.get("params", {})]
        hosts = {urlsplit(url).hostname or "" for url in urls if url.startswith("http")}
        return {host for host in hosts if not host.endswith(_ITS_OWN)}

    def messages(self, page: Path | str, settings: str) -> list[str]:
        """What the page and the browser write to the console while it is shown."""
        done = self._started_with("--dump-dom", page, settings, "--enable-logging=stderr")
        return [line for line in done.stderr.splitlines() if ":CONSOLE" in line]

    def _run(self, do: str, page: Path | str, settings: str, *more: str) -> str:
        return self._started_with(do, page, settings, *more).stdout

    def _started_with(
        self, do: str, page: Path | str, settings: str, *more: str
    ) -> subprocess.CompletedProcess[str]:
        self._started += 1
        home = self._folder / f"profile{self._started}"
        words = [*_FLAGS, f"--user-data-dir={home}", f"--blink-settings={settings}", *more, do]
        address = page if isinstance(page, str) else page.as_uri()
        return subprocess.run(
            [self._command, *words, address],
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=True,
        )
