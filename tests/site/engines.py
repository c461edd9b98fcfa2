"""Firefox and WebKit, each driven by its own protocol: WebDriver BiDi and WebDriver.

Only what the tests of engines need: open a page, run a function in it, resize it, point and type.
"""

import contextlib
import json
import re
import shutil
import subprocess
import tempfile
import time
from itertools import count
from pathlib import Path
from urllib.request import Request, urlopen

PATIENCE = 300  # seconds for one answer: no engine that works takes them, however busy the machine is
MINI_BROWSERS = ["*/webkit2gtk-4.1/MiniBrowser", "*/webkitgtk-6.0/MiniBrowser"]  # below /usr/lib
PREFERENCES = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}
# The result is text, since both protocols have types of their own for values.
CALL = """(async (text) => JSON.stringify(await (%s)(...JSON.parse(text)) ?? null))"""


class MissingEngineError(Exception):
    """The engine is not installed; the text says how to get it."""


def program(name, package):
    """Path of a program, which a package of Debian has."""
    found = shutil.which(name)
    if found is None:
        raise MissingEngineError(f"No {name} found. On Debian: `apt-get install {package}`")
    return found


class Engine:
    """What both can do."""

    def wait_for_reload(self):
        """Wait until a page that loads itself again is there."""
        deadline = time.monotonic() + PATIENCE
        state = "() => [performance.getEntriesByType('navigation')[0].type, document.readyState]"
        while time.monotonic() < deadline:
            with contextlib.suppress(RuntimeError, KeyError):  # between two pages there is nothing to ask
                if self.run(state) == ["reload", "complete"]:
                    return
            time.sleep(0.2)
        raise RuntimeError("the page was not loaded again")


class Firefox(Engine):
    """Firefox without a window, by WebDriver BiDi."""

    least_width = 320

    def __init__(self):
        from websockets.sync.client import connect

        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        lines = "".join(f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFERENCES.items())
        Path(self.folder.name, "user.js").write_text(lines)
        binary = shutil.which("firefox") or program("firefox-esr", "firefox-esr")
        flags = ["--headless", "--no-remote", "--remote-debugging-port", "0", "--profile", self.folder.name]
        self.process = subprocess.Popen(
            [binary, *flags], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        )
        address = next(found[0] for line in self.process.stderr if (found := re.search(r"ws://\S+", line)))
        self.opened = contextlib.ExitStack()
        self.socket = self.opened.enter_context(connect(f"{address}/session", max_size=None))
        self.numbers, self.messages = count(1), []
        self.send("session.new", capabilities={})
        self.send("session.subscribe", events=["log.entryAdded"])
        self.context = self.send("browsingContext.getTree")["contexts"][0]["context"]

    def send(self, method, **params):
        """Send a command and return its result; what the page logs meanwhile is kept."""
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            answer = json.loads(self.socket.recv(timeout=PATIENCE))
            if answer.get("method") == "log.entryAdded":
                self.messages.append(answer["params"]["text"])
            elif answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['message']}")
                return answer["result"]

    def open(self, url):
        self.messages.clear()
        self.send("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def run(self, function, *arguments):
        """Return what a function of the page, which may be asynchronous, returns."""
        answer = self.send(
            "script.callFunction",
            functionDeclaration=CALL % function,
            arguments=[{"type": "string", "value": json.dumps(arguments)}],
            target={"context": self.context},
            awaitPromise=True,
        )
        if answer["type"] != "success":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def resize(self, width, height=900):
        viewport = {"width": width, "height": height}
        self.send("browsingContext.setViewport", context=self.context, viewport=viewport)

    def act(self, source):
        """Do what a source of input, such as a mouse with its moves, is to do."""
        self.send("input.performActions", context=self.context, actions=[source])

    def close(self):
        with contextlib.suppress(Exception):
            self.send("browser.close")
            self.opened.close()
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stderr.close()
        self.folder.cleanup()


class WebKit(Engine):
    """WebKitGTK's small browser on a display of its own, by WebDriver; it tells nothing of the console."""

    least_width = 450

    def __init__(self):
        driver = program("WebKitWebDriver", "webkit2gtk-driver")
        found = (path for pattern in MINI_BROWSERS for path in Path("/usr/lib").glob(pattern))
        binary = next(map(str, found), None)
        if binary is None:
            raise MissingEngineError("No MiniBrowser found. On Debian: `apt-get install webkit2gtk-driver`")
        self.display = subprocess.Popen(
            [program("Xvfb", "xvfb"), "-displayfd", "1", "-screen", "0", "1600x1200x24"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        display = f":{self.display.stdout.readline().strip()}"
        port = free_port()
        variables = {
            "DISPLAY": display,
            "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
            "HOME": tempfile.gettempdir(),
        }
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.driver = subprocess.Popen(
            ["env", *(f"{k}={v}" for k, v in variables.items()), driver, f"--port={port}"], **quiet
        )
        self.base, self.messages = f"http://127.0.0.1:{port}", []
        options = {"webkitgtk:browserOptions": {"binary": binary, "args": ["--automation"]}}
        answer = self.ask("POST", "/session", capabilities={"alwaysMatch": options})
        self.base += f"/session/{answer['sessionId']}"
        self.ask("POST", "/timeouts", script=1000 * PATIENCE)

    def ask(self, verb, path, **body):
        """Send a command and return its value; the driver needs a moment before it listens."""
        data = json.dumps(body).encode() if verb == "POST" else None
        for attempt in range(100):
            try:
                request = Request(self.base + path, data, {"Content-Type": "application/json"}, method=verb)
                with urlopen(request, timeout=PATIENCE) as answer:
                    return json.load(answer)["value"]
            except OSError as error:
                if hasattr(error, "read"):
                    raise RuntimeError(error.read().decode()) from None
                if attempt == 99:
                    raise
                time.sleep(0.1)
        return None

    def open(self, url):
        self.ask("POST", "/url", url=url)

    def run(self, function, *arguments):
        script = (
            f"const done = arguments[1]; ({CALL % function})(arguments[0]).then(done, e => done('!' + e));"
        )
        answer = self.ask("POST", "/execute/async", script=script, args=[json.dumps(arguments)])
        if answer.startswith("!"):
            raise RuntimeError(answer[1:])
        return json.loads(answer)

    def resize(self, width, height=900):
        self.ask("POST", "/window/rect", width=width, height=height + 60)

    def act(self, source):
        self.ask("POST", "/actions", actions=[source])

    def close(self):
        with contextlib.suppress(Exception):
            self.ask("DELETE", "")
        for process in (self.driver, self.display):
            process.terminate()
            process.wait(PATIENCE)
        self.display.stdout.close()


def free_port():
    """Return a port of this machine that nobody listens at."""
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


ENGINES = {"firefox": Firefox, "webkit": WebKit}
