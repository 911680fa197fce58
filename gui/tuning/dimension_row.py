"""One dimension of a search: a range of numbers, or a list of values to choose from."""

import re
from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from core.foundation.errors import HyperparameterError, SearchError
from core.foundation.json_file import shorten
from core.hyperparameters.fields import Choice, Field, Integer, Real, Value, Widths
from core.hyperparameters.schema import FIELDS
from core.tuning.dimension import read_dimension
from core.tuning.suggestions import Table
from gui.common.theme import TIGHT, TextSize, number_font
from gui.common.widgets import container, hbox, heading, let_shrink, named, set_available, vbox
from gui.tuning.message_label import MessageLabel

_RANGE, _VALUES = 0, 1
_BETWEEN_VALUES = re.compile(r"\s*;\s*|,\s+|,(?!\d{3}(?!\d))|\s+")
"""Between two numbers; the comma in 50,000 is not one of them."""
_CHECKS_IN_A_ROW = 2


class DimensionRow(QFrame):
    """Edits the dimension of one hyperparameter, and says at once what is wrong with it."""

    edited = Signal()
    removed = Signal(str)

    def __init__(self, name: str, table: Table) -> None:
        super().__init__()
        self.setObjectName(f"{name}Dimension")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.name, self.field = name, FIELDS[name]
        self._kind = named(QComboBox(), f"{name}Kind")
        self._kind.addItems(["Range", "Values"])
        self._kind.setAccessibleName(f"{self.field.label}: range or values")
        self._range = RangeEditor(name, self.field)
        self._values: CheckList | ValueLine = (
            CheckList(name, self.field)
            if isinstance(self.field, Choice)
            else ValueLine(name, self.field)
        )
        self._message = named(MessageLabel(), f"{name}Message")
        self._message.setFont(number_font(self._message, TextSize.SMALL))
        self._conflict = ""
        self._editors = QStackedWidget()
        self._remove = named(QPushButton("Remove"), f"{name}Remove")
        self._remove.setAutoDefault(False)
        self._remove.setAccessibleName(f"Remove {self.field.label}")
        self._lay_out()
        self.show_table(table)
        self._connect()

    @property
    def problem(self) -> str:
        """A sentence on what is wrong; empty where nothing is."""
        try:
            read_dimension(self.field, self.table())
        except (SearchError, HyperparameterError) as error:
            return _sentence(str(error))
        return self._conflict

    def table(self) -> Table:
        """Return the dimension as in a space file.

        Raises SearchError or HyperparameterError for a text that cannot be read.
        """
        editor = self._range if self._kind.currentIndex() == _RANGE else self._values
        return editor.table()

    def show_table(self, table: Table) -> None:
        """Show a dimension as in a space file."""
        chosen = table.get("choose")
        if isinstance(chosen, list):
            self._values.show_values([self.field.check(value) for value in chosen])
            self._set_kind(_VALUES)
        else:
            self._range.show_table(table)
            self._set_kind(_RANGE)
        self.show_message()

    def set_conflict(self, reason: str) -> None:
        """Say why the hyperparameter does not fit the others; empty where it does."""
        self._conflict = reason
        self.show_message()

    def show_message(self) -> None:
        """Say what is wrong, or what is allowed."""
        problem = self.problem
        hint = "" if isinstance(self.field, Choice) else f"Allowed: {self.field.allowed}"
        if problem:
            self._message.show_problem(problem)
        else:
            self._message.show_hint(hint, faint=True)
        self._message.setVisible(bool(problem or hint))

    def _connect(self) -> None:
        self._kind.currentIndexChanged.connect(self._change_kind)
        self._remove.clicked.connect(lambda: self.removed.emit(self.name))
        for editor in (self._range, self._values):
            editor.edited.connect(self._edit)

    @Slot(int)
    def _change_kind(self, kind: int) -> None:
        self._editors.setCurrentIndex(kind)
        self._edit()

    @Slot()
    def _edit(self) -> None:
        self.show_message()
        self.edited.emit()

    def _set_kind(self, kind: int) -> None:
        with QSignalBlocker(self._kind):
            self._kind.setCurrentIndex(kind)
        self._editors.setCurrentIndex(kind)

    def _lay_out(self) -> None:
        label = heading(self.field.label)
        self.setToolTip(self.field.help)
        self._kind.setVisible(isinstance(self.field, Integer | Real))
        let_shrink(self._remove)
        top = hbox(label, None, self._kind, self._remove)
        self._editors.addWidget(self._range)
        self._editors.addWidget(self._values)
        margins = (8, 4, 8, 4)
        self.setLayout(vbox(top, self._editors, self._message, spacing=TIGHT, margins=margins))


class RangeEditor(QWidget):
    """Edits both ends of a range, its scale and its step."""

    edited = Signal()

    def __init__(self, name: str, field: Field) -> None:
        super().__init__()
        self._field = field
        self._low, self._high, self._step = (
            named(QLineEdit(), f"{name}{end}") for end in ("From", "To", "Step")
        )
        for line, words in ((self._low, "from"), (self._high, "to"), (self._step, "step")):
            line.setAccessibleName(f"{field.label}, {words}")
            line.setMinimumWidth(56)
            line.textChanged.connect(self.edited)
        self._step.setPlaceholderText("any")
        self._scale = named(QComboBox(), f"{name}Scale")
        self._scale.addItem("linear", "linear")
        self._scale.addItem("logarithmic", "log")
        self._scale.setAccessibleName(f"{field.label}, scale")
        self._scale.setToolTip(
            "Linear: each value is as likely. Logarithmic: each order of magnitude is, such as "
            "0.001 to 0.01."
        )
        self._scale.currentIndexChanged.connect(self._change_scale)
        ends = (QLabel("From"), (self._low, 1), QLabel("to"), (self._high, 1))
        self.setLayout(hbox(*ends, self._scale, QLabel("Step"), (self._step, 1)))

    def table(self) -> Table:
        """Return the range as in a space file.

        Raises SearchError or HyperparameterError for a text that cannot be read.
        """
        if not (self._low.text().strip() and self._high.text().strip()):
            raise SearchError("enter both ends of the range")
        low, high = (self._field.parse(line.text()) for line in (self._low, self._high))
        if isinstance(low, int | float) and isinstance(high, int | float) and low >= high:
            raise SearchError("the range must begin below its end")
        table: Table = {"from": low, "to": high, "scale": self._scale.currentData()}
        if self._step.isEnabled() and self._step.text().strip():
            table["step"] = _number(self._step.text(), whole=isinstance(self._field, Integer))
        return table

    def show_table(self, table: Mapping[str, object]) -> None:
        """Show a range without emitting a signal."""
        with QSignalBlocker(self):
            for line, key in ((self._low, "from"), (self._high, "to"), (self._step, "step")):
                number = table.get(key)
                text = self._field.format(number) if isinstance(number, int | float) else ""
                line.setText(text)
                line.setCursorPosition(0)
            self._scale.setCurrentIndex(self._scale.findData(table.get("scale", "linear")))

    @Slot()
    def _change_scale(self) -> None:
        logarithmic = self._scale.currentData() == "log"
        why_not = "A logarithmic range has no steps: list the values instead."
        set_available(self._step, "Only multiples of this above the start.", why_not * logarithmic)
        self.edited.emit()


class ValueLine(QWidget):
    """Edits a list of values, separated by semicolons."""

    edited = Signal()

    def __init__(self, name: str, field: Field) -> None:
        super().__init__()
        self._field = field
        self._line = named(QLineEdit(), f"{name}Values")
        self._line.setAccessibleName(f"{field.label}, values")
        example = "20; 100; 100, 50" if isinstance(field, Widths) else "8; 16; 32"
        self._line.setPlaceholderText(f"such as {example}")
        self._line.setToolTip("The values that are tried, separated by semicolons.")
        self._line.textChanged.connect(self.edited)
        self.setLayout(hbox(QLabel("Values"), (self._line, 1)))

    def table(self) -> Table:
        """Return the values as in a space file.

        Raises SearchError or HyperparameterError for a text that cannot be read.
        """
        text = self._line.text().strip().rstrip(";").strip()
        if not text:
            raise SearchError("enter the values to try, separated by semicolons")
        parts = text.split(";") if isinstance(self._field, Widths) else _BETWEEN_VALUES.split(text)
        return {"choose": _distinct([self._field.parse(part) for part in parts])}

    def show_values(self, values: list[Value]) -> None:
        """Show values without emitting a signal."""
        with QSignalBlocker(self):
            self._line.setText("; ".join(map(self._field.format, values)))
            self._line.setCursorPosition(0)


class CheckList(QWidget):
    """Lets the user check the options of a list that are tried."""

    edited = Signal()

    def __init__(self, name: str, field: Choice) -> None:
        super().__init__()
        self._field = field
        self._others: list[Value] = []
        """Values that are not one of the options, such as an activation for each layer."""
        self._boxes = {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(TIGHT)
        for number, (option, label) in enumerate(field.options.items()):
            box = named(QCheckBox(label), f"{name}Option_{option}")
            box.toggled.connect(self.edited)
            self._boxes[option] = box
            grid.addWidget(box, *divmod(number, _CHECKS_IN_A_ROW))
        self._more = named(QLabel(wordWrap=True), f"{name}Others")
        self._more.hide()
        self.setLayout(vbox(container(grid), self._more, spacing=TIGHT))

    def table(self) -> Table:
        """Return the checked options as in a space file. Raises SearchError where there is none."""
        checked: list[Value] = [name for name, box in self._boxes.items() if box.isChecked()]
        if not checked + self._others:
            raise SearchError("check at least one of the options")
        return {"choose": checked + self._others}

    def show_values(self, values: list[Value]) -> None:
        """Check these options without emitting a signal."""
        with QSignalBlocker(self):
            for option, box in self._boxes.items():
                box.setChecked(option in values)
        self._others = [value for value in values if value not in self._boxes]
        self._more.setText(f"Also: {'; '.join(map(self._field.display, self._others))}")
        self._more.setVisible(bool(self._others))


def _number(text: str, *, whole: bool) -> int | float:
    try:
        return int(text) if whole else float(text)
    except ValueError:
        kind = "a whole number" if whole else "a number"
        raise SearchError(f"the step “{shorten(text.strip())}” is not {kind}") from None


def _distinct(values: list[Value]) -> list[Value]:
    if len(set(values)) < len(values):
        raise SearchError("a value is there twice")
    return values


def _sentence(reason: str) -> str:
    return f"{reason[0].upper()}{reason[1:]}."
