"""The choice of the weight that is followed: its layer, the unit before it and its own unit."""

from PySide6.QtCore import QObject, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from gui.common.number_box import NumberBox
from gui.common.widgets import described

_STEEPEST = "Choose the weight of this layer with the largest derivative."


class WeightChoice(QObject):
    """Chooses one weight of a network, or leaves the choice to the calculation."""

    changed = Signal()
    """Emitted when the user has chosen, and when another network is chosen from."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sizes: tuple[int, ...] = ()
        self._fixed = False
        """Whether the user has chosen the weight."""
        self._layers = described(QComboBox(), "stepLayer", "Layer", "The layer of the weight.")
        self._layers.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._source = described(
            NumberBox(), "stepInput", "Input", "The pixel or unit it leads from, counted from 0."
        )
        self._source.setPrefix("from ")
        self._unit = described(
            NumberBox(), "stepUnit", "Unit", "The unit it leads to, counted from 0."
        )
        self._unit.setPrefix("to ")
        self._steepest = described(
            QPushButton("Largest gradient"), "steepestButton", "Largest gradient", _STEEPEST
        )
        self._layers.currentIndexChanged.connect(self._choose_layer)
        for box in (self._source, self._unit):
            box.valueChanged.connect(self._choose_weight)
        self._steepest.clicked.connect(self._choose_steepest)

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """The widgets, from left to right."""
        return self._layers, self._source, self._unit, self._steepest

    @property
    def layer(self) -> int:
        """The layer of weights, counted from 0."""
        return max(0, self._layers.currentIndex())

    @property
    def weight(self) -> tuple[int, int] | None:
        """The unit before the weight, and its own; None for the one with the largest derivative."""
        return (self._source.value(), self._unit.value()) if self._fixed else None

    def show_sizes(self, sizes: tuple[int, ...]) -> None:
        """Choose from a network with layers of these sizes, the input first; () for none."""
        self._sizes = sizes
        with QSignalBlocker(self._layers):
            self._layers.clear()
            for layer in range(len(sizes) - 1):
                before = f"Hidden {layer}" if layer else "Pixels"
                self._layers.addItem(f"{before} → {self._name(layer + 1)}")
        self._choose_layer()

    def show_weight(self, source: int, unit: int) -> None:
        """Show the weight that the calculation has chosen, unless the user has chosen one."""
        for box, value in ((self._source, source), (self._unit, unit)):
            if not self._fixed:
                with QSignalBlocker(box):
                    box.setValue(value)

    def set_enabled(self, *, enabled: bool) -> None:
        """Let a weight be chosen, or not."""
        for control in (self._source, self._unit, self._steepest):
            control.setEnabled(enabled)

    def _name(self, layer: int) -> str:
        return "output" if layer == len(self._sizes) - 1 else f"hidden {layer}"

    @Slot()
    def _choose_layer(self) -> None:
        self._fixed = False
        for box, units in zip((self._source, self._unit), self._sizes[self.layer :], strict=False):
            with QSignalBlocker(box):
                box.setRange(0, units - 1)
        self.changed.emit()

    @Slot()
    def _choose_weight(self) -> None:
        self._fixed = True
        self.changed.emit()

    @Slot()
    def _choose_steepest(self) -> None:
        self._fixed = False
        self.changed.emit()
