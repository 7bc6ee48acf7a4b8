"""What must be there before a stack's first deployment, derived from its resources alone."""
