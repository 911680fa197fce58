"""The hyperparameters of augmentation: distortions of the training images."""

from dataclasses import dataclass

from core.hyperparameters.fields import Integer, Real, declare


def _strength(label: str, unit: str, maximum: float, help: str) -> Real:  # noqa: A002
    return Real(
        label=label,
        group="Augmentation",
        unit=unit,
        help=help,
        live=True,
        minimum=0.0,
        maximum=maximum,
    )


def _share(label: str, help: str) -> Real:  # noqa: A002
    return _strength(label, "", 0.5, help)


@dataclass(frozen=True)
class AugmentationSettings:
    """Limits of the random distortions of each training image, 0 for none."""

    shift: float = declare(0.0, _strength("Shift", "pixels", 6.0, "Largest shift to each side."))
    rotation: float = declare(
        0.0, _strength("Rotation", "degrees", 45.0, "Largest rotation to each side.")
    )
    scale: float = declare(
        0.0,
        _strength(
            "Scale",
            "",
            0.5,
            "How much larger or smaller an image can become, width and height independently: "
            "0.1 for 10 %.",
        ),
    )
    shear: float = declare(
        0.0,
        _strength("Shear", "", 1.0, "Largest slant: pixels sideways for each pixel upwards."),
    )
    elastic: float = declare(
        0.0,
        _strength(
            "Elastic distortion",
            "pixels",
            4.0,
            "Standard deviation of a smooth random displacement, as if the paper were rubber "
            "(Simard et al. 2003).",
        ),
    )
    thickness: float = declare(
        0.0,
        _strength(
            "Stroke thickness",
            "",
            1.0,
            "How much thicker or thinner strokes can become; 1 for a pixel on each side.",
        ),
    )
    noise: float = declare(
        0.0,
        _strength("Noise", "", 0.5, "Standard deviation of the noise on each pixel; ink is 1."),
    )
    erasing: float = declare(
        0.0,
        _strength(
            "Random erasing",
            "",
            0.8,
            "Longest side of a rectangle that is erased, as a share of the image's (Zhong et al. "
            "2020).",
        ),
    )
    regional_forms: float = declare(
        0.0,
        _share(
            "Regional handwriting",
            "Share of the images that are replaced by a drawing of the same digit as it is taught "
            "in other countries: hooked ones, crossed sevens, slashed zeros, open fours.",
        ),
    )
    scribbles: float = declare(
        0.0,
        _share(
            "Scribbles",
            "Share of the images that are replaced by scribbles and letters. Their target is no "
            "digit, so that the network learns to be unsure (Hendrycks et al. 2019).",
        ),
    )
    fade_epochs: int = declare(
        0,
        Integer(
            label="Fade-out",
            group="Augmentation",
            unit="epochs",
            help="Number of last epochs over which the distortions weaken evenly, to none in the "
            "last one, so that the network ends on undistorted digits (He et al. 2019). 0: they "
            "stay.",
            live=True,
            minimum=0,
            maximum=10_000,
        ),
    )
