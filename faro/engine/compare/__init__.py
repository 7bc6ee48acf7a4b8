"""What the provider's Check and Diff would find, by the rules of its family."""
