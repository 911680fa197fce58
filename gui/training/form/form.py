"""The form of hyperparameters, made from their declarations."""

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from core.datasets.dataset import Images
from core.foundation.errors import HyperparameterError
from core.hyperparameters.fields import Value
from core.hyperparameters.presets import DEFAULT, Preset
from core.hyperparameters.schema import FIELDS, Hyperparameters
from gui.common.plot_menu import PlotMenu
from gui.common.widgets import vbox
from gui.session.event_batch import EventBatch
from gui.session.session import TrainingSession
from gui.training.form.form_group import FormGroup
from gui.training.form.form_row import FormRow
from gui.training.form.preset_chooser import PresetChooser

if TYPE_CHECKING:
    # Imported where they are made, so that the window opens faster.
    from gui.training.form.augmentation_preview import AugmentationPreview
    from gui.training.form.schedule_plot import SchedulePlot


class FormPreviews:
    """Makes each preview when its group is first opened, and keeps it up to date."""

    def __init__(self) -> None:
        self._settings = Hyperparameters()
        self._images: Images | None = None
        self._epoch: float | None = None
        self._schedule: SchedulePlot | None = None
        self._preview: AugmentationPreview | None = None
        self._menu: PlotMenu | None = None

    def add_menus(self, menu: PlotMenu) -> None:
        """Give the plot of the schedule its context menu, now or when it is made."""
        self._menu = menu
        if self._schedule is not None:
            menu.add(self._schedule, self._schedule)

    @property
    def makers(self) -> Mapping[str, Callable[[], QWidget]]:
        """The functions that make the previews, by the name of the group."""
        return {"Schedule": self._new_schedule, "Augmentation": self._new_preview}

    def show_settings(self, settings: Hyperparameters) -> None:
        """Show the effect of these settings."""
        if settings == self._settings:
            return
        self._settings = settings
        if self._schedule is not None:
            self._schedule.show_settings(settings)
        if self._preview is not None:
            self._preview.show_settings(settings)

    def show_images(self, images: Images) -> None:
        """Set the training images for the preview of the augmentation."""
        self._images = images
        if self._preview is not None:
            self._preview.show_images(images)

    def show_epoch(self, epoch: float | None) -> None:
        """Show how far the training is, in epochs; None for no training."""
        self._epoch = epoch
        if self._schedule is not None:
            self._schedule.show_epoch(epoch)

    def _new_schedule(self) -> "SchedulePlot":
        from gui.training.form.schedule_plot import SchedulePlot

        self._schedule = SchedulePlot()
        self._schedule.show_settings(self._settings)
        self._schedule.show_epoch(self._epoch)
        if self._menu is not None:
            self._menu.add(self._schedule, self._schedule)
        return self._schedule

    def _new_preview(self) -> "AugmentationPreview":
        from gui.training.form.augmentation_preview import AugmentationPreview

        self._preview = AugmentationPreview()
        self._preview.show_settings(self._settings)
        if self._images is not None:
            self._preview.show_images(self._images)
        return self._preview


OPEN_AT_FIRST = frozenset({"Network", "Training"})
_FORMER_NAMES = {"Regularisation": "Regularization"}
"""Names that groups had in former versions, which may be stored."""


class HyperparameterForm(QWidget):
    """Shows presets, and a row for each hyperparameter, in groups that open and close."""

    settings_changed = Signal(object)
    """Emitted with Hyperparameters, or with None while a field is invalid."""
    live_changed = Signal(object)
    """Emitted with a mapping of one live field that the user has finished changing."""

    def __init__(self, open_groups: Collection[str] = OPEN_AT_FIRST) -> None:
        super().__init__()
        self.setObjectName("hyperparameterForm")
        self._running: Hyperparameters | None = None
        self._active = False
        self.settings: Hyperparameters | None = None
        """The settings in the form; None while a field is invalid."""
        self._chooser = PresetChooser()
        self._previews = FormPreviews()
        inside = QWidget()
        self._rows = {name: FormRow(name, field, inside) for name, field in FIELDS.items()}
        self._groups = self._new_groups()
        self._area = FormArea(self._groups, inside)
        self._lay_out()
        self._connect()
        self._area.open_only(open_groups)
        self._chooser.choose(DEFAULT)

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
        """The title of the preset, or that the settings are custom."""
        return self._chooser.title

    @property
    def open_groups(self) -> list[str]:
        """The names of the groups that are open."""
        return self._area.open_groups

    def show_settings(self, settings: Hyperparameters) -> None:
        """Fill the form with these settings."""
        for name, row in self._rows.items():
            row.show_value(getattr(settings, name))
        self._update()

    def _set_running(self, settings: Hyperparameters | None, *, active: bool) -> None:
        """Set the settings of the current network, and whether its training goes on, or may.

        Fields with another value then say when that applies.
        """
        self._running, self._active = settings, active
        if not active:
            self._previews.show_epoch(None)
        self._show_when()

    @Slot(object)
    def _follow(self, events: EventBatch) -> None:
        """Show how far the training is."""
        if events.batches and self._running is not None:
            seen = events.batches[-1].images_seen
            self._previews.show_epoch(seen / self._running.training_images)

    def show_images(self, images: Images) -> None:
        """Set the training images for the preview of the augmentation."""
        self._previews.show_images(images)

    def _new_groups(self) -> list[FormGroup]:
        grouped = groupby(self._rows.values(), key=lambda row: row.field.group)
        makers = self._previews.makers
        return [FormGroup(name, list(rows), makers.get(name)) for name, rows in grouped]

    def _lay_out(self) -> None:
        self.setLayout(vbox((self._chooser, 1), (self._area, 4), spacing=0))

    def _connect(self) -> None:
        self._chooser.chosen.connect(self._fill)
        for row in self._rows.values():
            row.edited.connect(self._update)
            row.committed.connect(self._commit)
        for group in self._groups:
            group.toggled.connect(self._show_differences)

    @Slot(object)
    def _fill(self, chosen: Preset) -> None:
        changed = self._differences(chosen.hyperparameters)
        self.show_settings(chosen.hyperparameters)
        if self._active:
            live = {name: value for name, value in changed.items() if FIELDS[name].live}
            if live:
                self._change_live(live)

    def _differences(self, settings: Hyperparameters) -> dict[str, Value]:
        if self._running is None:
            return {}
        return {
            name: getattr(settings, name)
            for name in FIELDS
            if getattr(settings, name) != getattr(self._running, name)
        }

    @Slot()
    def _update(self) -> None:
        self._show_what_applies()
        self.settings = self._read()
        self._chooser.show_settings(self.settings)
        if self.settings is not None:
            self._previews.show_settings(self.settings)
        self._show_when()
        self._show_differences()
        self.settings_changed.emit(self.settings)

    def _show_what_applies(self) -> None:
        for row in self._rows.values():
            if row.field.only_for is not None:
                name, options = row.field.only_for
                row.set_applies(self._rows[name].value in options)

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

    def _show_when(self) -> None:
        for name, row in self._rows.items():
            row.show_when(getattr(self._running, name, None), active=self._active)

    @Slot()
    def _show_differences(self) -> None:
        for group in self._groups:
            rows = (row for row in group.rows if row.applies)
            group.show_summary(
                ", ".join(row.short for row in rows if row.value != _DEFAULTS[row.name])
            )

    @Slot(str)
    def _commit(self, name: str) -> None:
        row = self._rows[name]
        if not (self._active and row.field.live) or row.value is None:
            return
        if row.value != getattr(self._running, name):
            self._change_live({name: row.value})

    def _change_live(self, values: Mapping[str, Value]) -> None:
        if self._running is not None:
            self._running = self._running.with_values(values)
        self.live_changed.emit(values)


_DEFAULTS = Hyperparameters().to_dict()


class FormArea(QScrollArea):
    """Contains the groups, and scrolls to a group when the user opens it."""

    def __init__(self, groups: Sequence[FormGroup], inside: QWidget) -> None:
        super().__init__()
        self.setObjectName("formArea")
        self._groups, self._inside = groups, inside
        inside.setLayout(vbox(*groups, None, spacing=1, margins=(4, 0, 8, 4)))
        for group in groups:
            group.opened.connect(self._show_whole)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @property
    def open_groups(self) -> list[str]:
        """The names of the groups that are open."""
        return [group.name for group in self._groups if group.is_open]

    def open_only(self, names: Collection[str]) -> None:
        """Open these groups, and close the others."""
        wanted = {_FORMER_NAMES.get(name, name) for name in names}
        for group in self._groups:
            group.set_open(group.name in wanted)

    @Slot(QWidget)
    def _show_whole(self, group: QWidget) -> None:
        """Scroll until the group is visible; if it is long, until its heading is at the top."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        for part in (group.rect().bottomLeft(), group.rect().topLeft()):
            self.ensureVisible(0, group.mapTo(self._inside, part).y(), 0, 0)
