"""The style of check boxes, sliders, lists and spin boxes beside text larger than normal."""

from functools import cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPalette, QPolygonF
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QProxyStyle,
    QRadioButton,
    QSlider,
    QStyle,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionSpinBox,
    QWidget,
)

_KINDS = (QCheckBox, QRadioButton, QSlider, QAbstractSpinBox, QComboBox)
_METRICS = {
    QStyle.PixelMetric.PM_IndicatorWidth,
    QStyle.PixelMetric.PM_IndicatorHeight,
    QStyle.PixelMetric.PM_ExclusiveIndicatorWidth,
    QStyle.PixelMetric.PM_ExclusiveIndicatorHeight,
    QStyle.PixelMetric.PM_SliderThickness,
    QStyle.PixelMetric.PM_SliderLength,
}
_BUTTONS = {
    QStyle.SubControl.SC_SpinBoxUp: QAbstractSpinBox.StepEnabledFlag.StepUpEnabled,
    QStyle.SubControl.SC_SpinBoxDown: QAbstractSpinBox.StepEnabledFlag.StepDownEnabled,
}
_LIST = QStyle.SubControl.SC_ComboBoxArrow
_ARROW = 8
"""Pixels of an arrow at the normal size, from side to side."""


def fit_control(widget: QWidget, factor: float) -> None:
    """Give a widget whose style measures it in pixels a size for text of `factor` times the normal
    size; other widgets stay as they are."""
    if isinstance(widget, _KINDS):
        large = isinstance(widget.style(), _LargeControls)
        if factor > 1.0:
            widget.setStyle(_style(round(factor, 2)))
        elif large:
            widget.setStyle(None)  # type: ignore[arg-type] # missing in the stubs


class _LargeControls(QProxyStyle):
    """Paints controls larger. It belongs to single widgets: Python is slow for all of them."""

    def __init__(self, factor: float) -> None:
        super().__init__("fusion")
        self._factor = factor

    def pixelMetric(  # noqa: N802 - Qt's name
        self,
        metric: QStyle.PixelMetric,
        option: QStyleOption | None = None,
        widget: QWidget | None = None,
    ) -> int:
        """Return the sizes of indicators and handles, enlarged."""
        pixels = super().pixelMetric(metric, option, widget)
        return round(self._factor * pixels) if metric in _METRICS else pixels

    def subControlRect(  # noqa: N802 - Qt's name
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Return the places of the parts of a spin box with wider buttons."""
        place = super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]
        if control is QStyle.ComplexControl.CC_SpinBox:
            button = QStyle.SubControl.SC_SpinBoxUp
            usual = super().subControlRect(control, option, button, widget)  # type: ignore[arg-type]
            wider = round((self._factor - 1) * usual.width())
            if part in _BUTTONS:
                place.setLeft(place.left() - wider)
            elif part is QStyle.SubControl.SC_SpinBoxEditField:
                place.setRight(place.right() - wider)
        return place

    def drawComplexControl(  # noqa: N802 - Qt's name
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Paint a control, and over its arrows larger ones."""
        super().drawComplexControl(control, option, painter, widget)
        usable = bool(option.state & QStyle.StateFlag.State_Enabled)
        if isinstance(option, QStyleOptionComboBox):
            place = self.subControlRect(control, option, _LIST, widget)
            self._draw_arrow(painter, place, option.palette, up=False, usable=usable)
        elif isinstance(option, QStyleOptionSpinBox):
            for part, step in _BUTTONS.items():
                place = self.subControlRect(control, option, part, widget)
                possible = usable and bool(option.stepEnabled & step)
                up = part is QStyle.SubControl.SC_SpinBoxUp
                self._draw_arrow(painter, place, option.palette, up=up, usable=possible)

    def _draw_arrow(
        self, painter: QPainter, place: QRect, palette: QPalette, *, up: bool, usable: bool
    ) -> None:
        group = QPalette.ColorGroup.Active if usable else QPalette.ColorGroup.Disabled
        half = min(self._factor * _ARROW, place.width() - 2) / 2
        tip = -half / 2 if up else half / 2
        middle = QPointF(place.center()) + QPointF(0.5, 0.5)
        corners = [QPointF(-half, -tip), QPointF(half, -tip), QPointF(0, tip)]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(group, QPalette.ColorRole.ButtonText))
        painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
        painter.restore()


@cache
def _style(factor: float) -> _LargeControls:
    return _LargeControls(factor)
