"""The choosers of the page “Units”: the layer, the order, and what its images show."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from gui.common.flow_layout import FlowLayout
from gui.common.widgets import named
from gui.inside.inside_requests import Order
from gui.inside.shown_weights import WeightView


class UnitControls(QWidget):
    """Lets the user choose which units are shown, and how."""

    layer_changed = Signal()
    order_changed = Signal()
    view_changed = Signal()
    """Emitted when the images are to show something else."""

    def __init__(self) -> None:
        super().__init__()
        self._layers = _chooser("layerChooser", "Layer", "The layer whose units are shown.")
        self._order = _chooser(
            "unitOrder",
            "Order of the units",
            "The order of the units. Their contribution is an estimate of how far the answer "
            "falls without them; similar ones have weights in the same direction.",
        )
        for order in Order:
            self._order.addItem(f"By {order}", order)
        self._view = _chooser(
            "weightView",
            "What the images show",
            "The weights themselves, or how they have changed since the run began or since the "
            "last end of an epoch whose weights were kept.",
        )
        for view in WeightView:
            self._view.addItem(view.capitalize(), view)
        self._matrix = named(QCheckBox("As a matrix"), "matrixSwitch")
        self._matrix.setToolTip(
            "Show the weights from the units of the layer before: a row for each unit. Otherwise "
            "each unit is an image of the sums over all paths from the pixels."
        )
        self._matrix.hide()
        self.setLayout(FlowLayout(self._layers, self._order, self._view, self._matrix))
        self._layers.currentIndexChanged.connect(self._choose_layer)
        self._order.currentIndexChanged.connect(self.order_changed)
        self._view.currentIndexChanged.connect(self.view_changed)
        self._matrix.toggled.connect(self.view_changed)

    @property
    def layer(self) -> int:
        """The index of the layer."""
        return max(0, self._layers.currentIndex())

    @property
    def order(self) -> Order:
        """The order of the units."""
        return Order(self._order.currentData())

    @property
    def view(self) -> WeightView:
        """What the images show."""
        return WeightView(self._view.currentData())

    @property
    def as_matrix(self) -> bool:
        """Whether the weights of a deeper layer are shown as a matrix."""
        return self.layer > 0 and self._matrix.isChecked()

    def list_layers(self, sizes: Sequence[int]) -> None:
        """Offer the layers of another network; `sizes` are those of all layers, pixels included."""
        self._layers.blockSignals(True)
        self._layers.clear()
        for layer, size in enumerate(sizes[1:]):
            name = "Output" if layer == len(sizes) - 2 else f"Hidden {layer + 1}"
            self._layers.addItem(f"{name}: {size:,} unit{'s' if size != 1 else ''}")
        self._layers.blockSignals(False)
        self._choose_layer()

    def choose_layer(self, layer: int) -> None:
        """Choose a layer that was chosen elsewhere."""
        self._layers.setCurrentIndex(layer)

    @Slot()
    def _choose_layer(self) -> None:
        self._matrix.setVisible(self.layer > 0)
        self.layer_changed.emit()


def _chooser(name: str, label: str, tip: str) -> QComboBox:
    chooser = named(QComboBox(), name)
    chooser.setAccessibleName(label)
    chooser.setToolTip(tip)
    chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return chooser
