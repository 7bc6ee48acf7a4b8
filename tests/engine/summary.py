"""The last line of a test run: how much was compared with the engine, or what was left out.

A plugin of its own because under xdist the process that prints loads no conftest below `tests`:
`tests/conftest.py` names it in `pytest_plugins`.
"""

import pytest

KEYS = ("resources", "properties")
REASON_WITHOUT_CLI = "No Pulumi CLI in .tools/bin or on PATH: `make engine` builds one."


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the lines that have something to say."""
    for line in (compared(terminalreporter), left_out(terminalreporter)):
        if line:
            terminalreporter.write_line(line)


def compared(reporter: pytest.TerminalReporter) -> str:
    """Say how much was held together."""
    reports = [r for kind in ("passed", "failed") for r in reporter.stats.get(kind, [])]
    found = [dict(getattr(report, "user_properties", ())) for report in reports]
    counted = [properties for properties in found if KEYS[0] in properties]
    resources, properties = (sum(int(count[key]) for count in counted) for key in KEYS)
    if not counted:
        return ""
    return (
        f"engine parity: {len(counted)} previews, {resources} resources, "
        f"{properties} properties compared"
    )


def left_out(reporter: pytest.TerminalReporter) -> str:
    """Say what could not be tested without a CLI."""
    skipped = reporter.stats.get("skipped", [])
    without = [report for report in skipped if REASON_WITHOUT_CLI in str(report.longrepr)]
    return f"left out: {len(without)} tests. {REASON_WITHOUT_CLI}" if without else ""
