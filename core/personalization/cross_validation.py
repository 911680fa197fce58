"""Folds of the user's digits for cross-validation."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import Labels, Split

FOLDS = 5
MIN_DIGITS = 10
MIN_CLASSES = 2
Indices = npt.NDArray[np.intp]


class Fold(NamedTuple):
    """The indices of the digits for training and for evaluation."""

    training: Indices
    evaluation: Indices


def missing_digits_message(labels: Labels) -> str:
    """Tell the user that these digits, (n,), are too few for fine-tuning; empty if they suffice."""
    classes = len(np.unique(labels))
    if len(labels) >= MIN_DIGITS and classes >= MIN_CLASSES:
        return ""
    return (
        f"Save at least {MIN_DIGITS} digits from {MIN_CLASSES} or more classes first (you have "
        f"{len(labels):,} digit{'s' if len(labels) != 1 else ''}, "
        f"{classes} class{'es' if classes != 1 else ''})."
    )


def make_folds(digits: Split, rng: "np.random.Generator") -> list[Fold]:
    """Make up to five folds, so that each digit is for evaluation in one of them.

    Each fold has about as many of every digit. Equal images are in the same fold, since a network
    must not be evaluated on images that it was trained on.
    """
    _, firsts, images = np.unique(digits.images, axis=0, return_index=True, return_inverse=True)
    shuffled = rng.permutation(len(firsts))
    by_label = shuffled[np.argsort(digits.labels[firsts[shuffled]], kind="stable")]
    fold_of = np.empty(len(firsts), np.intp)
    fold_of[by_label] = np.arange(len(firsts)) % FOLDS
    each = fold_of[images.reshape(-1)]
    return [Fold(*(np.flatnonzero(each != k), np.flatnonzero(each == k))) for k in np.unique(each)]
