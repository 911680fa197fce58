"""Parts of a person's digits for cross-validation: what a network is evaluated on, it never saw."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import Labels, Split

FOLDS = 5
MIN_DIGITS = 10
MIN_CLASSES = 2
Indices = npt.NDArray[np.intp]


class Fold(NamedTuple):
    """Which digits are learned from, and which judge."""

    training: Indices
    evaluation: Indices


def missing_digits_message(labels: Labels) -> str:
    """A sentence for the person where these digits, (n,), are too few to learn; else empty."""
    kinds = len(np.unique(labels))
    if len(labels) >= MIN_DIGITS and kinds >= MIN_CLASSES:
        return ""
    return (
        f"Keep at least {MIN_DIGITS} digits of at least {MIN_CLASSES} kinds first: "
        f"there are {len(labels)} of {kinds} kind{'s' if kinds != 1 else ''}."
    )


def make_folds(mine: Split, rng: "np.random.Generator") -> list[Fold]:
    """Up to five folds, each digit judging in one of them.

    Each fold has about as many of every digit. The same picture twice is in one fold: else the
    network would be evaluated on what it has seen.
    """
    _, firsts, pictures = np.unique(mine.images, axis=0, return_index=True, return_inverse=True)
    shuffled = rng.permutation(len(firsts))
    dealt = shuffled[np.argsort(mine.labels[firsts[shuffled]], kind="stable")]
    fold_of = np.empty(len(firsts), np.intp)
    fold_of[dealt] = np.arange(len(firsts)) % FOLDS
    each = fold_of[pictures.reshape(-1)]
    return [Fold(*(np.flatnonzero(each != k), np.flatnonzero(each == k))) for k in np.unique(each)]
