"""Opening, pasting, copying and saving of drawings."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QLabel

from core.foundation.errors import DataError, OutputError
from core.foundation.file_names import dated_name, today
from gui.common.enlargement import set_text_size
from gui.common.error_reporter import ErrorReporter
from gui.common.file_dialogs import ask_to_open, ask_to_save, ending_of, with_ending
from gui.common.fitting_label import FittingLabel
from gui.common.tasks import Tasks
from gui.common.theme import TextSize
from gui.common.widgets import named, new_action, vbox
from gui.drawing.clipboard_content import Drops
from gui.drawing.drawing_loader import DrawingLoader
from gui.drawing.drawing_saver import DrawingSaver
from gui.drawing.pad import DrawingPad

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from core.drawing.stroke_file import LabeledDrawing
    from core.drawing.strokes import Drawing

_SAVED_AS = ["PNG image (*.png)", "SVG drawing (*.svg)", "Stroke file (*.jsonl)"]
_NOTICE_MARGIN = 8
"""Distance of the notice to the pad's edges, in pixels."""
_CAPTION_MARGIN = 3
"""Distance of a caption to the pad's lower edge, in pixels: it stays below the digit, whose image
has an empty margin of four of its 28 pixels."""


class DrawingIO(QObject):
    """Opens, pastes, copies and saves drawings, and accepts drops on the pad."""

    saved = Signal(str, object)
    """Emitted with “Saved to” and the path of a file that was written."""

    def __init__(self, pad: DrawingPad, tasks: Tasks, errors: ErrorReporter) -> None:
        super().__init__(pad)
        self._pad, self._errors = pad, errors
        self._loader = DrawingLoader(tasks, self)
        self._loader.arrived.connect(self._show)
        self._loader.reading.connect(self._show_reading)
        self._notice = _notice_on(pad)
        self._captioned: Drawing | None = None
        """The image to which the caption and the label belong."""
        self._label: int | None = None
        self._caption = _caption_on(pad)
        self._saver = DrawingSaver(tasks, errors, self)
        self._saver.saved.connect(lambda path: self.saved.emit("Saved to", path))
        drops = Drops(pad)
        drops.dropped.connect(self._loader.read)
        drops.refused.connect(errors.report)
        self._make_actions()
        pad.history_changed.connect(self._enable)
        self._enable()

    @property
    def file_actions(self) -> list[QAction]:
        """The actions to open and save, for a menu."""
        return [self._open, self._save]

    @property
    def edit_actions(self) -> list[QAction]:
        """The actions to copy and paste, for a menu."""
        return [self._copy, self._paste]

    @property
    def label(self) -> int | None:
        """The digit of the image of the dataset that is on the pad; None for other drawings."""
        return self._label if self._pad.drawing is self._captioned else None

    @Slot(object, object, int)
    def put_image(
        self, pixels: "npt.NDArray[np.uint8]", captions: Sequence[str], label: int
    ) -> None:
        """Put an image of the dataset, (28, 28) uint8, onto the pad, with a caption below it.

        The first of the captions that fits is shown. `label` is the digit of the image.
        """
        self._label = label
        from core.drawing.strokes import Drawing
        from core.imaging.image import picture_from_ink

        self._captioned = Drawing(picture=picture_from_ink(pixels))
        self._caption.show_texts(*captions)
        self._pad.put(self._captioned)

    @Slot(object)
    def set_captions(self, captions: Sequence[str]) -> None:
        """Change the captions of the image that was put onto the pad last."""
        self._caption.show_texts(*captions)

    @Slot()
    def ask_to_open(self) -> None:
        """Let the user choose an image or a stroke file."""
        from core.imaging.image_file import SUFFIXES

        images = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        kinds = [f"Drawings and images (*.jsonl {images})", "All files (*)"]
        title = "Open drawing or image"
        ask_to_open(
            self._pad.window(), "openDrawingDialog", title, kinds, self._loader.read, Path.home()
        )

    @Slot()
    def ask_to_save(self) -> None:
        """Let the user choose where to write the drawing."""
        window, title = self._pad.window(), "Save drawing as"
        suggested = dated_name("drawing", today(), ending_of(_SAVED_AS[0]))
        ask_to_save(window, "saveDrawingDialog", title, _SAVED_AS, suggested, self._save_as)

    def _save_as(self, path: Path, kind: str) -> None:
        ending = ending_of(kind) or ending_of(_SAVED_AS[0])
        try:
            # A name with another ending is refused where it is written.
            path = path if path.suffix else with_ending(path, ending, ())
        except OutputError as error:
            self._errors.report(error)
        else:
            self._saver.save(path, self._pad.drawing)

    @Slot()
    def paste(self) -> None:
        """Put the content of the clipboard onto the pad."""
        from gui.drawing.clipboard_content import content_of

        try:
            content = content_of(QGuiApplication.clipboard().mimeData())
        except DataError as error:
            self._errors.report(error)
        else:
            self._loader.read(content)

    @Slot()
    def copy(self) -> None:
        """Put the drawing into the clipboard, as image, SVG and strokes."""
        if self._pad.drawing:
            self._saver.copy(self._pad.drawing)

    @Slot(str)
    def _show_reading(self, text: str) -> None:
        """Show on the pad what is being read; an empty text hides the notice."""
        room = self._pad.width() - 2 * _NOTICE_MARGIN
        metrics = self._notice.fontMetrics()
        self._notice.setText(metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room))
        self._notice.adjustSize()
        self._notice.setVisible(bool(text))

    @Slot(object)
    def _show(self, items: "tuple[LabeledDrawing, ...]") -> None:
        if not items:
            self._errors.report(DataError("There is no drawing in this file."))
        elif len(items) == 1:
            self._put(items[0])
        else:
            self._let_choose(items)

    @Slot(object)
    def _put(self, item: "LabeledDrawing") -> None:
        from core.drawing.bounds import fit_to_pad

        drawing = item.drawing
        self._pad.put(drawing if drawing.picture is not None else fit_to_pad(drawing))

    def _let_choose(self, items: "tuple[LabeledDrawing, ...]") -> None:
        from gui.drawing.drawing_chooser import DrawingChooser

        chooser = DrawingChooser(items, self._pad.window())
        chooser.chosen.connect(self._put)
        chooser.show()

    def _make_actions(self) -> None:
        self._open = new_action(self, "Open drawing or &image…", "Ctrl+Shift+O", self.ask_to_open)
        self._save = new_action(self, "Save &drawing as…", "Ctrl+Shift+S", self.ask_to_save)
        self._copy = new_action(self, "&Copy drawing", QKeySequence.StandardKey.Copy, self.copy)
        self._paste = new_action(
            self, "&Paste drawing or image", QKeySequence.StandardKey.Paste, self.paste
        )

    @Slot()
    def _enable(self) -> None:
        drawing = self._pad.history.drawing
        for action in (self._copy, self._save):
            action.setEnabled(bool(drawing))
        self._caption.setVisible(drawing is self._captioned)


def _caption_on(pad: DrawingPad) -> FittingLabel:
    caption = named(FittingLabel(), "padCaption")
    set_text_size(caption, TextSize.SMALL)
    caption.setAlignment(Qt.AlignmentFlag.AlignCenter)
    caption.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    caption.hide()
    pad.setLayout(vbox(None, caption, margins=(_NOTICE_MARGIN, 0, _NOTICE_MARGIN, _CAPTION_MARGIN)))
    return caption


def _notice_on(pad: DrawingPad) -> QLabel:
    notice = named(QLabel(pad), "readingNotice")
    notice.setTextFormat(Qt.TextFormat.PlainText)  # it has the name of a file
    notice.setAutoFillBackground(True)
    notice.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    notice.move(_NOTICE_MARGIN, _NOTICE_MARGIN)
    notice.hide()
    return notice
