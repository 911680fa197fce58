"""Changes of a trained network: of one weight, of a unit, of a layer, or of the whole network."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.foundation.errors import ModelError
from core.foundation.percent import SHARE_DECIMALS, percent
from core.inside.layer_values import check_hidden_layer, check_unit
from core.nn.activations import Floats
from core.nn.mlp import MLP

MAX_BITS = 16
"""The most bits of a quantized weight; float32 has a mantissa of 24."""


class Edit(ABC):
    """A change of the parameters of a network."""

    @abstractmethod
    def apply(self, network: MLP) -> None:
        """Change the parameters in place. Raises ModelError where the network has no such part."""

    @property
    @abstractmethod
    def text(self) -> str:
        """What is changed, in a few words."""

    @property
    def idempotent(self) -> bool:
        """Whether it changes nothing when it is made a second time."""
        return True


@dataclass(frozen=True, slots=True)
class SwitchOff(Edit):
    """Switches a hidden unit off: its output no longer reaches the next layer."""

    layer: int
    """The index of the layer; 0 is the first hidden one."""
    unit: int

    def apply(self, network: MLP) -> None:
        check_hidden_layer(network, self.layer)
        check_unit(network, self.layer, self.unit)
        network.weights[self.layer + 1][self.unit] = 0.0

    @property
    def text(self) -> str:
        return f"unit {self.unit} of hidden layer {self.layer + 1} is off"


@dataclass(frozen=True, slots=True)
class SetWeight(Edit):
    """Sets the weight from a source to a unit."""

    layer: int
    source: int
    """The pixel, or the unit of the layer before."""
    unit: int
    value: float

    def apply(self, network: MLP) -> None:
        check_unit(network, self.layer, self.unit)
        sources = network.sizes[self.layer]
        if not 0 <= self.source < sources:
            raise ModelError(
                f"Layer {self.layer + 1} has no input {self.source}: its inputs are 0 to "
                f"{sources - 1}."
            )
        network.weights[self.layer][self.source, self.unit] = self.value

    @property
    def text(self) -> str:
        return f"layer {self.layer + 1}: weight {self.source} → {self.unit} is {_short(self.value)}"


@dataclass(frozen=True, slots=True)
class SetBias(Edit):
    """Sets the bias of a unit."""

    layer: int
    unit: int
    value: float

    def apply(self, network: MLP) -> None:
        check_unit(network, self.layer, self.unit)
        network.biases[self.layer][self.unit] = self.value

    @property
    def text(self) -> str:
        return f"layer {self.layer + 1}: bias of unit {self.unit} is {_short(self.value)}"


@dataclass(frozen=True, slots=True)
class Scale(Edit):
    """Multiplies all weights of a layer."""

    layer: int
    factor: float

    def apply(self, network: MLP) -> None:
        check_unit(network, self.layer, 0)
        network.weights[self.layer] *= self.factor

    @property
    def idempotent(self) -> bool:
        return False

    @property
    def text(self) -> str:
        return f"layer {self.layer + 1}: weights × {_short(self.factor)}"


@dataclass(frozen=True, slots=True)
class Shift(Edit):
    """Adds a number to all biases of a layer."""

    layer: int
    amount: float

    def apply(self, network: MLP) -> None:
        check_unit(network, self.layer, 0)
        network.biases[self.layer] += self.amount

    @property
    def idempotent(self) -> bool:
        return False

    @property
    def text(self) -> str:
        return (
            f"layer {self.layer + 1}: biases {'+' if self.amount >= 0 else ''}{_short(self.amount)}"
        )


@dataclass(frozen=True, slots=True)
class Prune(Edit):
    """Sets the smallest weights of the whole network to 0 (Han et al. 2015).

    Biases are kept. Of weights with the same magnitude, the first ones are pruned.
    """

    share: float
    """The fraction of all weights, from 0 to 1."""

    def apply(self, network: MLP) -> None:
        weights = network.parameters[: network.weight_count]
        count = round(self.share * weights.size)
        smallest = np.argsort(np.abs(weights), kind="stable")[:count]
        weights[smallest] = 0.0

    @property
    def text(self) -> str:
        return f"the smallest {percent(self.share, SHARE_DECIMALS)} of the weights are 0"


@dataclass(frozen=True, slots=True)
class Noise(Edit):
    """Adds normal noise to the weights of each layer."""

    strength: float
    """The standard deviation of the noise, as a multiple of that of the layer's weights."""
    seed: int

    def apply(self, network: MLP) -> None:
        rng = np.random.default_rng(self.seed)
        for weight in network.weights:
            deviation = self.strength * float(np.std(weight, dtype=np.float64))
            noise = rng.standard_normal(weight.shape)
            if np.isfinite(deviation):
                weight += (deviation * noise).astype(weight.dtype)

    @property
    def idempotent(self) -> bool:
        return False

    @property
    def text(self) -> str:
        return f"noise of {self.strength:.4g} standard deviations of the weights, seed {self.seed}"


@dataclass(frozen=True, slots=True)
class Quantize(Edit):
    """Rounds the weights of each layer to numbers of some bits.

    These are multiples of the largest magnitude divided by 2ᵇ⁻¹ − 1, symmetric around 0
    (Krishnamoorthi 2018). With one bit, a weight is its sign times the mean magnitude (Rastegari et
    al. 2016).
    """

    bits: int
    """From 1 to 16."""

    def apply(self, network: MLP) -> None:
        for weight in network.weights:
            weight[...] = _quantized(weight, self.bits)

    @property
    def text(self) -> str:
        return f"weights of {self.bits} bit{'s' if self.bits > 1 else ''}"


@dataclass(frozen=True, slots=True)
class Temperature(Edit):
    """Divides the sums of the output layer (Guo et al. 2017): above 1, the answer is less sure."""

    value: float
    """Above 0."""

    def apply(self, network: MLP) -> None:
        network.weights[-1] /= self.value
        network.biases[-1] /= self.value

    @property
    def idempotent(self) -> bool:
        return False

    @property
    def text(self) -> str:
        return f"temperature × {_short(self.value)}"


@np.errstate(all="ignore")
def edited(network: MLP, edits: Sequence[Edit]) -> MLP:
    """Copy a network and change the copy, which is read-only.

    Raises ModelError where the network has no part that an edit changes.
    """
    copy = network.with_parameters(network.parameters.copy())
    for edit in edits:
        edit.apply(copy)
    return copy.as_read_only()


def _short(value: float) -> str:
    """Write a number with up to four significant digits, such as 0.25, −3 or 1e6."""
    mantissa, _, exponent = f"{value:.4g}".partition("e")
    return (f"{mantissa}e{int(exponent)}" if exponent else mantissa).replace("-", "−")


def _quantized(weight: Floats, bits: int) -> Floats:
    magnitudes = np.abs(weight)
    if bits == 1:
        rounded: Floats = np.where(weight < 0, -1.0, 1.0) * magnitudes.mean(dtype=np.float64)
        return rounded
    step = float(magnitudes.max(initial=0.0)) / (2 ** (bits - 1) - 1)
    multiples: Floats = np.round(weight / step) * step if step else weight
    return multiples
