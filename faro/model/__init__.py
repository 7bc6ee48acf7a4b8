"""The values that the rooms hand to each other: frozen, without input or output."""
