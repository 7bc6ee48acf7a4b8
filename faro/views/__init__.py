"""Views: turn a report into text."""
