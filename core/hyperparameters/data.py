"""The hyperparameters of the data: which images are for training and for validation."""

from dataclasses import dataclass

from core.hyperparameters.fields import Integer, declare

LABELED_IMAGES = 60_000
"""Images to divide between training and validation; the test images are separate."""
_LEAST_VALIDATION = 1000


@dataclass(frozen=True)
class DataSettings:
    """Numbers of images for training, for its evaluation after each epoch, and for validation."""

    training_images: int = declare(
        50_000,
        Integer(
            label="Training images",
            group="Data",
            unit="images",
            help="How many images the network learns from: the first ones of 60,000, the last of "
            "which are validation images.",
            minimum=1,
            maximum=LABELED_IMAGES - _LEAST_VALIDATION,
        ),
    )
    evaluation_images: int = declare(
        50_000,
        Integer(
            label="Training images evaluated",
            group="Data",
            unit="images",
            help="How many of the training images, from the first, are evaluated after each epoch "
            "for the training loss and accuracy. Fewer save time with a large network.",
            minimum=1,
            maximum=LABELED_IMAGES - _LEAST_VALIDATION,
        ),
    )
    validation_images: int = declare(
        10_000,
        Integer(
            label="Validation images",
            group="Data",
            unit="images",
            help="How many images, the last ones of 60,000, the network never learns from. They "
            "give its validation loss and accuracy, and calibrate its confidence. Fewer leave more "
            "to learn from (raise the training images too), and measure less precisely how good it "
            "is.",
            minimum=_LEAST_VALIDATION,
            maximum=10_000,
        ),
    )
