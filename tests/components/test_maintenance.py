"""The weekly window, as each platform takes it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from components.maintenance import DAYS, MaintenanceWindow


@pytest.mark.parametrize("hour", [0, 18, 23])
@pytest.mark.parametrize("day", DAYS)
def test_the_nodes_window_begins_on_its_day_and_lasts_six_hours(day: str, hour: int) -> None:
    window: Any = MaintenanceWindow(day=day, hour=hour).of_nodes()["recurring_window"]

    start = datetime.fromisoformat(str(window["start_time"]))
    end = datetime.fromisoformat(str(window["end_time"]))
    assert f"{start:%A}".upper() == day
    assert start.hour == hour
    assert end - start == timedelta(hours=6)
    before = DAYS[DAYS.index(day) - 1]
    assert window["recurrence"] == f"FREQ=WEEKLY;BYDAY={before[:2]},{day[:2]}"


def test_the_database_counts_days_from_monday() -> None:
    assert MaintenanceWindow(day="MONDAY", hour=3).of_database()["day"] == 1
    assert MaintenanceWindow(day="SUNDAY", hour=3).of_database()["day"] == 7


@pytest.mark.parametrize(("hour", "backup"), [(18, "14:00"), (4, "00:00"), (2, "22:00")])
def test_the_backup_is_made_before_the_window(hour: int, backup: str) -> None:
    assert MaintenanceWindow(hour=hour).backup_time == backup
