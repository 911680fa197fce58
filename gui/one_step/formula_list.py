"""The parts of a calculation below each other: titles, sentences and formulas."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget

from gui.common.widgets import heading, vbox
from gui.one_step.formula_lines import FormulaLines

if TYPE_CHECKING:
    from core.inside.formula_symbols import Formulas
    from gui.one_step.formula_picture import FormulaLook, FormulaPicture


class FormulaList(QWidget):
    """Shows the parts of a calculation; its widgets are made once and used again."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[QLabel, QLabel, FormulaLines]] = []
        self._layout = vbox()
        self.setLayout(self._layout)
        self._add_row()

    @property
    def look(self) -> "FormulaLook":
        """The size and the color that the formulas have."""
        return self._rows[0][2].look

    def show_parts(
        self, parts: "Sequence[Formulas]", pictures: "Sequence[Sequence[FormulaPicture]]"
    ) -> None:
        """Show parts, with the pictures of the formulas of each; none for an empty list."""
        while len(self._rows) < len(parts):
            self._add_row()
        for number, row in enumerate(self._rows):
            for widget in row:
                widget.setVisible(number < len(parts))
        for row, part, formulas in zip(self._rows, parts, pictures, strict=False):
            title, text, lines = row
            title.setText(part.title)
            text.setText(part.text)
            lines.setAccessibleName(f"Formulas: {part.title}")
            lines.show_formulas(formulas)

    def _add_row(self) -> None:
        self._rows.append((heading(""), QLabel(wordWrap=True), FormulaLines()))
        for widget in self._rows[-1]:
            self._layout.addWidget(widget)
            widget.hide()
