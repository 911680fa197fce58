"""Tables sort what any file may have told them, and Qt is given nothing that it has no room for."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHeaderView
from pytestqt.qtbot import QtBot

from core.foundation.duration import duration
from core.hyperparameters.schema import Hyperparameters
from core.runs.annotations import Annotations
from core.runs.run import RunState
from core.runs.run_listing import RunListing
from core.runs.run_metadata import RunMetadata
from core.runs.summary import Summary
from gui.common.table_model import comes_first, sort_key
from gui.runs.run_browser import RunBrowser
from gui.runs.run_columns import COLUMNS, NAME_COLUMN, STAR_COLUMN
from gui.runs.run_text import moment

_GRAY, _DARK = QImage.Format.Format_Grayscale8, 150
HUGE = 10**400
EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))
TIMES = [
    datetime(1, 1, 1, tzinfo=EAST),
    datetime(9999, 12, 31, 23, 59, tzinfo=WEST),
    datetime(2026, 1, 1),  # noqa: DTZ001 - a file may tell a time without its zone
    datetime(2026, 1, 1, tzinfo=UTC),
]
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(HUGE) | st.floats() | st.text()
    | st.sampled_from(TIMES),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=4,
)  # fmt: skip


@given(values, values, values, st.booleans())
def test_the_order_is_total(a: object, b: object, c: object, falling: bool) -> None:
    one, two, three = (sort_key(value) for value in (a, b, c))

    def less(x: object, y: object) -> bool:
        return comes_first(x, y, falling=falling)

    assert not less(one, one)
    assert not (less(one, two) and less(two, one))
    if less(one, two) and less(two, three):
        assert less(one, three)
    if not less(one, two) and not less(two, one):  # they are equal: each other behaves alike
        assert less(one, three) == less(two, three)


def test_what_is_no_number_has_no_place() -> None:
    assert sort_key(float("nan")) is None
    assert sort_key(None) is None
    assert comes_first(sort_key(HUGE), None, falling=False)
    assert comes_first(None, sort_key(HUGE), falling=True)


@pytest.mark.parametrize("when", TIMES, ids=str)
def test_any_time_is_written(when: datetime) -> None:
    assert str(when.year) in moment(when, now=datetime(2000, 1, 1, tzinfo=UTC))


def test_any_duration_is_written() -> None:
    for seconds in (float("inf"), float("nan"), 1e300):
        assert duration(seconds)


def odd_run(number: int, search: str = "") -> RunListing:
    """A run whose files tell what no run can have."""
    summary = Summary(epochs=number, seconds=1.0, training_seconds=1.0)
    match number % 3:
        case 0:
            summary.epochs = summary.total_epochs = HUGE + number
            summary.best = {"validation_loss": (float("nan"), HUGE)}
            summary.last = {"validation_loss": float("inf"), "validation_accuracy": float("nan")}
        case 1:
            summary.seconds, summary.test_accuracy = 1e300, float("nan")
            summary.best = {"validation_loss": (0.1 * number, 3)}
            summary.last = {"validation_accuracy": 1 / number}
    about = RunMetadata(f"id {number}", TIMES[number % len(TIMES)], f"run {number}", search=search)
    path = Path(f"/nowhere/{number}")
    return RunListing(path, about, Hyperparameters(), Annotations(), summary, RunState.COMPLETED)


def test_clicks_on_headings_and_rows_of_runs_with_any_numbers_do_no_harm(qtbot: QtBot) -> None:
    shelf = RunBrowser()
    qtbot.addWidget(shelf)
    shelf.resize(1200, 800)
    with qtbot.waitExposed(shelf):
        shelf.show()
    shelf.show_entries([odd_run(number) for number in range(30)])
    view = shelf.view
    for number in range(len(COLUMNS)):
        view.setColumnHidden(number, False)
        view.scrollTo(view.model().index(0, number))
        header = (view.names if number in {NAME_COLUMN, STAR_COLUMN} else view).header()
        place = QPoint(header.sectionViewportPosition(number) + 15, header.height() // 2)
        for _ in range(2):
            QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
            assert (
                len({view.sorted.entry(view.model().index(row, 0)).path for row in range(30)}) == 30
            )
    for row in range(30):
        view.select_row(view.model().index(row, 0))
        shelf.prompts.ask_where_to(view.selected[0])
    view.selectAll()
    assert len(view.selected) == 30
    view.grab()


def test_a_search_over_runs_with_any_numbers_has_a_row(qtbot: QtBot) -> None:
    browser = RunBrowser()
    qtbot.addWidget(browser)
    browser.resize(1200, 800)
    with qtbot.waitExposed(browser):
        browser.show()
    browser.show_entries([odd_run(number, "odd") for number in range(30)])
    view = browser.view
    view.expandAll()
    search = view.model().index(0, 0)
    for column in range(len(COLUMNS)):
        for order in Qt.SortOrder:
            view.sortByColumn(column, order)
            below = [view.model().index(row, 0, search) for row in range(30)]
            assert len({view.sorted.entry(index).path for index in below}) == 30
    assert view.model().rowCount() == 1
    texts = {c.name: search.siblingAtColumn(n).data() for n, c in enumerate(COLUMNS)}
    assert texts["name"] == "odd · 30 trials"
    assert texts["best_validation_loss"] == "0.1000"  # of the trial with the best accuracy
    assert texts["started"]
    view.select_row(search)
    assert len(view.selected) == 30


def test_the_arrow_of_the_sorting_does_not_touch_the_title(qtbot: QtBot) -> None:
    browser = RunBrowser()
    qtbot.addWidget(browser)
    browser.resize(1200, 800)
    with qtbot.waitExposed(browser):
        browser.show()
    browser.show_entries([odd_run(0)])
    header = browser.view.header()
    number = next(
        i for i, column in enumerate(COLUMNS) if column.name == "best_validation_accuracy"
    )
    title_alone = inked_columns(header, number)
    browser.view.sortByColumn(number, Qt.SortOrder.DescendingOrder)
    with_arrow = inked_columns(header, number)
    runs = np.split(with_arrow, np.flatnonzero(np.diff(with_arrow) > 1) + 1)
    title, arrow = np.concatenate(runs[:-1]), runs[-1]
    assert np.ptp(title) == np.ptp(title_alone)
    assert arrow[0] - title[-1] > 3


def inked_columns(header: QHeaderView, section: int) -> NDArray[np.intp]:
    """The columns of pixels inside of a section in which something is painted."""
    place = QRect(header.sectionViewportPosition(section), 2, header.sectionSize(section), 20)
    image = header.grab(place.adjusted(2, 0, -2, -4)).toImage().convertToFormat(_GRAY)
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return np.flatnonzero((pixels[:, : image.width()] < _DARK).any(axis=0))
