"""Every task of the project: ``nox -s docs``, ``nox -s tests``; ``nox -l`` lists the rest.

All sessions share one environment (TensorFlow is large), which ``environment`` installs from
``requirements.lock``: with uv where it is there, with virtualenv and pip where it is not.
"""

import hashlib
import os
import shutil
from pathlib import Path

import nox

ROOT = Path(__file__).parent
LOCK = ROOT / "requirements.lock"
BUILD = ROOT / "docs" / "_build"
HTML = BUILD / "html"
LEDGER = BUILD / "ledger.json"
TABLES = ROOT / "docs" / "reference" / "tables"

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "tests", "docs"]


@nox.session
def environment(session):
    """Install the locked packages, unless what is there was installed from the same lock."""
    location = Path(session.virtualenv.location)
    stamp = location / "installed-from"
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if not (stamp.exists() and stamp.read_text() == wanted):
        session.log("installing the locked packages; TensorFlow is large, so the first time takes minutes")
        # Compiled once here, TensorFlow imports in a third of the time ever after.
        session.env.update(UV_COMPILE_BYTECODE="1", PYTHONDONTWRITEBYTECODE="")
        session.install("--require-hashes", "-r", str(LOCK))
        session.install("--no-deps", "--editable", ".")
        stamp.write_text(wanted)
    (ROOT / ".nox").mkdir(exist_ok=True)
    (ROOT / ".nox" / "python").write_text(str(Path(session.bin) / "python"))


def task(function):
    """Declare a session that runs in the shared environment."""
    return nox.session(python=False, requires=["environment"])(function)


def run(session, *arguments, **variables):
    """Run Python of the shared environment, with what makes results equal from run to run."""
    python = (ROOT / ".nox" / "python").read_text()
    variables = {
        "MPLBACKEND": "agg",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": source_date(session),
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PATH": os.pathsep.join([str(Path(python).parent), os.environ["PATH"]]),
        **variables,
    }
    session.run(python, *map(str, arguments), env=variables, external=True)


def source_date(session):
    """Return the time of the last commit, which dates the pages; 0 outside a repository."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        return "0"
    stdout = session.run("git", "log", "-1", "--format=%ct", external=True, silent=True, log=False)
    return stdout.strip()


@task
def tests(session):
    """Run all tests: package, docstrings, pages, lessons' numbers, site extensions."""
    run(session, "-m", "pytest", "-q", "--ledger", LEDGER, *session.posargs)


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
        watched = ["--watch", "cnn_docs", "--watch", "examples", "--ignore", "docs/gallery/*"]
        folders = ["docs", HTML, "-d", BUILD / "doctrees"]
        run(session, "-m", "sphinx_autobuild", *watched, "-n", *folders, *arguments)
        return
    build_site(session, HTML, *arguments)
    session.log(f"open {(HTML / 'index.html').as_uri()}")


def build_site(session, output, *arguments):
    """Build the site into ``output``: references are checked and a warning is an error."""
    strict = ["-n", "-W", "--keep-going"]
    run(session, "-m", "sphinx", "-b", "html", *strict, "-d", BUILD / "doctrees", *arguments, "docs", output)


@task
def lint(session):
    """Check style, docstrings, spelling."""
    run(session, "-m", "ruff", "check", "--quiet", ".")
    run(session, "-m", "ruff", "format", "--quiet", "--check", ".")
    run(session, "-m", "codespell_lib")


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
def applications(session):
    """Look inside every architecture of ``keras.applications`` and write the reference's table (minutes)."""
    run(session, "-m", "tests.bench.applications", TABLES / "applications.inc", *session.posargs)


@task
def repro(session):
    """Build the site twice from nothing and compare the two, byte for byte."""
    run(session, "-m", "tests.bench.reproducible")


def node_packages(session):
    """Install TypeScript and the Nu checker as locked in ``tests/js``; return their folder."""
    folder = ROOT / ".nox" / "js"
    locked = [ROOT / "tests" / "js" / name for name in ("package.json", "package-lock.json")]
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
    """Test the explorers' arithmetic with node, and check their JSDoc types."""
    session.run("node", "--test", "--test-reporter", "dot", "tests/js", external=True)
    packages = node_packages(session)
    types = ["--typeRoots", packages / "@types"]
    session.run(packages / ".bin" / "tsc", "-p", "docs/_static/explorers", *types, external=True)


@task
def site(session):
    """Check the built site in Chromium, Firefox and the Nu checker; ``-- --browser webkit`` in WebKit."""
    node_packages(session)
    run(session, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/site", *session.posargs)


@task
def wheel(session):
    """Build the wheel and use it in an environment of its own, without the repository."""
    run(session, "-m", "tests.bench.wheel")


@nox.session(python=False)
def lock(session):
    """Resolve the dependencies anew into requirements.lock (needs uv)."""
    arguments = "--universal --generate-hashes --no-header --no-annotate --no-emit-index-url --all-extras"
    session.run(
        "uv", "pip", "compile", *arguments.split(), "--group", "dev", "--upgrade", "-q",
        "pyproject.toml", "-o", str(LOCK), external=True,
    )  # fmt: skip
