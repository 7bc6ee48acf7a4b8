"""What a project needs to be previewed on every pull request: `faro init`."""
