"""A small model, and a way to write files that pretend to be one."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from safetensors.numpy import load_file, save_file

from core.datasets.dataset import Dataset
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import Model, save_model
from core.runs import checkpoints, run_saver
from core.training.trainer import new_network

from .settings import few

Arrays = dict[str, npt.NDArray[np.generic]]
Forge = Callable[..., Path]


@pytest.fixture(scope="session")
def model() -> Model:
    settings = Hyperparameters(hidden_layers=(6, 5), seed=3, learning_rate=0.1 + 0.2)
    return Model(new_network(settings).snapshot(), settings, epoch=7)


@pytest.fixture(scope="session")
def model_bytes(model: Model, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("model") / "good.safetensors"
    save_model(path, model)
    return path.read_bytes()


@pytest.fixture
def forge(model: Model, model_bytes: bytes, tmp_path: Path) -> Forge:
    """Writes the good model with some arrays or metadata replaced, None taking one away."""

    def write(arrays: Arrays | None = None, **metadata: str | None) -> Path:
        path = tmp_path / "forged.safetensors"
        path.write_bytes(model_bytes)
        good = {
            "format": "inkling-model",
            "version": "1",
            "hyperparameters": json.dumps(model.hyperparameters.to_dict()),
            "epoch": "7",
        }
        kept = {key: value for key, value in {**good, **metadata}.items() if value is not None}
        save_file({**load_file(path), **(arrays or {})}, path, metadata=kept)
        return path

    return write


@pytest.fixture(scope="session")
def data(mnist: Dataset) -> Dataset:
    return few(mnist)


@pytest.fixture
def write_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "INTERVAL", 0.0)
    monkeypatch.setattr(run_saver, "PATIENCE", 0.0)
    monkeypatch.setattr(os, "fsync", lambda _: None)  # no power goes here, and it takes long
