"""The controls above the curves: smoothing, axes, and which values are shown."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QSlider

from gui.common.enlargement import keep_room, set_text_size
from gui.common.flow_layout import FlowLayout
from gui.common.settings import WindowSettings
from gui.common.widgets import container, hbox, named
from gui.training.curves.curve_switches import CurveSwitches
from gui.training.curves.view_settings import ViewSettings
from gui.training.curves.x_axis_mapping import XAxis, XScale

_SLIDER = 80
"""Pixels."""
_SMOOTHING_STEPS = 40
_MOST_SMOOTHING = 5.0
_LEAST_SMOOTHING = 0.005


class CurveControls(QObject):
    """The controls that say how the curves are shown; they are remembered for the next start."""

    changed = Signal()
    """Emitted when the curves are to be shown in another way."""

    def __init__(self, settings: WindowSettings, switches: CurveSwitches, parent: QObject) -> None:
        super().__init__(parent)
        self._settings, self._switches = settings, switches
        self._slider = named(QSlider(Qt.Orientation.Horizontal), "smoothingSlider")
        self._slider.setRange(0, _SMOOTHING_STEPS)
        self._slider.setMinimumWidth(_SLIDER)
        self._slider.setAccessibleName("Smoothing")
        self._slider.setToolTip(
            "Average the curves over about this many epochs before and after each point. "
            "The raw curves stay visible, but faint."
        )
        self._slider.setValue(min(settings.smoothing_step, _SMOOTHING_STEPS))
        self._width = QLabel()
        set_text_size(self._width)
        keep_room(self._width, ["0.000 epochs"])
        self._axis = named(QComboBox(), "curvesAxis")
        self._axis.setAccessibleName("Horizontal axis of the curves")
        self._axis.setToolTip("What the horizontal axis shows.")
        for x_axis in XAxis:
            self._axis.addItem(x_axis.value, x_axis)
        self._axis.setCurrentIndex(max(self._axis.findData(settings.curves_axis), 0))
        self._write_width()
        self._slider.valueChanged.connect(self._smooth)
        self._axis.currentIndexChanged.connect(self._store_axis)
        for switch in switches.view_switches:
            switch.toggled.connect(self.changed)

    def layout(self) -> FlowLayout:
        """Lay out the controls, with buttons for the switches."""
        switches = self._switches
        return FlowLayout(
            container(hbox(QLabel("Smoothing"), self._slider, self._width)),
            self._axis,
            switches.log_loss_box(),
            switches.outliers_box(),
            switches.options_button(),
            switches.reset_button(),
        )

    @property
    def view(self) -> ViewSettings:
        """How the curves are shown, but for a logarithmic axis of the loss."""
        scale = XScale(XAxis(self._axis.currentData()), self._switches.log_horizontal.isChecked())
        whole = self._switches.show_outliers.isChecked()
        return ViewSettings(scale, smoothing=self._smoothing, whole_range=whole)

    @property
    def loss_view(self) -> ViewSettings:
        """How the curves of the loss are shown."""
        return self.view._replace(logarithmic=self._switches.log_loss.isChecked())

    @property
    def _smoothing(self) -> float:
        """The width of the smoothing in epochs; 0 for none."""
        step = self._slider.value()
        growth = (_MOST_SMOOTHING / _LEAST_SMOOTHING) ** ((step - 1) / (_SMOOTHING_STEPS - 1))
        return _LEAST_SMOOTHING * growth if step else 0.0

    @Slot(int)
    def _smooth(self, step: int) -> None:
        self._settings.smoothing_step = step
        self._write_width()
        self.changed.emit()

    @Slot()
    def _store_axis(self) -> None:
        self._settings.curves_axis = self._axis.currentData()
        self.changed.emit()

    def _write_width(self) -> None:
        epochs = self._smoothing
        self._width.setText(f"{epochs:.2g} epochs" if epochs else "off")
