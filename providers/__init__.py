"""Vendors that have no Pulumi SDK: one dynamic provider per kind of resource, one HTTP client."""
