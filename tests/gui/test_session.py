"""The owner of the training, without a window."""

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from core.datasets.mnist import DatasetProvider
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import Model
from core.training.events import EpochEnd, Status, TrainingEnd
from gui.common.tasks import Tasks
from gui.session.session import State, TrainingSession

from .errors import Errors

PATIENCE = 30_000
SMALL = Hyperparameters(training_images=300, epochs=2)
ENDLESS = Hyperparameters(training_images=300, epochs=10_000)


@pytest.fixture
def errors() -> Errors:
    return Errors()


@pytest.fixture
def tasks(errors: Errors) -> Tasks:
    return Tasks(errors)


@pytest.fixture
def session(source: DatasetProvider, tasks: Tasks, errors: Errors) -> TrainingSession:
    return TrainingSession(source, tasks, errors)


def wait_for_end(session: TrainingSession, qtbot: QtBot) -> TrainingEnd:
    with qtbot.waitSignal(session.ended, timeout=PATIENCE) as blocker:
        pass
    return blocker.args[0]


def test_a_training_ends_once(session: TrainingSession, errors: Errors, qtbot: QtBot) -> None:
    ends: list[TrainingEnd] = []
    session.ended.connect(ends.append)
    session.start(SMALL)
    assert wait_for_end(session, qtbot).status is Status.COMPLETED
    assert (len(ends), errors.reported) == (1, [])
    assert session.state is State.IDLE


def test_the_model_at_the_end_is_that_of_the_last_epoch(
    session: TrainingSession, qtbot: QtBot
) -> None:
    session.start(SMALL)
    wait_for_end(session, qtbot)
    assert session.model is not None
    assert session.model.epoch == 2
    assert session.model.hyperparameters == SMALL


def test_a_model_is_not_changed_by_what_is_learnt_after_it(
    session: TrainingSession, qtbot: QtBot
) -> None:
    session.start(ENDLESS)
    with qtbot.waitSignal(session.model_changed, timeout=PATIENCE) as blocker:
        pass
    model: Model = blocker.args[0]
    before = model.network.parameters.copy()
    with qtbot.waitSignal(session.model_changed, timeout=PATIENCE) as blocker:
        pass
    assert (model.network.parameters == before).all()
    assert (blocker.args[0].network.parameters != before).any()
    assert not model.network.parameters.flags.writeable
    session.stop()
    wait_for_end(session, qtbot)


def test_a_second_start_during_a_training_is_ignored(
    session: TrainingSession, qtbot: QtBot
) -> None:
    started = []
    session.started.connect(started.append)
    session.start(ENDLESS)
    session.start(SMALL)
    session.stop()
    wait_for_end(session, qtbot)
    assert started == [ENDLESS]


def test_orders_that_do_not_fit_the_state_are_ignored(session: TrainingSession) -> None:
    for order in (session.pause, session.resume, session.stop, session.reset):
        order()
        assert session.state is State.IDLE
    session.change({"epochs": 1})
    assert session.settings is None


def test_no_model_is_taken_from_a_file_during_a_training(
    session: TrainingSession, qtbot: QtBot, trained_model: Model
) -> None:
    session.start(ENDLESS)
    session.use_model(trained_model)
    assert session.model is not trained_model
    session.stop()
    wait_for_end(session, qtbot)
    session.use_model(trained_model)
    assert session.model is trained_model


def test_the_settings_follow_what_is_changed_while_training(
    session: TrainingSession, qtbot: QtBot
) -> None:
    session.start(ENDLESS)
    session.change({"learning_rate": 0.002, "epochs": 3})
    ended = wait_for_end(session, qtbot)
    assert session.settings is not None
    assert (session.settings.learning_rate, session.settings.epochs) == (0.002, 3)
    assert session.model is not None
    assert session.model.hyperparameters == session.settings
    assert ended.epochs == 3


def test_the_same_seed_gives_the_same_network(session: TrainingSession, qtbot: QtBot) -> None:
    networks = []
    for _ in range(2):
        session.start(SMALL)
        wait_for_end(session, qtbot)
        assert session.model is not None
        networks.append(session.model.network.parameters)
    assert (networks[0] == networks[1]).all()


def test_closing_stops_a_paused_training(
    session: TrainingSession, tasks: Tasks, qtbot: QtBot
) -> None:
    session.start(ENDLESS)
    session.pause()
    qtbot.waitUntil(lambda: session.state is State.PAUSED, timeout=PATIENCE)
    tasks.shutdown_all()
    assert wait_for_end(session, qtbot).status is Status.STOPPED


def test_no_event_is_lost(session: TrainingSession, qtbot: QtBot) -> None:
    events: list[object] = []
    session.received.connect(lambda new: events.extend([*new.epochs, *new.others]))
    session.start(SMALL)
    wait_for_end(session, qtbot)
    assert [e.epoch for e in events if isinstance(e, EpochEnd)] == [1, 2]
    assert [e.status for e in events if isinstance(e, TrainingEnd)] == [Status.COMPLETED]


def test_no_thread_stays_after_its_training(session: TrainingSession, qtbot: QtBot) -> None:
    for _ in range(3):
        session.start(SMALL)
        wait_for_end(session, qtbot)
    qtbot.waitUntil(lambda: session.findChildren(QThread) == [], timeout=PATIENCE)
