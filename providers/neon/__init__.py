"""Neon: Postgres whose compute scales by itself (https://api-docs.neon.tech)."""

from providers.neon.branch import Branch
from providers.neon.database import Database
from providers.neon.endpoint import Endpoint
from providers.neon.project import Project
from providers.neon.role import Role

__all__ = ["Branch", "Database", "Endpoint", "Project", "Role"]
