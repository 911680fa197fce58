"""Where what a person does at the shelf of runs is done."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from core.runs.entry import Entry
from core.runs.layout import MODEL
from gui.model_files import show_folder
from gui.runs.changing import Changing
from gui.runs.overlays import Overlays
from gui.runs.reader import RunsReader
from gui.runs.shelf import Shelf

if TYPE_CHECKING:
    from gui.runs.panel import RunsPanel


class Desk(QObject):
    """Connects the shelf with the reader, the changes and the overlays, and tells the panel."""

    def __init__(self, reader: RunsReader, panel: "RunsPanel") -> None:
        super().__init__(panel)
        self._reader, self._panel = reader, panel
        self._active = False
        self.shelf = Shelf()
        self.overlays = Overlays(self)
        self._changing = Changing(reader, self)
        self._connect()
        self._connect_actions()
        if reader.entries is not None:
            self.shelf.show_entries(reader.entries)
        self._allow()

    def set_active(self, *, active: bool) -> None:
        """Whether a training is under way in this window."""
        self._active = active
        self._allow()

    def wait_for_end(self) -> None:
        """Keep what is being typed, and wait for the threads."""
        self.shelf.details.one.label.keep()
        self.overlays.wait_for_end()

    def _connect(self) -> None:
        shelf, panel, overlays, changing = self.shelf, self._panel, self.overlays, self._changing
        self._reader.listed.connect(shelf.show_entries)
        self._reader.listed.connect(overlays.follow)
        self._reader.unreadable.connect(shelf.show_problem)
        shelf.selection_changed.connect(self._allow)
        shelf.runs.renamed.connect(self._rename)
        shelf.details.one.label.edited.connect(changing.label)
        shelf.notice.undo_asked.connect(changing.undo)
        shelf.view.undo_asked.connect(changing.undo)
        shelf.view.star_asked.connect(self._star)
        shelf.view.delete_asked.connect(self._delete)
        shelf.questions.continue_asked.connect(panel.continue_asked)
        shelf.questions.go_back_asked.connect(panel.go_back_asked)
        changing.labelled.connect(shelf.runs.set_label)
        changing.deleted.connect(shelf.show_entries)
        changing.told.connect(self._say)
        changing.failed.connect(panel.failed)
        overlays.changed.connect(panel.overlays_changed)
        overlays.chosen_changed.connect(self._show_overlays)
        overlays.told.connect(self._say)
        overlays.failed.connect(panel.failed)

    def _connect_actions(self) -> None:
        slots: dict[str, Callable[[], None]] = {
            "overlay": self._overlay,
            "newFromRun": self._choose_settings,
            "continueRun": self._continue,
            "goBack": self._go_back,
            "openRun": self._open,
            "showRunFolder": self._show_folder,
            "report": self._report,
            "exportRun": self._export,
            "renameRun": self.shelf.view.rename,
            "starRun": self._star,
            "deleteRun": self._delete,
        }
        for name, slot in slots.items():
            self.shelf.commands[name].triggered.connect(slot)

    @property
    def _one(self) -> Entry:
        return self.shelf.selected[0]

    @Slot()
    def _allow(self) -> None:
        shown = self.overlays.colours
        self.shelf.commands.allow(self.shelf.selected, shown, active=self._active)

    @Slot(str)
    @Slot(str, bool)
    def _say(self, text: str, undoable: bool = False) -> None:
        self.shelf.notice.say(text, undoable=undoable)

    @Slot(object, str)
    def _rename(self, path: Path, name: str) -> None:
        self._changing.label(path, {"name": name})

    @Slot()
    def _star(self) -> None:
        self._changing.star(self.shelf.selected)

    @Slot()
    def _delete(self) -> None:
        if selected := self.shelf.selected:
            self._changing.delete(selected)

    @Slot()
    def _overlay(self) -> None:
        self.overlays.toggle(self.shelf.selected)

    @Slot()
    def _show_overlays(self) -> None:
        self.shelf.show_colours(self.overlays.colours)
        self._allow()

    @Slot()
    def _choose_settings(self) -> None:
        self._panel.settings_chosen.emit(self._one.settings, self._one.title)

    @Slot()
    def _continue(self) -> None:
        self.shelf.questions.ask_to_continue(self._one)

    @Slot()
    def _go_back(self) -> None:
        self.shelf.questions.ask_where_to(self._one)

    @Slot()
    def _open(self) -> None:
        self._panel.open_requested.emit(self._one.path / MODEL)

    @Slot()
    def _show_folder(self) -> None:
        show_folder(self._one.path)

    @Slot()
    def _report(self) -> None:
        self._panel.report_requested.emit(self._one.path)

    @Slot()
    def _export(self) -> None:
        self._panel.export_requested.emit(self._one.path)
