"""A checkpoint holds all that a training needs, and a file that pretends to be one is refused."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

from core.datasets.dataset import Dataset
from core.foundation.errors import RunError
from core.runs.checkpoint_file import Checkpoint, load_checkpoint, to_bytes
from core.training.trainer import Training, new_network
from tests.core.training.driving import drive, results, take, whole

from .settings import ALL, PLAIN, RICH, few


@pytest.fixture(scope="session")
def data(mnist: Dataset) -> Dataset:
    return few(mnist)


@pytest.fixture(scope="session")
def good(data: Dataset) -> bytes:
    training = Training(new_network(RICH), data, RICH)
    events = training.events()
    take(events, 15)
    state = training.state()
    events.close()
    return to_bytes(Checkpoint(state, 1))


@pytest.mark.parametrize("kind", ALL)
def test_a_training_goes_on_from_a_file_to_the_same_end(
    tmp_path: Path, data: Dataset, kind: str
) -> None:
    settings, path = ALL[kind], tmp_path / "state.safetensors"
    expected, parameters = whole(data, settings)
    for count in (0, 3, 12, 17, len(expected) - 1):
        training = Training(new_network(settings), data, settings)
        events = training.events()
        before = take(events, count)
        path.write_bytes(to_bytes(Checkpoint(training.state(), 7)))
        events.close()
        read = load_checkpoint(path)
        assert read.records == 7
        again = Training(new_network(settings), data, settings, read.state)
        assert results(before + drive(again.events())) == results(expected)
        assert np.array_equal(again.network.parameters, parameters)


def test_no_part_of_a_checkpoint_is_taken_for_all_of_it(tmp_path: Path, good: bytes) -> None:
    path = tmp_path / "part.safetensors"
    for length in [*range(0, len(good), len(good) // 40), len(good) - 1]:
        path.write_bytes(good[:length])
        with pytest.raises(RunError, match="cannot be used"):
            load_checkpoint(path)


def test_a_byte_that_has_changed_is_noticed_wherever_it_is(tmp_path: Path, good: bytes) -> None:
    path = tmp_path / "changed.safetensors"
    header = int.from_bytes(good[:8], "little")
    digit = good.index(b",", good.index(rb"\"steps\": ")) - 1
    for place in (digit, *range(8 + header, len(good), (len(good) - header) // 20), len(good) - 1):
        changed = bytearray(good)
        changed[place] ^= 1
        path.write_bytes(changed)
        with pytest.raises(RunError) as caught:
            load_checkpoint(path)
        assert "checksum" in caught.value.details


def test_a_checkpoint_of_before_there_were_checksums_is_read(tmp_path: Path, good: bytes) -> None:
    path = tmp_path / "old.safetensors"
    path.write_bytes(good)
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
    del metadata["crc32"]
    save_file(load_file(path), path, metadata=metadata)
    assert load_checkpoint(path).records == 1


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"PK\3\4", b"\xff" * 8 + b"{}", b"{}"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(RunError):
        load_checkpoint(tmp_path / "other")
    with pytest.raises(RunError):
        load_checkpoint(tmp_path / "missing")
    with pytest.raises(RunError):
        load_checkpoint(tmp_path)


WRONG: dict[str, dict[str, Any]] = {
    "settings that are none": {"settings": {"hidden_layers": "many"}},
    "settings of an enormous network": {"settings": {"hidden_layers": [10_000] * 5}},
    "a position that is a text": {"position": "7"},
    "a position before the start": {"position": -1},
    "no random numbers": {"shuffle": {}},
    "random numbers of another kind": {"dropout": {"bit_generator": "MT19937"}},
    "steps without end": {"steps": 1 << 70},
    "seconds that are no number": {"seconds": "soon"},
    "no plateau": {"plateau": None},
    "seconds without end": {"seconds": 1e300},
    "a place after the end of the epoch": {"position": 10**8},
    "a place before that from which the epoch is counted": {"position": 0, "origin": 1},
    "a best value that is no number": {"stopping": {"best_epoch": 1, "best_value": "1"}},
    "a plateau without end": {"plateau": {"factor": 1.0, "best": 10**400, "waited": 0}},
    "records that are no count": {"records": 1.5},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_forged_state_is_refused(tmp_path: Path, good: bytes, what: str) -> None:
    path = tmp_path / "forged.safetensors"
    path.write_bytes(good)
    with safe_open(path, framework="numpy") as file:
        told = json.loads(file.metadata()["state"])
    forged = {
        "format": "inkling-checkpoint",
        "version": "1",
        "state": json.dumps(told | WRONG[what]),
    }
    save_file(load_file(path), path, metadata=forged)
    with pytest.raises(RunError, match="cannot be used"):
        load_checkpoint(path)


@pytest.mark.parametrize("name", ["parameters", "average", "slot.means"])
def test_an_array_of_another_length_is_refused(tmp_path: Path, good: bytes, name: str) -> None:
    path = tmp_path / "forged.safetensors"
    path.write_bytes(good)
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
    for array in (np.zeros(3, np.float32), None):
        arrays = load_file(path)
        if array is None:
            del arrays[name]
        else:
            arrays[name] = array
        save_file(arrays, tmp_path / "other.safetensors", metadata=metadata)
        with pytest.raises(RunError, match="cannot be used"):
            load_checkpoint(tmp_path / "other.safetensors")


def test_arrays_that_no_training_has_are_refused_unread(tmp_path: Path, good: bytes) -> None:
    path = tmp_path / "more.safetensors"
    path.write_bytes(good)
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
    arrays = load_file(path)
    more = {f"slot.more{number}": arrays["parameters"] for number in range(3)}
    save_file(arrays | more, path, metadata=metadata)
    with pytest.raises(RunError) as caught:
        load_checkpoint(path)
    assert "does not belong to a training" in caught.value.details


def test_averaged_weights_that_nobody_asked_for_are_refused(tmp_path: Path, data: Dataset) -> None:
    path = tmp_path / "state.safetensors"
    state = Training(new_network(PLAIN), data, PLAIN).state()
    path.write_bytes(to_bytes(Checkpoint(state, 0)))
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
    arrays = load_file(path)
    save_file({**arrays, "average": arrays["parameters"]}, path, metadata=metadata)
    with pytest.raises(RunError):
        load_checkpoint(path)
