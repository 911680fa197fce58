"""The line that names the model of a result, and says whether another model is in use now."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

from gui.common.enlargement import set_text_size
from gui.common.fitting_label import FittingLabel
from gui.common.theme import TextSize
from gui.common.widgets import named, set_text_role
from gui.session.run_names import name_of_run

if TYPE_CHECKING:
    from core.models.model_file import Model

_KEPT = 16
"""Characters that are kept of a long name where there is little room."""


def model_name(model: "Model", current: "Model | None") -> str:
    """Name a model in a few words; `current` is the model in use."""
    is_run = bool(model.training_id) and not model.title
    if is_run and (current is None or model.training_id == current.training_id):
        return f"this run, {_position(model)}"
    return full_name(model)


def full_name(model: "Model") -> str:
    """Name a model in a few words, with its run."""
    if model.title:
        return model.title
    if not model.training_id:
        return f"a saved model, {_position(model)}"
    return f"run “{name_of_run(model)}”, {_position(model)}"


def lasting_name(model: "Model") -> str:
    """Name a model so that the name is still understood outside of the window."""
    from core.runs.run_title import describe_settings

    name, position = model.title or describe_settings(model.hyperparameters), _position(model)
    names = (name,) if name.endswith(position) else (name, position)
    return " · ".join((*names, f"network {_layers(model)}"))


def earlier_name(used: "Model", current: "Model") -> str:
    """Name the model of an outdated result; `current` is the model in use."""
    return _position(used) if _is_same_run(used, current) else model_name(used, current)


def is_outdated(used: "Model | None", current: "Model | None") -> bool:
    """Return whether a result of the model `used` is not one of the model in use."""
    return used is not None and current is not None and used is not current


class ModelLine(FittingLabel):
    """Names the model of a result in one line; the tooltip says more."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name)
        set_text_size(self, TextSize.SMALL)
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def show_model(
        self,
        used: "Model | None",
        current: "Model | None",
        notes: tuple[str, ...] = (),
        again: str = "evaluate again",
    ) -> None:
        """Name the model `used` for a result, and the `current` one if it is another.

        The longest of the `notes` that fits is added. `again` is how to get a result of the current
        model. None shows nothing.
        """
        outdated = is_outdated(used, current)
        role = QPalette.ColorRole
        set_text_role(self, role.WindowText if outdated else role.PlaceholderText)
        if used is None:
            self.show_texts("")
        elif outdated and current is not None:
            self.show_texts(*_outdated_texts(used, current, again))
        else:
            texts = _current_texts(used, current, notes)
            tip = f"{texts[0]}\nNetwork: {_layers(used)}, {_position(used)}"
            self.show_texts(*texts, tip=tip)


def _current_texts(
    used: "Model", current: "Model | None", notes: tuple[str, ...]
) -> tuple[str, ...]:
    """Return shorter and shorter texts: the name becomes shorter before the notes are left out."""
    name = model_name(used, current)
    short = _shortened(name)
    with_notes = [f"{each} · {note}" for note in notes for each in (f"Model: {name}", short)]
    return (*with_notes, f"Model: {name}", name, short)


def _shortened(name: str) -> str:
    """Shorten the name of a model, of which the position in its run stays whole."""
    before, quote, rest = name.partition("“")
    inner, end, position = rest.rpartition("”")
    if quote and end:
        return f"{before}“{_cut(inner)}”{position}"
    return name.removeprefix("this run, ") if "epoch" in name else _cut(name)


def _cut(text: str) -> str:
    return text if len(text) <= _KEPT + 1 else f"{text[:_KEPT].rstrip()}…"


def _outdated_texts(used: "Model", current: "Model", again: str) -> tuple[str, ...]:
    then, now = earlier_name(used, current), model_name(current, current)
    if not _is_same_run(used, current):
        return (
            f"Evaluated: {then}. In use now: {now}; {again}.",
            f"Evaluated: {then}. Now: {now}.",
            f"Outdated: {then}",
            *_outdated_run(used),
            "Outdated",
        )
    return (
        f"Evaluated: {then}. The network has been trained since then; {again}.",
        f"Evaluated: {then}. Now trained further.",
        f"Outdated: {then}",
        "Outdated",
    )


def _outdated_run(used: "Model") -> tuple[str, ...]:
    """Return shorter and shorter texts about a result of an earlier run."""
    if used.title or not used.training_id:
        return ()
    name = name_of_run(used)
    return f"Outdated: {name}, {_position(used)}", f"Outdated: {name}", "Outdated: an earlier run"


def _is_same_run(used: "Model", current: "Model") -> bool:
    return bool(used.training_id) and used.training_id == current.training_id


def _layers(model: "Model") -> str:
    return "-".join(map(str, model.network.sizes))


def _position(model: "Model") -> str:
    if model.mini_batches:
        return f"epoch {model.epoch + 1:,}, mini-batch {model.mini_batches:,}"
    if model.epoch:
        return f"epoch {model.epoch:,}"
    return "untrained" if model.training_id else "in epoch 1"
