"""Distortions that fade over the last epochs."""

from dataclasses import replace

import pytest

from core.augmentation.augmentation_settings import AugmentationStrengths
from core.hyperparameters.schema import Hyperparameters
from core.training.events import Change

from .driving import TinyDataset, drive, new_training, results

SETTINGS = Hyperparameters(
    hidden_layers=(5,), batch_size=8, epochs=10, training_images=30, shift=2.0, noise=0.4
)
PLAIN = replace(SETTINGS, shift=0.0, noise=0.0)


@pytest.mark.parametrize(
    ("epoch", "share"), [(1, 1.0), (6, 1.0), (7, 0.75), (8, 0.5), (9, 0.25), (10, 0.0), (11, 0.0)]
)
def test_they_weaken_evenly_to_none_in_the_last_epoch(epoch: int, share: float) -> None:
    strengths = AugmentationStrengths.in_epoch(epoch, replace(SETTINGS, fade_epochs=4))
    assert strengths == AugmentationStrengths(shift=share * 2.0, noise=share * 0.4)


@pytest.mark.parametrize("epoch", [1, 10])
def test_without_fading_they_stay(epoch: int) -> None:
    assert AugmentationStrengths.in_epoch(epoch, SETTINGS) == AugmentationStrengths(
        shift=2.0, noise=0.4
    )


def test_a_training_of_one_fading_epoch_sees_the_images_as_they_are(tiny: TinyDataset) -> None:
    dataset = tiny(30, 10)
    faded = replace(SETTINGS, epochs=1, fade_epochs=1)
    told = drive(new_training(dataset, faded).events())
    expected = drive(new_training(dataset, replace(PLAIN, epochs=1)).events())
    assert results(told) == results(expected)


def test_only_the_last_epochs_differ_from_a_training_that_does_not_fade(
    tiny: TinyDataset,
) -> None:
    dataset = tiny(30, 10)
    steady = results(drive(new_training(dataset, SETTINGS).events()))
    faded = results(drive(new_training(dataset, replace(SETTINGS, fade_epochs=3)).events()))
    batches_and_epoch = 4 + 1
    same = 7 * batches_and_epoch
    assert faded[:same] == steady[:same]
    assert faded[same] != steady[same]


def test_a_longer_training_fades_later(tiny: TinyDataset) -> None:
    dataset, fading = tiny(30, 10), replace(SETTINGS, epochs=3, fade_epochs=1)
    told = drive(new_training(dataset, fading).events(), {60: Change({"epochs": 4})})
    expected = results(drive(new_training(dataset, replace(SETTINGS, epochs=3)).events()))
    third = [event for event in results(told) if getattr(event, "epoch", None) == 3]
    assert third == [event for event in expected if getattr(event, "epoch", None) == 3]
