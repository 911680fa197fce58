"""Rendering of a figure as the bytes of a file, the same each time and on each machine."""

import unicodedata
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from core.foundation.errors import FontError
from core.plots.palette import INK

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MATPLOTLIB_FONT = "DejaVu Sans"
"""The font that comes with Matplotlib."""
_PREFERRED = ("Noto Sans", "Noto Sans CJK JP", "Hiragino Sans", "Microsoft YaHei", "Segoe UI")
"""Fonts that are preferred to others with the same characters."""
_MOST_NAMED = 10


class _Packages(NamedTuple):
    debian: str
    fedora: str


_EAST_ASIAN = _Packages("fonts-noto-cjk", "google-noto-sans-cjk-fonts")
_SYMBOLS = _Packages("fonts-symbola", "gdouros-symbola-fonts")
_OTHER = _Packages("fonts-noto-core", "default-fonts-other-sans")


def font_error(missing: Sequence[str], instead: str) -> FontError:
    """Return an error that names characters without a font, the fonts to install, and a way out.

    The way out is `instead`, what the user can do without installing a font.
    """
    packages = list(dict.fromkeys(_packages(text) for text in missing))
    debian, fedora = (_join_words(names) for names in zip(*packages, strict=True))
    named = [f"“{text}”" for text in missing[:_MOST_NAMED]]
    if len(missing) > _MOST_NAMED:
        named.append("others")
    return FontError(
        f"No font on this computer has {_join_words(named)}: they would be empty boxes. Install "
        f"a font that has them (on Debian and Ubuntu {debian}, on Fedora {fedora}), or {instead}."
    )


def families_for(text: str) -> tuple[list[str], list[str]]:
    """Return the font families that together have the characters of a text, and what none has.

    Other fonts than that of Matplotlib are searched only if they are needed.
    """
    from matplotlib.font_manager import findfont

    families = [_MATPLOTLIB_FONT]
    missing = _missing_from(list(dict.fromkeys(text)), findfont(_MATPLOTLIB_FONT))
    for family, path in installed_fonts() if missing else ():
        rest = _missing_from(missing, path)
        if len(rest) < len(missing):
            families.append(family)
        missing = rest
        if not missing:
            break
    return families, missing


def _missing_from(characters: list[str], path: str) -> list[str]:
    """Return the characters that a font lacks."""
    from matplotlib.font_manager import get_font

    has = get_font(path).get_charmap()
    return [each for each in characters if not each.isspace() and ord(each) not in has]


def installed_fonts() -> Iterator[tuple[str, str]]:
    """Yield the families and files of the fonts on this computer.

    These include fonts that were installed after Matplotlib made its list, but no fonts that have
    only boxes.
    """
    from matplotlib import font_manager

    manager = font_manager.fontManager
    for path in sorted(
        set(font_manager.findSystemFonts()) - {font.fname for font in manager.ttflist}
    ):
        try:
            manager.addfont(path)
        except (OSError, RuntimeError, ValueError, KeyError):
            continue  # a font that Matplotlib cannot use
    plain = {
        font.name: font.fname
        for font in manager.ttflist
        if font.style == "normal" and font.weight == 400 and Path(font.fname).is_file()
    }
    names = [name for name in plain if not name.startswith(("Last Resort", ".LastResort"))]
    for name in sorted(names, key=lambda name: (name not in _PREFERRED, name)):
        yield name, plain[name]


def _packages(text: str) -> _Packages:
    name = unicodedata.name(text[0], "")
    if name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO", "IDEOGRAPHIC")):
        return _EAST_ASIAN
    return _SYMBOLS if unicodedata.category(text[0]).startswith("S") else _OTHER


def _join_words(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


Format = Literal["svg", "png", "pdf"]
DPI = 150
_RENDERING = Lock()
"""Held while a figure is rendered: all threads share the settings of Matplotlib."""
_METADATA: dict[Format, dict[str, None]] = {
    "svg": {"Date": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None},
}
_SETTINGS: dict[str, Any] = {
    "font.family": ["DejaVu Sans"],
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "inkling",  # the ids in an SVG would be random
    "pdf.fonttype": 42,  # TrueType, embedded
    "text.parse_math": False,  # $ in the name of a run does not begin a formula
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
    """Return the file of a new figure of `size` in inches, after `draw` has drawn on it.

    Raises FontError where no font has a character, except for SVG, which is shown with the fonts
    of the viewer.
    """
    from matplotlib.figure import Figure

    with rendering_settings():
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
        raise font_error(missing, "choose SVG, which is shown with the fonts of the viewer")
    for each in texts:
        each.set_fontfamily(families)


@contextmanager
def rendering_settings() -> Iterator[None]:
    """Apply the defaults of Matplotlib and ours for a while, whatever a matplotlibrc says.

    Other threads that render wait meanwhile.
    """
    import matplotlib as mpl

    with _RENDERING, mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        mpl.rcdefaults()
        settings: Any = _SETTINGS
        mpl.rcParams.update(settings)
        yield
