"""Limits of the platforms: what a product accepts, from one file of dated facts.

Owns the facts and the checks of single values and of values that depend on each other. Each check
returns problems as texts; who calls it says which argument or config key the text belongs to.
"""
