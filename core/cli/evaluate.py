"""The command `evaluate` evaluates a model on MNIST's test set."""

import argparse

from core.cli.arguments import add_model_options, nonempty_path, read_model_option
from core.cli.output import print_confusion, print_json
from core.datasets.mnist import load_mnist
from core.evaluation.metrics import Evaluation, evaluate
from core.foundation.percent import percent


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    command.add_argument("model", type=nonempty_path, metavar="MODEL")
    add_model_options(command)


def run(options: argparse.Namespace) -> int:
    """Print the loss, the accuracy and the confusion matrix."""
    model = read_model_option(options.model, options)
    result = evaluate(model.network, load_mnist().test)
    if options.json:
        print_json(
            {
                "images": result.images,
                "loss": result.loss,
                "accuracy": result.accuracy,
                "confusion": result.confusion.tolist(),
            }
        )
    else:
        _print_table(result)
    return 0


def _print_table(result: Evaluation) -> None:
    print(f"{result.images:,} images: accuracy {percent(result.accuracy)}, loss {result.loss:.4f}")
    print_confusion("true \\ predicted", result.confusion.tolist())
