"""Reusable Pulumi components: one logical entity per file. None knows a phase or reads config."""
