"""Changes of a trained network, against direct calculations."""

from collections.abc import Callable

import numpy as np
import pytest

from core.foundation.errors import ModelError
from core.inside.ablation import ablate_answer
from core.inside.edits import (
    Edit,
    Noise,
    Prune,
    Quantize,
    Scale,
    SetBias,
    SetWeight,
    Shift,
    SwitchOff,
    Temperature,
    edited,
)
from core.nn.activations import Floats
from core.nn.losses import LOSSES
from core.nn.mlp import MLP

from .conftest import made


@pytest.fixture
def network() -> MLP:
    return made((784, 12, 9, 10)).as_read_only()


def probabilities(network: MLP, pixels: Floats) -> Floats:
    return network.probabilities(pixels[None])[0]


def test_the_original_is_not_changed_and_the_copy_is_read_only(network: MLP) -> None:
    before = network.parameters.copy()
    copy = edited(network, [Prune(0.5), Shift(0, 1.0), Noise(0.1, 1)])
    assert (network.parameters == before).all()
    assert not copy.parameters.flags.writeable
    assert (edited(network, []).parameters == before).all()


def test_a_unit_that_is_off_gives_the_answer_of_the_ablation(network: MLP, pixels: Floats) -> None:
    for layer, unit in ((0, 3), (1, 8)):
        found = probabilities(edited(network, [SwitchOff(layer, unit)]), pixels)
        after = ablate_answer(network, layer, [unit], pixels).after
        assert found == pytest.approx(after, rel=1e-12)


def test_a_weight_and_a_bias_are_set_alone(network: MLP) -> None:
    copy = edited(network, [SetWeight(1, 4, 7, 2.5), SetBias(2, 9, -1.0)])
    assert copy.weights[1][4, 7] == 2.5
    assert copy.biases[2][9] == -1.0
    assert np.count_nonzero(copy.parameters != network.parameters) == 2


def test_scale_and_shift_change_one_layer(network: MLP) -> None:
    copy = edited(network, [Scale(0, 0.5), Shift(2, 0.25)])
    assert copy.weights[0] == pytest.approx(network.weights[0] / 2)
    assert copy.biases[2] == pytest.approx(network.biases[2] + 0.25)
    assert (copy.weights[1] == network.weights[1]).all()
    assert (copy.biases[0] == network.biases[0]).all()


@pytest.mark.parametrize("share", [0.0, 0.25, 0.9, 1.0])
def test_pruning_sets_the_smallest_weights_to_zero(network: MLP, share: float) -> None:
    copy = edited(network, [Prune(share)])
    before, after = (each.parameters[: each.weight_count] for each in (network, copy))
    pruned = after == 0
    assert np.count_nonzero(pruned) == round(share * before.size)
    assert (after[~pruned] == before[~pruned]).all()
    if 0 < share < 1:
        assert np.abs(before[pruned]).max() <= np.abs(before[~pruned]).min()
    assert all((a == b).all() for a, b in zip(copy.biases, network.biases, strict=True))


def test_noise_has_its_strength_and_repeats_with_its_seed(network: MLP) -> None:
    one, same, other = (edited(network, [Noise(0.5, seed)]) for seed in (1, 1, 2))
    assert (one.parameters == same.parameters).all()
    assert (one.parameters != other.parameters).any()
    added = one.weights[0] - network.weights[0]
    expected = 0.5 * np.std(network.weights[0])
    # The standard deviation of n normal numbers is known to about 1 in √(2n).
    assert np.std(added) == pytest.approx(expected, rel=6 / np.sqrt(2 * added.size))
    assert (one.biases[0] == network.biases[0]).all()


@pytest.mark.parametrize("bits", [2, 3, 8, 16])
def test_quantized_weights_are_the_nearest_of_few_levels(network: MLP, bits: int) -> None:
    copy = edited(network, [Quantize(bits)])
    for before, after in zip(network.weights, copy.weights, strict=True):
        step = np.abs(before).max() / (2 ** (bits - 1) - 1)
        levels = after / step
        assert levels == pytest.approx(np.round(levels), abs=1e-6)
        assert np.abs(after - before).max() <= step / 2 * (1 + 1e-9)
        assert len(np.unique(np.round(levels))) <= 2**bits - 1


def test_one_bit_keeps_the_sign_and_the_mean_magnitude(network: MLP) -> None:
    copy = edited(network, [Quantize(1)])
    for before, after in zip(network.weights, copy.weights, strict=True):
        assert (np.sign(after) == np.sign(before)).all()
        assert np.abs(after) == pytest.approx(np.full(after.shape, np.abs(before).mean()))


@pytest.mark.parametrize("loss", LOSSES)
def test_the_temperature_divides_the_sums_of_the_output(loss: str, pixels: Floats) -> None:
    network = made((784, 7, 10), loss=loss)
    copy = edited(network, [Temperature(2.0)])
    logits = network.logits(pixels[None])
    assert copy.logits(pixels[None]) == pytest.approx(logits / 2)
    assert probabilities(copy, pixels) == pytest.approx(network.loss.probabilities(logits / 2)[0])


def test_edits_follow_each_other(network: MLP) -> None:
    both = edited(network, [Scale(0, 2.0), Prune(0.5)])
    second = edited(edited(network, [Scale(0, 2.0)]), [Prune(0.5)])
    assert (both.parameters == second.parameters).all()


@pytest.mark.parametrize(
    "edit",
    [
        *(SwitchOff(2, 0), SwitchOff(0, 12), SetWeight(3, 0, 0, 1.0), SetWeight(0, 784, 0, 1.0)),
        *(SetBias(0, 12, 1.0), Scale(3, 2.0), Shift(-1, 1.0)),
    ],
    ids=lambda edit: type(edit).__name__,
)
def test_what_the_network_does_not_have_is_refused(network: MLP, edit: Edit) -> None:
    with pytest.raises(ModelError, match="no "):
        edited(network, [edit])


def test_a_diverged_network_can_be_edited(diverged: MLP) -> None:
    for edit in (Prune(0.5), Noise(0.1, 0), Quantize(4), Quantize(1), Temperature(2.0)):
        assert edited(diverged, [edit]).parameters.shape == diverged.parameters.shape


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        (Prune(0.125), "the smallest 12.5% of the weights are 0"),
        (Quantize(1), "weights of 1 bit"),
        (SwitchOff(0, 3), "unit 3 of hidden layer 1 is off"),
        (Shift(1, -0.5), "layer 2: biases −0.5"),
    ],
)
def test_an_edit_says_what_it_changes(edit: Edit, text: str) -> None:
    assert edit.text == text


def test_every_edit_has_a_text_of_its_own() -> None:
    makers: list[Callable[[], Edit]] = [
        *(lambda: Noise(0.1, 1), lambda: Scale(0, 2.0), lambda: Temperature(2.0)),
        *(lambda: SetWeight(0, 1, 2, 0.5), lambda: SetBias(0, 2, 0.5)),
    ]
    texts = [make().text for make in makers]
    assert len(set(texts)) == len(texts)
