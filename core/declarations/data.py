"""Which images the network learns from."""

from dataclasses import dataclass

from core.declarations.declare import declare
from core.fields import Integer


@dataclass(frozen=True)
class DataSettings:
    """How many images are learnt from, and how many are looked at after each epoch."""

    training_images: int = declare(
        50_000,
        Integer(
            label="Training images",
            group="Data",
            unit="images",
            help="How many of the 50,000 training images are used: the first ones.",
            minimum=1,
            maximum=50_000,
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
            maximum=50_000,
        ),
    )
