"""The one declaration of every hyperparameter.

The window's form, validation, command-line options, presets, saved runs and the tests all
read `FIELDS`. A new hyperparameter is one more line in `Hyperparameters`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self, cast

from core.errors import HyperparameterError
from core.fields import Choice, Field, Integer, Real, Value, Widths


def _declare(default: Value, declaration: Field) -> Any:
    return field(default=default, metadata={"field": declaration})


@dataclass(frozen=True, slots=True)
class Hyperparameters:
    """Everything a training depends on, besides the data. The defaults are the report's.

    Raises HyperparameterError when a value is out of its range.
    """

    hidden_layers: tuple[int, ...] = _declare(
        (20,),
        Widths(
            label="Hidden layers",
            group="Network",
            unit="units",
            help="Units in each hidden layer, from the input to the output, such as 20 or "
            "800, 300. Empty: no hidden layer, ten logistic regressions side by side.",
            defines_network=True,
            maximum_width=4096,
            maximum_layers=8,
        ),
    )
    activation: str = _declare(
        "sigmoid",
        Choice(
            label="Activation",
            group="Network",
            help="What each hidden unit applies to its weighted sum. Sigmoid: σ(x) = 1/(1+e⁻ˣ).",
            defines_network=True,
            options={"sigmoid": "Sigmoid"},
        ),
    )
    loss: str = _declare(
        "sigmoid_cross_entropy",
        Choice(
            label="Output and loss",
            group="Network",
            help="One sigmoid per digit, and the cross-entropy −y ln ŷ − (1−y) ln(1−ŷ) summed "
            "over the ten outputs.",
            defines_network=True,
            options={"sigmoid_cross_entropy": "Sigmoid, cross-entropy"},
        ),
    )
    initializer: str = _declare(
        "report",
        Choice(
            label="Initial weights",
            group="Network",
            help="How the network starts. The report's: weights N(0, 1/n_in), where n_in is the "
            "number of inputs of the layer, and biases N(0, 1).",
            defines_network=True,
            options={"report": "N(0, 1/n_in)"},
        ),
    )
    seed: int = _declare(
        0,
        Integer(
            label="Seed",
            group="Network",
            help="Start of the random numbers for the initial weights and the order of the "
            "images. The same seed and settings give the same training, to the bit.",
            defines_network=True,
            minimum=0,
            maximum=2**31 - 1,
        ),
    )
    optimizer: str = _declare(
        "sgd",
        Choice(
            label="Optimizer",
            group="Training",
            help="How a gradient becomes a step. Stochastic gradient descent: w ← w − η ∂L/∂w.",
            options={"sgd": "Gradient descent (SGD)"},
        ),
    )
    learning_rate: float = _declare(
        0.5e-3,
        Real(
            label="Learning rate η",
            group="Training",
            help="The length of a step along the gradient. Summed gradients need a small one; "
            "with the mean over a mini-batch of 128 it must be 128 times larger.",
            live=True,
            minimum=1e-6,
            maximum=100.0,
            scale="log",
        ),
    )
    batch_size: int = _declare(
        128,
        Integer(
            label="Mini-batch",
            group="Training",
            unit="images",
            help="How many images make one gradient and one step.",
            minimum=1,
            maximum=50_000,
        ),
    )
    epochs: int = _declare(
        100,
        Integer(
            label="Epochs",
            group="Training",
            help="How many times the training passes over all training images. A change while "
            "training makes it longer or shorter.",
            live=True,
            minimum=1,
            maximum=10_000,
        ),
    )
    gradient: str = _declare(
        "sum",
        Choice(
            label="Gradient",
            group="Training",
            help="Whether the gradients of a mini-batch's images are summed (the report) or "
            "averaged. With the mean, η = 0.5e-3 learns almost nothing.",
            options={"sum": "Sum over images", "mean": "Mean over images"},
        ),
    )
    l2: float = _declare(
        0.0,
        Real(
            label="L2 (weight decay) λ",
            group="Regularisation",
            help="Pulls every weight, never a bias, towards zero: w ← (1 − ηλ/n) w − …, where n is "
            "the number of training images.",
            live=True,
            minimum=0.0,
            maximum=1000.0,
        ),
    )
    training_images: int = _declare(
        50_000,
        Integer(
            label="Training images",
            group="Data",
            unit="images",
            help="How many of the 50,000 training images are used: the first ones.",
            minimum=1,
            maximum=50_000,
        ),
    )

    def __post_init__(self) -> None:
        for name, declaration in FIELDS.items():
            object.__setattr__(self, name, _named(name, declaration.check, getattr(self, name)))

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """From plain values, as `to_dict` or JSON give them; what is missing has its default.

        Raises HyperparameterError for an unknown name or a wrong value.
        """
        for name in values:
            declaration_of(name)
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, fit for JSON."""
        return asdict(self)

    def with_texts(self, texts: Mapping[str, str]) -> Self:
        """A copy with fields replaced by what a person typed.

        Raises HyperparameterError for an unknown name or a wrong value.
        """
        values = {
            name: _named(name, declaration_of(name).parse, text) for name, text in texts.items()
        }
        return self.with_values(values)

    def with_values(self, values: Mapping[str, Value]) -> Self:
        """A copy with fields replaced. Raises HyperparameterError as `from_dict` does."""
        return self.from_dict({**self.to_dict(), **values})


FIELDS: Mapping[str, Field] = {
    item.name: item.metadata["field"] for item in fields(Hyperparameters)
}
"""The declaration of each field, in the order of the form."""


def declaration_of(name: str) -> Field:
    """The declaration of the field `name`. Raises HyperparameterError where there is none."""
    if name not in FIELDS:
        known = ", ".join(FIELDS)
        raise HyperparameterError(f"there is no hyperparameter “{name}”; there are {known}")
    return FIELDS[name]


def _named(name: str, read: Any, value: object) -> Value:
    try:
        return cast(Value, read(value))
    except HyperparameterError as error:
        raise HyperparameterError(f"{name}: {error}") from error
