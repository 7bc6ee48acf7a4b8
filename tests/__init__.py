"""The tests, room by room, and the benchmark."""
