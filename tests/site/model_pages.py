"""The pages of models that the tests look at, each made once by the process that asks first."""

import numpy as np
from filelock import FileLock

from cnn_docs import explore, load_digits, load_digits_cnn
from cnn_docs._keras import load_keras
from tests.bench import unusual_kinds
from tests.explorer.live_models import residual, signals, with_a_layer_that_is_not_known
from tests.explorer.pages import draw, every_arithmetic, further_arithmetic, small_u_net

from .axe import axe_complaints
from .conftest import shared_folder

MARKUP = "<img src=x onerror=alert(1)>"
CLOSING = "</script><script>alert(2)</script>"
OVER = """async () => {
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame); // what follows the width
  return document.documentElement.scrollWidth - innerWidth;
}"""
"""Returns by how many pixels a page reaches beyond the right edge, once it has answered a new width."""
THEMES, WIDTHS = ("light", "dark"), (1280, 375)


def images():
    """Return the digits that the pages of the digits network have."""
    return load_digits().test_images[:3, ..., np.newaxis]


def digits(**options):
    return explore(load_digits_cnn(), images(), **options)


def hostile():
    keras = load_keras()
    parts = [keras.layers.Conv2D(2, 3, name=MARKUP), keras.layers.Flatten(), keras.layers.Dense(2)]
    model = keras.Sequential([keras.Input((6, 6, 1)), *parts])
    return explore(model, draw(1, 6, 6, 1), classes=[CLOSING, "<b>bold</b>"], title=CLOSING)


def nested():
    """A model within a model within a model."""
    keras = load_keras()
    layers = keras.layers

    def inner(name, *parts, sides):
        return keras.Sequential([keras.Input(sides), *parts], name=name)

    block = inner("block", layers.Conv2D(2, 3, padding="same", name="deep"), sides=(10, 10, 2))
    body = inner("body", layers.Conv2D(2, 3, padding="same", name="wide"), block, sides=(10, 10, 1))
    image = keras.Input((10, 10, 1), name="image")
    scores = layers.Dense(3, name="scores")(layers.Flatten(name="flat")(body(image)))
    return explore(keras.Model(image, scores), draw(2, 10, 10, 1))


def two_outputs():
    kind = unusual_kinds.two_outputs()
    return explore(kind.model, kind.images)


def long():
    """Sixty layers in twenty blocks with skips around them, one of which cannot be computed in the page."""
    keras = load_keras()
    layers = keras.layers
    image = x = keras.Input((12, 12, 3), name="image")
    for number in range(20):
        y = layers.Conv2D(3, 3, padding="same", activation="relu", name=f"conv_{number}")(x)
        if number == 12:
            y = layers.UnitNormalization(name="unknown")(y)
        x = layers.Add(name=f"add_{number}")([x, layers.BatchNormalization(name=f"norm_{number}")(y)])
    scores = layers.Dense(3, name="scores")(layers.GlobalAveragePooling2D(name="mean")(x))
    return explore(keras.Model(image, scores), draw(2, 12, 12, 3))


PAGES = {
    "digits": digits,
    "small": lambda: digits(max_size=200_000),
    "hostile": hostile,
    "nested": nested,
    "long": long,
    "two outputs": two_outputs,
    "u_net": lambda: explore(small_u_net(), draw(2, 16, 20, 1)),
    "arithmetic": lambda: explore(every_arithmetic(), draw(2, 17, 14, 3)),
    "further": lambda: explore(further_arithmetic(), draw(2, 9, 8, 4)),
    "mixed": lambda: explore(*with_a_layer_that_is_not_known()),
    "coloured": lambda: explore(*residual()),
    "signals": lambda: explore(*signals()),
}


def path_of(name, factory):
    """Return the file of a page, in a folder that all processes of a run share."""
    folder = shared_folder(factory) / "pages-of-models"
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.html"
    with FileLock(folder / f"{name}.lock"):
        if not path.exists():
            load_keras().utils.set_random_seed(0)
            PAGES[name]().save(path)
    return path


def number(text):
    """Return the number that a text of the page stands for."""
    plain = text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻\u2212", "0123456789--"))
    return float(plain.replace(" × 10", "e"))


def looks(page, *, read):
    """Yield what is wrong with a page in both themes and both widths: one load, looked at four times.

    Colours depend on the theme, and what has room on the width: where a page is ``read``, each theme and each
    width is checked once for what readers need, and always all four for what does not fit. Pages of the same
    parts need not all be read.
    """
    for number, (theme, width) in enumerate(zip(THEMES, WIDTHS, strict=True)):
        page.emulate_media(color_scheme=theme)
        for other in (WIDTHS[1 - number], width):
            page.set_viewport_size({"width": other, "height": 900})
            over = page.evaluate(OVER)
            if over > 0:
                yield f"{theme}, {other}: reaches {over} px beyond the right edge"
        if read:
            yield from (f"{theme}, {width}: {complaint}" for complaint in axe_complaints(page))
