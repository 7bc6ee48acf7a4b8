"""Preview and price any Pulumi program before it is deployed, and move stacks."""
