"""Slow motion: a few mini-batches a second, and orders that are obeyed at once all the same.

Nothing is timed here: at the slowest speed a mini-batch would take longer than any test waits.
"""

import time

from core.training.events import BatchEnd, EpochEnd, LiveChange, Status
from gui.session.session import State

from .person import Person

SLOWEST = "0.001"


def begin_slowly(person: Person) -> None:
    """The first mini-batch is learnt, and the wait for the second one has begun."""
    person.begin(speed=SLOWEST)
    person.wait_for_events(BatchEnd)


def batches(person: Person) -> int:
    return len(person.heard(BatchEnd))


def test_no_more_mini_batches_are_learnt_than_the_speed_allows(person: Person) -> None:
    started = time.monotonic()
    person.begin(speed="20")
    person.wait_for_events(BatchEnd, 10)
    assert batches(person) <= 1 + 20 * (time.monotonic() - started)


def test_slow_motion_can_be_switched_off_during_a_wait(person: Person) -> None:
    begin_slowly(person)
    person.enter("speed", "0", done=True)
    person.wait_for_events(EpochEnd)
    assert person.heard(LiveChange)[0].values == {"speed": 0.0}


def test_slow_motion_can_be_switched_on_while_the_network_learns(person: Person) -> None:
    person.begin()
    person.wait_for_events(EpochEnd)
    person.enter("speed", SLOWEST, done=True)
    person.wait_for_events(LiveChange)
    (change,) = person.heard(LiveChange)
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    after = [e for e in person.heard(BatchEnd) if e.images_seen > change.images_seen]
    assert after == []


def test_a_pause_in_slow_motion_is_at_once(person: Person) -> None:
    begin_slowly(person)
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    assert batches(person) == 1


def test_steps_in_slow_motion_are_at_once(person: Person) -> None:
    begin_slowly(person)
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    for count in (2, 3):
        person.click("stepButton")
        person.wait_for(State.PAUSED)
        assert batches(person) == count


def test_stop_in_slow_motion_is_at_once(person: Person) -> None:
    begin_slowly(person)
    person.click("stopButton")
    person.wait_for_end()
    assert person.ends[0].status is Status.STOPPED
    assert batches(person) == 1


def test_the_network_can_be_looked_at_in_slow_motion(person: Person) -> None:
    begin_slowly(person)
    person.wait(lambda: person.session.model is not None)
    assert person.enabled("evaluateButton")
