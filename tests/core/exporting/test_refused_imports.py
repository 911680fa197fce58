"""What is no model is refused in a sentence, whatever is wrong with it."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.exporting.formats import export_model
from core.foundation.errors import ModelError
from core.importing.model_import import read_model

from .foreign import arrays_of, nielsen_of, write_json, write_npz, write_tensors
from .models import model_of

RELU = model_of("relu", "softmax_cross_entropy")
GOOD = arrays_of(RELU, "W{}", "b{}", turned=False)
NIELSEN = nielsen_of(model_of("sigmoid", "sigmoid_cross_entropy", hidden=(3,)))


def refused(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_model(path)
    assert str(path) in str(caught.value)
    return str(caught.value)


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return path


def npy(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is not a safetensors or npz file, nor JSON"),
        (b"a letter to a friend", "is not a safetensors or npz file, nor JSON"),
        (b"\x80\x04\x95", "is a pickle"),
        (b"PK\x03\x04 and no more", "damaged npz"),
        (b"{", "not that of Nielsen's network2.py, or damaged"),
        (b"{" * 100_000, "not that of Nielsen's"),
        (b'{"weights": NaN}', "not that of Nielsen's"),
        (b"\x10\0\0\0\0\0\0\0{not the promised", "damaged"),
        (b"\xff\xff\xff\xff\0\0\0\0{", "damaged"),
    ],
)
def test_foreign_and_damaged_files(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert reason in refused(path)


def test_what_is_no_file(tmp_path: Path) -> None:
    assert "is not a file" in refused(tmp_path / "missing")
    assert "is not a file" in refused(tmp_path)


@pytest.mark.parametrize("name", ["npz", "safetensors"])
def test_a_file_that_ends_too_soon_or_has_a_wrong_byte(tmp_path: Path, name: str) -> None:
    content = export_model(tmp_path / "good", RELU, name).read_bytes()
    path = tmp_path / "bad"
    for length in (9, 100, len(content) // 2, len(content) - 1):
        path.write_bytes(content[:length])
        refused(path)


@pytest.mark.parametrize(
    ("replaced", "reason"),
    [
        ({"W1": np.ones((783, 7))}, "do not lead from 784 pixels to 10 digits"),
        ({"b2": np.ones(4)}, "do not lead"),
        ({"W3": np.full((5, 10), np.nan)}, "“W3” has values that are not finite"),
        ({"W3": np.full((5, 10), 1e300)}, "“W3” has values that are not finite"),
        ({"W4": np.ones((10, 10))}, "4 arrays of weights and 3 of biases"),
        ({"conv.weight": np.ones((3, 3, 1, 8))}, "does not belong to a multilayer perceptron"),
        ({"norm.weight": np.ones(7)}, "does not belong to a multilayer perceptron"),
        ({f"W{n}": np.ones((10, 10)) for n in range(4, 30)}, "1 to 9 layers"),
    ],
)
def test_arrays_that_are_no_perceptron(
    tmp_path: Path, replaced: dict[str, Any], reason: str
) -> None:
    arrays = GOOD | replaced
    assert reason in refused(write_npz(tmp_path / "m.npz", **arrays))
    assert reason in refused(write_tensors(tmp_path / "m.safetensors", arrays))


def test_layers_whose_order_cannot_be_told(tmp_path: Path) -> None:
    shapes = {"first": (784, 6), "fourth": (6, 10), "second": (6, 6), "third": (6, 6)}
    arrays = {f"{name}.weight": np.ones(shape) for name, shape in shapes.items()}
    assert "order of its layers is ambiguous" in refused(write_npz(tmp_path / "m.npz", **arrays))


def test_no_arrays_and_layers_beyond_our_limits(tmp_path: Path) -> None:
    assert "it has 0 arrays" in refused(write_npz(tmp_path / "a.npz", words=np.array("none")))
    wide = {"W1": np.ones((784, 4097), np.float16), "W2": np.ones((4097, 10), np.float16)}
    assert "units" in refused(write_npz(tmp_path / "b.npz", **wide))
    unknown = write_npz(tmp_path / "c.npz", **GOOD, activation="maxout")
    assert "“maxout” is not one of" in refused(unknown)


def test_nothing_is_unpickled(tmp_path: Path) -> None:
    pickled = npy(np.array([{"W": 1}], dtype=object))
    assert "damaged npz" in refused(zipped(tmp_path / "m.npz", W1=pickled))
    torch = tmp_path / "m.pt"
    with zipfile.ZipFile(torch, "w") as archive:
        archive.writestr("archive/data.pkl", b"\x80")
    assert "safetensors.torch.save_file" in refused(torch)


def test_a_header_that_promises_more_memory_than_there_is(tmp_path: Path) -> None:
    good = npy(np.ones((784, 10)))
    for shape in ((10**12, 10), (-784, -10), (784, 11), (0, 10)):
        padded = str(shape).ljust(len("(784, 10), }") + 20)[:200]
        head = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {padded}}}".encode()
        forged = good[:8] + len(head).to_bytes(2, "little") + head + good[128:]
        assert "damaged npz" in refused(zipped(tmp_path / "m.npz", W1=forged))


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(201):
            archive.writestr(f"{number}.npy", b"")
    assert "larger than any model" in refused(path)


def test_types_that_numpy_has_not(tmp_path: Path) -> None:
    header = json.dumps({"0.weight": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]}})
    path = tmp_path / "m.safetensors"
    path.write_bytes(len(header).to_bytes(8, "little") + header.encode() + b"\0" * 4)
    assert "is of BF16; save it as float32" in refused(path)


@pytest.mark.parametrize(
    ("replaced", "reason"),
    [
        ({"sizes": [784, 4, 10]}, "do not match its sizes"),
        ({"sizes": 5}, "not that of Nielsen's"),
        ({"weights": [[[1.0]]]}, "1 arrays of weights and 2 of biases"),
        ({"weights": [[[1.0], [1.0, 2.0]], [[1]]]}, "not that of Nielsen's"),
        ({"weights": [{"a": 1}, None]}, "not that of Nielsen's"),
        ({"weights": [[[10**400]], [[1]]]}, "not that of Nielsen's"),
        ({"biases": [[["x"]], [["y"]]]}, "not that of Nielsen's"),
        ({"cost": "GuessCost"}, "“guesscost” is not one of"),
    ],
)
def test_json_that_is_no_network(tmp_path: Path, replaced: dict[str, Any], reason: str) -> None:
    assert reason in refused(write_json(tmp_path / "net.json", NIELSEN | replaced))
    assert "not that of Nielsen's" in refused(write_json(tmp_path / "e.json", {}))


def test_our_own_npz_that_contradicts_itself(tmp_path: Path) -> None:
    with np.load(export_model(tmp_path / "good.npz", RELU, "npz")) as file:
        parts = dict(file)
    other = model_of("relu", "softmax_cross_entropy", hidden=(8,))
    told = json.dumps(other.hyperparameters.to_dict())
    path = write_npz(tmp_path / "bad.npz", **parts | {"hyperparameters": np.array(told)})
    assert "do not match its hyperparameters" in refused(path)
    path = write_npz(tmp_path / "bad.npz", **parts | {"epoch": np.array("many")})
    assert "metadata is damaged" in refused(path)
