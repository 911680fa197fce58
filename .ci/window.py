"""Use the real window like a person: train, draw a seven, evaluate, take a picture, close.

    python .ci/window.py --epochs 2 --picture window.png

Exits with 0 when all of it went as it should, and 1 with the reason when it did not.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget

from core.hyperparameters.presets import preset
from gui.common.theme import Scheme, set_scheme
from gui.main_window import MainWindow
from gui.startup import run_window

SEVEN = [(0.27, 0.2), (0.5, 0.2), (0.74, 0.19), (0.66, 0.36), (0.57, 0.55), (0.48, 0.83)]
PATIENCE = 120_000
"""Milliseconds."""


class Tour:
    """One visit to the window."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.problem = "the window never became ready"

    def begin(self, window: MainWindow) -> None:
        self.window = window
        QTimer.singleShot(0, self.walk)

    def walk(self) -> None:
        try:
            self._walk()
            self.problem = ""
        except Exception as error:
            self.problem = repr(error)
            raise
        finally:
            self.window.close()

    def _walk(self) -> None:
        window, options = self.window, self.options
        set_scheme(Scheme(options.scheme))
        window.resize(*map(int, options.size.split("x")))
        window.move(0, 0)
        chooser = self.find(QComboBox, "presetChooser")
        chooser.setCurrentText(preset(options.preset).title)
        chooser.activated.emit(chooser.currentIndex())
        if options.epochs:
            self.find(QLineEdit, "epochs").setText(str(options.epochs))
        QTest.mouseClick(self.find(QAbstractButton, "startButton"), Qt.MouseButton.LeftButton)
        self.wait_for(lambda: not window.session.active)
        self.draw(self.find(QWidget, "drawingPad"))
        accuracy = self.find(QLabel, "testAccuracyLabel")
        details = self.find(QLabel, "testDetails")
        self.wait_for(lambda: "errors" in details.text())
        self.pause(300)
        if options.picture:
            picture = window.screen().grabWindow(window.winId())
            if not picture.save(str(options.picture)):
                raise OSError(f"{options.picture} cannot be written")
        if options.curves:
            self.find(QWidget, "curvesPanel").grab().save(str(options.curves))
        print(self.find(QLabel, "statusMessage").text())
        print(
            f"test accuracy {accuracy.text()}, the seven is read as "
            f"{self.find(QLabel, 'predictionLabel').text()}"
        )

    def find(self, kind, name):
        found = self.window.findChild(kind, name)
        if found is None:
            raise LookupError(f"there is no {name}")
        return found

    def draw(self, pad: QWidget) -> None:
        side = min(pad.width(), pad.height())
        left, top = (pad.width() - side) // 2, (pad.height() - side) // 2
        points = [QPoint(left + round(x * side), top + round(y * side)) for x, y in SEVEN]
        button = Qt.MouseButton.LeftButton
        QTest.mousePress(pad, button, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(pad, point)
        QTest.mouseRelease(pad, button, pos=points[-1])

    def wait_for(self, condition) -> None:
        end = time.monotonic() + PATIENCE / 1000
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError("what was waited for did not come")
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)

    def pause(self, milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", default="report")
    parser.add_argument("--epochs", type=int, help="default: the preset's")
    parser.add_argument("--size", default="1280x720")
    parser.add_argument("--scheme", default="light", choices=[scheme.value for scheme in Scheme])
    parser.add_argument("--picture", type=Path, help="picture of the whole window")
    parser.add_argument("--curves", type=Path, help="picture of the curves alone")
    tour = Tour(parser.parse_args())
    status = run_window(tour.begin)
    if tour.problem:
        print(f"error: {tour.problem}", file=sys.stderr)
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
