"""Decides what the Pulumi engine would do, without running it.

Imports the standard library and what the ``pulumi`` package itself brings: it also runs inside
the program's own interpreter.
"""
