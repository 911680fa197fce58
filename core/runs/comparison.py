"""What runs were set to differently."""

from collections.abc import Sequence

from core.fields import Value
from core.hyperparameters import FIELDS, Hyperparameters


def differing(settings: Sequence[Hyperparameters]) -> dict[str, list[Value]]:
    """The fields that are not the same in all of several settings, in the order of the form, each
    with its values in the order of the settings.

    A field without a meaning in any of them is left out; `Hyperparameters.applies` tells of each.
    """
    values = {name: [getattr(each, name) for each in settings] for name in FIELDS}
    return {
        name: given
        for name, given in values.items()
        if len(set(given)) > 1 and any(each.applies(name) for each in settings)
    }
