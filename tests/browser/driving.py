"""What drives the browser tests: a served assistant, a blog's pages, the widget in use."""

from __future__ import annotations

from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from needs import need

from assistant.surfaces.web.pages import widget_integrity

ROOT = Path(__file__).resolve().parents[2]
NPM = ROOT / "build" / "npm" / "node_modules"
PICTURES = ROOT / "build" / "screenshots"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]  # fmt: skip


@cache
def npm_file(package, path):
    """A file of an npm package; the test is skipped when it isn't there."""
    found = NPM / package / path
    need(found.is_file(), f"{package}: npm install --prefix build/npm {package}")
    return found.read_text(encoding="utf-8")


class Blog(ThreadingHTTPServer):
    """Pages on another origin, each with headers of its own."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Pages)
        self.pages = {}
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"

    def put(self, path, html, kind="text/html", **headers):
        named = {k.replace("_", "-"): v for k, v in headers.items()}
        self.pages[path] = (html.encode(), {"content-type": f"{kind}; charset=utf-8", **named})
        return self.origin + path


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        body, headers = self.server.pages.get(self.path, (b"", None))
        self.send_response(200 if headers else 404)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def page_with(server, tag="<reader-assistant></reader-assistant>", html="", integrity=None):
    """A blog's page with the one-line embed of the README."""
    seal = integrity or widget_integrity()
    return (
        f'<!doctype html><html lang="en" {html}><title>A blog</title><main><h1>A blog</h1>'
        f'<script type="module" src="{server}widget.js" integrity="{seal}" crossorigin></script>'
        f"{tag}<p>Words.</p></main></html>"
    )


def foreign(url):
    return urlsplit(url).hostname not in ("127.0.0.1", None)


def alarming(message):
    return message.type == "error" and "favicon" not in (message.location or {}).get("url", "")


class Widget:
    """The element on a page, used as a reader uses it."""

    def __init__(self, page):
        self.page = page
        self.field = page.get_by_label("Your question")
        self.log = page.get_by_role("log")
        self.answers = page.locator("reader-assistant [part=answer]")

    def open(self):
        self.page.get_by_role("button", name="Ask a question").click()
        return self

    def ask(self, text):
        before = self.answers.count()
        self.field.fill(text)
        self.field.press("Enter")
        self.answers.nth(before).wait_for()
        return self.answers.nth(before)

    def axe(self):
        """Violations of all accessibility rules on the page as it stands, as readable lines."""
        # through the debugger, as an extension would: a page's policy is not in the way
        self.page.evaluate(npm_file("axe-core", "axe.min.js") + "; 0")
        found = self.page.evaluate("async () => (await axe.run()).violations")
        return [f"{v['id']} ({v['impact']}): {n['html']}" for v in found for n in v["nodes"]]

    def picture(self, name, **options):
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", **options)
