"""The real Pulumi engine with simulated providers, and the tests that hold our plan to it."""
