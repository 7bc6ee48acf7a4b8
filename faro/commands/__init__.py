"""One command of ``faro`` per file: words in, one call, one view, an exit code.

What a command needs beyond its words is imported when it runs, so that help is quick.
"""
