"""A program under the monitor, in its own interpreter."""
