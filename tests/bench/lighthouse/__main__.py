"""Serve the built site as hosts do, compressed, and print what Lighthouse says of it."""

import gzip
import json
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[3]
HTML = ROOT / "docs" / "_build" / "html"
PAGES = ("index.html", "lessons/03-convolution.html", "gallery/2_convolution/plot_kernel_zoo.html")
LEAST = {"performance": 0.97, "accessibility": 1.0, "best-practices": 1.0, "seo": 1.0}
MOST_SHIFT = 0.02
CHROME = "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update"


class Compressed(SimpleHTTPRequestHandler):
    """A host that compresses text."""

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        if path.suffix not in (".html", ".css", ".js", ".svg", ".json") or not path.is_file():
            return super().do_GET()
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", f"{self.guess_type(path)}; charset=utf-8")
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, *_):
        """Say nothing."""


def report(program, address):
    """Return Lighthouse's report on one page."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.json")
        options = ["--quiet", "--output=json", f"--output-path={path}", f"--chrome-flags={CHROME}"]
        subprocess.run(["node", program, address, *options], check=True, stdout=subprocess.DEVNULL)
        return json.loads(path.read_text("utf-8"))


def missed(found):
    """Return the bounds that a report misses, as texts."""
    scores = {name: found["categories"][name]["score"] for name in LEAST}
    shift = found["audits"]["cumulative-layout-shift"]["numericValue"]
    print(", ".join(f"{name} {score:.2f}" for name, score in scores.items()), f"layout shift {shift:.3f}")
    low = [
        f"{name} {scores[name]:.2f}, least {least}" for name, least in LEAST.items() if scores[name] < least
    ]
    return low + [f"layout shift {shift:.3f}, most {MOST_SHIFT}"] * (shift > MOST_SHIFT)


def main(program):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressed, directory=HTML))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wrong = []
    for page in PAGES:
        print(page, end=": ", flush=True)
        found = missed(report(program, f"http://127.0.0.1:{server.server_port}/{page}"))
        wrong += [f"{page}: {text}" for text in found]
    server.shutdown()
    sys.exit("\n".join(wrong) or 0)


if __name__ == "__main__":
    main(sys.argv[1])
