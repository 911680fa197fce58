"""The formats in which a model or a run can be written, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np

from core.exporting.history_table import csv_of, json_lines_of
from core.exporting.layers import layers_of
from core.exporting.onnx_export import onnx_of
from core.exporting.python_export import python_of
from core.exporting.tensorboard_file import write_events
from core.foundation.errors import ExportError
from core.foundation.files import write_atomically
from core.models.model_file import Model, format_metadata, save_model
from core.plots.curves_figure import stacked_figure
from core.plots.quantities import Quantity
from core.plots.rendering import Format
from core.runs.library import title_of_run
from core.runs.output_guard import check_replaceable
from core.runs.run import Run


def npz_of(model: Model) -> bytes:
    """Return a model as an npz file, without pickled objects.

    It has the float32 arrays `layer1.weights` (n_in, n_out), `layer1.biases` (n_out,) etc., the
    metadata of our safetensors files, and the names `activation` and `loss`.
    """
    settings = model.hyperparameters
    facts = {"activation": settings.activation, "loss": settings.loss, **format_metadata(model)}
    arrays: dict[str, Any] = {name: np.array(text) for name, text in facts.items()}
    for number, layer in enumerate(layers_of(model), start=1):
        arrays[f"layer{number}.weights"] = layer.weights
        arrays[f"layer{number}.biases"] = layer.biases
    file = BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ExportFormat(Generic[T]):
    """A format in which a model or a run can be written."""

    label: str
    suffix: str
    write: Callable[[Path, T], Path]
    """Writes to a path and returns the path of the file. Raises an InklingError."""


def export_model(path: Path, model: Model, name: str) -> Path:
    """Write a model in a format of `MODEL_FORMATS`; return the path of the file.

    Raises an InklingError, also where a file of a run would be replaced.
    """
    check_replaceable(path)
    return MODEL_FORMATS[name].write(path, model)


def export_run(path: Path, run: Run, name: str) -> Path:
    """Write the history of a run in a format of `RUN_FORMATS`; return the path of the file.

    Raises an InklingError, also where a file of a run would be replaced.
    """
    check_replaceable(path)
    return RUN_FORMATS[name].write(path, run)


def format_of(path: Path) -> str | None:
    """Return the format with the suffix of a path; None where there is none."""
    for name, each in (MODEL_FORMATS | RUN_FORMATS).items():
        if path.suffix.lower() == each.suffix:
            return name
    return None


def export_figure(path: Path, run: Run, quantities: list[Quantity], name: Format) -> Path:
    """Write the curves of a run as a figure. Raises ExportError or OutputError."""
    check_replaceable(path)
    title = title_of_run(run)
    return _write(lambda run: stacked_figure([(title, run)], quantities, name), path, run)


def _write(content: Callable[[T], bytes], path: Path, thing: T) -> Path:
    try:
        write_atomically(path, content(thing))
    except OSError as error:
        raise ExportError(f"{path} cannot be written.", str(error)) from error
    except MemoryError as error:
        raise ExportError(f"There is not enough memory to write {path}.") from error
    return path


def _save(path: Path, model: Model) -> Path:
    save_model(path, model)
    return path


def _figure(name: Format) -> Callable[[Path, Run], Path]:
    return partial(export_figure, quantities=["loss", "accuracy"], name=name)


MODEL_FORMATS: dict[str, ExportFormat[Model]] = {
    "safetensors": ExportFormat("Inkling model (safetensors)", ".safetensors", _save),
    "onnx": ExportFormat("ONNX", ".onnx", partial(_write, onnx_of)),
    "npz": ExportFormat("NumPy arrays", ".npz", partial(_write, npz_of)),
    "python": ExportFormat("Python file", ".py", partial(_write, python_of)),
}
FIGURE_FORMATS: dict[str, Format] = {"png": "png", "svg": "svg", "pdf": "pdf"}
RUN_FORMATS: dict[str, ExportFormat[Run]] = {
    "csv": ExportFormat("CSV table", ".csv", partial(_write, csv_of)),
    "jsonl": ExportFormat("JSON lines", ".jsonl", partial(_write, json_lines_of)),
    "tensorboard": ExportFormat("TensorBoard", ".tfevents", write_events),
    "png": ExportFormat("PNG image", ".png", _figure("png")),
    "svg": ExportFormat("SVG", ".svg", _figure("svg")),
    "pdf": ExportFormat("PDF", ".pdf", _figure("pdf")),
}
