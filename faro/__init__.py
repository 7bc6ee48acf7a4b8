"""Preview, price and move any Pulumi program before it is deployed."""
