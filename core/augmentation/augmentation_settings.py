"""How strong the distortions of training images are."""

from dataclasses import dataclass, fields
from typing import Self

from core.hyperparameters.schema import Hyperparameters


@dataclass(frozen=True, slots=True)
class AugmentationStrengths:
    """Each 0 for none. Every image draws its own distortion, up to these."""

    shift: float = 0.0
    """Pixels to each side."""
    rotation: float = 0.0
    """Degrees to each side."""
    scale: float = 0.0
    """Share by which width and height grow or shrink, each on its own: 0.1 for 10 %."""
    shear: float = 0.0
    """Slant to each side: pixels sideways for each pixel upwards."""
    elastic: float = 0.0
    """Standard deviation of the smooth random displacement, in pixels."""
    thickness: float = 0.0
    """Share of the way to strokes a pixel wider, or thinner, on each side."""
    noise: float = 0.0
    """Standard deviation of the noise added to each pixel; paper is 0, ink is 1."""
    erasing: float = 0.0
    """Longest side of an erased rectangle, as a share of the image's."""

    @classmethod
    def of(cls, settings: Hyperparameters) -> Self:
        """Those that a training is set to."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})

    @classmethod
    def in_epoch(cls, epoch: int, settings: Hyperparameters) -> Self:
        """Those of an epoch, counted from 1: over the last ones they fade evenly, to none.

        A network that ends on images as they are loses the bias that distortions leave in it
        (He, Xie, Chen, Zhang, Wang and Tian 2019).
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
