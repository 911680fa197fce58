"""Penalties and other means that keep the network from memorizing its training images."""

from dataclasses import dataclass

from core.hyperparameters.fields import Choice, Integer, Real, declare

_STOPPING = ("early_stopping", ("loss", "accuracy"))


@dataclass(frozen=True, init=False, repr=False, eq=False)
class RegularizationSettings:
    """Penalties, limits, dropout, early stopping and weight averaging."""

    l2: float = declare(
        0.0,
        Real(
            label="L2 (weight decay) λ",
            group="Regularization",
            help="Pulls every weight, but no bias, toward zero: w ← (1 − ηλ/n) w − …, where n is "
            "the number of training images.",
            off_at_zero=True,
            live=True,
            usual="0.1 to 10",
            minimum=0.0,
            maximum=1000.0,
        ),
    )
    l1: float = declare(
        0.0,
        Real(
            label="L1 λ₁",
            group="Regularization",
            help="Moves every weight toward zero by the same amount, ηλ₁/n, so that many end near "
            "zero.",
            advanced=True,
            off_at_zero=True,
            live=True,
            usual="0.1 to 5",
            minimum=0.0,
            maximum=1000.0,
        ),
    )
    max_norm: float = declare(
        0.0,
        Real(
            label="Max-norm",
            group="Regularization",
            help="Maximum length of the vector of a unit's incoming weights (Srivastava et al. "
            "2014).",
            advanced=True,
            off_at_zero=True,
            live=True,
            usual="2 to 4",
            minimum=0.0,
            maximum=1000.0,
        ),
    )
    dropout_input: float = declare(
        0.0,
        Real(
            label="Dropout (input)",
            group="Regularization",
            help="Fraction of the pixels set to 0 at random, different ones for each image; the "
            "others are scaled up to compensate (Srivastava et al. 2014).",
            advanced=True,
            off_at_zero=True,
            live=True,
            usual="0.1 to 0.2",
            minimum=0.0,
            maximum=0.95,
        ),
    )
    dropout: float = declare(
        0.0,
        Real(
            label="Dropout (hidden)",
            group="Regularization",
            help="Fraction of the hidden units set to 0 at random, different ones for each image; "
            "the others are scaled up to compensate (Srivastava et al. 2014).",
            off_at_zero=True,
            live=True,
            usual="0.2 to 0.5",
            minimum=0.0,
            maximum=0.95,
        ),
    )
    early_stopping: str = declare(
        "off",
        Choice(
            label="Early stopping",
            group="Regularization",
            help="Whether training ends early when the network has stopped improving on the "
            "validation images.",
            options={
                "off": "off",
                "loss": "By validation loss",
                "accuracy": "By validation accuracy",
            },
        ),
    )
    patience: int = declare(
        10,
        Integer(
            label="Patience",
            group="Regularization",
            unit="epochs",
            help="Number of epochs without improvement after which training ends.",
            live=True,
            only_for=_STOPPING,
            usual="5 to 20",
            minimum=1,
            maximum=10_000,
        ),
    )
    restore_best: str = declare(
        "yes",
        Choice(
            label="Restore best",
            group="Regularization",
            help="Whether training ends with the weights of the best epoch or with those of the "
            "last one.",
            advanced=True,
            only_for=_STOPPING,
            options={"yes": "Keep the best weights", "no": "Keep the last weights"},
        ),
    )
    ema: float = declare(
        0.0,
        Real(
            label="Weight averaging (EMA)",
            group="Regularization",
            help="The network is evaluated and used with an exponential moving average of its "
            "weights. This is the decay per step, such as 0.999. The average is updated every "
            "eighth step, with the decay to the power of eight; early on the decay is at most "
            "(1 + t)/(10 + t) after t steps, so that the average moves away from the initial "
            "weights sooner. PyTorch's AveragedModel has no such warm-up, and is updated "
            "whenever it is called.",
            advanced=True,
            off_at_zero=True,
            usual="0.99 to 0.9999",
            minimum=0.0,
            maximum=0.99999,
        ),
    )
