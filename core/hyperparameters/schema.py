"""Everything a training depends on, besides the data.

The window's form, validation, command-line options, presets, saved runs and the tests all
read `FIELDS`. A new hyperparameter is one more line in `core/declarations`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self, cast

from core.foundation.errors import HyperparameterError
from core.foundation.json_file import shorten
from core.hyperparameters.augmentation import AugmentationSettings
from core.hyperparameters.data import LABELED_IMAGES, DataSettings
from core.hyperparameters.fields import Field, Value
from core.hyperparameters.network import NetworkSettings
from core.hyperparameters.optimization import OptimizationSettings
from core.hyperparameters.regularization import RegularizationSettings
from core.hyperparameters.schedule import ScheduleSettings


# A dataclass takes the fields of its last base first: this is the order of the form, upwards.
@dataclass(frozen=True)
class Hyperparameters(
    DataSettings,
    AugmentationSettings,
    RegularizationSettings,
    ScheduleSettings,
    OptimizationSettings,
    NetworkSettings,
):
    """Everything a training depends on, besides the data. The defaults are the report's.

    Raises HyperparameterError when a value is out of its range, or does not fit another one.
    """

    def __post_init__(self) -> None:
        for name, declaration in FIELDS.items():
            object.__setattr__(self, name, _named(name, declaration.check, getattr(self, name)))
        self._check_activations()
        self._check_images()

    @property
    def activations(self) -> tuple[str, ...]:
        """The names in `activation`: one for all hidden layers, or one for each."""
        return tuple(self.activation.split(", "))

    def applies(self, name: str) -> bool:
        """Whether the field `name` has a meaning beside what else is chosen."""
        only_for = find_field(name).only_for
        return only_for is None or getattr(self, only_for[0]) in only_for[1]

    def check_meaning(self, names: Iterable[str]) -> None:
        """Raise HyperparameterError where one of these fields, which somebody has set, has no
        meaning beside what else is chosen."""
        for name in names:
            only_for = find_field(name).only_for
            if only_for is not None and not self.applies(name):
                other, options = only_for
                raise HyperparameterError(
                    f"{name} has no meaning with {other}={getattr(self, other)}: it goes with "
                    f"{other}={' or '.join(options)}"
                )

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """From plain values, as `to_dict` or JSON give them; what is missing has its default.

        Raises HyperparameterError for an unknown name or a wrong value.
        """
        for name in values:
            find_field(name)
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, fit for JSON."""
        return asdict(self)

    def with_texts(self, texts: Mapping[str, str]) -> Self:
        """A copy with fields replaced by what a person typed.

        Raises HyperparameterError for an unknown name or a wrong value.
        """
        values = {name: _named(name, find_field(name).parse, text) for name, text in texts.items()}
        return self.with_values(values)

    def with_values(self, values: Mapping[str, Value]) -> Self:
        """A copy with fields replaced. Raises HyperparameterError as `from_dict` does."""
        return self.from_dict({**self.to_dict(), **values})

    def _check_activations(self) -> None:
        given, layers = len(self.activations), len(self.hidden_layers)
        if given not in {1, layers}:
            raise HyperparameterError(
                f"activation: {given} are given for {layers} hidden layers; give one for all or "
                "one for each"
            )

    def _check_images(self) -> None:
        most = LABELED_IMAGES - self.validation_images
        if self.training_images > most:
            raise HyperparameterError(
                f"training_images: at most {most:,}: {self.validation_images:,} are kept for "
                "validation"
            )


FIELDS: Mapping[str, Field] = {
    item.name: item.metadata["field"] for item in fields(Hyperparameters)
}
"""The declaration of each field, in the order of the form."""
INTERDEPENDENT = ("hidden_layers", "activation", "training_images", "validation_images")
"""Fields whose values, each of them allowed, may not fit each other."""


def find_field(name: str) -> Field:
    """The declaration of the field `name`. Raises HyperparameterError where there is none."""
    if name not in FIELDS:
        known = ", ".join(FIELDS)
        raise HyperparameterError(
            f"there is no hyperparameter “{shorten(name)}”; there are {known}"
        )
    return FIELDS[name]


def _named(name: str, read: Any, value: object) -> Value:
    try:
        return cast(Value, read(value))
    except HyperparameterError as error:
        raise HyperparameterError(f"{name}: {error}") from error
