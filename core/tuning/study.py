"""A study that processes share: it gives out trials, and collects the results of all.

Optuna records which trials are alive and removes dead ones. This module adds that there are exactly
as many trials as requested, each with settings of its own. (MaxTrialsCallback of Optuna checks
after a trial has ended, so that processes which end together make too many, and it does not wait
for a trial whose process may still die.)
"""

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from math import nan
from typing import TYPE_CHECKING

from core.foundation.errors import HyperparameterError, SearchError
from core.hyperparameters.schema import Hyperparameters, present_name
from core.tuning.optuna_library import STORAGE_ERRORS, no_experimental_warnings, require_optuna
from core.tuning.optuna_storage import choose_storage, open_storage, storage_problems
from core.tuning.space import COMPLETE_BEFORE_PRUNING, FIRST_PRUNED_EPOCH, Pruning, SearchSpace
from core.tuning.trial_result import FEWEST_FOR_IMPORTANCE, REASON, RUN, TrialResult

if TYPE_CHECKING:
    from optuna import Study, Trial
    from optuna.pruners import BasePruner
    from optuna.samplers import BaseSampler
    from optuna.trial import FrozenTrial


def sampler_of(space: SearchSpace, place: int) -> "BaseSampler":
    """Return the sampler of the trial at a place among all trials of a study, counted from 0.

    Each trial has its own stream of random numbers: many processes draw the same as one.
    """
    from optuna.samplers import PartialFixedSampler, RandomSampler, TPESampler

    seed = (space.seed * 1_000_003 + place) % 2**32
    with no_experimental_warnings():
        match space.sampler:
            case "tpe":
                return TPESampler(seed=seed, constant_liar=True)
            case "random":
                return RandomSampler(seed=seed)
            case "grid":
                return PartialFixedSampler(dict(space.grid[place]), RandomSampler(seed=seed))


def pruner_of(pruning: Pruning) -> "BasePruner":
    """Return what decides which trials are pruned."""
    from optuna.pruners import MedianPruner, NopPruner

    if pruning == "none":
        return NopPruner()
    return MedianPruner(COMPLETE_BEFORE_PRUNING, n_warmup_steps=FIRST_PRUNED_EPOCH)


def importances(study: "Study") -> dict[str, float]:
    """Return the importances of settings by PED-ANOVA (Watanabe et al. 2023), the largest first.

    Their sum is 1. They are empty where too few trials are complete, or all have the same value.
    """
    from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances
    from optuna.trial import TrialState

    complete = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    if len(complete) < FEWEST_FOR_IMPORTANCE or len({trial.value for trial in complete}) < 2:
        return {}
    with no_experimental_warnings():
        try:
            shares = get_param_importances(study, evaluator=PedAnovaImportanceEvaluator())
        except (RuntimeError, ValueError):
            return {}  # no two trials have settings in common
    return {name: float(share) for name, share in shares.items()}


MACHINE = "machine"
"""The user attribute of a trial with the name of the machine that ran it."""
_BEGUN = "begun"
"""Marks a trial that has a heartbeat."""
_FOR_GOOD = "for_good"
"""Marks a failed trial that would fail again."""
_TOTAL = "trials"
"""The user attribute of a study with the total number of trials."""
_WITHDRAWN = "withdrawn"
"""Marks a trial that was one too many."""


class SharedStudy:
    """The study of one process, which closes it at the end."""

    def __init__(self, space: SearchSpace, storage: str = "") -> None:
        """Begin or resume a study. Raises SearchError."""
        require_optuna()
        import optuna

        self.space = space
        self.storage, self.notice = choose_storage(storage or space.storage, space.name)
        self._database = open_storage(self.storage)
        self._seen: set[int] = set()
        """The numbers of running trials without a heartbeat so far."""
        try:
            with storage_problems(self.storage, *STORAGE_ERRORS):
                self._study = optuna.create_study(
                    storage=self._database,
                    study_name=space.name,
                    direction="minimize" if space.lower_is_better else "maximize",
                    load_if_exists=True,
                    pruner=pruner_of(space.pruning),
                )
                self._check_space()
        except SearchError:
            self.close()
            raise

    def close(self) -> None:
        """Close the database."""
        self._database.engine.dispose()

    def run_next(self, total: int, run: Callable[["Trial"], float]) -> bool:
        """Run the next of `total` trials; return False where there is none to run now.

        `run` returns the value of a trial, or NaN for a failure, or raises TrialPruned; any other
        exception fails the trial and is raised here.
        """
        from optuna.exceptions import OptunaError, UpdateFinishedTrialError

        self._fail_dead_trials()
        if not self._has_next(total):
            return False
        number, errors = 0, list[Exception]()

        def objective(trial: "Trial") -> float:
            nonlocal number
            number = trial.number
            try:
                return run(trial) if self._begin(trial, total) else nan
            except Exception as error:
                errors.append(error)
                raise

        try:
            self._study.optimize(objective, n_trials=1)
        except (ValueError, AssertionError, NameError, UpdateFinishedTrialError) as error:
            if error in errors:
                raise
            # Optuna could not end the trial. Perhaps another process did, because this one was
            # silent for too long; otherwise the database was not available.
            if not self._trials()[number].state.is_finished():
                raise (errors or [OptunaError("A trial could not be ended.")])[-1] from None
        return True

    @property
    def total(self) -> int | None:
        """The total number of trials with which the search was last started; None if never."""
        total = self._study.user_attrs.get(_TOTAL)
        return total if isinstance(total, int) and total > 0 else None

    def remember_total(self, total: int) -> None:
        """Record with how many trials in total the search is started."""
        with storage_problems(self.storage, *STORAGE_ERRORS):
            if self.total != total:
                self._study.set_user_attr(_TOTAL, total)

    def has(self, total: int) -> bool:
        """Return whether `total` trials have ended, without those that will be tried again."""
        ended = [each for each in self._trials() if each.state.is_finished()]
        groups = _attempts_by_settings(ended)
        return sum(any(map(_is_settled, attempts)) for attempts in groups) >= total

    def fail(self, trial: "Trial", reason: str, *, for_good: bool = False) -> float:
        """Record why a trial fails; it is tried again unless it fails `for_good`.

        Returns the value of a failed trial.
        """
        trial.set_user_attr(REASON, reason)
        if for_good:
            trial.set_user_attr(_FOR_GOOD, True)
        return nan

    def results(self) -> list[TrialResult]:
        """Return the results of all processes, in the order of the numbers of the trials."""
        with storage_problems(self.storage, *STORAGE_ERRORS):
            trials = self._trials()
        return [
            TrialResult.of(trial)
            for trial in trials
            if trial.state.is_finished() and not trial.user_attrs.get(_WITHDRAWN)
        ]

    def importances(self) -> dict[str, float]:
        """Return the importances of the settings; empty where too few trials are complete."""
        return importances(self._study)

    def _check_space(self) -> None:
        """Raise SearchError where the study began with another space."""
        ours, stored = self.space.to_dict(), self._study.user_attrs.get("space")
        if stored is None:
            self._study.set_user_attr("space", ours)
            return
        known = dict(stored) if isinstance(stored, dict) else {}
        if isinstance(dimensions := known.get("space"), dict):
            known["space"] = {present_name(name): each for name, each in dimensions.items()}
        different = [key for key in ours if known.get(key) != ours[key]]
        if "settings" in different and _settings_of(known.get("settings")) == self.space.base:
            different.remove("settings")  # earlier versions had fewer settings
        if different:
            raise SearchError(
                f"The study “{self.space.name}” began with another space, which differs in "
                f"{', '.join(different)}. Rename the file, or choose another storage."
            )

    def _trials(self) -> "list[FrozenTrial]":
        return self._study.get_trials(deepcopy=False)

    def _fail_dead_trials(self) -> None:
        """Fail the trials that have had no heartbeat for some time."""
        from optuna.storages import fail_stale_trials
        from optuna.trial import TrialState

        for trial in self._study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            number = trial.number
            if number not in self._seen and not trial.user_attrs.get(_BEGUN):
                # For Optuna, a trial without any heartbeat lives forever, although its process may
                # have been killed before the first one.
                self._seen.add(number)
                self._database.record_heartbeat(trial._trial_id)
        with no_experimental_warnings():
            fail_stale_trials(self._study)

    def _has_next(self, total: int) -> bool:
        """Return whether a trial is waiting or may be added; first retry a failed one."""
        from optuna.trial import TrialState

        trials = self._trials()
        if any(trial.state is TrialState.WAITING for trial in trials):
            return True
        groups = _attempts_by_settings(trials)
        for attempts in groups[:total]:
            if not any(map(_is_settled, attempts)):
                self._retry(attempts[-1])
                return True
        return len(groups) < total

    def _retry(self, failed: "FrozenTrial") -> None:
        """Add a trial with the settings and the run of one that failed."""
        from optuna.storages import RetryHeartbeatStaleTrialCallback

        copy = deepcopy(failed)
        copy.user_attrs = {
            name: value for name, value in copy.user_attrs.items() if name in (MACHINE, RUN)
        }
        with no_experimental_warnings():
            RetryHeartbeatStaleTrialCallback()(self._study, copy)

    def _begin(self, trial: "Trial", total: int) -> bool:
        """Return whether to run a trial: two processes may have added or retried the same one."""
        self._database.record_heartbeat(trial._trial_id)
        trial.set_user_attr(_BEGUN, True)
        until_this = _attempts_by_settings(self._trials()[: trial.number + 1])
        place = next(
            place for place, each in enumerate(until_this) if each[-1].number == trial.number
        )
        if place >= total or any(map(_is_settled, until_this[place][:-1])):
            trial.set_user_attr(_WITHDRAWN, True)
            return False
        self._study.sampler = sampler_of(self.space, place)
        return True


def _attempts_by_settings(trials: "Iterable[FrozenTrial]") -> "Sequence[Sequence[FrozenTrial]]":
    """Group trials that are attempts at the same settings, in the order of the first attempts."""
    attempts: dict[int, list[FrozenTrial]] = {}
    for trial in trials:
        if not trial.user_attrs.get(_WITHDRAWN):
            # The value of `retried_trial_number`, which is experimental.
            first = trial.system_attrs.get("failed_trial", trial.number)
            attempts.setdefault(first, []).append(trial)
    return list(attempts.values())


def _is_settled(trial: "FrozenTrial") -> bool:
    """Return whether the settings of a trial need not be tried again."""
    return trial.state.name != "FAIL" or bool(trial.user_attrs.get(_FOR_GOOD))


def _settings_of(settings: object) -> Hyperparameters | None:
    try:
        return Hyperparameters.from_dict(settings) if isinstance(settings, dict) else None
    except HyperparameterError:
        return None
