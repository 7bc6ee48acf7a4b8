"""One command of ``faro`` per file: arguments, one call, one view, an exit code.

A command imports what it needs when it runs, so that help is quick.
"""
