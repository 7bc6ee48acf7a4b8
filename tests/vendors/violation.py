"""What a fake vendor finds wrong with a request, or a test with a fake's own answer."""


class Violation(Exception):
    """A request or an answer that the vendor's own description does not allow."""
