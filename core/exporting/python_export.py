"""Export of a model as one Python file that needs only NumPy."""

import base64
import json
import zlib
from string import Template

from core.exporting.layers import Layer, layers_of
from core.foundation.paths import resources
from core.foundation.percent import percent
from core.models.model_file import Model

SIGMOID = '''
def sigmoid(x):
    """1 / (1 + e⁻ˣ), by tanh, which overflows at no x."""
    return 0.5 * (1 + np.tanh(0.5 * x))
'''
FUNCTIONS = {
    "sigmoid": SIGMOID,
    "tanh": """
def tanh(x):
    return np.tanh(x)
""",
    "relu": """
def relu(x):
    return np.maximum(x, 0)
""",
    "leaky_relu": """
def leaky_relu(x):
    return np.maximum(x, 0.01 * x)
""",
    "elu": '''
def elu(x):
    """x where positive, eˣ − 1 elsewhere."""
    return np.maximum(x, 0) + np.expm1(np.minimum(x, 0))
''',
    "gelu": '''
def gelu(x):
    """x Φ(x), approximately; 0.79788456 is √(2/π)."""
    return 0.5 * x * (1 + np.tanh(0.7978845608028654 * (x + 0.044715 * x**3)))
''',
    "silu": '''
def silu(x):
    """x σ(x)."""
    return 0.5 * x * (1 + np.tanh(0.5 * x))
''',
    "linear": """
def linear(x):
    return x
""",
    "softmax": '''
def softmax(a):
    """eᵃ over the sum of all; the largest is taken from all, so that none overflows."""
    powers = np.exp(a - a.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
''',
}


_COLUMNS = 100


def python_of(model: Model) -> bytes:
    """Return a Python file with readable code and, below it, the parameters.

    Its probabilities are uncalibrated: the temperature is named in the file, but not applied.
    """
    layers = layers_of(model)
    names = [layer.function for layer in layers]
    path = resources() / "export" / "digit_model.py.txt"
    text = Template(path.read_text(encoding="utf-8")).substitute(
        shape="-".join(map(str, model.network.sizes)),
        accuracy=_accuracy(model),
        calibration=_calibration(model),
        functions="\n\n".join(
            FUNCTIONS[name].strip() + "\n" for name in dict.fromkeys(names)
        ).strip(),
        hyperparameters=json.dumps(model.hyperparameters.to_dict(), indent=4),
        sizes=list(model.network.sizes),
        names=", ".join(names),
        parameters=_packed(layers),
    )
    return text.encode()


def _packed(layers: list[Layer]) -> str:
    """Return the parameters layer by layer, as little-endian float32, compressed, in base64."""
    numbers = b"".join(
        array.astype("<f4").tobytes() for layer in layers for array in (layer.weights, layer.biases)
    )
    letters = base64.b64encode(zlib.compress(numbers)).decode("ascii")
    lines = (letters[i : i + _COLUMNS] for i in range(0, len(letters), _COLUMNS))
    return "\n".join(lines)


def _accuracy(model: Model) -> str:
    right = model.test_accuracy
    return (
        ""
        if right is None
        else f"It classifies {percent(right)} of MNIST's test images correctly.\n"
    )


def _calibration(model: Model) -> str:
    if model.calibration is None:
        return ""
    temperature = model.calibration.temperature
    return (
        " Inkling's\ncalibration, which is not applied here, divides the logits by "
        f"{temperature:.4g} first."
    )
