"""Moves deployed resources from one stack to the next."""
