"""Formulas below each other, in the color and the size of the text around them.

Filling the outlines of a formula takes about a millisecond: a thread does that for the size and the
color that the formulas have, and the widget paints images.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.common.accessibility import Role, report_contents
from gui.common.enlargement import set_text_size
from gui.common.theme import SPACING, TextSize
from gui.one_step.formula_picture import FormulaLook

if TYPE_CHECKING:
    from gui.one_step.formula_picture import FormulaPicture

_SIZE = 0.95
"""The font size of formulas, in heights of the font of the text."""
_SMALLEST = 0.6
"""The least size of a formula, in font sizes; the page scrolls sideways instead."""
_MARGINS = 3 * SPACING
_GAP, _LEAST_ASCENT, _LEAST_DESCENT = 0.45, 0.75, 0.25
"""In font sizes."""


class FormulaLines(QWidget):
    """Shows formulas; one that is wider than the widget is made smaller."""

    accessible_role = Role.StaticText

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_text_size(self, TextSize.BODY)
        self._formulas: Sequence[FormulaPicture] = ()

    def show_formulas(self, formulas: "Sequence[FormulaPicture]") -> None:
        """Show other formulas."""
        before = self.minimumSizeHint()
        self._formulas = formulas
        if self.minimumSizeHint() != before:
            self.updateGeometry()
        self.update()
        report_contents(self)

    def accessible_contents(self) -> str:
        """Return the formulas in LaTeX, which screen readers for mathematics know."""
        return "; ".join(formula.latex for formula in self._formulas)

    def sizeHint(self) -> QSize:
        """Return the height of all lines."""
        lines = sum(_ascent(each) + _descent(each) + _GAP for each in self._formulas)
        return QSize(20 * self.fontMetrics().height(), round(lines * self._size))

    def minimumSizeHint(self) -> QSize:
        """Return the same height, and the width at which the widest formula is still legible."""
        widest = max((each.width for each in self._formulas), default=0.0)
        return QSize(round(_SMALLEST * widest * self._size) + _MARGINS, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the formulas that are in view."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, top, size = self.look, 0.0, self._size
        for formula in self._formulas:
            baseline = top + (_GAP / 2 + _ascent(formula)) * size
            bottom = baseline + (_descent(formula) + _GAP / 2) * size
            if bottom >= event.rect().top() and top <= event.rect().bottom():
                formula.paint(painter, QPointF(2 * SPACING, baseline), look)
            top = bottom
        painter.end()

    @property
    def look(self) -> FormulaLook:
        """The size and the color of the formulas."""
        return FormulaLook(
            self._size,
            max(self.width() - _MARGINS, 1),
            self.devicePixelRatio(),
            self.palette().color(QPalette.ColorRole.WindowText).rgba(),
        )

    @property
    def _size(self) -> float:
        return _SIZE * self.fontMetrics().height()


def _ascent(formula: "FormulaPicture") -> float:
    return max(formula.ascent, _LEAST_ASCENT)


def _descent(formula: "FormulaPicture") -> float:
    return max(formula.descent, _LEAST_DESCENT)
