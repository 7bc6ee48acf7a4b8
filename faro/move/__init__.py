"""Moves what is deployed from one stack to the next."""
