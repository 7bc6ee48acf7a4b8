"""What is known of resource types, with its sources: which change replaces, what bears data."""
