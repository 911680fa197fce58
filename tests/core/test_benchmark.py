"""The benchmark of the training."""

import pytest

from core.benchmark import explanation_speed, landscape_speed, recording_cost, training_speed
from core.benchmark.explanation_speed import measure_explanations
from core.benchmark.training_speed import InterleavedTiming, measure_training
from core.foundation.errors import ModelError


def test_every_network_is_measured_beside_its_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_speed, "ROUNDS", 1)
    monkeypatch.setattr(training_speed, "installed_libraries", dict)
    for name in ("inkling", "floor"):
        monkeypatch.setattr(training_speed, name, lambda dataset, settings: lambda: 0.5)
    figures = measure_training()
    networks = figures["networks"]
    assert isinstance(networks, list)
    assert [each["network"] for each in networks] == [
        "784-20-10",
        "784-800-10",
        "784-1000-500-10",
    ]
    assert [each["inkling_images_per_second"] for each in networks] == [100_000, 25_600, 25_600]
    assert all(each["times_the_floor"] == 1.0 for each in networks)
    assert figures["distortions_add"] == 0.0
    assert figures["two_threads_times_as_fast"] == 1.0


def test_a_real_epoch_and_its_floor_take_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training_speed, "ROUNDS", 1)
    monkeypatch.setattr(training_speed, "installed_libraries", dict)
    small = training_speed._WIDE.with_values({"training_images": 256})
    monkeypatch.setattr(training_speed, "_WIDE", small)
    networks = measure_training()["networks"]
    assert isinstance(networks, list)
    for figures in networks:
        assert figures["times_the_floor"] > 0
        assert figures["inkling_images_per_second"] > 0


def test_ratios_are_taken_round_by_round() -> None:
    ours, libraries = iter([9.0, 1.0, 2.0, 8.0]), iter([9.0, 2.0, 6.0, 16.0])
    timing = InterleavedTiming(
        {"ours": lambda: next(ours), "rival": lambda: next(libraries)}, 100, rounds=3
    )
    assert timing.ratio("rival", "ours") == 2.0
    assert timing.images_per_second("ours") == 50


def test_the_explanations_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explanation_speed, "IMAGES", 2)
    figures = measure_explanations()
    assert figures["images"] == 2
    for name in ("saliency", "neighbours", "change"):
        assert 0 < float(str(figures[f"{name}_p50_ms"])) <= float(str(figures[f"{name}_p95_ms"]))
    assert figures["changes_found"] == 1.0


def test_the_cost_of_writing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording_cost, "ROUNDS", 1)
    monkeypatch.setattr(recording_cost, "SECONDS", 0.01)
    figures = recording_cost.measure_recording()
    assert float(str(figures["recording_adds_report"])) > -1
    assert float(str(figures["recording_adds_best"])) > -1
    for name in ("report", "best"):
        assert float(str(figures[f"statistics_take_{name}"])) > 0


def test_without_a_network_there_is_nothing_to_explain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explanation_speed, "load_bundled", lambda: None)
    with pytest.raises(ModelError, match="no model"):
        measure_explanations()


def test_landscapes_and_range_tests_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landscape_speed, "PRESETS", ("report-3000",))
    (figures,) = landscape_speed.measure_landscapes()["presets"]  # type: ignore[misc]
    assert figures["network"] == "784-20-10"
    assert (figures["points"], figures["images"]) == (41 * 41, 3000)
    assert 100 < figures["range_test_steps"] <= 200
    assert min(figures["landscape_seconds"], figures["range_test_seconds"]) > 0
