"""The dialog in which a search is defined."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from core.foundation.errors import HyperparameterError, SearchError
from core.hyperparameters.fields import Integer
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.tuning.definition import SUFFIX, check_name, define_search, unused_name
from core.tuning.space import SearchSpace
from core.tuning.space_file import LARGEST_SEED, MOST_TRIALS
from core.tuning.space_writer import dimension_table
from core.tuning.suggestions import SUGGESTIONS, Suggestion, Table, suggested_dimensions
from gui.common.dialogs import FormDialog
from gui.common.file_dialogs import ask_to_save
from gui.common.fitting_label import FittingLabel
from gui.common.focus_scrolling import scroll_to_focus
from gui.common.theme import TIGHT, TextSize, number_font
from gui.common.widgets import container, heading, named, set_available, set_text_role, vbox
from gui.tuning.dimension_list import DimensionList
from gui.tuning.message_label import MessageLabel
from gui.tuning.search_text import work_text

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
    "Saves time: from epoch 3 on, what is worse than half of the trials is ended",
    "Saves time: weak trials are ended early",
)
_SEED_HINT = (
    "The same seed chooses the same values again; the networks have a seed of their own",
    "The same seed chooses the same values again",
)
_NO_SEED = "A grid draws nothing at random, so it needs no seed."
_METRICS = {"validation_accuracy": "Validation accuracy", "validation_loss": "Validation loss"}
_TRIALS, _EPOCHS = 20, 10
"""The suggested number of trials, and the most epochs that are suggested for each."""
_FIXED = ("epochs", "training_images")
"""Settings that the dialog offers to change for a search, because its time depends on them."""
_FIXED_LABELS = ("Epochs per trial", "Training images")


@dataclass(frozen=True)
class Draft:
    """What the dialog begins with."""

    name: str
    bases: Mapping[str, Hyperparameters]
    """The settings that a search may start from, by their titles; the first is chosen."""
    tables: Mapping[str, Table]
    """The dimensions as in a space file."""
    space: SearchSpace | None = None
    """The search whose other values are shown; None for a new one."""

    @classmethod
    def suggested(cls, suggestion: Suggestion, bases: Mapping[str, Hyperparameters]) -> "Draft":
        """Return the draft of a new search around the first of `bases`."""
        tables = suggested_dimensions(suggestion.fields, next(iter(bases.values())))
        return cls(unused_name(suggestion.title.lower()), bases, tables)

    @classmethod
    def of(cls, space: SearchSpace, name: str, bases: Mapping[str, Hyperparameters]) -> "Draft":
        """Return the draft of a search that is like another one."""
        tables = {n: dimension_table(FIELDS[n], each) for n, each in space.dimensions.items()}
        own = {f"Settings of “{space.title or space.name}”": space.base}
        return cls(name, {**own, **bases}, tables, space)


class SearchDialog(FormDialog):
    """Edits the definition of a search, and says at the field what is wrong with it."""

    defined = Signal(object)
    """Emitted with the SearchSpace that is to be started."""
    exported = Signal(object, object)
    """Emitted with a Path and the SearchSpace that is to be written there."""

    def __init__(self, parent: QWidget, draft: Draft, notice: str = "") -> None:
        super().__init__(parent, "searchDialog", "Define a search")
        self._draft = draft
        self._changed = False
        self._suggested_name = draft.name
        self.space: SearchSpace | None = None
        """The search as it is defined now; None where something is wrong."""
        self._name = named(QLineEdit(draft.name), "searchName")
        self._base = named(QComboBox(), "searchBase")
        self._suggestion = named(QComboBox(), "searchSuggestion")
        self._dimensions = DimensionList()
        self._sampler, self._metric = (named(QComboBox(), f"search{n}") for n in _BOXES)
        self._trials, self._seed = (named(QSpinBox(), f"search{n}") for n in ("Total", "Seed"))
        self._fixed = {name: named(QSpinBox(), f"search_{name}") for name in _FIXED}
        self._pruning = named(QCheckBox("Stop trials below the median early"), "searchPruning")
        self._hints = {name: named(FittingLabel(), f"search{name}Hint") for name in _HINTS}
        self._notice = QLabel(notice, wordWrap=True)
        self._notice.setVisible(bool(notice))
        self._problem = named(MessageLabel(), "searchProblem")
        self._problem.setMinimumHeight(self._problem.fontMetrics().lineSpacing() + TIGHT)
        self._save = named(QPushButton("Save as…"), "saveSearchButton")
        self._start = named(QPushButton("Start search"), "defineSearchButton")
        self._fill()
        self._explain()
        self._lay_out()
        self._connect()
        self._check()

    @property
    def unsaved(self) -> str:
        """The search, if it was changed and neither started nor saved."""
        return "this search" if self._changed else ""

    def show_problem(self, sentence: str) -> None:
        """Say why the search cannot be started."""
        self._problem.show_problem(sentence)

    @property
    def _settings(self) -> Hyperparameters:
        """The chosen settings, with the epochs and images for each trial."""
        settings = self._draft.bases[self._base.currentText()]
        return settings.with_values(
            {name: spin.value() for name, spin in self._fixed.items() if spin.isEnabled()}
        )

    def _fill(self) -> None:
        draft, space = self._draft, self._draft.space
        self._base.addItems(list(draft.bases))
        self._suggestion.addItem("Choose …")
        for each in SUGGESTIONS:
            self._suggestion.addItem(each.title, each)
        for box, labels in ((self._sampler, _SAMPLERS), (self._metric, _METRICS)):
            for key, label in labels.items():
                box.addItem(label, key)
        self._trials.setRange(1, MOST_TRIALS)
        self._seed.setRange(0, LARGEST_SEED)
        for name, spin in self._fixed.items():
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
        self._dimensions.show_tables(draft.tables)
        self._show_base()

    def _explain(self) -> None:
        tips = {
            self._name: "The name of the search. Its runs have it as a tag.",
            self._base: "The settings that all trials share, but for what is varied.",
            self._suggestion: "Vary these hyperparameters, in ranges around the settings.",
            self._sampler: "What chooses the values of the next trial.",
            self._metric: "What makes one trial better than another, at the end of its run.",
            self._trials: "Total number of trials. More can be added later.",
            self._pruning: "From the third epoch on, a trial that is worse than the median of the "
            "others is ended, once five are complete.",
        }
        for widget, tip in tips.items():
            widget.setToolTip(tip)

    def _connect(self) -> None:
        self._base.currentIndexChanged.connect(self._choose_base)
        self._suggestion.activated.connect(self._suggest)
        for line in (self._name.textChanged, self._pruning.toggled, self._dimensions.edited):
            line.connect(self._edit)
        for box in (self._sampler, self._metric):
            box.currentIndexChanged.connect(self._edit)
        for spin in (self._trials, self._seed, *self._fixed.values()):
            spin.valueChanged.connect(self._edit)
        self._start.clicked.connect(self._accept)
        self._save.clicked.connect(self._ask_for_file)

    def _show_base(self) -> None:
        """Show the epochs and images of the chosen settings; a new search has fewer epochs."""
        settings = self._draft.bases[self._base.currentText()]
        for name, spin in self._fixed.items():
            value = getattr(settings, name)
            if name == "epochs" and self._draft.space is None:
                value = min(value, _EPOCHS)
            with QSignalBlocker(spin):
                spin.setValue(value)
        self._dimensions.set_settings(settings)

    @Slot()
    def _choose_base(self) -> None:
        self._show_base()
        self._edit()

    @Slot(int)
    def _suggest(self, index: int) -> None:
        """Replace the dimensions by suggested ones; the entry is not a state of the dialog."""
        suggestion = self._suggestion.itemData(index)
        self._suggestion.setCurrentIndex(0)
        if isinstance(suggestion, Suggestion):
            settings = self._draft.bases[self._base.currentText()]
            self._dimensions.show_tables(suggested_dimensions(suggestion.fields, settings))
            if self._name.text() == self._suggested_name:
                self._suggested_name = unused_name(suggestion.title.lower())
                self._name.setText(self._suggested_name)
            self._edit()

    @Slot()
    def _edit(self) -> None:
        self._changed = True
        self._check()

    def _check(self) -> None:
        """Read everything, and say what is wrong or how much there is to do."""
        for name, spin in self._fixed.items():
            varied = name in self._dimensions.rows
            set_available(spin, FIELDS[name].help, _VARIED if varied else "")
        sampler = self._sampler.currentData()
        set_available(self._seed, _SEED, _NO_SEED if sampler == "grid" else "")
        self._hints["Sampler"].show_texts(*_SAMPLER_HINTS[sampler])
        problem = self._read()
        set_available(self._start, _START, problem)
        set_available(self._save, _SAVE, problem)
        if problem:
            self._problem.show_problem(problem)
        else:
            self._problem.show_hint(self._amount())

    def _read(self) -> str:
        """Read the definition into `space`; return a sentence on what is wrong, or nothing."""
        self.space = None
        self._dimensions.show_conflicts()
        if any(row.problem for row in self._dimensions.rows.values()):
            return "A range or a list of values above cannot be used."
        try:
            name, tables = check_name(self._name.text()), self._dimensions.tables()
            self.space = define_search(name, self._settings, tables, **self._others())
        except (SearchError, HyperparameterError) as error:
            return _with_labels(str(error))
        return ""

    def _others(self) -> dict[str, object]:
        space = self._draft.space
        return {
            "sampler": self._sampler.currentData(),
            "metric": self._metric.currentData(),
            "pruning": "median" if self._pruning.isChecked() else "none",
            "trials": self._trials.value(),
            "seed": self._seed.value(),
            "storage": space.storage if space else "",
        }

    def _amount(self) -> str:
        """Return how much there is to train."""
        space = self.space
        if space is None:
            return ""
        trials = f"{space.trials:,} trial{'s' if space.trials != 1 else ''}"
        if space.sampler == "grid":
            trials += f" of {len(space.grid):,} combinations"
        return (
            f"{trials}."
            if set(_FIXED) & set(space.dimensions)
            else f"{trials}, {work_text(space.base)}."
        )

    @Slot()
    def _accept(self) -> None:
        if self.space is not None:
            self.defined.emit(self.space)

    @Slot()
    def _ask_for_file(self) -> None:
        if self.space is not None:
            kinds, suggested = [f"Searches (*{SUFFIX})"], f"{self.space.name}{SUFFIX}"
            ask_to_save(self, "saveSearchDialog", "Save search", kinds, suggested, self._export)

    def _export(self, path: Path, _: str) -> None:
        if self.space is not None:
            path = path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)
            self.exported.emit(path, replace(self.space, name=path.stem))
            self._changed = False

    def _lay_out(self) -> None:
        top = _form(("&Name", self._name), ("Start &from", self._base))
        how = _form(
            ("&Sampler", self._sampler),
            ("", self._hints["Sampler"]),
            ("&Trials", self._trials),
            *zip(_FIXED_LABELS, self._fixed.values(), strict=True),
            ("&Pruning", self._pruning),
            ("", self._hints["Pruning"]),
            ("&Best by", self._metric),
            ("S&eed of the sampler", self._seed),
            ("", self._hints["Seed"]),
        )
        for hint in self._hints.values():
            hint.setFont(number_font(hint, TextSize.SMALL))
            set_text_role(hint, QPalette.ColorRole.PlaceholderText)
        self._hints["Pruning"].show_texts(*_PRUNING_HINT)
        self._hints["Seed"].show_texts(*_SEED_HINT)
        for label, box in (("Start from", self._base), ("Suggestion", self._suggestion)):
            box.setAccessibleName(label)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        suggested = _form(("S&uggestion", self._suggestion))
        _align(top, suggested, how)
        vary = (heading("Hyperparameters to vary"), suggested, self._dimensions)
        inside = container(
            vbox(self._notice, top, *vary, heading("Search"), how, None, margins=(0, 0, 8, 0))
        )
        area = named(QScrollArea(widgetResizable=True), "searchArea")
        area.setFrameShape(QFrame.Shape.NoFrame)
        scroll_to_focus(area)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setMinimumWidth(inside.minimumSizeHint().width() + 24)
        parts = ((area, 1), self._problem, self.button_row(self._start, self._save))
        self.setLayout(vbox(*parts, spacing=TIGHT, margins=(8, 8, 8, 8)))
        self.resize(600, 560)


_BOXES = ("Sampler", "Metric")
_HINTS = ("Sampler", "Pruning", "Seed")
_VARIED = "It is one of the hyperparameters to vary."
_SEED = "Seed of the random choices of the sampler."
_START = "Save the search in your data and start it (Enter)."
_SAVE = "Save the definition as a TOML file, which the command line also reads."


def _form(*rows: tuple[str, QWidget]) -> QFormLayout:
    form = QFormLayout()
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    for label, widget in rows:
        form.addRow(label, widget)
        if label and not widget.accessibleName():
            widget.setAccessibleName(label.replace("&", ""))
    return form


def _align(*forms: QFormLayout) -> None:
    """Let the fields of several forms, one below the other, begin at the same place."""
    items = (
        form.itemAt(row, QFormLayout.ItemRole.LabelRole)
        for form in forms
        for row in range(form.rowCount())
    )
    labels = [label for item in items if item is not None and (label := item.widget()) is not None]
    widest = max(label.sizeHint().width() for label in labels)
    for label in labels:
        label.setMinimumWidth(widest)


def _with_labels(reason: str) -> str:
    """Return a reason as a sentence in which a field has its label, not its name."""
    name, colon, rest = reason.partition(": ")
    name = name.removeprefix("[settings] ").removeprefix("[space] ")
    text = f"{FIELDS[name].label}: {rest}" if colon and name in FIELDS else reason
    return text if text.endswith(".") else f"{text[0].upper()}{text[1:]}."
