"""A choice of test images to show on the pad: by number, or by how they were classified."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from core.datasets.dataset import IMAGE_SIDE
from gui.common.widgets import new_action

if TYPE_CHECKING:
    from core.datasets.dataset import Split
    from core.evaluation.metrics import Evaluation
    from core.models.model_file import Model


class TestImageBrowser(QObject):
    """Shows images of the test set on which a network was last evaluated."""

    __test__ = False
    """It is not a test: this tells pytest so."""

    chosen = Signal(object, object, int)
    """Emitted with an image, (28, 28) uint8, captions for it, the longest first, and its label."""
    cell_left = Signal()
    """Emitted when an image is shown that was not chosen by a cell of the confusion matrix."""
    captions_changed = Signal(object)
    """Emitted with other captions for the image that was chosen last."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._evaluated: tuple[Model, Split, Evaluation] | None = None
        self._last = -1
        self._cell: tuple[int, int] | None = None
        """The digit and the answer of the cell whose images are shown one after the other."""
        self._lasting_captions: tuple[str, ...] = ()
        """Captions for the image that was chosen last, which say nothing of an evaluation."""
        self._next_misread = new_action(
            self, "Next &misclassified test image", "Ctrl+M", self.show_next_misread
        )
        self._by_number = new_action(self, "Test image by &number…", "", self.ask_for_number)
        self.set_evaluated(None)

    @property
    def actions_for_menu(self) -> list[QAction]:
        """The actions for a menu."""
        return [self._next_misread, self._by_number]

    def set_evaluated(self, evaluated: "tuple[Model, Split, Evaluation] | None") -> None:
        """Set the images to choose from, with their evaluation; None for no images."""
        self._evaluated, self._cell = evaluated, None
        if self._lasting_captions:
            self.captions_changed.emit(self._lasting_captions)
        self._next_misread.setEnabled(evaluated is not None and evaluated[2].errors > 0)
        self._by_number.setEnabled(evaluated is not None)

    @Slot(int, int)
    def show_next(self, digit: int, answer: int) -> None:
        """Show the first image of `digit` that was classified as `answer`, then the others."""
        if self._evaluated is not None:
            _, split, evaluation = self._evaluated
            cell = (digit, answer)
            last = self._last if cell == self._cell else -1
            self._show_next_of((split.labels == digit) & (evaluation.predictions == answer), last)
            self._cell = cell

    @Slot()
    def show_next_misread(self) -> None:
        """Show the next misclassified image, cyclically."""
        if self._evaluated is not None:
            _, split, evaluation = self._evaluated
            self.cell_left.emit()
            self._show_next_of(split.labels != evaluation.predictions, self._last)

    @Slot()
    def ask_for_number(self) -> None:
        """Ask for the number of an image, and show it."""
        if self._evaluated is None:
            return
        from gui.evaluation.image_number_dialog import ImageNumberDialog

        last = len(self._evaluated[1]) - 1
        question = ImageNumberDialog(self._window, last, max(self._last, 0))
        question.chosen.connect(self._show_number)
        question.open()

    @Slot(int)
    def _show_number(self, number: int) -> None:
        self.cell_left.emit()
        self._show(number, "")

    def _show_next_of(self, wanted: npt.NDArray[np.bool_], last: int) -> None:
        """Show the first of the wanted images after the one of the number `last`, cyclically."""
        numbers = np.flatnonzero(wanted)
        if len(numbers):
            place = int(np.searchsorted(numbers, last, side="right")) % len(numbers)
            self._show(int(numbers[place]), f" ({place + 1:,} of {len(numbers):,})")

    def _show(self, number: int, which: str) -> None:
        if self._evaluated is None or number >= len(self._evaluated[1]):
            return  # it was asked for while there were other images
        split = self._evaluated[1]
        self._last, self._cell = number, None
        image = split.images[number].reshape(IMAGE_SIDE, IMAGE_SIDE)
        # The answer of the network in use is beside the pad; an earlier one would only be confused
        # with it.
        digit = int(split.labels[number])
        label = f"labeled {digit}"
        shorter = (f"Image {number:,}: {label}", label)
        self._lasting_captions = (f"Test image {number:,}: {label}", *shorter)
        self.chosen.emit(image, (f"Test image {number:,}{which}: {label}", *shorter), digit)
