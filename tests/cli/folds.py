"""Text as it was before long lines were wrapped."""

import re


def unfolded(text: str, hang: int) -> str:
    """The lines that are indented by ``hang`` behind those that they continue."""
    return re.sub(rf"\n {{{hang}}}(?=\S)", " ", text)
