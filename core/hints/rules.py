"""All rules of the hints, the most severe first."""

from collections.abc import Callable

from core.hints.evidence import Evidence
from core.hints.hint import Hint, Kind
from core.hints.layer_rules import dead, saturated, symmetric, vanishing
from core.hints.loss_rules import base_rate, diverging, overfitting, plateau, too_slow
from core.hints.rate_rule import far_from_range_test

Rule = Callable[[Evidence], Hint | None]
RULES: dict[Kind, Rule] = {
    Kind.DIVERGING: diverging,
    Kind.SYMMETRIC: symmetric,
    Kind.VANISHING: vanishing,
    Kind.DEAD: dead,
    Kind.SATURATED: saturated,
    Kind.TOO_SLOW: too_slow,
    Kind.BASE_RATE: base_rate,
    Kind.OVERFITTING: overfitting,
    Kind.PLATEAU: plateau,
    Kind.FAR_FROM_RANGE_TEST: far_from_range_test,
}
"""The rule of each kind, in the order of severity."""


def find_hint(evidence: Evidence) -> Hint | None:
    """Return the most severe hint about a training; None where nothing is known to be wrong.

    Less severe ones may only be its consequences: a network whose units are stuck is also slow.
    """
    found = (rule(evidence) for rule in RULES.values())
    return next((hint for hint in found if hint is not None), None)
