"""Compare the tables of many random models with brute force: ``python -m tests.bench.random_models``."""

import argparse
import sys
from collections import Counter

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from cnn_docs._keras import load_keras
from tests.inspection.table.brute_force import check
from tests.inspection.table.random_models import random_model


def run(number, start):
    """Return how many models agree and how many do not, and how many units were compared exactly."""
    counts, failures = Counter(), []

    @seed(start)
    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def compare(data):
        made = random_model(data.draw)
        try:
            counts["units"] += check(made)
            counts["agree"] += 1
        except Exception as error:  # whatever goes wrong with a model is counted against it
            failures.append((made, error))
        load_keras().backend.clear_session()

    compare()
    return counts, failures


def _described(layer):
    told = (
        "batch_shape",
        "kernel_size",
        "pool_size",
        "strides",
        "padding",
        "cropping",
        "dims",
        "target_shape",
    )
    options = {name: value for name, value in layer.get_config().items() if name in told or "data" in name}
    return f"    {layer.name}: {type(layer).__name__} {options}"


def main(arguments=None):
    """Print what was found; the exit status is 1 where a model disagrees."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(arguments)
    counts, failures = run(options.number, options.seed)
    for made, error in failures:
        print(f"{type(error).__name__}: {str(error).strip()[:400]}")
        print("\n".join(_described(layer) for layer in made.model.layers))
    print(f"{counts['agree']} of {counts['agree'] + len(failures)} models agree with brute force.")
    print(f"{counts['units']} fields of single units were compared exactly.")
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
