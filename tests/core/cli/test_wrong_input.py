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
    "train --set seed=1 --set seed=2",
    "train --set seed=1 --set seed=1",
    "train --set momentum=0.5",
    "train --set optimizer=adam --set momentum=0.5",
    "train --preset overfitting --set optimizer=sgd --set momentum=0.9",
    "train --set label_smoothing=0.1",
    "train --set patience=3",
    "train --set final_factor=0.1 --set schedule=step",
    "train --set hidden_layers=20,,3",
    "train --set hidden_layers=,",
    "train --set hidden_layers=;;;",
    "train --set hidden_layers=1,500",
    "train --set activation=relu,",
    "train --set l2=1e-400",
    "train --replay {run} --set seed=1",
    "train --replay {run} --preset report",
    "train --replay {empty}",
    "train --out {empty}",
    "train --compact {empty}",
    "train --preset {empty}",
    "train --out a --out b",
    "train --preset report --preset quick",
    "train --threads 0",
    "train --threads 65",
    "train --threads 1.5",
    "train --threads ٣",
    "train --threads 1_0",
    "train --threads nan",
    "train --threads " + "9" * 5000,
    "gradcheck --set momentum=0.5",
    "gradcheck --set seed=1 --set seed=1",
    "results --out {empty}",
    "results --out results --seeds 0",
    "results --out results --seeds -1",
    "results --out results --seeds ٣",
    "results --out results --seeds 99999999",
    "results --out results --seeds inf",
    "results none --out results",
    "runs {empty}",
    "runs {text}",
    "runs no/such/folder",
    "compare",
    "compare {empty}",
    "compare {run} none",
    "resume {empty}",
    "resume none",
    "resume {run}",
    "resume {run} --epochs 0",
    "resume {run} --epochs -1",
    "resume {run} --epochs 20000",
    "resume {run} --epochs 9999",
    "resume {run} --epochs ٣",
    "resume {run} --epochs 1 --epochs 2",
    "resume {run} --epochs 1 --out elsewhere",
    "resume {run} --from-epoch 0",
    "resume {run} --from-epoch 3",
    "resume {run} --from-epoch -1",
    "resume {run} --from-epoch 1 --epochs 20000 --out elsewhere",
    "resume {run} --from-epoch 1 --out {empty}",
    "report {empty} -o a.html",
    "report {run}",
    "report {run} -o {empty}",
    "report {run} -o a.html -o b.html",
    "report {run} -o a.doc",
    "export {empty} -o a.csv",
    "export {run}",
    "export {run} -o {empty}",
    "export {run} -o a.csv --format xml",
    "export {run} -o a.csv --quantity loss",
    "export {run} -o a.png --quantity speed",
    "export {model} -o a.csv",
    "search {empty}",
    "search none",
    "search learning-rate --trials 0",
    "search learning-rate --trials -1",
    "search learning-rate --trials 1e3",
    "search learning-rate --trials 100001",
    "search learning-rate --jobs 0",
    "search learning-rate --jobs 65",
    "search learning-rate --jobs ٣",
    "search learning-rate --storage {empty}",
    "search learning-rate --storage ~nosuch/a.journal",
    "search learning-rate --storage {text}",
    "search learning-rate --storage {journal}",
    "search learning-rate --plot {empty}",
    "evaluate {empty}",
    "bench --gui --why",
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
    run: Run,
    line: str,
    model: str,
    trained: Path,
    tmp_path: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    text = tmp_path / "text.png"
    text.write_text("neither a model nor an image")
    foreign = tmp_path / "foreign.journal"
    foreign.write_text('{"op_code": 99}\n{"op_code":[]}\n')
    before = _contents(trained) | _contents(tmp_path)
    words = {"model": model, "text": text, "run": trained, "journal": foreign}
    # A word that is empty, as of a variable of the shell without a value, has no place in a line.
    outcome = run(*(each.format(**words, empty="") for each in line.split()))
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.startswith("error: ")
    assert outcome.err.count("error: ") == 1
    assert "Traceback" not in outcome.err
    assert not home.exists()
    assert _contents(trained) | _contents(tmp_path) == before


def _contents(folder: Path) -> dict[Path, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name[:1] != ".")
    return {path: path.read_bytes() for path in files}


def test_the_sentence_names_the_field_the_value_and_what_is_allowed(run: Run) -> None:
    outcome = run("train", "--set", "epochs=0")
    assert outcome.err == "error: epochs: 0 is not between 1 and 10,000\n"


def test_a_setting_without_a_meaning_is_refused_with_what_would_give_it_one(run: Run) -> None:
    outcome = run("train", "--set", "momentum=0.5")
    assert outcome.err == (
        "error: momentum has no effect with optimizer=sgd: it requires "
        "optimizer=momentum or nesterov\n"
    )


def test_more_epochs_than_a_run_can_have_are_refused_with_what_is_possible(
    run: Run, trained: Path
) -> None:
    outcome = run("resume", str(trained), "--epochs", "20000")
    assert outcome.err == "error: A run has at most 10,000 epochs: give it at most 9,998 more.\n"


def test_what_an_option_of_a_search_may_be_is_told(run: Run) -> None:
    outcome = run("results", "--out", "x", "--seeds", "0")
    assert "'0' is not a whole number between 1 and 1,000" in outcome.err
