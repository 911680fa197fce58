"""A figure as the bytes of a file, the same each time and on each machine."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from core.plots.palette import INK

if TYPE_CHECKING:
    from matplotlib.figure import Figure
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from core.foundation.errors import FontError

_OWN = "DejaVu Sans"
"""Comes with Matplotlib."""
_PREFERRED = ("Noto Sans", "Noto Sans CJK JP", "Hiragino Sans", "Microsoft YaHei", "Segoe UI")
"""Taken before others that have the same characters."""
_MOST_NAMED = 10


class _Packages(NamedTuple):
    debian: str
    fedora: str


_EAST_ASIAN = _Packages("fonts-noto-cjk", "google-noto-sans-cjk-fonts")
_SYMBOLS = _Packages("fonts-symbola", "gdouros-symbola-fonts")
_OTHER = _Packages("fonts-noto-core", "default-fonts-other-sans")


def font_error(missing: Sequence[str], instead: str) -> FontError:
    """Says which characters no font has, and which fonts to install; or `instead` what to do."""
    packages = list(dict.fromkeys(_packages(text) for text in missing))
    debian, fedora = (_listed(names) for names in zip(*packages, strict=True))
    named = [f"“{text}”" for text in missing[:_MOST_NAMED]]
    if len(missing) > _MOST_NAMED:
        named.append("others")
    return FontError(
        f"No font on this computer has {_listed(named)}: empty boxes would stand there. Install "
        f"a font that has them (on Debian and Ubuntu {debian}, on Fedora {fedora}), or {instead}."
    )


def families_for(text: str) -> tuple[list[str], list[str]]:
    """The families of fonts that together have the characters of a text, for Matplotlib, and the
    characters that none has. Other fonts than Matplotlib's own are looked at only if they must.
    """
    from matplotlib.font_manager import findfont

    families = [_OWN]
    missing = _without(list(dict.fromkeys(text)), findfont(_OWN))
    for family, path in installed_fonts() if missing else ():
        left = _without(missing, path)
        if len(left) < len(missing):
            families.append(family)
        missing = left
        if not missing:
            break
    return families, missing


def _without(characters: list[str], path: str) -> list[str]:
    """Those that a font lacks."""
    from matplotlib.font_manager import get_font

    has = get_font(path).get_charmap()
    return [each for each in characters if not each.isspace() and ord(each) not in has]


def installed_fonts() -> Iterator[tuple[str, str]]:
    """Families and files of the fonts on this computer, those too that have been installed since
    Matplotlib looked, but not what has boxes only."""
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


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


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
