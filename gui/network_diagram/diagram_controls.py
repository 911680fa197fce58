"""The controls above the diagram: the image, the question, the order and the connections."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QSlider, QWidget

from core.datasets.dataset import CLASSES
from gui.common.enlargement import keep_room
from gui.common.flow_layout import FlowLayout
from gui.common.number_box import NumberBox
from gui.common.theme import TIGHT
from gui.common.widgets import container, hbox, named, set_available
from gui.network_diagram.diagram_requests import ANSWER, NOTHING, SECOND, TileOrder

TEST_IMAGES = 10_000
MOST_CONNECTIONS = 200
"""For each layer: more lines could not be told apart."""
_USUAL_CONNECTIONS = 30
_ORDER = (
    "The order of the units in each layer: their numbers, or those first that contribute most, for "
    "or against."
)
_NO_IMAGE = "Without an image no unit contributes: draw a digit, or choose a test image."


class DiagramControls(QWidget):
    """Lets the user choose what the diagram shows."""

    changed = Signal()
    """Emitted when something else is to be shown."""
    order_changed = Signal()
    """Emitted before `changed` when the units have another order."""

    def __init__(self) -> None:
        super().__init__()
        self._image = _chooser(
            "imageChooser",
            "Image",
            "What the network looks at: the image on the pad, or a test image.",
        )
        self._image.addItems(["Image on the pad", "Test image"])
        self._number = named(NumberBox(), "testImageNumber")
        self._number.setRange(0, TEST_IMAGES - 1)
        self._number.setGroupSeparatorShown(True)
        self._number.setAccessibleName("Number of the test image")
        self._number.setToolTip(f"The number of the test image, 0 to {TEST_IMAGES - 1:,}.")
        self._number.hide()
        self._digit = _chooser(
            "questionDigit", "Digit", "The output to which units and pixels contribute."
        )
        self._digit.addItem("the answer", ANSWER)
        self._against = _chooser(
            "questionAgainst",
            "Digit to compare with",
            "The output with which it is compared: contributions are to the difference.",
        )
        self._against.addItem("the second", SECOND)
        self._against.addItem("nothing", NOTHING)
        for digit in range(CLASSES):
            self._digit.addItem(str(digit), digit)
            self._against.addItem(str(digit), digit)
        self._order = _chooser("tileOrder", "Order of the units", _ORDER)
        for each in TileOrder:
            self._order.addItem(f"Units by {each}", each)
        self.order = TileOrder.NUMBER
        """The order of the units of an image."""
        self._order_is_chosen = False
        """Whether the user has chosen the order."""
        self._slider = named(QSlider(Qt.Orientation.Horizontal), "connectionSlider")
        self._slider.setRange(0, MOST_CONNECTIONS)
        self._slider.setValue(_USUAL_CONNECTIONS)
        self._slider.setPageStep(10)
        self._slider.setAccessibleName("Connections shown into each layer")
        self._slider.setToolTip(
            "How many connections into each layer are shown: those between the units that are "
            "shown with the largest product of weight and activation."
        )
        self._slider.setMinimumWidth(100)
        self._count = named(QLabel(), "connectionCount")
        keep_room(self._count, [_count_text(MOST_CONNECTIONS)])
        self._lay_out()
        self._connect()

    @property
    def test_image(self) -> int | None:
        """The number of the test image; None for the image on the pad."""
        return self._number.value() if self._image.currentIndex() else None

    @property
    def digit(self) -> int:
        """The digit to which units contribute, or ANSWER."""
        return int(self._digit.currentData())

    @property
    def against(self) -> int:
        """The digit with which it is compared, or SECOND or NOTHING."""
        return int(self._against.currentData())

    @property
    def connections(self) -> int:
        """How many connections into each layer are shown."""
        return self._slider.value()

    def propose_order(self, order: TileOrder) -> None:
        """Use an order until the user chooses one."""
        if not self._order_is_chosen:
            self.order = order
            self._show_order()

    def show_image(self, *, there: bool) -> None:
        """Offer the order by contribution, or say why there is none: without an image."""
        set_available(self._order, _ORDER, "" if there else _NO_IMAGE)
        self._show_order()

    def _show_order(self) -> None:
        """Show the order that the units have now."""
        order = self.order if self._order.isEnabled() else TileOrder.NUMBER
        with QSignalBlocker(self._order):
            self._order.setCurrentIndex(self._order.findData(order))

    def ask_about(self, digit: int) -> None:
        """Compare a digit, as if it had been chosen, with what it is compared with now."""
        self._digit.setCurrentIndex(self._digit.findData(digit))

    def _connect(self) -> None:
        self._image.currentIndexChanged.connect(self._choose_image)
        self._order.currentIndexChanged.connect(self._choose_order)
        self._slider.valueChanged.connect(self._show_count)
        for chooser in (self._digit, self._against):
            chooser.currentIndexChanged.connect(self._choose)
        self._number.valueChanged.connect(self._choose)
        self._slider.valueChanged.connect(self._choose)
        self._show_count(self._slider.value())

    @Slot()
    def _choose(self) -> None:
        self.changed.emit()

    @Slot(int)
    def _choose_image(self, index: int) -> None:
        self._number.setVisible(index > 0)
        self.changed.emit()

    @Slot()
    def _choose_order(self) -> None:
        self._order_is_chosen = True
        self.order = TileOrder(self._order.currentData())
        self.order_changed.emit()
        self.changed.emit()

    @Slot(int)
    def _show_count(self, count: int) -> None:
        self._count.setText(_count_text(count))

    def _lay_out(self) -> None:
        asked = container(hbox(QLabel("For"), self._digit, QLabel("against"), self._against, None))
        lines = container(hbox(self._slider, self._count, spacing=TIGHT))
        self.setLayout(FlowLayout(self._image, self._number, asked, self._order, lines))


def _count_text(count: int) -> str:
    return f"{count} connections per layer"


def _chooser(name: str, label: str, tip: str) -> QComboBox:
    chooser = named(QComboBox(), name)
    chooser.setAccessibleName(label)
    chooser.setToolTip(tip)
    chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    return chooser
