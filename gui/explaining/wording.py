"""What the panel says."""

from core.explaining.counterfactual import Counterfactual

NO_NETWORK = "No network yet: press Start to train one."
NO_INK = "Draw a digit to ask about."
SEARCHING = "Searching …"
FAILED = "It could not be explained; see the message."


def a(digit: int) -> str:
    """The digit with its article."""
    return f"an {digit}" if digit == 8 else f"a {digit}"


def question(digit: int) -> str:
    """What the button asks."""
    return f"What would make it {a(digit)}?"


def not_found(digit: int) -> str:
    """When the search has failed."""
    return f"No small change was found that makes it {a(digit)}."


def outcome(change: Counterfactual) -> str:
    """How much ink it takes."""
    if not (change.added or change.removed):
        return f"Nothing: it is {a(change.digit)} already."
    return f"Add {change.added:.0%} of the ink, take away {change.removed:.0%}.".replace("%", " %")


def verdict(digit: int, probability: float) -> str:
    """What the network says then."""
    return f"{a(digit)}: {100 * probability:.0f} %"
