"""The usage of each vendor's meters by a workload, for the resources of a program."""
