"""The question that the window asks before it closes during a training."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from gui.common.dialogs import ask_question
from gui.session.session import State, TrainingSession


def ask_to_stop(
    window: QWidget, session: TrainingSession, stop_and_quit: Callable[[], None]
) -> None:
    """Ask whether to quit, while the training continues; `stop_and_quit` is a slot.

    The question changes when the training has ended meanwhile.
    """
    paused = session.state is State.PAUSED
    question = ask_question(
        window,
        "closeQuestion",
        "The training is paused." if paused else "Training is in progress.",
        "Quit? You can continue it when you start Inkling again.",
        yes="Quit",
        no="Cancel" if paused else "Keep training",
        do=stop_and_quit,
    )

    def tell_end() -> None:
        if session.active:
            return
        question.setText("The training has ended meanwhile.")
        question.setInformativeText("Quit Inkling?")
        question.escapeButton().setText("Cancel")

    connection = session.state_changed.connect(tell_end)  # after a failure, too
    question.finished.connect(lambda: session.state_changed.disconnect(connection))
