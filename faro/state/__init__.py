"""Snapshots from files: ``pulumi stack export`` and ``pulumi preview --json``."""
