"""How the learning rate changes during training."""

from dataclasses import dataclass

from core.hyperparameters.fields import Choice, Integer, Real, declare

_ENDING = ("schedule", ("cosine", "warmup_cosine", "one_cycle"))


@dataclass(frozen=True, init=False, repr=False, eq=False)
class ScheduleSettings:
    """The factor that multiplies the learning rate, by epoch."""

    schedule: str = declare(
        "constant",
        Choice(
            label="Schedule",
            group="Schedule",
            help="How the learning rate changes over the epochs. Cosine falls slowly, then fast, "
            "then slowly again; warm-up rises before it. One-cycle (Smith 2018) rises for the "
            "first 30% of training, from 1/25 of the learning rate. Halve on plateau waits "
            "until the validation loss stops falling. Each step uses the value for the "
            "fraction of training before it: one-cycle reaches its maximum after exactly 30%, "
            "and its final factor after the last step. PyTorch's OneCycleLR is one step "
            "earlier, ends at 4·10⁻⁶ of the maximum, and also changes the momentum, which "
            "stays constant here.",
            options={
                "constant": "Constant",
                "step": "Step decay",
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
            help="Number of epochs between two steps.",
            only_for=("schedule", ("step",)),
            usual="10 to 30",
            minimum=1,
            maximum=10_000,
        ),
    )
    step_factor: float = declare(
        0.1,
        Real(
            label="Step factor",
            group="Schedule",
            help="Factor by which each step multiplies the learning rate.",
            only_for=("schedule", ("step",)),
            usual="0.1 to 0.5",
            minimum=0.0,
            maximum=1.0,
        ),
    )
    epoch_factor: float = declare(
        0.97,
        Real(
            label="Factor per epoch",
            group="Schedule",
            help="Factor by which each epoch multiplies the learning rate, a little with each "
            "mini-batch.",
            only_for=("schedule", ("exponential",)),
            usual="0.9 to 0.99",
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
            help="Number of epochs in which the learning rate rises evenly from 0.",
            off_at_zero=True,
            only_for=("schedule", ("warmup_cosine",)),
            usual="1 to 5",
            minimum=0.0,
            maximum=1000.0,
        ),
    )
    final_factor: float = declare(
        0.0,
        Real(
            label="Final factor",
            group="Schedule",
            help="Fraction of the learning rate that is left at the end.",
            only_for=_ENDING,
            usual="0 to 0.1",
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
            help="Number of epochs without a lower validation loss after which the learning rate "
            "is halved.",
            only_for=("schedule", ("plateau",)),
            usual="3 to 10",
            minimum=1,
            maximum=1000,
        ),
    )
