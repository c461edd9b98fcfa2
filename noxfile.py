"""Every task of the project: ``nox -s docs``, ``nox -s tests``; ``nox -l`` lists the rest.

All sessions share one environment (TensorFlow is large), which ``environment`` installs from
``requirements.lock``: with uv where it is there, with virtualenv and pip where it is not.
"""

import filecmp
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nox

ROOT = Path(__file__).parent
LOCK = ROOT / "requirements.lock"
BUILD = ROOT / "docs" / "_build"
PAGES = BUILD / "pages"  # where Sphinx builds; what is whole goes to HTML
HTML = BUILD / "html"
SOURCES = ["cnn_docs", "docs", "examples", "tests", "conftest.py", "noxfile.py"]
TEXTS = [*SOURCES, "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "pyproject.toml", ".github", ".ci"]
PYTHONS = (3, 11), (3, 13)  # the oldest and the newest for which TensorFlow has wheels
MOST_PROCESSES = 4  # each imports TensorFlow or has a browser, and may take a gigabyte
IN_ORDER = ["--dist", "loadfile", "--no-loadscope-reorder"]
"""Files go out as they are found: by number of tests, those whose few tests are long would come last."""
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "TF_NUM_INTRAOP_THREADS": "1"}
"""Threads of NumPy wait in circles: beside other busy processes that takes ten times the work itself.

Those of TensorFlow take a tenth more where networks are small. And one thread adds up in one order on any
number of cores.
"""
LEDGER = BUILD / "ledger.json"
TABLES = ROOT / "docs" / "reference" / "tables"

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "tests", "docs"]


@nox.session
def environment(session):
    """Install the locked packages, unless what is there was installed from the same lock, for this folder."""
    check_python(session)
    location = Path(session.virtualenv.location)
    stamp = location / "installed-from"
    state = LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode()
    wanted = hashlib.sha256(state).hexdigest()
    if not (stamp.exists() and stamp.read_text() == wanted):
        session.log("installing the locked packages; TensorFlow is large, so the first time takes minutes")
        # Compiled once here, TensorFlow imports in a third of the time ever after.
        session.env.update(UV_COMPILE_BYTECODE="1", PYTHONDONTWRITEBYTECODE="")
        session.install("--require-hashes", "-r", str(LOCK))
        session.install("--no-deps", "--editable", ".")
        stamp.write_text(wanted)
    (ROOT / ".nox").mkdir(exist_ok=True)
    note_python(str(Path(session.bin) / "python"))


def note_python(path):
    """Note the environment's Python for `run`: whole at any moment, since tasks may run beside each other."""
    note = ROOT / ".nox" / "python"
    partial = note.with_name(f"python.{os.getpid()}")
    partial.write_text(path)
    partial.replace(note)


def check_python(session):
    """Stop where Python is one for which the locked packages have no wheels."""
    oldest, newest = PYTHONS
    if not oldest <= sys.version_info[:2] <= newest:
        allowed = " to ".join(".".join(map(str, version)) for version in PYTHONS)
        here = ".".join(map(str, sys.version_info[:3]))
        session.error(
            f"The site needs Python {allowed}; nox runs on {here}. Install one of them, make an environment "
            "with it (`python3.12 -m venv .venv`), and install and start nox there."
        )


def task(function):
    """Declare a session that runs in the shared environment."""
    return nox.session(python=False, requires=["environment"])(function)


def run(session, *arguments, **variables):
    """Run Python of the shared environment, with what makes results equal from run to run."""
    python = (ROOT / ".nox" / "python").read_text()
    variables = {
        "MPLBACKEND": "agg",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": source_date(),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TF_ENABLE_ONEDNN_OPTS": "1",  # TensorFlow itself turns it on for some processors only
        "PATH": os.pathsep.join([str(Path(python).parent), os.environ["PATH"]]),
        **variables,
    }
    session.run(python, *map(str, arguments), env=variables, external=True)


def source_date():
    """Return the time of the last commit, which dates the pages; "0" where git does not tell.

    It does not in a ZIP, in a repository without commits, and in one of another owner.
    """
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        return "0"
    command = ["git", "log", "-1", "--format=%ct"]
    output = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return output if output.isdigit() else "0"


@task
def tests(session):
    """Run all tests: package, docstrings, pages, lessons' numbers, site extensions."""
    chosen = session.posargs or ["-n", "auto", "--maxprocesses", str(MOST_PROCESSES), *IN_ORDER]
    run(session, "-m", "pytest", "-q", "--ledger", LEDGER, *chosen, **ONE_THREAD)


@task
def docs(session):
    """Build the site; ``-- --serve`` rebuilds and reloads while you write, ``-- --clean`` starts anew."""
    arguments = list(session.posargs)
    if "--clean" in arguments:
        arguments.remove("--clean")
        shutil.rmtree(BUILD, ignore_errors=True)
        shutil.rmtree(ROOT / "docs" / "gallery", ignore_errors=True)
    if "--serve" in arguments:
        arguments.remove("--serve")
        watched = ["--watch", "cnn_docs", "--watch", "examples"]
        made = ["--ignore", "docs/gallery/*", "--ignore", "docs/_build/*"]
        folders = ["docs", PAGES, "-d", BUILD / "doctrees"]
        run(session, "-m", "sphinx_autobuild", *watched, *made, "-n", *folders, *arguments, **ONE_THREAD)
        return
    build_site(session, PAGES, *arguments)
    publish(PAGES, HTML)
    session.log(f"open {(HTML / 'index.html').as_uri()}")


def build_site(session, output, *arguments):
    """Build the site into ``output``: references are checked and a warning is an error."""
    strict = ["-n", "-W", "--keep-going"]
    arguments = [*strict, "-d", BUILD / "doctrees", *arguments]
    run(session, "-m", "sphinx", "-b", "html", *arguments, "docs", output, **ONE_THREAD)


def publish(built, published):
    """Make the published folder equal to the one that was built whole; the last good site stays till then."""
    wanted = {path.relative_to(built) for path in built.rglob("*") if path.is_file()}
    for name in wanted:
        source, target = built / name, published / name
        if target.is_file() and filecmp.cmp(source, target, shallow=False):
            continue
        if target.is_dir():
            shutil.rmtree(target)
        for folder in target.parents[: len(name.parts) - 1]:
            if folder.is_file():
                folder.unlink()
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f"{target.name}.new")
        shutil.copyfile(source, partial)
        partial.replace(target)
    for path in sorted(published.rglob("*"), reverse=True):
        if path.is_file() and path.relative_to(published) not in wanted:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


@task
def lint(session):
    """Check style, docstrings, spelling."""
    run(session, "-m", "ruff", "check", "--quiet", *SOURCES)
    run(session, "-m", "ruff", "format", "--quiet", "--check", *SOURCES)
    run(session, "-m", "codespell_lib", *TEXTS)
    workflows = sorted(ROOT.glob(".github/workflows/*.yml"))
    run(session, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", "-qq", *workflows)
    run(
        session,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.readthedocs",
        "-qq",
        ".readthedocs.yaml",
    )


@task
def linkcheck(session):
    """Check the links that leave the site (needs the network)."""
    run(session, "-m", "sphinx", "-b", "linkcheck", "-d", BUILD / "doctrees", "docs", BUILD / "linkcheck")


@task
def bench(session):
    """Measure the bounds of speed, size and memory as ratios in one run; ``-- peers`` against the peers."""
    names = list(session.posargs)
    if "peers" in names:
        names.remove("peers")
        session.notify("peers", posargs=[])
    if names or not session.posargs:
        run(session, "-m", "tests.bench", *names)


@nox.session
def peers(session):
    """Run the packages that do the same on each kind of model, write the table, then measure.

    They have an environment of their own, since some of them need old packages. ``keras.utils.plot_model``
    needs Graphviz's ``dot``.
    """
    if shutil.which("dot") is None:
        session.error("No Graphviz found. On Debian: `apt-get install graphviz`")
    groups = nox.project.load_toml("pyproject.toml")
    session.install("--editable", ".", *nox.project.dependency_groups(groups, "peers"))
    session.chdir("tests")  # one of the peers installs a package with the name "tests"
    variables = {"MPLBACKEND": "agg", "TF_CPP_MIN_LOG_LEVEL": "3"}
    session.run("python", "-m", "bench.peers", str(TABLES / "peers.inc"), env=variables)
    session.run("python", "-m", "bench", "peers", env=variables)


@task
def digits(session):
    """Change digits at random in all that readers read, and count those that the tests notice."""
    run(session, "-m", "tests.bench.digits", *session.posargs)


@task
def roundings(session):
    """Check what pages say of trained networks as if trained on another processor; ``-- --seed 1``."""
    run(session, "-m", "tests.bench.roundings", *session.posargs, **ONE_THREAD)


@task
def applications(session):
    """Look inside every architecture of ``keras.applications`` and write the reference's table (minutes)."""
    run(session, "-m", "tests.bench.applications", TABLES / "applications.inc", *session.posargs)


@task
def whole_models(session):
    """Open the pages of all architectures and kinds of models in Chromium (long); ``-- MobileNet`` of one."""
    run(session, "-m", "tests.bench.whole_models", *session.posargs)


@task
def repro(session):
    """Build the site twice from nothing and compare the two, byte for byte."""
    run(session, "-m", "tests.bench.reproducible")


def node_packages(session, place="tests/js", name="js"):
    """Install the packages that are locked in a folder; return where they are."""
    folder = ROOT / ".nox" / name
    locked = [ROOT / place / file for file in ("package.json", "package-lock.json")]
    stamp = folder / "installed-from"
    wanted = "".join(path.read_text() for path in locked)
    if not (stamp.exists() and stamp.read_text() == wanted):
        folder.mkdir(parents=True, exist_ok=True)
        for path in locked:
            shutil.copy(path, folder)
        session.run("npm", "ci", "--silent", "--ignore-scripts", "--prefix", folder, external=True)
        stamp.write_text(wanted)
    return folder / "node_modules"


@nox.session(python=False)
def js(session):
    """Test the scripts' arithmetic with node, as ``tests`` does, and their types; ``-- types`` alone."""
    if session.posargs != ["types"]:
        session.run("node", "--test", "--test-reporter", "dot", "tests/js", external=True)
    packages = node_packages(session)
    types = ["--typeRoots", packages / "@types"]
    for scripts in ("explorers", "questions"):
        session.run(packages / ".bin" / "tsc", "-p", f"docs/_static/{scripts}", *types, external=True)


@task
def site(session):
    """Check the built site in Chromium, Firefox and the Nu checker; ``-- --browser webkit`` in WebKit."""
    node_packages(session)
    # Browsers wait a part of their time, so there is one process more than there are cores.
    count = min(os.cpu_count() + 1, MOST_PROCESSES)
    chosen = list(session.posargs) or ["-n", str(count), *IN_ORDER]
    if not any("tests/" in word for word in chosen):
        chosen.insert(0, "tests/site")
    run(session, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen, **ONE_THREAD)


@task
def random_models(session):
    """Compare the tables of hundreds of random models with brute force; ``-- --seed 2 --number 100``."""
    run(session, "-m", "tests.bench.random_models", *session.posargs)


@task
def mutants(session):
    """Change the arithmetic at random places and count what the tests notice; ``-- --number 60 --seed 1``."""
    run(session, "-m", "tests.bench.mutants", *session.posargs)


@task
def lighthouse(session):
    """Ask Lighthouse for its scores of three pages of the built site on a phone (Chromium must be there)."""
    packages = node_packages(session, "tests/bench/lighthouse", "lighthouse")
    program = packages / "lighthouse" / "cli" / "index.js"
    run(session, "-m", "tests.bench.lighthouse", program, CHROME_PATH=shutil.which("chromium") or "")


@task
def wheel(session):
    """Build the wheel and use it in an environment of its own, without the repository."""
    run(session, "-m", "tests.bench.wheel")


@nox.session(python=False)
def lock(session):
    """Resolve the dependencies anew into requirements.lock (needs uv)."""
    # The extras of the lessons: PyTorch and JAX bring builds for graphics cards that nothing here uses.
    arguments = "--universal --generate-hashes --no-header --no-annotate --no-emit-index-url"
    arguments += " --extra tensorflow --extra examples --extra pretrained"
    session.run(
        "uv", "pip", "compile", *arguments.split(), "--group", "dev", "--upgrade", "-q",
        "pyproject.toml", "-o", str(LOCK), external=True,
    )  # fmt: skip


@nox.session
def backends(session):
    """Run the inspection on Keras with JAX and without TensorFlow; ``-- torch`` on PyTorch."""
    groups = nox.project.load_toml("pyproject.toml")
    variables = {"MPLBACKEND": "agg", "PYTHONHASHSEED": "0"}
    for backend in session.posargs or ["jax"]:
        session.env.setdefault("UV_TORCH_BACKEND", "cpu")  # the builds for graphics cards are many gigabytes
        packages = nox.project.dependency_groups(groups, f"backend-{backend}")
        session.install("--editable", f".[{backend},examples,pretrained]", *packages)
        session.run("python", "-c", "import importlib.util as u; assert u.find_spec('tensorflow') is None")
        arguments = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/backends"]
        session.run("python", *arguments, env={**variables, "KERAS_BACKEND": backend})
