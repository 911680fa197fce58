"""The person's own digits as the window knows them, and what can be taken back."""

from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from core.foundation.errors import InklingError
from gui.common.file_dialogs import with_ending
from gui.common.tasks import TaskRunner

if TYPE_CHECKING:
    from core.drawing.strokes import Drawing
    from core.personalization.digit_store import DigitStore, StoredDigits

Result = TypeVar("Result")

_MOST = 100
"""Changes that can be taken back: each holds on to the drawings that it was made with."""


@dataclass(frozen=True, slots=True, eq=False)
class Undoable:
    """Something that was done, and how it is taken back."""

    what: str
    """Such as “delete 3 digits”."""
    back: Callable[[], object]


class DigitCollection(QObject):
    """Keeps, deletes and changes digits, and has what the file holds.

    The file is read in a thread; what is read again after a change of our own is little. Each
    change is on the disk when its method returns. One that fails is told by `failed`.
    """

    changed = Signal()
    """There are other digits, or another thing to take back."""
    failed = Signal(object)
    """The exception that says why something was not done."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.contents: StoredDigits | None = None
        """None until the file has been read."""
        self._digits: DigitStore | None = None
        self._job = TaskRunner(self)
        self._job.finished.connect(self._finish)
        self._job.failed.connect(self.failed)
        self._done: deque[Undoable] = deque(maxlen=_MOST)

    @property
    def last(self) -> Undoable | None:
        """What `undo` would take back."""
        return self._done[-1] if self._done else None

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self._store.path

    def load(self) -> None:
        """See to it that the file is read, and what other windows have written is seen."""
        if not self._job.busy:
            store = self._store
            self._job.start(lambda publish: publish(store.read()))

    def wait_for_end(self) -> None:
        """End what is being read."""
        self._job.end()

    def add(self, label: int, drawing: "Drawing", taken_back: Callable[[], None]) -> str | None:
        """Keep a drawing; its id. `taken_back` is called when this is undone."""
        store = self._store

        def keep() -> str:
            digit = store.add(label, drawing)

            def take_back() -> None:
                store.delete({digit.id})
                taken_back()

            self._can_undo(f"keep a {label}", take_back)
            return digit.id

        return self._try(keep)

    def delete(self, ids: Collection[str]) -> None:
        """Delete digits."""
        store = self._store

        def delete() -> None:
            gone = store.delete(ids)
            self._can_undo(f"delete {_count(len(gone.lines))}", lambda: store.restore(gone))

        self._try(delete)

    def relabel(self, labels: Mapping[str, int]) -> bool | None:
        """Say of digits which they are; whether any of them is there, None where it failed."""
        store = self._store

        def relabel() -> bool:
            before = store.relabel(labels)
            if before:
                self._can_undo(f"relabel {_count(len(before))}", lambda: store.relabel(before))
            return bool(before)

        return self._try(relabel)

    def export(self, path: Path) -> int | None:
        """Write all digits to a file, with the ending of stroke files where it has none; how many
        they are."""
        from core.drawing.stroke_file import SUFFIX

        return self._try(
            lambda: self._store.export(path if path.suffix else with_ending(path, SUFFIX, ()))
        )

    @Slot()
    def undo(self) -> None:
        """Take the last change back."""
        if self._done:
            last = self._done[-1]

            def take_back() -> None:
                last.back()
                self._done.remove(last)

            self._try(take_back)

    @property
    def _store(self) -> "DigitStore":
        # Here: the window's start needs nothing of it.
        from core.personalization.digit_store import DigitStore

        if self._digits is None:
            self._digits = DigitStore()
        return self._digits

    def _can_undo(self, what: str, back: Callable[[], object]) -> None:
        self._done.append(Undoable(what, back))

    def _try(self, change: Callable[[], Result]) -> Result | None:
        try:
            result = change()
        except InklingError as error:
            self.failed.emit(error)
            return None
        if self.contents is not None:
            self._read()
        self.changed.emit()
        return result

    def _read(self) -> None:
        try:
            self.contents = self._store.read()
        except InklingError as error:
            self.failed.emit(error)

    @Slot()
    def _finish(self) -> None:
        self._read()
        self.changed.emit()


def _count(digits: int) -> str:
    return f"{digits:,} digit{'s' if digits != 1 else ''}"
