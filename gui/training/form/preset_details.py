"""A window with everything about a preset: its commentary, its settings and what was changed."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QTextBrowser, QWidget

from core.hyperparameters.preset_file import Preset
from core.hyperparameters.schema import FIELDS, Hyperparameters, display_setting
from gui.common.dialogs import close_row
from gui.common.focus_frame import show_focus
from gui.common.widgets import named, vbox
from gui.training.form.field_texts import FieldChange

_CHARACTERS = 72
"""The width of the text, in characters of average width."""
_MARGIN = 16
"""Pixels."""
_DEFAULTS = Hyperparameters().to_dict()


class PresetDetails(QDialog):
    """Shows a text that can be read whole and copied, and stays open beside the form."""

    def __init__(
        self, preset: Preset, changes: Sequence[FieldChange], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("presetDetails")
        self.setWindowTitle(f"Preset “{preset.title}”")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._text = named(QTextBrowser(), "presetDetailsText")
        self._text.setAccessibleName(f"About the preset “{preset.title}”")
        self._text.setToolTip("All about the preset. The arrow keys scroll.")
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.viewport().setAutoFillBackground(False)
        self._text.setOpenLinks(False)
        show_focus(self._text)
        self._text.setHtml(_html(preset, changes))
        self._buttons = close_row(self)
        margins = (_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self.setLayout(vbox((self._text, 1), self._buttons, spacing=8, margins=margins))

    def show_below(self, widget: QWidget) -> None:
        """Show it below a widget, as high as its text, but no higher than the window."""
        screen = widget.screen().availableGeometry().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        width = min(_CHARACTERS * self.fontMetrics().averageCharWidth(), screen.width())
        place = QRect(widget.mapToGlobal(QPoint(0, widget.height())), QSize(width, width))
        self.setGeometry(place)
        self.show()
        # The text is laid out now.
        hidden = self._text.verticalScrollBar().maximum()
        most = min(screen.height(), widget.window().height())
        place.setHeight(min(place.height() + hidden, most))
        place.moveRight(min(place.right(), screen.right()))
        place.moveBottom(min(place.bottom(), screen.bottom()))
        self.setGeometry(place)


def _html(preset: Preset, changes: Sequence[FieldChange]) -> str:
    parts = [f"<h3>{escape(preset.title)}</h3>"]
    parts += [f"<p>{escape(text)}</p>" for text in preset.description.split("\n") if text.strip()]
    if preset.literature:
        parts.append(f"<p>In the literature: {escape(preset.literature)}.</p>")
    if changes:
        rows = [(each.label, f"{each.before} → {each.after}") for each in changes]
        parts.append(f"<h4>Changed in the form</h4>{_table(rows)}")
    own = _settings(preset.hyperparameters)
    title = "The preset's settings that are not the defaults"
    if not own:
        title = "The preset itself has only default settings."
    parts.append(f"<h4>{title}</h4>{_table(own)}")
    return "".join(parts)


def _settings(settings: Hyperparameters) -> list[tuple[str, str]]:
    return [
        (FIELDS[name].label, display_setting(name, value))
        for name, value in settings.to_dict().items()
        if settings.applies(name) and value != _DEFAULTS[name]
    ]


def _table(rows: Sequence[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td>{escape(label)}&nbsp;&nbsp;</td><td>{escape(value)}</td></tr>"
        for label, value in rows
    )
    return f"<table>{cells}</table>" if rows else ""
