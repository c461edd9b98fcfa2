"""A count that nothing could hold is refused by name, before anything is computed."""

from types import SimpleNamespace

import numpy as np
import pytest

import cnn_docs

TOO_MANY = 10**400
DIGITS = np.zeros((2, 8, 8))
LABELS = np.array([0, 1])
FIELD = cnn_docs.receptive_field([(3, 1, 1)])
MILLION = "must be a whole number from 1 to 1,000,000"


def maps(explain, **count):
    return explain(cnn_docs.build_digits_cnn(), DIGITS[..., np.newaxis], **count)


CALLS = {
    "copies": lambda n: cnn_docs.augment_digits(DIGITS, copies=n, seed=0),
    "samples": lambda n: maps(cnn_docs.smooth_grad, samples=n),
    "steps": lambda n: maps(cnn_docs.integrated_gradients, steps=n),
    "orders": lambda n: maps(cnn_docs.deletion_insertion, heat=DIGITS, orders=n),
    "epochs": lambda n: cnn_docs.train_digits_cnn(DIGITS, LABELS, epochs=n),
    "units": lambda n: cnn_docs.build_digits_cnn(units=n),
    "first_filters": lambda n: cnn_docs.build_xray_cnn(first_filters=n),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("count", [TOO_MANY, 1_000_001], ids=["vast", "one"])
def test_how_often_something_is_done_is_limited(name, count):
    with pytest.raises(ValueError, match=f"`{name}` {MILLION}"):
        CALLS[name](count)


@pytest.mark.parametrize(
    "build", [cnn_docs.build_cifar_cnn, cnn_docs.build_lenet5, cnn_docs.build_efficientnet_lite0]
)
def test_classes_are_limited(build):
    with pytest.raises(ValueError, match=f"`classes` {MILLION}"):
        build(classes=TOO_MANY)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cnn_docs.build_digits_cnn(filters=(TOO_MANY, 8, 8)), "`filters` .* 1 to 10,000"),
        (lambda: cnn_docs.plot_dropout(DIGITS[0], 0.5, seed=0, masks=TOO_MANY), "`masks` .* 1 to 100"),
        (lambda: cnn_docs.load_photograph("cat", size=(2, TOO_MANY)), "`size` .* 100,000,000 pixels"),
        (lambda: cnn_docs.load_image_folder(".", size=(2, TOO_MANY)), "`size` .* 100,000,000 pixels"),
        (lambda: cnn_docs.build_cifar_cnn((TOO_MANY, 32, 3)), "`input_shape` .* 1 to 1,000,000"),
        (lambda: cnn_docs.plot_network([3, 2], max_units=TOO_MANY), "`max_units` .* 3 to 200"),
        (lambda: cnn_docs.plot_network([TOO_MANY, 2]), "`sizes` .* 1 to 1,000,000,000"),
        (lambda: cnn_docs.plot_receptive_field(FIELD, input_size=TOO_MANY), "`input_size` .* 1 to 1,000,0"),
        (lambda: cnn_docs.plot_receptive_field(FIELD, input_size=9, unit=TOO_MANY), "`unit` .* 0 to 1,000,0"),
        (
            lambda: cnn_docs.plot_kernels_over_epochs(DIGITS, epochs=[0, TOO_MANY]),
            "`epochs` .* 0 to 1,000,000",
        ),
        (lambda: cnn_docs.plot_activations(limits=(-1.7e308, 1.7e308)), "`limits` .* difference is finite"),
        (lambda: cnn_docs.train_digits_cnn(DIGITS, LABELS, seed=2**32), "`seed` .* 0 to 4,294,967,295"),
    ],
)
def test_other_limits_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_copies_that_the_memory_cannot_hold_are_refused():
    many = np.zeros((100_000, 8, 8), np.float16)
    with pytest.raises(ValueError, match=r"`copies` .* of 100,000 pictures that fit into the memory"):
        cnn_docs.augment_digits(many, copies=1_000_000, seed=0)


def test_a_batch_larger_than_all_pictures_holds_them_all(monkeypatch):
    given = {}

    def fit(model, images, targets, **settings):
        given.update(settings)
        return SimpleNamespace(history={})

    monkeypatch.setattr("keras.Model.fit", fit)
    cnn_docs.train_digits_cnn(DIGITS, LABELS, epochs=1, batch_size=TOO_MANY)
    assert given["batch_size"] == len(DIGITS)
