"""The strengths of the distortions of training images."""

from dataclasses import dataclass, fields
from typing import Self

from core.hyperparameters.schema import Hyperparameters


@dataclass(frozen=True, slots=True)
class AugmentationStrengths:
    """The limits of the random distortions of each image, 0 for none."""

    shift: float = 0.0
    """Pixels to each side."""
    rotation: float = 0.0
    """Degrees to each side."""
    scale: float = 0.0
    """Share by which width and height grow or shrink independently: 0.1 for 10%."""
    shear: float = 0.0
    """Slant to each side: pixels sideways for each pixel upwards."""
    elastic: float = 0.0
    """Standard deviation of the smooth random displacement, in pixels."""
    thickness: float = 0.0
    """Share of the change to strokes that are a pixel wider, or thinner, on each side."""
    noise: float = 0.0
    """Standard deviation of the noise added to each pixel; paper is 0, ink is 1."""
    erasing: float = 0.0
    """Longest side of an erased rectangle, as a share of the image's."""

    @classmethod
    def of(cls, settings: Hyperparameters) -> Self:
        """Take the strengths from the settings of a training."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})

    @classmethod
    def in_epoch(cls, epoch: int, settings: Hyperparameters) -> Self:
        """Take the strengths of an epoch, counted from 1, which fade evenly over the last ones.

        A network that ends on undistorted images loses the bias from the distortions (He, Xie,
        Chen, Zhang, Wang and Tian 2019).
        """
        left = max(settings.epochs - epoch, 0)
        share = min(1.0, left / settings.fade_epochs) if settings.fade_epochs else 1.0
        full = cls.of(settings)
        return cls(**{field.name: share * getattr(full, field.name) for field in fields(cls)})

    @property
    def warps(self) -> bool:
        """Whether pixels move or are erased."""
        return any((self.shift, self.rotation, self.scale, self.shear, self.elastic, self.erasing))

    @property
    def any(self) -> bool:
        """Whether images change at all."""
        return self.warps or bool(self.thickness or self.noise)
