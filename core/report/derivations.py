"""Derivations of gradients, line by line, for the loss and the activations of a run."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from core.hyperparameters import Hyperparameters
from core.locations import resources


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence, and the formula that it leads to."""

    text: str
    latex: str
    typst: str
    """The same in Typst's notation."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """Steps under a title."""

    title: str
    steps: tuple[Step, ...]


def derivations_for(settings: Hyperparameters) -> list[Derivation]:
    """That of the loss, then one for each activation used, and the way back through the layers."""
    told = _all()
    loss = _derivation(told["losses"][settings.loss])
    if settings.applies("label_smoothing") and settings.label_smoothing:
        loss = Derivation(loss.title, (*loss.steps, Step(**told["smoothing"])))
    used = dict.fromkeys(settings.activations) if settings.hidden_layers else {}
    activations = [_derivation(told["activations"][name]) for name in used]
    backward = [_derivation(told["backward"])] if settings.hidden_layers else []
    return [loss, *activations, *backward]


def _derivation(told: dict[str, Any]) -> Derivation:
    return Derivation(told["title"], tuple(Step(**step) for step in told["steps"]))


@cache
def _all() -> dict[str, Any]:
    return tomllib.loads((resources() / "report" / "derivations.toml").read_text("utf-8"))
