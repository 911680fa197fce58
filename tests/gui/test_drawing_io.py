"""What comes onto the pad from files, clipboard and other programs, and what leaves it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QListView, QSpinBox

from core.datasets.dataset import Dataset
from core.drawing.stroke_file import read_strokes
from core.evaluation.metrics import evaluate
from core.models.model_file import Model
from gui.evaluation.confusion_matrix import ConfusionMatrix

from .person import Person, drop_on_pad, will_choose

CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
LINE = [(0.5, 0.2), (0.5, 0.5), (0.5, 0.8)]
STROKES = '{"label":7,"writer":"a","strokes":[[[0,0],[500,0],[200,800]]]}'
ONE = '{"label":1,"strokes":[[[0,0],[0,5]]]}'

pytestmark = pytest.mark.usefixtures("_empty_clipboard")


def photograph(path: Path) -> Path:
    """A one on paper, light from the left."""
    grey = np.full((240, 320), 220.0)
    grey[40:200, 150:166] = 60
    grey *= np.linspace(1, 0.5, 320)
    grey += np.random.default_rng(0).normal(0, 3, grey.shape)
    Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).save(path)
    return path


def paste(person: Person, mime: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(mime)
    person.window.pad.setFocus()
    person.press(Qt.Key.Key_V, CONTROL)
    person.wait_for_threads()


def mime_with(
    text: str = "", *, path: Path | None = None, image: QImage | None = None
) -> QMimeData:
    mime = QMimeData()
    if text:
        mime.setText(text)
    if path is not None:
        mime.setUrls([QUrl.fromLocalFile(str(path))])
    if image is not None:
        mime.setImageData(image)
    return mime


def open_file(person: Person, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    will_choose(monkeypatch, path)
    person.choose_action("Open drawing or image…")
    person.wait_for_threads()


def save_as(
    person: Person, path: Path, monkeypatch: pytest.MonkeyPatch, kind: str = "PNG image (*.png)"
) -> None:
    will_choose(monkeypatch, path, kind)
    person.choose_action("Save drawing as…")


def points(person: Person) -> list[list[float]]:
    return [point for s in person.window.pad.drawing.strokes for point in s.points.tolist()]


def sentence(person: Person) -> str:
    (box,) = person.dialogs("errorDialog")
    return box.text()


def test_a_photograph_is_opened_and_read(
    person: Person, trained_model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.session.use_model(trained_model)
    open_file(person, photograph(tmp_path / "1.jpg"), monkeypatch)
    assert person.window.pad.drawing.picture is not None
    person.wait(lambda: person.text("predictionLabel") == "1")


def test_what_came_can_be_undone_and_drawn_over_and_erased(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.draw(LINE)
    before = person.window.pad.drawing
    open_file(person, photograph(tmp_path / "1.png"), monkeypatch)
    photo = person.window.pad.drawing.picture
    assert photo is not None
    assert not person.window.pad.drawing.strokes
    person.draw([(0.2, 0.2), (0.4, 0.2)])
    assert person.window.pad.drawing.picture is photo
    person.draw([(0.5, 0.2), (0.5, 0.5)], Qt.MouseButton.RightButton)
    erased = person.window.pad.drawing.picture
    assert erased is not None
    assert erased.ink.sum() < photo.ink.sum()
    for _ in range(3):
        person.click("undoButton")
    assert person.window.pad.drawing is before


def test_a_line_of_a_stroke_file_is_pasted(person: Person) -> None:
    paste(person, mime_with(STROKES))
    np.testing.assert_allclose(points(person), [(0.25, 0.1), (0.75, 0.1), (0.45, 0.9)])


def test_an_image_is_pasted(person: Person, trained_model: Model) -> None:
    person.session.use_model(trained_model)
    image = QImage(200, 300, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.fillRect(90, 50, 20, 200, Qt.GlobalColor.black)
    painter.end()
    paste(person, mime_with(image=image))
    person.wait(lambda: person.text("predictionLabel") == "1")


def test_a_file_is_pasted(person: Person, tmp_path: Path) -> None:
    paste(person, mime_with(path=photograph(tmp_path / "1.png")))
    assert person.window.pad.drawing.picture is not None


def test_a_text_is_pasted_into_a_field_and_not_onto_the_pad(person: Person) -> None:
    QGuiApplication.clipboard().setText("12")
    person.enter("epochs", "")
    person.press(Qt.Key.Key_V, CONTROL)
    assert person.field("epochs") == "12"
    assert not person.window.pad.drawing


def test_files_images_and_strokes_are_dropped(person: Person, tmp_path: Path) -> None:
    assert drop_on_pad(person, mime_with(path=photograph(tmp_path / "1.png")))
    assert person.window.pad.drawing.picture is not None
    assert drop_on_pad(person, mime_with(STROKES))
    assert len(points(person)) == 3
    assert not drop_on_pad(person, mime_with("a sentence"))


def test_what_is_copied_is_pasted_as_it_was(person: Person) -> None:
    person.draw(LINE)
    copied = points(person)
    person.press(Qt.Key.Key_C, CONTROL)
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.hasImage()
    assert mime.hasFormat("image/svg+xml")
    assert mime.text().startswith('{"strokes":')
    person.click("clearPadButton")
    person.press(Qt.Key.Key_V, CONTROL)
    person.wait_for_threads()
    assert points(person) == copied


def test_an_empty_pad_is_neither_copied_nor_saved(person: Person) -> None:
    QGuiApplication.clipboard().setText("mine")
    person.window.pad.setFocus()
    person.press(Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "mine"
    assert not person.action("Save drawing as…").isEnabled()
    person.draw(LINE)
    assert person.action("Save drawing as…").isEnabled()


@pytest.mark.parametrize("suffix", [".png", ".svg", ".jsonl"])
def test_a_drawing_is_saved_as_the_suffix_says(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    person.draw(LINE)
    path = tmp_path / f"digit{suffix}"
    save_as(person, path, monkeypatch)
    assert person.text("savedFileText") == f"Saved to {path}"
    if suffix == ".png":
        assert max(QImage(str(path)).size().toTuple()) == 512
    elif suffix == ".svg":
        assert QSvgRenderer(str(path)).isValid()
    else:
        assert len(read_strokes(path)) == 1


def test_without_a_suffix_the_chosen_kind_is_written(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.draw(LINE)
    save_as(person, tmp_path / "digit", monkeypatch, "SVG drawing (*.svg)")
    assert [path.name for path in tmp_path.glob("digit*")] == ["digit.svg"]


def test_of_a_file_of_many_drawings_the_person_chooses(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "many.jsonl"
    path.write_text(f"{STROKES}\n{ONE}\n{STROKES}\n")
    open_file(person, path, monkeypatch)
    assert not person.window.pad.drawing
    chooser = person.find(QDialog, "drawingChooser")
    chosen = chooser.findChild(QListView, "drawingList")
    assert isinstance(chosen, QListView)
    assert not chooser.grab().isNull()
    QTest.keyClick(chosen, Qt.Key.Key_Right)
    person.click("putOnPadButton")
    assert len(points(person)) == 2
    assert chooser.isVisible()
    chooser.close()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.png", b"no image", "x.png: cannot be read"),
        ("x.jsonl", b"{}", r"x.jsonl, line 1: there are no strokes"),
        ("x.jsonl", b"", "no drawing in this file"),
    ],
)
def test_what_cannot_be_read_is_said_and_leaves_the_pad_alone(
    person: Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Callable[[str], None],
    name: str,
    content: bytes,
    reason: str,
) -> None:
    expect_log(reason)
    person.draw(LINE)
    before = person.window.pad.drawing
    (tmp_path / name).write_bytes(content)
    open_file(person, tmp_path / name, monkeypatch)
    assert reason in sentence(person)
    assert person.window.pad.drawing is before


def test_a_text_that_is_no_drawing_is_not_pasted(
    person: Person, expect_log: Callable[[str], None]
) -> None:
    expect_log("neither a drawing nor an image")
    paste(person, mime_with("hello"))
    assert "neither a drawing nor an image" in sentence(person)


def test_a_huge_image_is_refused(person: Person, expect_log: Callable[[str], None]) -> None:
    expect_log("larger than 10,000 pixels")
    paste(person, mime_with(image=QImage(10_001, 4, QImage.Format.Format_Grayscale8)))
    assert "larger than 10,000 pixels" in sentence(person)


def test_a_folder_without_rights_is_said(
    person: Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Callable[[str], None],
) -> None:
    expect_log("cannot be saved")
    person.draw(LINE)
    save_as(person, tmp_path / "none" / "x.png", monkeypatch)
    assert "cannot be saved" in sentence(person)


def test_the_window_closes_while_a_file_is_read(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = photograph(tmp_path / "1.png")
    will_choose(monkeypatch, path)
    person.choose_action("Open drawing or image…")
    person.choose_action("Open drawing or image…")
    assert person.window.close()
    assert not any(thread.isRunning() for thread in person.threads())


def test_a_click_on_the_confusion_matrix_puts_a_misread_image_onto_the_pad(
    person: Person, trained_model: Model, mnist: Dataset
) -> None:
    person.session.use_model(trained_model)
    person.click("evaluateButton")
    person.wait_for_evaluation()
    answers = evaluate(trained_model.network, mnist.test).predictions
    wrong = np.flatnonzero((mnist.test.labels == 9) & (answers == 4))
    matrix = person.find(ConfusionMatrix, "confusionMatrix")
    for number in (*wrong[:2], *wrong[2:], wrong[0]):
        QTest.mouseClick(matrix, LEFT, pos=matrix.cell(9, 4).center().toPoint())
        picture = person.window.pad.drawing.picture
        assert picture is not None
        np.testing.assert_array_equal(picture.ink.ravel(), mnist.test.images[number])
    person.wait(lambda: person.text("predictionLabel") == "4")
    which = f"1 of {len(wrong)}"
    assert person.text("padCaption") == f"Test image {wrong[0]:,} ({which}): labeled 9"


def test_the_first_click_on_a_cell_shows_its_first_image(
    person: Person, trained_model: Model
) -> None:
    """Not the one after the image that is on the pad, which is of another cell."""
    person.session.use_model(trained_model)
    person.click("evaluateButton")
    person.wait_for_evaluation()
    matrix = person.find(ConfusionMatrix, "confusionMatrix")

    def click(row: int, column: int) -> str:
        QTest.mouseClick(matrix, LEFT, pos=matrix.cell(row, column).center().toPoint())
        return person.text("padCaption")

    assert "(1 of " in click(9, 9)
    assert "(2 of " in click(9, 9)
    for digit in range(8, -1, -1):
        assert "(1 of " in click(digit, digit)
        assert "(2 of " in click(digit, digit)
    person.press(Qt.Key.Key_M, CONTROL)
    assert "(1 of " in click(0, 0)
    person.click("evaluateButton")
    person.wait_for_evaluation()
    assert "(1 of " in click(0, 0)


def test_a_click_on_an_empty_cell_changes_nothing(person: Person) -> None:
    matrix = person.find(ConfusionMatrix, "confusionMatrix")
    QTest.mouseClick(matrix, LEFT, pos=matrix.cell(3, 5).center().toPoint())
    assert not person.window.pad.drawing


def test_misread_images_come_one_after_the_other(
    person: Person, trained_model: Model, mnist: Dataset
) -> None:
    assert not person.action("Next misclassified test image").isEnabled()
    person.session.use_model(trained_model)
    person.click("evaluateButton")
    person.wait_for_evaluation()
    wrong = np.flatnonzero(
        evaluate(trained_model.network, mnist.test).predictions != mnist.test.labels
    )
    for place, number in enumerate(wrong[:3], start=1):
        person.press(Qt.Key.Key_M, CONTROL)
        which = f"Test image {number:,} ({place} of {len(wrong):,}): labeled "
        assert person.text("padCaption").startswith(which)
    picture = person.window.pad.drawing.picture
    assert picture is not None
    np.testing.assert_array_equal(picture.ink.ravel(), mnist.test.images[wrong[2]])


def test_a_test_image_is_put_onto_the_pad_by_its_number(
    person: Person, trained_model: Model, mnist: Dataset
) -> None:
    person.session.use_model(trained_model)
    person.click("evaluateButton")
    person.wait_for_evaluation()
    person.choose_action("Test image by number…")
    number = person.find(QSpinBox, "testImageNumber")
    QTest.keyClicks(number, "4711")
    person.click("showTestImageButton")
    picture = person.window.pad.drawing.picture
    assert picture is not None
    np.testing.assert_array_equal(picture.ink.ravel(), mnist.test.images[4711])
