"""JSON on standard output, one object a line."""

import json
import math
from collections.abc import Mapping


def print_json(values: dict[str, object]) -> None:
    """Print one object at once, so that a reader at the other end of a pipe is not kept waiting.

    JSON has no word for infinity or not-a-number: they become null.
    """
    print(json.dumps(_finite(values), allow_nan=False), flush=True)


def _finite(value: object) -> object:
    match value:
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {key: _finite(each) for key, each in value.items()}
        case list() | tuple():
            return [_finite(each) for each in value]
        case _:
            return value
