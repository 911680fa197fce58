"""Formulas in LaTeX as outlines of glyphs, which can be painted at any size and in any color."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.plots.rendering import rendering_settings

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

MOVE, LINE, QUADRATIC, CUBIC, CLOSE = 1, 2, 3, 4, 79
"""The codes of vertices: those of a quadratic curve have a control point before them, those of a
cubic one two."""


@dataclass(frozen=True, slots=True, eq=False)
class FormulaOutline:
    """The outline of a formula for a font size of 1, with the y axis upwards from the baseline."""

    vertices: npt.NDArray[np.float64]
    """(n, 2)."""
    codes: npt.NDArray[np.uint8]
    """(n,)."""
    width: float
    ascent: float
    descent: float


def formula_outlines(formulas: Sequence[str]) -> list[FormulaOutline]:
    """Lay out formulas with Matplotlib's mathtext, in the font of the report's formulas.

    Raises ValueError for a formula that mathtext does not know.
    """
    from matplotlib import rcParams
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    with rendering_settings():
        rcParams["mathtext.fontset"] = "cm"
        layout, font = TextToPath(), FontProperties(size=1)
        return [_outline(layout, font, f"${_displayed(formula)}$") for formula in formulas]


def _displayed(formula: str) -> str:
    """Write fractions as large as in a line of their own, which mathtext does not do by itself."""
    return formula.replace(r"\frac", r"\dfrac")


def _outline(layout: "TextToPath", font: "FontProperties", text: str) -> FormulaOutline:
    scale = 1 / layout.FONT_SCALE
    vertices, codes = layout.get_text_path(font, text, ismath=True)
    width, height, descent = layout.get_text_width_height_descent(text, font, ismath=True)
    points = np.asarray(vertices, np.float64).reshape(-1, 2) * scale
    return FormulaOutline(points, np.asarray(codes, np.uint8), width, height - descent, descent)
