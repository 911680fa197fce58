"""Space files of the tests."""

from pathlib import Path

TINY = """
preset = "report-3000"
sampler = "random"
trials = 6
[settings]
training_images = 200
evaluation_images = 200
hidden_layers = [8]
epochs = 2
[space]
learning_rate = { from = 1e-4, to = 0.1, scale = "log" }
batch_size = { choose = [8, 16, 32] }
"""


def write_space(folder: Path, text: str = TINY, name: str = "tiny") -> Path:
    """A space file."""
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path
