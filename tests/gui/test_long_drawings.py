"""Long drawings and slow files: the window goes on while they are read, painted and saved."""

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QListView, QWidget

from core.drawing.stroke_file import LabeledDrawing, read_strokes, write_strokes
from core.drawing.strokes import Drawing, drawing_from_points
from core.models.model_file import Model, save_model
from core.recognition.prediction import DrawingPrediction
from core.recognition.recognizer import Candidates, Recognizer, find_candidates
from gui.common.undo import UNDO_LIMIT, DrawingHistory
from gui.drawing import clipboard_content, drawing_chooser, pad_painter

from .made_drawings import bars, scribble
from .person import Person, will_choose

MAIN = threading.main_thread()
pytestmark = pytest.mark.usefixtures("_empty_clipboard")


@pytest.fixture
def bundled_model(trained_model: Model) -> Model | None:
    return trained_model


@pytest.fixture
def ready(person: Person) -> Person:
    """With a model that reads."""
    person.wait(lambda: person.session.model is not None)
    return person


def open_drawing(
    person: Person, drawing: Drawing, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_strokes(path, [LabeledDrawing(drawing)])
    will_choose(monkeypatch, path)
    person.choose_action("Open drawing or image…")
    person.wait(lambda: bool(person.window.pad.drawing))


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Drawing, threading.Thread]]:
    """Which drawings were read where."""
    seen: list[tuple[Drawing, threading.Thread]] = []
    choose = Recognizer.choose

    def watched(self: Recognizer, candidates: Candidates) -> DrawingPrediction:
        seen.append((candidates.drawing, threading.current_thread()))
        return choose(self, candidates)

    monkeypatch.setattr(Recognizer, "choose", watched)
    return seen


def test_a_short_drawing_is_read_at_once_and_a_long_one_in_a_thread(
    ready: Person, threads: list[tuple[Drawing, threading.Thread]]
) -> None:
    for drawing, here in ((bars(2), True), (bars(30), False)):
        threads.clear()
        ready.window.pad.put(drawing)
        ready.wait(lambda: bool(threads))
        ready.wait_for_threads()
        assert {id(read): thread is MAIN for read, thread in threads} == {id(drawing): here}
    ready.wait(lambda: ready.text("predictionLabel").startswith("1111"))


def test_a_pinned_model_reads_a_long_drawing_in_the_same_thread(
    ready: Person, threads: list[tuple[Drawing, threading.Thread]]
) -> None:
    ready.window.comparison.pin_current()
    threads.clear()
    ready.window.pad.put(bars(30))
    ready.wait(lambda: ready.text("pinnedPrediction").startswith("1111"))
    assert len(threads) == 2
    assert MAIN not in {thread for _, thread in threads}


def test_a_drawing_is_divided_and_rendered_once_for_both_models(
    ready: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Drawing] = []

    def watched(drawing: Drawing, smallest: float) -> Candidates:
        found.append(drawing)
        return find_candidates(drawing, smallest)

    monkeypatch.setattr("core.recognition.recognizer.find_candidates", watched)
    ready.window.comparison.pin_current()
    found.clear()
    ready.window.pad.put(bars(2))
    ready.wait(lambda: ready.text("pinnedPrediction").startswith("11"))
    assert len(found) == 1
    assert ready.text("predictionLabel") == "11"


class Held:
    """Reads when it is allowed to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go, self.begun = threading.Event(), threading.Event()
        self.drawings: list[Drawing] = []
        choose = Recognizer.choose

        def held(recognizer: Recognizer, candidates: Candidates) -> DrawingPrediction:
            if threading.current_thread() is not MAIN:
                self.drawings.append(candidates.drawing)
                self.begun.set()
                assert self.go.wait(30)
            return choose(recognizer, candidates)

        monkeypatch.setattr(Recognizer, "choose", held)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    found = Held(monkeypatch)
    yield found
    found.go.set()


def test_an_answer_that_takes_its_time_is_waited_for(ready: Person, held: Held) -> None:
    ready.window.pad.put(bars(30))
    ready.wait(lambda: ready.text("predictionComment") == "Recognizing …")
    assert ready.text("predictionLabel") == "…"
    held.go.set()
    ready.wait(lambda: ready.text("predictionLabel").startswith("1111"))


def test_of_long_drawings_that_come_meanwhile_the_latest_is_read(ready: Person, held: Held) -> None:
    drawings = [bars(count) for count in (30, 31, 32, 33)]
    for drawing in drawings:
        ready.window.pad.put(drawing)
        ready.wait(held.begun.is_set)
        QTest.qWait(0)
    held.go.set()
    ready.wait(lambda: len(held.drawings) > 1)
    ready.wait_for_threads()
    assert held.drawings == [drawings[0], drawings[-1]]
    ready.wait(lambda: " of 33:" in ready.text("predictionComment"))


def test_an_answer_to_what_is_no_more_on_the_pad_is_not_shown(ready: Person, held: Held) -> None:
    ready.window.pad.put(bars(30))
    ready.wait(held.begun.is_set)
    ready.click("clearPadButton")
    ready.wait(lambda: ready.text("predictionComment") == "Draw a digit.")
    held.go.set()
    ready.wait_for_threads()
    assert ready.text("predictionComment") == "Draw a digit."
    assert ready.text("predictionLabel") == "–"


def test_an_error_in_the_thread_is_shown_as_one_in_the_window(
    ready: Person, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    expect_log("ArithmeticError: no answer")

    def fail(*_: object) -> None:
        raise ArithmeticError("no answer")

    monkeypatch.setattr(Recognizer, "choose", fail)
    ready.window.pad.put(bars(30))
    ready.wait(lambda: bool(ready.dialogs("errorDialog")))
    assert "ArithmeticError: no answer" in ready.dialogs("errorDialog")[0].detailedText()


def test_the_window_closes_while_a_long_drawing_is_read(ready: Person, held: Held) -> None:
    ready.window.pad.put(bars(30))
    ready.wait(held.begun.is_set)
    ready.window.pad.put(bars(31))
    held.go.set()
    assert ready.window.close()
    assert not any(thread.isRunning() for thread in ready.threads())


def test_a_row_of_2000_bars_is_no_number(
    ready: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_drawing(ready, bars(2000), tmp_path / "x.jsonl", monkeypatch)
    ready.wait(lambda: ready.text("predictionComment") == "Too many parts to be a number.")
    assert not ready.window.pad.grab().isNull()


def test_a_row_of_more_bars_is_refused_with_a_sentence(
    ready: Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Callable[[str], None],
) -> None:
    expect_log("more than 2,000 strokes")
    path = tmp_path / "x.jsonl"
    row = ",".join(f"[[{0.4 * i:.1f},0],[{0.4 * i:.1f},1]]" for i in range(20_000))
    path.write_text(f'{{"label":1,"strokes":[{row}]}}\n')
    will_choose(monkeypatch, path)
    ready.choose_action("Open drawing or image…")
    ready.wait(lambda: bool(ready.dialogs("errorDialog")))
    (box,) = ready.dialogs("errorDialog")
    assert "x.jsonl, line 1: a drawing of more than 2,000 strokes." in box.text()
    box.close()


def test_the_pad_says_what_it_reads_when_that_takes_long(
    ready: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    read = read_strokes

    def slowly(path: Path) -> list[LabeledDrawing]:
        assert threading.current_thread() is not MAIN
        assert go.wait(30)
        return read(path)

    monkeypatch.setattr("core.drawing.stroke_file.read_strokes", slowly)
    path = tmp_path / "<b>7.jsonl"
    write_strokes(path, [LabeledDrawing(bars(1))])
    will_choose(monkeypatch, path)
    ready.choose_action("Open drawing or image…")
    notice = ready.find(QLabel, "readingNotice")
    ready.wait(notice.isVisible)
    assert notice.text() == "Reading <b>7.jsonl …"
    ready.draw([(0.2, 0.2), (0.4, 0.4)])  # the window goes on
    go.set()
    ready.wait(lambda: not notice.isVisible())
    assert ready.window.pad.drawing.strokes[0].points.shape == (2, 2)


def test_a_model_to_be_pinned_is_read_in_a_thread(
    ready: Person, trained_model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where: list[threading.Thread] = []

    def watched(path: Path) -> Model:
        where.append(threading.current_thread())
        return trained_model

    monkeypatch.setattr("core.importing.model_import.import_model", watched)
    path = tmp_path / "mine.safetensors"
    save_model(path, trained_model)
    names = [path, tmp_path / "second", tmp_path / "third"]
    for name in names:
        will_choose(monkeypatch, name)
        ready.window.comparison.ask_to_pin()
    ready.wait(lambda: ready.find(QWidget, "pinnedModel").isVisible())
    assert ready.text("pinnedTitle") == "Pinned: third"
    assert len(where) == 2
    assert MAIN not in where


def test_unpinning_keeps_a_model_that_is_still_read_from_being_pinned(
    ready: Person, trained_model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.importing.model_import.import_model", lambda _: trained_model)
    will_choose(monkeypatch, tmp_path / "x")
    ready.window.comparison.ask_to_pin()
    ready.window.comparison.unpin()
    ready.wait_for_threads()
    assert not ready.find(QWidget, "pinnedModel").isVisible()


def test_a_long_drawing_is_copied_and_saved_in_a_thread(
    ready: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where: list[threading.Thread] = []

    def watched(drawing: Drawing, *side: int) -> object:
        where.append(threading.current_thread())
        return real(drawing, *side)

    real = clipboard_content.to_image
    monkeypatch.setattr(clipboard_content, "to_image", watched)
    ready.window.pad.put(scribble(600))
    ready.choose_action("Copy drawing")
    for name in ("1.png", "2.png"):
        will_choose(monkeypatch, tmp_path / name)
        ready.choose_action("Save drawing as…")
    assert ready.window.close()  # nothing that was asked for is lost
    QApplication.processEvents()
    assert (tmp_path / "1.png").read_bytes() == (tmp_path / "2.png").read_bytes()
    assert where[0] is not MAIN
    assert QGuiApplication.clipboard().mimeData().text().startswith('{"strokes":')


def test_a_long_drawing_that_cannot_be_saved_is_said(
    ready: Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Callable[[str], None],
) -> None:
    expect_log("cannot be saved")
    ready.window.pad.put(scribble(600))
    path = tmp_path / "none" / "x.png"
    will_choose(monkeypatch, path)
    ready.choose_action("Save drawing as…")
    ready.wait(lambda: bool(ready.dialogs("errorDialog")))
    ready.dialogs("errorDialog")[0].close()


def test_what_a_stroke_file_cannot_hold_is_copied_as_an_image(
    ready: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.drawing.stroke_file.MAX_STROKES", 2)
    ready.window.pad.put(bars(3))
    ready.choose_action("Copy drawing")
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.hasImage()
    assert not mime.text()


def test_thumbnails_of_long_drawings_come_after_the_list(
    ready: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    real = drawing_chooser.to_image

    def watched(drawing: Drawing, side: int) -> object:
        sizes.append(sum(len(stroke.points) for stroke in drawing.strokes))
        return real(drawing, side)

    monkeypatch.setattr(drawing_chooser, "to_image", watched)
    path = tmp_path / "x.jsonl"
    write_strokes(path, [LabeledDrawing(scribble(5000), n) for n in range(3)])
    will_choose(monkeypatch, path)
    ready.choose_action("Open drawing or image…")
    ready.wait(lambda: len(sizes) == 3)
    assert max(sizes) <= 1000
    dialog = ready.find(QDialog, "drawingChooser")
    assert not ready.find(QListView, "drawingList").grab().isNull()
    dialog.close()


def test_undo_keeps_a_bounded_number_of_steps(qapp: QApplication) -> None:
    history = DrawingHistory(QObject(qapp))
    drawings = [bars(1) for _ in range(UNDO_LIMIT + 50)]
    for drawing in drawings:
        history.replace(drawing)
    forgotten = weakref.ref(drawings[48].strokes[0])
    del drawings[:49]
    gc.collect()
    assert forgotten() is None
    steps = 0
    while history.canUndo():
        history.undo()
        steps += 1
    assert steps == UNDO_LIMIT
    assert history.drawing is drawings[0]
    for _ in range(steps):
        history.redo()
    assert history.drawing is drawings[-1]


def test_the_pad_shows_all_of_a_long_drawing_in_the_end(
    ready: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pad_painter, "_SECONDS", 0)
    drawing = drawing_from_points([[(0.1 + 0.8 * (i % 2), 0.1 + 0.0008 * i) for i in range(1000)]])
    ready.window.pad.put(drawing)
    pad = ready.window.pad

    def dark() -> bool:
        image = pad.grab().toImage()
        centre = pad.rect().center()
        return image.pixelColor(centre.x(), round(0.85 * pad.height())).lightness() < 100

    ready.wait(dark)
