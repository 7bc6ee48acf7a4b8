"""The comment on a pull request, against GitHub on loopback."""
