"""The bar below the curves: a slider over the past moments of a run, with play and pause."""

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QSlider, QToolButton, QWidget

from gui.common.enlargement import keep_room, set_text_size
from gui.common.fitting_label import FittingLabel
from gui.common.icons import icon
from gui.common.name_box import NameBox
from gui.common.theme import SPACING, TIGHT, TextSize
from gui.common.widgets import hbox, named, new_action, plain_tip, set_available
from gui.moments.moment_player import MomentPlayer

_SPEEDS = (2, 5, 10)
"""Moments a second."""
_SLIDER_LEAST, _SLIDER_SHORT = 60, 44
"""Pixels: the least width of the slider, and that in a narrow bar."""
_TEXTS = ("Mini-batch 100", "Epoch 10,000")
"""There is always room for these."""
_RUN_TIP = "The run whose past networks are shown."
_NAME_LENGTH, _LONGEST_NAME = 9, 24
"""The characters of the name of a run for which there is always room, and at most."""
_BACK, _SHORT_BACK = "Back to now", "To now"
"""What the button says, and what it says in a narrow bar."""


class MomentBar(QWidget):
    """Goes to past moments: with the slider, by itself, or with the line on the curves."""

    line_moved = Signal(object, object)
    """Emitted with the place of the line on the curves, in epochs, and the run; None hides it."""

    def __init__(self, player: MomentPlayer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("momentBar")
        self._player = player
        self._runs: dict[Path, str] = {}
        self._runs_box = named(NameBox(), "momentRun")
        self._runs_box.setMinimumContentsLength(_NAME_LENGTH)
        shortest = NameBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self._runs_box.setSizeAdjustPolicy(shortest)
        expanding, fixed = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        self._runs_box.setSizePolicy(expanding, fixed)
        self._runs_box.setAccessibleName("Run of the moments")
        self._runs_box.setToolTip(_RUN_TIP)
        self._play = named(QToolButton(), "playMomentsButton")
        self._slider = named(QSlider(Qt.Orientation.Horizontal), "momentSlider")
        self._slider.setAccessibleName("Moment")
        self._slider.setMinimumWidth(_SLIDER_LEAST)
        self._text = named(FittingLabel(), "momentText")
        self._now = named(QPushButton(_BACK), "backToNowButton")
        self._now.setAccessibleName(_BACK)
        self._more = named(QToolButton(), "momentMenuButton")
        self._menu = QMenu(self)
        self._speed = QActionGroup(self)
        self._make_menu()
        self._lay_out()
        self._play.clicked.connect(self._switch)
        self._slider.valueChanged.connect(self._go)
        self._now.clicked.connect(player.show_now)
        self._runs_box.currentIndexChanged.connect(self._choose)
        player.changed.connect(self._show)
        self._show()

    @property
    def menu(self) -> QMenu:
        """The menu of the bar, to which other parts add their actions."""
        return self._menu

    def show_runs(self, runs: dict[Path, str], preferred: Path | None = None) -> None:
        """Offer these runs, by their folders; go to `preferred`, else stay, else to the first."""
        self._runs = runs
        chosen = preferred if preferred in runs else self._player.run
        if chosen not in runs:
            chosen = next(iter(runs), None)
        self._runs_box.blockSignals(True)
        self._runs_box.clear()
        for path, title in runs.items():
            self._runs_box.addItem(title, path)
            self._runs_box.setItemData(
                self._runs_box.count() - 1, plain_tip(title), Qt.ItemDataRole.ToolTipRole
            )
        self._runs_box.setCurrentIndex(list(runs).index(chosen) if chosen is not None else -1)
        self._runs_box.blockSignals(False)
        self._fit_runs_box()
        self._player.choose(chosen, runs.get(chosen, "") if chosen is not None else "")
        self._show_run()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colors of a new palette, and make room for a new font."""
        super().changeEvent(event)
        if not hasattr(self, "_more"):
            return
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()
        elif event.type() == QEvent.Type.FontChange:
            self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the button say what there is room for."""
        super().resizeEvent(event)
        self._fit_button()

    @property
    def speed(self) -> int:
        """The number of moments a second."""
        action = self._speed.checkedAction()
        return int(action.data())

    @Slot()
    def _switch(self) -> None:
        if self._player.playing:
            self._player.pause()
        else:
            self._player.play(self.speed)

    @Slot(int)
    def _go(self, number: int) -> None:
        self._player.pause()
        self._player.go_to(number)

    @Slot(int)
    def _choose(self, index: int) -> None:
        path = self._runs_box.itemData(index)
        if path is not None:
            self._player.choose(path, self._runs[path])

    @Slot(QAction)
    def _set_speed(self, _: QAction) -> None:
        if self._player.playing:
            self._player.play(self.speed)

    @Slot()
    def _show(self) -> None:
        """Show where the player is."""
        player, found = self._player, self._player.list
        self._show_run()
        count = len(found.moments) if found is not None else 0
        number = player.number
        self._slider.blockSignals(True)
        self._slider.setRange(0, max(count - 1, 0))
        self._slider.setValue(count - 1 if number is None else number)
        self._slider.blockSignals(False)
        why_not = "" if count else player.why_none
        tip = "Go back to an earlier moment: the whole window shows the network as it was then."
        set_available(self._slider, tip, why_not)
        verb = "Pause" if player.playing else "Play"
        set_available(self._play, f"{verb} the past moments one after the other.", why_not)
        self._play.setAccessibleName(f"{verb} moments")
        now = "" if player.shown is not None else "The window shows no past moment."
        set_available(self._now, "Show the latest network again.", now)
        self._draw_icons()
        self._show_text(count, number, why_not)
        self.line_moved.emit(player.place if count else None, player.run)

    def _show_run(self) -> None:
        """Name the run where there are others, or where the window shows another model."""
        run, runs = self._player.run, list(self._runs)
        if run in self._runs and run != self._runs_box.currentData():
            self._runs_box.blockSignals(True)
            self._runs_box.setCurrentIndex(runs.index(run))
            self._runs_box.blockSignals(False)
        name = self._runs_box.currentText()  # it may be shown shortened
        self._runs_box.setToolTip(plain_tip(*filter(None, (name, _RUN_TIP))))
        shown = len(runs) > 1 or (bool(runs) and not self._player.in_use)
        if shown == self._runs_box.isHidden():
            self._runs_box.setVisible(shown)
            self._fit_button()

    def _show_text(self, count: int, number: int | None, why_not: str) -> None:
        found, run = self._player.list, self._runs_box.currentText()
        kept = f"{count:,} moment{'s' if count != 1 else ''}"
        if why_not or found is None:
            self._text.show_texts(why_not, "No moments")
        elif number is not None:
            moment = found.moments[number]
            text = moment.describe().capitalize()
            tip = f"The window shows the network of “{run}” at {moment.describe()}."
            short = text.rpartition(", ")[2].capitalize()
            self._text.show_texts(text, short, tip=tip)
        elif self._player.in_use:
            self._text.show_texts(f"Now · {kept} kept", "Now")
        else:
            tip = f"The window shows another model. The moments are those of “{run}”."
            self._text.show_texts(f"{kept} kept", kept, tip=tip)
        named_run = f"{run}: " if self._runs_box.isVisibleTo(self) else ""
        self._slider.setAccessibleDescription(f"{named_run}{self._text.text()}")

    def _make_menu(self) -> None:
        speeds = self._menu.addMenu("&Speed")
        for number in _SPEEDS:
            action = new_action(self, f"{number} moments a second")
            action.setCheckable(True)
            action.setData(number)
            action.setChecked(number == _SPEEDS[1])
            self._speed.addAction(action)
            speeds.addAction(action)
        self._speed.triggered.connect(self._set_speed)

    def _lay_out(self) -> None:
        set_text_size(self._text, TextSize.SMALL)
        self._more.setMenu(self._menu)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setAccessibleName("More about past moments")
        self._more.setToolTip("The speed, and what you can do with past moments.")
        self._row = hbox(
            (self._runs_box, 3), self._play, (self._slider, 2), (self._text, 1),
            self._now, self._more,
            margins=(TIGHT, 0, TIGHT, TIGHT), spacing=SPACING,
        )  # fmt: skip
        self.setLayout(self._row)
        keep_room(self._text, _TEXTS)
        self._draw_icons()
        self._make_room()

    def _make_room(self) -> None:
        # The list is higher than the rest: the plots above do not move when it is shown.
        self.setMinimumHeight(self._runs_box.sizeHint().height() + TIGHT)
        self._fit_runs_box()
        self._fit_button()

    def _fit_button(self) -> None:
        """Shorten the button, and make all closer, where the bar has no room for all its parts."""
        self._set_narrow(narrow=False)
        if self._row.minimumSize().width() > self.width():
            self._set_narrow(narrow=True)

    def _set_narrow(self, *, narrow: bool) -> None:
        text = _SHORT_BACK if narrow else _BACK
        self._now.setText(text)
        keep_room(self._now, [text], padding=20)
        self._slider.setMinimumWidth(_SLIDER_SHORT if narrow else _SLIDER_LEAST)
        self._row.setSpacing(TIGHT if narrow else SPACING)

    def _fit_runs_box(self) -> None:
        """Let the list of runs be as wide as its names need it, where there is room."""
        box, width = self._runs_box, self._runs_box.fontMetrics().horizontalAdvance
        longest = max((width(title) for title in self._runs.values()), default=0)
        least = box.minimumSizeHint().width()
        around = least - _NAME_LENGTH * width("X")
        box.setMaximumWidth(max(least, around + min(longest + 4, width("X" * _LONGEST_NAME))))

    def _draw_icons(self) -> None:
        sign = "pause" if self._player.playing else "play"
        if sign != self._play.property("sign") or self.palette() != self._play.property("drawn"):
            self._play.setProperty("sign", sign)
            self._play.setProperty("drawn", self.palette())
            self._play.setIcon(icon(sign, self.palette()))
            self._more.setIcon(icon("menu", self.palette()))
