"""Colours with fixed meanings, light and dark, and the fonts of numbers."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSizePolicy, QWidget

from core.plots.palette import TRAINING, VALIDATION


class Scheme(StrEnum):
    """Which colour scheme the person wants."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class Theme:
    """Colours by meaning. The hues are of Okabe and Ito's palette, told apart by all eyes."""

    training: str
    validation: str
    test: str
    error: str
    paper: str
    ink: str
    supports: str
    opposes: str
    runs: tuple[str, ...]
    """Of other runs on the curves; after Paul Tol's schemes “muted” and “light”."""

    def faint(self, colour: str, palette: QPalette, share: float = 0.4) -> QColor:
        """A share of a colour over the background: lines with alpha cost ten times as much."""
        front, back = QColor(colour), palette.color(QPalette.ColorRole.Base)
        pairs = zip(_rgb(front), _rgb(back), strict=True)
        return QColor(*(round(share * f + (1 - share) * b) for f, b in pairs))


LIGHT = Theme(
    training=TRAINING,
    validation=VALIDATION,
    test="#00805f",
    error="#b3261e",
    paper="#ffffff",
    ink="#16202c",
    supports=TRAINING,
    opposes="#e06500",
    runs=(
        *("#882255", "#117733", "#332288", "#999933"),
        *("#cc6677", "#3b9a8b", "#aa4499", "#6b6b6b"),
    ),
)
DARK = Theme(
    training="#56b4e9",
    validation="#e69f00",
    test="#2fc79c",
    error="#ff8a80",
    paper="#11151a",
    ink="#f2f5f8",
    supports="#2d9fe8",
    opposes="#f08a00",
    runs=(
        *("#ffaabb", "#bbcc33", "#77aadd", "#eedd88"),
        *("#ee8866", "#44bb99", "#aaaa00", "#dddddd"),
    ),
)
_QT_SCHEMES = {
    Scheme.SYSTEM: Qt.ColorScheme.Unknown,
    Scheme.LIGHT: Qt.ColorScheme.Light,
    Scheme.DARK: Qt.ColorScheme.Dark,
}
_ROLES = {
    # role: (light, dark)
    "Window": ("#f2f3f5", "#22272e"),
    "WindowText": ("#1b2027", "#e6eaef"),
    "Base": ("#ffffff", "#191d23"),
    "AlternateBase": ("#e4e7eb", "#323943"),
    "Text": ("#1b2027", "#e6eaef"),
    "PlaceholderText": ("#6a737d", "#8d97a3"),
    "Button": ("#f7f8fa", "#2f363f"),
    "ButtonText": ("#1b2027", "#e6eaef"),
    "Light": ("#ffffff", "#454e5a"),
    "Midlight": ("#eceef1", "#3a424d"),
    "Mid": ("#b4bac2", "#545d69"),
    "Dark": ("#9aa1aa", "#171b20"),
    "Shadow": ("#5c636b", "#0c0e11"),
    "Highlight": ("#2f7fc1", "#2f7fc1"),
    "HighlightedText": ("#ffffff", "#ffffff"),
    "ToolTipBase": ("#ffffff", "#323943"),
    "ToolTipText": ("#1b2027", "#e6eaef"),
}
_DISABLED = ("#a3a9b1", "#68717c")
_CHECK_BOX = ("#a6acb4", "#b4c0cd")
"""Color “Window” of check boxes. They have no background: the style only derives their outline from
it, and makes that darker, so that it could not be seen on a dark window."""


def set_scheme(scheme: Scheme) -> None:
    """Use a colour scheme for the whole application; every widget gets a palette change."""
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(_QT_SCHEMES[scheme])
    follow_scheme(hints.colorScheme() if scheme is Scheme.SYSTEM else _QT_SCHEMES[scheme])


def follow_scheme(scheme: Qt.ColorScheme) -> None:
    """Use our palette of a scheme. Not every platform that tells its scheme has colours for it."""
    dark = scheme is Qt.ColorScheme.Dark
    palette = _palette(dark=dark)
    QGuiApplication.setPalette(palette)
    palette.setColor(QPalette.ColorRole.Window, QColor(_CHECK_BOX[dark]))
    QApplication.setPalette(palette, "QCheckBox")  # type: ignore[arg-type] # bytes in the stubs


def _palette(*, dark: bool) -> QPalette:
    palette = QPalette()
    for name, colours in _ROLES.items():
        palette.setColor(QPalette.ColorRole[name], QColor(colours[dark]))
    for name in ("WindowText", "Text", "ButtonText"):
        role, disabled = QPalette.ColorRole[name], QPalette.ColorGroup.Disabled
        palette.setColor(disabled, role, QColor(_DISABLED[dark]))
    return palette


def theme_of(widget: QWidget) -> Theme:
    """The colours that go with the widget's palette."""
    return DARK if widget.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def set_foreground(widget: QWidget, colour: str) -> None:
    """Give a label's text a colour of the theme."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor(colour))
    widget.setPalette(palette)


def number_font(widget: QWidget, scale: float = 1.0, *, bold: bool = False) -> QFont:
    """The widget's font with figures of one width, so that a changing number does not jump."""
    font = QFont(widget.font())
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setBold(bold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def heading(text: str) -> QLabel:
    """A line in bold. (By its font: rich text takes a document to lay out.)"""
    label = QLabel(text)
    font = QFont(label.font())
    font.setBold(True)
    label.setFont(font)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return label


def let_shrink(button: QPushButton) -> None:
    """Let a button become as narrow as its text needs; the style's least width is larger."""
    button.setMinimumWidth(button.fontMetrics().horizontalAdvance(button.text()) + 20)


def _rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()
