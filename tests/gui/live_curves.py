"""Trainings that were never run, for tests of the curves: their events come from functions."""

from collections.abc import Callable
from dataclasses import replace

from core.training.events import BatchEnd, EpochEnd
from gui.session.event_batch import EventBatch
from gui.training.curves.curves_panel import CurvesPanel

from .person import Person
from .run_library_fixture import SETTINGS

BATCHES = 10
"""Mini-batches in an epoch."""
Loss = Callable[[float], float]
"""The loss at a moment, in epochs."""


def panel(person: Person) -> CurvesPanel:
    return person.find(CurvesPanel, "curvesPanel")


def falling(start: float, end: float, first: float = 0.0) -> Loss:
    """A loss that falls in ten epochs, with a peak in the first mini-batches."""
    return lambda at: end + (start - end) * 2 ** (-at / 10) + first * 2 ** (-at / 0.1)


def show(
    person: Person,
    epochs: int,
    loss: Loss,
    accuracy: Loss = lambda at: 0.9 - 0.5 / (1 + at),
    planned: int = 1,
    batches: int = BATCHES,
) -> CurvesPanel:
    """Show a training of so many epochs, each of a second, as the session would.

    It goes on if more epochs are planned. `batches` is how many mini-batches of an epoch are known.
    """
    curves = panel(person)
    settings = replace(SETTINGS, epochs=max(epochs, planned))
    curves.begin(settings)
    images = settings.training_images
    for epoch in range(1, epochs + 1):
        moments = [epoch - 1 + number / batches for number in range(1, batches + 1)]
        ends = [BatchEnd(epoch, round(at * images), loss(at), accuracy(at)) for at in moments]
        values = loss(epoch), accuracy(epoch)
        end = EpochEnd(epoch, *values, 1.1 * values[0], 0.9 * values[1], 1.0, 1.0)
        curves.add(EventBatch.sort([*ends, end]))
    curves.finish()
    return curves
