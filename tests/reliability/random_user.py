"""A person who does anything at all with the real window, and what came of it.

    python -m tests.reliability.random_user --minutes 10 --seed 1 --folder SOMEWHERE

opens the window as the program does and uses it: strokes, keys, clicks, wheels, menus, tabs,
nonsense in fields, files dropped and pasted, dialogs, trainings, a search, deleted runs. All that
is written is in the folder. At the end it prints one JSON object.
"""

import argparse
import faulthandler
import json
import logging
import os
import random
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QCursor,
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QSpinBox,
    QSplitter,
    QTabBar,
    QTabWidget,
    QWidget,
)
from shiboken6 import isValid

from tests.reliability.random_user_files import make_files
from tests.reliability.window_watch import Ears, Watch, memory_level

INSIDE = "Something went wrong inside"
NONSENSE = [
    "", " ", "abc", "-1", "0", "1e400", "nan", "∞", "9" * 400, "20,,3", ",", ";;;", "1,500",
    "3", "20", "0.01", "𝟘", "数字", "\u202e321", "a\tb", "<b>bold</b>", "%s%n", "../../etc",
    "'", '"', "zzzz", "seven", "\x00", "5" * 40, "1e-3", "50 000", "𓀀" * 9,
]  # fmt: skip
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
NO_KEY = Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KEYS = [
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape,
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home,
    Qt.Key.Key_End, Qt.Key.Key_PageDown, Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Asterisk,
    *(Qt.Key(number) for number in range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)),
]  # fmt: skip
SHORTCUTS = [
    (Qt.Key.Key_Z, CONTROL), (Qt.Key.Key_Y, CONTROL), (Qt.Key.Key_Backspace, CONTROL),
    (Qt.Key.Key_C, CONTROL), (Qt.Key.Key_V, CONTROL), (Qt.Key.Key_E, CONTROL),
    (Qt.Key.Key_M, CONTROL), (Qt.Key.Key_D, CONTROL), (Qt.Key.Key_D, CONTROL | SHIFT),
    (Qt.Key.Key_0, CONTROL), (Qt.Key.Key_R, CONTROL), (Qt.Key.Key_BracketLeft, CONTROL),
    (Qt.Key.Key_BracketRight, CONTROL), (Qt.Key.Key_A, CONTROL),
]  # fmt: skip
NOT_CLICKED = {"searchJobs", "startSearchButton"}
"""What would use all of the machine for minutes; it is used with care instead."""
NOT_TYPED = {
    "hidden_layers", "training_images", "evaluation_images", "epochs", "searchJobs", "searchTrials",
}  # fmt: skip
"""What would make trainings of hours."""
NOT_CHOSEN = {"Quit"}


class RandomUser(QObject):
    """Does one thing after the other."""

    ended = Signal()
    """The window has closed."""

    def __init__(self, window: QWidget, seed: int, minutes: float, folder: Path) -> None:
        super().__init__(window)
        self.window, self.rng, self.folder = window, random.Random(seed), folder
        self.watch = Watch(self)
        self.last = time.monotonic() + 60 * minutes
        self.counts: Counter[str] = Counter()
        self.inside: list[str] = []
        self.files = [path for path in folder.iterdir() if path.is_file()]
        self._under_way: Iterator[None] | None = None
        self._acting = False
        weights: dict[Callable[[], Iterator[None] | None], int] = {
            self.draw: 30, self.rub: 4, self.press_key: 12, self.press_shortcut: 12,
            self.click_button: 22, self.choose_action: 8, self.write: 10, self.choose: 8,
            self.slide: 4, self.switch_tab: 10, self.use_table: 22, self.drop: 8, self.paste: 5,
            self.resize: 3, self.move_splitter: 3, self.train: 5, self.steer: 12,
            self.search: 2, self.hover: 8, self.roll: 6, self.drag: 4, self.open_model: 4,
            self.ask_to_close: 1, self.click_anywhere: 10, self.search_runs: 4,
        }  # fmt: skip
        self._things, self._weights = list(weights), list(weights.values())
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._next)
        self._timer.start(200)

    def _next(self) -> None:
        if time.monotonic() > self.last:
            self._finish()
            return
        # Before what may wait in an event loop of its own.
        self._timer.start(self.rng.choice([1, 5, 10, 20, 40, 80]))
        if self._answer_what_is_open():
            return
        if self._under_way is None:
            (thing,) = self.rng.choices(self._things, self._weights)
            self.counts[thing.__name__] += 1
            self.watch.doing = thing.__name__
            self._under_way = thing()
        # A mouse that moves is not all there is between two moves.
        if self._under_way is not None and not self._acting:
            self._acting = True  # also while it waits in an event loop of its own
            try:
                if next(self._under_way, self) is self:
                    self._under_way = None
            finally:
                self._acting = False

    def _answer_what_is_open(self) -> bool:
        """Menus and dialogs that stand before the window."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            self.watch.doing = f"popup {type(popup).__name__} {popup.objectName()}"
            if isinstance(popup, QMenu) and self.rng.random() < 0.5:
                self._choose_from(popup)
            if popup.isVisible():
                popup.close()
            return True
        dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog)]
        shown = [each for each in dialogs if each.isVisible()]
        self._note_boxes(shown)
        modal = QApplication.activeModalWidget()
        if modal or (shown and self.rng.random() < 0.2):
            dialog = modal if isinstance(modal, QDialog) else self.rng.choice(shown)
            self.counts[f"dialog {dialog.objectName()}"] += 1
            self.watch.doing = f"dialog {dialog.objectName()}"
            self._answer(dialog)
            return True
        return False

    def _note_boxes(self, shown: list[QDialog]) -> None:
        for box in shown:
            if isinstance(box, QMessageBox) and INSIDE in box.text():
                said = box.detailedText()
                if said not in self.inside:
                    self.inside.append(said)

    def _answer(self, dialog: QDialog) -> None:
        rng = self.rng
        if isinstance(dialog, QFileDialog):
            if rng.random() < 0.4:
                dialog.reject()
            elif dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
                names = ["out", "out.png", "out.svg", "out.npz", "out.onnx", "o.csv", "o.html"]
                self._accept(dialog, self.folder / "out" / rng.choice(names))
            else:
                self._accept(dialog, rng.choice(self.files))
        elif dialog.objectName() == "closeQuestion":
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
        elif isinstance(dialog, QMessageBox):
            buttons = dialog.buttons()
            if buttons and rng.random() < 0.5:
                QTest.mouseClick(rng.choice(buttons), LEFT)
            else:
                QTest.keyClick(dialog, Qt.Key.Key_Escape)
        else:
            self._use(dialog)

    def _accept(self, dialog: QFileDialog, path: Path) -> None:
        """A box may ask whether to replace a file, in an event loop of its own: it is answered
        there."""
        dialog.selectFile(str(path))
        dialog.accept()

    def _use(self, dialog: QDialog) -> None:
        """Type, click a button, or go."""
        lines = [line for line in dialog.findChildren(QLineEdit) if line.isVisible()]
        if lines and self.rng.random() < 0.3:
            self._type(self.rng.choice(lines))
        elif self.rng.random() < 0.5:
            buttons = [b for b in dialog.findChildren(QAbstractButton) if _usable(b)]
            if buttons:
                QTest.mouseClick(self.rng.choice(buttons), LEFT)
        else:
            dialog.close()

    def _choose_from(self, menu: QMenu) -> None:
        actions = [a for a in menu.actions() if a.isEnabled() and not a.isSeparator()]
        actions = [a for a in actions if a.text().replace("&", "") not in NOT_CHOSEN]
        if actions:
            action = self.rng.choice(actions)
            menu.close()
            action.trigger()

    # What it does

    def draw(self) -> Iterator[None]:
        return self._stroke(LEFT)

    def rub(self) -> Iterator[None]:
        return self._stroke(RIGHT)

    def _stroke(self, button: Qt.MouseButton) -> Iterator[None]:
        pad, rng = self._named("drawingPad"), self.rng
        point = self._point(pad)
        QTest.mousePress(pad, button, NO_KEY, point)
        for _ in range(rng.randrange(12)):
            point += QPoint(rng.randint(-25, 25), rng.randint(-25, 25))
            QTest.mouseMove(pad, point)
            yield
        if rng.random() < 0.97:
            QTest.mouseRelease(pad, button, NO_KEY, point)

    def press_key(self) -> None:
        QTest.keyClick(self._focus(), self.rng.choice(KEYS))

    def press_shortcut(self) -> None:
        QTest.keyClick(self._focus(), *self.rng.choice(SHORTCUTS))

    def click_button(self) -> None:
        buttons = [b for b in self._all(QAbstractButton) if b.objectName() not in NOT_CLICKED]
        if buttons:
            QTest.mouseClick(self.rng.choice(buttons), LEFT)

    def choose_action(self) -> None:
        actions = [a for a in _entries(self.window.menuBar().actions()) if a.isEnabled()]
        actions = [a for a in actions if a.text().replace("&", "") not in NOT_CHOSEN]
        action = self.rng.choice(actions)
        self.watch.doing = f"choose_action {action.text()}"
        action.trigger()

    def write(self) -> None:
        editors = [*self._all(QLineEdit), *self._all(QPlainTextEdit)]
        editors = [each for each in editors if _name_of(each) not in NOT_TYPED]
        if editors:
            self._type(self.rng.choice(editors))

    def _type(self, editor: QWidget) -> None:
        editor.setFocus()
        if self.rng.random() < 0.7:
            QTest.keyClick(editor, Qt.Key.Key_A, CONTROL)
        text = self.rng.choice(NONSENSE)
        typed = all(" " <= letter <= "~" for letter in text)  # QTest has no other keys
        if self.rng.random() < 0.3 or not typed:
            QGuiApplication.clipboard().setText(text)
            QTest.keyClick(editor, Qt.Key.Key_V, CONTROL)
        else:
            QTest.keyClicks(editor, text[:20])
        QTest.keyClick(editor, self.rng.choice([Qt.Key.Key_Return, Qt.Key.Key_Tab]))

    def choose(self) -> None:
        if boxes := self._all(QComboBox):
            box = self.rng.choice(boxes)
            if box.objectName() == "presetChooser":
                return  # large ones take minutes
            keys = [Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End]
            QTest.keyClick(box, self.rng.choice(keys))

    def slide(self) -> None:
        sliders = [s for s in self._all(QAbstractSlider) if s.maximum() > s.minimum()]
        if sliders:
            slider = self.rng.choice(sliders)
            QTest.mouseClick(slider, LEFT, NO_KEY, self._point(slider))

    def switch_tab(self) -> None:
        if bars := self._all(QTabBar):
            bar = self.rng.choice(bars)
            place = bar.tabRect(self.rng.randrange(bar.count())).center()
            QTest.mouseClick(bar, LEFT, NO_KEY, place)

    def use_table(self) -> None:
        """Click, double click, click on headings, and press the keys of tables."""
        views = [v for v in self._all(QAbstractItemView) if not isinstance(v, QHeaderView)]
        if not views:
            return
        view, rng = self.rng.choice(views), self.rng
        heads = [h for h in view.findChildren(QHeaderView) if h.isVisible()]
        match rng.randrange(6):
            case 0 if heads:
                head = rng.choice(heads)
                QTest.mouseClick(head.viewport(), LEFT, NO_KEY, self._point(head.viewport()))
            case 1:
                QTest.keyClick(view, rng.choice(KEYS))
            case 2:
                QTest.mouseDClick(view.viewport(), LEFT, NO_KEY, self._point(view.viewport()))
            case _:
                key = rng.choice([NO_KEY, NO_KEY, CONTROL, SHIFT])
                QTest.mouseClick(view.viewport(), LEFT, key, self._point(view.viewport()))

    def search_runs(self) -> None:
        line = self.window.findChild(QLineEdit, "runsSearch")
        if line is not None and line.isVisible():
            line.setText(self.rng.choice(["", "", "zzzz", "completed", "report", "784", "\ud83d"]))

    def drop(self) -> None:
        self._drop(self._content())

    def _drop(self, mime: QMimeData) -> None:
        pad, copy = self._named("drawingPad"), Qt.DropAction.CopyAction
        place = self._point(pad)
        enter = QDragEnterEvent(place, copy, mime, LEFT, NO_KEY)
        QApplication.sendEvent(pad, enter)
        if enter.isAccepted():
            drop = QDropEvent(QPointF(place), copy, mime, LEFT, NO_KEY)
            QApplication.sendEvent(pad, drop)

    def paste(self) -> None:
        QGuiApplication.clipboard().setMimeData(self._content())
        QTest.keyClick(self._named("drawingPad"), Qt.Key.Key_V, CONTROL)

    def _content(self) -> QMimeData:
        mime, rng = QMimeData(), self.rng
        match rng.randrange(6):
            case 0:
                mime.setText(rng.choice([*NONSENSE, '{"strokes": 3}', "{", '{"a":' * 300]))
            case 1:
                side = rng.choice([1, 3, 28, 300, 2000])
                image = QImage(side, side, QImage.Format.Format_RGB32)
                image.fill(rng.choice([0, 0xFFFFFF, 0x808080]))
                mime.setImageData(image)
            case 2:
                pass
            case _:
                urls = [QUrl.fromLocalFile(str(rng.choice([*self.files, self.folder])))]
                mime.setUrls(urls * rng.choice([1, 1, 3]))
        return mime

    def resize(self) -> None:
        self.window.resize(self.rng.randrange(300, 2200), self.rng.randrange(200, 1500))

    def move_splitter(self) -> None:
        splitter = self.rng.choice(self._all(QSplitter))
        sizes = [self.rng.randrange(1, 900) for _ in range(splitter.count())]
        splitter.setSizes(sizes)

    def train(self) -> None:
        """One with settings that can be read; what is live may be anything. Most are small."""
        chooser = self._named("presetChooser")
        chooser.setFocus()
        QTest.keyClick(chooser, Qt.Key.Key_Home)
        assert isinstance(chooser, QComboBox)
        small = self.rng.random() < 0.7
        down = chooser.findText("Report, 3,000 images") if small else self.rng.randrange(14)
        for _ in range(down):
            QTest.keyClick(chooser, Qt.Key.Key_Down)
        epochs = self.window.findChild(QLineEdit, "epochs")
        if epochs is not None:
            epochs.setText(self.rng.choice(["1", "5", "60", "2000"]))
        self._click("startButton")

    def steer(self) -> None:
        names = ["pauseButton", "stepButton", "stopButton", "resetButton", "startButton"]
        self._click(self.rng.choice(names))

    def search(self) -> None:
        """One small search, in one process."""
        tabs = self.window.findChild(QTabWidget, "centre")
        assert tabs is not None
        tabs.setCurrentIndex(2)
        from gui.tuning.search_controls import SearchControls

        controls = self.window.findChild(SearchControls)
        if controls is None:
            return
        jobs = self.window.findChild(QSpinBox, "searchJobs")
        assert jobs is not None
        jobs.setValue(1)
        tiny = self.folder / "tiny.toml"
        if controls.path != tiny:
            controls.open(tiny)
        else:
            self._click("startSearchButton")

    def hover(self) -> None:
        widget = self.rng.choice(self._all(QWidget))
        QCursor.setPos(widget.mapToGlobal(self._point(widget)))
        QTest.mouseMove(widget, self._point(widget))

    def roll(self) -> None:
        widget = self.rng.choice(self._all(QWidget))
        place = QPointF(self._point(widget))
        turn = QPoint(0, self.rng.choice([-1200, -120, 120, 1200]))
        glob = QPointF(widget.mapToGlobal(place.toPoint()))
        key = self.rng.choice([NO_KEY, NO_KEY, CONTROL])
        event = QWheelEvent(
            place, glob, QPoint(), turn, Qt.MouseButton.NoButton, key,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    def drag(self) -> Iterator[None]:
        """On one of the plots, or anywhere."""
        plots = [self._named("lossPlot"), self._named("accuracyPlot")]
        widget = self.rng.choice([*plots, self.rng.choice(self._all(QWidget))])
        if not widget.isVisible():
            return
        target = widget.viewport() if hasattr(widget, "viewport") else widget
        QTest.mousePress(target, LEFT, NO_KEY, self._point(target))
        for _ in range(5):
            QTest.mouseMove(target, self._point(target))
            yield
            if not isValid(target):
                return  # what was dragged at is there no more
        QTest.mouseRelease(target, LEFT, NO_KEY, self._point(target))

    def open_model(self) -> None:
        self.window.files.open(self.rng.choice(self.files))  # type: ignore[attr-defined]

    def ask_to_close(self) -> None:
        """It asks, while a training is under way."""
        if self.window.session.active:  # type: ignore[attr-defined]
            self.window.close()

    def click_anywhere(self) -> None:
        widget = self.rng.choice(self._all(QWidget))
        if widget.objectName() not in NOT_CLICKED:
            QTest.mouseClick(
                widget, self.rng.choice([LEFT, LEFT, RIGHT]), NO_KEY, self._point(widget)
            )

    # How it does it

    def _named(self, name: str) -> QWidget:
        found = self.window.findChild(QWidget, name)
        assert found is not None, name
        return found

    def _click(self, name: str) -> None:
        button = self._named(name)
        if _usable(button):
            QTest.mouseClick(button, LEFT)

    def _all(self, kind: type[Any]) -> list[Any]:
        """All that can be seen and used."""
        return [each for each in self.window.findChildren(kind) if _usable(each)]

    def _focus(self) -> QWidget:
        return self.window.focusWidget() or self.window

    def _point(self, widget: QWidget) -> QPoint:
        return QPoint(
            self.rng.randrange(max(widget.width(), 1)), self.rng.randrange(max(widget.height(), 1))
        )

    def _finish(self) -> None:
        self.watch.doing = "closing"
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog):
                dialog.close()
        QGuiApplication.clipboard().clear()  # what is left there outlives Python
        self.watch.end()
        self.window._may_stop = True  # type: ignore[attr-defined]
        begun = time.monotonic()
        self.window.close()
        self.closing = time.monotonic() - begun
        self.ended.emit()

    def report(self) -> dict[str, Any]:
        from gui.common.tasks import abandoned_run_on

        watch, length = self.watch, self.watch.memory[-1][0]
        return {
            "left": abandoned_run_on(),
            "seconds": round(length),
            "things": sum(self.counts.values()),
            "counts": dict(self.counts.most_common()),
            "inside": self.inside,
            "gaps": watch.gaps,
            "longest": {name: round(value, 3) for name, value in watch.longest.items()},
            "closing": round(self.closing, 3),
            "settled": memory_level(watch.memory, 0.15 * length, 0.3 * length),
            "end": memory_level(watch.memory, 0.8 * length, length),
            "memory": [[round(at), size >> 20] for at, size in watch.memory[::15]],
            "census": watch.census,
        }


def _entries(actions: list[QAction]) -> Iterator[QAction]:
    """Of menus and of the menus in them."""
    for action in actions:
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from _entries(menu.actions())
        elif action.text():
            yield action


def _usable(widget: Any) -> bool:
    return bool(widget.isVisible() and widget.isEnabled())


def _name_of(editor: QWidget) -> str:
    """A combo box and a spin box have a line of their own."""
    parent = editor.parentWidget()
    named_parent = isinstance(parent, QComboBox | QSpinBox)
    return parent.objectName() if named_parent and parent is not None else editor.objectName()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=0.5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    folder = options.folder.resolve()
    files, home = folder / "files", folder / "home"
    make_files(files)
    home.mkdir()
    os.environ |= {"INKLING_HOME": str(folder / "inkling"), "HOME": str(home)}
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.chdir(files / "out")
    sys.path.insert(0, str(Path(__file__).parents[2]))
    faulthandler.enable()
    ears, opened = Ears(), []
    for name in ("inkling", "py.warnings"):
        logging.getLogger(name).addHandler(ears)
    warnings.simplefilter("default")
    logging.captureWarnings(True)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    QDesktopServices.openUrl = lambda url: bool(opened.append(url)) or True  # type: ignore[method-assign]
    from gui.startup import run_window

    def begin(window: QWidget) -> None:
        user = RandomUser(window, options.seed, options.minutes, files)
        user.ended.connect(lambda: _tell(user.report() | ears.report()))

    sys.exit(run_window(begin))


def _tell(report: dict[str, Any]) -> None:
    """Here and not at the very end: a thread that was left behind ends the program at once."""
    sys.stdout.write(json.dumps(report, indent=1))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
