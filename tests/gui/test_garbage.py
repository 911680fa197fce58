"""Widgets are never collected in another thread than their own."""

import gc
import threading
from collections.abc import Callable

from gui.main_window import MainWindow

from .person import Person


def test_garbage_is_collected_in_the_gui_thread_alone_while_a_window_is_open(
    person: Person,
) -> None:
    threads: list[threading.Thread] = []

    def note(phase: str, info: dict[str, int]) -> None:
        threads.append(threading.current_thread())

    gc.callbacks.append(note)
    try:
        person.train(epochs="20", training_images="3000")
    finally:
        gc.callbacks.remove(note)
    assert not gc.isenabled()
    assert set(threads) <= {threading.main_thread()}


def test_nothing_is_collected_while_a_closed_window_is_taken_apart(
    open_window: Callable[[], MainWindow],
) -> None:
    assert open_window().close()
    assert not gc.isenabled()
