"""The network's layers, activations, output and loss, and its initial weights."""

from dataclasses import dataclass

from core.hyperparameters.fields import Choice, Choices, Integer, Real, Widths, declare


@dataclass(frozen=True, init=False, repr=False, eq=False)
class NetworkSettings:
    """Layers, activations, output and loss, initial weights, and the seed."""

    hidden_layers: tuple[int, ...] = declare(
        (20,),
        Widths(
            label="Hidden layers",
            group="Network",
            unit="units",
            help="Number of units in each hidden layer, from the input to the output, such as 20 "
            "or 800, 300. Empty: no hidden layer, that is, ten logistic regressions.",
            defines_network=True,
            maximum_width=4096,
            maximum_layers=8,
        ),
    )
    activation: str = declare(
        "sigmoid",
        Choices(
            label="Activation",
            group="Network",
            help="Function that each hidden unit applies to its weighted sum x. One for all "
            "layers, or one for each hidden layer, such as ReLU, Tanh. Sigmoid: 1/(1+e⁻ˣ). "
            "ReLU: max(x, 0). Leaky ReLU: x where positive, 0.01 x elsewhere. ELU: x where "
            "positive, eˣ − 1 elsewhere. GELU: x Φ(x), by its tanh approximation. SiLU: x "
            "σ(x). Linear: x, which makes the whole network linear.",
            defines_network=True,
            options={
                "sigmoid": "Sigmoid",
                "tanh": "Tanh",
                "relu": "ReLU",
                "leaky_relu": "Leaky ReLU",
                "elu": "ELU",
                "gelu": "GELU",
                "silu": "SiLU",
                "linear": "Linear",
            },
        ),
    )
    loss: str = declare(
        "sigmoid_cross_entropy",
        Choice(
            label="Output and loss",
            group="Network",
            help="Sigmoid, cross-entropy: a separate yes or no for each digit, −y ln ŷ − (1−y) "
            "ln(1−ŷ) summed over the ten outputs. Softmax, cross-entropy: the ten outputs add "
            "up to 100%; the loss is −ln of the true digit's output. Sigmoid, quadratic: ½ "
            "Σ(ŷ−y)², whose gradient vanishes where an output is confidently wrong.",
            defines_network=True,
            options={
                "sigmoid_cross_entropy": "Sigmoid, cross-entropy",
                "softmax_cross_entropy": "Softmax, cross-entropy",
                "sigmoid_quadratic": "Sigmoid, quadratic",
            },
        ),
    )
    label_smoothing: float = declare(
        0.0,
        Real(
            label="Label smoothing",
            group="Network",
            help="Fraction of the target that is spread over all ten digits, so that the network "
            "is not driven to infinite confidence (Szegedy et al. 2016).",
            off_at_zero=True,
            only_for=("loss", ("softmax_cross_entropy",)),
            usual="0.05 to 0.1",
            minimum=0.0,
            maximum=0.5,
        ),
    )
    initializer: str = declare(
        "report",
        Choice(
            label="Initial weights",
            group="Network",
            help="Distribution of the initial weights. N(0, 1/n_in) is the report's, with biases "
            "from N(0, 1). N(0, 1) is too large on purpose. Glorot suits sigmoid and tanh, and "
            "He suits ReLU and its relatives. LeCun preserves the variance of linear units, "
            "and orthogonal preserves lengths. Zeros: all units of a layer stay the same "
            "forever. Biases start at 0, except with N(0, 1/n_in) and N(0, 1).",
            defines_network=True,
            options={
                "report": "N(0, 1/n_in)",
                "normal": "N(0, 1)",
                "glorot": "Glorot",
                "he": "He",
                "lecun": "LeCun",
                "orthogonal": "Orthogonal",
                "zeros": "Zeros",
            },
        ),
    )
    seed: int = declare(
        0,
        Integer(
            label="Seed",
            group="Network",
            help="Seed of the random numbers for the initial weights, the order of the images, "
            "dropout and augmentation. The same seed and settings give the same training, bit "
            "for bit.",
            advanced=True,
            defines_network=True,
            minimum=0,
            maximum=2**31 - 1,
        ),
    )
