"""The dialog for the budget of the weights that a run keeps."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton, QWidget

from core.runs.weights_budget import BUDGET
from gui.common.dialogs import FormDialog
from gui.common.number_box import NumberBox
from gui.common.settings import MOST_MEGABYTES
from gui.common.widgets import named, vbox

_ABOUT = (
    "While a run trains, its weights are saved at the start, after every epoch and, in the first "
    "epoch, after every tenth mini-batch, so that you can go back to these moments. The number "
    "below is the most disk space that they may take for each run. When it is used up, some are "
    "removed so that the others stay evenly spaced. With 0, none are kept; the default is "
    f"{BUDGET} MB. The new limit applies from the next training on."
)


class BudgetDialog(FormDialog):
    """Asks for a number of megabytes."""

    chosen = Signal(int)
    """Emitted with the number of megabytes."""

    def __init__(self, parent: QWidget, megabytes: int) -> None:
        super().__init__(parent, "weightsBudgetDialog", "Disk space for past moments", width=380)
        self._box = named(NumberBox(), "weightsBudget")
        self._box.setRange(0, MOST_MEGABYTES)
        self._box.setValue(megabytes)
        self._box.setSuffix(" MB")
        self._box.setGroupSeparatorShown(True)
        self._box.setAccessibleName("Disk space for the past moments of each run, at most")
        self._box.setToolTip("0 keeps no weights of past moments.")
        about = QLabel(_ABOUT, wordWrap=True)
        about.setTextFormat(Qt.TextFormat.PlainText)
        keep = named(QPushButton("OK"), "weightsBudgetButton")
        keep.setToolTip("Use this limit from the next training on (Enter).")
        keep.clicked.connect(self._choose)
        form = QFormLayout()
        form.addRow("For each run, at most", self._box)
        self.setLayout(vbox(about, form, self.button_row(keep), margins=(12, 12, 12, 12)))

    @Slot()
    def _choose(self) -> None:
        self._box.interpretText()
        self.chosen.emit(self._box.value())
        self.accept()
