"""What the engine would do, rule by rule."""
