"""Supabase: Postgres, Auth and their keys (https://supabase.com/docs/reference/api)."""

from providers.supabase.addon import Addon
from providers.supabase.api_keys import ApiKeys
from providers.supabase.project import Project
from providers.supabase.settings import Settings

__all__ = ["Addon", "ApiKeys", "Project", "Settings"]
