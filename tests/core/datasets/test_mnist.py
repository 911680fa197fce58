"""The embedded MNIST against what is known of the original files, and when it is damaged."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from core.datasets.dataset import Dataset, Split
from core.datasets.mnist import load_mnist
from core.foundation.errors import DataError
from core.foundation.paths import resources

SOURCE = resources() / "data" / "mnist.npz"


def md5_of_idx(magic: int, values: np.ndarray) -> str:
    """The MD5 of the IDX file of bytes that LeCun's page would offer for `values`."""
    header = np.array([magic, *values.shape], ">u4").tobytes()
    return hashlib.md5(
        header + values.astype(np.uint8).tobytes(), usedforsecurity=False
    ).hexdigest()


def all_training_labels(mnist: Dataset) -> np.ndarray:
    return np.concatenate([mnist.train.labels, mnist.validation.labels])


def splits(mnist: Dataset) -> list[Split]:
    return [mnist.train, mnist.validation, mnist.test]


def test_there_are_50000_10000_and_10000_images(mnist: Dataset) -> None:
    assert [len(split) for split in splits(mnist)] == [50_000, 10_000, 10_000]
    for split in splits(mnist):
        assert split.images.shape == (len(split), 784)
        assert split.labels.shape == (len(split),)
        assert split.images.dtype == np.uint8
        assert split.labels.dtype == np.intp


def test_the_60000_have_the_known_number_of_each_digit(mnist: Dataset) -> None:
    counts = np.bincount(all_training_labels(mnist))
    assert counts.tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]


def test_the_test_set_has_the_known_number_of_each_digit(mnist: Dataset) -> None:
    counts = np.bincount(mnist.test.labels)
    assert counts.tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def test_training_and_validation_in_a_row_are_the_original_training_files(mnist: Dataset) -> None:
    images = np.concatenate([mnist.train.images, mnist.validation.images])
    assert md5_of_idx(0x803, images.reshape(-1, 28, 28)) == "6bbc9ace898e44ae57da46a324031adb"
    assert md5_of_idx(0x801, all_training_labels(mnist)) == "a25bea736e30d166cdddb491f175f624"


def test_the_test_set_is_the_original_test_files(mnist: Dataset) -> None:
    images = mnist.test.images.reshape(-1, 28, 28)
    assert md5_of_idx(0x803, images) == "2646ac647ad5339dbf082846283269ea"
    assert md5_of_idx(0x801, mnist.test.labels) == "27ae3e4e09519cfbb04c329615203637"


def test_validation_is_the_last_10000_of_the_60000(mnist: Dataset) -> None:
    with np.load(SOURCE) as archive:
        assert np.array_equal(mnist.validation.labels, archive["train_labels"][-10_000:])
        last = archive["train_images"][-10_000:].reshape(-1, 784)
    assert np.array_equal(mnist.validation.images, last)


def test_nothing_can_be_written_into_the_data(mnist: Dataset) -> None:
    for split in splits(mnist):
        for array in (split.images, split.labels, split.first(3).images, split.first(3).labels):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0


def assert_named(path: Path, says: str) -> None:
    with pytest.raises(DataError, match=says) as caught:
        load_mnist(path)
    assert str(path) in str(caught.value)
    assert caught.value.details


@pytest.mark.parametrize("change", ["one bit", "truncated", "empty", "longer", "text"])
def test_a_damaged_file_is_named(tmp_path: Path, change: str) -> None:
    content = SOURCE.read_bytes()
    middle = len(content) // 2
    damaged = {
        "one bit": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "truncated": content[:-1],
        "empty": b"",
        "longer": content + b"\0",
        "text": b"<!DOCTYPE html>",
    }
    path = tmp_path / "mnist.npz"
    path.write_bytes(damaged[change])
    assert_named(path, "damaged")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert_named(tmp_path / "nowhere.npz", "cannot be read")


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    assert_named(tmp_path, "cannot be read")


def test_the_file_may_lie_elsewhere(tmp_path: Path, mnist: Dataset) -> None:
    path = tmp_path / "copy.npz"
    path.symlink_to(SOURCE)
    assert np.array_equal(load_mnist(path).test.labels, mnist.test.labels)
