"""The form of hyperparameters, made from their declarations."""

from collections.abc import Mapping
from functools import partial
from itertools import groupby
from typing import NamedTuple

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from core.datasets.dataset import Images
from core.foundation.errors import HyperparameterError
from core.hyperparameters.fields import Value
from core.hyperparameters.image_counts import most_images
from core.hyperparameters.preset_file import Preset
from core.hyperparameters.schema import FIELDS, Hyperparameters, present_name
from gui.common.error_reporter import ErrorReporter
from gui.common.plot_menu import PlotMenu
from gui.common.settings import WindowSettings
from gui.common.tasks import Tasks
from gui.common.undo import UNDO_LIMIT, ChangeStack, Step
from gui.common.widgets import vbox
from gui.session.event_batch import EventBatch
from gui.session.session import TrainingSession
from gui.session.settings_offer import SettingsOffer
from gui.training.form.form_area import OPEN_AT_FIRST, FormArea
from gui.training.form.form_group import FormGroup
from gui.training.form.form_notice import FormNotice
from gui.training.form.form_previews import FormPreviews
from gui.training.form.form_row import FormRow
from gui.training.form.help_area import HelpArea
from gui.training.form.preset_actions import PresetActions
from gui.training.form.preset_chooser import PresetChooser


class FormState(NamedTuple):
    """What stands in the form."""

    base: Preset
    """The preset that was chosen last."""
    texts: Mapping[str, str]
    """The texts of the fields, by name."""


class HyperparameterForm(QWidget):
    """Shows presets, and a row for each hyperparameter, in groups that open and close."""

    settings_changed = Signal(object)
    """Emitted with Hyperparameters, or with None while a field is invalid."""
    live_changed = Signal(object)
    """Emitted with a mapping of one live field that the user has finished changing."""

    def __init__(
        self, stored: WindowSettings, window: QWidget, tasks: Tasks, errors: ErrorReporter
    ) -> None:
        super().__init__()
        self.setObjectName("hyperparameterForm")
        self._stored = stored
        self._running: Hyperparameters | None = None
        self._active = False
        self.settings: Hyperparameters | None = None
        """The settings in the form; None while a field is invalid."""
        self._chooser = PresetChooser()
        self.presets = PresetActions(window, self._chooser, tasks, errors)
        """What can be done with presets."""
        self.undo_stack = ChangeStack(UNDO_LIMIT, self)
        """The changes of many fields at once: a preset that was chosen, or a reset."""
        self._notice = FormNotice()
        self._previews = FormPreviews()
        self._rows = {name: FormRow(name, field) for name, field in FIELDS.items()}
        self._groups = self._new_groups()
        self._area = FormArea(self._groups)
        self._help = HelpArea([row.message for row in self._rows.values()])
        self._focused: FormRow | None = None
        parts = (self._notice, (self._area, 5), self._help)
        self.setLayout(vbox((self._chooser, 2), *parts, spacing=0))
        self._connect()
        self._restore()

    def connect_session(self, session: TrainingSession) -> None:
        """Change live fields of the training of a session, and follow it."""
        self.live_changed.connect(session.change)
        session.received.connect(self._follow)
        session.state_changed.connect(
            lambda: self._set_running(session.settings, active=session.can_change)
        )

    def add_menus(self, menu: PlotMenu) -> None:
        """Give the plot of the schedule its context menu."""
        self._previews.add_menus(menu)

    @property
    def title(self) -> str:
        """The title of the preset, and that it was changed if it was."""
        return self._chooser.title

    @property
    def open_groups(self) -> list[str]:
        """The names of the groups that are open."""
        return self._area.open_groups

    @property
    def base(self) -> Preset:
        """The preset with which the settings are compared."""
        return self._chooser.base

    def show_settings(self, settings: Hyperparameters, preset: str = "") -> None:
        """Fill the form with the settings of the next run; the user can undo that.

        They are compared with the preset of this name or, if there is none, the most similar one.
        A training in progress keeps its own: fewer epochs, for example, would end it.
        """
        before = self._state
        made_from = self._chooser.presets.get(preset)
        if made_from is None:
            self._chooser.use_preset_of(settings)
        else:
            self._chooser.set_base(made_from)
        self._show_values(settings)
        self._remember("change of all settings", before, live=False)

    def change(self, values: Mapping[str, Value], why: str) -> None:
        """Put values into fields, and change the training that goes on; the user can undo that.

        `why` names the change in the menu.
        """
        before = self._state
        for name, value in values.items():
            self._rows[name].show_value(value)
        self._follow_rows()
        self._remember(why, before)
        if self._active:
            self._change_live(values)

    def show_images(self, images: Images) -> None:
        """Set the training images for the preview of the augmentation."""
        self._previews.show_images(images)

    def add_field_action(self, name: str, action: QAction) -> None:
        """Offer an action in the context menu of a field."""
        self._rows[name].menu_actions.append(action)

    def put(self, name: str, value: Value) -> None:
        """Show the row of a field, and put a value into it as if the user had typed it."""
        self.reveal(name)
        self._rows[name].put(value)

    @Slot(str)
    def reveal(self, name: str) -> None:
        """Show the row of a field, wherever it is folded, with the focus in its editor."""
        self._area.reveal(self._rows[name])

    @Slot()
    def ask_for_field(self) -> None:
        """Let the user find a field by a part of its name."""
        from gui.training.form.field_finder import FieldFinder

        applying = {name: row.field for name, row in self._rows.items() if row.applies}
        finder = FieldFinder(applying, self.window())
        finder.chosen.connect(self.reveal)
        finder.open()

    def save_settings(self) -> None:
        """Give what the next window is to show to the stored settings."""
        changed = bool(self._chooser.changes)
        self._stored.open_groups = self.open_groups
        self._stored.form_preset = self._chooser.base.name
        self._stored.form_texts = dict(self._state.texts) if changed else {}

    def _restore(self) -> None:
        """Show what the last window showed: the preset, the changed texts and the open groups."""
        preset = self._chooser.presets.get(self._stored.form_preset)
        if preset is not None:
            self._chooser.set_base(preset)
        self._show_values(self._chooser.base.hyperparameters)
        if self._stored.form_texts:
            self._show_texts(self._stored.form_texts)
        opened = self._stored.open_groups
        self._area.open_only(OPEN_AT_FIRST if opened is None else opened)

    def offer(self) -> SettingsOffer:
        """Return the present settings and those of all presets, for a search to start from."""
        presets = {each.title: each.hyperparameters for each in self._chooser.presets.values()}
        return SettingsOffer(self.settings, self.title, presets)

    def _show_values(self, settings: Hyperparameters) -> None:
        for name, row in self._rows.items():
            row.show_value(getattr(settings, name))
        self._follow_rows()

    def _show_texts(self, texts: Mapping[str, str]) -> None:
        """Put texts into the rows, also invalid ones, as the user has left them."""
        for name, text in texts.items():
            if present_name(name) in self._rows:
                self._rows[present_name(name)].show_text(text)
        self._follow_rows()

    def _follow_rows(self) -> None:
        """Show what depends on several rows, and fold what no longer needs to be seen."""
        self._update()
        for group in self._groups:
            group.more.close_if_unneeded()

    @property
    def _state(self) -> FormState:
        return FormState(self._chooser.base, {name: row.text for name, row in self._rows.items()})

    def _remember(self, change: str, before: FormState, *, live: bool = True) -> None:
        """Let the user undo a change of many fields, and of a training if it changed that too."""
        if self._state.texts != before.texts:
            step = partial(self._go_back, before, live=live)
            self.undo_stack.add(change.replace("&", "&&"), step)

    def _go_back(self, state: FormState, *, live: bool) -> Step:
        now = self._state
        self._chooser.set_base(state.base)
        self._show_texts(state.texts)
        if live:
            self._change_all_live()
        return partial(self._go_back, now, live=live)

    def _set_running(self, settings: Hyperparameters | None, *, active: bool) -> None:
        """Set the settings of the current network, and whether its training goes on, or may.

        The notice then says which fields have values that apply to the next run.
        """
        self._running, self._active = settings, active
        if not active:
            self._previews.show_epoch(None)
        self._show_notice()

    @Slot(object)
    def _follow(self, events: EventBatch) -> None:
        """Show how far the training is."""
        if events.batches and self._running is not None:
            seen = events.batches[-1].images_seen
            self._previews.show_epoch(seen / self._running.training_images)

    def _new_groups(self) -> list[FormGroup]:
        grouped = groupby(self._rows.values(), key=lambda row: row.field.group)
        makers = self._previews.makers
        return [FormGroup(name, list(rows), makers.get(name)) for name, rows in grouped]

    def _connect(self) -> None:
        self._chooser.chosen.connect(self._fill)
        self.presets.reset_requested.connect(lambda: self._fill(self._chooser.base))
        self.presets.base_changed.connect(self._update)
        self._notice.row_requested.connect(self._area.reveal)
        for row in self._rows.values():
            row.edited.connect(self._update)
            row.committed.connect(self._commit)
        for group in self._groups:
            group.toggled.connect(self._show_differences)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)

    @Slot(object)
    def _fill(self, chosen: Preset) -> None:
        before = self._state
        self._chooser.set_base(chosen)
        self._show_values(chosen.hyperparameters)
        self._change_all_live()
        self._remember(f"choice of “{chosen.title}”", before)

    @Slot()
    def _update(self) -> None:
        self._show_what_applies()
        self._show_limits()
        self.settings = self._read()
        self._compare_with_preset()
        if self.settings is not None:
            self._previews.show_settings(self.settings)
        for group in self._groups:
            group.more.open_if_needed()
        self._show_notice()
        self._show_differences()
        self._show_help()
        self.presets.show_settings(self.settings)
        self.settings_changed.emit(self.settings)

    def _show_what_applies(self) -> None:
        for row in self._rows.values():
            if row.field.only_for is not None:
                name, options = row.field.only_for
                row.set_applies(self._rows[name].value in options)

    def _show_limits(self) -> None:
        values = {name: row.readable for name, row in self._rows.items()}
        for name, row in self._rows.items():
            row.set_most(most_images(name, values))

    def _read(self) -> Hyperparameters | None:
        """Return the settings; a value that conflicts with another one is reported at its row."""
        complete = all(row.value is not None for row in self._rows.values())
        settings, at_fault, reason = None, "", ""
        try:
            readable = {name: row.readable for name, row in self._rows.items()}
            settings = Hyperparameters.from_dict(readable)
        except HyperparameterError as error:
            at_fault, _, reason = str(error).partition(": ")
        for name, row in self._rows.items():
            row.set_conflict(reason if name == at_fault else "")
        return settings if complete else None

    def _compare_with_preset(self) -> None:
        base = self._chooser.update_base()
        changes = []
        for name, row in self._rows.items():
            value = getattr(base.hyperparameters, name)
            row.set_reference(value, base.title)
            if row.changed:
                changes.append(row.change_from(value))
        self._chooser.show_changes(changes)

    @Slot()
    def _show_notice(self) -> None:
        """Show which fields are invalid; if none is, which ones apply to the next run."""
        invalid = [row for row in self._rows.values() if row.applies and not row.valid]
        waiting = [row for row in self._rows.values() if row.applies and self._waits(row)]
        if invalid:
            self._notice.show_invalid(invalid, training=self._active)
        elif waiting:
            changes = [row.change_from(getattr(self._running, row.name)) for row in waiting]
            self._notice.show_waiting(waiting, changes, training=self._active)
        else:
            self._notice.clear()

    def _waits(self, row: FormRow) -> bool:
        return row.waits(getattr(self._running, row.name, None), active=self._active)

    @Slot()
    def _show_differences(self) -> None:
        for group in self._groups:
            group.show_summary()

    @Slot(QWidget, QWidget)
    def _follow_focus(self, former: QWidget | None, now: QWidget | None) -> None:
        """Explain the field in focus."""
        if now is None or isinstance(now, QMenu):
            return  # another window or a menu, which acts on the field
        part: QWidget | None = now
        while part is not None and not isinstance(part, FormRow):
            part = part.parentWidget()
        if part is not self._focused:
            self._focused = part if part in self._rows.values() else None
            self._show_help()

    def _show_help(self) -> None:
        """Explain the field in focus, or the first one with an invalid text."""
        invalid = (row for row in self._rows.values() if row.applies and not row.valid)
        row = self._focused or next(invalid, None)
        self._help.show_message(row.message if row is not None else None)

    @Slot(str)
    def _commit(self, name: str) -> None:
        row = self._rows[name]
        if not (self._active and row.field.live) or row.value is None:
            return
        if row.value != getattr(self._running, name):
            self._change_live({name: row.value})

    def _change_all_live(self) -> None:
        """Change what may change in a training, after many fields have got other values."""
        if self._running is None or not self._active:
            return
        values = {
            name: row.value
            for name, row in self._rows.items()
            if row.field.live and row.value is not None
        }
        changed = {n: value for n, value in values.items() if value != getattr(self._running, n)}
        if changed:
            self._change_live(changed)

    def _change_live(self, values: Mapping[str, Value]) -> None:
        if self._running is not None:
            self._running = self._running.with_values(values)
        self._show_notice()
        self.live_changed.emit(values)
