"""Wrong input is one sentence on standard error and exit status 2."""

from pathlib import Path

import pytest

from .conftest import Run

WRONG = [
    "fly",
    "--json",
    "train extra",
    "train --fly",
    "train --preset none",
    "train --set",
    "train --set seed",
    "train --set =1",
    "train --set none=1",
    "train --set seed=",
    "train --set seed=1.5",
    "train --set seed=-1",
    "train --set seed=99999999999999999999999",
    "train --set seed=²",
    "train --set epochs=0",
    "train --set epochs=nan",
    "train --set learning_rate=nan",
    "train --set learning_rate=0",
    "train --set learning_rate=1e999",
    "train --set learning_rate=fast",
    "train --set hidden_layers=0",
    "train --set hidden_layers=20,x",
    "train --set hidden_layers=1,1,1,1,1,1,1,1,1",
    "train --set hidden_layers=4097",
    "train --set activation=none",
    "train --set batch_size=50001",
    "train --set seed=1 --set seed=x",
    "gradcheck --set seed=x",
    "gradcheck --preset none",
    "evaluate",
    "evaluate none.safetensors",
    "evaluate .",
    "evaluate {text}",
    "predict",
    "predict {text}",
    "predict none.png --model {model}",
    "predict {text} --model {model}",
    "predict . --model {model}",
    "predict {model} --model {model}",
    "predict {model} --model {text}",
]


@pytest.mark.parametrize("line", WRONG)
def test_wrong_input_is_one_error_and_status_2(
    run: Run, line: str, model: str, tmp_path: Path, home: Path
) -> None:
    text = tmp_path / "text.png"
    text.write_text("neither a model nor an image")
    outcome = run(*line.format(model=model, text=text).split())
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.startswith("error: ")
    assert outcome.err.count("error: ") == 1
    assert "Traceback" not in outcome.err
    assert not home.exists()


def test_the_sentence_names_the_field_the_value_and_what_is_allowed(run: Run) -> None:
    outcome = run("train", "--set", "epochs=0")
    assert outcome.err == "error: epochs: 0 is not between 1 and 10,000\n"
