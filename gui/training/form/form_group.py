"""A group of rows of the form, under a heading that opens and closes it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QSizePolicy,
    QStyle,
    QStyleOption,
    QStyleOptionToolButton,
    QToolButton,
    QWidget,
)

from gui.common.theme import theme_of
from gui.common.widgets import named, vbox
from gui.training.form.form_row import FormRow

_ARROW, _GAP = 16, 4
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def heading_name(group: str) -> str:
    """Return the object name of a group's heading, which stays when the group is renamed."""
    former = {"Regularization": "Regularisation"}.get(group, group)
    return f"{former.lower()}Group"


class FormGroup(QWidget):
    """Contains rows that can be hidden, and an optional preview, made when it is first opened."""

    toggled = Signal()
    opened = Signal(QWidget)
    """Emitted with the group itself when the user has opened it."""

    def __init__(
        self, name: str, rows: Sequence[FormRow], extra: Callable[[], QWidget] | None = None
    ) -> None:
        super().__init__()
        self.name, self.rows = name, rows
        self._extra = extra
        self._heading = named(GroupHeading(name), heading_name(name))
        self._heading.toggled.connect(self._show_inside)
        self._heading.clicked.connect(self._emit_opened)
        self._inside = QWidget()
        self._column = vbox(*rows, spacing=3, margins=(4, 0, 0, 6))
        self._inside.setLayout(self._column)
        self._inside.hide()
        self.setLayout(vbox(self._heading, self._inside, spacing=1))

    @property
    def is_open(self) -> bool:
        """Whether its rows are shown."""
        return self._heading.isChecked()

    def set_open(self, is_open: bool) -> None:
        """Show or hide its rows."""
        self._heading.setChecked(is_open)

    def show_summary(self, differences: str) -> None:
        """Set what differs from the defaults, which the heading shows while the group is closed."""
        valid = all(row.valid for row in self.rows)
        self._heading.show_summary("" if self.is_open else differences, valid=valid)

    @Slot(bool)
    def _show_inside(self, is_open: bool) -> None:
        if is_open and self._extra is not None:
            self._column.insertWidget(0, self._extra())
            self._extra = None
        self._inside.setVisible(is_open)
        self.toggled.emit()

    @Slot(bool)
    def _emit_opened(self, is_open: bool) -> None:
        if is_open:
            self.opened.emit(self)


class GroupHeading(QToolButton):
    """Shows an arrow, the name of the group and, shortened to the width, another text."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name, self._more, self._valid = name, "", True
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._bold = QFont(self.font())
        self._bold.setBold(True)
        self.setText(name)
        self._write()

    def show_summary(self, more: str, *, valid: bool) -> None:
        """Set the text after the name, and whether all fields of the group are valid."""
        if (more, valid) != (self._more, self._valid):
            self._more, self._valid = more, valid
            self._write()

    def sizeHint(self) -> QSize:
        """Return the size of the arrow and the name."""
        name = QFontMetrics(self._bold).size(0, self._name)
        return QSize(name.width() + _ARROW + 2 * _GAP, name.height() + 6)

    def minimumSizeHint(self) -> QSize:
        """Return the size of the arrow and the name: they are never cut off."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the arrow, the name and the other text."""
        painter = QPainter(self)
        self._draw_button(painter)
        place = self.rect().adjusted(_ARROW + _GAP, 0, -_GAP, 0)
        painter.setFont(self._bold)
        palette = self.palette()
        error = theme_of(self).error
        painter.setPen(palette.color(QPalette.ColorRole.WindowText) if self._valid else error)
        written = painter.boundingRect(place, _LEFT, self._name)
        painter.drawText(place, _LEFT, self._name)
        if self._more:
            place.setLeft(written.right() + 2)
            self._draw_more(painter, place)
        painter.end()

    def _draw_button(self, painter: QPainter) -> None:
        """Draw the hover, the focus and the arrow, but not that the button is down."""
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        option.state &= ~QStyle.StateFlag.State_On
        style = self.style()
        style.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option, painter, self)
        if self.hasFocus():  # the style shows it on other buttons, and not on flat ones
            painter.setPen(self.palette().color(QPalette.ColorRole.Highlight))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        arrow = QStyleOption()
        arrow.initFrom(self)
        side = 10
        arrow.rect = QRect(_GAP, (self.height() - side) // 2, side, side)
        open_, closed = (
            QStyle.PrimitiveElement.PE_IndicatorArrowDown,
            QStyle.PrimitiveElement.PE_IndicatorArrowRight,
        )
        style.drawPrimitive(open_ if self.isChecked() else closed, arrow, painter, self)

    def _draw_more(self, painter: QPainter, place: QRect) -> None:
        painter.setFont(self.font())
        if self._valid:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        width, right = place.width(), Qt.TextElideMode.ElideRight
        text = painter.fontMetrics().elidedText(f" · {self._more}", right, width)
        painter.drawText(place, _LEFT, text)

    def _write(self) -> None:
        text = f"{self._name} · {self._more}" if self._more else self._name
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(self._more)
        self.update()
