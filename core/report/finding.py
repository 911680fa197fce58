"""What can be found in the curves of a run."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a finding is about."""

    FALLING = "The error falls"
    NOT_LEARNING = "Not learning"
    HARDLY = "Learning has hardly begun"
    OVERFITTING = "Overfitting"
    UNSTABLE = "Both errors rise"
    NOT_CONVERGED = "Not yet converged"
    CONVERGED = "Levelled off"
    UNCLEAR = "Perhaps still falling"
    DIVERGED = "Diverged"
    TOO_FEW = "Too few epochs"
    NOISE = "Noise"
    CHANGED = "Changed while training"
    GAP = "Training and validation"
    STOP = "When to stop"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that can be seen in the curves."""

    kind: Kind
    text: str
