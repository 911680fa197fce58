"""The dialog in which a search is defined."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from core.foundation.errors import HyperparameterError, SearchError
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.tuning.definition import SUFFIX, check_name, define_search, unused_name
from core.tuning.space import SearchSpace
from core.tuning.space_writer import dimension_table
from core.tuning.suggestions import SUGGESTIONS, Suggestion, Table, suggested_dimensions
from gui.common.dialogs import FormDialog
from gui.common.file_dialogs import ask_to_save
from gui.common.focus_scrolling import scroll_to_focus
from gui.common.name_box import NameBox
from gui.common.theme import TIGHT
from gui.common.widgets import container, heading, named, set_available, vbox
from gui.tuning.dimension_list import DimensionList
from gui.tuning.form_layouts import align_forms, labeled_form
from gui.tuning.message_label import MessageLabel
from gui.tuning.search_options import SIZES, SearchOptions
from gui.tuning.search_text import work_text


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


_START = "Save the search in your data and start it (Enter)."
_SAVE = "Save the definition as a TOML file, which the command line also reads."


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
        self._base = named(NameBox(), "searchBase")
        self._suggestion = named(QComboBox(), "searchSuggestion")
        self._dimensions = DimensionList()
        self._options = SearchOptions(draft.space)
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
        return self._draft.bases[self._base.currentText()].with_values(self._options.sizes)

    def _fill(self) -> None:
        self._base.addItems(list(self._draft.bases))
        self._suggestion.addItem("Choose …")
        for each in SUGGESTIONS:
            self._suggestion.addItem(each.title, each)
        self._show_base()
        self._dimensions.show_tables(self._draft.tables)

    def _explain(self) -> None:
        tips = {
            self._name: "The name of the search. Its runs have it as a tag.",
            self._base: "The settings that all trials share, but for what is varied.",
            self._suggestion: "Vary these hyperparameters, in ranges around the settings.",
        }
        for widget, tip in tips.items():
            widget.setToolTip(tip)

    def _connect(self) -> None:
        self._base.currentIndexChanged.connect(self._choose_base)
        self._suggestion.activated.connect(self._suggest)
        for edited in (self._name.textChanged, self._dimensions.edited, self._options.edited):
            edited.connect(self._edit)
        self._start.clicked.connect(self._accept)
        self._save.clicked.connect(self._ask_for_file)

    def _show_base(self) -> None:
        """Show what depends on the settings from which the search starts."""
        settings = self._draft.bases[self._base.currentText()]
        self._options.show_settings(settings)
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
        self._options.set_varied(self._dimensions.rows)
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
            self.space = define_search(
                name, self._settings, tables, **self._options.values, storage=self._storage
            )
        except (SearchError, HyperparameterError) as error:
            return _with_labels(str(error))
        return ""

    @property
    def _storage(self) -> str:
        return self._draft.space.storage if self._draft.space is not None else ""

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
            if set(SIZES) & set(space.dimensions)
            else f"{trials}, {work_text(space.base)}."
        )

    @Slot()
    def _accept(self) -> None:
        if self.space is not None and not self._options.stops_click():
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
        top = labeled_form(("&Name", self._name), ("Start &from", self._base))
        for label, box in (("Start from", self._base), ("Suggestion", self._suggestion)):
            box.setAccessibleName(label)
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
        suggested = labeled_form(("S&uggestion", self._suggestion))
        align_forms(top, suggested, self._options.form)
        vary = (heading("Hyperparameters to vary"), suggested, self._dimensions)
        inside = container(
            vbox(
                self._notice,
                top,
                *vary,
                heading("Search"),
                self._options,
                None,
                margins=(0, 0, 8, 0),
            )
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


def _with_labels(reason: str) -> str:
    """Return a reason as a sentence in which a field has its label, not its name."""
    name, colon, rest = reason.partition(": ")
    name = name.removeprefix("[settings] ").removeprefix("[space] ")
    text = f"{FIELDS[name].label}: {rest}" if colon and name in FIELDS else reason
    return text if text.endswith(".") else f"{text[0].upper()}{text[1:]}."
