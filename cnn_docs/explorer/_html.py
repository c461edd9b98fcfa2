"""The page as text: pictures and the table for readers without scripts, the data, and the script."""

import base64
import hashlib
import json
from functools import cache
from html import escape
from importlib.resources import files

import numpy as np

from cnn_docs.explorer._encode import data_address

_FEW = 40  # layers, up to which pictures may be large
_STRIPS = {True: (12, 40), False: (6, 20)}  # maps and pixels of a side, in a page of few layers or of many


def static_parts(recorded):
    """Return the parts of a page that do not depend on what finds room in it."""
    return {"pictures": _pictures(recorded), "table": recorded.table._repr_html_()}


def document(recorded, frame, chosen, texts, left_out=()):
    """Return the page.

    Parameters
    ----------
    recorded : Recorded
    frame : dict of str
        What :func:`static_parts` returned.
    chosen : dict of str to ndarray
        Numbers of the maps that the page holds.
    texts : dict
        ``"maps"``, ``"weights"`` and ``"heats"``, packed.
    left_out : sequence of str
        Sentences that say what the page does not hold.
    """
    facts = {
        "title": recorded.title,
        "count": recorded.count,
        "inputs": recorded.inputs,
        "layers": recorded.layers(chosen, set(texts["weights"])),
        "edges": [list(edge) for edge in recorded.table.edges],
        "answer": recorded.answer(),
        "heats": recorded.heat_facts(),
        "leftOut": list(left_out),
    }
    script, title = _built("page.js"), escape(recorded.title)
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'"
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>\n<style>{_built('page.css')}</style>\n</head>\n<body>",
            f'<main class="explorer-live page">\n<h1>{title}</h1>\n<div id="page"></div>',
            f'<section id="pictures" aria-label="Pictures">{frame["pictures"]}</section>',
            '<details class="page-table" open><summary>Table of the layers</summary>',
            f"{frame['table']}</details>",
            f"</main>\n{_data('facts', facts)}\n{_data('texts', texts)}",
            f"<script>{script}</script>\n</body>\n</html>\n",
        ]
    )


@cache
def _built(name):
    return files("cnn_docs.explorer").joinpath(name).read_text(encoding="utf-8")


def _data(name, value):
    """Return data that the script reads; nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f'<script type="application/json" id="{name}">{text.replace("<", chr(92) + "u003c")}</script>'


def _pictures(recorded):
    """Return a picture of each layer for the first image, and its answer."""
    few = len(recorded.planes) <= _FEW
    figures = [_figure(recorded, name, *_STRIPS[few]) for name in recorded.planes]
    return f"<p>{escape(_answer(recorded))}</p>{''.join(figures)}"


def _answer(recorded):
    answers = recorded.answers
    if answers.scores is None:
        return "The first image, layer by layer."
    best = int(answers.scores[0].argmax())
    value = answers.scores[0, best]
    score = f"{100 * value:.1f} %" if answers.shares else f"{value:.4g}"
    return f"The first image, layer by layer. The answer: {answers.labels[best]}, {score}."


def _figure(recorded, name, count, side):
    tensor, row = recorded.planes[name], recorded.row_of[name]
    shown = min(tensor.count, count if tensor.area > 1 else 8 * count)
    picture, colours = _strip(tensor, shown, side, tensor.scale())
    shape = "×".join(map(str, tensor.shape)) or "one number"
    words = f"{name} ({row.kind}, {shape}): {shown} of {tensor.count} maps"
    image = f'<img src="{data_address(picture, colours)}" alt="{escape(words)}">'
    return f"<figure><figcaption>{escape(words)}</figcaption>{image}</figure>"


def _strip(tensor, count, side, scale):
    """Return places in a colour map, (H, W), of maps in a row, and the 256 colours."""
    name, low, high = scale["name"], scale["low"], scale["high"]
    maps = tensor.of(0)[:count].astype(np.float64)
    step = max(1, -(-max(maps.shape[1:]) // side))
    maps = maps[:, ::step, ::step]
    places = (
        np.nan_to_num((maps - low) / (high - low) * 256, posinf=255, neginf=0).clip(0, 255).astype(np.uint8)
    )
    gap = np.full((places.shape[1], 1), 0 if name == "unsigned" else 128, np.uint8)
    cells = [part for one in places for part in (one, gap)][:-1]
    return np.hstack(cells), _colours()[name]


@cache
def _colours():
    anchors = json.loads(_built("colours.json"))
    return {name: _table(text) for name, text in anchors.items()}


def _table(text):
    """Return 256 colours between the anchors of a colour map."""
    anchors = np.frombuffer(bytes.fromhex(text), np.uint8).reshape(-1, 3)
    places = np.linspace(0, len(anchors) - 1, 256)
    return np.stack(
        [np.interp(places, range(len(anchors)), anchors[:, part]) for part in range(3)], 1
    ).round()
