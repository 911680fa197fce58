"""The question that the window asks before it closes during a training."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from gui.common.dialogs import ask_question


def ask_to_stop(window: QWidget, stop_and_quit: Callable[[], None]) -> None:
    """Ask whether to quit, while the training continues; `stop_and_quit` is a slot."""
    ask_question(
        window,
        "closeQuestion",
        "Training is in progress.",
        "Quit? You can continue it when you start Inkling again.",
        yes="Quit",
        no="Keep training",
        do=stop_and_quit,
    )
