"""Tests of moves between stacks."""
