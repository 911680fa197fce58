"""How many images the network is trained, evaluated and validated on."""

from dataclasses import dataclass

from core.hyperparameters.fields import Integer, declare

LABELED_IMAGES = 60_000
"""To be divided into training and validation images; the test images are separate."""
_LEAST_VALIDATION = 1000


@dataclass(frozen=True, init=False, repr=False, eq=False)
class DataSettings:
    """How many images are for training, and how many are evaluated after each epoch."""

    training_images: int = declare(
        50_000,
        Integer(
            label="Training images",
            group="Data",
            unit="images",
            help="Number of training images: the first of the 60,000 labeled images. The last "
            "ones are for validation.",
            usual="50,000",
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
            help="Number of training images, the first ones, on which training loss and accuracy "
            "are computed after each epoch; at most all of them. Fewer save time with a large "
            "network.",
            advanced=True,
            usual="10,000 to 50,000",
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
            help="Number of validation images: the last of the 60,000 labeled images. The network "
            "is never trained on them; they give its validation loss, accuracy and confidence. "
            "Fewer leave more for training (raise the training images too), but say less "
            "precisely how good the network is.",
            usual="5,000 to 10,000",
            minimum=_LEAST_VALIDATION,
            maximum=10_000,
        ),
    )
