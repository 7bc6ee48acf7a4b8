"""How long one run of a program may take; apart, because every command loads it."""

TIME_LIMIT = 60.0
"""Seconds, unless another limit is asked for."""
