"""The phases: their config, their composition, and their usage by a workload."""
