"""The dialog that asks which settings to train with several seeds, and how many."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFormLayout, QPushButton, QWidget

from core.foundation.errors import HyperparameterError, SearchError
from core.hyperparameters.schema import Hyperparameters
from core.tuning.definition import name_to_continue
from core.tuning.repetition import MOST_SEEDS, define_repetition, first_seed
from gui.common.dialogs import FormDialog
from gui.common.name_box import NameBox
from gui.common.number_box import NumberBox
from gui.common.widgets import named, vbox
from gui.tuning.message_label import MessageLabel
from gui.tuning.search_text import work_text

Sources = dict[str, tuple[Hyperparameters, str]]
"""Settings by their titles, each with the name of its repetition."""
_SEEDS = 5
_ABOUT = (
    "Trains the same settings once with each seed, and shows how much the results differ by chance "
    "alone: mean, standard deviation, and the 95% interval of the mean. Each training is an "
    "ordinary run, tagged with the name of the repetition."
)


class RepeatDialog(FormDialog):
    """Lets the user choose settings and a number of seeds."""

    defined = Signal(object)
    """Emitted with the SearchSpace of the repetition that is to be started."""

    def __init__(self, parent: QWidget, sources: Sources, chosen: str) -> None:
        """Offer the settings of `sources`, at first those with the title `chosen`."""
        super().__init__(parent, "repeatDialog", "Repeat with several seeds", width=440)
        self._sources = sources
        self._source = named(NameBox(), "repeatSource")
        self._source.addItems(list(sources))
        self._source.setCurrentIndex(max(self._source.findText(chosen), 0))
        self._source.setAccessibleName("Settings")
        self._seeds = named(NumberBox(), "repeatSeeds")
        self._seeds.setRange(2, MOST_SEEDS)
        self._seeds.setValue(_SEEDS)
        self._seeds.setAccessibleName("Seeds")
        self._amount = named(MessageLabel(), "repeatAmount")
        self._start = named(QPushButton("Start repetition"), "startRepeatButton")
        self._lay_out()
        self._source.currentIndexChanged.connect(self._show_amount)
        self._seeds.valueChanged.connect(self._show_amount)
        self._start.clicked.connect(self._accept)
        self._show_amount()

    @property
    def _settings(self) -> Hyperparameters:
        return self._sources[self._source.currentText()][0]

    def show_problem(self, sentence: str) -> None:
        """Say why the repetition cannot be started."""
        self._amount.show_problem(sentence)

    @Slot()
    def _show_amount(self) -> None:
        settings, count = self._settings, self._seeds.value()
        first = first_seed(settings)
        self._amount.show_hint(
            f"{count:,} runs with the seeds {first:,} to {first + count - 1:,}: "
            f"{work_text(settings)}."
        )

    @Slot()
    def _accept(self) -> None:
        if self._seeds.correction.stops_click():
            return
        settings, name = self._sources[self._source.currentText()]
        try:
            space = define_repetition(name, settings, self._seeds.value())
        except (SearchError, HyperparameterError) as error:
            self.show_problem(str(error))
            return
        self.defined.emit(replace(space, name=name_to_continue(space)))

    def _lay_out(self) -> None:
        fields = QFormLayout()
        fields.addRow("&Settings", self._source)
        fields.addRow("S&eeds", self._seeds)
        self._source.setToolTip("The settings that are trained with each seed.")
        self._seeds.setToolTip(
            "How many runs. More make the mean more precise, and can follow later."
        )
        self._start.setToolTip("Start the runs, or continue those of the same settings (Enter).")
        about = MessageLabel(_ABOUT)
        buttons = self.button_row(self._start)
        self.setLayout(vbox(about, fields, self._amount, buttons, margins=(8, 8, 8, 8)))
