"""How a search proceeds: its sampler, its trials and their size, pruning, metric and seed."""

import math
from collections.abc import Collection

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QWidget

from core.hyperparameters.fields import Integer
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.tuning.space import COMPLETE_BEFORE_PRUNING, FIRST_PRUNED_EPOCH, SearchSpace
from core.tuning.space_file import LARGEST_SEED, MOST_TRIALS
from gui.common.fitting_label import FittingLabel
from gui.common.number_box import NumberBox
from gui.common.theme import TextSize, number_font
from gui.common.widgets import named, set_available, set_text_role
from gui.tuning.form_layouts import labeled_form

_SAMPLERS = {
    "tpe": "TPE: near the better trials",
    "random": "Random",
    "grid": "Grid: every combination once",
}
_SAMPLER_HINTS: dict[str, tuple[str, ...]] = {
    "tpe": (
        "Tree-structured Parzen estimator: values near those of the better trials so far",
        "Values near those of the better trials so far",
    ),
    "random": (
        "Each value is drawn anywhere in its range, whatever the other trials reached",
        "Values anywhere in their ranges",
    ),
    "grid": ("Each combination of the values and steps above is tried once",),
}
_PRUNING_HINT = (
    f"Saves time: from epoch {FIRST_PRUNED_EPOCH} on, a trial that is worse than half of the "
    "others is stopped",
    "Saves time: weak trials are stopped early",
)
_PRUNING_TIP = (
    f"From epoch {FIRST_PRUNED_EPOCH} on, a trial that is worse than the median of the others is "
    f"ended, once {COMPLETE_BEFORE_PRUNING} are complete."
)
_TOO_SHORT = (
    f"No effect with {FIRST_PRUNED_EPOCH} epochs per trial or fewer",
    f"No effect up to {FIRST_PRUNED_EPOCH} epochs",
)
_TOO_FEW = (
    f"No effect with {COMPLETE_BEFORE_PRUNING} trials or fewer",
    f"No effect up to {COMPLETE_BEFORE_PRUNING} trials",
)
_SEED_HINT = (
    "The same seed chooses the same values again; the networks have a seed of their own",
    "The same seed chooses the same values again",
)
_NO_SEED = "A grid draws nothing at random, so it needs no seed."
_METRICS = {"validation_accuracy": "Validation accuracy", "validation_loss": "Validation loss"}
_TRIALS, _EPOCHS = 20, 10
"""The suggested number of trials, and the most epochs that are suggested for each."""
SIZES = ("epochs", "training_images")
"""Settings that the options change for a search, because its time depends on them."""
_SIZE_LABELS = ("Epochs per trial", "Training images")
_BOXES = ("Sampler", "Metric")
_HINTS = ("Sampler", "Pruning", "Seed")
_VARIED = "It is one of the hyperparameters to vary."
_SEED = "Seed of the random choices of the sampler."


class SearchOptions(QWidget):
    """Edits how a search proceeds, and explains its terms beside the fields."""

    edited = Signal()

    def __init__(self, space: SearchSpace | None) -> None:
        """Show the options of a search, or else those that are suggested for a new one."""
        super().__init__()
        self._is_new = space is None
        self._sampler, self._metric = (named(QComboBox(), f"search{n}") for n in _BOXES)
        self._trials, self._seed = (named(NumberBox(), f"search{n}") for n in ("Total", "Seed"))
        self._sizes = {name: named(NumberBox(), f"search_{name}") for name in SIZES}
        self._pruning = named(QCheckBox("Stop trials below the median early"), "searchPruning")
        self._hints = {name: named(FittingLabel(), f"search{name}Hint") for name in _HINTS}
        self._fill(space)
        self._explain()
        self.form = self._lay_out()
        self._connect()

    def stops_click(self) -> bool:
        """Whether the present click has replaced a number, which nobody has seen yet."""
        boxes = (self._trials, self._seed, *self._sizes.values())
        return any(box.correction.stops_click() for box in boxes)

    @property
    def sizes(self) -> dict[str, int]:
        """The epochs and images of each trial, without what is varied."""
        return {name: spin.value() for name, spin in self._sizes.items() if spin.isEnabled()}

    @property
    def values(self) -> dict[str, object]:
        """The other options, as in a space file."""
        return {
            "sampler": self._sampler.currentData(),
            "metric": self._metric.currentData(),
            "pruning": "median" if self._pruning.isChecked() else "none",
            "trials": self._trials.value(),
            "seed": self._seed.value(),
        }

    def show_settings(self, settings: Hyperparameters) -> None:
        """Show the epochs and images of settings; a new search has fewer epochs."""
        for name, spin in self._sizes.items():
            value = getattr(settings, name)
            if name == "epochs" and self._is_new:
                value = min(value, _EPOCHS)
            with QSignalBlocker(spin):
                spin.setValue(value)

    def set_varied(self, names: Collection[str]) -> None:
        """Disable the fields that are varied, or have no meaning for the sampler."""
        for name, spin in self._sizes.items():
            set_available(spin, FIELDS[name].help, _VARIED if name in names else "")
        sampler = self._sampler.currentData()
        set_available(self._seed, _SEED, _NO_SEED if sampler == "grid" else "")
        self._hints["Sampler"].show_texts(*_SAMPLER_HINTS[sampler])
        self._show_pruning()

    def _show_pruning(self) -> None:
        """Say how pruning saves time, or why it cannot end any of these trials.

        It can still be chosen for few trials, because more can be added later.
        """
        too_short = self.sizes.get("epochs", math.inf) <= FIRST_PRUNED_EPOCH
        too_few = self._trials.value() <= COMPLETE_BEFORE_PRUNING
        set_available(self._pruning, _PRUNING_TIP, f"{_TOO_SHORT[0]}." if too_short else "")
        hint = _TOO_SHORT if too_short else _TOO_FEW if too_few else _PRUNING_HINT
        self._hints["Pruning"].show_texts(*hint)

    def _fill(self, space: SearchSpace | None) -> None:
        for box, labels in ((self._sampler, _SAMPLERS), (self._metric, _METRICS)):
            for key, label in labels.items():
                box.addItem(label, key)
        self._trials.setRange(1, MOST_TRIALS)
        self._seed.setRange(0, LARGEST_SEED)
        for name, spin in self._sizes.items():
            field = FIELDS[name]
            if isinstance(field, Integer):
                spin.setRange(field.minimum, field.maximum)
            spin.setGroupSeparatorShown(True)
        self._trials.setValue(space.trials if space else _TRIALS)
        self._seed.setValue(space.seed if space else 0)
        self._pruning.setChecked(space is None or space.pruning == "median")
        if space is not None:
            self._sampler.setCurrentIndex(self._sampler.findData(space.sampler))
            self._metric.setCurrentIndex(self._metric.findData(space.metric))

    def _explain(self) -> None:
        self._sampler.setToolTip("What chooses the values of the next trial.")
        self._metric.setToolTip("What makes one trial better than another, at the end of its run.")
        self._trials.setToolTip("Total number of trials. More can be added later.")
        for hint in self._hints.values():
            hint.setFont(number_font(hint, TextSize.SMALL))
            set_text_role(hint, QPalette.ColorRole.PlaceholderText)
        self._hints["Seed"].show_texts(*_SEED_HINT)

    def _lay_out(self) -> QFormLayout:
        form = labeled_form(
            ("&Sampler", self._sampler),
            ("", self._hints["Sampler"]),
            ("&Trials", self._trials),
            *zip(_SIZE_LABELS, self._sizes.values(), strict=True),
            ("&Pruning", self._pruning),
            ("", self._hints["Pruning"]),
            ("&Best by", self._metric),
            ("S&eed of the sampler", self._seed),
            ("", self._hints["Seed"]),
        )
        form.setContentsMargins(0, 0, 0, 0)
        self.setLayout(form)
        return form

    def _connect(self) -> None:
        self._pruning.toggled.connect(self._edit)
        for box in (self._sampler, self._metric):
            box.currentIndexChanged.connect(self._edit)
        for spin in (self._trials, self._seed, *self._sizes.values()):
            spin.valueChanged.connect(self._edit)

    @Slot()
    def _edit(self) -> None:
        self.edited.emit()
