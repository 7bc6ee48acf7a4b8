"""A picture of what a command prints on a terminal."""

import re
from io import StringIO
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from faro.commands.preview import report_of
from faro.preview import PreviewRequest
from faro.views import terminal, text
from faro.views.line import Span, line

_WIDTH = 96
_NO_FONT_OF_ELSEWHERE = re.sub(
    r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL
)
_THEME = TerminalTheme(
    (13, 17, 23),
    (201, 209, 217),
    [
        *((72, 79, 88), (255, 123, 114), (63, 185, 80), (210, 153, 34)),
        *((88, 166, 255), (188, 140, 255), (57, 197, 207), (177, 186, 196)),
    ],
    [
        *((110, 118, 129), (255, 161, 152), (86, 211, 100), (227, 179, 65)),
        *((121, 192, 255), (210, 168, 255), (86, 212, 221), (240, 246, 252)),
    ],
)


def picture(program: Path, stack: str) -> str:
    """``faro preview`` of a stack as SVG, in the colours of a dark terminal."""
    report = report_of(PreviewRequest(program=program, stack=stack))
    screen = Console(file=StringIO(), record=True, force_terminal=True, width=_WIDTH)
    asked = line(Span("$ ", "dim"), Span(f"faro preview {stack}", "bold"))
    terminal.paint((asked, *text.render(report)), screen)
    shown: str = screen.export_svg(
        title="faro preview",
        theme=_THEME,
        code_format=_NO_FONT_OF_ELSEWHERE,
        unique_id="preview",
    )
    return shown + "\n"
