"""Gallery scripts start afresh, load TensorFlow only if they use it, and give equal files."""

import hashlib
import os
import re
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
from docutils import nodes
from gallery_scripts import built_run, problems, run_script
from tiny_site import ROOT, TinySite

from docs._ext import PARTS
from docs._ext.builds.kernels import can_fork
from docs._ext.figures import gallery
from docs._ext.lessons.notebooks import install_cell

STATE = '''\
"""
State
=====

What a script finds.
"""

import random
import matplotlib.pyplot as plt
import numpy as np
{}
with open("state.txt", "a") as notes:
    notes.write(f"{{random.random()}} {{np.random.random()}} {{plt.rcParams['lines.linewidth']}}\\n")
plt.rcParams["lines.linewidth"] = 9
'''


@pytest.mark.parametrize(
    ("code", "alts"),
    [
        ("plot()\n", []),
        ("# Alt: One.\nplot()\n", ["One."]),
        ("# Alt: Of two\n#   lines.\n# A comment.\nplot()\n", ["Of two lines."]),
        ("# Alt: One.\n# Alt: Two.\n", ["One.", "Two."]),
        ("with style():\n    # Alt: Indented,\n    #   twice.\n    plot()", ["Indented, twice."]),
        ("# Alt: Last", ["Last"]),
    ],
)
def test_alternative_texts_are_read_and_hidden(code, alts):
    assert gallery.alt_texts(code) == alts
    assert "Alt" not in gallery.without_alt_texts(code)
    assert ("plot()" in code) == ("plot()" in gallery.without_alt_texts(code))


def test_what_a_script_made_is_whole_only_with_all_of_its_files(tmp_path):
    script, images = tmp_path / "plot_a.py", tmp_path / "made" / "images"
    (images / "thumb").mkdir(parents=True)
    script.write_text("plot()\n")
    done = images.parent / "plot_a.py.md5"
    done.write_text(hashlib.md5(script.read_bytes()).hexdigest())
    names = [f"plot_a{ending}" for ending in (".py", ".ipynb", ".zip", ".codeobj.json", ".rst")]
    files = [
        images.parent / name for name in (*names, "images/thumb/sphx_glr_plot_a_thumb.png", "images/a.png")
    ]
    for file in files:
        file.write_text(".. image:: /made/images/a.png\n")
    assert gallery.is_whole(done, script)
    for file in files:
        file.rename(tmp_path / "lost")
        assert not gallery.is_whole(done, script), file.name
        (tmp_path / "lost").rename(file)


def test_zips_are_equal_whatever_the_order_and_the_times(tmp_path):
    for name, date in (("a.py", 0), ("b.py", 10**9)):
        (tmp_path / name).write_text(name)
        os.utime(tmp_path / name, (date, date))
    files = [tmp_path / "a.py", tmp_path / "b.py"]
    first = Path(gallery.zip_files(files, tmp_path / "1.zip", tmp_path)).read_bytes()
    os.utime(files[0], (10**8, 10**8))
    assert Path(gallery.zip_files(files[::-1], tmp_path / "2.zip", tmp_path)).read_bytes() == first
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert archive.namelist() == ["a.py", "b.py"]
        assert archive.infolist()[0].external_attr >> 16 == 0o644


def test_scripts_begin_with_the_same_state(tmp_path):
    site = TinySite(tmp_path)
    for name in ("one", "two"):
        site.write(f"examples/1_first/plot_{name}.py", STATE.format(""))
    status, _, warnings = site.build("-W")
    assert status == 0, warnings
    first, second = (tmp_path / "examples/1_first/state.txt").read_text().splitlines()
    assert first == second


STATED = '''\
"""
How many are there?
===================

There are :num:`3 <len(values)>`, and ``3 of 5`` were asked for.
"""

import matplotlib.pyplot as plt

values = [1, 2, 4]

# Alt: A line up to :num:`4 <max(values)>`.
figure, ax = plt.subplots()
ax.plot(values)
ax.set_title("7 of 9")
plt.show()

# %%
# The largest is :num:`4 <values[-1]>`, and ``7 of 9`` a title.
print(len(values), "of 5")
open("left.txt", "w").close()
'''


def test_what_the_build_keeps_of_a_script_proves_what_an_own_run_does(tmp_path):
    site = TinySite(tmp_path)
    site.write("examples/1_first/plot_stated.py", STATED)
    status, _, warnings = site.build("-W")
    assert status == 0, warnings
    (folder,) = site.docs.glob("_build/cache/*/scripts")
    path = site.folder / "examples/1_first/plot_stated.py"
    built, own = built_run(path, folder), run_script(STATED, path)
    assert problems(STATED, built) == problems(STATED, own) == []
    assert (built.drawn[0]["texts"], built.files) == (own.drawn[0]["texts"], own.files)
    assert [picture.size for picture in built.pictures] == [picture.size for picture in own.pictures]
    for old, new in (("`3 <", "`5 <"), ("`4 <max", "`3 <max"), ("3 of 5", "2 of 5"), ("``7 of", "``6 of")):
        assert problems(STATED.replace(old, new), built), new
    path.write_text(STATED.replace("[1, 2, 4]", "[1, 2, 5]"), "utf-8")
    built_run.cache_clear()
    assert built_run(path, folder) is None


WHERE = '''\
"""
Where
=====

In which process does it run?
"""

import os
import sys
from pathlib import Path

sys.modules["tensorflow"] = os  # stands for what a script loads
Path("where.txt").write_text(str(os.getpid()))
'''
AFTERWARDS = """

set_up = setup

def tell(app, error):
    import os, sys
    from pathlib import Path
    Path(app.outdir, "builder.txt").write_text(f"{os.getpid()} {'tensorflow' in sys.modules}")

def setup(app):
    set_up(app)
    app.connect("build-finished", tell)
"""


@pytest.mark.skipif(not can_fork(), reason="processes are not forked here")
def test_what_scripts_load_is_gone_once_they_have_run(tmp_path):
    site = TinySite(tmp_path)
    site.write("docs/conf.py", (site.docs / "conf.py").read_text("utf-8") + AFTERWARDS)
    site.write("examples/1_first/plot_where.py", WHERE)
    status, _, warnings = site.build("-W")
    assert status == 0, warnings
    builder, loaded = (site.html / "builder.txt").read_text().split()
    assert (site.folder / "examples/1_first/where.txt").read_text() != builder
    assert loaded == "False"


def test_a_script_that_is_warned_of_is_warned_of_once_and_until_it_is_mended(tmp_path):
    site = TinySite(tmp_path)
    script = PROVED.replace(":num:`3 <count>`", "3").replace(":num:`1.5 <count / 2>`", "1.5")
    site.write("examples/1_first/plot_proved.py", script.replace("# Alt: A line up to 3.", ""))
    _, _, warnings = site.build()
    assert warnings.count("1 figures and 0 lines '# Alt: …'") == 1
    site.write("examples/1_first/plot_proved.py", script)
    status, _, warnings = site.build("-W")
    assert status == 0, warnings


PROVED = '''\
"""
Proved
======

How large is it? It has :num:`3 <count>` parts.
"""

import matplotlib.pyplot as plt

count = 3

# %%
# Of :num:`1.5 <count / 2>` kinds.

# Alt: A line up to :num:`3 <count>`.
plt.plot([0, count])
'''


@pytest.fixture(scope="module")
def proved(tmp_path_factory):
    site = TinySite(tmp_path_factory.mktemp("proved"))
    site.edit(
        "docs/conf.py",
        '"builds.freshness",',
        '"proof.checked_numbers", "lessons.page_tools", "builds.freshness",',
    )
    site.write("examples/1_first/plot_proved.py", PROVED)
    status, _, warnings = site.build("-W")
    assert status == 0, warnings
    return site.html


def test_readers_of_a_script_see_its_numbers_and_no_expressions(proved):
    page = (proved / "gallery/1_first/plot_proved.html").read_text("utf-8")
    assert 'alt="A line up to 3."' in page
    assert re.sub("<[^>]*>", "", page).count("count /") == 0
    notebook = nbformat.read(proved / "notebooks/gallery/plot_proved.ipynb", as_version=4)
    nbformat.validate(notebook)
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "It has 3 parts." in text
    assert "Of 1.5 kinds." in text
    script = (proved / "notebooks/gallery/plot_proved.py").read_text("utf-8")
    assert script == PROVED.replace(":num:`3 <count>`", "3").replace(":num:`1.5 <count / 2>`", "1.5")


def test_notebooks_of_the_gallery_begin_by_installing_what_is_missing():
    conf = runpy.run_path(str(ROOT / "docs/conf.py"))
    first = conf["sphinx_gallery_conf"]["first_notebook_cell"]
    assert first == install_cell(f"cnn_docs[all] @ git+https://github.com/{conf['cnn_docs_repository']}")
    assert "if not all(map(find_spec" in first


def test_a_figure_stands_above_its_code_and_a_script_is_offered_once(proved):
    page = (proved / "gallery/1_first/plot_proved.html").read_text("utf-8")
    body = page[page.index("<h1>") :]
    text = re.sub("<[^>]*>", "", re.sub(r'<img alt="([^"]*)"[^>]*>', r"\1", body))
    assert text.index("A line up to 3.") < text.index("plt.plot(")
    assert body.count(".ipynb") == 1
    assert "sphx-glr-footer-example" not in body
    assert "plot_proved.ipynb" in body


def test_layers_are_counted_from_one_script_to_the_next_as_if_alone():
    code = (
        "import keras\nfrom docs._ext.figures import gallery\n"
        "for _ in range(2):\n"
        "    gallery.reset()\n"
        "    print(keras.layers.Conv2D(1, 1).name, float(keras.random.uniform(())))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    first, second = result.stdout.splitlines()
    assert first == second
    assert first.startswith("conv2d ")


def test_importing_the_hooks_loads_no_tensorflow():
    imports = "; ".join(f"import docs._ext.{part}" for part in PARTS)
    code = f"import sys; {imports}; assert 'tensorflow' not in sys.modules"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


def test_outputs_of_sentences_wrap_and_those_with_columns_do_not():
    document = nodes.container()
    texts = ("Source: a long sentence. Licence: CC0.\n  a second line", "layer   output\nconv    3x3", "code")
    for number, text in enumerate(texts):
        document += nodes.literal_block(text, text, classes=[gallery.OUTPUT] * (number < 2))
    gallery.wrap_prose(None, document)
    assert ["prose" in block["classes"] for block in document] == [True, False, False]
