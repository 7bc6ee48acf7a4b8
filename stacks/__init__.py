"""The phases: their config, what each is composed of, and what a workload uses in it."""
