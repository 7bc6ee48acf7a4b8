"""What the Pulumi engine would do, without it.

Imports the standard library and what the ``pulumi`` package itself brings: it also runs inside
the program's own interpreter.
"""
