"""The values that the layers pass to each other: frozen, without I/O."""
