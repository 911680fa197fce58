"""Light and dark."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QGuiApplication, QIcon, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QPushButton,
    QSpinBox,
    QStyle,
    QStyleOptionButton,
    QTabWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.common.theme import DARK, LIGHT, Scheme, Theme, contrast, set_scheme, theme_of
from gui.common.widgets import container, make_primary, vbox
from gui.main_window import MainWindow
from gui.runs.run_browser import swatch
from gui.training.curves.curve_legend import CurveLegend
from gui.training.curves.line_names import MINI_BATCHES

from .live_curves import falling, show
from .person import Person, settle

SCHEMES = {"Light": LIGHT, "Dark": DARK}
TEXTS = (
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.Text,
    QPalette.ColorRole.PlaceholderText,
)


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
def test_text_can_be_read_on_every_background(person: Person, scheme: str) -> None:
    person.choose_action(scheme)
    palette, role = QGuiApplication.palette(), QPalette.ColorRole
    backgrounds = (role.Window, role.Base, role.AlternateBase)
    pairs = [
        (role.ButtonText, role.Button),
        (role.ToolTipText, role.ToolTipBase),
        (role.HighlightedText, role.Highlight),
        *((text, back) for text in TEXTS for back in backgrounds),
    ]
    for text, background in pairs:
        found = contrast(palette.color(text), palette.color(background))
        assert found >= 4.5, (text, background)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_disabled_text_can_be_made_out(person: Person, scheme: str) -> None:
    person.choose_action(scheme)
    palette, role = QGuiApplication.palette(), QPalette.ColorRole
    for text, background in ((role.WindowText, role.Window), (role.Text, role.Base)):
        color = palette.color(QPalette.ColorGroup.Disabled, text)
        assert 3 <= contrast(color, palette.color(background)) < 7


@pytest.mark.parametrize("scheme", SCHEMES)
def test_meanings_can_be_seen_on_their_background(person: Person, scheme: str) -> None:
    person.choose_action(scheme)
    theme: Theme = SCHEMES[scheme]
    palette, role = QGuiApplication.palette(), QPalette.ColorRole
    window, base = palette.color(role.Window), palette.color(role.Base)
    lines = (theme.training, theme.validation, theme.test, theme.supports, theme.opposes)
    for color in (*lines, *theme.runs, palette.color(role.Mid), palette.color(role.Highlight)):
        assert contrast(QColor(color), base) >= 3, color
    for color in (theme.error, theme.test):  # text is written in them, too
        assert contrast(QColor(color), window) >= 4.5, color
        assert contrast(QColor(color), base) >= 4.5, color
    assert contrast(QColor(theme.validation), window) >= 4
    assert contrast(QColor(theme.ink), QColor(theme.paper)) >= 7


def frame(widget: QWidget) -> list[QColor]:
    """The colors of the left edge of a control."""
    image = widget.grab().toImage()
    return [image.pixelColor(x, image.height() // 2) for x in range(4)]


@pytest.mark.parametrize("kind", [QLineEdit, QComboBox, QPushButton, QSpinBox, QToolButton])
@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_frame_of_a_control_can_be_seen(
    qtbot: QtBot, scheme: Scheme, kind: type[QWidget]
) -> None:
    set_scheme(scheme)
    control = kind()
    qtbot.addWidget(control)
    control.resize(120, 28)
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    assert max(contrast(color, window) for color in frame(control)) >= 3


@pytest.mark.parametrize("kind", [QLineEdit, QComboBox, QPushButton, QToolButton, QCheckBox])
@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_focus_can_be_seen(qtbot: QtBot, scheme: Scheme, kind: type[QWidget]) -> None:
    set_scheme(scheme)
    control, other = kind(), QLineEdit()
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window = container(vbox(other, control))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    other.setFocus()
    before = window.grab().toImage()
    QTest.keyClick(other, Qt.Key.Key_Tab)
    assert control.hasFocus()
    after = window.grab().toImage()
    place = control.geometry()
    pairs = [
        (before.pixelColor(x, y), after.pixelColor(x, y))
        for x in range(place.left(), place.right() + 1)
        for y in range(place.top(), place.bottom() + 1)
    ]
    changed = [pair for pair in pairs if pair[0] != pair[1]]
    assert len(changed) >= 0.9 * place.width()
    back = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    assert max(contrast(now, back) for _, now in changed) >= 3


@pytest.mark.parametrize("kind", [QPushButton, QToolButton])
@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_text_of_a_primary_button_can_be_read(
    qtbot: QtBot, scheme: Scheme, kind: type[QPushButton | QToolButton]
) -> None:
    set_scheme(scheme)
    button = kind()
    qtbot.addWidget(button)
    make_primary(button)
    button.resize(100, 28)
    image = button.grab().toImage()
    text = button.palette().color(QPalette.ColorRole.ButtonText)
    fills = [image.pixelColor(50, y) for y in range(3, 25)]
    assert min(contrast(text, fill) for fill in fills) >= 4.5
    window = QGuiApplication.palette().color(QPalette.ColorRole.Window)
    assert max(contrast(fill, window) for fill in fills) >= 3
    button.setEnabled(False)
    assert button.grab().toImage().pixelColor(50, 14) not in fills


@pytest.mark.parametrize("kind", [QPushButton, QToolButton])
def test_a_primary_button_shows_the_focus_of_the_keyboard(
    qtbot: QtBot, kind: type[QPushButton | QToolButton]
) -> None:
    button, other = kind(), QLineEdit()
    button.setText("Go")
    make_primary(button)
    window = container(vbox(other, button))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    other.setFocus()
    before = button.grab().toImage()
    QTest.keyClick(other, Qt.Key.Key_Tab)
    assert button.hasFocus()
    text = button.palette().color(QPalette.ColorRole.ButtonText)
    after, middle = button.grab().toImage(), button.height() // 2
    seen = [after.pixelColor(x, middle) for x in range(6)]
    assert max(contrast(color, before.pixelColor(3, middle)) for color in seen) >= 3
    assert any(contrast(color, text) < 1.5 for color in seen)


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


def test_contrast_is_as_the_guidelines_define_it() -> None:
    black, white, gray = QColor("#000000"), QColor("#ffffff"), QColor("#767676")
    assert contrast(black, white) == contrast(white, black) == pytest.approx(21)
    assert contrast(gray, white) == pytest.approx(4.54, abs=0.01)
    assert contrast(gray, gray) == 1


@pytest.mark.parametrize("scheme", SCHEMES)
def test_thin_lines_of_the_curves_can_be_seen(person: Person, scheme: str) -> None:
    person.choose_action(scheme)
    show(person, 5, falling(0.5, 0.1))
    show(person, 5, falling(0.4, 0.1))
    settle()
    legend = person.find(CurveLegend, "curveLegend")
    base = QGuiApplication.palette().color(QPalette.ColorRole.Base)
    contrasts = {name: contrast(pen.color(), base) for name, pen in legend._pens.items()}
    assert MINI_BATCHES in contrasts
    assert min(contrasts.values()) >= 3, contrasts


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_color_of_a_run_can_be_seen_on_a_selected_row(person: Person, scheme: str) -> None:
    person.choose_action(scheme)
    palette, role = QGuiApplication.palette(), QPalette.ColorRole
    paper = palette.color(role.Base)
    for color in SCHEMES[scheme].runs:
        image = swatch(paper, color).pixmap(14, QIcon.Mode.Selected).toImage()
        middle, edge = image.pixelColor(7, 7), image.pixelColor(0, 0)
        assert middle == QColor(color)
        assert edge == paper
    assert contrast(paper, palette.color(role.Highlight)) >= 3


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_lines_between_the_entries_of_a_menu_can_be_seen(qtbot: QtBot, scheme: Scheme) -> None:
    set_scheme(scheme)
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("One")
    line = menu.addSeparator()
    menu.addAction("Two")
    menu.popup(QPoint(0, 0))
    image, place = menu.grab().toImage(), menu.actionGeometry(line).adjusted(0, -2, 0, 2)
    column = [image.pixelColor(place.center().x(), y) for y in range(place.top(), place.bottom())]
    assert max(contrast(column[0], color) for color in column) > 1.2


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_an_open_list_can_be_read(qtbot: QtBot, scheme: Scheme) -> None:
    set_scheme(scheme)
    box = QComboBox()
    qtbot.addWidget(box)
    box.addItems(["One", "Two"])
    box.show()
    box.showPopup()
    image = box.view().window().grab().toImage()
    background = image.pixelColor(image.width() - 5, image.height() - 5)
    assert contrast(background, box.palette().color(QPalette.ColorRole.Text)) > 7
    box.hidePopup()


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_current_tab_is_marked_by_a_line(person: Person, scheme: Scheme) -> None:
    set_scheme(scheme)
    tabs = person.find(QTabWidget, "centre")
    bar = tabs.tabBar()
    for current in (0, 1):
        tabs.setCurrentIndex(current)
        picture = bar.grab().toImage()
        line = bar.palette().color(QPalette.ColorRole.Highlight).rgb()
        tops = [bar.tabRect(number) for number in range(2)]
        marked = [picture.pixel(top.center().x(), top.top() + 1) == line for top in tops]
        assert marked == [number == current for number in range(2)]
