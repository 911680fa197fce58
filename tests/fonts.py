"""Fonts that a test decides on, whatever the machine has."""

from pathlib import Path

import pytest
import typst
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

_Fonts = typst.Fonts
FAMILY = "Inkling Test"


def make_font(folder: Path, characters: str) -> Path:
    """A font in a new folder; it has a space and these characters, all squares, and no other."""
    folder.mkdir()
    path = folder / "font.ttf"
    builder = FontBuilder(1000, isTTF=True)
    names = {ord(each): f"c{number}" for number, each in enumerate(f" {characters}")}
    order = [".notdef", *names.values()]
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 700), (800, 700), (800, 0)):
        pen.lineTo(corner)
    pen.closePath()
    square, empty = pen.glyph(), TTGlyphPen(None).glyph()
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(names)
    builder.setupGlyf({name: empty if name == "c0" else square for name in order})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (900, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    called = {"familyName": FAMILY, "styleName": "Regular", "psName": "InklingTest"}
    builder.setupNameTable(called)
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWeightClass=400)
    builder.setupPost()
    builder.save(path)
    return path


def let_only_be(monkeypatch: pytest.MonkeyPatch, *installed: Path) -> None:
    """Of this machine's fonts, reports and pictures find these only."""
    folders = [path.parent for path in installed]

    def few(font_paths: list[Path]) -> object:
        return _Fonts(include_system_fonts=False, font_paths=[*font_paths, *folders])

    monkeypatch.setattr(typst, "Fonts", few)
    monkeypatch.setattr(
        "core.plots.rendering.installed_fonts", lambda: [(FAMILY, str(path)) for path in installed]
    )
