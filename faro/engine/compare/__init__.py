"""Compares as the provider's Check and Diff would, by the rules of its family."""
