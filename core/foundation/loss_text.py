"""Losses as texts."""

_LEAST, _GREATEST = 1e-3, 1e4
"""Between these, four decimals have from two to eight significant digits."""


def loss_text(value: float) -> str:
    """Return a loss with four decimals, as the window shows it; a tiny or huge one with four
    significant digits."""
    return f"{value:.4f}" if _LEAST <= abs(value) < _GREATEST else f"{value:.4g}"
