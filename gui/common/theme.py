"""Colors with fixed meanings, light and dark; the sizes of text, and the spacing."""

from enum import Enum, StrEnum
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from core.plots.palette import ERROR, TRAINING, VALIDATION

SPACING = 8
"""Pixels between two parts of a layout, and around them. All other distances are multiples."""
_LEAST_CONTRAST = 3.0
"""Of graphics with their background, after WCAG 2.2."""
TIGHT = SPACING // 2
"""Pixels between parts that belong together, such as a field and its label."""


class TextSize(float, Enum):
    """The four sizes of text, as multiples of the application's font size."""

    SMALL = 0.85
    """Notes, hints and the labels of axes."""
    BODY = 1.0
    TITLE = 1.25
    """A result in a row, or the title of a page."""
    FIGURE = 2.25
    """The one number that a panel is about."""


class Scheme(StrEnum):
    """The color schemes that the user can choose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Theme(NamedTuple):
    """Colors by meaning, with the hues of Okabe and Ito's palette for color blindness."""

    training: str
    validation: str
    test: str
    error: str
    paper: str
    ink: str
    supports: str
    opposes: str
    runs: tuple[str, ...]
    """For comparison runs among the curves, after Paul Tol's schemes “muted” and “light”."""

    def faint(self, color: str, palette: QPalette, share: float = 0.4) -> QColor:
        """Mix a color with the background. Lines with alpha would take ten times as long."""
        front, back = QColor(color), palette.color(QPalette.ColorRole.Base)
        pairs = zip(_rgb(front), _rgb(back), strict=True)
        return QColor(*(round(share * f + (1 - share) * b) for f, b in pairs))

    def quiet(self, color: str, palette: QPalette) -> QColor:
        """Mix a color with the background as far as a line in it can still be seen well."""
        shares = (step / 20 for step in range(8, 20))
        mixed = (self.faint(color, palette, share) for share in shares)
        paper = palette.color(QPalette.ColorRole.Base)
        seen = (each for each in mixed if contrast(each, paper) >= _LEAST_CONTRAST)
        return next(seen, QColor(color))


LIGHT = Theme(
    training=TRAINING,
    validation=VALIDATION,
    test="#007d5c",
    error=ERROR,
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
    "PlaceholderText": ("#5f6872", "#9aa4b0"),
    "Button": ("#f7f8fa", "#2f363f"),
    "ButtonText": ("#1b2027", "#e6eaef"),
    "Light": ("#ffffff", "#454e5a"),
    "Midlight": ("#eceef1", "#3a424d"),
    "Mid": ("#7d848d", "#7f8995"),
    "Dark": ("#9aa1aa", "#171b20"),
    "Shadow": ("#5c636b", "#0c0e11"),
    "Highlight": ("#2a7ab9", "#4c9fe0"),
    "HighlightedText": ("#ffffff", "#0c1116"),
    "Link": ("#06569c", "#6cb8f0"),
    "LinkVisited": ("#06569c", "#6cb8f0"),
    "ToolTipBase": ("#ffffff", "#323943"),
    "ToolTipText": ("#1b2027", "#e6eaef"),
}
_DISABLED = ("#838a93", "#939ca7")
_OUTLINE = ("#a8aeb6", "#b4c0cd")
"""Color “Window” of controls. They do not paint it: the style only derives their outline from it,
and makes that darker, so that it could hardly be seen on a light window, and not on a dark one."""
_MENU = ("#ffffff", "#323943")
"""Color “Base” of menus. The style derives the lines between their entries from it, and makes them
darker: on an almost black one they could not be seen."""
_OUTLINED = (
    *("QAbstractSpinBox", "QCheckBox", "QComboBox", "QLineEdit", "QProgressBar"),
    *("QPushButton", "QRadioButton", "QSlider", "QToolButton"),
)


def set_scheme(scheme: Scheme) -> None:
    """Use a color scheme for the whole application; every widget gets a palette change."""
    hints = QGuiApplication.styleHints()
    hints.setColorScheme(_QT_SCHEMES[scheme])
    follow_scheme(hints.colorScheme() if scheme is Scheme.SYSTEM else _QT_SCHEMES[scheme])


def follow_scheme(scheme: Qt.ColorScheme) -> None:
    """Use our palette for a scheme, since not every platform has a palette for each."""
    dark = scheme is Qt.ColorScheme.Dark
    palette = _palette(dark=dark)
    QGuiApplication.setPalette(palette)
    palette.setColor(QPalette.ColorRole.Window, QColor(_OUTLINE[dark]))
    for control in _OUTLINED:
        QApplication.setPalette(palette, control)  # type: ignore[arg-type] # bytes in the stubs
    menus = _palette(dark=dark)
    menus.setColor(QPalette.ColorRole.Base, QColor(_MENU[dark]))
    QApplication.setPalette(menus, "QMenu")  # type: ignore[arg-type] # as above
    grips = _palette(dark=dark)
    for role in (QPalette.ColorRole.Light, QPalette.ColorRole.Dark):
        grips.setColor(role, grips.color(QPalette.ColorRole.Mid))
    QApplication.setPalette(grips, "QSplitterHandle")  # type: ignore[arg-type] # as above


def _palette(*, dark: bool) -> QPalette:
    palette = QPalette()
    for name, colors in _ROLES.items():
        palette.setColor(QPalette.ColorRole[name], QColor(colors[dark]))
    for name in ("WindowText", "Text", "ButtonText"):
        role, disabled = QPalette.ColorRole[name], QPalette.ColorGroup.Disabled
        palette.setColor(disabled, role, QColor(_DISABLED[dark]))
    return palette


def light_palette() -> QPalette:
    """Return the palette of the light color scheme."""
    return _palette(dark=False)


def theme_of(widget: QWidget) -> Theme:
    """Return the theme that matches the palette of a widget."""
    return DARK if widget.palette().color(QPalette.ColorRole.Base).lightness() < 128 else LIGHT


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colors, from 1 to 21, as WCAG 2.2 defines it."""
    bright, dark = sorted(map(_luminance, (one, other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def readable_on(background: QColor) -> QColor:
    """Return black or white, of which one has a contrast of at least 4.5 to any color."""
    choices = QColor(Qt.GlobalColor.black), QColor(Qt.GlobalColor.white)
    return max(choices, key=lambda color: contrast(color, background))


def _luminance(color: QColor) -> float:
    parts = (color.redF(), color.greenF(), color.blueF())
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def set_foreground(widget: QWidget, color: str) -> None:
    """Give a label's text a color of the theme."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor(color))
    widget.setPalette(palette)


def number_font(base: QWidget | QFont, size: float = TextSize.BODY, *, bold: bool = False) -> QFont:
    """Make a font with digits of equal width, so that a changing number does not jump.

    It is like the font of a widget, or like another font, in one of the sizes.
    """
    font = QFont(base if isinstance(base, QFont) else base.font())
    if size != TextSize.BODY:
        font.setPointSizeF(font.pointSizeF() * size)
    font.setBold(bold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()
