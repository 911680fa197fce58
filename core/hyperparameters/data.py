"""Which images the network learns from."""

from dataclasses import dataclass

from core.hyperparameters.fields import Integer, declare

LABELED_IMAGES = 60_000
"""To divide between learning and validation; the test images are others."""
_LEAST_VALIDATION = 1000


@dataclass(frozen=True)
class DataSettings:
    """How many images are learned from, and how many are looked at after each epoch."""

    training_images: int = declare(
        50_000,
        Integer(
            label="Training images",
            group="Data",
            unit="images",
            help="How many images are learned from: the first ones of 60,000, of which the last "
            "are kept for validation.",
            minimum=1,
            maximum=LABELED_IMAGES - _LEAST_VALIDATION,
        ),
    )
    evaluation_images: int = declare(
        50_000,
        Integer(
            label="Evaluated of them",
            group="Data",
            unit="images",
            help="How many of the training images, the first ones, give the training loss and "
            "accuracy after each epoch. Fewer save time with a large network.",
            minimum=1,
            maximum=LABELED_IMAGES - _LEAST_VALIDATION,
        ),
    )
    validation_images: int = declare(
        10_000,
        Integer(
            label="Kept for validation",
            group="Data",
            unit="images",
            help="How many images, the last ones of 60,000, the network never learns from: its "
            "validation loss, accuracy and confidence are theirs. Fewer leave more to learn from "
            "(raise the training images too), and say less surely how good it is.",
            minimum=_LEAST_VALIDATION,
            maximum=10_000,
        ),
    )
