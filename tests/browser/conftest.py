"""A real Chromium, a real server, a blog on another origin; an off-host request is a failure."""

from __future__ import annotations

import shutil
import threading
from contextlib import contextmanager
from importlib.util import find_spec

import pytest
from driving import ARGUMENTS, Blog, Widget, alarming, foreign, page_with
from needs import need
from serving import serving

# the other files import playwright at their top; test_browser_ready.py says when it is missing
collect_ignore = (
    []
    if find_spec("playwright")
    else [
        "test_browser_widget.py",
        "test_browser_pages.py",
        "test_browser_states.py",
        "test_browser_deep_chat.py",
        "test_browser_hostile.py",
    ]
)


@contextmanager
def _blog():
    server = Blog()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def blog():
    """The blog whose pages may use the assistant."""
    with _blog() as server:
        yield server


@pytest.fixture
def stranger():
    """A blog whose pages may not."""
    with _blog() as server:
        yield server


@pytest.fixture(scope="session")
def server(blog):
    with serving("--allow-origin", blog.origin) as (address, _):
        yield address


@pytest.fixture(scope="session")
def chromium():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    need(path, "chromium: apt-get install --no-install-recommends chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as p:
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
        options.setdefault("reduced_motion", "reduce")
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: off_host.append(r.url) if foreign(r.url) else None)
        if not expect_errors:
            page.on("pageerror", lambda e: errors.append(str(e)))
            page.on("console", lambda m: errors.append(m.text) if alarming(m) else None)
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


@pytest.fixture
def demo(tab, server):
    """The demo page with the widget open."""

    def make(path="", **options):
        return Widget(tab(server + path, **options))

    return make


@pytest.fixture
def blogged(tab, blog, server):
    """A page of the blog under the strictest policy that lets the widget live."""

    def make(tag="<reader-assistant></reader-assistant>", html="", **options):
        policy = (
            f"default-src 'none'; script-src {server}widget.js; connect-src {server}api/; "
            "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; "
            "trusted-types 'none'"
        )
        url = blog.put("/page", page_with(server, tag, html), content_security_policy=policy)
        return Widget(tab(url, **options))

    return make
