"""What a diagram shows, in words."""

from typing import TYPE_CHECKING

import numpy as np

from core.foundation.number_text import number_column, number_text
from gui.network_diagram.diagram_requests import Unit

if TYPE_CHECKING:
    from core.inside.contributions import Contributions
    from gui.network_diagram.diagram_requests import Diagram

_STRONGEST = 5
NOT_FINITE = "The network has diverged: its sums are not finite numbers."


def signed(value: float) -> str:
    """Write a number with its sign."""
    return number_text(value, 3, signed=True)


def question(found: "Contributions") -> str:
    """Name what units contribute to."""
    return f"{found.digit}" if found.against is None else f"{found.digit} against {found.against}"


def unit_name(diagram: "Diagram", unit: Unit) -> str:
    """Name a unit with its layer."""
    layer, number = unit
    if layer == len(diagram.layers) - 1:
        return f"Output {number}"
    return f"Unit {number} of hidden layer {layer + 1}"


def describe_unit(diagram: "Diagram", unit: Unit | None) -> str:
    """Return what a unit that is shown puts out and contributes; empty for none."""
    if unit is None or unit[0] >= len(diagram.layers):
        return ""
    shown, found = diagram.layers[unit[0]], diagram.contributions
    places = np.flatnonzero(shown.units == unit[1])
    if not len(places):
        return ""
    name, place = unit_name(diagram, unit), int(places[0])
    if shown.outputs is None or found is None:
        return f"{name}."
    if shown.parts is None and diagram.prediction is not None:
        return f"{name}: {diagram.prediction.write(float(shown.outputs[place]))}."
    assert shown.parts is not None
    part = signed(float(shown.parts[place]))
    output = number_text(float(shown.outputs[place]))
    return f"{name}: output {output}, contributes {part} to {question(found)}."


def describe_answer(diagram: "Diagram") -> str:
    """Return the answer of the network, and what its units contribute to."""
    if diagram.prediction is None or diagram.contributions is None:
        return "There is no image to classify."
    return f"Answer: {diagram.prediction.answer_in_brief}. {describe_question(diagram)}"


def describe_question(diagram: "Diagram") -> str:
    """Return the difference of the outputs that are compared."""
    found = diagram.contributions
    if found is None:
        return ""
    if not np.isfinite(found.total):
        return NOT_FINITE
    if found.against is None:
        return f"Sum of output {found.digit}: {signed(found.total)}{_before_calibration(diagram)}."
    difference = f"Sum of output {found.digit} minus that of {found.against}"
    return f"{difference}: {signed(found.total)}{_before_calibration(diagram)}."


def _before_calibration(diagram: "Diagram") -> str:
    """Return why the probabilities do not follow from the sums alone; empty where they do."""
    from core.recognition.prediction import calibration_of

    prediction = diagram.prediction
    temperature = calibration_of(prediction.model).temperature if prediction is not None else 1.0
    if temperature == 1:
        return ""
    return f" (before calibration, which divides it by {number_text(temperature, 3)})"


def describe_strongest(diagram: "Diagram", layer: int) -> str:
    """Return the units of a hidden layer that contribute most; empty where there are none."""
    found = diagram.contributions
    if found is None or not 0 <= layer < len(found.units) or not np.isfinite(found.total):
        return ""
    parts = found.units[layer]
    order = np.argsort(-np.abs(parts), kind="stable")[:_STRONGEST].tolist()
    names, values = [str(unit) for unit in order], [float(parts[unit]) for unit in order]
    if layer == len(found.units) - 1:
        rest = float(parts.sum(dtype=np.float64)) - sum(values)
        names, values = [*names, "all others", "biases"], [*values, rest, float(found.bias)]
    numbers = number_column(values, 3, signed=True)
    texts = (f"{name} ({each})" for name, each in zip(names, numbers, strict=True))
    return f"Hidden layer {layer + 1}, units {', '.join(texts)}."
