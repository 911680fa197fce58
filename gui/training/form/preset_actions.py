"""The menu of what can be done with presets: save, rename, delete, share and read about them."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from core.foundation.errors import OutputError, PresetError
from core.foundation.files import replace_lone_surrogates, write_atomically
from core.hyperparameters.preset_file import (
    LONGEST_TITLE,
    SUFFIX,
    Preset,
    format_preset,
    read_preset,
)
from core.hyperparameters.preset_folder import PresetList
from core.hyperparameters.presets import user_presets
from core.hyperparameters.schema import Hyperparameters
from gui.common.dialogs import ask_question
from gui.common.error_reporter import ErrorReporter
from gui.common.file_dialogs import Exporter, ask_to_open, ask_to_save, with_ending
from gui.common.tasks import PATIENCE, Policy, Tasks
from gui.common.widgets import new_action
from gui.training.form.preset_chooser import PresetChooser

_FILTER = f"Presets (*{SUFFIX})"
_NOT_READ = "A preset was not imported: its file could not be read before the window closed."


class _Outcome(NamedTuple):
    """What a change of the folder has led to."""

    presets: PresetList
    message: str
    chosen: Preset | None = None
    """The preset that the form is to show as chosen; None for no change."""
    fills: bool = False
    """Whether its settings are to fill the form."""


class PresetActions(QObject):
    """Changes the user's presets, in a thread, and keeps the list of the chooser up to date."""

    message = Signal(str)
    """Emitted with a message for the user; empty when what was in progress has ended."""
    saved = Signal(str, object)
    """Emitted with “Saved to” and the path of a file that was written."""
    reset_requested = Signal()
    """The user wants the settings of the chosen preset back."""
    base_changed = Signal()
    """The preset with which the form is compared is another one, or has another title."""

    def __init__(
        self, window: QWidget, chooser: PresetChooser, tasks: Tasks, errors: ErrorReporter
    ) -> None:
        super().__init__(window)
        self._window, self._chooser, self._errors = window, chooser, errors
        self._folder = user_presets()
        self._settings: Hyperparameters | None = None
        self._unreadable: tuple[PresetError, ...] = ()
        self._changes = tasks.runner(Policy.QUEUE, writes=True)
        self._changes.returned.connect(self._show)
        self._changes.failed.connect(self._try_again)
        self._ask_again: Callable[[], None] | None = None
        """Shows again the dialog whose texts are being saved."""
        self._reading = tasks.runner(Policy.QUEUE, reports=False)
        self._reading.returned.connect(self._add)
        self._reading.failed.connect(self._remember_failure)
        self._reading.finished.connect(self._report_failures)
        tasks.closing.connect(self._finish_reading)
        self._failures: list[Exception] = []
        """Why files could not be read, until all that wait have been read."""
        self._exporter = Exporter(window, tasks, errors)
        self._exporter.written.connect(lambda path: self.saved.emit("Saved to", path))
        self._make_actions()
        self._use_list(self._folder.read())

    @property
    def menu(self) -> QMenu:
        """The menu of the actions."""
        return self._menu

    def show_settings(self, settings: Hyperparameters | None) -> None:
        """Set the settings in the form; None while a field is invalid."""
        self._settings = settings
        self._enable()

    def describe(self, settings: Hyperparameters, made_from: str = "") -> str:
        """Return the title of the preset with these settings, or how they differ from one: that
        with the name `made_from`, or else the most similar one."""
        from core.runs.run_title import describe_differences, describe_settings

        known = (p.title for p in self._chooser.presets.values() if p.hyperparameters == settings)
        if title := next(known, ""):
            return title
        preset = self._chooser.presets.get(made_from)
        return (
            describe_settings(settings)
            if preset is None
            else describe_differences(settings, preset)
        )

    @Slot(object)
    def open(self, path: Path) -> None:
        """Read a preset from a file, add it to the user's presets, and fill the form with it."""
        self._reading.call(partial(read_preset, path))
        self.message.emit(f"Reading {replace_lone_surrogates(path.name)} …")

    def _make_actions(self) -> None:
        self._menu = QMenu("&Preset", self._window)
        self._about = self._action("&About this preset", self._show_details)
        self._reset = self._action("&Reset all", self.reset_requested.emit)
        self._menu.addSeparator()
        self._save_as = self._action("&Save as preset…", self._ask_to_save)
        self._save = self._action("Save &changes", self._save_changes)
        self._rename = self._action("Re&name…", self._ask_to_rename)
        self._delete = self._action("&Delete…", self._ask_to_delete)
        self._menu.addSeparator()
        self._import = self._action("&Import preset…", self._ask_to_import)
        self._export = self._action("&Export preset…", self._ask_to_export)
        self._damaged = self._action("", self._report_unreadable)
        self._chooser.menu_button.setMenu(self._menu)
        self._menu.aboutToShow.connect(self._enable)

    def _action(self, text: str, do: Callable[[], object]) -> QAction:
        action = new_action(self, text, "", do)
        self._menu.addAction(action)
        return action

    @Slot()
    def _enable(self) -> None:
        base, changed = self._chooser.base, bool(self._chooser.changes)
        title, valid = base.title.replace("&", "&&"), self._settings is not None
        self._reset.setText(f"&Reset all to “{title}”")
        self._reset.setEnabled(changed)
        self._save_as.setEnabled(valid)
        self._save.setText(f"Save &changes to “{title}”" if not base.built_in else "Save &changes")
        self._save.setEnabled(valid and changed and not base.built_in)
        for action, text in ((self._rename, "Re&name"), (self._delete, "&Delete")):
            action.setText(f"{text} “{title}”…" if not base.built_in else f"{text}…")
            action.setEnabled(not base.built_in)
        self._export.setEnabled(valid)
        count = len(self._unreadable)
        self._damaged.setText(f"{count} file{'s' if count > 1 else ''} cannot be read…")
        self._damaged.setVisible(count > 0)

    @Slot()
    def _show_details(self) -> None:
        from gui.training.form.preset_details import PresetDetails

        details = PresetDetails(self._chooser.base, self._chooser.changes, self._window)
        details.show_below(self._chooser.menu_button)

    @Slot()
    def _ask_to_save(self) -> None:
        settings, base = self._settings, self._chooser.base
        if settings is None:
            return
        title = self._free_title(f"My {base.title}" if base.built_in else base.title)
        texts = title, self._description()

        def save(title: str, description: str) -> None:
            preset = Preset("", title, description, "", settings)
            self._change(lambda: self._folder.save(preset), "Saved the preset “{title}”.")
            self._ask_again = lambda: ask((title, description))

        def ask(texts: tuple[str, str]) -> None:
            self._ask("Save as preset", texts, self._note_on, save)

        ask(texts)

    @Slot()
    def _save_changes(self) -> None:
        base, settings = self._chooser.base, self._settings
        if settings is None or base.built_in:
            return
        preset = Preset(base.name, base.title, base.description, base.literature, settings)
        self._change(lambda: self._folder.save(preset), "Saved the preset “{title}”.")

    @Slot()
    def _ask_to_rename(self) -> None:
        base = self._chooser.base

        def check(title: str) -> str:
            title = self._folder.check_title(title)
            other = self._own_of(title)
            if other is not None and other.name != base.name:
                raise PresetError(f"There is already a preset “{title}”.")
            return ""

        def rename(title: str, description: str) -> None:
            change = partial(self._folder.rename, base, title, description)
            self._change(change, "The preset is now “{title}”.")

        self._ask("Rename preset", (base.title, base.description), check, rename)

    @Slot()
    def _ask_to_delete(self) -> None:
        base = self._chooser.base
        ask_question(
            self._window,
            "deletePresetQuestion",
            f"Delete the preset “{base.title}”?",
            "Its file is deleted. The settings in the form stay.",
            yes="Delete",
            do=lambda: self._delete_preset(base),
            enter_declines=True,
        )

    def _delete_preset(self, preset: Preset) -> None:
        def delete() -> _Outcome:
            self._folder.delete(preset)
            return _Outcome(self._folder.read(), f"Deleted the preset “{preset.title}”.")

        self._changes.call(delete)

    @Slot()
    def _ask_to_import(self) -> None:
        kinds = [_FILTER, "All files (*)"]
        ask_to_open(self._window, "importPresetDialog", "Import preset", kinds, self.open)

    @Slot(object)
    def _add(self, preset: Preset) -> None:
        message = "Imported the preset “{title}” and filled the form with its settings."
        self._change(lambda: self._folder.add(preset), message, fills=True)

    @Slot()
    def _ask_to_export(self) -> None:
        settings, base = self._settings, self._chooser.base
        if settings is None:
            return
        from core.runs.run_title import describe_differences

        # “(changed)” would say nothing to those who get the file.
        title = describe_differences(settings, base) if self._chooser.changes else base.title
        title = title[:LONGEST_TITLE]
        preset = Preset(base.name, title, self._description(), "", settings)

        def save(path: Path, kind: str) -> None:
            try:
                path = with_ending(path, SUFFIX, (SUFFIX,))
            except OutputError as error:
                self._errors.report(error)
            else:
                self._exporter.write(path, partial(_write, preset))

        suggested = f"{base.name}{SUFFIX}"
        ask_to_save(self._window, "exportPresetDialog", "Export preset", [_FILTER], suggested, save)

    def _ask(
        self,
        window_title: str,
        texts: tuple[str, str],
        check: Callable[[str], str],
        chosen: Callable[[str, str], None],
    ) -> None:
        """Ask for a title and a description, beginning with `texts`."""
        from gui.training.form.preset_dialog import PresetDialog

        dialog = PresetDialog(self._window, window_title, texts, check)
        dialog.chosen.connect(chosen)
        dialog.open()

    def _change(self, change: Callable[[], Preset], message: str, *, fills: bool = False) -> None:
        """Change the folder in a thread; `message` may name the title of what has changed."""

        def run() -> _Outcome:
            preset = change()
            text = message.replace("{title}", preset.title)
            return _Outcome(self._folder.read(), text, preset, fills)

        self._changes.call(run)

    @Slot()
    def _try_again(self) -> None:
        """Show the dialog again whose texts could not be saved."""
        self.message.emit("")  # the box says it
        if self._ask_again is not None:
            self._ask_again()

    @Slot(object)
    def _show(self, outcome: _Outcome) -> None:
        self._ask_again = None
        self._use_list(outcome.presets)
        if outcome.chosen is not None and outcome.fills:
            self._chooser.choose(outcome.chosen)
        elif outcome.chosen is not None:
            self._chooser.set_base(outcome.chosen)
        self.base_changed.emit()
        self.message.emit(outcome.message)

    def _use_list(self, presets: PresetList) -> None:
        self._unreadable = presets.errors
        self._chooser.set_user_presets(presets.presets)
        self._enable()

    @Slot()
    def _report_unreadable(self) -> None:
        self._report(self._unreadable)

    @Slot()
    def _finish_reading(self) -> None:
        """Import the files that were opened before the window closes, or say why not."""
        self._reading.deliver(PATIENCE)
        if self._reading.busy:
            self._errors.report(PresetError(_NOT_READ))

    @Slot(object)
    def _remember_failure(self, error: Exception) -> None:
        self._failures.append(error)
        self._report_failures()

    @Slot()
    def _report_failures(self) -> None:
        """Report all failures at once, when nothing waits any more."""
        if not self._reading.busy:
            failures, self._failures = self._failures, []
            self._report(failures)
            if failures:
                self.message.emit("")

    def _report(self, errors: Sequence[Exception]) -> None:
        """Report errors in one box; several of them behind “Details”."""
        if len(errors) > 1:
            details = "\n".join(map(str, errors))
            self._errors.report(PresetError(f"{len(errors)} files are no presets.", details))
        elif errors:
            self._errors.report(errors[0])

    def _note_on(self, title: str) -> str:
        title = self._folder.check_title(title)
        own = self._own_of(title)
        return f"Replaces your preset “{own.title}”." if own is not None else ""

    def _own_of(self, title: str) -> Preset | None:
        wanted = title.casefold()
        own = (p for p in self._chooser.presets.values() if not p.built_in)
        return next((p for p in own if p.title.casefold() == wanted), None)

    def _free_title(self, title: str) -> str:
        free, number = title[:LONGEST_TITLE], 2
        while self._own_of(free) is not None:
            free, number = f"{title[: LONGEST_TITLE - 5]} {number}", number + 1
        return free

    def _description(self) -> str:
        """Return the description of the preset, and how the settings differ from it."""
        base, changes = self._chooser.base, self._chooser.changes
        if not changes:
            return base.description
        return f"Like “{base.title}”, with {', '.join(map(str, changes))}."


def _write(preset: Preset, path: Path) -> Path:
    from core.runs.output_guard import check_output

    check_output(path)
    try:
        write_atomically(path, format_preset(preset).encode())
    except OSError as error:
        raise PresetError(f"{path} cannot be written: {error.strerror}.", str(error)) from error
    return path
