"""One comment on a GitHub pull request, kept up to date."""
