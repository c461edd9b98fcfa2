"""The built site, served on this machine as it is published, and a browser to look at it with."""

import json
import posixpath
import re
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from filelock import FileLock

from docs._ext.pages import Directive, parts

from . import explorer_pages
from .engines import ENGINES, MissingEngineError

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
HTML = DOCS / "_build" / "html"
PREFIX = "/cnn_docs/"  # the folder that the published site has on its host
LESSON = re.compile(r"lessons/\d\d-[\w-]+")
LONGEST = [
    "test_every_page",
    "test_training",
    "test_training_use",
    "test_explorers",
    "test_engines",
    "test_whole_site",
]
CHROMIUMS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
"""The first that is there is taken: without a window to draw, a page costs a third of the processor time."""
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

FORGET = "() => { try { localStorage.clear(); } catch { /* the page has refused it */ } }"


def built_pages():
    """Return the addresses of all pages, relative to the site's root."""
    return sorted(str(path.relative_to(HTML)) for path in HTML.rglob("*.html") if "_static" not in path.parts)


def pages_to_visit():
    """Return the addresses of the pages without those that add nothing to others but what their code says.

    The sources of the package have one frame for all modules of a depth: pages are taken of each until all
    classes of words have been seen in it.
    """
    seen, chosen = {}, []
    for path in built_pages():
        frame, words = frame_and_words(path)
        if frame not in seen or not words <= seen[frame]:
            chosen.append(path)
            seen[frame] = words | seen.get(frame, set())
    return chosen


def frame_and_words(path):
    """Return the HTML around the code of a module without its name, and the classes of the code's words."""
    text = (HTML / path).read_text("utf-8")
    module = re.fullmatch(r"_modules/(.+)\.html", path)
    parts_of_page = module and re.fullmatch(r"(.*?<pre[^>]*>)(.*)(</pre>.*)", text, re.DOTALL)
    if not parts_of_page:
        return text, set()
    before, code, after = parts_of_page.groups()
    frame = (before + after).replace(module[1], "MODULE").replace(module[1].replace("/", "."), "MODULE")
    return frame, set(re.findall(r'class="([^"]*)"', code))


def lessons_in_order():
    """Return the addresses of the lessons in the order of the site's contents, from the home page on."""
    return [f"{name}.html" for name in in_contents("index") if LESSON.fullmatch(name)]


def in_contents(name):
    """Yield a page and all pages below it in the order of the contents."""
    yield name
    source = DOCS / f"{name}.md"
    for part in parts(source.read_text("utf-8")) if source.exists() else ():
        if isinstance(part, Directive) and part.name == "toctree":
            for entry in part.body.split():
                yield from in_contents(posixpath.join(posixpath.dirname(name), entry))


def pytest_addoption(parser):
    parser.addoption("--browser", choices=sorted(ENGINES), help="check the pages in this engine only")


def pytest_configure(config):
    config.addinivalue_line("markers", "engines: runs in another engine than Chromium, too")


def pytest_collection_modifyitems(config, items):
    # The files that take longest begin, so that no process is left with one of them alone.
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))
    if config.getoption("--browser", None) is None:
        return
    others = [item for item in items if item.get_closest_marker("engines") is None]
    items[:] = [item for item in items if item.get_closest_marker("engines") is not None]
    config.hook.pytest_deselected(items=others)


@pytest.fixture(scope="session")
def engine(request):
    """Firefox, or the engine that the command line names."""
    name = request.config.getoption("--browser") or "firefox"
    try:
        engine = ENGINES[name]()
    except MissingEngineError as error:
        pytest.fail(str(error))
    yield engine
    engine.close()


def pytest_generate_tests(metafunc):
    if "page_path" in metafunc.fixturenames:
        # Pages that collect what others have come last: the colours of their many words are known by then.
        collecting = ("instructors/", "practice.html")
        paths = sorted(pages_to_visit(), key=lambda path: path.startswith(collecting))
        metafunc.parametrize("page_path", paths)


class SiteHandler(SimpleHTTPRequestHandler):
    """Serve the site below its prefix, and its own page where there is none."""

    def log_message(self, *arguments):
        pass

    def translate_path(self, path):
        inside = path.startswith(PREFIX)
        return super().translate_path("/" + path.removeprefix(PREFIX) if inside else "/outside-of-the-site")

    def send_error(self, code, message=None, explain=None):
        body = (HTML / "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="session")
def site_url():
    if not (HTML / "index.html").exists():
        pytest.fail("There is no built site to look at. Run `nox -s docs` first.")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SiteHandler, directory=HTML))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}{PREFIX}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    executable = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if executable is None:
        pytest.fail("No Chromium found. On Debian: `apt-get install chromium-headless-shell`.")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def note_words(page, said):
    """Note in a list what a page writes to the console, and its errors."""
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))


class Visit:
    """A page in the browser, with what it asked for and what it said."""

    def __init__(self, page, base):
        self.page, self.base = page, base
        self.forget()
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("requestfailed", lambda request: self.failures.append(request.url))
        page.on("response", lambda response: self.responses.append(response))

    def forget(self):
        self.requests, self.messages, self.failures, self.responses = [], [], [], []

    def open(self, path):
        self.forget()
        self.page.goto(self.base + path)
        return self

    @property
    def foreign_requests(self):
        return [url for url in self.requests if not url.startswith((self.base, "data:", "blob:"))]

    @property
    def failed_requests(self):
        return self.failures + [response.url for response in self.responses if response.status >= 400]


def view_options(theme, width, height=900):
    """Return what a browser's context needs to show pages in this theme and size."""
    return {"viewport": {"width": width, "height": height}, "color_scheme": theme}


@pytest.fixture(scope="session")
def profiles(browser):
    """Return the context of the browser that has these options: one for all tests that ask for the same.

    Its pages share what was loaded before; in a new context a page costs three times as much.
    """
    contexts = {}

    def profile(options):
        key = json.dumps(options, sort_keys=True)
        if key not in contexts:
            contexts[key] = browser.new_context(**options)
        return contexts[key]

    yield profile
    for context in contexts.values():
        context.close()


@pytest.fixture
def new_page(profiles):
    """Return a function that opens an empty page with these options, in which nothing is remembered."""
    opened = []

    def open_page(**options):
        opened.append(profiles(options).new_page())
        return opened[-1]

    yield open_page
    for page in opened:
        forget(page)


def forget(page):
    """Close a page; what it, or another of its site, has left in the browser is taken away."""
    if not page.is_closed():
        if page.url.startswith(("http:", "file:")):
            page.evaluate(FORGET)
        page.close()


@pytest.fixture
def visit(new_page, site_url):
    """Return a function that opens a page of the site: ``visit(path, width=1280, theme="light")``."""

    def open_page(path, *, width=1280, theme="light", **options):
        return Visit(new_page(**view_options(theme, width), **options), site_url).open(path)

    return open_page


@pytest.fixture(scope="session")
def visit_again(profiles, site_url):
    """Return a function that opens a page in the window that all pages of a view share: faster still."""
    windows = {}

    def open_page(path, view):
        options = view_options(*view)
        if view not in windows:
            windows[view] = Visit(profiles(options).new_page(), site_url)
        windows[view].page.set_viewport_size(options["viewport"])
        return windows[view].open(path)

    return open_page


def shared_folder(factory):
    """Return the folder for what one process of a run makes for all of them."""
    base = factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """Folder of a small site with every explorer, which the process that asks first builds."""
    folder = shared_folder(tmp_path_factory) / "explorers"
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            _, done = explorer_pages.build(folder)
            assert (done.returncode, done.stderr) == (0, "")
    return folder / "html"


@pytest.fixture
def open_model(new_page, tmp_path_factory):
    """Return a function that opens a page of a model from its file: ``open_model(name, width=1280)``."""
    from .model_pages import path_of

    def open_page(name, *, theme="light", width=1280, link="", **options):
        page = new_page(**view_options(theme, width), **options)
        page.said, page.asked = [], []
        note_words(page, page.said)
        page.on("dialog", lambda dialog: page.said.append(dialog.message))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(path_of(name, tmp_path_factory).as_uri() + link)
        if options.get("java_script_enabled", True):
            page.wait_for_selector("body.page-ready")
        return page

    return open_page


@pytest.fixture
def show(new_page, pages):
    """Return a function that opens an explorer: ``show(name, query, width=1280)``."""
    seen = []

    def open_page(name, query="", *, width=1280, height=900, theme="light", **options):
        page = new_page(**view_options(theme, width, height), **options)
        note_words(page, seen)
        page.on(
            "request",
            lambda request: request.url.startswith(("file:", "data:", "blob:")) or seen.append(request.url),
        )
        page.goto((pages / f"{name}.html").as_uri() + (f"#{name}?{query}" if query else ""))
        if options.get("java_script_enabled", True):
            page.wait_for_selector(".explorer-live .explorer-message:not(:empty)")
        return page

    yield open_page
    assert seen == [], "a page wrote to the console or asked for something else than its files"
