"""A window that trains, or goes on with what was interrupted, until it is killed or done.

Its folder is `INKLING_HOME`; the argument says how many epochs a new run is to have.
"""

import os
import random
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton

from core.datasets.mnist import DatasetProvider, load_mnist
from core.runs import checkpoints
from core.runs.layout import METADATA
from core.training.events import TrainingEnd
from gui import app
from gui.common.timers import Timer
from gui.main_window import MainWindow
from tests.core.runs.settings import RICH, few

CHANGES = [{"learning_rate": 0.02}, {"rotation": 20.0}, {"batch_size": 24}]


def main() -> None:
    checkpoints.INTERVAL = 0.02
    app.DatasetProvider = lambda: DatasetProvider(lambda: few(load_mnist()))
    application = QApplication([])
    window = app.create_main_window()
    window.session.ended.connect(lambda event: end(window, event))
    window.show()
    if has_runs():
        press_when_offered(window)
    else:
        window.session.start(RICH.with_values({"epochs": int(sys.argv[1]), "speed": 200.0}))
    change_now_and_then(window)
    say("ready")
    sys.exit(application.exec())


def end(window: MainWindow, event: TrainingEnd) -> None:
    say(event.status.value)
    QTimer.singleShot(0, window.close)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def has_runs() -> bool:
    """Whether a run had begun: a window may be killed as soon as it has made the folder."""
    folder = Path(os.environ["INKLING_HOME"]) / "data" / "runs"
    return any(folder.glob(f"*/{METADATA}"))


def press_when_offered(window: MainWindow) -> None:
    waiting = Timer(window, interval=10)

    def look() -> None:
        button = window.findChild(QPushButton, "continueInterruptedButton")
        if button is not None and button.isVisible():
            waiting.stop()
            button.click()

    waiting.timeout.connect(look)
    waiting.start()


def change_now_and_then(window: MainWindow) -> None:
    timer = Timer(window, interval=60)
    timer.timeout.connect(lambda: window.session.change(random.choice(CHANGES)))
    timer.start()


if __name__ == "__main__":
    main()
