"""The built site, served on this machine, and a browser to look at it with."""

import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HTML = ROOT / "docs" / "_build" / "html"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def built_pages():
    """Return the addresses of all pages, relative to the site's root."""
    return sorted(str(path.relative_to(HTML)) for path in HTML.rglob("*.html") if "_static" not in path.parts)


def pytest_generate_tests(metafunc):
    if "page_path" in metafunc.fixturenames:
        metafunc.parametrize("page_path", built_pages())


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="session")
def site_url():
    if not (HTML / "index.html").exists():
        pytest.fail("There is no built site to look at. Run `nox -s docs` first.")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=HTML))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.fail("No Chromium found. On Debian: `apt-get install chromium`.")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


class Visit:
    """A page in the browser, with what it asked for and what it said."""

    def __init__(self, page, base):
        self.page, self.base = page, base
        self.requests, self.messages, self.failures, self.responses = [], [], [], []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.on("requestfailed", lambda request: self.failures.append(request.url))
        page.on("response", lambda response: self.responses.append(response))

    def open(self, path, wait="load"):
        self.page.goto(self.base + path, wait_until=wait)
        return self.page

    @property
    def foreign_requests(self):
        return [url for url in self.requests if not url.startswith((self.base, "data:", "blob:"))]


@pytest.fixture
def visit(browser, site_url):
    """Return a function that opens a page: ``visit(path, width=1280, theme="light")``."""
    contexts = []

    def open_page(path, *, width=1280, theme="light", wait="load", **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, **options)
        contexts.append(context)
        visit = Visit(context.new_page(), site_url)
        visit.open(path, wait)
        return visit

    yield open_page
    for context in contexts:
        context.close()
