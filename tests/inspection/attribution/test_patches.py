"""Occlusion equals one patch at a time, in bounded memory, and shows its progress."""

import tracemalloc

import numpy as np
import pytest
from explained_models import SIDE, parts, predicted

from cnn_docs import occlusion


@pytest.mark.parametrize(
    ("patch", "stride"), [(4, None), (5, None), (4, 2), ((3, 6), (2, 5)), (12, 1), (1, 1)]
)
def test_occlusion_is_one_patch_at_a_time(case_of, images, patch, stride):
    case = case_of("functional")
    targets = predicted(case, images)
    heat = occlusion(case.model, images, patch_size=patch, stride=stride, batch_size=7)
    height, width = (patch, patch) if isinstance(patch, int) else patch
    down, right = (
        (height, width) if stride is None else (stride, stride) if isinstance(stride, int) else stride
    )
    for image, target, found in zip(images, targets, heat, strict=True):
        whole = float(np.asarray(case.model(image[None]))[0, target])
        total, count = np.zeros((SIDE, SIDE)), np.zeros((SIDE, SIDE))
        row = 0
        while True:
            column = 0
            while True:
                covered = image.copy()
                covered[row : row + height, column : column + width] = image.mean(axis=(0, 1))
                drop = whole - float(np.asarray(case.model(covered[None]))[0, target])
                total[row : row + height, column : column + width] += drop
                count[row : row + height, column : column + width] += 1
                if column + width >= SIDE:
                    break
                column += right
            if row + height >= SIDE:
                break
            row += down
        np.testing.assert_allclose(found, total / count, atol=1e-5)


@pytest.mark.parametrize("fill", [0, 0.5, [0.1, 0.2, 0.3]])
def test_a_patch_over_the_whole_image_is_the_image_of_the_fill(case_of, images, fill):
    case = case_of("functional")
    heat = occlusion(case.model, images, target=1, patch_size=SIDE, fill=fill, score="logit")
    blank = np.broadcast_to(np.float32(fill), images.shape).copy()
    drop = np.asarray(case.logits(images))[:, 1] - np.asarray(case.logits(blank))[:, 1]
    np.testing.assert_allclose(heat, np.broadcast_to(drop[:, None, None], heat.shape), atol=1e-5)


def test_occlusion_finds_the_only_pixels_that_count():
    keras, *_ = parts()
    image = keras.Input((8, 8, 1))
    crop = keras.layers.Cropping2D(((2, 4), (4, 2)))  # rows 2 and 3, columns 4 and 5
    model = keras.Model(image, keras.layers.GlobalAveragePooling2D()(crop(image)))
    heat = occlusion(model, np.ones((8, 8, 1)), patch_size=2, fill=0)
    assert heat.shape == (8, 8)
    expected = np.zeros((8, 8))
    expected[2:4, 4:6] = 1
    np.testing.assert_allclose(heat, expected, atol=1e-6)


def test_occlusion_holds_one_batch_of_copies(case_of):
    keras, *_ = parts()
    image = keras.Input((256, 256, 3))
    model = keras.Model(image, keras.layers.GlobalAveragePooling2D()(image))
    picture = np.zeros((256, 256, 3), "float32")
    occlusion(model, picture, patch_size=32, batch_size=4)
    tracemalloc.start()
    occlusion(model, picture, patch_size=16, batch_size=4)  # 256 copies are 201 MB
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6


class Terminal:
    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        pass

    def isatty(self):
        return True


def test_progress_is_shown_on_a_terminal_when_asked(case_of, images, monkeypatch):
    model = case_of("functional").model
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    occlusion(model, images, patch_size=4)
    assert terminal.text == ""
    occlusion(model, images, patch_size=4, progress=True)
    assert "27 of 27 patches" in terminal.text
    assert terminal.text.endswith("\n")


def test_progress_is_not_written_to_a_file(case_of, images, capsys):
    occlusion(case_of("functional").model, images, patch_size=4, progress=True)
    assert capsys.readouterr() == ("", "")


def test_progress_is_shown_in_a_notebook(case_of, images, monkeypatch):
    import IPython
    import IPython.display

    shown = []

    class Handle:
        def update(self, data, raw):
            shown.append(data["text/plain"])

    class Shell:
        kernel = object()

    monkeypatch.setattr(IPython, "get_ipython", Shell)
    monkeypatch.setattr(IPython.display, "display", lambda data, raw, display_id: Handle())
    occlusion(case_of("functional").model, images, patch_size=4, progress=True)
    assert shown[-1].startswith("27 of 27 patches")
