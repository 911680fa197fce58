"""Defining, changing and repeating searches: opens the dialogs, and saves what they define."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.foundation.errors import HyperparameterError
from core.hyperparameters.schema import Hyperparameters
from core.tuning.definition import export_search, has_begun, save_search, unused_name
from core.tuning.repetition import name_of_repetition
from core.tuning.space import SearchSpace
from core.tuning.suggestions import SUGGESTIONS, Suggestion
from core.tuning.trial_result import TrialResult
from gui.common.error_reporter import ErrorReporter
from gui.common.tasks import Tasks
from gui.session.settings_offer import SettingsOffer
from gui.tuning.repeat_dialog import RepeatDialog, Sources
from gui.tuning.search_dialog import Draft, SearchDialog
from gui.tuning.search_text import trial_name

FormSettings = Callable[[], SettingsOffer]
_BEGUN = "This search has begun and keeps its definition: what you change here is a new search."


class SearchDefiner(QObject):
    """Lets the user define searches and repetitions."""

    ready = Signal(object, object)
    """Emitted with the file and the SearchSpace of a search that is to be started."""
    saved = Signal(str, object)
    """Emitted with what was written, and the path of its file."""

    declined = Signal()
    """Emitted where the user does not repeat the settings of a run after all."""

    def __init__(
        self, page: QWidget, form: FormSettings, tasks: Tasks, errors: ErrorReporter
    ) -> None:
        super().__init__(page)
        self._page, self._form, self._errors = page, form, errors
        self._dialog: SearchDialog | RepeatDialog | None = None
        self._saver = tasks.runner(writes=True, reports=False)
        self._saver.returned.connect(self._finish)
        self._saver.failed.connect(self._show_problem)
        self._exporter = tasks.runner(writes=True)
        self._exporter.returned.connect(self._show_exported)

    @Slot()
    @Slot(object)
    def define(self, suggestion: Suggestion = SUGGESTIONS[0]) -> None:
        """Let the user define a new search, beginning with a suggested one."""
        self._open_search(
            SearchDialog(self._page, Draft.suggested(suggestion, self._form().by_title))
        )

    def change(self, space: SearchSpace) -> None:
        """Let the user change a search, or define another one like it if it has begun."""
        begun = has_begun(space)
        draft = Draft.of(space, unused_name(space.name), self._form().by_title)
        self._open_search(SearchDialog(self._page, draft, _BEGUN if begun else ""))

    def repeat(self, space: SearchSpace, trials: Mapping[str, TrialResult], chosen: str) -> None:
        """Let the user repeat settings with several seeds: the form's, or those of trials."""
        sources: Sources = {}
        offer = self._form()
        if offer.present is not None:
            sources[offer.present_title] = (offer.present, name_of_repetition(offer.title))
        for name, trial in trials.items():
            with suppress(HyperparameterError):  # such a trial has failed for this reason
                settings = space.base.with_values(trial.settings)
                title, part = space.title or space.name, trial_name(trial, space)
                sources[name] = (settings, name_of_repetition(title, part))
        if not sources:
            sources = {
                title: (each, name_of_repetition(title)) for title, each in offer.presets.items()
            }
        self._open_repeat(sources, chosen)

    def repeat_settings(self, settings: Hyperparameters, title: str) -> None:
        """Let the user repeat the settings of a run."""
        dialog = self._open_repeat({title: (settings, name_of_repetition(title))}, title)
        dialog.rejected.connect(self.declined)

    def _open_repeat(self, sources: Sources, chosen: str) -> RepeatDialog:
        dialog = RepeatDialog(self._page, sources, chosen)
        dialog.defined.connect(self._save)
        self._open(dialog)
        return dialog

    def _open_search(self, dialog: SearchDialog) -> None:
        dialog.defined.connect(self._save)
        dialog.exported.connect(self._export)
        self._open(dialog)

    def _open(self, dialog: SearchDialog | RepeatDialog) -> None:
        self._dialog = dialog
        dialog.finished.connect(self._forget)
        dialog.open()

    @Slot()
    def _forget(self) -> None:
        self._dialog = None

    @Slot(object)
    def _save(self, space: SearchSpace) -> None:
        self._saver.call(lambda: save_search(space))

    @Slot(object, object)
    def _export(self, path: Path, space: SearchSpace) -> None:
        self._exporter.call(lambda: export_search(path, space))

    @Slot(object)
    def _finish(self, saved: tuple[Path, SearchSpace]) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self.ready.emit(*saved)

    @Slot(object)
    def _show_problem(self, error: Exception) -> None:
        if self._dialog is None:
            self._errors.report(error)
        else:
            self._dialog.show_problem(str(error))

    @Slot(object)
    def _show_exported(self, path: Path) -> None:
        self.saved.emit("The search is saved to", path)
