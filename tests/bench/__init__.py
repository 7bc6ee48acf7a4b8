"""What ``make bench`` prints: figures, never a test."""
