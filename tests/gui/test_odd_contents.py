"""What clipboards, other programs and files may hold that is no drawing, or an odd one."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QClipboard, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar, QTabWidget

from core.drawing.stroke_file import read_strokes
from core.models.model_file import Model

from .person import Person, drop_on_pad, will_choose

LEFT = Qt.MouseButton.LeftButton
NOTHING = "This is neither a drawing nor an image."

pytestmark = pytest.mark.usefixtures("_empty_clipboard")


@pytest.fixture
def bundled_model(trained_model: Model) -> Model | None:
    return trained_model


def paste(person: Person, mime: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(mime)
    person.choose_action("Paste drawing or image")
    person.wait_for_threads()


def with_urls(*urls: QUrl) -> QMimeData:
    mime = QMimeData()
    mime.setUrls(list(urls))
    return mime


def with_data(kind: str, content: bytes) -> QMimeData:
    mime = QMimeData()
    mime.setData(kind, content)
    return mime


def with_image(image: QImage) -> QMimeData:
    mime = QMimeData()
    mime.setImageData(image)
    return mime


def html() -> QMimeData:
    mime = QMimeData()
    mime.setHtml("<p>7</p>")
    return mime


def sentence(person: Person) -> str:
    (box,) = person.dialogs("errorDialog")
    text = box.text()
    box.close()
    return text


def png(path: Path, pixels: object) -> Path:
    Image.fromarray(np.asarray(pixels, np.uint8)).save(path)
    return path


def test_an_empty_clipboard_is_said_to_be_empty(
    person: Person, expect_log: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    expect_log(NOTHING)
    monkeypatch.setattr(QClipboard, "mimeData", lambda _: None)  # as some platforms have it
    person.choose_action("Paste drawing or image")
    assert sentence(person) == NOTHING


@pytest.mark.parametrize(
    "mime",
    [
        QMimeData,
        html,
        lambda: with_data("text/plain", b""),
        lambda: with_data("image/png", b""),
        lambda: with_data("application/x-qt-image", b"no image"),
        lambda: with_image(QImage()),
        lambda: with_urls(QUrl("")),
    ],
    ids=["nothing", "html", "empty text", "empty png", "no image", "null image", "empty address"],
)
def test_what_holds_neither_drawing_nor_image_is_refused(
    person: Person, expect_log: Callable[[str], None], mime: Callable[[], QMimeData]
) -> None:
    expect_log(NOTHING)
    paste(person, mime())
    assert sentence(person) == NOTHING
    assert not person.window.pad.drawing


@pytest.mark.parametrize(
    ("urls", "reason"),
    [
        (["https://example.org/7.png"], "takes only files on this computer"),
        (["file:///a/1.png", "file:///a/2.png"], "The pad takes one file at a time; these are 2."),
        (["file:///none/such.png"], "such.png: cannot be read: there is no such file"),
    ],
    ids=["remote", "several", "missing"],
)
@pytest.mark.parametrize("bring", [paste, drop_on_pad])
def test_addresses_that_cannot_be_read_are_refused(
    person: Person,
    expect_log: Callable[[str], None],
    bring: Callable[[Person, QMimeData], object],
    urls: list[str],
    reason: str,
) -> None:
    expect_log(reason)
    bring(person, with_urls(*map(QUrl, urls)))
    assert reason in sentence(person)
    assert not person.window.pad.drawing


@pytest.mark.parametrize("bring", [paste, drop_on_pad])
def test_a_folder_is_refused(
    person: Person,
    expect_log: Callable[[str], None],
    bring: Callable[[Person, QMimeData], object],
    tmp_path: Path,
) -> None:
    expect_log("only a folder")
    bring(person, with_urls(QUrl.fromLocalFile(str(tmp_path))))
    assert "only a folder" in sentence(person)


def test_what_is_dropped_and_cannot_be_taken_is_not_accepted(
    person: Person, expect_log: Callable[[str], None]
) -> None:
    expect_log("takes only files on this computer")
    assert not drop_on_pad(person, with_urls(QUrl("https://example.org/7.png")))
    assert "this computer" in sentence(person)
    assert not drop_on_pad(person, with_data("text/plain", b"no drawing"))
    assert not person.dialogs("errorDialog")


def test_an_encoded_image_is_pasted(person: Person, tmp_path: Path) -> None:
    pixels = np.full((40, 30), 255)
    pixels[5:35, 12:16] = 0
    paste(person, with_data("image/png", png(tmp_path / "x.png", pixels).read_bytes()))
    assert person.window.pad.drawing.picture is not None


@pytest.mark.parametrize(
    ("mime", "reason"),
    [
        (lambda: with_data("image/png", b"no png"), "The image: cannot be read"),
        (lambda: with_image(QImage(9000, 9000, QImage.Format.Format_Mono)), "50 million pixels"),
        (lambda: with_image(QImage(1, 1, QImage.Format.Format_RGB32)), "only paper"),
    ],
    ids=["damaged", "huge", "one pixel"],
)
def test_an_image_that_cannot_be_read_is_said(
    person: Person, expect_log: Callable[[str], None], mime: Callable[[], QMimeData], reason: str
) -> None:
    expect_log(reason)
    paste(person, mime())
    assert reason in sentence(person)


@pytest.mark.parametrize(
    "format_",
    [
        QImage.Format.Format_Mono,
        QImage.Format.Format_Indexed8,
        QImage.Format.Format_Grayscale8,
        QImage.Format.Format_Grayscale16,
        QImage.Format.Format_RGB16,
        QImage.Format.Format_ARGB32_Premultiplied,
        QImage.Format.Format_RGBA64,
        QImage.Format.Format_RGBA32FPx4,
    ],
)
def test_an_image_of_any_format_is_pasted(person: Person, format_: QImage.Format) -> None:
    image = QImage(31, 47, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for y in range(8, 40):
        for x in range(14, 18):
            image.setPixelColor(x, y, Qt.GlobalColor.black)
    paste(person, with_image(image.convertToFormat(format_)))
    picture = person.window.pad.drawing.picture
    assert picture is not None
    height, width = picture.ink.shape
    assert height > 3 * width
    person.wait(lambda: person.text("predictionLabel") != "–")


SHAPES = {
    "dot": np.where(np.arange(9).reshape(3, 3) == 4, 0, 255),
    "two dots": np.where(np.arange(20).reshape(1, 20) % 12 == 3, 0, 255),
    "column": np.array([[255], [255], [0], [255]]),
    "ink everywhere": np.where(np.arange(12).reshape(3, 4) == 0, 255, 0),
    "stripes": np.where(np.arange(160).reshape(1, 160) % 2, 0, 255),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_smallest_images_are_shown_explained_copied_and_saved(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shape: str
) -> None:
    tabs = person.find(QTabWidget, "questions")
    bar = tabs.findChild(QTabBar)
    assert bar is not None
    why = next(i for i in range(bar.count()) if bar.tabText(i) == "Why")
    QTest.mouseClick(bar, LEFT, pos=bar.tabRect(why).center())
    person.wait(lambda: person.session.model is not None)
    drop_on_pad(person, with_urls(QUrl.fromLocalFile(str(png(tmp_path / "x.png", SHAPES[shape])))))
    assert person.window.pad.drawing.picture is not None
    person.wait_for_threads()
    assert not person.window.pad.grab().isNull()
    assert person.text("predictionComment") != "Draw a digit."
    person.choose_action("Copy drawing")
    for suffix in (".png", ".svg"):
        path = tmp_path / f"saved{suffix}"
        will_choose(monkeypatch, path)
        person.choose_action("Save drawing as…")
        assert path.stat().st_size > 0
    person.draw([(0.4, 0.4), (0.6, 0.6)])
    person.draw([(0.5, 0.5)], Qt.MouseButton.RightButton)
    person.wait_for_threads()
    assert not person.window.pad.grab().isNull()


@pytest.mark.parametrize(
    "strokes",
    ["[[[0,0]]]", "[[[0,0],[9,0]]]", "[[[5,5],[5,5]]]", "[[[0,0],[1e15,1e-9]]]", "[[[1e-320,0]]]"],
    ids=["dot", "level", "held", "vast", "next to nothing"],
)
def test_the_oddest_strokes_are_shown_copied_and_saved(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strokes: str
) -> None:
    person.wait(lambda: person.session.model is not None)
    paste(person, with_data("text/plain", b'{"widths":[1e15],"strokes":' + strokes.encode() + b"}"))
    assert len(person.window.pad.drawing.strokes) == 1
    assert not person.window.pad.grab().isNull()
    person.choose_action("Copy drawing")
    path = tmp_path / "x.jsonl"
    will_choose(monkeypatch, path)
    person.choose_action("Save drawing as…")
    assert len(read_strokes(path)) == 1
