"""A damaged run is not trained over: it is refused, or repaired from its last checkpoint."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.foundation.errors import RunError
from core.runs.operations import branch
from core.runs.recorder import Recorder
from core.runs.resume_point import DamagedRunError, find_resume_point, repaired_run
from core.runs.run import RunState, read_run
from core.runs.run_listing import read_listing
from core.training.events import Change, EpochEnd

from .recording import Answer, begin, broken_off, history, resume, to_the_end, told, weights
from .settings import RICH

pytestmark = pytest.mark.usefixtures("write_at_once")
SETTINGS = RICH.with_values({"epochs": 12})
CHANGES = {7: {"dropout": 0.3}, 30: {"rotation": 12.0}, 31: {"l2": 0.5}, 60: {"rotation": 0.0}}
Damage = Callable[[Path], None]


def changing() -> Answer:
    """Makes each change of `CHANGES` after so many events."""
    numbers = iter(range(10**6))

    def answer(_: object) -> Change | None:
        values = CHANGES.get(next(numbers))
        return Change(values) if values is not None else None

    return answer


@pytest.fixture(scope="module")
def whole_run(
    data: Dataset, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, np.ndarray, list[object]]:
    """A complete run; the weights and history that it has after one epoch more."""
    path = tmp_path_factory.mktemp("whole") / "run"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.runs.checkpoints.INTERVAL", 0.0)
        to_the_end(begin(path, data, SETTINGS), data, changing())
    extended = path.with_name("extended")
    shutil.copytree(path, extended)
    recorded = resume(extended, data)
    recorded.extend(1)
    to_the_end(recorded, data)
    return path, weights(extended), history(extended)  # type: ignore[return-value]


@pytest.fixture
def run(whole_run: tuple[Path, object, object], tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole_run[0], tmp_path / "run"))


def contents(path: Path) -> dict[str, bytes]:
    return {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}


def lines(path: Path) -> list[bytes]:
    return (path / "history.jsonl").read_bytes().splitlines(keepends=True)


def number_of(path: Path, text: bytes) -> int:
    return next(number for number, line in enumerate(lines(path)) if text in line)


def one_letter(path: Path) -> None:
    all_lines = lines(path)
    number = number_of(path, b'"rotation": 12.0')
    all_lines[number] = all_lines[number].replace(b'"event"', b'"evenT"')
    (path / "history.jsonl").write_bytes(b"".join(all_lines))


def one_digit(path: Path) -> None:
    content = (path / "history.jsonl").read_bytes()
    (path / "history.jsonl").write_bytes(content.replace(b'"l2": 0.5', b'"l2": 0.6'))


def zeros(path: Path) -> None:
    size = (path / "history.jsonl").stat().st_size
    (path / "history.jsonl").write_bytes(bytes(size))


def cut(path: Path) -> None:
    (path / "history.jsonl").write_bytes(b"".join(lines(path)[:-2]))


def gone(path: Path) -> None:
    (path / "history.jsonl").unlink()


def folder(path: Path) -> None:
    (path / "history.jsonl").unlink()
    (path / "history.jsonl").mkdir()


def another_loss(path: Path) -> None:
    first, *rest = (path / "history.jsonl").read_bytes().split(b'"train_loss": ')
    rest[0] = b"0.25" + rest[0][rest[0].index(b",") :]
    (path / "history.jsonl").write_bytes(b'"train_loss": '.join([first, *rest]))


def twice(path: Path) -> None:
    last = next(line for line in reversed(lines(path)) if b'"epoch"' in line)
    (path / "history.jsonl").write_bytes(b"".join(lines(path)) + last)


DAMAGES = [one_letter, one_digit, zeros, cut, gone, folder, twice]


@pytest.mark.parametrize("damage", [*DAMAGES, another_loss])
def test_a_complete_run_with_a_damaged_history_is_refused_and_stays_as_it_is(
    run: Path, data: Dataset, damage: Damage
) -> None:
    damage(run)
    before = contents(run)
    with pytest.raises(DamagedRunError, match="is damaged") as caught:
        resume(run, data)
    assert caught.value.details
    assert contents(run) == before
    assert read_listing(run).problem.startswith("history.jsonl")
    assert read_run(run).problem.startswith("history.jsonl")
    assert read_listing(run).state is RunState.COMPLETED


@pytest.mark.parametrize("damage", [*DAMAGES, another_loss])
def test_a_repaired_run_goes_on_from_its_checkpoint_to_the_same_bits(
    run: Path, data: Dataset, whole_run: tuple[Path, np.ndarray, list[object]], damage: Damage
) -> None:
    damage(run)
    there = run / "history.jsonl"
    damaged = there.read_bytes() if there.is_file() else None
    errors: list[RunError] = []
    recorded = resume(run, data, told(errors), repair=True)
    assert recorded.training.epochs == 12
    recorded.extend(1)
    to_the_end(recorded, data)
    assert np.array_equal(weights(run), whole_run[1])
    if damaged is not None:
        assert (run / "history.damaged-1.jsonl").read_bytes() == damaged
        assert "history.damaged-1.jsonl" in str(errors[0])
    assert "resumes after epoch 12" in str(errors[0])
    again = read_run(run)
    assert (
        again.last_settings.to_dict()
        == SETTINGS.with_values(
            {"dropout": 0.3, "rotation": 0.0, "l2": 0.5, "epochs": 13}
        ).to_dict()
    )
    assert again.epochs[-1].epoch == 13


@pytest.mark.parametrize("damage", [zeros, cut, gone])
def test_a_repaired_run_with_nothing_left_to_do_has_all_its_epochs(
    run: Path, data: Dataset, damage: Damage
) -> None:
    damage(run)
    to_the_end(resume(run, data, told([]), repair=True), data)
    listing = read_listing(run)
    assert (listing.summary.epochs, listing.epochs) == (12, 12)
    assert listing.state is RunState.COMPLETED


def test_all_lines_that_can_be_read_are_kept(
    run: Path, data: Dataset, whole_run: tuple[Path, np.ndarray, list[object]]
) -> None:
    number = number_of(run, b'"rotation": 12.0')
    one_letter(run)
    recorded = resume(run, data, told([]), repair=True)
    recorded.extend(1)
    to_the_end(recorded, data)
    expected = list(whole_run[2])
    del expected[number]
    assert history(run) == expected
    assert json.loads(lines(run)[number]) == {"event": "lost"}
    assert read_run(run).problem == "history.jsonl: 1 line was lost when it was damaged"
    assert read_listing(run).problem == read_run(run).problem


def test_a_repaired_run_needs_no_second_repair(run: Path, data: Dataset) -> None:
    one_letter(run)
    broken_off(resume(run, data, told([]), repair=True), 1)
    resume(run, data).close()
    one_digit(run)
    with pytest.raises(DamagedRunError):
        resume(run, data, repair=False)


@pytest.mark.parametrize("tail", [bytes(4096), b'{"event": "ep', b'{"event"' + bytes(100)])
def test_what_the_power_leaves_at_the_end_of_a_history_is_no_damage(
    run: Path, data: Dataset, whole_run: tuple[Path, np.ndarray, list[object]], tail: bytes
) -> None:
    there = run / "history.jsonl"
    there.write_bytes(there.read_bytes() + tail)
    assert (read_run(run).problem, read_listing(run).problem) == ("", "")
    recorded = resume(run, data)
    recorded.extend(1)
    to_the_end(recorded, data)
    assert history(run) == whole_run[2]
    assert np.array_equal(weights(run), whole_run[1])


def test_a_second_damaged_history_is_kept_beside_the_first(run: Path, data: Dataset) -> None:
    kept = []
    for damage in (one_letter, cut):
        damage(run)
        kept.append((run / "history.jsonl").read_bytes())
        broken_off(resume(run, data, told([]), repair=True), 1)
    names = ("history.damaged-1.jsonl", "history.damaged-2.jsonl")
    assert [(run / name).read_bytes() for name in names] == kept


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_interrupted_run_with_a_damaged_history_is_refused_and_repaired(
    tmp_path: Path, data: Dataset, damage: Damage
) -> None:
    path = tmp_path / "run"
    recorded = begin(path, data, SETTINGS)
    events, command, answer = recorded.events(), None, changing()
    for _ in range(130):
        command = answer(events.send(command))
    events.close()
    recorded.close()
    damage(path)
    with pytest.raises(DamagedRunError):
        resume(path, data)
    assert "history.jsonl" in read_listing(path).problem or damage in (one_digit, cut, gone)
    to_the_end(resume(path, data, told([]), repair=True), data)
    assert read_run(path).epochs[-1].epoch == 12


def test_a_damaged_run_without_a_checkpoint_keeps_what_it_has(run: Path, data: Dataset) -> None:
    one_letter(run)
    shutil.rmtree(run / "checkpoints")
    before = contents(run)
    with pytest.raises(RunError, match="no checkpoint to resume from"):
        resume(run, data, repair=True)
    assert contents(run) == before


def removed(path: Path) -> None:
    shutil.rmtree(path / "checkpoints")


def emptied(path: Path) -> None:
    for file in (path / "checkpoints").iterdir():
        file.unlink()


def damaged(path: Path) -> None:
    for file in (path / "checkpoints").iterdir():
        file.write_bytes(file.read_bytes()[:-100])


def folders(path: Path) -> None:
    for file in (path / "checkpoints").iterdir():
        file.unlink()
        file.mkdir()


@pytest.mark.parametrize("lose", [removed, emptied, damaged, folders])
def test_a_complete_run_that_has_lost_its_checkpoints_is_not_trained_over(
    run: Path, data: Dataset, lose: Damage
) -> None:
    lose(run)
    before = contents(run)
    with pytest.raises(DamagedRunError) as caught:
        resume(run, data)
    assert "checkpoints" in caught.value.details
    with pytest.raises(RunError, match="no checkpoint to resume from"):
        resume(run, data, repair=True)
    assert contents(run) == before


def unreadable(path: Path) -> None:
    """As where there is an I/O error, or where rights are missing."""
    raise RunError(f"The checkpoint {path} cannot be used.", "Permission denied")


def test_checkpoints_that_cannot_be_read_at_present_are_not_trained_over(
    tmp_path: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run"
    broken_off(begin(path, data, SETTINGS), 40)
    before = contents(path)
    with monkeypatch.context() as patch:
        patch.setattr("core.runs.checkpoints.load_checkpoint", unreadable)
        with pytest.raises(DamagedRunError):
            resume(path, data)
    assert contents(path) == before
    resume(path, data).close()


@pytest.mark.parametrize(
    ("name", "value"), [("seed", 4), ("activation", "relu, relu"), ("hidden_layers", [7, 5])]
)
def test_other_hyperparameters_than_those_of_the_checkpoints_are_a_damage(
    run: Path, data: Dataset, tmp_path: Path, name: str, value: object
) -> None:
    told = json.loads((run / "hyperparameters.json").read_text())
    (run / "hyperparameters.json").write_text(json.dumps(told | {name: value}))
    before = contents(run)
    with pytest.raises(DamagedRunError) as caught:
        resume(run, data)
    assert f"hyperparameters.json differs from the checkpoints ({name}: " in caught.value.details
    with pytest.raises(RunError):
        resume(run, data, repair=True)
    with pytest.raises(DamagedRunError):
        branch(run, 4, tmp_path / "never")
    assert contents(run) == before


def test_a_live_setting_that_was_changed_on_the_disk_is_named(run: Path, data: Dataset) -> None:
    told = json.loads((run / "hyperparameters.json").read_text())
    (run / "hyperparameters.json").write_text(json.dumps(told | {"clip_norm": 3.0}))
    with pytest.raises(DamagedRunError) as caught:
        resume(run, data)
    assert "(clip_norm)" in caught.value.details
    repaired_run = resume(run, data, told_to_nobody, repair=True)
    assert repaired_run.training.settings.clip_norm == SETTINGS.clip_norm
    repaired_run.close()


def told_to_nobody(_: RunError) -> None:
    pass


def test_a_resume_that_cannot_begin_leaves_a_complete_run_complete(
    run: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(run)

    def full(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("core.runs.history._beginning", full)
    with pytest.raises(RunError, match="cannot be written"):
        resume(run, data)
    assert contents(run) == before


def test_a_complete_run_stays_complete_until_it_has_gone_on(
    run: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(run)
    monkeypatch.setattr(Recorder, "record", lambda *_: None)  # killed before anything is written
    recorded = resume(run, data)
    recorded.extend(1)
    recorded.close()
    assert contents(run) == before
    monkeypatch.undo()
    recorded = resume(run, data)
    recorded.extend(1)
    recorded.close()
    assert read_run(run).state is RunState.INTERRUPTED
    assert contents(run)["model.safetensors"] == before["model.safetensors"]
    assert contents(run)["test.json"] == before["test.json"]


def test_the_way_back_to_an_epoch_must_be_whole(run: Path, data: Dataset, tmp_path: Path) -> None:
    one_letter(run)
    first = next(line.epoch for line in read_run(run).records if isinstance(line, EpochEnd))
    lost_in = 1 + number_of(run, b'"evenT"') // 2
    with pytest.raises(DamagedRunError, match="cannot go back to epoch 9"):
        branch(run, 9, tmp_path / "never")
    assert not (tmp_path / "never").exists()
    assert first < lost_in
    to_the_end(resume(branch(run, first, tmp_path / "before"), data), data)
    # The checkpoint of epoch 10 was made with the change that is lost.
    to_the_end(resume(branch(run, 11, tmp_path / "after"), data, told([])), data)
    assert np.array_equal(weights(tmp_path / "after"), weights(run))


def test_what_a_repair_will_come_to_is_known_before(run: Path) -> None:
    one_letter(run)
    assert find_resume_point(repaired_run(run=read_run(run)), repair=True).epochs == 12
    assert repaired_run(read_run(run)).last_settings.rotation == 0.0


@pytest.mark.parametrize("text", ["{", "[]", '{"changes": 3}', '{"changes": [{"values": {}}]}'])
def test_changes_to_come_that_cannot_be_read_are_a_damage(
    run: Path, data: Dataset, text: str
) -> None:
    (run / "planned.json").write_text(text)
    with pytest.raises(DamagedRunError) as caught:
        resume(run, data)
    assert "still to come" in caught.value.details
    resume(run, data, told([]), repair=True).close()
    assert (run / "planned.damaged-1.json").read_text() == text
    assert read_run(run).problem == ""
