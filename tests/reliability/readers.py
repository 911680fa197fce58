"""Every reader of files, with good files to begin from and files that were once its undoing."""

import io
import json
import os
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import patch

import numpy as np
from PIL import Image, ImageDraw

from core.cli.results import read_result
from core.cli.runs import listing_to_dict
from core.datasets.dataset import CLASSES, PIXELS, Dataset, Split
from core.drawing.stroke_file import LabeledDrawing, format_line, read_strokes
from core.drawing.strokes import Drawing, Stroke
from core.evaluation.calibration import Calibration
from core.exporting.formats import export_model
from core.exporting.history_table import csv_of, json_lines_of
from core.hyperparameters.preset_file import format_preset, read_preset
from core.hyperparameters.presets import presets
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.imaging.image import read_image, read_picture
from core.importing.model_import import read_model
from core.models.model_file import Model
from core.personalization.digit_store import DigitStore
from core.runs import statistics_recorder
from core.runs.checkpoint_file import load_checkpoint
from core.runs.layout import CHECKPOINTS, HYPERPARAMETERS
from core.runs.library import Library
from core.runs.recorded_training import RecordedTraining
from core.runs.run import read_run, read_settings
from core.runs.summary import Summary
from core.training.events import Change, EpochEnd, TrainingEnd
from core.training.trainer import Training, new_network
from core.tuning.optuna_storage import choose_storage, storage_problems
from core.tuning.space import SearchSpace
from core.tuning.space_file import read_space
from core.tuning.study import SharedStudy

Files = Mapping[str, bytes]
BEFORE = Path(__file__).parents[1] / "data" / "before"
"""What an earlier version wrote."""
SMALL = Hyperparameters(
    hidden_layers=(3,),
    activation="tanh",
    optimizer="adam",
    learning_rate=0.01,
    batch_size=16,
    epochs=3,
    training_images=40,
    ema=0.9,
    dropout=0.1,
    early_stopping="loss",
)


@dataclass(frozen=True)
class Reader:
    """What is read, how, and from what."""

    read: Callable[[Path], object]
    """A file, or the one file of a folder that is damaged."""
    good: Callable[[], Files]
    """By name; each is a beginning."""
    kind: str = ""
    """Of damage."""
    undoing: Callable[[], Files] = field(default=dict)
    """Found by damage or by attack, and mended since."""
    in_folder: bool = False
    """Whether the files belong together, and one of them is damaged."""


@cache
def _dataset() -> Dataset:
    random = np.random.default_rng(3)

    def split(count: int) -> Split:
        images = random.integers(0, 255, (count, PIXELS), np.uint8)
        return Split(images, (np.arange(count) % CLASSES).astype(np.intp))

    return Dataset("noise", split(40), split(30), split(20))


@cache
def _model() -> Model:
    return Model(new_network(SMALL).snapshot(), SMALL, 3, 0.5, 1.5, Calibration(2.0, 0.7))


_OF_THE_MOMENT = [
    (rb'(seconds\\?": ?\\?"?)[\d.e-]+', rb"\g<1>0.25"),
    (rb'("(?:id|worker_id)": ?")[^"]*', rb"\g<1>0123456789abcdef"),
    (rb"\d{4}-\d\d-\d\d[ T][\d:.+]+", b"2026-01-02T03:04:05"),
    (rb'("environment": ?)\{[^}]*\}', rb'\g<1>{"cores": 2, "blas": "one"}'),
]


def _timeless(content: bytes) -> bytes:
    """Without what differs each time: a case is the same file whenever it is made."""
    length = int.from_bytes(content[:8], "little")
    if content[8:9] == b"{" and length < len(content):  # safetensors
        told = json.loads(content[8 : 8 + length])
        # Without its checksum all of a damaged checkpoint is looked at.
        told.get("__metadata__", {}).pop("crc32", None)
        head = _timeless(json.dumps(told, sort_keys=True).encode())
        head += b" " * (-len(head) % 8)
        return len(head).to_bytes(8, "little") + head + content[8 + length :]
    for pattern, text in _OF_THE_MOMENT:
        content = re.sub(pattern, text, content)
    return content


@cache
def _run() -> Files:
    """All files of a run, by their paths in its folder."""
    always = patch.object(statistics_recorder, "SHARE", 1e9)  # every epoch, on each machine
    with always, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run"
        recorded = RecordedTraining.begin(SMALL, _dataset(), lambda error: None, path=path)
        events = recorded.events()
        event = next(events)
        while not isinstance(event, TrainingEnd):
            live = isinstance(event, EpochEnd) and event.epoch == 1
            event = events.send(Change({"learning_rate": 0.02, "l2": 0.5}) if live else None)
        recorded.finish(event, _dataset())
        recorded.close()
        Library(path.parent).annotate(path, name="one", note="two\nthree", tags=("four",))
        files = [each for each in sorted(path.rglob("*")) if each.is_file()]
        return {str(each.relative_to(path)): _timeless(each.read_bytes()) for each in files}


def _exported(name: str, suffix: str) -> Files:
    with tempfile.TemporaryDirectory() as folder:
        path = export_model(Path(folder) / f"model{suffix}", _model(), name)
        return {path.name: _timeless(path.read_bytes())}


def _arrays(*, turned: bool) -> dict[str, np.ndarray]:
    network = _model().network
    pairs = enumerate(zip(network.weights, network.biases, strict=True), start=1)
    arrays = {}
    for number, (weights, biases) in pairs:
        matrix = weights.T if turned else weights
        arrays[f"fc{number}.weight"] = np.ascontiguousarray(matrix)
        arrays[f"fc{number}.bias"] = np.array(biases)
    return arrays


def zipped(arrays: Mapping[str, np.ndarray], *, packed: bool = False) -> bytes:
    """An npz file."""
    file = io.BytesIO()
    (np.savez_compressed if packed else np.savez)(file, allow_pickle=False, **arrays)
    return file.getvalue()


def _members(method: int, **members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return file.getvalue()


def _foreign_npz() -> Files:
    arrays = _arrays(turned=False)
    double = {name: array.astype(np.float64) for name, array in arrays.items()}
    told = {**double, "activation": np.array("tanh")}
    return {"a.npz": zipped(arrays), "b.npz": zipped(told, packed=True)}


def _broken_npz() -> Files:
    array = io.BytesIO()
    np.save(array, np.zeros((PIXELS, CLASSES), np.float32))
    content = array.getvalue()
    head = b"{'descr': '<f4', 'fortran_order': False, 'shape': (3,"
    unclosed = content[:8] + len(head).to_bytes(2, "little") + head
    square, last = np.zeros((PIXELS, PIXELS), np.float32), np.zeros((PIXELS, CLASSES), np.float32)
    packed = _members(zipfile.ZIP_LZMA, w=content)
    return {
        "bomb.npz": zipped({"w": np.zeros((2**13, 2**13), np.float32)}, packed=True),
        "squares.npz": zipped({f"w{n}": square for n in range(18)}, packed=True),
        "nine squares.npz": zipped({f"w{n}": square for n in range(9)}, packed=True),
        "then 10.npz": zipped({**{f"w{n}": square for n in range(8)}, "w": last}, packed=True),
        "lzma.npz": packed[:100] + b"\xff" * 9 + packed[109:],
        "token.npz": _members(zipfile.ZIP_STORED, w=unclosed),
        "header.npz": _members(zipfile.ZIP_STORED, w=content[:8] + b"\xff\xff" + b"(" * 65535),
    }


def _tensors() -> Files:
    from safetensors.numpy import save

    return {"state.safetensors": _timeless(save(_arrays(turned=True)))}


def _broken_tensors() -> Files:
    header = b'{"a":{"dtype":"F32","shape":[%s],"data_offsets":[0,4]}}' % (b"9" * 400)
    return {
        "shape.safetensors": len(header).to_bytes(8, "little") + header + b"\0\0\0\0",
        "long.safetensors": (1 << 26).to_bytes(8, "little") + b"{" + b" " * (1 << 26),
    }


def _nielsen() -> Files:
    network = _model().network
    told = {
        "sizes": list(network.sizes),
        "weights": [np.round(weights.T, 3).tolist() for weights in network.weights],
        "biases": [np.round(biases, 3).reshape(-1, 1).tolist() for biases in network.biases],
        "cost": "CrossEntropyCost",
    }
    return {"network.json": json.dumps(told).encode()}


def _broken_nielsen() -> Files:
    many = b'{"weights": [' + b"[]," * 1_000_000 + b"0]}"
    numbers = b'{"weights": [' + b"1.5," * 2_500_000 + b"0]}"
    wide = b'{"cost": "' + "𝔘".encode() * 1_000_000 + b'", "weights": [], "biases": []}'
    return {"lists.json": many, "numbers.json": numbers, "wide.json": wide}


def _drawings() -> list[LabeledDrawing]:
    turn = np.linspace(0, 6.2, 40)
    ring = Stroke.through(np.stack([np.cos(turn), np.sin(turn)], axis=1).tolist())
    timed = Stroke.through([[0, 0], [1, 5], [2, 9]], [0, 0.1, 0.3], [0.1, 0.5, 1], 0.05)
    return [LabeledDrawing(Drawing((ring,)), 0), LabeledDrawing(Drawing((timed, ring)), 6, "a")]


def _strokes() -> Files:
    return {"a.jsonl": "".join(f"{format_line(each)}\n" for each in _drawings()).encode()}


def _digits() -> Files:
    with tempfile.TemporaryDirectory() as folder:
        digits = DigitStore(Path(folder) / "digits.jsonl")
        for each in _drawings():
            digits.add(each.label or 0, each.drawing)
        return {"digits.jsonl": _timeless(digits.path.read_bytes())}


def _images() -> Files:
    """A seven of each format and kind of pixels."""
    files = {}
    gray = Image.new("L", (60, 44), 255)
    ImageDraw.Draw(gray).line([(18, 8), (42, 8), (28, 36)], fill=0, width=4)
    kinds = {
        "gray.png": gray,
        "rgb.png": gray.convert("RGB"),
        "alpha.png": gray.convert("LA"),
        "colors.png": gray.convert("P"),
        "bit.png": gray.convert("1"),
        "deep.png": Image.fromarray(np.asarray(gray).astype(np.uint16) * 257),
        "small.png": gray.resize((28, 28)),
        **{f"file.{suffix}": gray.convert("RGB") for suffix in ("jpg", "bmp", "webp", "ppm")},
        "file.gif": gray,
        "file.tif": gray,
    }
    for name, image in kinds.items():
        file = io.BytesIO()
        formats = {"jpg": "JPEG", "tif": "TIFF"}
        suffix = name.partition(".")[2]
        options = {"compression": "tiff_lzw"} if suffix == "tif" else {}
        image.save(file, formats.get(suffix, suffix.upper()), **options)
        files[name] = file.getvalue()
    return files


_SPACE = b"""
# a comment
title = "A space"
description = \"\"\"Of two lines,
and some.\"\"\"
preset = "report"
trials = 12
seed = 3
sampler = "tpe"
pruning = "median"
metric = "validation_loss"
[settings]
epochs = 2
training_images = 200
hidden_layers = [20, 10]
[space]
learning_rate = { from = 1e-4, to = 1.0, scale = "log" }
batch_size = { from = 8, to = 128, step = 8 }
optimizer = { choose = ["sgd", "momentum", "adam"] }
momentum = { choose = [0.5, 0.9] }
l2 = { from = 0.0, to = 1.0, step = 0.125 }
activation = { choose = ["relu", "tanh, relu"] }
"""
_GRID = b"""
sampler = "grid"
[settings]
epochs = 2
[space]
optimizer = { choose = ["sgd", "momentum", "adam"] }
momentum = { choose = [0.5, 0.9] }
batch_size = { from = 8, to = 64, step = 8 }
"""


def _broken_spaces() -> Files:
    steps = b"trials = 1\n[space]\nlearning_rate = { from = 0.01, to = 10.0, step = %s }\n"
    values = b", ".join(b"%.6f" % (0.5 + n / 10_000) for n in range(1000))
    adam = b"".join(b"%s = { choose = [%s] }\n" % (n, values) for n in (b"beta1", b"beta2"))
    return {
        "step 300.toml": steps % b"1e-300",
        "step 310.toml": steps % b"1e-310",
        "dots.toml": b"a." * 30_000 + b"a = 1",
        "quoted dots.toml": b'"!".' * 15_000 + b"a = 1",
        "bits.toml": b"seed = 0x" + b"f" * 60_000,
        "deep.toml": b"seed = " + b"[" * 60_000,
        "grid.toml": b'sampler = "grid"\n[space]\noptimizer = { choose = ["sgd", "adam"] }\n'
        + adam,
    }


def _try_space(path: Path) -> object:
    """Read it, and take one trial's settings from it."""
    import optuna

    space = read_space(path)
    if space.sampler == "grid":
        return space.grid
    trial = optuna.create_study(sampler=optuna.samplers.RandomSampler(0)).ask()
    values = space.settings(lambda name, each: each.suggest(trial, name, FIELDS[name]))
    return space.base.with_values(values)


@cache
def _presets() -> Files:
    built_in = {f"{each.name}.toml": format_preset(each).encode() for each in presets().values()}
    described = replace(presets()["report"], description='Two\nlines, "quoted" \\ and \u007f')
    return {**built_in, "described.toml": format_preset(described).encode()}


def _broken_presets() -> Files:
    broken = _broken_spaces()
    titles = b'title = "' + b"x" * 60_000 + b'"\n[hyperparameters]\n'
    keys = b"[hyperparameters]\n" + b"".join(b"field_%d = 1\n" % n for n in range(4000))
    return {**broken, "title.toml": titles, "keys.toml": keys}


def _use_preset(path: Path) -> object:
    """Read it, and write it again."""
    preset = read_preset(path)
    path.write_text(format_preset(preset), "utf-8")
    assert read_preset(path) == preset
    return preset


def _journal_space() -> SearchSpace:
    return read_space(BEFORE / "searches" / "tiny.toml")


def _journal() -> Files:
    return {"tiny.journal": (BEFORE / "searches" / "tiny.journal").read_bytes()}


def _broken_journals() -> Files:
    head = b'{"op_code":0,"worker_id":"w","study_name":"tiny","directions":[2]}\n'
    trial = b'{"op_code":4,"worker_id":"w","study_id":0,"datetime_start":null,%s"state":%d}\n'
    return {
        "nonsense.journal": b'{"op_code": 99}\n{"op_code":[]}\n',
        "no attributes.journal": head + trial % (b'"user_attrs":null,', 1),
        "a step.journal": head
        + trial % (b"", 0)
        + b'{"op_code":5,"worker_id":"w","trial_id":0,"param_name":"l2","param_value_internal":0,'
        b'"distribution":"{\\"name\\":\\"FloatDistribution\\",\\"attributes\\":'
        b'{\\"step\\":1e300,\\"low\\":0.0,\\"high\\":1.0,\\"log\\":false}}"}\n',
        "another slot.journal": head + trial % (b'"user_attrs":{"slot":[]},', 1),
        "odd values.journal": head + trial % (b'"user_attrs":{},"values":"ab",', 1),
        "another end.journal": head.replace(b"[2]", b"[]") + trial % (b"", 0),
    }


def _read_journal(path: Path) -> object:
    """Have it copied, and read the copy."""
    storage, _ = choose_storage(str(path), _journal_space().name)
    with closing(SharedStudy(_journal_space(), storage)) as study, storage_problems(storage):
        study.has(4)
        return study.results()


def _use_run(path: Path) -> object:
    """Read it as the list does, and then as who opens it, which may refuse it; tell all of it."""
    rows = [listing_to_dict(listing) for listing in Library(path.parent).listings()]
    json.dumps(rows, ensure_ascii=False, allow_nan=False).encode()
    run = read_run(path)
    Summary.of_records(run.records)
    return csv_of(run), json_lines_of(run), run.last_settings


def _use_model(path: Path) -> object:
    """Read it, and have it answer."""
    model = read_model(path).model
    pixels = np.linspace(0, 1, 2 * PIXELS, dtype=np.float32).reshape(2, PIXELS)
    with np.errstate(all="ignore"):  # large weights are no error
        return (model.calibration or Calibration()).probabilities(model.network, pixels)


def _use_checkpoint(path: Path) -> object:
    """Read it, and go on from there for a mini-batch."""
    state = load_checkpoint(path).state
    training = Training(new_network(state.settings), _dataset(), state.settings, state)
    with np.errstate(all="ignore"):
        return next(training.events())


def _result() -> Files:
    told = {
        "preset": "tiny",
        "hyperparameters": SMALL.to_dict(),
        "status": "completed",
        "epochs": 3,
        "seconds": 1.5,
        "test_accuracy": 0.9,
    }
    return {"result.json": json.dumps(told).encode()}


def _part(*names: str) -> Callable[[], Files]:
    return lambda: {Path(name).name: _run()[name] for name in names}


def _read_settings(path: Path) -> object:
    """Of a run: they are in a folder, by a name of their own."""
    folder = path.parent / "of"
    folder.mkdir(exist_ok=True)
    os.replace(path, folder / HYPERPARAMETERS)  # noqa: PTH105
    return read_settings(folder)


def _broken_runs() -> Files:
    history = _run()["history.jsonl"].split(b"\n")
    huge = history[2].replace(b'"train_loss": ', b'"train_loss": 1' + b"0" * 310)
    about = json.loads(_run()["run.json"])
    summary = json.loads(_run()["summary.json"])
    return {
        "history.jsonl": b"\n".join([*history[:2], huge, *history[3:]]),
        "summary.json": json.dumps({**summary, "epochs": 0})
        .replace('"epochs": 0', '"epochs": 1' + "0" * 400, 1)
        .encode(),
        "run.json": json.dumps({**about, "created": "0001-01-01T00:00:00+14:00"}).encode(),
        "label.json": b'{"name": "\\ud800", "tags": [1, null, "\\udfff"]}',
    }


def _window_settings() -> Files:
    told = {
        "scheme": "dark",
        "geometry": "AdnQywADAAAAAAAAAAAAAAAAAx8AAAJXAAAAAAAAAAAAAAMfAAACVwAAAAAAAAAA"
        "AyAAAAAAAAAAAAAAAx8AAAJX",
        "columns": "AAAA/wAAAAEAAAAD////////////////Af////8BAAAAAQA=",
        "open_groups": ["Network", "Training"],
        "report_authors": "Ada, Grace",
        "put_off_runs": ["0123456789abcdef"],
        "form_preset": "best",
        "form_texts": {"epochs": "7", "l2": "too much"},
    }
    return {"config/window.json": json.dumps(told).encode()}


def _former_window_settings() -> Files:
    return {"config/window.ini": (BEFORE / "home" / "config" / "window.ini").read_bytes()}


def _broken_window_settings() -> Files:
    geometry = b"geometry=@ByteArray(\\x1\\xd9\\xd0\\xcb)\n"
    columns = b"columns=@Variant(\\0\\0\\0\\t\\xff)\n"
    return {"config/window.ini": b"[General]\n" + geometry + columns}


def _use_window_settings(path: Path) -> object:
    """All that the window asks for at its start."""
    from gui.common.settings import WindowSettings

    before = os.environ["INKLING_HOME"]
    os.environ["INKLING_HOME"] = str(path)
    try:
        told = WindowSettings()
    finally:
        os.environ["INKLING_HOME"] = before
    lists = told.open_groups, told.put_off_runs, told.report_authors, told.form_preset
    return told.scheme, told.geometry, told.columns, told.run_columns, lists, told.form_texts


READERS: dict[str, Reader] = {
    "model, ours": Reader(_use_model, lambda: _exported("safetensors", ".safetensors"), "tensors"),
    "model, npz of ours": Reader(_use_model, lambda: _exported("npz", ".npz"), "zip"),
    "model, npz of others": Reader(_use_model, _foreign_npz, "zip", _broken_npz),
    "model, state_dict": Reader(_use_model, _tensors, "tensors", _broken_tensors),
    "model, network2.py": Reader(_use_model, _nielsen, "json", _broken_nielsen),
    "strokes": Reader(read_strokes, _strokes, "lines"),
    "images": Reader(lambda path: (read_image(path), read_picture(path)), _images, "image"),
    "checkpoints": Reader(
        _use_checkpoint,
        _part(f"{CHECKPOINTS}/last.safetensors", f"{CHECKPOINTS}/best.safetensors"),
        "tensors",
    ),
    "runs": Reader(_use_run, _run, "lines", _broken_runs, in_folder=True),
    "settings": Reader(_read_settings, _part(HYPERPARAMETERS), "json"),
    "digits": Reader(lambda path: DigitStore(path).read(), _digits, "lines"),
    "spaces": Reader(
        _try_space, lambda: {"a.toml": _SPACE, "b.toml": _GRID}, "toml", _broken_spaces
    ),
    "presets": Reader(_use_preset, _presets, "toml", _broken_presets),
    "journals": Reader(
        _read_journal,
        _journal,
        "lines",
        _broken_journals,
    ),
    "results": Reader(read_result, _result, "json"),
}
if find_spec("PySide6") is not None:
    READERS |= {
        "window settings": Reader(_use_window_settings, _window_settings, in_folder=True),
        "window settings of before": Reader(
            _use_window_settings,
            _former_window_settings,
            undoing=_broken_window_settings,
            in_folder=True,
        ),
    }
