"""How much of each vendor's meters a workload uses, by the resources that a program asks for."""
