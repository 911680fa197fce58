"""The settings that a search can start from."""

from collections.abc import Mapping
from typing import NamedTuple

from core.hyperparameters.schema import Hyperparameters


class SettingsOffer(NamedTuple):
    """The settings in the form, and those of the presets."""

    present: Hyperparameters | None
    """The settings in the form; None while one of them is invalid."""
    title: str
    """The title of the present settings."""
    presets: Mapping[str, Hyperparameters]
    """The settings of the presets by their titles."""

    @property
    def by_title(self) -> dict[str, Hyperparameters]:
        """All settings by their titles, the present ones first."""
        own = {} if self.present is None else {self.present_title: self.present}
        return {**own, **self.presets}

    @property
    def present_title(self) -> str:
        """What the present settings are called beside others."""
        return f"The form's settings: {self.title}"
