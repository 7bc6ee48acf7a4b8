"""What stands in an export for a value that it may not or cannot hold."""

from __future__ import annotations

REDACTED = "redacted"
"""In place of a secret text; valid as a Kubernetes name, label, image or text."""
UNKNOWN_TEXT = "unknown"
"""In place of a text that only the deployment tells."""
