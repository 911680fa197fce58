"""Rules on losses and accuracies: diverging, at the base rate, slow, overfitting, on a plateau."""

import numpy as np

from core.foundation.percent import SHARE_DECIMALS, percent
from core.hints.evidence import Evidence
from core.hints.hint import Hint, Kind, Remedy
from core.hyperparameters.fields import Real, Value
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.runs.run_series import Values
from core.runs.trend import GUESSING, fell, find_overfitting, level, still_falls

WORSE_THAN_UNTRAINED = 1.5
"""A loss of so many times that of the untrained network is no start that is only rough: of all
presets, none that learns has had more than 1.1 times."""
LEAST_BATCHES = 100
"""Mini-batches whose mean loss is certain enough; a single one may be far off."""
RISEN = 1.5
"""A training loss of so many times its minimum has risen by more than noise."""
LOST_ACCURACY = 0.02
"""So much less training accuracy than before is a loss that matters."""
NEAR_BASE_RATE = 0.02
"""The share by which the loss may differ from that of the base rate: only the biases of the output
have been learned. A network that has learned to tell any two digits apart is further below."""
STUCK_EPOCHS = 3
"""A healthy network may leave the base rate only in its second epoch."""
TINY_UPDATE = 2e-4
"""‖ΔW‖ / ‖W‖ of a step. About 10⁻³ is usual; below this, an epoch of 391 steps in random directions
changes the weights by less than 0.4%."""
FAR_FROM_LEARNED = 0.5
"""With fewer correct answers than this, small steps are not those of a network that has learned."""
EACH_EPOCH = 0.02
"""A loss that falls by this share in each epoch falls steadily."""
MUCH_HIGHER = 0.03
"""A validation loss so much above its minimum has risen by more than a matter of confidence."""
SAME_ERRORS = 0.95
"""The errors must not have become fewer than this share: where the accuracy still grows, a rising
validation loss comes from confidence, as with label smoothing, and is no reason to stop."""
PLATEAU_EPOCHS = 12
"""The level of fewer epochs cannot be compared with that of as many before."""
NEARLY_LEARNED = 0.9
"""Above this training accuracy, a level loss may simply be all that the network can reach."""
_SLOWER, _FASTER = 10, 10
_FAR_SLOWER = 30
"""A rate that diverges is above the highest one that learns, and a tenth of that is recommended, as
the range test does: a tenth of the present one may be hardly below the edge."""
_HALF_ORDER = 3


def diverging(evidence: Evidence) -> Hint | None:
    """Find a loss that is undefined, far above that of the untrained network, or rises again."""
    rate = evidence.settings.learning_rate
    if evidence.divergence is not None:
        return Hint(
            Kind.DIVERGING,
            evidence.epoch,
            "The training has diverged: the learning rate is too high.",
            f"{evidence.divergence} The learning rate was {rate:g}.",
            rate_remedy(evidence, 1 / _FAR_SLOWER, is_new_run=True),
        )
    return _worse_than_untrained(evidence) or _rising(evidence)


def batches_diverge(evidence: Evidence) -> bool:
    """Return whether the last mini-batches alone show that the training diverges."""
    batches = evidence.batches
    if batches is None or batches.count < LEAST_BATCHES:
        return False
    begin = max(batches.first, evidence.base_rate_loss)
    return batches.recent > WORSE_THAN_UNTRAINED * begin


def _worse_than_untrained(evidence: Evidence) -> Hint | None:
    batches, series = evidence.batches, evidence.unchanged
    begin = max(batches.first if batches else 0.0, evidence.base_rate_loss)
    if batches is not None and batches.count >= LEAST_BATCHES:
        now, what = batches.recent, f"over the last {batches.count} mini-batches"
    elif batches is not None and len(series):
        now, what = series.train_loss[-1], f"after epoch {series.epochs[-1]}"
    else:
        return None
    if not now > WORSE_THAN_UNTRAINED * begin:
        return None
    stuck = max((each.saturated or each.dead or 0.0 for each in evidence.hidden_layers), default=1)
    after = (
        " The units of a hidden layer are stuck by now, so that a lower rate would not help this "
        "network."
        if stuck > 0.5 and evidence.hidden_layers
        else ""
    )
    return Hint(
        Kind.DIVERGING,
        evidence.epoch,
        "The learning rate is too high: the loss is above that of the untrained network.",
        f"The training loss {what} is {now:.4g}. The untrained network had {batches.first:.4g}, "
        f"and guessing gives {evidence.base_rate_loss:.4g}. Each step with the learning rate "
        f"{evidence.settings.learning_rate:g} overshoots the minimum.{after}",
        rate_remedy(evidence, 1 / _FAR_SLOWER, is_new_run=stuck > 0.5),
    )


def _rising(evidence: Evidence) -> Hint | None:
    series = evidence.unchanged
    if len(series) < 3:
        return None
    best = int(np.argmin(series.train_loss))
    low, last = series.train_loss[best], series.train_loss[-2:]
    lost = series.train_accuracy[best] - series.train_accuracy[-2:].max()
    if best >= len(series) - 2 or last.min() <= RISEN * low or lost < LOST_ACCURACY:
        return None
    return Hint(
        Kind.DIVERGING,
        evidence.epoch,
        f"The training loss has risen since epoch {series.epochs[best]}: the steps are too long.",
        f"The training loss was {low:.4g} after epoch {series.epochs[best]} and is {last[-1]:.4g} "
        f"now; the training accuracy was {percent(series.train_accuracy[best])} and is "
        f"{percent(series.train_accuracy[-1])}. That is not overfitting, which would lower the "
        f"training loss. The learning rate is {evidence.settings.learning_rate:g}.",
        rate_remedy(evidence, 1 / _HALF_ORDER),
    )


def base_rate(evidence: Evidence) -> Hint | None:
    """Find a network that answers with how frequent the digits are, whatever the image."""
    series, base = evidence.unchanged, evidence.base_rate_loss
    losses = series.train_loss[-STUCK_EPOCHS:]
    if len(losses) < STUCK_EPOCHS or series.train_accuracy[-STUCK_EPOCHS:].max() >= GUESSING:
        return None
    if np.abs(losses / base - 1).max() > NEAR_BASE_RATE:
        return None
    penalties = _penalties(evidence.settings)
    updates = evidence.largest_updates(1)
    if penalties:
        remedy: Remedy | None = Remedy(penalties)
    elif updates:
        factor = _FASTER if updates[0] < 5 * TINY_UPDATE else 1 / _SLOWER
        remedy = rate_remedy(evidence, factor)
    else:
        remedy = None
    return Hint(
        Kind.BASE_RATE,
        evidence.epoch,
        "The network only knows how frequent the digits are.",
        f"After epoch {evidence.epoch} the training loss is {losses[-1]:.4g}; the answer “10% for "
        f"each digit”, whatever the image, has {base:.4g}. The training accuracy is "
        f"{percent(series.train_accuracy[-1])}, where guessing gives about 10%.",
        remedy,
    )


def _penalties(settings: Hyperparameters) -> dict[str, Value]:
    """Return zeros for the penalties that are far beyond what is usual."""
    return {name: 0.0 for name in ("l2", "l1") if getattr(settings, name) > 10}


def too_slow(evidence: Evidence) -> Hint | None:
    """Find a loss that falls steadily while the network has hardly learned anything."""
    series = evidence.unchanged
    if len(series) < STUCK_EPOCHS or series.train_accuracy[-1] >= FAR_FROM_LEARNED:
        return None
    losses = series.train_loss[-STUCK_EPOCHS:]
    falls = 1 - losses[1:] / losses[:-1]
    updates = evidence.largest_updates(2)
    steady = series.train_accuracy[-1] < GUESSING and falls.min() > EACH_EPOCH
    tiny = bool(updates) and max(updates) < TINY_UPDATE and losses[-1] < losses[0]
    if not (steady or tiny):
        return None
    rate = evidence.settings.learning_rate
    steps = (
        f" No step changes the weights of any layer by more than {percent(max(updates), 3)}; about "
        "0.1% is usual."
        if updates
        else ""
    )
    return Hint(
        Kind.TOO_SLOW,
        evidence.epoch,
        "The training is very slow: the learning rate is too low.",
        f"After epoch {series.epochs[-1]} only {percent(series.train_accuracy[-1])} of the "
        f"training images are classified correctly, while the training loss falls from epoch to "
        f"epoch, from {losses[0]:.4g} to {losses[-1]:.4g} in the last {STUCK_EPOCHS}.{steps} The "
        f"learning rate is {rate:g}.",
        rate_remedy(evidence, _FASTER),
    )


def overfitting(evidence: Evidence) -> Hint | None:
    """Find the epoch since which only the training images are learned, as the report does."""
    series = evidence.series
    if not len(series):
        return None
    values = series.validation_loss
    turn = find_overfitting(series.train_loss, values)
    if turn is None:
        return None
    rise = float(np.median(values[-3:])) / level(values, turn.index) - 1
    before = 1 - level(series.validation_accuracy, turn.index)
    now = 1 - float(np.median(series.validation_accuracy[-3:]))
    if rise < MUCH_HIGHER or now < SAME_ERRORS * before:
        return None
    epoch = series.epochs[turn.index]
    lowest, last = f"{values[turn.index]:.4g}", f"{values[-1]:.4g}"
    more = percent(float(last) / float(lowest) - 1, SHARE_DECIMALS)  # of what is shown
    return Hint(
        Kind.OVERFITTING,
        evidence.epoch,
        f"Overfitting since epoch {epoch}: the network memorizes its training images.",
        f"The validation loss was lowest after epoch {epoch}, {lowest}, and is {last} now, {more} "
        f"more, while the training loss went from {series.train_loss[turn.index]:.4g} to "
        f"{series.train_loss[-1]:.4g}. {_accuracies(series.validation_accuracy, turn.index)} "
        f"Epoch {epoch} was the time to stop.",
        _against_overfitting(evidence.settings),
    )


def _accuracies(values: Values, index: int) -> str:
    """Return a sentence with the validation accuracy after an epoch and that after the last one."""
    then, now = percent(values[index]), percent(values[-1])
    if then == now:
        return f"The validation accuracy is {now}, as it was then."
    return f"The validation accuracy was {then} and is {now}."


def _against_overfitting(settings: Hyperparameters) -> Remedy | None:
    """Return what helps most and is not in use: more images, moving them, dropout, stopping."""
    most = 60_000 - settings.validation_images
    choices: list[tuple[bool, dict[str, Value]]] = [
        (2 * settings.training_images <= most, {"training_images": most}),
        (not settings.shift, {"shift": 1.0}),
        (bool(settings.hidden_layers) and not settings.dropout, {"dropout": 0.2}),
        (settings.early_stopping == "off", {"early_stopping": "loss"}),
    ]
    values = next((values for helps, values in choices if helps), None)
    return None if values is None else Remedy(values, is_new_run=True)


def plateau(evidence: Evidence) -> Hint | None:
    """Find a training loss that no longer falls although many answers are still wrong."""
    series = evidence.unchanged
    if len(series) < PLATEAU_EPOCHS or series.train_accuracy[-1] >= NEARLY_LEARNED:
        return None
    recent = series.train_loss[-PLATEAU_EPOCHS:]
    if still_falls(series.train_loss) or fell(recent):
        return None
    half = PLATEAU_EPOCHS // 2
    return Hint(
        Kind.PLATEAU,
        evidence.epoch,
        f"The training loss has not fallen for {PLATEAU_EPOCHS} epochs.",
        f"Over the last {half} epochs the training loss averaged {recent[-half:].mean():.4g}, over "
        f"the {half} before {recent[:half].mean():.4g}: it has not fallen by more than its "
        f"noise. The training accuracy is {percent(series.train_accuracy[-1])}. Shorter steps may "
        "reach a minimum that these only jump across.",
        rate_remedy(evidence, 1 / _HALF_ORDER),
    )


def rate_remedy(evidence: Evidence, factor: float, *, is_new_run: bool = False) -> Remedy:
    """Return the remedy that multiplies the learning rate, to two digits and within its limits.

    Where a range test has suggested a rate in that direction, it is the suggested one.
    """
    field, rate = FIELDS["learning_rate"], evidence.settings.learning_rate
    assert isinstance(field, Real)
    suggestion = evidence.range_rate
    if suggestion is not None and (suggestion > rate) is (factor > 1):
        return Remedy({"learning_rate": suggestion}, is_new_run)
    wanted = float(f"{rate * factor:.1e}")
    return Remedy({"learning_rate": min(max(wanted, field.minimum), field.maximum)}, is_new_run)
