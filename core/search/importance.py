"""How much each setting matters."""

from typing import TYPE_CHECKING

from core.search.backend import quiet

if TYPE_CHECKING:
    from optuna import Study

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
