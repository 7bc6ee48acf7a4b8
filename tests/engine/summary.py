"""The last line of a test run: how much was compared with the engine, or what was left out.

A plugin of its own because under xdist the process that prints loads no conftest below `tests`:
`tests/conftest.py` names it in `pytest_plugins`.
"""

import pytest

KEYS = ("resources", "properties")
OWN, SIMULATED = "own resources", "simulated resources"
MOVES = ("moves", "moved resources", "kills", "orphans")
REASON_WITHOUT_CLI = "No Pulumi CLI in .tools/bin or on PATH: `make engine` builds one."
REASON_WITHOUT_AXE = "No axe-core in .tools/axe: `make axe` installs it."
REASON_WITHOUT_BROWSER = "No chromium on PATH: the pages are not shown in a browser."


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the lines that have something to say."""
    for line in (
        compared(terminalreporter),
        deployed(terminalreporter),
        moved(terminalreporter),
        left_out(terminalreporter, REASON_WITHOUT_CLI),
        left_out(terminalreporter, REASON_WITHOUT_BROWSER),
        left_out(terminalreporter, REASON_WITHOUT_AXE),
    ):
        if line:
            terminalreporter.write_line(line)


def compared(reporter: pytest.TerminalReporter) -> str:
    """Say how much was held together."""
    counted = _recorded(reporter, KEYS[0])
    resources, properties = (sum(int(str(count[key])) for count in counted) for key in KEYS)
    if not counted:
        return ""
    return (
        f"engine parity: {len(counted)} previews, {resources} resources, "
        f"{properties} properties compared"
    )


def deployed(reporter: pytest.TerminalReporter) -> str:
    """Say which resources of the phases were made for real, and which by simulated plugins."""
    counted = _recorded(reporter, OWN)
    own, simulated = (sum(int(str(count[key])) for count in counted) for key in (OWN, SIMULATED))
    if not counted:
        return ""
    return (
        f"phases deployed: {len(counted)} times, {own} resources by our own providers against "
        f"loopback vendors, {simulated} by simulated plugins"
    )


def moved(reporter: pytest.TerminalReporter) -> str:
    """Say what was moved between stacks, and what is at a vendor and in no stack."""
    counted = _recorded(reporter, MOVES[0])
    if not counted:
        return ""
    moves, resources, kills, orphans = (
        sum(int(str(count[key])) for count in counted) for key in MOVES
    )
    return (
        f"moves between phases: {moves}, {resources} resources moved, {kills} kills survived, "
        f"{orphans} orphans"
    )


def _recorded(reporter: pytest.TerminalReporter, key: str) -> list[dict[str, object]]:
    """What tests recorded, of those that recorded ``key``."""
    reports = [r for kind in ("passed", "failed") for r in reporter.stats.get(kind, [])]
    found = [dict(getattr(report, "user_properties", ())) for report in reports]
    return [properties for properties in found if key in properties]


def left_out(reporter: pytest.TerminalReporter, reason: str) -> str:
    """Say what could not be tested for want of a tool."""
    skipped = reporter.stats.get("skipped", [])
    without = [report for report in skipped if reason in str(report.longrepr)]
    return f"left out: {len(without)} tests. {reason}" if without else ""
