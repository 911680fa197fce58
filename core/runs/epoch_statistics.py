"""The statistics of a run against time: a line for the end of each epoch that was measured."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any

import numpy as np
import numpy.typing as npt

from core.foundation.json_file import MAX_REAL, READ_ERRORS, check_count, check_real, parse_object
from core.inside.layer_statistics import Histogram, LayerStatistics, bin_edges

LARGEST = 1 << 26
"""Bytes."""
_LONGEST_LINE = 1 << 16
"""Bytes; ten layers have about 12,000."""
_MOST_LINES, _MOST_LAYERS, _MOST_BINS = 20_000, 64, 1000
HISTOGRAMS = "weights", "outputs", "gradients"
NORMS = "weight_norm", "gradient_norm", "update_ratio"
SHARES = "dead", "saturated"
NUMBERS = (*NORMS, *SHARES)


@dataclass(frozen=True, slots=True, eq=False)
class LayerRecord:
    """Statistics of a layer at the end of an epoch; not a number where it is unknown."""

    weights: Histogram
    outputs: Histogram
    """Of the outputs f(z) of all units for all images; of the last layer, of the probabilities."""
    gradients: Histogram
    """Of the derivatives, by the weights, of the mean loss over the images without penalties."""
    weight_norm: float
    gradient_norm: float
    """The Euclidean norm of the derivatives by weights and biases."""
    update_ratio: float
    """‖ΔW‖ / ‖W‖ with ΔW what the last step of the epoch added to the weights."""
    dead: float | None
    """The share of units that are 0 for all images; None for other activations than ReLU."""
    saturated: float | None
    """The share of saturated units; None for other activations than sigmoid and tanh."""


@dataclass(frozen=True, slots=True, eq=False)
class EpochStatistics:
    """Statistics of all layers at the end of an epoch, on the first training images."""

    epoch: int
    images: int
    layers: tuple[LayerRecord, ...]


def summarize(found: LayerStatistics) -> LayerRecord:
    """Return what is kept of the statistics of a layer."""
    return LayerRecord(
        found.weights,
        found.outputs,
        found.gradients,
        found.weight_norm,
        found.gradient_norm,
        nan if found.update_ratio is None else found.update_ratio,
        _share(found.dead),
        _share(found.saturated),
    )


def statistics_to_dict(statistics: EpochStatistics) -> dict[str, object]:
    """Return plain values for JSON, with None for what is not a finite number."""
    return {
        "epoch": statistics.epoch,
        "images": statistics.images,
        "layers": [_layer_to_dict(layer) for layer in statistics.layers],
    }


def statistics_to_bytes(statistics: EpochStatistics) -> bytes:
    """Return a line of the file, a JSON object."""
    return json.dumps(statistics_to_dict(statistics), separators=(",", ":")).encode() + b"\n"


def parse_statistics(
    content: bytes, last: int, before: EpochStatistics | None = None
) -> Iterator[tuple[bytes, EpochStatistics]]:
    """Yield the lines that can be read, up to the epoch `last`, and what they say.

    Lines that do not follow those above them, or `before`, are left out.
    """
    # What follows the last end of a line was being written.
    for line in content.split(b"\n", _MOST_LINES)[:-1]:
        try:
            statistics = _parse_line(line)
        except READ_ERRORS:
            continue
        if statistics.epoch <= last and _may_follow(statistics, before):
            before = statistics
            yield line + b"\n", statistics


def _share(mask: npt.NDArray[np.bool_] | None) -> float | None:
    return None if mask is None else float(mask.mean())


def _layer_to_dict(layer: LayerRecord) -> dict[str, object]:
    return {
        **{name: _histogram_to_dict(getattr(layer, name)) for name in HISTOGRAMS},
        **{name: _finite_or_none(getattr(layer, name)) for name in NORMS},
        **{name: getattr(layer, name) for name in SHARES},
    }


def _histogram_to_dict(histogram: Histogram) -> dict[str, object]:
    largest, counts = float(histogram.edges[-1]), histogram.counts.tolist()
    return {"largest": largest, "counts": counts, "undefined": histogram.undefined}


def _finite_or_none(value: float) -> float | None:
    return value if isfinite(value) and abs(value) <= MAX_REAL else None


def _parse_line(line: bytes) -> EpochStatistics:
    """Read what `statistics_to_bytes` returned. Raises one of READ_ERRORS for anything else."""
    if len(line) > _LONGEST_LINE:
        raise ValueError("the line is too long")
    values = parse_object(line)
    layers = values["layers"]
    if not isinstance(layers, list) or not 1 <= len(layers) <= _MOST_LAYERS:
        raise ValueError("there are no layers")
    return EpochStatistics(
        check_count(values["epoch"]),
        check_count(values["images"]),
        tuple(_parse_layer(layer) for layer in layers),
    )


def _parse_layer(values: dict[str, Any]) -> LayerRecord:
    weights, outputs, gradients = (_parse_histogram(values[name]) for name in HISTOGRAMS)
    weight_norm, gradient_norm, update_ratio = (_number(values[name]) for name in NORMS)
    dead, saturated = (_optional_share(values[name]) for name in SHARES)
    return LayerRecord(
        weights, outputs, gradients, weight_norm, gradient_norm, update_ratio, dead, saturated
    )


def _parse_histogram(values: dict[str, Any]) -> Histogram:
    counts = values["counts"]
    if not isinstance(counts, list) or not 1 <= len(counts) <= _MOST_BINS:
        raise ValueError("there are no bins")
    largest = check_real(values["largest"], minimum=0)
    if not largest:
        raise ValueError("the bins have no width")
    return Histogram(
        bin_edges(largest, len(counts)),
        np.array([check_count(count) for count in counts], np.int64),
        check_count(values["undefined"]),
    )


def _number(value: object) -> float:
    return nan if value is None else check_real(value, minimum=0)


def _optional_share(value: object) -> float | None:
    return None if value is None else check_real(value, minimum=0, maximum=1)


def _may_follow(statistics: EpochStatistics, before: EpochStatistics | None) -> bool:
    if before is None:
        return statistics.epoch > 0
    return statistics.epoch > before.epoch and len(statistics.layers) == len(before.layers)
