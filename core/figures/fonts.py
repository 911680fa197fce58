"""Which fonts have the characters of a text, and what to say where none has them."""

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from core.errors import FontError

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
