"""The step of the chosen weight on a mini-batch of training images."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget

from gui.common.widgets import heading, named, vbox
from gui.one_step.formula_list import FormulaList

if TYPE_CHECKING:
    from gui.one_step.step_requests import BatchStepResult


class BatchView(QWidget):
    """Shows what each image of a mini-batch gives the weight, and what the step makes of it."""

    def __init__(self) -> None:
        super().__init__()
        self._note = named(QLabel(wordWrap=True), "batchStepNote")
        self._formulas = FormulaList()
        title = heading("The same weight in a mini-batch")
        self.setLayout(vbox(title, self._note, self._formulas))

    def show_result(self, result: "BatchStepResult | None") -> None:
        """Show the formulas of a mini-batch; None for none."""
        self.setVisible(result is not None)
        if result is None:
            self._formulas.show_parts((), ())
            return
        count = len(result.batch.labels)
        which = f"{count:,} training images" if count > 1 else "training image"
        self._note.setText(
            f"The first {which}, counted from 0, neither shuffled nor distorted, with the same "
            "settings."
        )
        self._formulas.show_parts(result.parts, result.pictures)
