"""Other runs on the live curves, and what the curves are drawn against."""

from itertools import product

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QGraphicsPathItem,
    QLabel,
    QStyleOptionViewItem,
    QToolButton,
)

from core.foundation.json_file import write_object
from core.runs.layout import ANNOTATIONS
from core.runs.run import read_run
from core.training.events import BatchEnd, EpochEnd
from gui.common.theme import theme_of
from gui.session.event_batch import EventBatch
from gui.session.session import State
from gui.training.curves.comparison_legend import ComparisonLegend
from gui.training.curves.curve_legend import CurveLegend
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.curves_panel import CurvesPanel
from gui.training.curves.x_axis_mapping import XAxis, XAxisMapping, XScale

from .person import Person
from .run_library_fixture import SETTINGS, Library, Visitor


def legend(person: Person) -> ComparisonLegend:
    return person.find(ComparisonLegend, "overlayLegend")


def plot(person: Person, name: str) -> CurvePlot:
    return person.find(CurvePlot, f"{name}Plot")


def lines(person: Person, name: str) -> list[QGraphicsPathItem]:
    """The lines of other runs that have something to show, without those of the last run."""
    shown = plot(person, name)
    last = [line.item for line in shown.last_run.lines.values()]
    return [
        item
        for item in shown.getPlotItem().items
        if isinstance(item, QGraphicsPathItem)
        and item not in last
        and item.zValue() < 0
        and not item.path().isEmpty()
    ]


def draw_against(person: Person, against: XAxis) -> None:
    box = person.find(QComboBox, "curvesAxis")
    box.setCurrentIndex(box.findData(against))


def overlay(person: Person, visitor: Visitor, *names: str) -> None:
    visitor.select(*names)
    visitor.act("overlay")
    person.wait(lambda: all(name in legend(person).text() for name in names))
    visitor.open()


def test_runs_are_shown_on_the_curves_and_hidden(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("a")
    library.add("b")
    visitor.open(rows=2)
    overlay(person, visitor, "a", "b")
    assert [len(lines(person, name)) for name in ("loss", "accuracy")] == [4, 4]
    assert visitor.action("overlay").text() == "Hide from curves"
    visitor.show_curves()
    assert legend(person).isVisible()
    visitor.open()
    visitor.act("overlay")
    assert lines(person, "loss") == []
    assert visitor.action("overlay").text() == "Show on curves"


def test_all_runs_are_hidden_beside_the_curves(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("a")
    visitor.open(rows=1)
    overlay(person, visitor, "a")
    visitor.show_curves()
    person.click("hideRunsButton")
    assert lines(person, "loss") == []
    assert not legend(person).isVisible()


def test_the_values_of_runs_are_told_under_the_pointer(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add("a")
    visitor.open(rows=1)
    overlay(person, visitor, "a")
    plot(person, "loss").hovered.emit(2.1)
    end = read_run(path).epochs[1]
    value = f"val. {end.validation_loss:.4f} · {100 * end.validation_accuracy:.2f}% @ 2"
    assert legend(person).text() == f"a {value}"
    assert "validation loss · validation accuracy" in legend(person).accessibleName()
    plot(person, "loss").hovered.emit(63.0)  # the run has ended long before
    assert legend(person).text().endswith("% @ 3")
    draw_against(person, XAxis.IMAGES)
    plot(person, "loss").hovered.emit(18_900.0)
    assert legend(person).text().endswith("% @ 900")
    plot(person, "loss").hovered.emit(None)
    assert legend(person).text() == "a"
    assert "solid: training · dashed: validation" in legend(person).accessibleName()


def test_runs_that_are_shown_on_the_curves_bring_the_curves_into_view(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("a")
    visitor.open(rows=1)
    visitor.select("a")
    visitor.act("overlay")
    assert person.find(CurvesPanel, "curvesPanel").isVisible()
    visitor.open()
    visitor.act("overlay")  # hides it
    assert not person.find(CurvesPanel, "curvesPanel").isVisible()


def test_at_most_eight_runs_are_shown_and_more_are_told_of(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add_many(9)
    visitor.open(rows=9)
    visitor.table.selectAll()
    visitor.act("overlay")
    assert person.text("statusMessage").startswith("The curves show at most 8 runs")
    visitor.open()
    assert person.text("runsNoticeText").startswith("The curves show at most 8 runs")
    assert person.find(QLabel, "runsNoticeText").isVisible()


def test_a_run_that_is_deleted_goes_from_the_curves(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("a")
    visitor.open(rows=1)
    overlay(person, visitor, "a")
    visitor.act("deleteRun")
    person.wait(lambda: lines(person, "loss") == [])


def test_a_run_is_renamed_on_the_curves_too(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("a")
    visitor.open(rows=1)
    overlay(person, visitor, "a")
    visitor.select("a")
    visitor.table.rename()
    visitor.write_name("other")
    person.wait(lambda: legend(person).text() == "other")


def test_a_run_that_goes_on_elsewhere_grows_on_the_curves(
    library: Library, person: Person, visitor: Visitor
) -> None:
    path = library.add_interrupted("a")
    visitor.open(rows=1)
    overlay(person, visitor, "a")
    before = lines(person, "loss")[0].path().boundingRect().right()
    line = (path / "history.jsonl").read_text().splitlines()[-1]
    with (path / "history.jsonl").open("a") as file:
        file.write(line.replace('"epoch": 3', '"epoch": 4') + "\n")
    person.wait(lambda: lines(person, "loss")[0].path().boundingRect().right() == before + 1)


def test_the_run_of_the_curves_is_not_drawn_twice(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("a")
    person.train()
    visitor.open(rows=2)
    visitor.table.selectAll()
    visitor.act("overlay")
    person.wait(lambda: "(these curves)" in legend(person).text())
    person.wait(lambda: len(lines(person, "loss")) == 2)
    plot(person, "loss").hovered.emit(1.0)
    assert legend(person).text().count("val.") == 1
    assert legend(person).caption.startswith("Other runs")
    plot(person, "loss").hovered.emit(None)
    visitor.select("a")
    visitor.act("overlay")  # which hides it again
    person.wait(lambda: lines(person, "loss") == [])
    assert legend(person).caption == "No other run is shown"
    assert legend(person).text().endswith("(these curves)")
    visitor.act("overlay")
    person.wait(lambda: len(lines(person, "loss")) == 2)
    person.train()  # then the chosen run is no longer that of the curves
    assert "(these curves)" not in legend(person).text()
    assert len(lines(person, "loss")) == 4
    last = plot(person, "loss").last_run
    assert not last.lines  # it is not drawn a second time as the last run
    person.click("hideRunsButton")
    assert len(last.lines) == 2


def test_a_running_training_is_not_drawn_twice(
    library: Library, person: Person, visitor: Visitor
) -> None:
    person.begin(epochs="50")
    person.wait_for_events(EpochEnd)
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    visitor.open(rows=1)
    visitor.table.selectAll()
    visitor.act("overlay")
    person.wait(lambda: "(these curves)" in legend(person).text())
    assert lines(person, "loss") == []


def test_the_run_of_the_curves_is_marked_with_their_colors(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("a")
    person.train()
    visitor.open(rows=2)
    visitor.table.selectAll()
    visitor.act("overlay")
    person.wait(lambda: "(these curves)" in legend(person).text())
    visitor.open()
    theme = theme_of(person.window)
    own = next(name for name in visitor.texts("name") if name != "a")
    assert mark(visitor, own) == (QColor(theme.training), QColor(theme.validation))
    assert mark(visitor, "a")[0] == mark(visitor, "a")[1]
    visitor.show_curves()
    image = legend(person).grab().toImage()
    places = product(range(image.width()), range(image.height()))
    shown = {image.pixelColor(x, y).name() for x, y in places}
    assert shown > {theme.training, theme.validation}


def test_the_run_of_the_curves_alone_needs_no_legend_of_other_runs(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("a")
    person.train()
    visitor.open(rows=2)
    visitor.table.selectAll()
    visitor.act("overlay")
    person.wait(lambda: legend(person).isVisible())
    visitor.open()
    visitor.select("a")
    visitor.act("overlay")  # hides it
    visitor.show_curves()
    assert not legend(person).isVisible()


def mark(visitor: Visitor, name: str) -> tuple[QColor, QColor]:
    """The colors of the upper and the lower half of the square beside a name."""
    icon = visitor.index(name).data(Qt.ItemDataRole.DecorationRole)
    image = icon.pixmap(QSize(14, 14)).toImage()  # with its frame
    return image.pixelColor(5, 2), image.pixelColor(5, image.height() - 3)


def test_the_legend_has_whole_names_that_differ(
    library: Library, person: Person, visitor: Visitor
) -> None:
    names = [f"a run with a rather long name and number {number}" for number in range(3)]
    for name in names:
        library.add(name)
    visitor.open(rows=3)
    overlay(person, visitor, *names)
    visitor.show_curves()
    legend(person).resize(400, legend(person).heightForWidth(400))
    assert legend(person)._step(400) > legend(person).fontMetrics().horizontalAdvance(names[0])
    # A long name does not widen the window.
    assert legend(person).minimumSizeHint().width() < 400


def test_the_legend_gives_all_that_it_does_not_need_to_the_plots(
    library: Library, person: Person, visitor: Visitor
) -> None:
    person.window.resize(1280, 720)
    own = person.find(CurveLegend, "curveLegend")
    person.wait(lambda: own.height() == 2 * own._row)  # room for a last run
    for name in ("a", "b", "c", "d"):
        library.add(name)
    visitor.open(rows=4)
    overlay(person, visitor, "a", "b", "c", "d")
    visitor.show_curves()
    person.wait(lambda: own.height() == own._row)
    shown, line = legend(person), legend(person).fontMetrics().height() + 2
    button = person.find(QToolButton, "hideRunsButton")
    rows = -(-4 // shown._across(shown.width()))
    assert shown.height() == max(line, button.height()) + rows * line
    person.click("hideRunsButton")
    person.wait(lambda: own.height() == 2 * own._row)


def test_a_name_that_stands_alone_in_its_row_has_its_whole_width(
    library: Library, person: Person, visitor: Visitor
) -> None:
    names = [f"the learning rate of this run, {number}, was different" for number in range(4)]
    for name in names:
        library.add(name)
    visitor.open(rows=4)
    overlay(person, visitor, *names)
    shown = legend(person)
    values = shown.fontMetrics().horizontalAdvance(f"{names[0]}val. 0.0000 · 100.00%")
    width = values + 80
    assert shown._across(width) == 1
    assert shown._step(width) > values


def test_the_legend_says_in_full_which_run_has_the_curves(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("a")
    person.train()
    (own,) = set(visitor.open(rows=2).texts("name")) - {"a"}
    overlay(person, visitor, "a", own)
    shown = legend(person)
    measure = shown.fontMetrics().horizontalAdvance
    for room in (measure(f"{own} (these curves)") + 1, measure("Rep… (these curves)")):
        text = shown._own_text_for(room)
        assert text.endswith(" (these curves)")
        assert measure(text) <= room
    assert text.startswith("R")


def test_runs_with_the_same_title_are_told_apart(
    library: Library, person: Person, visitor: Visitor
) -> None:
    for name in ("a", "b"):
        write_object(library.add(name) / ANNOTATIONS, {"name": "same"})
    visitor.open(rows=2)
    visitor.table.selectAll()
    visitor.act("overlay")
    person.wait(lambda: legend(person).text().count("same, ") == 2)


@pytest.mark.parametrize("against", XAxis)
def test_runs_lie_where_the_axis_says(
    library: Library, person: Person, visitor: Visitor, against: XAxis
) -> None:
    path = library.add("a")
    visitor.open(rows=1)
    draw_against(person, against)
    overlay(person, visitor, "a")
    seconds = sum(end.seconds for end in read_run(path).epochs)
    last = {XAxis.EPOCHS: 3, XAxis.IMAGES: 3 * SETTINGS.training_images, XAxis.TIME: seconds}
    for line in lines(person, "loss"):
        assert line.path().boundingRect().right() == pytest.approx(last[against])


def values_at(panel: CurvesPanel, place: float) -> dict[str, str]:
    """What is read off the loss at a place, by the names of the lines."""
    return {each.name: f"{each.value} @ {each.place}" for each in panel.loss.readings(place)}


def live(person: Person) -> CurvesPanel:
    """Two epochs of four mini-batches, of which the second took twice as long."""
    panel = person.find(CurvesPanel, "curvesPanel")
    panel.begin(SETTINGS)
    n = SETTINGS.training_images
    for epoch, seconds in ((1, 2.0), (2, 4.0)):
        batches = [
            BatchEnd(epoch, round((epoch - 1 + k / 4) * n), 1 / (epoch + k / 4), 0.5)
            for k in (1, 2, 3, 4)
        ]
        end = EpochEnd(epoch, 0.5 / epoch, 0.5, 0.6 / epoch, 0.5, seconds, seconds)
        panel.add(EventBatch.sort([*batches, end]))
    panel.finish()
    return panel


def test_the_live_curves_follow_the_axis(person: Person) -> None:
    panel = live(person)
    for against, right, second, half in (
        (XAxis.EPOCHS, 2.0, "2", "1.500"),
        (XAxis.IMAGES, 600, "600", "450"),
        (XAxis.TIME, 6.0, "6.00 s", "4.00 s"),
    ):
        draw_against(person, against)
        (left, shown), _ = panel.loss.viewRange()
        assert left <= 0 < right <= shown <= 4 * right
        assert values_at(panel, right)["validation"] == f"0.3000 @ {second}"
        middle = 4.1 if against is XAxis.TIME else 0.74 * right
        assert f"@ {half}" in values_at(panel, middle)["mini-batches"]
        assert against.value in panel.loss.getAxis("bottom").labelText


def test_time_passes_evenly_within_an_epoch_and_goes_on_as_in_the_last_one() -> None:
    mapping = XAxisMapping(100)
    assert np.isnan(mapping.place(0.5, XScale(XAxis.TIME)))
    mapping.add([1, 2], [2.0, 4.0])
    places = mapping.places(np.array([0.0, 0.5, 1.0, 1.5, 2.0, 2.5]), XScale(XAxis.TIME))
    assert places.tolist() == [0, 1, 2, 4, 6, 8]
    assert [mapping.epoch(place, XScale(XAxis.TIME)) for place in places] == [
        0,
        0.5,
        1,
        1.5,
        2,
        2.5,
    ]


def test_images_are_counted_from_the_start() -> None:
    mapping = XAxisMapping(100)
    assert mapping.places(np.array([0.5, 2.0]), XScale(XAxis.IMAGES)).tolist() == [50, 200]
    assert mapping.epoch(250, XScale(XAxis.IMAGES)) == 2.5


def test_epochs_that_took_no_time_do_not_harm() -> None:
    mapping = XAxisMapping(100)
    mapping.add([1, 2], [0.0, 0.0])
    assert mapping.place(2.0, XScale(XAxis.TIME)) == 0
    assert mapping.epoch(1.0, XScale(XAxis.TIME)) == 2.0


def test_names_that_have_no_room_keep_what_tells_them_apart(
    library: Library, person: Person, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"Report with ReLU: η {rate}, Epochs 15" for rate in ("5e-05", "0.05", "0.005")]
    for name in names:
        library.add(name)
    person.window.resize(1024, 600)
    visitor.open(rows=3)
    visitor.table.header().resizeSection(visitor.column("name"), 170)
    shown = [shown_name(visitor, name) for name in names]
    assert len(set(shown)) == 3
    assert all("…" in text for text in shown)
    assert ["5e-05" in shown[0], "0.05" in shown[1], "0.005" in shown[2]] == [True] * 3
    overlay(person, visitor, *names)
    visitor.show_curves()
    painted: list[str] = []
    draw = QPainter.drawText
    monkeypatch.setattr(
        QPainter,
        "drawText",
        lambda painter, *args: (painted.append(args[-1]), draw(painter, *args)),
    )
    plot(person, "loss").hovered.emit(2.0)
    legend(person).grab()
    assert len({text for text in painted if text.startswith("Report")}) == 3
    assert all(any(rate in text for text in painted) for rate in ("5e-05", "0.05", "0.005"))


def shown_name(visitor: Visitor, name: str) -> str:
    """The name of a run as its cell in the table shows it."""
    view, index = visitor.view_of("name"), visitor.index(name)
    option = QStyleOptionViewItem()
    option.initFrom(view)
    option.widget, option.rect = view, view.visualRect(index)
    view.itemDelegate().initStyleOption(option, index)
    return option.text
