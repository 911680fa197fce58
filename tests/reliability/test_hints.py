"""The hints on every preset: none on a healthy one, the right one on each that is made to fail.

`INKLING_EPOCHS=1000 INKLING_SEEDS=3 pytest tests/reliability/test_hints.py -v` trains every preset
to its end with three seeds, which takes many hours for the largest; `-k "not best and not hour and
not pen"` leaves those out.
"""

import os

import pytest

from core.datasets.dataset import Dataset
from core.hyperparameters.presets import preset, presets
from tests.core.hints.test_presets import FAILING
from tests.core.hints.watching import hints

EPOCHS = int(os.environ.get("INKLING_EPOCHS", "2"))
SEEDS = range(int(os.environ.get("INKLING_SEEDS", "1")))
SLOW = {"best", "hour", "pen", "simard"}
"""An epoch of these takes a minute: without further settings, they train on a tenth of it."""


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", presets())
def test_a_hint_is_there_when_it_is_right_and_only_then(
    name: str, seed: int, mnist: Dataset
) -> None:
    settings = preset(name).hyperparameters.with_values({"seed": seed})
    if name in SLOW and "INKLING_EPOCHS" not in os.environ:
        settings = settings.with_values({"training_images": settings.training_images // 10})
    epochs = min(settings.epochs, max(EPOCHS, FAILING[name][0] if name in FAILING else 0))
    kinds = {hint.kind for hint in hints(settings, mnist, epochs)}
    assert kinds == ({FAILING[name][1]} if name in FAILING else set())
