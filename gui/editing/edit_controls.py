"""The fields with which a person describes a change of a network."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from core.inside.edits import (
    MAX_BITS,
    Edit,
    Noise,
    Prune,
    Quantize,
    Scale,
    SetBias,
    SetWeight,
    Shift,
    SwitchOff,
    Temperature,
)
from gui.common.flow_layout import FlowLayout
from gui.common.keys import APPLY_CHANGE
from gui.common.number_box import NumberBox
from gui.common.primary_button import make_primary
from gui.common.real_box import RealBox
from gui.common.widgets import described, named, set_available

if TYPE_CHECKING:
    from core.nn.mlp import MLP

_APPLY = "Make this change in a copy; the network in use stays as it is."
_NO_MODEL = "There is no network yet."
_NO_HIDDEN = "This network has no hidden units."
_ALREADY_OFF = "This unit is already off."
_PRECISE = 60
"""Decimals with which no number of a network, whose smallest is 1e-45, is rounded to 0."""


class Place(NamedTuple):
    """What the fields say."""

    layer: int
    source: int
    unit: int
    amount: float
    number: int
    """How many edits there are already: the seed of noise."""


class Kind(NamedTuple):
    """A kind of change, with the fields that it needs."""

    title: str
    make: Callable[[Place], Edit]
    prefix: str = ""
    suffix: str = ""
    lowest: float = 0.0
    highest: float = 0.0
    usual: float = 0.0
    decimals: int = 0
    layer: bool = False
    source: bool = False
    unit: bool = False
    hidden: bool = False
    """Whether only hidden layers are offered."""


KINDS = (
    Kind("Prune the smallest weights", lambda p: Prune(p.amount / 100), "", "%", 0, 100, 50, 1),
    Kind(
        "Quantize the weights",
        lambda p: Quantize(int(p.amount)),
        "to ",
        "-bit numbers",
        1,
        MAX_BITS,
        4,
    ),
    Kind("Add noise", lambda p: Noise(p.amount / 100, p.number), "", "%", 0, 1000, 20, 1),
    Kind(
        *("Change the temperature", lambda p: Temperature(p.amount), "× ", ""),
        *(0.01, 100, 2, _PRECISE),
    ),
    Kind(
        *("Scale the weights", lambda p: Scale(p.layer, p.amount), "× ", ""),
        *(-1000, 1000, 0.5, _PRECISE),
        layer=True,
    ),
    Kind(
        *("Shift the biases", lambda p: Shift(p.layer, p.amount), "by ", ""),
        *(-1000, 1000, 0.5, _PRECISE),
        layer=True,
    ),
    Kind(
        "Switch a unit off",
        lambda p: SwitchOff(p.layer, p.unit),
        layer=True,
        unit=True,
        hidden=True,
    ),
    Kind(
        *("Set a weight", lambda p: SetWeight(p.layer, p.source, p.unit, p.amount), "to ", ""),
        *(-1e6, 1e6, 0, _PRECISE),
        layer=True,
        source=True,
        unit=True,
    ),
    Kind(
        *("Set a bias", lambda p: SetBias(p.layer, p.unit, p.amount), "to ", ""),
        *(-1e6, 1e6, 0, _PRECISE),
        layer=True,
        unit=True,
    ),
)


class EditControls(QWidget):
    """Lets the user describe an edit, and emits it."""

    requested = Signal(object)
    """Emitted with an Edit."""

    def __init__(self) -> None:
        super().__init__()
        self._network: MLP | None = None
        self.edits = 0
        """How many edits there are already."""
        self._kinds = described(QComboBox(), "editKind", "Change", "What is changed.")
        self._layers = described(QComboBox(), "editLayer", "Layer", "The layer that is changed.")
        self._source = described(NumberBox(), "editInput", "Input", "The pixel or unit before.")
        self._unit = described(NumberBox(), "editUnit", "Unit", "The unit that is changed.")
        self._amount = described(RealBox(), "editAmount", "Amount", "By how much.")
        self._apply = named(QPushButton("Apply"), "applyEditButton")
        make_primary(self._apply)
        self._source.setPrefix("from ")
        self._unit.setPrefix("unit ")
        for kind in KINDS:
            self._kinds.addItem(kind.title)
        self._layers.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setLayout(
            FlowLayout(
                *(self._kinds, self._layers, self._source, self._unit, self._amount, self._apply)
            )
        )
        self._kinds.currentIndexChanged.connect(self._show_kind)
        self._layers.currentIndexChanged.connect(self._show_layer)
        for box in (self._source, self._unit):
            box.valueChanged.connect(self._show_present)
        self._apply.clicked.connect(self._request)
        self._show_kind()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Apply on Enter; a box whose number has to be another one keeps the key for itself."""
        if APPLY_CHANGE.match(event):
            self._apply.click()
        else:
            super().keyPressEvent(event)

    def show_network(self, network: "MLP | None") -> None:
        """Offer the parts of a network, as it is after the edits; None for none."""
        before, self._network = self._network, network
        if (before and before.sizes) != (network and network.sizes):
            self._show_kind()
        else:
            self._show_present()

    @property
    def _kind(self) -> Kind:
        return KINDS[self._kinds.currentIndex()]

    @Slot()
    def _show_kind(self) -> None:
        """Show the fields of a kind of change."""
        kind, amount = self._kind, self._amount
        self._layers.setVisible(kind.layer)
        self._source.setVisible(kind.source)
        self._unit.setVisible(kind.unit)
        amount.setVisible(kind.highest > kind.lowest)
        amount.setDecimals(kind.decimals)
        amount.setRange(kind.lowest, kind.highest)
        amount.setPrefix(kind.prefix)
        amount.setSuffix(kind.suffix)
        amount.setSingleStep(1.0 if kind.decimals < 2 else 0.1)
        amount.setValue(kind.usual)
        self._list_layers(hidden=kind.hidden)

    def _list_layers(self, *, hidden: bool) -> None:
        sizes = self._network.sizes if self._network is not None else ()
        count = max(0, len(sizes) - (2 if hidden else 1))
        with QSignalBlocker(self._layers):
            self._layers.clear()
            for layer in range(count):
                last = layer == len(sizes) - 2
                self._layers.addItem("Output layer" if last else f"Hidden layer {layer + 1}")
            if not count and self._network is not None:
                self._layers.addItem("no hidden layer")
        self._show_layer()

    @Slot()
    def _show_layer(self) -> None:
        layer = max(0, self._layers.currentIndex())
        sizes = self._network.sizes[layer : layer + 2] if self._network is not None else ()
        for box, units in zip((self._source, self._unit), sizes, strict=False):
            with QSignalBlocker(box):
                box.setRange(0, units - 1)
        self._show_present()

    @Slot()
    def _show_present(self) -> None:
        """Begin with the present value of a weight or bias that is to be set."""
        set_available(self._apply, _APPLY, self._why_not())
        layer = self._layers.currentIndex()
        if self._network is None or not self._kind.unit or self._kind.hidden or layer < 0:
            return
        unit = self._unit.value()
        if self._kind.source:
            value = self._network.weights[layer][self._source.value(), unit]
        else:
            value = self._network.biases[layer][unit]
        if not self._amount.hasFocus():
            self._amount.setValue(float(value))

    def _why_not(self) -> str:
        """Return why there is nothing to apply; empty where there is."""
        if self._network is None:
            return _NO_MODEL
        if not self._kind.hidden:
            return ""
        if len(self._network.sizes) < 3:
            return _NO_HIDDEN
        layer = max(0, self._layers.currentIndex())
        leading_on = self._network.weights[layer + 1][self._unit.value()]
        return "" if leading_on.any() else _ALREADY_OFF

    @Slot()
    def _request(self) -> None:
        self._amount.interpretText()  # where a click does not take the focus
        boxes = (self._source, self._unit, self._amount)
        if any(box.correction.stops_click() for box in boxes):
            return
        place = Place(
            max(0, self._layers.currentIndex()),
            self._source.value(),
            self._unit.value(),
            self._amount.value(),
            self.edits,
        )
        self.requested.emit(self._kind.make(place))
