"""The command `inspect` shows the weights, sums and statistics of the units of a model."""

import argparse
from dataclasses import asdict
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.cli.arguments import (
    add_model_options,
    find_model,
    nonempty_path,
    nonempty_text,
    read_model_option,
    whole_number,
)
from core.cli.output import print_json
from core.datasets.dataset import Dataset, to_pixels
from core.datasets.mnist import load_mnist
from core.foundation.errors import OutputError
from core.foundation.files import write_atomically
from core.foundation.percent import percent
from core.inside.ablation import ablate_accuracy, ablate_answer
from core.inside.exciting_images import exciting_images
from core.inside.layer_statistics import LayerStatistics, layer_statistics
from core.inside.layer_values import check_unit
from core.inside.unit_sum import UnitSum, unit_sum
from core.inside.unit_weights import unit_norms, weight_images
from core.nn.mlp import MLP
from core.plots.weight_picture import MAX_TILES, weight_picture
from core.runs.output_guard import check_output

_SAMPLE = 1000
"""The first test images, on which the statistics are computed."""
_MOST_LAYERS, _MOST_UNITS, _LAST_TEST_IMAGE = 1000, 100_000, 9_999
_LAYER_MISSING = "--unit and --output need --layer: give the number of a layer."


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    command.add_argument(
        "model",
        type=nonempty_text,
        metavar="MODEL",
        help="a model's file, or a run's folder or name",
    )
    command.add_argument(
        "--layer",
        type=whole_number(1, _MOST_LAYERS),
        metavar="N",
        help="1 is the first hidden layer, the last one is the output layer; default: all",
    )
    command.add_argument(
        "--unit",
        type=whole_number(0, _MOST_UNITS),
        metavar="M",
        help="a unit of that layer, counted from 0; in the output layer unit 3 is the digit 3",
    )
    command.add_argument(
        "--image",
        type=whole_number(0, _LAST_TEST_IMAGE),
        default=0,
        metavar="I",
        help="the test image whose sum is shown, counted from 0; default: 0",
    )
    command.add_argument(
        "-o",
        "--output",
        type=nonempty_path,
        metavar="FILE",
        help="write the weights as images to this PNG file (for deeper layers, the sums of paths)",
    )
    add_model_options(command)


def run(options: argparse.Namespace) -> int:
    """Print the statistics of the layers or the numbers of one unit, or write the picture."""
    if options.layer is None and (options.unit is not None or options.output is not None):
        raise OutputError(_LAYER_MISSING)
    path = find_model(options.model)
    if options.output is not None:
        if options.output.suffix.lower() != ".png":
            raise OutputError(f"“{options.output.name}” does not end with .png.")
        check_output(options.output, inputs=[path])
    network = read_model_option(path, options).network
    if options.layer is not None:
        check_unit(network, options.layer - 1, options.unit or 0)
    if options.output is not None:
        _write_picture(network, options)
    elif options.unit is not None:
        _show_unit(network, load_mnist(), options)
    else:
        _show_layers(network, load_mnist(), options)
    return 0


def _write_picture(network: MLP, options: argparse.Namespace) -> None:
    layer, file = options.layer - 1, Path(options.output)
    units = network.sizes[options.layer]
    shown = np.arange(min(units, MAX_TILES)) if options.unit is None else np.array([options.unit])
    weights = weight_images(network, layer, shown)
    try:
        write_atomically(file, weight_picture(weights))
    except OSError as error:
        raise OutputError(f"{file} cannot be written.", str(error)) from error
    if options.json:
        print_json(
            {
                "file": str(file),
                "layer": options.layer,
                "units": shown.tolist(),
                "of": units,
                "scale": weights.scale,
                "direct": weights.direct,
            }
        )
        return
    kind = "weights" if weights.direct else "sums of paths, without activations and biases"
    print(f"{file}: {len(shown):,} of {units:,} units, {kind}, scale ±{weights.scale:.3g}")


def _show_layers(network: MLP, mnist: Dataset, options: argparse.Namespace) -> None:
    for layer in layer_statistics(network, mnist.test.first(_SAMPLE)):
        if options.layer in (None, layer.layer + 1):
            if options.json:
                print_json(_layer_values(network, layer))
            else:
                print(_layer_line(network, layer))


def _layer_values(network: MLP, found: LayerStatistics) -> dict[str, object]:
    histograms = {
        name: {
            "edges": each.edges.tolist(),
            "counts": each.counts.tolist(),
            "undefined": each.undefined,
        }
        for name, each in (
            ("weights", found.weights),
            ("outputs", found.outputs),
            ("gradients", found.gradients),
        )
    }
    return {
        "layer": found.layer + 1,
        "units": network.sizes[found.layer + 1],
        "images": _SAMPLE,
        "weight_norm": found.weight_norm,
        "gradient_norm": found.gradient_norm,
        "dead": None if found.dead is None else np.flatnonzero(found.dead).tolist(),
        "saturated": None if found.saturated is None else np.flatnonzero(found.saturated).tolist(),
        "unit_norms": unit_norms(network, found.layer).tolist(),
        **histograms,
    }


def _layer_line(network: MLP, found: LayerStatistics) -> str:
    number, units = found.layer + 1, network.sizes[found.layer + 1]
    name = (
        f"layer {number}" if found.layer < len(network.activations) else f"layer {number} (output)"
    )
    parts = [
        f"{units:,} units",
        f"weight norm {found.weight_norm:.4g}",
        f"gradient norm {found.gradient_norm:.4g}",
    ]
    for word, mask in (("dead", found.dead), ("saturated", found.saturated)):
        if mask is not None:
            parts.append(f"{int(mask.sum()):,} {word}")
    if found.weights.undefined:
        parts.append(f"{found.weights.undefined:,} weights are not finite")
    return f"{name}: {', '.join(parts)}"


def _show_unit(network: MLP, mnist: Dataset, options: argparse.Namespace) -> None:
    layer, unit = options.layer - 1, options.unit
    pixels = to_pixels(mnist.test.images[options.image], dtype=network.parameters.dtype)
    terms = unit_sum(network, layer, unit, pixels)
    exciting = exciting_images(network, mnist.train, layer, np.array([unit]))
    rows = exciting.rows[0]
    values: dict[str, object] = {
        "layer": options.layer,
        "unit": unit,
        "image": options.image,
        "sum": {
            name: _plain(each)
            for name, each in asdict(terms).items()
            if name not in ("layer", "unit")
        },
        "exciting": {
            "rows": rows.tolist(),
            "digits": mnist.train.labels[rows].tolist(),
            "sums": exciting.sums[0].tolist(),
        },
    }
    lines = [*_sum_lines(terms, options), _exciting_line(mnist, rows)]
    if layer < len(network.activations):
        answer = ablate_answer(network, layer, [unit], pixels)
        accuracy = ablate_accuracy(network, layer, [unit], mnist.test)
        before = accuracy.correct_before / accuracy.images
        after = accuracy.correct_after / accuracy.images
        values["ablation"] = {
            "probabilities_before": answer.before.tolist(),
            "probabilities_after": answer.after.tolist(),
            "accuracy_before": before,
            "accuracy_after": after,
        }
        lines.append(
            f"without it: answer {answer.after.argmax()} (with it {answer.before.argmax()}), "
            f"test accuracy {percent(after)} (with it {percent(before)})"
        )
    if options.json:
        print_json(values)
    else:
        print("\n".join(lines))


def _plain(value: object) -> object:
    return value.tolist() if isinstance(value, np.ndarray) else value


def _sum_lines(terms: UnitSum, options: argparse.Namespace) -> list[str]:
    source = "pixel" if terms.layer == 0 else "unit"
    rows = zip(terms.inputs, terms.values, terms.weights, terms.products, strict=True)
    return [
        f"layer {options.layer}, unit {terms.unit}, test image {options.image}:",
        *(f"  {source} {i:>4}  {x:10.4g} × {w:+11.4g} = {p:+11.4g}" for i, x, w, p in rows),
        f"  {terms.rest_count:,} other terms {terms.rest:+.4g}, bias {terms.bias:+.4g}",
        f"  z = {terms.total:+.5g}, output {terms.output:.4g}",
    ]


def _exciting_line(mnist: Dataset, rows: npt.NDArray[np.intp]) -> str:
    images = ", ".join(f"{row} (a {mnist.train.labels[row]})" for row in rows)
    return f"training images that excite it most: {images}"
