"""Settings that use everything a checkpoint has to keep, on a few images."""

from dataclasses import replace

from core.datasets.dataset import Dataset
from core.hyperparameters.schema import Hyperparameters

PLAIN = Hyperparameters(hidden_layers=(5,), batch_size=32, epochs=4, training_images=200)
RICH = Hyperparameters(
    hidden_layers=(7, 6),
    activation="relu, tanh",
    loss="softmax_cross_entropy",
    label_smoothing=0.1,
    initializer="he",
    optimizer="adamw",
    gradient="mean",
    learning_rate=0.01,
    schedule="plateau",
    plateau_epochs=2,
    batch_size=32,
    epochs=6,
    clip_norm=1.0,
    l1=0.001,
    max_norm=2.0,
    dropout_input=0.1,
    dropout=0.2,
    early_stopping="loss",
    patience=1000,
    ema=0.9,
    shift=2.0,
    rotation=10.0,
    elastic=1.0,
    noise=0.1,
    training_images=300,
    evaluation_images=300,
)


def few(dataset: Dataset) -> Dataset:
    """So few images that an epoch takes some milliseconds."""
    return Dataset(
        "few", dataset.train.first(300), dataset.validation.first(200), dataset.test.first(200)
    )


ALL = {
    "the report": PLAIN,
    "everything": replace(RICH, regional_forms=0.2, scribbles=0.1),
    "momentum": replace(PLAIN, optimizer="momentum", learning_rate=1e-3),
    "rmsprop, dropout": replace(PLAIN, optimizer="rmsprop", learning_rate=0.01, dropout=0.3),
}
