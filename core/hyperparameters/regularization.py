"""The hyperparameters of regularization: what keeps the network from memorizing its images."""

from dataclasses import dataclass

from core.hyperparameters.fields import Choice, Integer, Real, declare

_STOPPING = ("early_stopping", ("loss", "accuracy"))


@dataclass(frozen=True)
class RegularizationSettings:
    """Penalties, norm limits, dropout, early stopping and weight averaging."""

    l2: float = declare(
        0.0,
        Real(
            label="L2 (weight decay) λ",
            group="Regularization",
            help="Pulls every weight, never a bias, toward zero: w ← (1 − ηλ/n) w − …, where n is "
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
            help="Pulls every weight toward zero by the same amount, ηλ₁/n, so that many end near "
            "zero.",
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
            help="Largest norm that the vector of a unit's incoming weights may have (Srivastava "
            "et al. 2014). 0: no limit.",
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
            help="Share of the pixels that are set to 0 at random, different ones for each image; "
            "the others are scaled up to compensate (Srivastava et al. 2014).",
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
            help="Share of the hidden units that are set to 0 at random, different ones for each "
            "image; the others are scaled up to compensate (Srivastava et al. 2014).",
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
            help="Ends the training when the network has not improved on the validation images for "
            "a number of epochs.",
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
            help="Epochs without an improvement after which the training ends.",
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
            help="Whether the training ends with the weights of its best or of its last epoch.",
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
            "weights, which keeps this share at each step, such as 0.999. It is updated after "
            "every eighth step with the eighth power of this share; at first it keeps less, at "
            "most (1 + t)/(10 + t) after t steps, so that it leaves the initial weights sooner. "
            "PyTorch's AveragedModel uses the same share from the start at each of its updates. "
            "0: no averaging.",
            minimum=0.0,
            maximum=0.99999,
        ),
    )
