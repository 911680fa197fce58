"""Models that would take much time or memory are refused before they do."""

import io
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from core.foundation.errors import ModelError
from core.importing.layer_matching import LayerMatchError, StoredArray, match_layers
from core.importing.model_import import read_model

from .foreign import write_npz, write_tensors

SQUARE = np.zeros((784, 784), np.float32)


def refused(path: Path) -> str:
    with pytest.raises(ModelError) as caught:
        read_model(path)
    return str(caught.value)


@contextmanager
def little(megabytes: float) -> Iterator[None]:
    """Fails where so much memory is taken, or more than two seconds of the processor."""
    tracemalloc.start()
    began = time.process_time()
    try:
        yield
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert time.process_time() - began < 2
    assert peak < megabytes * 1e6


def npz(path: Path, **arrays: np.ndarray) -> Path:
    np.savez_compressed(path, **arrays)
    return path


def stored(name: str, *shape: int) -> StoredArray:
    def unread() -> np.ndarray:
        raise AssertionError(f"{name} is read")

    return StoredArray(name, shape, unread)


def test_a_small_file_that_would_unpack_to_much_is_refused_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.npz"
    part = bytes(1 << 20)
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        head, {"descr": "<f4", "fortran_order": False, "shape": (784, 45_000)}
    )
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("w.npy", "w") as file,
    ):
        file.write(head.getvalue())
        left = 784 * 45_000 * 4
        while left:
            left -= file.write(part[:left])
    with little(megabytes=3):
        assert "would unpack to 141,120,128 bytes" in refused(path)


def test_more_layers_than_a_network_has_are_refused_unread(tmp_path: Path) -> None:
    for count in (10, 18):
        arrays = {f"w{n}": SQUARE for n in range(count)}
        path = npz(tmp_path / "m.npz", **arrays)
        with little(megabytes=3):
            assert f"it has {count} layers, and a network has 1 to 9" in refused(path)


def test_orders_of_layers_are_told_from_shapes_alone() -> None:
    squares = {f"w{n}": stored(f"w{n}", 784, 784) for n in range(8)}
    with little(megabytes=3), pytest.raises(LayerMatchError, match="do not lead from 784"):
        match_layers({**squares, "x": stored("x", 784, 784)})
    with little(megabytes=3):
        assert len(match_layers({**squares, "x": stored("x", 784, 10)})) == 9
    with (
        little(megabytes=3),
        pytest.raises(LayerMatchError, match="order of its layers is ambiguous"),
    ):
        match_layers({**squares, "a": stored("a", 784, 10)})


def test_an_order_that_only_the_shapes_tell_is_found_and_two_are_not() -> None:
    names = {"a": (20, 10), "b": (784, 30), "c": (30, 20)}
    found = match_layers({name: stored(name, *shape) for name, shape in names.items()})
    assert [pair.weights.name for pair in found] == ["b", "c", "a"]
    loops = {"a": (30, 30), "b": (784, 30), "c": (30, 20), "d": (20, 30), "e": (30, 10)}
    with pytest.raises(LayerMatchError, match="order of its layers is ambiguous"):
        match_layers({name: stored(name, *shape) for name, shape in loops.items()})


def test_layers_that_fit_are_read_without_a_second_copy(tmp_path: Path) -> None:
    weights = {"w1": np.ones((784, 1500), np.float32), "w2": np.ones((1500, 10), np.float32)}
    path = write_npz(tmp_path / "m.npz", **weights)
    with little(megabytes=2.6 * 4 * 1500 * 794 / 1e6):
        assert read_model(path).model.network.sizes == (784, 1500, 10)
    path = write_tensors(tmp_path / "m.safetensors", weights)
    with little(megabytes=3.6 * 4 * 1500 * 794 / 1e6):
        read_model(path)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_have_no_bound_are_refused(tmp_path: Path, method: int) -> None:
    path = tmp_path / "m.npz"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("w.npy", bytes(1000))
    assert "compressed in a way that NumPy does not use" in refused(path)


@pytest.mark.parametrize(
    "head",
    [
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (3,",
        b"(" * 9000,
        b"(" * 60_000,
        b"{'descr': '<f4', 'fortran_order': False, 'shape': (1" + b"0" * 5000 + b",)}",
        b"{'descr': '|O', 'fortran_order': False, 'shape': (1,)}",
        b"\xff\xfe",
        b"",
    ],
)
def test_headers_of_arrays_that_are_none(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "m.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("w.npy", b"\x93NUMPY\x01\0" + len(head).to_bytes(2, "little") + head)
    assert "is a damaged npz file" in refused(path) or "does not fit" in refused(path)


def test_an_encrypted_member_and_a_list_of_members_without_end(tmp_path: Path) -> None:
    path = write_npz(tmp_path / "m.npz", w=np.ones((784, 10), np.float32))
    content = bytearray(path.read_bytes())
    listed = content.rindex(b"PK\x01\x02")
    content[listed + 8] |= 1
    content[6] |= 1
    path.write_bytes(content)
    assert "is a damaged npz file" in refused(path)
    entry = bytes(content[listed : content.rindex(b"PK\x05\x06")])
    end = bytearray(content[content.rindex(b"PK\x05\x06") :])
    members = entry * 40_000
    end[12:16] = len(members).to_bytes(4, "little")
    path.write_bytes(bytes(content[:listed]) + members + bytes(end))
    with little(megabytes=5):
        assert "is a damaged npz file" in refused(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"weights": [' + b"1.5," * 2_000_001 + b"0]}", "more than 2,000,000 numbers"),
        (b'{"weights": [' + b"[]," * 200_000 + b"0]}", "not that of Nielsen's"),
        (b'{"weights": [' + b"{}," * 200_000 + b"0]}", "not that of Nielsen's"),
        (b'{"weights": [' + b'"ab",' * 200_000 + b"0]}", "not that of Nielsen's"),
        ('{"weights": [], "cost": "𝔘"}'.encode(), "not that of Nielsen's"),
    ],
)
def test_json_that_would_take_much_memory_is_counted_first(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "network.json"
    path.write_bytes(content)
    with little(megabytes=10):
        assert reason in refused(path)


def test_the_header_of_a_safetensors_file_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes((1 << 21).to_bytes(8, "little") + b"{" + b" " * (1 << 21))
    with pytest.raises(ModelError) as caught:
        read_model(path)
    assert "its header would have 2,097,152 bytes" in caught.value.details
