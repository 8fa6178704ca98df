"""A real Chromium, a real server, a blog on another origin; every off-host request is a failure."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from needs import need

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


@pytest.fixture(scope="session")
def blog():
    server = Blog()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@contextmanager
def serving(*options):
    """`assistant serve` on a free port: its address, and the process."""
    command = [sys.executable, "-m", "assistant", "serve", "--rate", "", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    line = process.stderr.readline()
    found = re.search(r"http://\S+", line)
    assert found, line + process.stderr.read()
    # the log goes on: nobody reads it, so it must not fill the pipe
    drain = threading.Thread(target=process.stderr.read, daemon=True)
    drain.start()
    try:
        yield found.group(), process
    finally:
        process.terminate()
        process.wait(30)
        drain.join(5)
        process.stderr.close()


@pytest.fixture(scope="session")
def server(blog):
    with serving("--port", "0", "--allow-origin", blog.origin) as (address, _):
        yield address


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    need(path, "chromium: apt-get install --no-install-recommends chromium")
    api = pytest.importorskip("playwright.sync_api") if not path else None
    if api is None:
        from playwright import sync_api as api
    with api.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium):
    """Open pages: `tab(url, **context options)`. What they asked and said is checked at the end."""
    contexts, off_host, errors = [], [], []

    def open_tab(url=None, expect_errors=False, **options):
        options.setdefault("viewport", {"width": 1000, "height": 720})
        options.setdefault("locale", "en-GB")
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: off_host.append(r.url) if _foreign(r.url) else None)
        if not expect_errors:
            page.on("pageerror", lambda e: errors.append(str(e)))
            page.on("console", lambda m: errors.append(m.text) if _bad(m) else None)
        page.set_default_timeout(10_000)
        if url:
            page.goto(url)
        return page

    yield open_tab
    for context in contexts:
        assert context.cookies() == []
        context.close()
    assert off_host == []
    assert errors == []


def _foreign(url):
    return urlsplit(url).hostname not in ("127.0.0.1", None)


def _bad(message):
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

    def picture(self, name):
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")


@pytest.fixture
def demo(tab, server):
    """The demo page with the widget open."""

    def make(path="", **options):
        return Widget(tab(server + path, **options))

    return make
