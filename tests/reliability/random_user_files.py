"""The files that the random user opens, drops and pastes: good, odd and broken ones."""

import json
from pathlib import Path

SPACE = """
title = "Tiny"
preset = "report-3000"
sampler = "random"
trials = 5
[settings]
training_images = 200
evaluation_images = 200
epochs = 2
[space]
learning_rate = { from = 1e-4, to = 0.1, scale = "log" }
"""


def make_files(folder: Path) -> None:
    """What will be opened, dropped and pasted: good, odd and broken."""
    import numpy as np
    from PIL import Image

    rng = np.random.default_rng(0)
    (folder / "out").mkdir(parents=True)
    (folder / "tiny.toml").write_text(SPACE, "utf-8")
    (folder / "broken.toml").write_text("trials = [", "utf-8")
    (folder / "letter.txt").write_text("Dear friend", "utf-8")
    (folder / "empty.png").write_bytes(b"")
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (folder / "noise.safetensors").write_bytes(rng.bytes(4096))
    (folder / "noise.npz").write_bytes(b"PK\x03\x04" + rng.bytes(4096))
    (folder / "none.json").write_text('{"sizes": [784, "9"]}', "utf-8")
    for name, shape in (
        ("dot", (3, 3)),
        ("page", (900, 700)),
        ("thin", (1, 4000)),
        ("d", (28, 28)),
    ):
        Image.fromarray(rng.integers(0, 256, shape, np.uint8)).save(folder / f"{name}.png")
    digit = np.full((60, 50), 255, np.uint8)
    digit[10:50, 20:26] = 0
    Image.fromarray(digit).save(folder / "one.png")
    Image.fromarray(np.dstack([digit] * 3)).save(folder / "one.jpg")
    np.savez(
        folder / "model.npz",
        W1=rng.normal(size=(784, 5)), b1=np.zeros(5), W2=rng.normal(size=(5, 10)), b2=np.zeros(10),
    )  # fmt: skip
    stroke = [[0.2, 0.2], [0.5, 0.9], [0.8, 0.3]]
    lines = [json.dumps({"label": n % 10, "strokes": [stroke]}) for n in range(40)]
    (folder / "digits.jsonl").write_text("\n".join(lines), "utf-8")
    (folder / "broken.jsonl").write_text("{}\n[1]\n{", "utf-8")
    bars = [[[i / 30, 0.4], [i / 30, 0.6]] for i in range(30)]
    (folder / "bars.jsonl").write_text(json.dumps({"strokes": bars}), "utf-8")
