"""Whatever is in the file, there is a model or one sentence that names the file."""

import contextlib
import json
import re
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from core.foundation.errors import ModelError
from core.models.model_file import load_model

from .conftest import Forge


def assert_refused(path: Path, reason: str | None = None) -> None:
    with pytest.raises(ModelError, match=reason) as caught:
        load_model(path)
    assert str(path) in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file to be written over by every example."""
    return tmp_path_factory.mktemp("refused") / "m.safetensors"


@settings(max_examples=60)
@given(data=st.data())
def test_a_truncated_model_is_refused_with_a_sentence(
    model_bytes: bytes, path: Path, data: st.DataObject
) -> None:
    length = data.draw(st.integers(0, len(model_bytes) - 1))
    path.write_bytes(model_bytes[:length])
    assert_refused(path, "damaged")


@settings(max_examples=60)
@given(content=st.binary(max_size=300))
@example(b"\x80\x04\x95")  # the start of a pickle
@example((2**63 - 1).to_bytes(8, "little") + b"{}")
@example((2**64 - 1).to_bytes(8, "little") + b"{}")
@example((2).to_bytes(8, "little") + b"{}")
@example((2000).to_bytes(8, "little") + b"[" * 2000)
def test_random_bytes_are_refused_with_a_sentence(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert_refused(path)


@settings(max_examples=60)
@given(data=st.data(), bits=st.integers(1, 255))
def test_a_model_with_a_flipped_byte_loads_or_is_refused(
    model_bytes: bytes, path: Path, data: st.DataObject, bits: int
) -> None:
    header = 8 + int.from_bytes(model_bytes[:8], "little")
    flipped = bytearray(model_bytes)
    flipped[data.draw(st.integers(0, header - 1))] ^= bits
    path.write_bytes(flipped)
    with contextlib.suppress(ModelError):
        assert np.isfinite(load_model(path).network.parameters).all()


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert_refused(tmp_path / "none.safetensors", "it is not a file")


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    assert_refused(tmp_path, "it is not a file")


def test_a_path_below_a_file_is_refused(path: Path) -> None:
    path.touch()
    assert_refused(path / "model.safetensors", "it is not a file")


def test_a_name_that_is_too_long_is_refused(tmp_path: Path) -> None:
    assert_refused(tmp_path / ("long" * 1000), "it is not a file")


def test_a_file_larger_than_any_model_is_refused_unread(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 << 30)
    assert_refused(path, "larger than any model")
    path.write_bytes(b"")


def test_a_safetensors_file_of_another_program_is_refused(path: Path) -> None:
    save_file({"layer1.weights": np.zeros((784, 10), np.float32)}, path)
    assert_refused(path, "not written by Inkling")


def test_a_later_version_is_refused(forge: Forge) -> None:
    assert_refused(forge(version="2"), "version '2' is unknown")


@pytest.mark.parametrize("key", ["format", "version", "hyperparameters", "epoch"])
def test_metadata_that_is_missing_is_refused(forge: Forge, key: str) -> None:
    assert_refused(forge(**{key: None}))


@pytest.mark.parametrize("count", ["", "x", "1.5", "-1", "nan", "9" * 50, "9" * 5000])
@pytest.mark.parametrize("key", ["epoch", "own_digits"])
def test_what_is_no_count_is_refused(forge: Forge, key: str, count: str) -> None:
    assert_refused(forge(**{key: count}), "metadata is damaged")


@pytest.mark.parametrize(
    ("key", "number"),
    [
        *(("test_accuracy", number) for number in ("nan", "-0.1", "1.1", "1e999", "x")),
        *(("seconds", number) for number in ("nan", "-1", "inf", "1e10", "9" * 400)),
        *(("temperature", number) for number in ("nan", "0", "1e-300", "1e300", "inf")),
        *(("threshold", number) for number in ("nan", "-1", "1.5")),
    ],
)
def test_facts_that_no_model_has_are_refused(forge: Forge, key: str, number: str) -> None:
    assert_refused(forge(**{key: number}), "metadata is damaged")


@pytest.mark.parametrize(
    ("name", "array", "reason"),
    [
        ("layer1.weights", np.zeros((783, 6), np.float32), "another shape or type"),
        ("layer1.weights", np.zeros((6, 784), np.float32), "another shape or type"),
        ("layer1.biases", np.zeros((1, 6), np.float32), "another shape or type"),
        ("layer1.biases", np.zeros((), np.float32), "another shape or type"),
        ("layer1.biases", np.zeros(6, np.int32), "another shape or type"),
        ("layer1.biases", np.zeros(6, bool), "another shape or type"),
        ("layer4.biases", np.zeros(6, np.float32), "not those of its hyperparameters"),
        ("layer1.biases", np.full(6, np.nan, np.float32), "not numbers"),
        ("layer3.biases", np.full(10, -np.inf, np.float32), "not numbers"),
        ("layer1.weights", np.full((784, 6), 1e300), "not numbers"),
    ],
)
def test_arrays_that_are_not_a_networks_are_refused(
    forge: Forge, name: str, array: np.ndarray, reason: str
) -> None:
    assert_refused(forge({name: array}), reason)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "1",
        '"seed"',
        "[]x",
        '["seed"]',
        "[[]]",
        "[" * 100_000,
        '{"hidden_layers":' * 5000 + "1" + "}" * 5000,
        '{"pickle": 1}',
        '{"seed": 1.0}',
        '{"seed": true}',
        '{"seed": -1}',
        '{"learning_rate": NaN}',
        '{"learning_rate": Infinity}',
        '{"learning_rate": 1' + "0" * 400 + "}",
        '{"learning_rate": 1' + "0" * 5000 + "}",
        '{"activation": ["sigmoid"]}',
        '{"hidden_layers": "20"}',
        '{"hidden_layers": null}',
        '{"hidden_layers": [6, 5.0]}',
        '{"hidden_layers": [6, -5]}',
        '{"hidden_layers": [1000000000000000000000]}',
        '{"hidden_layers": {"6": 5}}',
        '{"\\ud800": 1}',
        "{}",
        '{"hidden_layers": []}',
    ],
)
def test_hostile_hyperparameters_are_refused(forge: Forge, text: str) -> None:
    assert_refused(forge(hyperparameters=text))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@settings(max_examples=60)
@given(value=json_values)
def test_any_json_in_place_of_the_layers_is_refused(
    tmp_path_factory: pytest.TempPathFactory, value: object
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.safetensors"
    told = {"format": "inkling-model", "version": "1", "epoch": "1"}
    told["hyperparameters"] = json.dumps({"hidden_layers": value})
    save_file({"layer1.weights": np.zeros((2, 2), np.float32)}, path, metadata=told)
    assert_refused(path, re.escape(str(path)))


def test_layers_that_a_file_only_promises_take_no_memory(forge: Forge) -> None:
    """Eight layers of 4,096 units would take half a gigabyte."""
    path = forge(hyperparameters=json.dumps({"hidden_layers": [4096] * 8}))
    tracemalloc.start()
    assert_refused(path, "not those of its hyperparameters")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000
