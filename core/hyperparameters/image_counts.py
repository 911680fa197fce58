"""How many images a setting can be about, as the numbers of images in other settings allow."""

from collections.abc import Mapping

from core.hyperparameters.data import LABELED_IMAGES
from core.hyperparameters.fields import Value

_EFFECTS = {
    "batch_size": "each step uses all of them",
    "evaluation_images": "all of them are evaluated",
}
"""What happens with a value above the number of training images, which is allowed."""


def most_images(name: str, values: Mapping[str, Value | None]) -> int | None:
    """Return the largest number of images that the field `name` can be about.

    `values` are those of all fields. None where nothing but the field itself limits it.
    """
    of_others = values["validation_images" if name == "training_images" else "training_images"]
    if not isinstance(of_others, int) or not (name in _EFFECTS or name == "training_images"):
        return None
    return LABELED_IMAGES - of_others if name == "training_images" else of_others


def effect_of_more(name: str) -> str:
    """Return what happens with more than `most_images`; empty where that is not allowed."""
    return _EFFECTS.get(name, "")
