"""The functions of a network's layers, as the text of a Python file."""

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
