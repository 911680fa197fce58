"""The previews of the form: the learning rates of the schedule, and distorted digits."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from core.datasets.dataset import Images
from core.hyperparameters.schema import Hyperparameters
from gui.common.plot_menu import PlotMenu

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
            menu.add(self._schedule, "learning-rate", self._schedule.table)

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
            self._menu.add(self._schedule, "learning-rate", self._schedule.table)
        return self._schedule

    def _new_preview(self) -> "AugmentationPreview":
        from gui.training.form.augmentation_preview import AugmentationPreview

        self._preview = AugmentationPreview()
        self._preview.show_settings(self._settings)
        if self._images is not None:
            self._preview.show_images(self._images)
        return self._preview
