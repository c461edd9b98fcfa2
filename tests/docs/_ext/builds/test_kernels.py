"""Kernels fork from a process that has done its imports, the right ones, and leave nothing behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import warm_builds
from tiny_site import NOTEBOOK, ROOT

from docs._ext.builds import kernels

CONF = f"""\
import sys
sys.path.insert(0, {str(ROOT)!r})
import docs._ext
docs._ext.PARTS = ["builds.kernels"]
extensions = ["myst_nb", "docs._ext"]
nb_execution_mode = "cache"
html_theme = "basic"
"""
ASK = "import os, sys\nprint('tensorflow' in sys.modules, os.getpid() == os.getsid(0))"

pytestmark = pytest.mark.skipif(not kernels.can_fork(), reason="processes are not forked here")


def page(code):
    return f"{NOTEBOOK}\n# A page\n\n```{{code-cell}} python\n{code}\n```\n"


def write(folder, conf, pages):
    for name, text in {"conf.py": conf, **{f"{name}.md": text for name, text in pages.items()}}.items():
        (folder / name).write_text(text, "utf-8")


def start(folder, **pages):
    """Start a build, and return its process."""
    write(folder, CONF, pages)
    command = [sys.executable, "-m", "sphinx", "-b", "html", ".", "_build/html"]
    environment = {**os.environ, "TMPDIR": str(folder), "MPLBACKEND": "agg"}
    return subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def build(folder, *arguments, conf=CONF, variables=(), **pages):
    write(folder, conf, pages)
    command = ["-b", "html", *arguments, ".", "_build/html"]
    status, *said = warm_builds.build(folder, *command, TMPDIR=str(folder), **dict(variables))
    assert status == 0, said


def built(folder, name):
    return (folder / "_build" / "html" / f"{name}.html").read_text("utf-8")


def processes(folder):
    """Return the processes, warm ones and kernels, whose command names the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if str(folder).encode() in command and b"sphinx" not in command:
            found.append(int(process.name))
    return found


def wait_until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("import keras", True),
        ("from tensorflow import math", True),
        ("import keras.layers as layers", True),
        ("from cnn_docs import build_xray_cnn", True),
        ("import numpy as np\nprint('tensorflow')", False),
        ("from cnn_docs import correlate", False),
        ("%timeit keras", False),
    ],
)
def test_a_page_needs_keras_by_what_its_cells_import_and_use(code, needed):
    assert kernels.needs_keras(page(code)) is needed


def test_prose_and_cell_options_do_not_ask_for_keras():
    options = "---\nmystnb:\n  image:\n    alt: keras draws\n---\nprint(1)"
    assert not kernels.needs_keras(page(options) + "\nWe use keras.\n\n```python\nimport keras\n```\n")


def test_tensorflow_is_loaded_only_where_a_page_needs_it_and_nothing_is_left(tmp_path):
    build(tmp_path, index=page(ASK))
    assert "False True" in built(tmp_path, "index")
    build(tmp_path, network=page(f"import keras\n{ASK}\nprint(keras.ops.ones(2).shape)"))
    assert "True True" in built(tmp_path, "network")
    assert "(2,)" in built(tmp_path, "network")
    assert wait_until(lambda: not processes(tmp_path))
    assert not list(tmp_path.glob("pymp-*"))


def test_no_server_starts_where_all_outputs_are_remembered(tmp_path):
    text = page(f"import keras\n{ASK}")
    build(tmp_path, index=text)
    stop = "def stop():\n    sys.exit('a server was asked for')\nforkserver.ensure_running = stop\n"
    conf = f"{CONF}from multiprocessing import forkserver\n{stop}"
    build(tmp_path, conf=conf, index=f"{text}\nProse that was not there.\n")
    assert "Prose that was not there." in built(tmp_path, "index")
    assert "True True" in built(tmp_path, "index")


def test_forks_do_not_share_random_numbers(tmp_path):
    code = "import numpy as np\nprint('drawn', np.random.randint(10**9))"
    build(tmp_path, index=page(code), other=page(f"{code}\n"))
    drawn = {
        line for name in ("index", "other") for line in built(tmp_path, name).splitlines() if "drawn " in line
    }
    assert len(drawn - {line for line in drawn if "randint" in line}) == 2


def test_without_a_server_ordinary_kernels_run(tmp_path):
    build(tmp_path, "-D", "warm_kernels=0", index=page(ASK))
    assert "False True" in built(tmp_path, "index")


def test_where_no_server_answers_ordinary_kernels_run(tmp_path):
    refuse = "forkserver.connect_to_new_process = lambda _: open('/none')"
    build(tmp_path, conf=f"{CONF}from multiprocessing import forkserver\n{refuse}\n", index=page(ASK))
    assert "False True" in built(tmp_path, "index")


def test_settings_of_a_reader_s_own_do_not_reach_the_pages(tmp_path):
    startup = tmp_path / "home" / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "own.py").write_text("own = 1\n")
    build(tmp_path, variables={"HOME": str(tmp_path / "home")}, index=page("print('own' in globals())"))
    assert "False" in built(tmp_path, "index")


def test_a_module_runs_warm_with_its_arguments_streams_and_exit_status(tmp_path):
    (tmp_path / "asked.py").write_text(
        "import os, sys\nprint(*sys.argv[1:], 'keras' in sys.modules, __name__, os.getcwd())\nsys.exit(7)",
        "utf-8",
    )
    script = (
        "import sys; from types import SimpleNamespace as Space; \n"
        "from docs._ext.builds import kernels\n"
        "app = Space(config=Space(warm_kernels=True), doctreedir=sys.argv[1])\n"
        "status = kernels.run_warm(app, 'asked', 'one', folder=sys.argv[1])\n"
        "sys.exit(status)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])}
    command = [sys.executable, "-c", script, tmp_path]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 7, done.stderr
    assert done.stdout.split() == ["one", "True", "__main__", str(tmp_path)]
    assert done.stderr == ""


@pytest.mark.parametrize("when", ["during a cell", "during the imports"])
def test_a_killed_build_leaves_no_process(tmp_path, when):
    code = "from pathlib import Path\nPath('here').touch()\nimport time\ntime.sleep(120)"
    process = start(tmp_path, index=page(code if when == "during a cell" else f"import keras\n{code}"))
    if when == "during a cell":
        assert wait_until((tmp_path / "here").exists, 120)
        assert len(processes(tmp_path)) == 2  # the server and the kernel
    else:
        assert wait_until(lambda: processes(tmp_path), 120)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert wait_until(lambda: not processes(tmp_path))
