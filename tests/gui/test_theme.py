"""Light and dark."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton, QWidget

from gui.common.theme import DARK, LIGHT, Theme, theme_of
from gui.main_window import MainWindow

from .person import Person

SCHEMES = {"Light": LIGHT, "Dark": DARK}


def contrast(one: QColor, other: QColor) -> float:
    """As WCAG 2 defines it: 4.5 and more can be read, 3 and more can be told apart."""
    bright, dark = sorted(map(luminance, (one, other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def colours(widget: QWidget) -> set[int]:
    """All that is seen of it."""
    image = widget.grab().toImage()
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def chosen(window: MainWindow) -> list[str]:
    """The colour schemes that are ticked in the menu."""
    actions = window.findChildren(QAction)
    return [a.text() for a in actions if a.isChecked() and a.text() in ("System", *SCHEMES)]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_view_menu_changes_the_colours(person: Person, scheme: str) -> None:
    for name in (*SCHEMES, scheme):
        person.choose_action(name)
    person.wait(lambda: theme_of(person.window) == SCHEMES[scheme])
    plot = person.find(QWidget, "lossPlot").grab().toImage()
    assert (plot.pixelColor(2, 2).lightness() < 128) == (scheme == "Dark")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_next_window_has_the_same_colours(
    person: Person, open_window: Callable[[], MainWindow], scheme: str
) -> None:
    person.choose_action(scheme)
    person.window.close()
    following = open_window()
    assert theme_of(following) == SCHEMES[scheme]
    assert chosen(following) == [scheme]


def test_at_first_the_colours_are_the_systems(window: MainWindow) -> None:
    assert chosen(window) == ["System"]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_can_be_read_on_its_background(person: Person, scheme: str) -> None:
    person.choose_action(scheme)
    palette, role = QGuiApplication.palette(), QPalette.ColorRole
    for text, background in (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.ButtonText, role.Button),
        (role.ToolTipText, role.ToolTipBase),
        (role.PlaceholderText, role.Window),
    ):
        assert contrast(palette.color(text), palette.color(background)) >= 4, text


@pytest.mark.parametrize("scheme", SCHEMES)
def test_meanings_can_be_seen_on_their_background(person: Person, scheme: str) -> None:
    person.choose_action(scheme)
    theme: Theme = SCHEMES[scheme]
    palette = QGuiApplication.palette()
    window, base = (
        palette.color(role) for role in (palette.ColorRole.Window, palette.ColorRole.Base)
    )
    for name in ("training", "validation", "test"):
        assert contrast(QColor(getattr(theme, name)), base) >= 3, name
    for name in ("error", "validation"):  # the captions of the form are written in them
        assert contrast(QColor(getattr(theme, name)), window) >= 4, name
    assert contrast(QColor(theme.ink), QColor(theme.paper)) >= 7


def test_an_invalid_text_stays_marked_in_other_colours(person: Person) -> None:
    person.enter("epochs", "x")
    line = person.find(QWidget, "epochs")
    person.choose_action("Light")
    person.wait(lambda: QColor(LIGHT.error).rgb() in colours(line))
    person.choose_action("Dark")
    person.wait(lambda: QColor(DARK.error).rgb() in colours(line))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_empty_check_box_can_be_seen(person: Person, scheme: str) -> None:
    person.choose_action(scheme)
    box = person.find(QCheckBox, "logLossSwitch")
    person.wait(lambda: theme_of(person.window) == SCHEMES[scheme])
    option = QStyleOptionButton()
    option.initFrom(box)
    indicator = QStyle.SubElement.SE_CheckBoxIndicator
    place = box.style().subElementRect(indicator, option, box)
    place.translate(box.mapTo(person.window, QPoint(0, 0)))
    image = person.window.grab(place).toImage()
    window = person.window.palette().color(QPalette.ColorRole.Window)
    edge = [image.pixelColor(x, image.height() // 2) for x in range(4)]
    assert max(contrast(color, window) for color in edge) >= 3
