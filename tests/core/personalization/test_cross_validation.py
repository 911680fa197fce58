"""How a person's digits are divided for cross-validation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.dataset import PIXELS, Split
from core.personalization.cross_validation import FOLDS, make_folds, missing_digits_message


def digits(labels: list[int], pictures: list[int]) -> Split:
    """Digits whose pictures are told apart by one pixel."""
    images = np.zeros((len(labels), PIXELS), np.uint8)
    images[:, 0] = pictures
    return Split(images, np.array(labels, np.intp))


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 255)), min_size=2, max_size=80),
    st.integers(0, 1000),
)
def test_each_digit_judges_once_and_no_picture_judges_what_has_learnt_it(
    pairs: list[tuple[int, int]], seed: int
) -> None:
    labels, pictures = map(list, zip(*pairs, strict=True))
    parts = make_folds(digits(labels, pictures), np.random.default_rng(seed))
    assert len(parts) == min(FOLDS, len(set(pictures)))
    assert sorted(np.concatenate([part.evaluation for part in parts])) == list(range(len(labels)))
    seen = np.array(pictures)
    for part in parts:
        assert len(part.training) + len(part.evaluation) == len(labels)
        assert not set(seen[part.training]) & set(seen[part.evaluation])


@given(st.integers(0, 1000))
def test_every_fold_has_as_many_of_each_digit_up_to_one(seed: int) -> None:
    labels = [*[1] * 13, *[7] * 8, *[4] * 20]
    parts = make_folds(digits(labels, list(range(41))), np.random.default_rng(seed))
    for digit in set(labels):
        counts = [int((np.array(labels)[part.evaluation] == digit).sum()) for part in parts]
        assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ([], "0 digits, 0 classes"),
        ([3] * 20, "20 digits, 1 class"),
        ([1, 2, 3], "3 digits, 3 classes"),
    ],
    ids=str,
)
def test_too_few_digits_are_refused_with_how_many_it_takes(labels: list[int], said: str) -> None:
    sentence = missing_digits_message(np.array(labels, np.intp))
    assert sentence == f"Save at least 10 digits from 2 or more classes first (you have {said})."


def test_ten_digits_of_two_kinds_are_enough() -> None:
    assert missing_digits_message(np.array([0] * 9 + [1], np.intp)) == ""
