"""A study that processes share: which trial is next, and what has come of all of them.

Optuna records who is alive and takes dead trials out. What it does not do is kept here: that there
are exactly as many trials as were asked for, each at settings of its own. (Its MaxTrialsCallback
looks after a trial has ended, so processes that end at once make some too many, and it does not
wait for a trial whose process may yet die.)
"""

from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from math import nan
from typing import TYPE_CHECKING

from core.foundation.errors import HyperparameterError, SearchError
from core.hyperparameters.schema import Hyperparameters, present_name
from core.tuning.optuna_library import FOREIGN, quiet, require_optuna
from core.tuning.optuna_storage import choose_storage, open_storage, storage_problems
from core.tuning.space import SearchSpace
from core.tuning.trial_result import TrialResult

if TYPE_CHECKING:
    from optuna import Trial
    from optuna.trial import FrozenTrial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optuna import Study
from typing import TYPE_CHECKING

from core.tuning.space import Pruning

if TYPE_CHECKING:
    from optuna.pruners import BasePruner
    from optuna.samplers import BaseSampler

_STARTUP = 5
"""Trials that must be complete before others are compared with them."""
_WARMUP = 2
"""Epochs of every trial in which it is left alone."""


def sampler_of(space: SearchSpace, place: int) -> "BaseSampler":
    """The sampler of the trial at one place among all trials of a study, from 0 on.

    Each trial has its own stream of random numbers: many processes draw what one alone would.
    """
    from optuna.samplers import PartialFixedSampler, RandomSampler, TPESampler

    seed = (space.seed * 1_000_003 + place) % 2**32
    with quiet():
        match space.sampler:
            case "tpe":
                return TPESampler(seed=seed, constant_liar=True)
            case "random":
                return RandomSampler(seed=seed)
            case "grid":
                return PartialFixedSampler(dict(space.grid[place]), RandomSampler(seed=seed))


def pruner_of(pruning: Pruning) -> "BasePruner":
    """What decides that a trial is hopeless."""
    from optuna.pruners import MedianPruner, NopPruner

    if pruning == "none":
        return NopPruner()
    return MedianPruner(n_startup_trials=_STARTUP, n_warmup_steps=_WARMUP + 1)


_FEWEST = 4
"""Complete trials."""


def importances(study: "Study") -> dict[str, float]:
    """By PED-ANOVA (Watanabe et al. 2023): the most important first; their sum is 1.

    Empty where too few trials are complete, or all came to the same.
    """
    from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances
    from optuna.trial import TrialState

    complete = study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    if len(complete) < _FEWEST or len({trial.value for trial in complete}) < 2:
        return {}
    with quiet():
        try:
            found = get_param_importances(study, evaluator=PedAnovaImportanceEvaluator())
        except (RuntimeError, ValueError):
            return {}  # settings that no two trials have in common
    return {name: float(share) for name, share in found.items()}


MACHINE, RUN, REASON = "machine", "run", "reason"
"""User attributes of a trial: where its run is, and why it came to nothing."""
_BEGUN = "begun"
"""Of a trial that has a heartbeat."""
_FOR_GOOD = "for_good"
"""Of a failed trial that would fail again."""
_WITHDRAWN = "withdrawn"
"""Of a trial that was one too many."""


class SharedStudy:
    """One for each process, which closes it in the end."""

    def __init__(self, space: SearchSpace, storage: str = "") -> None:
        """Begin a study, or go on with it. Raises SearchError."""
        require_optuna()
        import optuna

        self.space = space
        self.storage, self.notice = choose_storage(storage or space.storage, space.name)
        self._database = open_storage(self.storage)
        self._seen: set[int] = set()
        """Numbers of running trials that had no heartbeat yet."""
        try:
            with storage_problems(self.storage, *FOREIGN):
                self._study = optuna.create_study(
                    storage=self._database,
                    study_name=space.name,
                    direction="minimize" if space.lower_is_better else "maximize",
                    load_if_exists=True,
                    pruner=pruner_of(space.pruning),
                )
                self._agree()
        except SearchError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the database."""
        self._database.engine.dispose()

    def run_next(self, total: int, make: Callable[["Trial"], float]) -> bool:
        """Run the next of `total` trials, if there is one for this process to run now.

        `make` returns its value, or NaN for a trial that failed, or raises TrialPruned; whatever
        else it raises fails the trial and is raised here.
        """
        from optuna.exceptions import OptunaError, UpdateFinishedTrialError

        self._fail_dead_trials()
        if not self._is_there_one(total):
            return False
        number, errors = 0, list[Exception]()

        def objective(trial: "Trial") -> float:
            nonlocal number
            number = trial.number
            try:
                return make(trial) if self._begin(trial, total) else nan
            except Exception as error:
                errors.append(error)
                raise

        try:
            self._study.optimize(objective, n_trials=1)
        except (ValueError, AssertionError, NameError, UpdateFinishedTrialError) as error:
            if error in errors:
                raise
            # What comes of Optuna where it cannot end a trial. Perhaps another process did, as this
            # one was silent for too long; otherwise the database was not there.
            if not self._trials()[number].state.is_finished():
                raise (errors or [OptunaError("A trial could not be ended.")])[-1] from None
        return True

    def has(self, total: int) -> bool:
        """Whether `total` trials have ended, not counting those that will be tried again."""
        ended = [each for each in self._trials() if each.state.is_finished()]
        return sum(any(map(_counts, attempts)) for attempts in _by_settings(ended)) >= total

    def fail(self, trial: "Trial", reason: str, *, for_good: bool = False) -> float:
        """Say why a trial fails; it is tried again, unless that would fail, too.

        Returns what its `make` is to return.
        """
        trial.set_user_attr(REASON, reason)
        if for_good:
            trial.set_user_attr(_FOR_GOOD, True)
        return nan

    def results(self) -> list[TrialResult]:
        """Of all trials that have ended, by all processes, in the order of their numbers."""
        with storage_problems(self.storage, *FOREIGN):
            trials = self._trials()
        return [
            TrialResult.of(trial)
            for trial in trials
            if trial.state.is_finished() and not trial.user_attrs.get(_WITHDRAWN)
        ]

    def importances(self) -> dict[str, float]:
        """What share of the difference between trials each setting makes; empty where too few
        trials are complete to say."""

        return importances(self._study)

    def _agree(self) -> None:
        """A study is of one space for ever."""
        ours, theirs = self.space.to_dict(), self._study.user_attrs.get("space")
        if theirs is None:
            self._study.set_user_attr("space", ours)
            return
        known = dict(theirs) if isinstance(theirs, dict) else {}
        if isinstance(dimensions := known.get("space"), dict):
            known["space"] = {present_name(name): each for name, each in dimensions.items()}
        different = [key for key in ours if known.get(key) != ours[key]]
        if "settings" in different and _read(known.get("settings")) == self.space.base:
            different.remove("settings")  # a version before did not know all of them
        if different:
            raise SearchError(
                f"The study “{self.space.name}” was begun with another space: it differs in "
                f"{', '.join(different)}. Give the file another name, or another storage."
            )

    def _trials(self) -> "list[FrozenTrial]":
        return self._study.get_trials(deepcopy=False)

    def _fail_dead_trials(self) -> None:
        """Fail trials without a heartbeat for some time."""
        from optuna.storages import fail_stale_trials
        from optuna.trial import TrialState

        for trial in self._study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            number = trial.number
            if number not in self._seen and not trial.user_attrs.get(_BEGUN):
                # To Optuna a trial that never had a heartbeat lives for ever, and its process
                # may have been killed before the first one.
                self._seen.add(number)
                self._database.record_heartbeat(trial._trial_id)
        with quiet():
            fail_stale_trials(self._study)

    def _is_there_one(self, total: int) -> bool:
        """Whether a trial waits or may be added; one whose attempts all failed is made to wait."""
        from optuna.trial import TrialState

        trials = self._trials()
        if any(trial.state is TrialState.WAITING for trial in trials):
            return True
        found = _by_settings(trials)
        for attempts in found[:total]:
            if not any(map(_counts, attempts)):
                self._try_again(attempts[-1])
                return True
        return len(found) < total

    def _try_again(self, failed: "FrozenTrial") -> None:
        """Add a trial with the settings of one that failed, which knows of its run."""
        from optuna.storages import RetryHeartbeatStaleTrialCallback

        copy = deepcopy(failed)
        copy.user_attrs = {
            name: value for name, value in copy.user_attrs.items() if name in (MACHINE, RUN)
        }
        with quiet():
            RetryHeartbeatStaleTrialCallback()(self._study, copy)

    def _begin(self, trial: "Trial", total: int) -> bool:
        """Whether a trial is to be run: two processes may have added one too many, or tried the
        same one again."""
        self._database.record_heartbeat(trial._trial_id)
        trial.set_user_attr(_BEGUN, True)
        until_this = _by_settings(self._trials()[: trial.number + 1])
        place = next(
            place for place, each in enumerate(until_this) if each[-1].number == trial.number
        )
        if place >= total or any(map(_counts, until_this[place][:-1])):
            trial.set_user_attr(_WITHDRAWN, True)
            return False
        self._study.sampler = sampler_of(self.space, place)
        return True


def _by_settings(trials: "Iterable[FrozenTrial]") -> "Sequence[Sequence[FrozenTrial]]":
    """For each settings that were tried, all attempts, in the order of the first ones."""
    attempts: dict[int, list[FrozenTrial]] = {}
    for trial in trials:
        if not trial.user_attrs.get(_WITHDRAWN):
            # What `retried_trial_number` returns, which warns that it is an experiment.
            first = trial.system_attrs.get("failed_trial", trial.number)
            attempts.setdefault(first, []).append(trial)
    return list(attempts.values())


def _counts(trial: "FrozenTrial") -> bool:
    """Whether nobody needs to try these settings again."""
    return trial.state.name != "FAIL" or bool(trial.user_attrs.get(_FOR_GOOD))


def _read(settings: object) -> Hyperparameters | None:
    try:
        return Hyperparameters.from_dict(settings) if isinstance(settings, dict) else None
    except HyperparameterError:
        return None
