"""The rule on the learning rate: whether it is far from what a range test has suggested."""

from core.hints.evidence import Evidence
from core.hints.hint import Hint, Kind, Remedy
from core.hyperparameters.differences import differing_fields
from core.hyperparameters.schema import FIELDS, Hyperparameters

FAR = 10.0
"""The suggestion is a tenth of the highest rate that still learns: ten times more is the edge."""

_NOT_TESTED = {"learning_rate", "epochs", "seed", "speed", "evaluation_images", "ema"} | {
    name
    for name, field in FIELDS.items()
    if field.group == "Schedule" or name in ("early_stopping", "patience", "restore_best")
}
"""Fields on which the suggestion of a range test does not depend, or hardly."""


def holds_for(tested: Hyperparameters, settings: Hyperparameters) -> bool:
    """Return whether a range test of some settings also says something about other ones."""
    return differing_fields([tested, settings]).keys() <= _NOT_TESTED


def far_from_range_test(evidence: Evidence) -> Hint | None:
    """Find a learning rate that is ten times higher or lower than a range test has suggested."""
    suggestion, rate = evidence.range_rate, evidence.settings.learning_rate
    if suggestion is None or not evidence.epochs or 1 / FAR < rate / suggestion < FAR:
        return None
    higher = rate > suggestion
    factor = rate / suggestion if higher else suggestion / rate
    relation = "higher" if higher else "lower"
    return Hint(
        Kind.FAR_FROM_RANGE_TEST,
        evidence.epoch,
        f"The learning rate is {factor:,.0f} times {relation} than the range test suggests.",
        f"The range test of these settings suggests {suggestion:g}, and the learning rate is "
        f"{rate:g}.",
        Remedy({"learning_rate": suggestion}),
    )
