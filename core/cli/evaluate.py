"""`evaluate`: a model on MNIST's test set."""

import argparse

from core.cli.progress import print_json
from core.cli.settings import add_model_facts, read_chosen
from core.cli.texts import path
from core.datasets.mnist import load_mnist
from core.evaluation.metrics import Evaluation, evaluate


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What can be said to it."""
    command.add_argument("model", type=path, metavar="MODEL")
    add_model_facts(command)


def run(options: argparse.Namespace) -> int:
    """Print loss, accuracy and confusion matrix."""
    model = read_chosen(options.model, options)
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
    print(f"{result.images:,} images: accuracy {result.accuracy:.2%}, loss {result.loss:.4f}")
    print("true \\ read" + "".join(f"{digit:6}" for digit in range(len(result.confusion))))
    for digit, row in enumerate(result.confusion):
        print(f"{digit:11}" + "".join(f"{count:6}" for count in row))
