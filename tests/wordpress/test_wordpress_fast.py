"""What needs no WordPress: addresses, the look of a draft, servers that are none."""

from __future__ import annotations

import http.server
import threading
from contextlib import contextmanager

import pytest

from assistant.errors import InputError
from assistant.surfaces.wordpress import Client, ServerError, check, pull, read_records
from assistant.surfaces.wordpress.client import site_address
from assistant.surfaces.wordpress.markup import to_comment


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("blog.example", "https://blog.example"),
        ("https://blog.example/", "https://blog.example"),
        ("https://blog.example/wp-json/", "https://blog.example"),
        ("https://x.example:8443/blog/wp-admin", "https://x.example:8443/blog"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://[::1]:8080/", "http://[::1]:8080"),
    ],
)
def test_addresses(given, read):
    assert site_address(given) == read


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("http://blog.example", "in clear"),
        ("ftp://blog.example", "no web address"),
        ("https://", "no web address"),
        ("https://u:p@blog.example", "leave the password out"),
        ("https://[bad", "no web address"),
        ("https://a:99999999", "no web address"),
    ],
)
def test_addresses_that_can_not_be(given, says):
    with pytest.raises(InputError, match=says):
        site_address(given)


def _reply(*parts, sources=()):
    return {"parts": list(parts), "sources": list(sources)}


def test_a_draft_is_escaped_and_has_at_most_one_link():
    source = {"title": "A <b>title</b>", "url": "https://blog.example/a?b=1&c=2#:~:text=x"}
    reply = _reply(
        {"type": "phrase", "text": 'See https://help.example/x & <i>"call"</i>'},
        {"type": "quote", "text": "a < b", "source": 0},
        sources=[source, source | {"url": "javascript:alert(1)"}],
    )
    text = to_comment(reply)
    assert text.split("\n\n") == [
        'See help.example/x &amp; &lt;i&gt;"call"&lt;/i&gt;',
        "<blockquote>a &lt; b</blockquote>",
        '[1] <a href="https://blog.example/a?b=1&amp;c=2#:~:text=x">'
        "A &lt;b&gt;title&lt;/b&gt;</a>\n"
        "[2] A &lt;b&gt;title&lt;/b&gt;",
    ]
    assert "href" not in to_comment(reply, links=0)


@contextmanager
def serving(answer):
    """A server that is no WordPress."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = answer(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda path: (200, {}, b"<html>hello</html>"), "no JSON"),
        (lambda path: (200, {}, b"{}"), "no WordPress REST API"),
        (lambda path: (200, {}, b'{"namespaces": ["wp/v2"], "id": "x"}'), "something else"),
        (lambda path: (404, {}, b"{}"), "not found"),
        (lambda path: (301, {"Location": "https://www.blog.example/"}, b""), "give that address"),
        (lambda path: (200, {}, b"[" * 100_000), "no JSON"),
    ],
)
def test_what_is_no_wordpress_is_told_in_one_line(answer, says):
    with (
        serving(answer) as url,
        pytest.raises(ServerError, match=says) as e,
        Client(url, "u", "p", sleep=lambda s: None) as client,
    ):
        pull(client)
    assert "\n" not in str(e.value)


def test_the_password_does_not_follow_a_redirect():
    asked = []

    def other_site(path):
        asked.append(path)
        return 200, {}, b"{}"

    with (
        serving(other_site) as other,
        serving(lambda path: (302, {"Location": other}, b"")) as url,
        Client(url, "u", "p", sleep=lambda s: None) as client,
        pytest.raises(ServerError, match="give that address"),
    ):
        client.get("users/me")
    assert asked == []


def test_nobody_there_is_told_and_check_says_what_to_mend():
    *_, (fine, line) = check(lambda: Client("http://127.0.0.1:1", "u", "p", sleep=lambda s: None))
    assert not fine
    assert "can't be reached" in line


def test_a_file_that_batch_did_not_write_is_refused(tmp_path):
    from assistant.errors import DataError

    path = tmp_path / "x"
    path.write_text('{"id": 1}\n')
    with pytest.raises(DataError, match=":1: no record"):
        list(read_records(path))
