"""How the optimizer turns gradients into updates of the weights."""

from dataclasses import dataclass

from core.hyperparameters.fields import Choice, Integer, Real, declare

_WITH_MOMENTUM = ("optimizer", ("momentum", "nesterov"))
_ADAMS = ("optimizer", ("adam", "adamw"))
_ADAPTIVE = ("optimizer", ("rmsprop", "adam", "adamw"))


@dataclass(frozen=True, init=False, repr=False, eq=False)
class OptimizationSettings:
    """Optimizer, learning rate, mini-batches, epochs and the speed limit."""

    optimizer: str = declare(
        "sgd",
        Choice(
            label="Optimizer",
            group="Training",
            help="How a gradient updates the weights. SGD, gradient descent: w ← w − η g. Momentum "
            "and Nesterov add a fraction of the previous step. RMSprop divides by a running "
            "average of the gradient's size, Adam does both, and AdamW keeps weight decay "
            "separate from the gradient.",
            options={
                "sgd": "SGD",
                "momentum": "SGD, momentum",
                "nesterov": "SGD, Nesterov",
                "rmsprop": "RMSprop",
                "adam": "Adam",
                "adamw": "AdamW",
            },
        ),
    )
    learning_rate: float = declare(
        0.5e-3,
        Real(
            label="Learning rate η",
            group="Training",
            help="Size of a step along the gradient; a schedule multiplies it. Summed gradients "
            "need a small one; with the mean over a mini-batch of 128 it must be 128 times "
            "larger.",
            live=True,
            usual="0.0005 for summed gradients, 0.1 for the mean, 0.001 for Adam",
            minimum=1e-6,
            maximum=100.0,
            scale="log",
        ),
    )
    momentum: float = declare(
        0.9,
        Real(
            label="Momentum μ",
            group="Training",
            help="Fraction of the previous step that is added to each step.",
            live=True,
            only_for=_WITH_MOMENTUM,
            usual="0.9",
            minimum=0.0,
            maximum=0.999,
        ),
    )
    rms_decay: float = declare(
        0.9,
        Real(
            label="Decay ρ",
            group="Training",
            help="Decay rate of the running mean of squared gradients, per step.",
            advanced=True,
            only_for=("optimizer", ("rmsprop",)),
            usual="0.9",
            minimum=0.0,
            maximum=0.9999,
        ),
    )
    beta1: float = declare(
        0.9,
        Real(
            label="Decay β₁",
            group="Training",
            help="Decay rate of the running mean of gradients, per step.",
            advanced=True,
            only_for=_ADAMS,
            usual="0.9",
            minimum=0.0,
            maximum=0.999,
        ),
    )
    beta2: float = declare(
        0.999,
        Real(
            label="Decay β₂",
            group="Training",
            help="Decay rate of the running mean of squared gradients, per step.",
            advanced=True,
            only_for=_ADAMS,
            usual="0.999",
            minimum=0.0,
            maximum=0.99999,
        ),
    )
    epsilon: float = declare(
        1e-8,
        Real(
            label="Epsilon ε",
            group="Training",
            help="Added to the divisor, so that a gradient near 0 does not cause a huge step.",
            advanced=True,
            only_for=_ADAPTIVE,
            usual="1e-8",
            minimum=1e-12,
            maximum=1.0,
            scale="log",
        ),
    )
    weight_decay: float = declare(
        0.01,
        Real(
            label="Weight decay",
            group="Training",
            help="Each step also shrinks every weight, but no bias, by the learning rate times "
            "this value (Loshchilov and Hutter 2019).",
            off_at_zero=True,
            live=True,
            only_for=("optimizer", ("adamw",)),
            usual="0.01 to 0.1",
            minimum=0.0,
            maximum=10.0,
        ),
    )
    batch_size: int = declare(
        128,
        Integer(
            label="Mini-batch size",
            group="Training",
            unit="images",
            help="Number of images for one gradient and one step. If there are fewer training "
            "images, each step uses all of them.",
            live=True,
            usual="32 to 256",
            minimum=1,
            maximum=50_000,
        ),
    )
    epochs: int = declare(
        100,
        Integer(
            label="Epochs",
            group="Training",
            help="Number of passes over all training images. A change during training makes it "
            "longer or shorter.",
            live=True,
            usual="10 to 100",
            minimum=1,
            maximum=10_000,
        ),
    )
    gradient: str = declare(
        "sum",
        Choice(
            label="Gradient",
            group="Training",
            help="Whether the gradients of the images in a mini-batch are summed, as in the "
            "report, or averaged. With the mean, η = 0.5e-3 learns almost nothing.",
            options={"sum": "Sum over images", "mean": "Mean over images"},
        ),
    )
    clip_norm: float = declare(
        0.0,
        Real(
            label="Gradient clipping (norm)",
            group="Training",
            help="A gradient whose norm over all parameters is larger than this is scaled down to "
            "exactly this length (Pascanu et al. 2013). PyTorch's clip_grad_norm_ adds "
            "10⁻⁶ to the divisor. It is the gradient of the whole objective, with L2 and L1, "
            "summed or averaged as chosen; one that is not finite is left as it is.",
            advanced=True,
            off_at_zero=True,
            live=True,
            usual="1 to 5 for the mean of a mini-batch",
            minimum=0.0,
            maximum=1000.0,
        ),
    )
    speed: float = declare(
        0.0,
        Real(
            label="Speed limit",
            group="Training",
            unit="mini-batches/s",
            help="Maximum number of mini-batches per second, to watch the network learn.",
            off_at_zero=True,
            live=True,
            usual="5 to 50, to watch",
            minimum=0.0,
            maximum=1000.0,
        ),
    )
