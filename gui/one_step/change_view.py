"""What training has changed since the network that was shown before."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QWidget

from core.foundation.number_text import number_column, number_text
from core.foundation.percent import percent
from gui.common.widgets import heading, named, vbox
from gui.one_step.moved_weights_table import MovedWeightsTable
from gui.session.model_line import earlier_name

if TYPE_CHECKING:
    from core.inside.network_change import NetworkChange
    from core.models.model_file import Model


class ChangeView(QWidget):
    """Shows the loss before and after, and the weights that have changed most."""

    def __init__(self) -> None:
        super().__init__()
        self._range = named(QLabel(wordWrap=True), "changeRange")
        self._loss = named(QLabel(wordWrap=True), "changeOfLoss")
        self._shares = named(QLabel(wordWrap=True), "changeOfLayers")
        self._moved = named(QLabel("The weights that have changed most:"), "changedWeights")
        self._table = MovedWeightsTable()
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
        self._table.show_weights(change.moved, len(change.shares))


def _loss_text(change: "NetworkChange") -> str:
    before, after = change.loss_before, change.loss_after
    if after == before:
        return f"The loss on this image has not changed: {number_text(before)}."
    texts = number_column([before, after])
    name = "fallen" if after < before else "risen" if after > before else "changed"
    return f"The loss on this image has {name} from {texts[0]} to {texts[1]}."


def _shares_text(change: "NetworkChange") -> str:
    shares = ", ".join(
        f"layer {layer} {percent(share, 2)}" for layer, share in enumerate(change.shares, start=1)
    )
    return f"Change of the weights of each layer, ‖ΔW‖ / ‖W‖: {shares}."
