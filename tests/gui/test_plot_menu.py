"""The context menu of plots: copy, pictures, data."""

import csv
import xml.etree.ElementTree as ET
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QGraphicsView, QMenu, QTabWidget, QWidget

from core.plots.parallel_coordinates import Metric, TrialPoint
from core.runs.run_title import describe_settings
from core.training.events import LiveChange
from gui.common.theme import Scheme, set_scheme
from gui.evaluation.confusion_matrix import ConfusionMatrix
from gui.session.event_batch import EventBatch
from gui.training.curves.comparison_legend import ComparisonLegend
from gui.training.curves.curve_plot import CurvePlot
from gui.tuning.importance_bars import ImportanceBars
from gui.tuning.parallel_coordinates import ParallelCoordinates

from .live_curves import falling, panel, show
from .person import Person, will_choose
from .run_library_fixture import SETTINGS, Library, Visitor

PLOTS = ("lossPlot", "accuracyPlot")


def open_menu(person: Person, name: str) -> QMenu:
    """Open the menu with the right button, and return it."""
    plot = person.find(QWidget, name)
    target = plot.viewport() if isinstance(plot, QGraphicsView) else plot
    place = target.rect().center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, target.mapToGlobal(place) + QPoint(0, 0)
    )
    QApplication.sendEvent(target, event)
    (menu,) = (each for each in plot.findChildren(QMenu, "plotMenu") if each.isVisible())
    return menu


def choose(person: Person, name: str, text: str) -> None:
    """Choose an entry of the menu of a plot."""
    menu = open_menu(person, name)
    action = next(a for a in menu.actions() if a.text().replace("&", "") == text)
    action.trigger()
    menu.close()
    QApplication.processEvents()


def save(
    person: Person, monkeypatch: pytest.MonkeyPatch, path: Path, kind: str, plot: str = "lossPlot"
) -> bytes:
    """Save a plot to a path, and return what was written."""
    will_choose(monkeypatch, path)
    choose(person, plot, kind)
    person.wait(path.exists)
    person.wait_for_threads()
    return path.read_bytes()


@pytest.fixture
def curves(person: Person) -> Person:
    show(person, 5, falling(0.5, 0.1))
    show(person, 5, falling(0.4, 0.1, first=3.0))
    return person


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_of_curves_has_one_menu_with_everything(curves: Person, name: str) -> None:
    menu = open_menu(curves, name)
    entries = [action.text().replace("&", "") for action in menu.actions() if action.text()]
    assert entries[:5] == [
        "Copy",
        "Save as PNG…",
        "Save as SVG…",
        "Save as PDF…",
        "Save data as CSV…",
    ]
    assert {"Reset view", "Show outliers"} <= set(entries)
    assert "View All" not in entries  # pyqtgraph's own
    menu.close()


def test_a_plot_is_copied_as_a_sharp_picture(curves: Person) -> None:
    choose(curves, "lossPlot", "Copy")
    image = QGuiApplication.clipboard().image()
    plot = curves.find(QWidget, "lossPlot")
    assert image.width() > 2 * plot.width()
    colors = {image.pixelColor(x, y).name() for x in range(0, image.width(), 3)
              for y in range(0, image.height(), 3)}  # fmt: skip
    assert {"#0072b2", "#c25200"} <= colors  # training and validation


def test_the_crosshair_is_not_part_of_a_picture(
    curves: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    plot = curves.find(CurvePlot, "lossPlot")
    without = save(curves, monkeypatch, tmp_path / "a.png", "Save as PNG…")
    plot.hovered.emit(2.5)
    assert plot.pointed == 2.5
    assert save(curves, monkeypatch, tmp_path / "b.png", "Save as PNG…") == without


@pytest.mark.parametrize("name", PLOTS)
def test_a_png_is_a_picture(
    curves: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    before = curves.find(QWidget, name).grab().toImage()
    png = save(curves, monkeypatch, tmp_path / "a.png", "Save as PNG…", name)
    assert Image.open(BytesIO(png)).format == "PNG"
    curves.wait(lambda: str(tmp_path / "a.png") in curves.text("savedFileText"))
    # Nothing of what made the picture stays.
    assert curves.find(QWidget, name).grab().toImage() == before


def test_an_svg_has_its_texts_and_needs_no_scaled_lines(
    curves: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    svg = save(curves, monkeypatch, tmp_path / "a.svg", "Save as SVG…")
    root = ET.fromstring(svg)
    said = {"".join(each.itertext()).strip() for each in root.iter() if each.tag.endswith("text")}
    assert {"training", "validation", "Epoch"} <= said
    paths = [each for each in root.iter() if each.tag.endswith("path")]
    long = [each for each in paths if each.get("d", "").count("L") > 30]
    assert long
    for each in long:
        # A few pixels outside of the picture at most, and not in the coordinates of the data.
        numbers = [float(part) for part in each.get("d", "").replace("L", "").split()[1].split(",")]
        assert all(-1e4 < number < 1e4 for number in numbers)


def texts_of(svg: bytes) -> dict[str, float]:
    """The texts of an SVG with their left ends."""
    found = {}
    for group in ET.fromstring(svg).iter():
        for each in group:
            if each.tag.endswith("text"):
                shift = group.get("transform", "matrix(1,0,0,1,0,0)")[7:-1].split(",")[4]
                found["".join(each.itertext()).strip()] = float(shift) + float(each.get("x", 0))
    return found


def test_the_texts_beside_marks_are_where_they_are_in_the_window(
    curves: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    show(curves, 60, lambda at: 70.2 if abs(at - 30.5) < 0.01 else falling(0.5, 0.1)(at))
    panel(curves).add(EventBatch.sort([LiveChange(50 * panel(curves)._images, {"l2": 0.5})]))
    panel(curves).finish()
    plot = curves.find(CurvePlot, "lossPlot")
    said = texts_of(save(curves, monkeypatch, tmp_path / "a.svg", "Save as SVG…"))
    view, margin = plot.getViewBox(), 8
    for text, epoch in (("70.2", 30.5), ("λ 0.5", 50)):
        place = view.mapViewToScene(QPointF(epoch, 0)).x() + margin
        assert place < said[text] < place + 20


def test_a_picture_names_the_runs_and_has_no_pointer(
    library: Library,
    curves: Person,
    visitor: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    long = "a name of many words that no legend has room for " * 4
    library.add("other")
    library.add(long)
    visitor.open(rows=2)
    visitor.select("other", long)
    visitor.act("overlay")
    plot = curves.find(CurvePlot, "lossPlot")
    shown = curves.find(ComparisonLegend, "overlayLegend")
    curves.wait(shown.isVisible)
    plot.hovered.emit(2.0)
    assert "at the pointer" in shown.caption
    svg = save(curves, monkeypatch, tmp_path / "a.svg", "Save as SVG…")
    said = texts_of(svg)
    assert "Other runs · solid: training · dashed: validation" in said
    assert "other" in said
    assert " ".join(said).count("legend has room") == 4
    # A letter in another font is a text of its own.
    name = describe_settings(SETTINGS.with_values({"epochs": 5}))
    assert name.replace(" ", "") in "".join(said).replace(" ", "")
    assert not any("pointer" in text or text.startswith("val.") for text in said)


def test_a_picture_is_light_in_the_dark_window_too(
    curves: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    light = save(curves, monkeypatch, tmp_path / "a.png", "Save as PNG…")
    set_scheme(Scheme.DARK)
    QApplication.processEvents()
    plot = curves.find(QWidget, "lossPlot")
    before = plot.grab().toImage()
    assert save(curves, monkeypatch, tmp_path / "b.png", "Save as PNG…") == light
    assert plot.grab().toImage() == before
    set_scheme(Scheme.LIGHT)
    QApplication.processEvents()
    assert save(curves, monkeypatch, tmp_path / "c.png", "Save as PNG…") == light


@pytest.mark.parametrize("name", PLOTS)
def test_a_long_name_is_whole_in_a_picture(
    curves: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    name_of_last = "a name of many words that no legend has room for " * 4
    for plot in panel(curves)._plots:
        plot.name_last_run(name_of_last)
    svg = save(curves, monkeypatch, tmp_path / "a.svg", "Save as SVG…", name)
    assert " ".join(texts_of(svg)).count("legend has room") == 4


def test_a_pdf_is_a_pdf_of_one_page(
    curves: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pypdf = pytest.importorskip("pypdf")
    pdf = save(curves, monkeypatch, tmp_path / "a.pdf", "Save as PDF…")
    (page,) = pypdf.PdfReader(BytesIO(pdf)).pages
    assert page.mediabox.width < 1000


def test_the_data_of_all_lines_are_saved(
    curves: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = save(curves, monkeypatch, tmp_path / "a.csv", "Save data as CSV…").decode()
    header, *rows = csv.reader(text.splitlines())
    assert header == ["run", "line", "epoch", "images_seen", "seconds", "loss"]
    count = {(run, line): 0 for run, line, *_ in rows}
    for run, line, *_ in rows:
        count[run, line] += 1
    assert count == {
        ("current", "mini-batches"): 50,
        ("current", "training"): 5,
        ("current", "validation"): 5,
        ("last run", "training"): 5,
        ("last run", "validation"): 5,
    }
    run, line, epoch, images, seconds, loss = rows[-1]
    assert (float(epoch), int(images), float(seconds)) == (5, 5 * SETTINGS.training_images, 5)
    assert float(loss) == pytest.approx(1.1 * falling(0.5, 0.1)(5))


def test_a_file_gets_its_suffix_and_an_existing_one_is_not_replaced_unasked(
    curves: Person,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    expect_log: Callable[[str], None],
) -> None:
    will_choose(monkeypatch, tmp_path / "plot")
    choose(curves, "lossPlot", "Save data as CSV…")
    curves.wait((tmp_path / "plot.csv").exists)
    expect_log("already exists")
    choose(curves, "lossPlot", "Save data as CSV…")
    assert curves.dialogs("errorDialog")


def test_what_cannot_be_written_is_reported(
    curves: Person,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    expect_log: Callable[[str], None],
) -> None:
    expect_log("cannot be written")
    will_choose(monkeypatch, tmp_path / "missing" / "a.png")
    choose(curves, "lossPlot", "Save as PNG…")
    curves.wait(lambda: bool(curves.dialogs("errorDialog")))


def test_the_menu_resets_the_view(curves: Person) -> None:
    plot = curves.window._curves.loss
    curves.click("showAllButton")
    before = plot.viewRange()
    plot.setXRange(2, 3, padding=0)
    plot.moved.emit(False)
    choose(curves, "lossPlot", "Reset view")
    assert plot.viewRange() == before


def test_the_right_button_does_not_move_the_curves(curves: Person) -> None:
    plot = curves.window._curves.loss
    before = plot.viewRange()
    open_menu(curves, "lossPlot").close()
    assert plot.viewRange() == before


def test_the_planned_learning_rates_can_be_saved(
    person: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    person.open_group("Schedule")
    person.enter("epochs", "4", done=True)
    text = save(
        person, monkeypatch, tmp_path / "a.csv", "Save data as CSV…", "schedulePlot"
    ).decode()
    assert text.splitlines()[0] == "epoch,learning_rate"
    assert len(text.splitlines()) > 2
    png = save(person, monkeypatch, tmp_path / "a.png", "Save as PNG…", "schedulePlot")
    assert Image.open(BytesIO(png)).width > 100


def test_the_plots_of_a_search_can_be_saved(
    person: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    centre = person.find(QTabWidget, "centre")
    centre.setCurrentWidget(person.find(QWidget, "searchPanel"))
    points = [TrialPoint({"learning_rate": 0.1 * n, "momentum": 0.5}, 0.1 * n) for n in (1, 2)]
    lines = person.find(ParallelCoordinates, "parallelLines")
    lines.show_points(points, Metric("Validation loss", lower_is_better=True), {})
    person.find(ImportanceBars, "importanceBars").show_shares({"learning_rate": 0.75, "l2": 0.25})
    trials = save(person, monkeypatch, tmp_path / "t.csv", "Save data as CSV…", "parallelLines")
    assert trials.decode().splitlines()[0] == "learning_rate,momentum,Validation loss"
    assert trials.decode().splitlines()[1] == "0.1,0.5,0.1"
    shares = save(person, monkeypatch, tmp_path / "i.csv", "Save data as CSV…", "importanceBars")
    assert shares.decode() == "setting,importance\nlearning_rate,0.75\nl2,0.25\n"
    svg = save(person, monkeypatch, tmp_path / "t.svg", "Save as SVG…", "parallelLines").decode()
    chosen = person.find(QComboBox, "searchChooser").currentText()
    assert "Parallel coordinates of the trials · Search" in svg
    assert chosen.split()[0] in svg
    svg = save(person, monkeypatch, tmp_path / "i.svg", "Save as SVG…", "importanceBars")
    assert b"Learning rate" in svg


def test_the_confusion_matrix_can_be_saved(
    person: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    person.train()
    text = save(person, monkeypatch, tmp_path / "m.csv", "Save data as CSV…", "confusionMatrix")
    header, *rows = csv.reader(text.decode().splitlines())
    assert header[1:] == list("0123456789")
    counts = person.find(ConfusionMatrix, "confusionMatrix").counts
    assert counts is not None
    assert [[int(count) for count in row[1:]] for row in rows] == counts.tolist()
    png = save(person, monkeypatch, tmp_path / "m.png", "Save as PNG…", "confusionMatrix")
    assert Image.open(BytesIO(png)).width > 300


def test_the_picture_of_the_matrix_names_its_model_and_its_result(
    person: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    person.train()
    accuracy = person.text("testAccuracyLabel")
    svg = save(person, monkeypatch, tmp_path / "m.svg", "Save as SVG…", "confusionMatrix").decode()
    assert accuracy in svg
    assert "Report, 3,000 images" in svg  # and not only “this run”
    model = person.session.model
    assert model is not None
    sizes = "-".join(map(str, model.network.sizes))
    assert sizes in svg


def test_the_picture_of_the_matrix_shows_neither_the_focus_nor_a_fading(
    person: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    person.train()
    matrix = person.find(ConfusionMatrix, "confusionMatrix")
    person.window.activateWindow()
    matrix.setFocus()
    person.wait(matrix.hasFocus)
    matrix.set_faded(faded=True)
    first = save(person, monkeypatch, tmp_path / "1.png", "Save as PNG…", "confusionMatrix")
    matrix.clearFocus()
    matrix.set_faded(faded=False)
    second = save(person, monkeypatch, tmp_path / "2.png", "Save as PNG…", "confusionMatrix")
    assert Image.open(BytesIO(first)).tobytes() == Image.open(BytesIO(second)).tobytes()
