"""JSON on standard output, one object a line."""

import json
import math


def print_json(values: dict[str, object]) -> None:
    """Print one object at once, so that a reader at the other end of a pipe is not kept waiting.

    JSON has no word for infinity or not-a-number: they become null.
    """
    finite = {
        key: None if isinstance(value, float) and not math.isfinite(value) else value
        for key, value in values.items()
    }
    print(json.dumps(finite, allow_nan=False), flush=True)
