"""The page as text: pictures and the table for readers without scripts, the data, and the script."""

import base64
import hashlib
import json
from html import escape

import numpy as np

from cnn_docs.explorer._strips import built, coloured, is_coloured, strip

_FEW = 40  # layers, up to which pictures may be large
_STRIPS = {True: (12, 40), False: (6, 20)}  # maps and pixels of a side, in a page of few layers or of many


def static_parts(recorded):
    """Return the parts of a page that do not depend on what finds room in it."""
    return {"pictures": _pictures(recorded), "table": recorded.table._repr_html_()}


def document(recorded, frame, chosen, texts, live, left_out=()):
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
    live : Live
        What the page computes itself.
    left_out : sequence of str
        Sentences that say what the page does not hold.
    """
    facts = {
        "title": recorded.title,
        "count": recorded.count,
        "inputs": recorded.inputs,
        "layers": recorded.layers(chosen, set(texts["weights"])),
        "edges": [list(edge) for edge in recorded.table.edges],
        "answer": recorded.answer(set(texts["weights"])),
        "heats": recorded.heat_facts(),
        "leftOut": list(left_out),
        "live": live.facts(),
    }
    script, title = built("page.js" if live.image is None else "live.js"), escape(recorded.title)
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'"
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>\n<style>{built('page.css')}</style>\n</head>\n<body>",
            f'<main class="explorer-live page">\n<h1>{title}</h1>\n<div id="page"></div>',
            f'<section id="pictures" aria-label="Pictures">{frame["pictures"]}</section>',
            '<details class="page-table" open><summary>Table of the layers</summary>',
            f"{frame['table']}</details>",
            f"</main>\n{_data('facts', facts)}\n{_data('texts', texts)}",
            f"<script>{script}</script>\n</body>\n</html>\n",
        ]
    )


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
    if answers.scores is None or not np.isfinite(answers.scores[0]).all():
        return "The first image, layer by layer."
    best = int(answers.scores[0].argmax())
    value = answers.scores[0, best]
    score = f"{100 * value:.1f} %" if answers.shares else f"{value:.4g}"
    return f"The first image, layer by layer. The answer: {answers.labels[best]}, {score}."


def _figure(recorded, name, count, side):
    tensor, row = recorded.planes[name], recorded.row_of[name]
    vector = tensor.area == 1
    shown = min(tensor.count, 8 * count if vector else count)
    shape = "×".join(map(str, tensor.shape)) or "one number"
    words = f"{name} ({row.kind}, {shape}): {shown} of {tensor.count} {'units' if vector else 'maps'}"
    if name in recorded.inputs and is_coloured(tensor):
        address = coloured(tensor, side)
    else:
        address = strip(tensor, shown, side, gray=name in recorded.inputs)
    image = f'<img src="{address}" alt="{escape(words)}">'
    return f"<figure><figcaption>{escape(words)}</figcaption>{image}</figure>"
