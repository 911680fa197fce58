"""The controls of a search: its space, its numbers of trials and processes, start and stop."""

import os
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget

from core.foundation.files import modification_time
from core.tuning.definition import saved_searches
from core.tuning.optuna_library import INSTALL, is_installed
from core.tuning.space import SearchSpace
from core.tuning.space_file import examples, read_space
from gui.common.enlargement import keep_room
from gui.common.file_dialogs import ask_to_open
from gui.common.flow_layout import FlowLayout
from gui.common.name_box import NameBox
from gui.common.number_box import NumberBox
from gui.common.tasks import Tasks
from gui.common.widgets import container, hbox, make_primary, named, set_available, vbox
from gui.tuning.message_label import MessageLabel
from gui.tuning.search_progress import SearchProgress
from gui.tuning.search_text import describe, kind_of

_MOST_TRIALS = 99_999
_KINDS = {"search": "trial", "repetition": "seed"}
"""What may be chosen, and what each of its trainings is called."""
_ROOM_OF_BUTTON, _ROOM_OF_LABEL = 20, 4
"""Pixels beside a text."""
_STOP = "Stop the {kind}. Runs in progress are saved as stopped runs."
_RUNNING = "A search is running: it has to end, or be stopped, first."
_MISSING = f"A search needs Optuna, which is not installed. Install it with\n{INSTALL}"


class SearchControls(QWidget):
    """Lets the user choose or define a search, and start and stop it."""

    started = Signal()
    stopped = Signal()
    chosen = Signal(object)
    """Emitted with the chosen SearchSpace."""
    trials_changed = Signal(int)
    define_requested = Signal()
    edit_requested = Signal()

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("searchControls")
        self.path = Path()
        self.space: SearchSpace | None = None
        self._busy = False
        self._done = 0
        self._runner = tasks.runner()
        self._runner.returned.connect(self._use)
        self._runner.failed.connect(self._show_chosen)
        self._examples = {path: read_space(path) for path in examples().values()}
        self._list = named(NameBox(), "searchChooser")
        self._define = named(QPushButton("New…"), "newSearchButton")
        self._edit = named(QPushButton("Edit…"), "editSearchButton")
        self._open = named(QPushButton("Open…"), "openSpaceButton")
        self._trials = named(NumberBox(), "searchTrials")
        self._jobs = named(NumberBox(), "searchJobs")
        self.progress = SearchProgress(self.first_space)
        self._unit = QLabel()
        self._start = named(QPushButton(), "startSearchButton")
        self._stop = named(QPushButton(), "stopSearchButton")
        self._about = named(MessageLabel(), "searchDescription")
        self._set_up()
        self._lay_out()
        self._connect()

    def begin(self) -> None:
        """Choose the search that was defined last, or else the first example."""
        saved = max(saved_searches().values(), key=modification_time, default=None)
        self._choose(0 if saved is None else self._list.findData(str(saved)))

    @property
    def first_space(self) -> SearchSpace:
        """The first example."""
        return next(iter(self._examples.values()))

    @property
    def arguments(self) -> list[str]:
        """The arguments for the command `search`."""
        jobs = ["--jobs", str(self._jobs.value())]
        return [str(self.path), "--trials", str(self._trials.value()), *jobs]

    @property
    def trials(self) -> int:
        """The total number of trials."""
        return self._trials.value()

    @property
    def busy(self) -> bool:
        """Whether a search is in progress."""
        return self._busy

    def set_busy(self, *, busy: bool) -> None:
        """Set whether a search is in progress."""
        self._busy = busy
        for widget, tip in self._tips.items():
            set_available(widget, tip, _RUNNING if busy else "")
        why_not = "" if busy else f"No {self._kind} is running."
        set_available(self._stop, _STOP.format(kind=self._kind), why_not)
        self._show_start()

    def show_total(self, total: int) -> None:
        """Show with how many trials the search was last started, unless another number is set."""
        if self.space is not None and self._trials.value() == self.space.trials:
            self._trials.setValue(total)

    def set_stopping(self) -> None:
        """Show that the search is about to stop."""
        why_not = f"The {self._kind} is stopping: runs in progress are being saved."
        set_available(self._stop, _STOP.format(kind=self._kind), why_not)

    def set_done(self, done: int, *, begun: bool) -> None:
        """Set how many trials are done; a search that has `begun` is continued, not started."""
        self._done = done
        self._start.setText(f"{'Continue' if begun else 'Start'} {self._kind}")
        self._show_start()

    @property
    def _kind(self) -> str:
        """What the chosen search is called in a sentence."""
        return "search" if self.space is None else kind_of(self.space)

    @Slot()
    def _show_start(self) -> None:
        """Enable the button that starts or continues, or say in its tooltip why it cannot."""
        tip = f"Start the {self._kind}, or continue it."
        set_available(self._start, tip, self._why_no_start())

    def _why_no_start(self) -> str:
        if self._busy:
            return f"The {self._kind} is running."
        if self.space is None or not is_installed():
            return _MISSING
        if self.trials > self._done:
            return ""
        units = f"{_KINDS[self._kind]}s"
        if self._done >= self._trials.maximum():
            return f"All {units} are done: there are no other combinations of values."
        return f"All {units} are done. Raise their number to add more."

    def show_notice(self, text: str) -> None:
        """Show a notice on the search below its description."""
        if self.space is not None and text:
            self._about.setText(f"{describe(self.space)}\n{text}")

    def open(self, path: Path) -> None:
        """Use a space file as soon as it is read."""
        self._runner.abandon()
        self._runner.call(lambda: (path, read_space(path)))

    def use(self, path: Path, space: SearchSpace) -> None:
        """Use a search that has been read from a file."""
        self._use((path, space))

    @Slot(int)
    def _choose(self, index: int) -> None:
        path = Path(self._list.itemData(index))
        if path in self._examples:
            self._use((path, self._examples[path]))
        else:
            self.open(path)

    @Slot(object)
    def _use(self, read: tuple[Path, SearchSpace]) -> None:
        if self._busy:  # a search has begun meanwhile
            self._show_chosen()
            return
        self.path, self.space = read
        self._show(self.space)
        self.chosen.emit(self.space)

    def _show(self, space: SearchSpace) -> None:
        if self._list.findData(str(self.path)) < 0:
            self._list.addItem(space.title or space.name, str(self.path))
        self._show_chosen()
        units = f"{_KINDS[self._kind]}s".capitalize()
        self._unit.setText(units)
        self._trials.setAccessibleName(units)
        self._stop.setText(f"Stop {self._kind}")
        most = len(space.grid) if space.sampler == "grid" else _MOST_TRIALS
        self._trials.setMaximum(most)
        self._trials.setValue(space.trials)
        self._about.setText(describe(space) if is_installed() else _MISSING)
        self.set_busy(busy=False)

    @Slot()
    def _show_chosen(self) -> None:
        with QSignalBlocker(self._list):
            self._list.setCurrentIndex(self._list.findData(str(self.path)))

    @Slot()
    def _ask_for_file(self) -> None:
        kinds = ["Search spaces (*.toml)"]
        ask_to_open(self, "openSpaceDialog", "Open search space", kinds, self.open)

    def _connect(self) -> None:
        self._list.activated.connect(self._choose)
        self._define.clicked.connect(self.define_requested)
        self._edit.clicked.connect(self.edit_requested)
        self._open.clicked.connect(self._ask_for_file)
        self._trials.valueChanged.connect(self._show_start)
        self._trials.valueChanged.connect(self.trials_changed)
        self._start.clicked.connect(self._request_start)
        self._stop.clicked.connect(self.stopped)

    @Slot()
    def _request_start(self) -> None:
        boxes = (self._trials, self._jobs)
        if not any(box.correction.stops_click() for box in boxes):
            self.started.emit()

    @property
    def _tips(self) -> dict[QWidget, str]:
        """The tooltips of what cannot be changed while a search runs."""
        units = f"{_KINDS[self._kind]}s"
        return {
            self._list: "The examples, and the searches that you have defined.",
            self._define: "Define a search: which hyperparameters to vary, and how.",
            self._edit: "Define a search like this one.",
            self._open: "Open a search space of your own (TOML file).",
            self._trials: f"Total number of {units}. A {self._kind} that already has some is "
            "continued.",
            self._jobs: f"Number of {units} that are trained at once, each in its own process.",
        }

    def _set_up(self) -> None:
        for path, space in self._examples.items():
            self._list.addItem(space.title, str(path))
        for name, path in saved_searches().items():
            self._list.addItem(name, str(path))
        self._list.setAccessibleName("Search")
        self._list.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self._list.setMinimumContentsLength(24)
        self._trials.setRange(1, _MOST_TRIALS)
        self._keep_room()
        self._jobs.setRange(1, 64)
        self._jobs.setValue(max(1, (os.cpu_count() or 1) - 1))
        self._jobs.setAccessibleName("Processes")
        self._jobs.setSuffix(" at once")
        make_primary(self._start)
        self._about.setTextInteractionFlags(
            self._about.textInteractionFlags().TextSelectableByMouse
        )

    def _keep_room(self) -> None:
        """Let nothing move where a search is chosen after a repetition, or where it has begun."""
        units = [f"{unit}s".capitalize() for unit in _KINDS.values()]
        keep_room(self._unit, units, padding=_ROOM_OF_LABEL)
        keep_room(self._start, [f"Continue {kind}" for kind in _KINDS], padding=_ROOM_OF_BUTTON)
        keep_room(self._stop, [f"Stop {kind}" for kind in _KINDS], padding=_ROOM_OF_BUTTON)
        widest = str(_MOST_TRIALS)
        around = self._trials.sizeHint().width() - self._trials.fontMetrics().horizontalAdvance(
            widest
        )
        keep_room(self._trials, [widest], padding=around)

    def _lay_out(self) -> None:
        numbers = hbox(self._unit, self._trials, self._jobs)
        row = FlowLayout(self._define, self._edit, self._open, container(numbers))
        run = hbox(self._start, self._stop, (self.progress, 1))
        # Beside the buttons there is no room for all that it may say.
        rows = (self._list, self._about, row, run, self.progress.status)
        self.setLayout(vbox(*rows, margins=(0, 8, 0, 0)))
