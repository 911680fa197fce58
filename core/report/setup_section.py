"""The section of a report on the network and its hyperparameters."""

from collections.abc import Iterator
from itertools import pairwise

from core.datasets.dataset import CLASSES, PIXELS
from core.hyperparameters.fields import Choice, Value
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.nn.mlp import layer_sizes
from core.report.document import Block, Heading, Table, paragraph
from core.runs.run import Run

_OUTPUTS = {"sigmoid": "Sigmoid", "softmax": "Softmax"}


def setup_blocks(run: Run) -> Iterator[Block]:
    """Yield the structure, the hyperparameters and the live changes."""
    settings = run.settings
    sizes = layer_sizes(settings)
    yield Heading("Structure")
    yield paragraph(
        f"A fully connected network, {'-'.join(map(str, sizes))}: an image is 28 × 28 = {PIXELS} "
        f"inputs, and there is an output for each of the {CLASSES} digits."
    )
    yield _structure(settings, sizes)
    yield Heading("Hyperparameters")
    table = _hyperparameters(settings)
    yield paragraph(_differing(len(table.marked), len(table.rows)))
    yield table
    unused = [FIELDS[name].label for name in FIELDS if _is_unused(settings, name)]
    if unused:
        yield paragraph(f"Not used, as by default (0 or off): {', '.join(unused)}.")
    if run.changes:
        yield _changes(run)


def _differing(different: int, total: int) -> str:
    if not different:
        return "All values are the defaults."
    differ = "differs" if different == 1 else "differ"
    return f"{different:,} of {total:,} values {differ} from the defaults."


def shown(name: str, value: Value) -> str:
    """Return a value of the field `name` as text for people, with its unit."""
    field = FIELDS[name]
    if isinstance(field, Choice):
        return field.display(value)
    text = f"{value:,}" if isinstance(value, int) and name != "seed" else field.format(value)
    return f"{text or 'none'} {field.unit}".strip()


def _structure(settings: Hyperparameters, sizes: tuple[int, ...]) -> Table:
    hidden = len(settings.hidden_layers)
    applied = [shown("activation", name) for name in settings.activations]
    applied.append(_OUTPUTS[settings.loss.partition("_")[0]])
    rows, total = [], 0
    for number, (n_in, n_out) in enumerate(pairwise(sizes)):
        count = (n_in + 1) * n_out
        total += count
        layer = "Output" if number == hidden else f"Hidden {number + 1}"
        weights = f"{n_in:,} × {n_out:,} = {n_in * n_out:,}"
        rows.append((layer, applied[number], f"{n_out:,}", weights, f"{n_out:,}", f"{count:,}"))
    rows.append(("Total", "", "", "", "", f"{total:,}"))
    return Table(
        "Layers and their parameters.",
        ("Layer", "Activation", "Units", "Weights", "Biases", "Parameters"),
        tuple(rows),
        numbers=frozenset({2, 3, 4, 5}),
        marked=frozenset({len(rows) - 1}),
    )


def _hyperparameters(settings: Hyperparameters) -> Table:
    default = Hyperparameters()
    rows: list[tuple[str, str, str, str]] = []
    marked = set()
    for name, field in FIELDS.items():
        if not settings.applies(name) or _is_unused(settings, name):
            continue
        value, usual = getattr(settings, name), getattr(default, name)
        if value != usual:
            marked.add(len(rows))
        texts = shown(name, value), shown(name, usual)
        if name == "evaluation_images":
            texts = _evaluated(settings), _evaluated(default)
        rows.append((field.group, field.label, *texts))
    return Table(
        "Hyperparameters at the start of the training."
        + (" Values that differ from the defaults are in bold." if marked else ""),
        ("Group", "Hyperparameter", "Value", "Default"),
        tuple(
            (group if not n or rows[n - 1][0] != group else "", *rest)
            for n, (group, *rest) in enumerate(rows)
        ),
        marked=frozenset(marked),
        marked_columns=frozenset({2}),
    )


def _evaluated(settings: Hyperparameters) -> str:
    """Return how many training images are evaluated: never more than there are."""
    wanted, there = settings.evaluation_images, settings.training_images
    return "all" if wanted >= there else shown("evaluation_images", wanted)


def _is_unused(settings: Hyperparameters, name: str) -> bool:
    """Return whether a field applies but has no effect, as by default."""
    value, field = getattr(settings, name), FIELDS[name]
    nothing = value in (0, "off") and not field.defines_network
    return nothing and settings.applies(name) and value == getattr(Hyperparameters(), name)


def _changes(run: Run) -> Table:
    rows = [
        (
            f"{change.images_seen // run.settings.training_images + 1:,}",
            f"{change.images_seen:,}",
            FIELDS[name].label,
            shown(name, value),
        )
        for change in run.changes
        for name, value in change.values.items()
    ]
    return Table(
        "Changed during training.",
        ("In epoch", "After images", "Hyperparameter", "New value"),
        tuple(rows),
        numbers=frozenset({0, 1}),
    )
