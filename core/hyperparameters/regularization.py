"""What keeps the network from learning its training images by heart."""

from dataclasses import dataclass

from core.hyperparameters.fields import Choice, Integer, Real, declare

_STOPPING = ("early_stopping", ("loss", "accuracy"))


@dataclass(frozen=True)
class RegularizationSettings:
    """Penalties, limits, dropout, early stopping, averaged weights."""

    l2: float = declare(
        0.0,
        Real(
            label="L2 (weight decay) λ",
            group="Regularization",
            help="Pulls every weight, never a bias, towards zero: w ← (1 − ηλ/n) w − …, where n is "
            "the number of training images.",
            live=True,
            minimum=0.0,
            maximum=1000.0,
        ),
    )
    l1: float = declare(
        0.0,
        Real(
            label="L1 λ₁",
            group="Regularization",
            help="Pulls every weight towards zero by the same amount, ηλ₁/n, so that many end at "
            "nearly zero.",
            live=True,
            minimum=0.0,
            maximum=1000.0,
        ),
    )
    max_norm: float = declare(
        0.0,
        Real(
            label="Max-norm",
            group="Regularization",
            help="Longest that the vector of a unit's incoming weights may become (Srivastava et "
            "al. 2014). 0: any length.",
            live=True,
            minimum=0.0,
            maximum=1000.0,
        ),
    )
    dropout_input: float = declare(
        0.0,
        Real(
            label="Dropout, input",
            group="Regularization",
            help="Share of the pixels that are blanked at random, others with each image; the "
            "rest is made stronger to match (Srivastava et al. 2014).",
            live=True,
            minimum=0.0,
            maximum=0.95,
        ),
    )
    dropout: float = declare(
        0.0,
        Real(
            label="Dropout, hidden",
            group="Regularization",
            help="Share of the hidden units that are silenced at random, others with each image; "
            "the rest is made stronger to match (Srivastava et al. 2014).",
            live=True,
            minimum=0.0,
            maximum=0.95,
        ),
    )
    early_stopping: str = declare(
        "off",
        Choice(
            label="Early stopping",
            group="Regularization",
            help="End the training when the validation set has seen no better network for a while.",
            options={
                "off": "Off",
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
            help="Epochs without a better network after which the training ends.",
            live=True,
            only_for=_STOPPING,
            minimum=1,
            maximum=10_000,
        ),
    )
    restore_best: str = declare(
        "yes",
        Choice(
            label="Restore best",
            group="Regularization",
            help="Whether the training ends with the weights of its best epoch, or with its last.",
            only_for=_STOPPING,
            options={"yes": "Keep the best weights", "no": "Keep the last weights"},
        ),
    )
    ema: float = declare(
        0.0,
        Real(
            label="Average of weights",
            group="Regularization",
            help="The network is evaluated and used with an exponential moving average of its "
            "weights, which keeps this share at each step, such as 0.999. It is updated after "
            "every eighth step, and then keeps the share to the power of eight; at first it keeps "
            "less, at most (1 + t)/(10 + t) after t steps, so as to leave the initial weights "
            "sooner. PyTorch's AveragedModel is updated as often as it is told, with the same "
            "share from the start. 0: with the weights themselves.",
            minimum=0.0,
            maximum=0.99999,
        ),
    )
