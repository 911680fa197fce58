"""The derivations of the gradients, from `resources/report/derivations.toml`."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from core.foundation.paths import resources
from core.hyperparameters.fields import Choice
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.report.document import Block, Formula, Heading, Math, Paragraph, Segments, paragraph


def derivation_blocks(settings: Hyperparameters) -> Iterator[Block]:
    """Yield the derivations of the loss, of the activations, and of all gradients from them."""
    yield Heading("Gradient of the loss")
    yield from _steps(_derivations()["loss"][settings.loss])
    if settings.applies("label_smoothing") and settings.label_smoothing:
        yield Heading("Label smoothing", level=2)
        yield from _steps(_derivations()["label_smoothing"])
        yield paragraph(f"In this run, ε is {settings.label_smoothing:g}.")
    yield from _activations(used_activations(settings))
    yield Heading("From the output back to every weight")
    way = "backpropagation" if settings.hidden_layers else "backpropagation_single"
    yield from _steps(_derivations()[way])
    yield from _descent(settings)


def _activations(names: list[str]) -> Iterator[Block]:
    if names:
        yield Heading("Derivative of the activation" + ("s" if len(names) > 1 else ""))
    for name in names:
        if len(names) > 1:
            yield Heading(_label(name), level=2)
        yield from _steps(_derivations()["activation"][name])


def _descent(settings: Hyperparameters) -> Iterator[Block]:
    """Yield the step of plain gradient descent, but nothing for other optimizers."""
    if settings.optimizer != "sgd":
        return
    yield from _steps(_derivations()["step"][settings.gradient])
    if settings.l2:
        yield from _steps(_derivations()["step"]["decay"])


def used_activations(settings: Hyperparameters) -> list[str]:
    """Return the names of all activations in the network, each once.

    The softmax of an output layer belongs to its loss.
    """
    of_outputs = ["sigmoid"] if settings.loss.startswith("sigmoid") else []
    return list(dict.fromkeys([*of_outputs, *settings.activations]))


def _label(name: str) -> str:
    field = FIELDS["activation"]
    return field.options[name] if isinstance(field, Choice) else name


def _steps(steps: list[dict[str, Any]]) -> Iterator[Block]:
    for step in steps:
        if "text" in step:
            yield Paragraph(_segments(step["text"]))
        if "latex" in step:
            yield Formula(Math(step["latex"], step["typst"]), step.get("result", False))


def _segments(text: str) -> Segments:
    symbols = _derivations()["symbols"]
    parts = re.split(r"\{(\w+)\}", text)
    return tuple(
        Math(**symbols[part]) if number % 2 else part for number, part in enumerate(parts) if part
    )


@cache
def _derivations() -> Mapping[str, Any]:
    return tomllib.loads((resources() / "report" / "derivations.toml").read_text("utf-8"))
