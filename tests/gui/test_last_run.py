"""The curves of the last run, behind those of the next one."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette, QPen
from PySide6.QtWidgets import QComboBox, QGraphicsPathItem
from pytestqt.qtbot import QtBot

from core.hyperparameters.presets import preset
from core.training.events import LiveChange
from gui.common.settings import WindowSettings
from gui.common.theme import Scheme, contrast, set_scheme
from gui.session.event_batch import EventBatch
from gui.training.curves.curve_legend import CurveLegend
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.last_run import title_of_last_run
from gui.training.curves.line_names import NAMES as LINES
from gui.training.curves.readout import Readout
from gui.training.curves.x_axis_mapping import XAxis

from .conftest import OpenWindow
from .live_curves import falling, panel, show
from .person import Person
from .run_library_fixture import SETTINGS, Library, Visitor

NAMES = ("loss", "accuracy")


def lines(person: Person, name: str = "loss") -> list[QGraphicsPathItem]:
    """The lines of the last run that can be seen."""
    plot = person.find(CurvePlot, f"{name}Plot")
    items = [item for item in plot.getPlotItem().items if isinstance(item, QGraphicsPathItem)]
    return [item for item in items if item.zValue() == -2 and not item.path().isEmpty()]


def legend(person: Person) -> str:
    return person.find(CurveLegend, "curveLegend").text()


def test_the_last_run_stays_behind_the_next_one(person: Person) -> None:
    history = person.train(epochs="3")
    assert lines(person) == []
    person.train(epochs="3", learning_rate="0.001")
    assert [len(lines(person, name)) for name in NAMES] == [2, 2]
    assert "last run: η " in legend(person)
    plot = person.find(CurvePlot, "lossPlot")
    plot.hovered.emit(2.0)
    said = person.find(Readout, "curvesReadout").text()
    accuracy = f"{100 * history[1].validation_accuracy:.2f}%"
    assert f"last run, validation {history[1].validation_loss:.4f} {accuracy} @ 2" in said


def test_only_the_last_run_is_kept(person: Person) -> None:
    for loss in (0.5, 0.4, 0.3):
        show(person, 5, falling(loss, 0.1))
    plot = panel(person).loss
    assert len(lines(person)) == 2
    values = {each.name: each.value for each in plot.readings(5)}
    assert values["last run, training"] == f"{falling(0.4, 0.1)(5):.4f}"


def test_the_last_run_can_be_cleared(person: Person) -> None:
    clear = person.action("Remove the last run from the curves")
    assert not clear.isEnabled()
    show(person, 5, falling(0.5, 0.1))
    show(person, 5, falling(0.4, 0.1))
    assert clear.isEnabled()
    person.choose_action("Remove the last run from the curves")
    assert lines(person) == []
    assert "last run" not in legend(person)
    assert not clear.isEnabled()


def test_the_switch_is_remembered(person: Person) -> None:
    show(person, 5, falling(0.5, 0.1))
    show(person, 5, falling(0.4, 0.1))
    person.choose_action("Keep the last run on the curves")
    assert lines(person) == []
    show(person, 5, falling(0.3, 0.1))
    assert lines(person) == []
    person.wait(lambda: not WindowSettings().switch("keep_last_run"))
    person.choose_action("Keep the last run on the curves")
    person.wait(lambda: WindowSettings().switch("keep_last_run"))


def test_live_changes_of_the_last_run_are_in_its_title(person: Person) -> None:
    curves = show(person, 5, falling(0.5, 0.1))
    curves.add(EventBatch.sort([LiveChange(300, {"learning_rate": 0.125})]))
    show(person, 5, falling(0.4, 0.1))
    assert "last run: same settings, then η 0.125 · " in legend(person)
    show(person, 5, falling(0.3, 0.1))
    assert ", then" not in legend(person)


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_the_last_run_can_be_seen_and_its_lines_differ(person: Person, scheme: Scheme) -> None:
    set_scheme(scheme)
    show(person, 5, falling(0.5, 0.1))
    show(person, 5, falling(0.4, 0.1))
    pens = [line.pen() for line in lines(person)]
    assert {pen.style() for pen in pens} == {Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine}
    paper = person.window.palette().color(QPalette.ColorRole.Base)
    for pen in pens:
        assert contrast(pen.color(), paper) >= 3
        assert pen.widthF() > 1


def test_reset_removes_the_last_run_too(person: Person) -> None:
    person.train()
    person.train()
    person.click("resetButton")
    assert lines(person) == []


def test_a_run_that_is_continued_is_not_its_own_last_run(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add("a")
    curves = show(person, 5, falling(0.5, 0.1))
    curves.begin(SETTINGS, path)
    assert len(lines(person)) == 2
    curves.begin(SETTINGS, path)
    assert len(lines(person)) == 2  # still those of the run before
    curves.begin(SETTINGS, Path("another"))
    assert len(lines(person)) == 2  # the run in between has no curves


@pytest.mark.parametrize("axis", XAxis)
def test_the_last_run_follows_the_axes(person: Person, axis: XAxis) -> None:
    show(person, 20, falling(0.5, 0.1))
    show(person, 20, falling(0.4, 0.1))
    box = person.find(QComboBox, "curvesAxis")
    box.setCurrentIndex(box.findData(axis))
    end = {XAxis.EPOCHS: 20, XAxis.IMAGES: 20 * SETTINGS.training_images, XAxis.TIME: 20}[axis]
    for line in lines(person):
        assert line.path().boundingRect().right() == pytest.approx(end)
    person.click("logLossSwitch")
    person.choose_action("Log-scale horizontal axis")
    for line in lines(person):
        assert line.path().boundingRect().right() < 5


def test_a_much_longer_last_run_does_not_squeeze_the_new_one(person: Person) -> None:
    show(person, 200, falling(0.5, 0.1))
    show(person, 5, falling(0.4, 0.1))
    end = panel(person).loss.viewRange()[0][1]
    assert end <= 6
    # They reach the frame, so that one sees that they go on.
    assert [line.path().boundingRect().right() > end for line in lines(person)] == [True, True]


def test_a_slightly_longer_last_run_reaches_the_frame(person: Person) -> None:
    show(person, 110, falling(0.5, 0.1))
    show(person, 100, falling(0.4, 0.1))
    end = panel(person).loss.viewRange()[0][1]
    assert 100 < end < 110
    assert [line.path().boundingRect().right() > end for line in lines(person)] == [True, True]


def test_the_last_run_is_shown_as_far_as_a_changed_number_of_epochs(person: Person) -> None:
    show(person, 200, falling(0.5, 0.1))
    curves = show(person, 5, falling(0.4, 0.1), planned=8)
    curves.add(EventBatch.sort([LiveChange(5 * SETTINGS.training_images, {"epochs": 50})]))
    curves.finish()
    assert [line.path().boundingRect().right() >= 50 for line in lines(person)] == [True, True]
    curves.add(EventBatch.sort([LiveChange(5 * SETTINGS.training_images, {"epochs": 8})]))
    curves.finish()
    assert curves.loss.viewRange()[0][1] < 9


def test_a_last_run_that_diverged_does_not_squash_the_new_one(person: Person) -> None:
    show(person, 20, lambda at: 10.0**at)
    show(person, 20, falling(0.5, 0.1))
    assert panel(person).loss.viewRange()[1][1] < 1


def test_without_an_epoch_its_mini_batches_are_shown(person: Person) -> None:
    curves = show(person, 0, falling(0.5, 0.1))
    curves.loss.add_batches([0.1, 0.2, 0.3], [0.5, 0.4, 0.3])
    show(person, 0, falling(0.5, 0.1))
    assert len(lines(person)) == 1


def test_the_title_begins_with_what_was_different() -> None:
    report = preset("report").hyperparameters
    faster = replace(report, learning_rate=1.0)
    adam = replace(report, optimizer="adam")
    other = replace(report, learning_rate=1.0, epochs=3, l2=5.0)
    said = {
        title_of_last_run("a", report): "a",
        title_of_last_run("a", report, report): "same settings · a",
        title_of_last_run("a", faster, report): "η 1 · a",
        title_of_last_run("Report: η 1, Epochs 5", faster, report): "η 1 · Report",
        title_of_last_run("Fails: too fast", faster, report): "η 1 · Fails: too fast",
        title_of_last_run("a", report, report, now_changed=True): "same settings at the start · a",
        title_of_last_run("a", report, adam): "optimizer SGD · a",
        title_of_last_run("a", other, report): "3 settings differ · a",
    }
    assert list(said) == list(said.values())
    changed = title_of_last_run("a", faster, report, {"learning_rate": 0.25}, diverged=True)
    assert changed == "η 1, then η 0.25, diverged · a"
    many = dict.fromkeys(("learning_rate", "l2", "dropout"), 0.0)
    assert title_of_last_run("a", report, report, many) == "same settings, then 3 changed · a"
    assert title_of_last_run("a", report, None, many) == "3 settings changed during training · a"
    alone = title_of_last_run("a", report, None, {"learning_rate": 0.25})
    assert alone == "at the end η 0.25 · a"


def test_the_last_run_has_the_name_that_the_list_of_runs_shows(
    person: Person, visitor: Visitor
) -> None:
    person.train(epochs="1")
    visitor.open(rows=1)
    (listed,) = visitor.texts("name")
    person.train(epochs="1")
    assert legend(person).endswith(f"last run: same settings · {listed}")
    visitor.open(rows=2)
    visitor.select(listed)
    visitor.table.rename()
    visitor.write_name("baseline")
    person.wait(lambda: legend(person).endswith("last run: same settings · baseline"))


def reopened(
    open_window: OpenWindow, qtbot: QtBot, library: Library, **settings: object
) -> tuple[Person, CurvePlot]:
    """A window that is opened with two runs in the library, once it shows the last one."""
    library.add("older")
    library.add("newer", settings=dict(settings))
    person = Person(open_window(), qtbot)
    person.wait(lambda: "last run: newer" in legend(person))
    return person, panel(person).loss


def test_the_last_run_is_shown_again_after_a_restart(
    library: Library, open_window: OpenWindow, qtbot: QtBot
) -> None:
    person, plot = reopened(open_window, qtbot, library, learning_rate=0.125)
    assert [len(lines(person, name)) for name in NAMES] == [2, 2]
    assert "last run: newer" in legend(person)
    assert person.action("Remove the last run from the curves").isEnabled()
    curves = panel(person)
    curves.begin(replace(SETTINGS, learning_rate=0.5))
    assert legend(person).endswith("last run: η 0.125 · newer")
    assert len(plot.last_run.lines) == 2
    show(person, 3, falling(0.5, 0.1))
    assert "newer" in legend(person)  # the one in between has no curves


def test_a_last_run_of_the_library_that_is_continued_is_not_its_own_last_run(
    library: Library, open_window: OpenWindow, qtbot: QtBot
) -> None:
    person, plot = reopened(open_window, qtbot, library)
    panel(person).begin(SETTINGS, library.root / "newer")
    assert not plot.last_run.lines
    assert "last run" not in legend(person)


def test_no_last_run_is_shown_after_a_restart_if_it_is_not_wanted(
    library: Library, open_window: OpenWindow, qtbot: QtBot
) -> None:
    settings = WindowSettings()
    settings.set_switch("keep_last_run", on=False)
    library.add("a")
    person = Person(open_window(), qtbot)
    person.wait(lambda: person.window._runs._offered)
    person.wait_for_threads()
    assert "last run" not in legend(person)


def test_a_last_run_that_cannot_be_read_is_no_error(
    library: Library, open_window: OpenWindow, qtbot: QtBot
) -> None:
    library.add("a")
    path = library.add("b")
    (path / "history.jsonl").write_text("nonsense")
    person = Person(open_window(), qtbot)
    person.wait(lambda: "last run: a" in legend(person))


def test_in_a_narrow_legend_a_part_of_the_name_of_the_last_run_stays(qtbot: QtBot) -> None:
    """And only what is shortened has a tooltip, which is wrapped."""
    shown = CurveLegend()
    qtbot.addWidget(shown)
    texts = {name: name for name in LINES}
    notes = "last run: initial weights N(0, 1/n_in), gradient Mean over images"
    texts["last run"] = f"{notes} · Fails: vanishing gradients"
    for name in texts:
        shown.set_pen(name, QPen())
    shown.show_texts(texts)
    shown.resize(360, shown.heightForWidth(360))
    text = shown.visible_texts["last run"]
    assert text.startswith("last run: initial")
    assert " · Fails" in text
    assert text.endswith("gradients")
    tips = {shown.tip_at(QPoint(x, y)) for x in range(0, 360, 4) for y in range(shown.height())}
    whole, batches = sorted(filter(None, tips), key=lambda tip: "dropout" in tip)
    assert whole == f"<p>{texts['last run']}</p>"
    assert "Measured while training" in batches
