"""A compiled network is trained again as if it had been built, compiled and fitted for each seed."""

import numpy as np
import pytest

from cnn_docs import retrained
from cnn_docs._keras import load_keras

keras = load_keras()
IMAGES = np.random.default_rng(0).normal(size=(40, 8, 8, 1)).astype("float32")
LABELS = np.arange(40) % 3
SETTINGS = {"batch_size": 8, "epochs": 2, "shuffle": False}

OPTIMIZERS = {
    "Adam": lambda: keras.optimizers.Adam(0.01),
    "momentum": lambda: keras.optimizers.SGD(0.1, momentum=0.9),
    "falling rate": lambda: keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 10)),
    "Adagrad, whose memory does not begin at zero": lambda: keras.optimizers.Adagrad(0.1),
}


def built(optimizer=OPTIMIZERS["Adam"], loss="sparse_categorical_crossentropy", rate=0.0):
    """Return a small compiled network with a batch normalisation and dropout."""
    layers = keras.layers
    inputs = keras.Input((8, 8, 1))
    x = layers.Conv2D(4, 3, name="conv")(inputs)
    x = layers.BatchNormalization(name="norm")(x)
    x = layers.Flatten(name="flatten")(layers.Activation("relu", name="relu")(x))
    x = layers.Dropout(rate, name="dropout")(x)
    model = keras.Model(inputs, layers.Dense(3, activation="softmax", name="output")(x))
    model.compile(optimizer(), loss)
    return model


def state(model):
    return [value.numpy() for value in (*model.variables, *model.optimizer.variables)]


def equal(ones, others, atol=0.0):
    return all(np.allclose(one, other, rtol=0, atol=atol) for one, other in zip(ones, others, strict=True))


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_the_copy_is_what_building_compiling_and_fitting_anew_gives(optimizer):
    model = built(optimizer)
    model.fit(IMAGES, LABELS, verbose=0, **SETTINGS)  # a memory that has to be forgotten
    keras.utils.set_random_seed(3)
    anew = built(optimizer)
    anew.fit(IMAGES, LABELS, verbose=0, **SETTINGS)
    again = retrained(model, IMAGES, LABELS, seed=3, **SETTINGS)
    assert equal(again.get_weights(), anew.get_weights(), atol=1e-6)
    assert not equal(again.get_weights(), model.get_weights(), atol=1e-3)


@pytest.mark.parametrize("fitted", [False, True], ids=["never fitted", "fitted"])
def test_the_model_itself_stays_as_it_is(fitted):
    model = built(rate=0.3)
    if fitted:
        model.fit(IMAGES, LABELS, verbose=0)
    else:
        model.optimizer.build(model.trainable_variables)
    before, history = state(model), getattr(model, "history", None)
    retrained(model, IMAGES, LABELS, seed=0, **SETTINGS)
    assert equal(state(model), before)
    assert model.history is history
    assert model.compiled


def test_the_model_stays_when_its_training_breaks_off():
    model = built()
    model.fit(IMAGES, LABELS, verbose=0)
    before = state(model)
    with pytest.raises(Exception, match=r"incompatible|shape"):
        retrained(model, IMAGES[:, 1:], LABELS, seed=0)

    def give_up(epoch, logs):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        retrained(
            model, IMAGES, LABELS, seed=0, callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=give_up)]
        )
    assert equal(state(model), before)


def test_a_seed_gives_the_same_copy_again_and_another_one_another():
    model = built(rate=0.5)
    zero, other, zero_again = (
        retrained(model, IMAGES, LABELS, seed=seed).get_weights() for seed in (0, 1, 0)
    )
    assert equal(zero, zero_again)
    assert not equal(zero, other, atol=1e-3)


def test_keras_translates_the_model_once():
    seen = []

    def loss(truth, answer):
        seen.append(answer)
        return keras.losses.sparse_categorical_crossentropy(truth, answer)

    model = built(loss=loss)
    retrained(model, IMAGES, LABELS, seed=0, **SETTINGS)
    translated = len(seen)
    retrained(model, IMAGES, LABELS, seed=1, **SETTINGS)
    assert translated == len(seen) > 0


def test_what_fit_takes_is_handed_on(capsys):
    data = [(IMAGES[:20], LABELS[:20]), (IMAGES[20:], LABELS[20:])]
    epochs = []
    count = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: epochs.append(sorted(logs)))
    retrained(built(), IMAGES, LABELS, seed=0, epochs=3, validation_data=(IMAGES, LABELS), callbacks=[count])
    assert epochs == [["loss", "val_loss"]] * 3
    assert capsys.readouterr().out == ""
    retrained(built(), Batches(data), None, seed=0, verbose=2)
    assert "2/2" in capsys.readouterr().out


class Batches(keras.utils.PyDataset):
    """Batches that bring their labels with them."""

    def __init__(self, batches):
        super().__init__()
        self.batches = batches

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, index):
        return self.batches[index]


def test_what_cannot_be_trained_is_refused_with_the_remedy():
    bare = keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(3)])
    with pytest.raises(ValueError, match=r"`model` must be compiled.*`model.compile\(optimizer, loss\)`"):
        retrained(bare, IMAGES, LABELS, seed=0)
    unbuilt = keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(3)])
    unbuilt.compile("sgd", "mse")
    with pytest.raises(ValueError, match=r"`model` must be built.*`keras.Input`"):
        retrained(unbuilt, IMAGES, LABELS, seed=0)
    with pytest.raises(TypeError, match=r"`model` must be a Keras model. Received: \[0\]"):
        retrained([0], IMAGES, LABELS, seed=0)
    with pytest.raises(TypeError, match="`seed` must be a whole number"):
        retrained(built(), IMAGES, LABELS, seed=0.5)
    with pytest.raises(ValueError, match="`seed` must be a whole number from 0 to 4,294,967,295"):
        retrained(built(), IMAGES, LABELS, seed=-1)
    with pytest.raises(ValueError, match="`images` must be at least one image"):
        retrained(built(), IMAGES[:0], LABELS[:0], seed=0)


@pytest.mark.parametrize(("name", "least"), [("epochs", 0), ("batch_size", 1)])
@pytest.mark.parametrize("count", [-1, 2.5, True, 10**400])
def test_counts_that_fit_is_given_are_checked(name, least, count):
    message = f"`{name}` must be a whole number from {least} to 1,000,000"
    with pytest.raises((TypeError, ValueError), match=message):
        retrained(built(), IMAGES, LABELS, seed=0, **{name: count})


def test_no_epochs_leave_the_weights_of_the_seed():
    keras.utils.set_random_seed(5)
    anew = built()
    assert equal(retrained(built(), IMAGES, LABELS, seed=5, epochs=0).get_weights(), anew.get_weights())


def test_a_model_whose_layers_were_frozen_since_has_to_be_compiled_again():
    model = built()
    model.fit(IMAGES, LABELS, verbose=0)
    model.get_layer("conv").trainable = False
    before = state(model)
    with pytest.raises(ValueError, match=r"compiled for the weights that it trains.*compile it again"):
        retrained(model, IMAGES, LABELS, seed=0)
    assert equal(state(model), before)
    model.compile("sgd", "sparse_categorical_crossentropy")
    copy = retrained(model, IMAGES, LABELS, seed=0, **SETTINGS)
    assert not copy.get_layer("conv").trainable


def test_a_model_that_keras_cannot_clone_is_refused_by_name():
    class Own(keras.Model):
        def __init__(self, units):
            super().__init__(name="own")
            self.out = keras.layers.Dense(units)

        def call(self, images):
            return self.out(keras.ops.reshape(images, (-1, 64)))

    model = Own(3)
    model(IMAGES)
    model.compile("sgd", "mse")
    with pytest.raises(
        ValueError, match=r"`model` must be made of layers that Keras can clone. Received: 'own'"
    ):
        retrained(model, IMAGES, LABELS, seed=0)
