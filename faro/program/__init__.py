"""A Pulumi project on disk: its files, its interpreter, one run of it."""
