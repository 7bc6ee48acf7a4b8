"""Lines of Infracost's goldens against the same lines of faro, on programs of the same shapes."""
