"""The fields in which several sets of hyperparameters differ."""

from collections.abc import Sequence

from core.hyperparameters.fields import Value
from core.hyperparameters.schema import FIELDS, Hyperparameters


def differing_fields(settings: Sequence[Hyperparameters]) -> dict[str, list[Value]]:
    """Return the fields that differ between settings, each with its values in their order.

    The fields have the order of the form. A field that applies to none of the settings is left out;
    `Hyperparameters.applies` tells to which of them it applies.
    """
    values = {name: [getattr(each, name) for each in settings] for name in FIELDS}
    return {
        name: given
        for name, given in values.items()
        if len(set(given)) > 1 and any(each.applies(name) for each in settings)
    }
