"""A study that processes share: who makes which trial, and what has come of all of them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.errors import SearchError
from core.search.backend import (
    FOREIGN,
    default_storage,
    open_storage,
    require_optuna,
    storage_problems,
)
from core.search.finding import Finding
from core.search.samplers import pruner_of, sampler_of
from core.search.slots import FOR_GOOD, SLOT, WITHDRAWN, facts_of, slots_of
from core.search.space import SearchSpace
from core.search.vigil import Vigil

if TYPE_CHECKING:
    from optuna import Trial
    from optuna.trial import TrialState


class SharedStudy:
    """One for each process."""

    def __init__(
        self, space: SearchSpace, storage: str = "", life: Mapping[str, str] | None = None
    ) -> None:
        """Begin a study, or go on with it; `life` is the proof that this process lives.

        Raises SearchError.
        """
        require_optuna()
        import optuna

        self.space, self.life = space, life or {}
        self.storage = storage or space.storage or default_storage(space.name)
        opened = open_storage(self.storage)
        with storage_problems(self.storage, *FOREIGN):
            self._study = optuna.create_study(
                storage=opened,
                study_name=space.name,
                direction="minimize" if space.lower_is_better else "maximize",
                load_if_exists=True,
                pruner=pruner_of(space.pruning),
            )
            self._agree()
        self._vigil = Vigil()

    def claim(self, total: int) -> "Trial | None":
        """The next of `total` trials, for this process to make; None where none is free now."""
        from optuna.exceptions import UpdateFinishedTrialError
        from optuna.trial import TrialState

        trials = self._study.get_trials(deepcopy=False)
        if not any(trial.state is TrialState.WAITING for trial in trials):
            taken = slots_of(trials)
            slot = next((slot for slot in range(total) if slot not in taken), None)
            if slot is None:
                return None
            self._offer(slot)
        trial = self._study.ask()
        try:
            if not self._is_ours(trial, total):
                self.fail(trial, "", withdrawn=True)
                return self.claim(total)
            self._sign(trial)
        except UpdateFinishedTrialError:
            # Offered by a process that has died, and buried with it before it was signed.
            return self.claim(total)
        self._study.sampler = sampler_of(self.space, trial.user_attrs[SLOT])
        return trial

    def bury(self) -> None:
        """Free the slots of trials whose process has died."""
        from optuna.trial import TrialState

        running = self._study.get_trials(deepcopy=False, states=(TrialState.RUNNING,))
        for trial in self._vigil.dead(running):
            self._end(trial.number, TrialState.FAIL)

    def has(self, total: int) -> bool:
        """Whether `total` trials have ended, but for those that are made again."""
        trials = self._study.get_trials(deepcopy=False)
        return set(range(total)) <= slots_of(each for each in trials if each.state.is_finished())

    def complete(self, trial: "Trial", value: float) -> None:
        """It has come to `value`."""
        self._end(trial.number, None, value)

    def prune(self, trial: "Trial", reason: str) -> None:
        """It was hopeless."""
        from optuna.trial import TrialState

        trial.set_user_attr("reason", reason)
        self._end(trial.number, TrialState.PRUNED)

    def fail(
        self, trial: "Trial", reason: str, *, for_good: bool = False, withdrawn: bool = False
    ) -> None:
        """It has come to nothing; somebody makes it again, but where that is so `for_good`."""
        from optuna.trial import TrialState

        trial.set_user_attr("reason", reason)
        if for_good:
            trial.set_user_attr(FOR_GOOD, True)
        if withdrawn:
            trial.set_user_attr(WITHDRAWN, True)
        self._end(trial.number, TrialState.FAIL)

    def findings(self) -> list[Finding]:
        """Of all trials that have ended, by all processes, in the order of their numbers."""
        with storage_problems(self.storage, *FOREIGN):
            trials = self._study.get_trials(deepcopy=False)
        return [
            Finding.of(trial)
            for trial in trials
            if trial.state.is_finished() and not facts_of(trial).get(WITHDRAWN)
        ]

    def importances(self) -> dict[str, float]:
        """What share of the difference between trials each setting makes; empty where too few
        trials are complete to say."""
        from core.search.importance import importances

        return importances(self._study)

    def _agree(self) -> None:
        """A study is of one space for ever."""
        ours, theirs = self.space.to_dict(), self._study.user_attrs.get("space")
        if theirs is None:
            self._study.set_user_attr("space", ours)
        elif theirs != ours:
            known = theirs if isinstance(theirs, dict) else {}
            different = [key for key in ours if known.get(key) != ours[key]]
            raise SearchError(
                f"The study “{self.space.name}” was begun with another space: it differs in "
                f"{', '.join(different)}. Give the file another name, or another storage."
            )

    def _offer(self, slot: int) -> None:
        point = dict(self.space.grid[slot]) if self.space.sampler == "grid" else {}
        # Signed from the start: a process may be killed at any moment.
        self._study.enqueue_trial(point, user_attrs={SLOT: slot, **self.life})

    def _sign(self, trial: "Trial") -> None:
        """Where another process has offered it."""
        for name, value in self.life.items():
            if trial.user_attrs.get(name) != value:
                trial.set_user_attr(name, value)

    def _is_ours(self, trial: "Trial", total: int) -> bool:
        """Whether a trial has a slot that none before it has: two may have seen the same one
        free."""
        slot = trial.user_attrs.get(SLOT)
        if not isinstance(slot, int) or slot >= total:
            return False
        earlier = self._study.get_trials(deepcopy=False)[: trial.number]
        return slot not in slots_of(earlier)

    def _end(self, number: int, state: "TrialState | None", value: float | None = None) -> None:
        self._study.tell(number, value, state=state, skip_if_finished=True)
