"""What training has changed since the network that was shown before."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.datasets.dataset import IMAGE_SIDE
from core.foundation.percent import percent
from gui.common.theme import SPACING
from gui.common.widgets import container, heading, named, vbox
from gui.session.model_line import earlier_name

if TYPE_CHECKING:
    from core.inside.network_change import NetworkChange, WeightChange
    from core.models.model_file import Model

_ROWS = 8
_COLUMNS = ("from", "to", "before", "after", "change")
_FIRST_NUMBER = 2
"""The column with the first number."""


class ChangeView(QWidget):
    """Shows the loss before and after, and the weights that have changed most."""

    def __init__(self) -> None:
        super().__init__()
        self._range = named(QLabel(wordWrap=True), "changeRange")
        self._loss = named(QLabel(wordWrap=True), "changeOfLoss")
        self._shares = named(QLabel(wordWrap=True), "changeOfLayers")
        self._weights = [[QLabel() for _ in _COLUMNS] for _ in range(_ROWS)]
        self._moved = named(QLabel("The weights that have changed most:"), "changedWeights")
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACING)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        for row, labels in enumerate(([QLabel(text) for text in _COLUMNS], *self._weights)):
            for column, label in enumerate(labels):
                grid.addWidget(label, row, column)
                if column >= _FIRST_NUMBER:
                    label.setAlignment(Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(len(_COLUMNS), 1)
        self._table = container(grid)
        title = heading("What training has changed")
        self.setLayout(vbox(title, self._range, self._loss, self._shares, self._moved, self._table))

    def show_change(self, change: "NetworkChange", before: "Model", after: "Model") -> None:
        """Show the difference of two models of the same training."""
        self._range.setText(
            f"From {earlier_name(before, after)} to {earlier_name(after, before)} of this run."
        )
        self._loss.setText(_loss_text(change))
        self._shares.setText(_shares_text(change))
        self._moved.setVisible(bool(change.moved))
        self._table.setVisible(bool(change.moved))
        for row, labels in enumerate(self._weights):
            texts = (
                _weight_texts(change.moved[row], len(change.shares))
                if row < len(change.moved)
                else ()
            )
            for label, text in zip(labels, texts or ("",) * len(labels), strict=True):
                label.setText(text)
                label.setVisible(bool(texts))


def _loss_text(change: "NetworkChange") -> str:
    before, after = change.loss_before, change.loss_after
    if after == before:
        return f"The loss on this image has not changed: {before:.4g}."
    name = "fallen" if after < before else "risen" if after > before else "changed"
    return f"The loss on this image has {name} from {before:.4g} to {after:.4g}."


def _shares_text(change: "NetworkChange") -> str:
    shares = ", ".join(
        f"layer {layer} {percent(share, 2)}" for layer, share in enumerate(change.shares, start=1)
    )
    return f"Change of the weights of each layer, ‖ΔW‖ / ‖W‖: {shares}."


def _weight_texts(change: "WeightChange", layers: int) -> tuple[str, ...]:
    before, after = change.before, change.after
    numbers = (f"{before:.4g}", f"{after:.4g}", f"{after - before:+.4g}")
    return (_source(change), _unit(change, layers), *(each.replace("-", "−") for each in numbers))


def _source(change: "WeightChange") -> str:
    if change.layer:
        return f"hidden {change.layer}, unit {change.source}"
    row, column = divmod(change.source, IMAGE_SIDE)
    return f"pixel {change.source} (row {row + 1}, column {column + 1})"


def _unit(change: "WeightChange", layers: int) -> str:
    if change.layer == layers - 1:
        return f"digit {change.unit}"
    return f"hidden {change.layer + 1}, unit {change.unit}"
