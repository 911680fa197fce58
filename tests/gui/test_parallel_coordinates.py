"""Thousands of trials are drawn, listed and told without keeping the window from answering."""

import itertools
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from core.foundation.errors import SearchError
from core.plots.parallel_coordinates import Metric, Scale, TrialPoint
from core.tuning.space_file import examples
from core.tuning.trial_result import TrialResult, metric_of
from gui.common.tasks import Tasks
from gui.common.theme import TextSize, number_font
from gui.session.settings_offer import SettingsOffer
from gui.tuning import parallel_coordinates, tuning_page
from gui.tuning.parallel_coordinates import ParallelCoordinates
from gui.tuning.search_process import SearchEnd, SearchEvent, SearchStart, event_in
from gui.tuning.tuning_page import TuningPage

from .errors import Errors
from .person import PATIENCE

METRIC = Metric("Accuracy", False)
SCALES = {"learning_rate": Scale(1e-4, 0.1, True)}


def some_points(count: int) -> list[TrialPoint]:
    rng = Random(0)
    return [
        TrialPoint(
            {"learning_rate": 10 ** rng.uniform(-4, -1), "batch_size": rng.choice([8, 16, 32])},
            rng.uniform(0, 100),
        )
        for _ in range(count)
    ]


@pytest.fixture
def widget(qtbot: QtBot) -> Iterator[ParallelCoordinates]:
    shown = ParallelCoordinates()
    qtbot.addWidget(shown)
    shown.resize(QSize(420, 190))
    with qtbot.waitExposed(shown):
        shown.show()
    yield shown
    shown.close()


def picture(widget: ParallelCoordinates, points: Sequence[TrialPoint], qtbot: QtBot) -> QImage:
    widget.show_points(points, METRIC, SCALES)
    qtbot.waitUntil(lambda: widget.is_drawn, timeout=PATIENCE)
    return widget.grab().toImage()


def test_lines_that_are_drawn_little_by_little_are_those_drawn_at_once(
    widget: ParallelCoordinates, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = some_points(3550)
    monkeypatch.setattr(parallel_coordinates, "_AT_ONCE", 1e6)
    at_once = picture(widget, points, qtbot)
    monkeypatch.setattr(parallel_coordinates, "_AT_ONCE", 0.0)
    steps = []
    draw_some = widget._draw_some
    widget._slices.timeout.disconnect()
    widget._slices.timeout.connect(lambda: (steps.append(1), draw_some()))
    assert picture(widget, points, qtbot) == at_once
    assert len(steps) > 3550 / 25


def test_while_lines_are_drawn_those_before_stay(
    widget: ParallelCoordinates, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = picture(widget, some_points(5), qtbot)
    monkeypatch.setattr(parallel_coordinates, "_AT_ONCE", 0.0)
    widget.show_points(some_points(1000), METRIC, SCALES)
    QApplication.processEvents()
    assert not widget.is_drawn
    assert widget.grab().toImage() == before


def test_a_marked_trial_whose_axes_are_not_drawn_yet_does_no_harm(
    widget: ParallelCoordinates, qtbot: QtBot
) -> None:
    picture(widget, some_points(5), qtbot)
    widget.mark(TrialPoint({"batch_size": 99}, 50.0))
    widget.grab()


@pytest.mark.parametrize("width", [420, 700, 1200])
def test_each_heading_is_whole_and_centered_on_its_axis(
    widget: ParallelCoordinates, qtbot: QtBot, width: int
) -> None:
    settings = {"learning_rate": 0.01, "l2": 1e-4, "batch_size": 10, "dropout": 0.25}
    widget.resize(width, 220)
    points = [TrialPoint(settings, 50.0)]
    widget.show_points(points, metric_of(lower_is_better=False), {"l2": Scale(1e-6, 1e-2, True)})
    qtbot.waitUntil(lambda: widget.is_drawn, timeout=PATIENCE)
    drawn = widget._drawn
    assert drawn is not None
    labels = [axis.label for axis in drawn.layout.axes]
    assert [title.split() for title in drawn.titles] == [label.split() for label in labels]
    metrics = QFontMetricsF(number_font(widget, TextSize.SMALL))
    ends = []
    for number, title in enumerate(drawn.titles):
        half = max(metrics.horizontalAdvance(line) for line in title.split("\n")) / 2
        at = drawn.place(number, 1.0).x()
        ends.append((at - half, at + half))
    assert ends[0][0] >= 0
    assert ends[-1][1] <= widget.width()
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(ends))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_trial_that_came_to_no_number_has_no_line(
    widget: ParallelCoordinates, qtbot: QtBot, value: float
) -> None:
    picture(widget, [*some_points(3), TrialPoint({"learning_rate": 0.1}, value)], qtbot)
    assert len(widget.points) == 3


def test_trials_that_are_told_at_once_are_shown_some_at_a_time(qtbot: QtBot, home: Path) -> None:
    errors = Errors()
    desk = TuningPage(Tasks(errors), errors, lambda: SettingsOffer(None, "", {}))
    qtbot.addWidget(desk)
    findings = [
        TrialResult(number, "complete" if number % 3 else "pruned", 0.01 * number, {}, "")
        for number in range(1000)
    ]
    desk._receive([SearchStart(1200), *findings, SearchEnd({"learning_rate": 1.0})])
    trials = desk._trials.table.trials
    shown = [len(trials.results)]
    trials.rowsInserted.connect(lambda: shown.append(len(trials.results)))
    status = desk.findChild(QWidget, "searchStatus")
    qtbot.waitUntil(lambda: len(trials.results) == 1000, timeout=PATIENCE)
    assert max(b - a for a, b in itertools.pairwise(shown)) <= tuning_page._AT_ONCE
    assert status.accessibleName() == "1,000 of 1,200 trials, 334 ended early (pruned)"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (b'{"event": "begin", "trials": 7}', SearchStart(7)),
        (b'{"event": "end", "importances": {"seed": 1, "x": 2}}', SearchEnd({"seed": 1.0})),
    ],
)
def test_what_a_search_tells_is_understood(line: bytes, told: SearchEvent) -> None:
    assert event_in(line) == told


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"\xff",
        b"{}",
        b'{"event": "begin", "trials": 1e400}',
        b'{"event": "begin", "trials": ' + b"9" * 400 + b"}",
        b'{"event": "trial", "settings": 3}',
        b'{"event": "end", "importances": {"seed": "much"}}',
        b'{"event": "song"}',
    ],
)
def test_what_a_search_does_not_tell_is_refused(line: bytes) -> None:
    with pytest.raises(SearchError):
        event_in(line)


def test_worked_examples_are_chosen_without_waiting(qtbot: QtBot, home: Path) -> None:
    errors = Errors()
    desk = TuningPage(Tasks(errors), errors, lambda: SettingsOffer(None, "", {}))
    qtbot.addWidget(desk)
    assert desk._controls.path == next(iter(examples().values()))
