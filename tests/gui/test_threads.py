"""The threads of the matrix products, as the window sets them."""

import os

import pytest
from threadpoolctl import threadpool_info

from gui.common.tasks import Task

from .person import Person


def threads() -> set[int]:
    return {each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"}


def test_a_training_of_wide_layers_has_two_threads_until_it_ends_whatever_else_is_begun(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    person.begin(hidden_layers="800", batch_size="128", epochs="1000", training_images="1000")
    person.wait_for_events(object)
    during: list[object] = []
    task = Task(lambda publish: publish(threads()), person.window)
    task.received.connect(during.extend)
    task.start()
    person.wait(lambda: bool(during))
    assert during == [{2}]
    person.click("stopButton")
    person.wait_for_end()
    assert threads() == {1}
