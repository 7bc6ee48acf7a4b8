"""The time limit of a program run, in its own module because every command loads it."""

TIME_LIMIT = 60.0
"""Seconds, unless another limit is asked for."""
