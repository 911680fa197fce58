"""The kinds of hyperparameters: how their values are parsed, checked, formatted and described."""

import math
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import Any, Literal

from core.foundation.errors import HyperparameterError
from core.foundation.json_file import shorten

Value = int | float | str | tuple[int, ...]
OFF = "off"
"""What the form shows for a 0 that switches something off; it can be typed as well."""


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Field(ABC):
    """The declaration of a hyperparameter, for form, validation, command line and runs."""

    label: str
    help: str
    group: Literal["Network", "Training", "Schedule", "Regularization", "Augmentation", "Data"]
    unit: str = ""
    advanced: bool = False
    """Whether the field is rarely changed, so that the form folds it under “More”."""
    live: bool = False
    """Whether the value may be changed during a training, from the next mini-batch on."""
    defines_network: bool = False
    """Whether another value needs a new network."""
    only_for: tuple[str, tuple[str, ...]] | None = None
    """Another field and those of its options with which this one has a meaning; None for always."""

    @property
    def added_unit(self) -> str:
        """The unit, unless the label names it, as that of the training images does."""
        return "" if self.unit in self.label.casefold().split() else self.unit

    @property
    def label_with_unit(self) -> str:
        """The label, followed by the unit if there is one that the label does not name."""
        return f"{self.label} ({self.added_unit})" if self.added_unit else self.label

    @abstractmethod
    def parse(self, text: str) -> Value:
        """Parse what the user typed. Raises HyperparameterError with the reason."""

    @abstractmethod
    def check(self, value: object) -> Value:
        """Check a value and give it in the field's type; raises HyperparameterError."""

    @abstractmethod
    def format(self, value: Value) -> str:
        """Give the text that `parse` reads back as `value`."""

    def display(self, value: Value) -> str:
        """Give the value as the form shows it."""
        return self.format(value)

    @property
    @abstractmethod
    def allowed(self) -> str:
        """The allowed values, as a phrase."""


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Number(Field):
    """A number, of which 0 may switch something off."""

    off_at_zero: bool = False
    """Whether 0 switches off what the field describes. The form then shows “off” in its place."""
    usual: str = ""
    """The values that are often used, as a phrase; empty where all are alike."""

    def display(self, value: Value) -> str:
        return OFF if self.off_at_zero and value == 0 else self.format(value)

    def _means_off(self, text: str) -> bool:
        """Whether a typed text is the word for a 0 that switches something off."""
        return self.off_at_zero and text.strip().casefold() == OFF


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Integer(Number):
    """A whole number between two limits, both included."""

    minimum: int
    maximum: int

    def parse(self, text: str) -> int:
        if self._means_off(text):
            return self.check(0)
        # People write 50,000 and 50 000; 1,5 is not a whole number.
        plain = re.sub(r"(?<=\d)[, _](?=\d{3}(?!\d))", "", text.strip())
        if not re.fullmatch(r"[+-]?\d{1,20}", plain, re.ASCII):
            raise HyperparameterError(f"“{shorten(text)}” is not a whole number")
        return self.check(int(plain))

    def check(self, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise HyperparameterError(f"“{shorten(value)}” is not a whole number")
        if not self.minimum <= value <= self.maximum:
            raise HyperparameterError(f"{shorten(value)} is not {self.allowed}")
        return value

    def format(self, value: Value) -> str:
        return str(value)

    @property
    def allowed(self) -> str:
        return f"between {self.minimum:,} and {self.maximum:,}"


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Real(Number):
    """A finite number between two limits, both included."""

    minimum: float
    maximum: float
    scale: Literal["linear", "log"] = "linear"
    """How a slider spreads the range."""

    def parse(self, text: str) -> float:
        if self._means_off(text):
            return self.check(0.0)
        # float() also reads "nan", "1_0" and digits of other scripts, which are refused here.
        if not re.fullmatch(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*", text, re.ASCII | re.I):
            raise HyperparameterError(f"“{shorten(text)}” is not a number such as 0.5e-3")
        value = float(text)
        if not value and re.search("[1-9]", text.lower().partition("e")[0]):
            raise HyperparameterError(f"“{shorten(text)}” is too close to 0; write 0")
        return self.check(value)

    def check(self, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise HyperparameterError(f"“{shorten(value)}” is not a number")
        if not self.minimum <= value <= self.maximum:
            # A whole number may be too long for a float.
            shown = self.format(value) if isinstance(value, float) else shorten(value)
            raise HyperparameterError(f"{shown} is not {self.allowed}")
        return float(value)

    def format(self, value: Value) -> str:
        short = f"{value:g}"
        return short if float(short) == value else repr(value)

    @property
    def allowed(self) -> str:
        return f"between {self.minimum:g} and {self.maximum:g}"

    def position(self, value: float) -> float:
        """Give the position of `value` in the range, from 0 to 1, on the field's scale."""
        if self.scale == "linear":
            return (value - self.minimum) / (self.maximum - self.minimum)
        return math.log(value / self.minimum) / math.log(self.maximum / self.minimum)

    def at(self, position: float) -> float:
        """Give the value at a position from 0 to 1, to three significant digits."""
        if self.scale == "linear":
            value = self.minimum + position * (self.maximum - self.minimum)
        else:
            value = self.minimum * (self.maximum / self.minimum) ** position
        return min(max(float(f"{value:.3g}"), self.minimum), self.maximum)


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Choice(Field):
    """One of several names, each with a label for the form."""

    options: dict[str, str]

    def parse(self, text: str) -> str:
        return self.check(text.strip())

    def check(self, value: object) -> str:
        if not isinstance(value, str) or value not in self.options:
            raise HyperparameterError(f"“{shorten(value)}” is not {self.allowed}")
        return value

    def format(self, value: Value) -> str:
        return str(value)

    def display(self, value: Value) -> str:
        return self.options[self.check(value)]

    @property
    def allowed(self) -> str:
        return ("one of " if len(self.options) > 1 else "") + ", ".join(self.options)


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Choices(Choice):
    """Several names in order, such as `relu, tanh`; a name may be repeated.

    People read labels, such as “ReLU, Tanh”, and may type either, in upper or lower case.
    """

    def parse(self, text: str) -> str:
        names = [name for part in re.split("[,;]", text) for name in self._names_in(part)]
        for name in names:
            if name not in self.options:
                labels = ", ".join(self.options.values())
                raise HyperparameterError(
                    f"“{shorten(name)}” is not one of {labels}, or one for each layer"
                )
        return ", ".join(names)

    def display(self, value: Value) -> str:
        return ", ".join(self.options[name] for name in _split_list(self.check(value)))

    def _names_in(self, text: str) -> list[str]:
        """Give the names for words that are names or labels; a label may have two words.

        A word that is neither stays, and so does an empty text.
        """
        known = {label.casefold(): name for name, label in self.options.items()}
        known |= {name: name for name in self.options}
        words, names = text.split() or [""], []
        while words:
            pair = known.get(" ".join(words[:2]).casefold())
            names.append(pair or known.get(words[0].casefold(), words[0]))
            del words[: 2 if pair else 1]
        return names

    def check(self, value: object) -> str:
        if not isinstance(value, str):
            raise HyperparameterError(f"“{shorten(value)}” is not {self.allowed}")
        return ", ".join(super(Choices, self).check(name) for name in _split_list(value))

    @property
    def allowed(self) -> str:
        return f"{super().allowed}, or one for each layer"


@dataclass(frozen=True, kw_only=True, repr=False, eq=False)
class Widths(Field):
    """The widths of layers in order, such as `800, 300`; empty for no layer."""

    maximum_width: int
    maximum_layers: int

    def parse(self, text: str) -> tuple[int, ...]:
        parts = _split_list(text) if text.strip() else []
        if not all(re.fullmatch(r"\d{1,9}", part, re.ASCII) for part in parts):
            raise HyperparameterError(f"“{shorten(text)}” is not a list such as 20 or 800, 300")
        self._check_thousands(text)
        return self.check(tuple(int(part) for part in parts))

    def check(self, value: object) -> tuple[int, ...]:
        if not isinstance(value, list | tuple) or not all(type(width) is int for width in value):
            raise HyperparameterError(f"“{shorten(value)}” is not a list of whole numbers")
        if len(value) > self.maximum_layers or not all(
            1 <= width <= self.maximum_width for width in value
        ):
            raise HyperparameterError(
                f"“{shorten(self.format(tuple(value)))}” is not a list of {self.allowed}"
            )
        return tuple(value)

    def _check_thousands(self, text: str) -> None:
        """Refuse 1,500, which a field for one whole number reads as fifteen hundred."""
        for match in re.finditer(r"(?<!\d)([1-9]\d{0,2})[, ](\d{3})(?!\d)", text, re.ASCII):
            width, (first, second) = int("".join(match.groups())), match.groups()
            if width <= self.maximum_width:
                raise HyperparameterError(
                    f"“{match[0]}” can be read in two ways: write {width} for one layer, or "
                    f"“{first}, {second}” for two"
                )

    def format(self, value: Value) -> str:
        return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)

    @property
    def allowed(self) -> str:
        return f"up to {self.maximum_layers} layers of 1 to {self.maximum_width:,} units"


def _split_list(text: str) -> list[str]:
    """Split at commas, semicolons or spaces; between two commas there is an empty text."""
    return re.split(r"\s*[,;]\s*|\s+", text.strip())


def declare(default: Any, declaration: Field) -> Any:
    """Make a field of a dataclass with `declaration` in its metadata under "field"."""
    return field(default=default, metadata={"field": declaration})
