"""The measure of a figure's words: what is drawn counts, and how far the figure shrinks on a screen."""

import re

import matplotlib.pyplot as plt
import pytest
from lessons import DOCS
from picture_texts import SCROLLING, SIDES, Picture, lead_of, pictures_of, scales, too_small, unclear

from cnn_docs import figure_style
from cnn_docs.palette import LIGHT

STYLE = (DOCS / "_static" / "site.css").read_text("utf-8")


@pytest.fixture
def figure():
    figure, ax = plt.subplots(figsize=(5, 3), dpi=100)
    ax.text(0.5, 0.5, "middle", fontsize=7.2)
    ax.text(0.5, 0.9, " ", fontsize=2)
    ax.text(0.5, 0.8, "never drawn", fontsize=1, visible=False)
    yield figure
    plt.close(figure)


def test_the_smallest_words_that_are_drawn_are_measured_in_pixels(figure):
    (picture,) = pictures_of([figure], line=7, classes=("lead",))
    assert (picture.words, round(picture.size, 6), picture.line) == ("middle", 10, 7)
    assert 350 < picture.width < 500
    assert 200 < picture.height < 350
    figure.axes[0].axis("off")
    figure.axes[0].texts[0].set_text("")
    assert pictures_of([figure]) == []


def test_figures_of_the_house_style_can_be_read_on_both_screens_unless_they_are_wide_and_shrink():
    with figure_style():
        figure, _ = plt.subplots(figsize=(7.2, 3), layout="constrained")
    assert too_small(pictures_of([figure])) == []  # it scrolls
    (message,) = too_small(pictures_of([figure], 3, {"shrinks"}))
    assert message.startswith("line 3: ")
    assert "px on a phone" in message
    plt.close(figure)


@pytest.mark.parametrize(
    ("width", "height", "classes", "expected"),
    [
        (500, 300, (), [1, 343 / 500]),
        (600, 300, (), [1, 544 / 600]),
        (600, 300, ("shrinks",), [1, 343 / 600]),
        (1416, 300, (), [0.5, 544 / 1416]),
        (512, 512, ("lead",), [1, 343 / 512, 0.82, 343 / 512]),
        (320, 320, ("lead",), [1, 1, 0.82, 0.82]),
    ],
)
def test_how_far_a_figure_shrinks(width, height, classes, expected):
    picture = Picture(1, width, height, "words", 11, frozenset(classes))
    assert [scale for _, scale in scales(picture, opens="lead" in classes)] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("boxes", "laptop", "phone"),
    [((), 700, 343), (("predict",), 680, 315), (("lesson-block", "lesson-block"), 634, 269)],
)
def test_a_figure_in_boxes_shrinks_to_them(boxes, laptop, phone):
    picture = Picture(1, 700, 300, "words", 11, frozenset({"shrinks"}), boxes)
    assert [scale for _, scale in scales(picture)] == pytest.approx([laptop / 700, phone / 700])


def test_the_lead_opens_a_lesson_and_else_the_first():
    first, second = (Picture(1, 1, 1, "", 9, frozenset(names)) for names in ((), ("lead",)))
    assert lead_of([first, second]) == [second]
    assert lead_of([first, first]) == [first]
    assert lead_of([]) == []


def test_words_that_are_too_small_are_named_with_their_size():
    good, bad = (Picture(1, 700, 300, "label", size) for size in (11.1, 8.0))
    assert too_small([good]) == []
    assert too_small([bad]) == ["line 1: 'label' has 8.0 px on a laptop (700 x 300 pixels, at 1.00)"]


@pytest.mark.parametrize(
    ("roles", "dashes", "place", "told"),
    [
        (("muted", "output"), ("-", "--"), "upper left", []),
        (("positive", "negative"), ("-", "-"), "upper left", []),
        (("muted", "output"), ("-", "-"), "upper left", ["only a colour tells 'first' from 'second'"]),
        (
            ("muted", "output"),
            ("-", "--"),
            "lower left",
            ["lies over the line 'first'", "lies over the line 'second'"],
        ),
    ],
)
def test_lines_are_told_apart_by_more_than_colours_and_not_hidden_by_their_legend(roles, dashes, place, told):
    figure, ax = plt.subplots()
    for role, dash, label in zip(roles, dashes, ("first", "second"), strict=True):
        ax.plot([0, 1, 2], [0, 0, 1 if label == "first" else 2], dash, color=LIGHT[role], label=label)
    ax.legend(loc=place)
    found = unclear(pictures_of([figure], line=4))
    plt.close(figure)
    assert len(found) == len(told)
    assert all(
        words in message and message.startswith("line 4: ")
        for words, message in zip(told, found, strict=True)
    )


@pytest.mark.parametrize(
    ("places", "count"),
    [
        (((0.1, 0.5), (0.4, 0.5)), 0),
        (((0.1, 0.5), (0.17, 0.5)), 1),  # side by side, and read as one word
        (((0.1, 0.5), (0.12, 0.52)), 1),
        (((0.1, 0.5), (0.1, 0.6)), 0),  # lines of one text
    ],
)
def test_words_need_a_space_between_them(places, count):
    figure = plt.figure(figsize=(5, 3))
    for x, y in places:
        figure.text(x, y, "word", fontsize=10)
    found = unclear(pictures_of([figure], line=4))
    plt.close(figure)
    assert found == ["line 4: no space is left between 'word' and 'word'"] * count


def test_a_wide_figure_keeps_on_phones_what_the_style_says():
    widths = re.findall(r"\.wide-figure img \{\s*max-width: (\d+)rem", STYLE)
    assert [16 * int(rem) for rem in widths] == [SCROLLING]


@pytest.mark.parametrize("box", SIDES)
def test_a_box_takes_from_a_figure_what_the_style_says(box):
    rule = re.search(rf"^\S*\.{box} \{{(.*?)\}}", STYLE, re.MULTILINE | re.DOTALL)[1]
    padding = float(re.search(r"padding: \S+ ([\d.]+)rem;", rule)[1])
    left = float(re.search(r"border-left: ([\d.]+)rem", rule)[1])
    right = float((re.search(r"border: (\d+)px", rule) or ["", "0"])[1])
    assert 16 * (2 * padding + left) + right == SIDES[box]
