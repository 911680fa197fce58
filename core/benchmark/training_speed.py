"""The benchmark of the training speed."""

from collections.abc import Mapping
from statistics import median

from core.benchmark.candidates import Epoch, floor, inkling, installed_libraries, on_threads
from core.datasets.dataset import Dataset
from core.datasets.mnist import load_mnist
from core.hyperparameters.presets import DEFAULT, preset
from core.hyperparameters.schema import Hyperparameters
from core.nn.mlp import layer_sizes

ROUNDS = 7
_WIDE = Hyperparameters(
    activation="relu",
    loss="softmax_cross_entropy",
    initializer="he",
    gradient="mean",
    learning_rate=0.05,
    epochs=1000,
    training_images=12_800,
    evaluation_images=1,
)
_DISTORTED = {
    "shift": 1.0,
    "rotation": 10.0,
    "scale": 0.1,
    "shear": 0.1,
    "elastic": 1.0,
    "thickness": 0.5,
    "noise": 0.1,
    "erasing": 0.2,
}


class InterleavedTiming:
    """The times of candidates that take turns, so that a drift of the machine's speed hits all.

    Ratios are computed for each round, and their median counts.
    """

    def __init__(self, candidates: Mapping[str, Epoch], images: int, rounds: int) -> None:
        self._images = images
        for epoch in candidates.values():
            epoch()
        self._rounds = [
            {name: epoch() for name, epoch in candidates.items()} for _ in range(rounds)
        ]

    def images_per_second(self, name: str) -> int:
        """Return the median of the rounds."""
        return round(self._images / median(times[name] for times in self._rounds))

    def ratio(self, name: str, beside: str) -> float:
        """Return how many times as long `name` takes as `beside`."""
        return median(times[name] / times[beside] for times in self._rounds)


def measure_training() -> dict[str, object]:
    """Of three networks on one BLAS thread: images per second, and the times that floor and
    rivals take beside it; of 784-800-10 also what all distortions add to an epoch, and how many
    times as fast it is on two threads."""
    dataset, report = load_mnist(), preset(DEFAULT).hyperparameters
    networks = [report, *(_WIDE.with_values({"hidden_layers": w}) for w in ((800,), (1000, 500)))]
    return {
        "rounds": ROUNDS,
        "threads": 1,
        "networks": [_measure(dataset, settings) for settings in networks],
        "distortions_add": _cost_of_distortions(dataset),
        "two_threads_times_as_fast": _gain_of_a_second_thread(dataset),
    }


def _measure(dataset: Dataset, settings: Hyperparameters) -> dict[str, object]:
    libraries = installed_libraries()
    candidates = {
        name: make(dataset, settings)
        for name, make in {"inkling": inkling, "floor": floor, **libraries}.items()
    }
    timing = InterleavedTiming(candidates, settings.training_images, ROUNDS)
    sizes = layer_sizes(settings)
    return {
        "network": "-".join(map(str, sizes)),
        **{f"{name}_images_per_second": timing.images_per_second(name) for name in candidates},
        "times_the_floor": timing.ratio("inkling", "floor"),
        **{f"times_as_fast_as_{name}": timing.ratio(name, "inkling") for name in libraries},
    }


def _cost_of_distortions(dataset: Dataset) -> float:
    """Return the share of an epoch that all distortions add, prepared in a second thread."""
    plain = _WIDE.with_values({"hidden_layers": (800,)})
    distorted = plain.with_values(_DISTORTED)
    timing = InterleavedTiming(
        {"plain": inkling(dataset, plain), "distorted": inkling(dataset, distorted)},
        plain.training_images,
        ROUNDS,
    )
    return timing.ratio("distorted", "plain") - 1


def _gain_of_a_second_thread(dataset: Dataset) -> float:
    """Return how many times as fast 784-800-10 trains with two BLAS threads as with one."""
    wide = _WIDE.with_values({"hidden_layers": (800,)})
    timing = InterleavedTiming(
        {f"{number}": on_threads(number, inkling(dataset, wide)) for number in (1, 2)},
        wide.training_images,
        ROUNDS,
    )
    return timing.ratio("1", "2")
