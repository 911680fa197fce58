"""A figure as the bytes of a file, the same each time and on each machine."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from core.figures.colours import INK
from core.figures.fonts import families_for, font_error

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Format = Literal["svg", "png", "pdf"]
DPI = 150
_ONE_AT_A_TIME = Lock()
"""Matplotlib has its settings in one place for all threads."""
_METADATA: dict[Format, dict[str, None]] = {
    "svg": {"Date": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None},
}
_SETTINGS: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "inkling",  # the names of an SVG's parts would be drawn at random
    "pdf.fonttype": 42,  # TrueType, embedded
    "text.parse_math": False,  # $ in a run's name is no formula
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#9aa1aa",
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def render(
    size: tuple[float, float], draw: Callable[["Figure"], object], picture_format: Format
) -> bytes:
    """The file of a new figure, of `size` in inches, on which `draw` has drawn.

    Raises FontError where no font has a character, but for SVG: whoever shows that brings the
    fonts.
    """
    from matplotlib.figure import Figure

    with _ONE_AT_A_TIME, _our_settings():
        figure = Figure(figsize=size, layout="constrained")
        draw(figure)
        _choose_fonts(figure, picture_format)
        file = BytesIO()
        figure.savefig(file, format=picture_format, dpi=DPI, metadata=_METADATA[picture_format])
    return file.getvalue()


def _choose_fonts(figure: "Figure", picture_format: Format) -> None:
    from matplotlib.text import Text

    texts = [each for each in figure.findobj(Text) if isinstance(each, Text)]
    families, missing = families_for("".join(each.get_text() for each in texts))
    if missing and picture_format != "svg":
        raise font_error(missing, "take SVG, which is shown with the fonts of its reader")
    for each in texts:
        each.set_fontfamily(families)


@contextmanager
def _our_settings() -> Iterator[None]:
    """Matplotlib's defaults and ours, whatever a person's matplotlibrc says; then its own again."""
    import matplotlib as mpl

    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        mpl.rcdefaults()
        settings: Any = _SETTINGS
        mpl.rcParams.update(settings)
        yield
