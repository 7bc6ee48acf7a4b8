"""When the platforms may restart things: one weekly window for database, cache and nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # config reads the window in every phase, also where Google's SDK is not used
    from pulumi_gcp import container, redis, sql

DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")

# GKE wants 48 hours in each 32 days: six hours on two days of the week are 54.
_NODE_HOURS = 6
_FIRST_MONDAY = 6  # of January 2025, from where the nodes' window recurs
_BACKUP_HOURS_BEFORE = 4


@dataclass(frozen=True, kw_only=True)
class MaintenanceWindow:
    """The weekly window: a day of ``DAYS`` and the hour that it begins at, both in UTC.

    The nodes take the day before as well. The database is backed up four hours before it begins.
    """

    day: str = "SUNDAY"
    hour: int = 18

    @property
    def backup_time(self) -> str:
        """The hour of the daily backup, as ``HH:MM``."""
        return f"{(self.hour - _BACKUP_HOURS_BEFORE) % 24:02}:00"

    def of_database(self) -> sql.DatabaseInstanceSettingsMaintenanceWindowArgsDict:
        """Write the window as Cloud SQL takes it: days count from 1, Monday."""
        return {"day": DAYS.index(self.day) + 1, "hour": self.hour, "update_track": "stable"}

    def of_cache(self) -> redis.InstanceMaintenancePolicyArgsDict:
        """Write the window as Memorystore takes it."""
        return {
            "weekly_maintenance_windows": [
                {"day": self.day, "start_time": {"hours": self.hour, "minutes": 0}}
            ]
        }

    def of_nodes(self) -> container.ClusterMaintenancePolicyArgsDict:
        """Write the window as GKE takes it: a recurrence from a first start and end."""
        day = DAYS.index(self.day)
        date = f"2025-01-{_FIRST_MONDAY + day:02}"
        end = self.hour + _NODE_HOURS
        last = f"2025-01-{_FIRST_MONDAY + day + end // 24:02}"
        return {
            "recurring_window": {
                "start_time": f"{date}T{self.hour:02}:00:00Z",
                "end_time": f"{last}T{end % 24:02}:00:00Z",
                "recurrence": f"FREQ=WEEKLY;BYDAY={DAYS[day - 1][:2]},{self.day[:2]}",
            }
        }


SUNDAY = MaintenanceWindow()
"""Sunday 18:00 UTC: the night before Monday in Asia, Sunday's middle of the day in America."""
