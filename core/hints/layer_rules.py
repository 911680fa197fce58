"""Rules on the layers: equal units, vanishing gradients, dead and saturated units."""

from core.foundation.percent import SHARE_DECIMALS, percent
from core.hints.evidence import Evidence
from core.hints.hint import Hint, Kind, Remedy
from core.hints.loss_rules import FAR_FROM_LEARNED, rate_remedy
from core.hyperparameters.fields import Value

VANISHED = 1e-2
"""The gradient of a hidden layer is so many times smaller than that of the output layer. In a
network that learns, all layers have gradients of about the same size."""
MANY = 0.5
"""Half of the units of a layer."""
_NAMES = {"sigmoid": "0 or 1", "tanh": "−1 or 1"}


def symmetric(evidence: Evidence) -> Hint | None:
    """Find hidden units that all compute the same, because all weights have begun at zero.

    Dropout would make them different from each other.
    """
    settings = evidence.settings
    zeros = settings.initializer == "zeros" and bool(settings.hidden_layers)
    if not zeros or settings.dropout or not evidence.epochs:
        return None
    last = evidence.epochs[-1]
    if settings.hidden_layers[0] == 1:
        return None
    return Hint(
        Kind.SYMMETRIC,
        evidence.epoch,
        "All units of a hidden layer are the same: they began with the same weights.",
        "Every weight began at 0, so that the units of a layer compute the same value, get the "
        f"same gradient and stay equal forever: {settings.hidden_layers[0]:,} units act as one. "
        f"After epoch {last.epoch}, {percent(last.train_accuracy)} of the training images are "
        "classified correctly. No live change helps; a random start does.",
        Remedy({"initializer": _suitable_start(evidence)}, is_new_run=True),
    )


def vanishing(evidence: Evidence) -> Hint | None:
    """Find a layer that gets hardly any gradient, in a network that has not learned."""
    recent = evidence.recent_statistics(1)
    if not recent or _has_learned(evidence):
        return None
    norms = [layer.gradient_norm for layer in recent[0].layers]
    least = min(range(len(norms)), key=lambda layer: norms[layer])
    if least == len(norms) - 1 or len(norms) < 3 or not norms[least] < VANISHED * norms[-1]:
        return None
    by_layer = ", ".join(f"{norm:.1e}" for norm in norms)
    return Hint(
        Kind.VANISHING,
        recent[0].epoch,
        f"Vanishing gradients: hardly any gradient reaches hidden layer {least + 1}.",
        f"The norms of the gradients, from the first hidden layer to the output, are {by_layer} "
        f"after epoch {recent[0].epoch}: layer {least + 1} gets "
        f"{percent(norms[least] / norms[-1], 3)} of what the output layer gets, and hardly learns. "
        "The slope of a sigmoid is at most 0.25, and the slopes of all layers are multiplied; that "
        "of a ReLU is 1 where it is positive.",
        Remedy(_with_relu(evidence), is_new_run=True),
    )


def dead(evidence: Evidence) -> Hint | None:
    """Find a layer of which half of the ReLU units are 0 for all images, and learn no more."""
    for number, layer in enumerate(evidence.hidden_layers):
        if layer.dead is not None and layer.dead >= MANY and not _has_learned(evidence):
            epoch = evidence.recent_statistics(1)[0].epoch
            return Hint(
                Kind.DEAD,
                epoch,
                f"Dead units: {_share(evidence, number, layer.dead)} are 0 for every image.",
                f"After epoch {epoch}, {percent(layer.dead, SHARE_DECIMALS)} of the ReLU units of "
                f"hidden layer {number + 1} are 0 for each of {_images(evidence)} training images. "
                "Their gradient is 0, too: they will not come back. Steps that are too long cause "
                f"it; the learning rate is {evidence.settings.learning_rate:g}.",
                rate_remedy(evidence, 0.1, is_new_run=True),
            )
    return None


def saturated(evidence: Evidence) -> Hint | None:
    """Find a layer of which half of the units are stuck at an end of their range."""
    for number, layer in enumerate(evidence.hidden_layers):
        share = layer.saturated
        if share is not None and share >= MANY and not _has_learned(evidence):
            epoch = evidence.recent_statistics(1)[0].epoch
            ends = _NAMES[evidence.settings.activations[number]]
            return Hint(
                Kind.SATURATED,
                epoch,
                f"Saturated units: {_share(evidence, number, share)} are stuck at {ends}.",
                f"After epoch {epoch}, {percent(share, SHARE_DECIMALS)} of the units of hidden "
                f"layer {number + 1} are near {ends} for at least 95% of {_images(evidence)} "
                "training images. Their slope is nearly 0 there, so that they hardly learn. "
                "Initial weights or steps that are too large cause it.",
                _against_saturation(evidence),
            )
    return None


def _has_learned(evidence: Evidence) -> bool:
    return not evidence.epochs or evidence.epochs[-1].train_accuracy >= FAR_FROM_LEARNED


def _share(evidence: Evidence, layer: int, share: float) -> str:
    width = evidence.settings.hidden_layers[layer]
    return f"{round(share * width):,} of {width:,} units of hidden layer {layer + 1}"


def _images(evidence: Evidence) -> int:
    return evidence.recent_statistics(1)[0].images


def _against_saturation(evidence: Evidence) -> Remedy:
    if evidence.settings.initializer == "normal":
        return Remedy({"initializer": _suitable_start(evidence)}, is_new_run=True)
    return rate_remedy(evidence, 0.1, is_new_run=True)


def _suitable_start(evidence: Evidence) -> str:
    """Return the initial weights that suit the activation of the first hidden layer."""
    return "report" if evidence.settings.activations[0] in _NAMES else "he"


def _with_relu(evidence: Evidence) -> dict[str, Value]:
    values: dict[str, Value] = {"activation": "relu", "initializer": "he"}
    return {n: v for n, v in values.items() if getattr(evidence.settings, n) != v}
