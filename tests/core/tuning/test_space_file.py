"""Space files are read strictly, for a search is long."""

import re
import time
from pathlib import Path

import pytest

from core.foundation.errors import SearchError
from core.tuning.dimension import Options, Range
from core.tuning.space_file import examples, find_space, read_space

from .spaces import TINY, write_space

ANY = "\n[space]\nl2 = { choose = [1] }"
HEAD = 'preset = "report-3000"\ntrials = 3\n'


def test_a_space_file_says_what_stays_and_what_is_tried(tmp_path: Path) -> None:
    space = read_space(write_space(tmp_path))
    assert (space.name, space.preset, space.trials, space.seed) == ("tiny", "report-3000", 6, 0)
    assert (space.sampler, space.pruning, space.metric) == ("random", "none", "validation_accuracy")
    assert space.base.hidden_layers == (8,)
    assert space.dimensions == {
        "learning_rate": Range(1e-4, 0.1, True, None),
        "batch_size": Options(("8", "16", "32")),
    }


@pytest.mark.parametrize("name", examples())
def test_every_worked_example_can_be_read_by_its_name(name: str) -> None:
    space = read_space(find_space(name))
    assert space.name == name
    assert space.title
    assert space.description


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("trails = 3", "“trails” is unknown; there are description, metric"),
        (HEAD, "[space] is missing"),
        ('sampler = "bayes"', "sampler is “bayes”; it must be one of tpe, random, grid"),
        ("sampler = [1]", "sampler is “[1]”"),
        ("trials = true" + ANY, "trials must be a whole number between 1 and 100,000"),
        ("trials = 0" + ANY, "trials must be a whole number"),
        ("seed = -1" + ANY, "seed must be a whole number"),
        ("preset = 3", "preset must be a text"),
        ('preset = "none"' + ANY, "there is no preset “none”"),
        ("settings = 3", "settings must be a table"),
        ("[settings]\nepochs = 0", "[settings] epochs: 0 is not between 1"),
        ("[settings]\nepoch = 1", "there is no hyperparameter “epoch”"),
        ("[space]\nepoch = { choose = [1] }", "there is no hyperparameter “epoch”"),
        ("[space]\nl2 = 3", "[space] l2: expected { from = …, to = … } or { choose = […] }"),
        ("[space]\nl2 = { from = 1 }", "from and to are both needed"),
        ("[space]\nl2 = { from = 1, to = 2, by = 3 }", "“by” is unknown here"),
        ("[space]\nl2 = { from = 2, to = 1 }", "from must be less than to"),
        ("[space]\nl2 = { from = nan, to = 1 }", "nan is not between"),
        ("[space]\nl2 = { from = 0, to = 1e9 }", "1e+09 is not between 0 and 1000"),
        (
            '[space]\nl2 = { from = 0, to = 1, scale = "log" }',
            "a logarithmic scale must begin above 0",
        ),
        ('[space]\nl2 = { from = 1, to = 2, scale = "sqrt" }', 'scale is "linear" or "log"'),
        ("[space]\nl2 = { from = 1, to = 2, step = 3 }", "step must be above 0, and at most"),
        ("[space]\nepochs = { from = 1, to = 5, step = 1.5 }", "step must be a whole number"),
        ("[space]\nl2 = { from = 0, to = 1, step = 1e-300 }", "more than 1,000,000 values"),
        ("[space]\nl2 = { from = 0, to = 1, step = 1e-310 }", "more than 1,000,000 values"),
        ("[space]\nl2 = { from = 0, to = 1, step = nan }", "step must be above 0"),
        ('[space]\n"a\\nb\\u001b" = 1', "“a b ”"),
        ("[space]\noptimizer = { from = 1, to = 5 }", "list them with choose = […]"),
        ('[space]\noptimizer = { choose = ["sgd", "sdg"] }', "“sdg” is not one of sgd"),
        ("[space]\nl2 = { choose = [] }", "choose needs a list of 1 to 1,000 values"),
        ("[space]\nl2 = { choose = [1, 1.0] }", "choose names a value twice"),
        ("[space]\nl2 = { choose = [1], step = 1 }", "choose excludes from"),
        ("[settings]\nl2 = 1\n[space]\nl2 = { choose = [1] }", "l2 is in [settings] and in"),
        ("[settings]\nbeta1 = 0.5" + ANY, "beta1 has no meaning with the other"),
        (
            HEAD + '[space]\nactivation = { choose = ["relu, relu", "tanh, tanh"] }',
            "activation: 2 are given for 1 hidden layer;",
        ),
        (
            HEAD + "[settings]\nvalidation_images = 10000\n"
            "[space]\ntraining_images = { from = 50001, to = 59000 }",
            "training_images: at most 50,000",
        ),
        ("[space]\nbeta1 = { choose = [0.5] }", "beta1 has no meaning with the other"),
        (ANY, "trials is missing"),
        ('sampler = "grid"\n[space]\nl2 = { from = 0, to = 1 }', "l2: a grid needs a linear"),
        ('sampler = "grid"\n[space]\nseed = { from = 0, to = 9999 }', "at most 1,000"),
        ("trials = 2\n[space]\nspeed = { choose = [1.0] }", "speed must not be limited"),
    ],
)
def test_what_is_wrong_in_a_space_file_is_said(tmp_path: Path, text: str, wrong: str) -> None:
    with pytest.raises(SearchError, match=re.escape(wrong)):
        read_space(write_space(tmp_path, text))


HOSTILE = [
    b"a." * 30_000 + b"a = 1",
    b'"!".' * 15_000 + b"a = 1",
    b"'='. " * 10_000 + b"a = 1",
    b'x = """"""\n' + b'"\\"".' * 9000 + b"a = 1",
    b"seed = 0x" + b"f" * 60_000,
    b"seed = 0xffffffffffffffffff",
    b"seed = " + b"9" * 5000,
    b"seed = " + b"{ a = " * 9 + b"1" + b" }" * 9,
]


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"x = [" * 9000, b"x" * (2 << 20), b"\0", *HOSTILE]
)
def test_a_damaged_space_file_cannot_be_read(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    began = time.process_time()
    with pytest.raises(SearchError, match=r"bad\.toml cannot be read as TOML"):
        read_space(path)
    assert time.process_time() - began < 1


def test_values_that_mean_nothing_beside_others_are_not_gone_through(tmp_path: Path) -> None:
    many = ", ".join(f"{0.5 + n / 10_000:.4f}" for n in range(1000))
    text = f"""
    sampler = "grid"
    [space]
    optimizer = {{ choose = ["sgd", "adam"] }}
    beta1 = {{ choose = [{many}] }}
    beta2 = {{ choose = [{many}] }}
    """
    began = time.process_time()
    with pytest.raises(SearchError, match="more than 10,000 points"):
        read_space(write_space(tmp_path, text))
    assert time.process_time() - began < 2


def test_a_space_that_is_not_there_is_asked_for_with_what_there_is() -> None:
    with pytest.raises(SearchError, match=r"There is no space file “none”; .* learning-rate"):
        find_space("none")


def test_a_grid_has_each_combination_that_has_a_meaning_once(tmp_path: Path) -> None:
    text = """
    sampler = "grid"
    [space]
    momentum = { choose = [0.5, 0.9] }
    optimizer = { choose = ["sgd", "momentum"] }
    epochs = { from = 1, to = 6, step = 2 }
    """
    space = read_space(write_space(tmp_path, text))
    assert space.trials == len(space.grid) == 3 * (1 + 2)
    assert {"optimizer": "sgd", "epochs": 5} in space.grid
    assert {"optimizer": "momentum", "momentum": "0.9", "epochs": 3} in space.grid
    assert all(("momentum" in p) == (p["optimizer"] == "momentum") for p in space.grid)


def test_a_grid_of_steps_that_are_no_binary_fractions_has_its_ends(tmp_path: Path) -> None:
    text = 'sampler = "grid"\n[space]\nl2 = { from = 0.1, to = 0.7, step = 0.1 }'
    points = read_space(write_space(tmp_path, text)).grid
    assert [point["l2"] for point in points] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]


def test_a_range_ends_with_its_last_step(tmp_path: Path) -> None:
    text = TINY.replace("batch_size = { choose = [8, 16, 32] }", "").replace(
        'learning_rate = { from = 1e-4, to = 0.1, scale = "log" }',
        "batch_size = { from = 10, to = 35, step = 10 }",
    )
    assert read_space(write_space(tmp_path, text)).dimensions == {
        "batch_size": Range(10, 30, False, 10)
    }
