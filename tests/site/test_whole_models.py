"""Pages of models that are unlike the usual ones open in silence; ``nox -s whole_models`` opens all kinds."""

import pytest

from cnn_docs._keras import load_keras
from tests.bench.what_works import every_kind
from tests.bench.whole_models import complaints, page_of_kind

KINDS = dict(every_kind())
CHOSEN = (
    *("nested", "several inputs", "signals (N, T, C)", "volumes (N, D, H, W, C)"),
    *("a class and a mask from one body", "words with a mask of padding, and an embedding used in reverse"),
)


@pytest.mark.parametrize("kind", CHOSEN)
def test_the_page_opens_from_a_file_and_says_nothing(browser, kind):
    load_keras().utils.set_random_seed(1)
    assert complaints(browser, page_of_kind(KINDS[kind]())) == []


def test_a_page_that_complains_is_noticed(browser):
    class Loud:
        def save(self, path):
            path.write_text("<!DOCTYPE html><body class='page-ready'><script>console.log('here')</script>")
            return path

    assert complaints(browser, Loud()) == ["here"]
