"""The user's own digits as the window knows them, and the changes that can be undone."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from core.foundation.errors import InklingError
from gui.common.error_reporter import ErrorReporter
from gui.common.file_dialogs import with_ending
from gui.common.tasks import Tasks
from gui.common.undo import ChangeStack, Step

if TYPE_CHECKING:
    from core.drawing.strokes import Drawing
    from core.personalization.digit_store import DigitStore, StoredDigits

Result = TypeVar("Result")

_UNDO_LIMIT = 100
"""Changes that can be undone: each holds on to the drawings that it was made with."""


class DigitCollection(QObject):
    """Saves, deletes and relabels the user's digits, and holds the contents of their file.

    The file is read in a thread; what is read again after a change of our own is little. Each
    change is on the disk when its method returns, or its error is reported.
    """

    changed = Signal()
    """Emitted when the digits have changed, or have been read again."""
    saved = Signal(str, object)
    """Emitted with how many digits were exported, and the path of their file."""

    def __init__(self, tasks: Tasks, errors: ErrorReporter, parent: QObject) -> None:
        super().__init__(parent)
        self._errors = errors
        self.contents: StoredDigits | None = None
        """None until the file has been read."""
        self._digits: DigitStore | None = None
        self._runner = tasks.runner()
        self._runner.returned.connect(self._finish)
        self.undo_stack = ChangeStack(_UNDO_LIMIT, self)
        self._last_change = ""
        # Otherwise it would signal while the window is destroyed.
        tasks.closing.connect(self.undo_stack.clear)

    @property
    def path(self) -> Path:
        """The path of the file."""
        return self._store.path

    @property
    def last_change(self) -> str:
        """What the last change did, in a few words; empty if it was undone or there was none."""
        stack = self.undo_stack
        return self._last_change if stack.canUndo() and not stack.canRedo() else ""

    def load(self) -> None:
        """Read the file, with what other windows have written, in a thread."""
        self._runner.call(self._store.read)

    def add(self, label: int, drawing: "Drawing", undone: Callable[[], None]) -> str | None:
        """Keep a drawing and return its id. `undone` is called whenever this was undone."""
        digit = self._try(lambda: self._store.add(label, drawing))
        if digit is None:
            return None
        self._remember(
            f"Saved as {label}", f"save as {label}", partial(self._delete, {digit.id}, undone)
        )
        return digit.id

    def delete(self, ids: Collection[str]) -> None:
        """Delete the digits with these ids."""
        self._remember(f"Deleted {len(ids):,}", f"delete {_count(len(ids))}", self._delete(ids))

    def relabel(self, labels: Mapping[str, int]) -> bool | None:
        """Change the labels of digits; whether any of them is there, None where it failed."""
        before = self._try(lambda: self._store.relabel(labels))
        if before:
            new = " and ".join(str(label) for label in sorted(set(labels.values())))
            undo = partial(self._relabel, before)
            self._remember(f"Label changed to {new}", f"relabel {_count(len(before))}", undo)
        return None if before is None else bool(before)

    def export(self, path: Path) -> None:
        """Write all digits to a stroke file.

        A path without an ending gets that of stroke files.
        """
        from core.drawing.stroke_file import SUFFIX

        def write() -> tuple[int, Path]:
            target = path if path.suffix else with_ending(path, SUFFIX, ())
            return self._store.export(target), target

        written = self._try(write)
        if written is not None:
            self.saved.emit(f"Exported {_count(written[0])} to", written[1])

    @property
    def _store(self) -> "DigitStore":
        # Imported here so that the window opens faster.
        from core.personalization.digit_store import DigitStore

        if self._digits is None:
            self._digits = DigitStore()
        return self._digits

    def _remember(self, change: str, text: str, back: Step | None) -> None:
        """Let a change be undone, unless it has failed; `text` is for the menu."""
        if back is not None:
            self._last_change = change
            self.undo_stack.add(text, back)

    def _delete(
        self, ids: Collection[str], deleted: Callable[[], None] | None = None
    ) -> Step | None:
        """Delete digits, then call `deleted`."""

        def delete() -> Step:
            lines = self._store.delete(ids)
            if deleted is not None:
                deleted()

            def restore() -> Step:
                self._store.restore(lines)
                return partial(self._try, delete)

            return partial(self._try, restore)

        return self._try(delete)

    def _relabel(self, labels: Mapping[str, int]) -> Step | None:
        before = self._try(lambda: self._store.relabel(labels))
        return None if before is None else partial(self._relabel, before)

    def _try(self, change: Callable[[], Result]) -> Result | None:
        try:
            result = change()
        except InklingError as error:
            self._errors.report(error)
            return None
        if self.contents is not None:
            self._read()
        self.changed.emit()
        return result

    def _read(self) -> None:
        try:
            self.contents = self._store.read()
        except InklingError as error:
            self._errors.report(error)

    @Slot()
    def _finish(self) -> None:
        self._read()
        self.changed.emit()


def _count(digits: int) -> str:
    return f"{digits:,} digit{'s' if digits != 1 else ''}"
