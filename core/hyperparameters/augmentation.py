"""The hyperparameters of augmentation: distortions of the training images."""

from dataclasses import dataclass

from core.hyperparameters.fields import Integer, Real, declare


def _strength(
    label: str,
    unit: str,
    maximum: float,
    usual: str,
    help: str,  # noqa: A002
    *,
    advanced: bool = False,
) -> Real:
    return Real(
        label=label,
        group="Augmentation",
        unit=unit,
        help=help,
        advanced=advanced,
        off_at_zero=True,
        live=True,
        minimum=0.0,
        maximum=maximum,
        usual=usual,
    )


def _share(label: str, usual: str, help: str) -> Real:  # noqa: A002
    return _strength(label, "", 0.5, usual, help, advanced=True)


@dataclass(frozen=True, init=False, repr=False, eq=False)
class AugmentationSettings:
    """How training images are distorted, differently each time they are used; 0 is not at all."""

    shift: float = declare(
        0.0, _strength("Shift", "pixels", 6.0, "1 to 2", "Maximum shift in each direction.")
    )
    rotation: float = declare(
        0.0,
        _strength("Rotation", "degrees", 45.0, "5 to 15", "Maximum rotation in either direction."),
    )
    scale: float = declare(
        0.0,
        _strength(
            "Scale",
            "",
            0.5,
            "0.05 to 0.15",
            "Maximum change in size; width and height change independently. 0.1 means 10%.",
        ),
    )
    shear: float = declare(
        0.0,
        _strength(
            "Shear", "", 1.0, "0.1 to 0.2", "Maximum slant: pixels sideways per pixel of height."
        ),
    )
    elastic: float = declare(
        0.0,
        _strength(
            "Elastic distortion",
            "pixels",
            4.0,
            "0.5 to 1.5",
            "Standard deviation of a smooth random displacement of the pixels (Simard et al. "
            "2003).",
        ),
    )
    thickness: float = declare(
        0.0,
        _strength(
            "Stroke thickness",
            "",
            1.0,
            "0.3 to 0.6",
            "Maximum change in stroke thickness; 1 adds or removes a pixel on each side.",
        ),
    )
    noise: float = declare(
        0.0,
        _strength(
            "Noise",
            "",
            0.5,
            "0.05 to 0.2",
            "Standard deviation of the noise added to each pixel; ink is 1.",
            advanced=True,
        ),
    )
    erasing: float = declare(
        0.0,
        _strength(
            "Random erasing",
            "",
            0.8,
            "0.2 to 0.4",
            "Maximum side of a rectangle that is erased at random, as a fraction of the image's "
            "side (Zhong et al. 2020).",
            advanced=True,
        ),
    )
    regional_forms: float = declare(
        0.0,
        _share(
            "Regional handwriting",
            "0.05 to 0.15",
            "Fraction of the images replaced by a drawing of the same digit as it is taught in "
            "other countries: hooked ones, crossed sevens, slashed zeros, open fours.",
        ),
    )
    scribbles: float = declare(
        0.0,
        _share(
            "Scribbles",
            "0.02 to 0.05",
            "Fraction of the images replaced by scribbles and letters. Their target is no digit, "
            "so the network learns to be unsure about them (Hendrycks et al. 2019).",
        ),
    )
    fade_epochs: int = declare(
        0,
        Integer(
            label="Fade-out",
            group="Augmentation",
            unit="epochs",
            help="Number of final epochs over which the distortions weaken evenly. The last epoch "
            "has none, so training ends on undistorted digits (He et al. 2019).",
            off_at_zero=True,
            live=True,
            usual="5 to 50",
            minimum=0,
            maximum=10_000,
        ),
    )
