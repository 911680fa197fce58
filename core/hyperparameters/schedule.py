"""The hyperparameters of the learning rate's schedule."""

from dataclasses import dataclass

from core.hyperparameters.fields import Choice, Integer, Real, declare

_ENDING = ("schedule", ("cosine", "warmup_cosine", "one_cycle"))


@dataclass(frozen=True)
class ScheduleSettings:
    """A factor on the learning rate that changes with the epochs."""

    schedule: str = declare(
        "constant",
        Choice(
            label="Schedule",
            group="Schedule",
            help="A factor that multiplies the learning rate and changes with the epochs. Cosine "
            "falls along half a cosine; warm-up rises before it; one-cycle (Smith 2018) rises from "
            "a 25th for the first three tenths, and then falls; halve on plateau waits until the "
            "validation loss stops falling. Each step takes the value at the share of the training "
            "before it: one-cycle is highest after exactly three tenths and would reach the final "
            "factor after the last step. PyTorch's OneCycleLR is one step earlier, ends at 4·10⁻⁶ "
            "of the highest rate, and also changes the momentum, which is constant here.",
            options={
                "constant": "Constant",
                "step": "Steps down",
                "exponential": "Exponential",
                "cosine": "Cosine",
                "warmup_cosine": "Warm-up, cosine",
                "one_cycle": "One cycle",
                "plateau": "Halve on plateau",
            },
        ),
    )
    step_epochs: int = declare(
        30,
        Integer(
            label="Step every",
            group="Schedule",
            unit="epochs",
            help="Epochs from one step to the next.",
            only_for=("schedule", ("step",)),
            minimum=1,
            maximum=10_000,
        ),
    )
    step_factor: float = declare(
        0.1,
        Real(
            label="Step factor",
            group="Schedule",
            help="The factor by which each step multiplies the learning rate.",
            only_for=("schedule", ("step",)),
            minimum=0.0,
            maximum=1.0,
        ),
    )
    epoch_factor: float = declare(
        0.97,
        Real(
            label="Factor per epoch",
            group="Schedule",
            help="The factor by which each epoch multiplies the learning rate, in small steps with "
            "each mini-batch.",
            only_for=("schedule", ("exponential",)),
            minimum=0.01,
            maximum=1.0,
        ),
    )
    warmup_epochs: float = declare(
        1.0,
        Real(
            label="Warm-up",
            group="Schedule",
            unit="epochs",
            help="Epochs in which the learning rate rises evenly from 0.",
            only_for=("schedule", ("warmup_cosine",)),
            minimum=0.0,
            maximum=1000.0,
        ),
    )
    final_factor: float = declare(
        0.0,
        Real(
            label="Final factor",
            group="Schedule",
            help="Share of the learning rate that is left at the end.",
            only_for=_ENDING,
            minimum=0.0,
            maximum=1.0,
        ),
    )
    plateau_epochs: int = declare(
        5,
        Integer(
            label="Plateau",
            group="Schedule",
            unit="epochs",
            help="Epochs without a lower validation loss after which the learning rate is halved.",
            only_for=("schedule", ("plateau",)),
            minimum=1,
            maximum=1000,
        ),
    )
