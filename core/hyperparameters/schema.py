"""The hyperparameters: everything that a training depends on, besides the data.

The window's form, validation, command-line options, presets, saved runs and the tests all
read `FIELDS`. A new hyperparameter is one more field in `core/hyperparameters`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self, TypeVar, cast

from core.foundation.errors import HyperparameterError
from core.foundation.json_file import shorten
from core.hyperparameters.augmentation import AugmentationSettings
from core.hyperparameters.data import DataSettings
from core.hyperparameters.fields import Field, Integer, Real, Value
from core.hyperparameters.image_counts import most_images
from core.hyperparameters.network import NetworkSettings
from core.hyperparameters.optimization import OptimizationSettings
from core.hyperparameters.regularization import RegularizationSettings
from core.hyperparameters.schedule import ScheduleSettings

T = TypeVar("T")


# A dataclass takes the fields of its last base first, so this is the order of the form, reversed.
@dataclass(frozen=True)
class Hyperparameters(
    DataSettings,
    AugmentationSettings,
    RegularizationSettings,
    ScheduleSettings,
    OptimizationSettings,
    NetworkSettings,
):
    """Everything that a training depends on, besides the data; the defaults are the report's.

    Raises HyperparameterError when a value is out of its range, or does not fit another one.
    """

    def __post_init__(self) -> None:
        for name, declaration in FIELDS.items():
            object.__setattr__(self, name, _named(name, declaration.check, getattr(self, name)))
        self._check_activations()
        self._check_images()

    @property
    def activations(self) -> tuple[str, ...]:
        """The name of the activation of each hidden layer."""
        names = self._named_activations()
        return names if len(names) == len(self.hidden_layers) else names * len(self.hidden_layers)

    def applies(self, name: str) -> bool:
        """Whether the field `name` has a meaning with the values of the other fields."""
        only_for = find_field(name).only_for
        return only_for is None or getattr(self, only_for[0]) in only_for[1]

    def check_applies(self, names: Iterable[str]) -> None:
        """Check that fields that the user has set have a meaning with the values of the others.

        Raises HyperparameterError for one that has none.
        """
        for name in names:
            only_for = find_field(name).only_for
            if only_for is not None and not self.applies(name):
                other, options = only_for
                raise HyperparameterError(
                    f"{name} has no effect with {other}={getattr(self, other)}: it requires "
                    f"{other}={' or '.join(options)}"
                )

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Make the settings from plain values, as `to_dict` or JSON give them.

        What is missing has its default, and a field may have its former name. Raises
        HyperparameterError for an unknown name or a wrong value.
        """
        for name in values:
            find_field(name)
        return cls(**with_present_names(values))

    def to_dict(self) -> dict[str, Any]:
        """Give the values as plain ones for JSON."""
        return asdict(self)

    def with_texts(self, texts: Mapping[str, str]) -> Self:
        """Make a copy in which fields have the values that the user typed.

        Raises HyperparameterError for an unknown name or a wrong value.
        """
        values = {name: _named(name, find_field(name).parse, text) for name, text in texts.items()}
        return self.with_values(values)

    def with_values(self, values: Mapping[str, Value]) -> Self:
        """Make a copy with other values of some fields; raises errors as `from_dict` does."""
        return self.from_dict({**self.to_dict(), **with_present_names(values)})

    def _named_activations(self) -> tuple[str, ...]:
        return tuple(self.activation.split(", "))

    def _check_activations(self) -> None:
        given, layers = len(self._named_activations()), len(self.hidden_layers)
        if given not in {1, layers}:
            counted = f"{layers} hidden layer{'s' if layers != 1 else ''}"
            raise HyperparameterError(
                f"activation: {given} are given for {counted}; give one for all or one for each"
            )

    def _check_images(self) -> None:
        limit = most_images("training_images", {"validation_images": self.validation_images})
        if limit is not None and self.training_images > limit:
            raise HyperparameterError(
                f"training_images: at most {limit:,}, because {self.validation_images:,} are for "
                "validation"
            )


FIELDS: Mapping[str, Field] = {
    item.name: item.metadata["field"] for item in fields(Hyperparameters)
}
"""The declaration of each field, in the order of the form."""
INTERDEPENDENT = ("hidden_layers", "activation", "training_images", "validation_images")
"""Fields whose values may each be allowed and still not fit each other."""
_FORMER_NAMES = {"habits": "regional_forms"}
"""Former names of fields, which files and commands may still have, and the present ones."""


def present_name(name: str) -> str:
    """Give the present name of a field that may have its former one."""
    return _FORMER_NAMES.get(name, name)


def with_present_names(values: Mapping[str, T]) -> dict[str, T]:
    """Replace the former names of fields by the present ones.

    Raises HyperparameterError where a field has both of its names.
    """
    renamed = {present_name(name): value for name, value in values.items()}
    if len(renamed) < len(values):
        name = next(name for name in values if present_name(name) != name)
        raise HyperparameterError(f"{name} is the former name of {present_name(name)}: give one")
    return renamed


def find_field(name: str) -> Field:
    """Give the declaration of a field by its present or former name.

    Raises HyperparameterError where there is none.
    """
    if present_name(name) not in FIELDS:
        known = ", ".join(FIELDS)
        raise HyperparameterError(
            f"there is no hyperparameter “{shorten(name)}”; there are {known}"
        )
    return FIELDS[present_name(name)]


def _named(name: str, read: Any, value: object) -> Value:
    try:
        return cast(Value, read(value))
    except HyperparameterError as error:
        raise HyperparameterError(f"{name}: {error}") from error


def short_name(name: str) -> str:
    """Return the symbol at the end of a label, such as η; without one, the label in a sentence."""
    label = find_field(name).label
    sign = label.split()[-1]
    if len(sign) <= 2 and not sign.isascii():
        return sign
    return label[0].lower() + label[1:]


def short(name: str, value: Value) -> str:
    """Return a short text in the words of the form, such as “η 0.001” or “optimizer SGD”."""
    return f"{short_name(name)} {display_rounded(name, value)}"


def short_all(values: Mapping[str, Value]) -> str:
    """Return the short texts of several hyperparameters."""
    return ", ".join(short(name, value) for name, value in values.items())


def display_setting(name: str, value: Value) -> str:
    """Return the value of a hyperparameter as text for people, with the labels of options."""
    field = FIELDS[name]
    if isinstance(field, Integer) and name != "seed" and value:
        return f"{value:,}"
    return field.display(value) or "none"


def display_rounded(name: str, value: Value) -> str:
    """Return the value of a hyperparameter like `display_setting`, to four significant digits."""
    return (
        f"{value:.4g}" if isinstance(FIELDS[name], Real) and value else display_setting(name, value)
    )
