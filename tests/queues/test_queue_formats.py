"""Every queue format: read by content, broken pieces named by line, bombs refused."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.domain.queue import DROPPED, HELD, PUBLISHED, Comment, Unreadable
from assistant.errors import InputError
from assistant.queues import FORMATS, Source
from assistant.queues.html import links, to_text

TEXTS = ("Can I run?", "Second line:\n\nwhat shoes & socks?", "Ça va – I’m “fine”", "3 < 4 > 2")


def _html(text):
    body = text.replace("&", "&#038;").replace("<", "&lt;").replace(">", "&gt;")
    return "<p>" + body.replace("\n\n", "</p>\n<p>") + "</p>\n"


def _rest():
    return [
        {"id": n, "post": 7, "parent": 0, "author": 0, "author_name": "Ann Example",
         "author_email": "ann@example.com", "author_ip": "192.0.2.1",
         "author_url": "https://example.com/me", "author_user_agent": "Agent/1",
         "date": "2026-01-01T00:00:00", "content": {"rendered": _html(t), "raw": t},
         "status": "hold", "type": "comment", "meta": []}
        for n, t in enumerate(TEXTS, 1)
    ]  # fmt: skip


def _wp_cli():
    return [
        {"comment_ID": str(n), "comment_post_ID": "7", "comment_author": "Ann Example",
         "comment_author_email": "ann@example.com", "comment_parent": "0", "user_id": "0",
         "comment_date": "2026-01-01 00:00:00", "comment_approved": "0",
         "comment_content": _html(t), "comment_type": "comment"}
        for n, t in enumerate(TEXTS, 1)
    ]  # fmt: skip


def _csv():
    out = io.StringIO()
    names = ["id", "post", "parent", "author_name", "author_email", "status", "content"]
    rows = csv.DictWriter(out, names, extrasaction="ignore")
    rows.writeheader()
    rows.writerows({**c, "content": c["content"]["rendered"]} for c in _rest())
    return out.getvalue()


def _wxr(*comments, before=""):
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
        'xmlns:wp="http://wordpress.org/export/1.2/"><channel>\n'
        "<wp:author><wp:author_id>1</wp:author_id></wp:author>\n"
        f"<item>{before}<wp:post_id>7</wp:post_id>\n{''.join(comments)}</item></channel></rss>"
    )


def _wxr_comment(number, html, approved="0", parent="0", user="0", rest=""):
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id>"
        "<wp:comment_author><![CDATA[Ann Example]]></wp:comment_author>"
        "<wp:comment_author_email>ann@example.com</wp:comment_author_email>"
        "<wp:comment_author_IP>192.0.2.1</wp:comment_author_IP>"
        f"<wp:comment_content><![CDATA[{html}]]></wp:comment_content>"
        f"<wp:comment_approved>{approved}</wp:comment_approved>"
        f"<wp:comment_parent>{parent}</wp:comment_parent>"
        f"<wp:comment_user_id>{user}</wp:comment_user_id>{rest}</wp:comment>\n"
    )


def _disqus():
    posts = "".join(
        f'<post dsq:id="{n}"><message><![CDATA[{_html(t)}]]></message><isDeleted>false</isDeleted>'
        "<isSpam>false</isSpam><author><email>ann@example.com</email><name>Ann Example</name>"
        '</author><ipAddress>192.0.2.1</ipAddress><thread dsq:id="7"/></post>'
        for n, t in enumerate(TEXTS, 1)
    )
    return (
        '<?xml version="1.0"?><disqus xmlns="http://disqus.com" '
        f'xmlns:dsq="http://disqus.com/disqus-internals"><thread dsq:id="7"/>{posts}</disqus>'
    )


def _lines(things):
    return "".join(json.dumps(x) + "\n" for x in things)


SAME = {
    "jsonl, REST objects": ("jsonl", _lines(_rest())),
    "jsonl, plain": ("jsonl", _lines(
        {"id": n, "text": t, "post": "7", "author": "Ann Example"} for n, t in enumerate(TEXTS, 1)
    )),
    "csv": ("csv", _csv()),
    "csv, semicolons": ("csv", 'id;post;author;text\n' + "".join(
        f'{n};7;Ann Example;"{t}"\n' for n, t in enumerate(TEXTS, 1)
    )),
    "REST": ("wp-json", json.dumps(_rest())),
    "REST, pretty": ("wp-json", json.dumps(_rest(), indent=2)),
    "wp-cli": ("wp-json", json.dumps(_wp_cli())),
    "wxr": ("wxr", _wxr(*(_wxr_comment(n, _html(t)) for n, t in enumerate(TEXTS, 1)))),
    "disqus": ("disqus", _disqus()),
}  # fmt: skip


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_every_format_gives_the_same_comments_whatever_its_name(tmp_path, name, packed):
    kind, text = SAME[name]
    path = tmp_path / "queue.dat"
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    source = Source(path)
    assert source.format == kind
    got = [replace(c, line=0) for c in source]
    assert got == [
        Comment(0, str(n), "7", "0", t, name="Ann Example") for n, t in enumerate(TEXTS, 1)
    ]
    assert list(source) == list(source)


@pytest.mark.parametrize("name", SAME)
def test_windows_bytes_are_read_in_every_format(tmp_path, name):
    """An apostrophe that isn't read may hide a red flag: “I can?t feel”."""
    path = tmp_path / "q"
    text = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), SAME[name][1])
    path.write_bytes(text.encode("cp1252"))
    assert [c.text for c in Source(path)] == list(TEXTS)


@pytest.mark.parametrize("name", ["wxr", "disqus"])
def test_xml_is_read_in_utf_16(tmp_path, name):
    path = tmp_path / "q"
    path.write_text(SAME[name][1], encoding="utf-16")
    assert Source(path).format == name
    assert [c.text for c in Source(path)] == list(TEXTS)


@pytest.mark.parametrize("name", SAME)
def test_addresses_are_dropped_on_reading(tmp_path, name):
    path = tmp_path / "q"
    path.write_text(SAME[name][1])
    seen = repr(list(Source(path)))
    assert not any(x in seen for x in ("example.com", "192.0.2.1", "Agent/1"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('{"id": 1, "text": "a"}\n{"id": 2, "te\n{"id": 3, "text": "c"}\n', 2),
        ('{"id": 1, "text": "a"}\n[1, 2]\n{"id": 3, "text": "c"}\n', 2),
        ('{"id": 1, "text": "a"}\n{"text": "no id"}\n{"id": 3, "text": "c"}\n', 2),
        ('{"id": 1, "text": "a"}\n{"id": 2}\n{"id": 3, "text": "c"}\n', 2),
        ('{"id": 1, "text": "a"}\n' + "[" * 100_000 + '\n{"id": 3, "text": "c"}\n', 2),
        ('oops\n{"id": 1, "text": "a"}\n{"id": 3, "text": "c"}\n', 1),
        ("id,text\n1,a\n2,b,c,d\n3,c\n", 3),
        ('id,text\n1,a\n2,"' + "x" * 300_000 + '"\n3,c\n', 3),
        ('[{"id": 1, "text": "a"}, {"id": 2, "text": oops}, {"id": 3, "text": "c"}]', 2),
        ('[{"id": 1, "text": "a"}, {"id": 2, "text": "oo}, {"id": 3, "text": "c"}]', 2),
        (_wxr(_wxr_comment(1, "a") + _wxr_comment(2, "b", rest="<bad") + _wxr_comment(3, "c")), 6),
    ],
)
def test_a_broken_piece_is_named_by_its_line_and_the_rest_is_read(tmp_path, text, line):
    path = tmp_path / "q"
    path.write_text(text)
    items = list(Source(path))
    assert [i.id for i in items if isinstance(i, Comment)] == ["1", "3"]
    assert [i.line for i in items if isinstance(i, Unreadable)] == [line]


def test_wxr_tells_waiting_from_published_and_owners_from_readers(tmp_path):
    path = tmp_path / "q"
    path.write_text(
        _wxr(
            _wxr_comment(1, "q", approved="1"),
            _wxr_comment(2, "a", approved="1", parent="1", user="1"),
            _wxr_comment(3, "s", approved="spam"),
            _wxr_comment(4, "member", user="9"),
        )
    )
    found = list(Source(path))
    assert [c.state for c in found] == [PUBLISHED, PUBLISHED, DROPPED, HELD]
    assert [c.role for c in found] == ["", "owner", "", "reader"]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>&b;</title></channel></rss>'
)


def test_xml_entities_are_refused(tmp_path):
    path = tmp_path / "q"
    path.write_text(BOMB)
    with pytest.raises(InputError, match="refused"):
        list(Source(path))


def test_a_zip_bomb_is_refused(tmp_path):
    path = tmp_path / "q.gz"
    with gzip.open(path, "wb") as out:
        out.write(b'{"id": 1, "text": "a"}\n')
        for _ in range(100):
            out.write(b" " * (1 << 20))
    with pytest.raises(InputError, match="times its size"):
        list(Source(path))
    path.write_bytes(b"PK\x03\x04" + b"\0" * 100)
    with pytest.raises(InputError, match="zip archive"):
        Source(path)


def test_a_cut_off_gzip_gives_what_it_holds_and_says_so(tmp_path):
    lines = "".join(
        json.dumps({"id": n, "text": f"question {n * 7919}"}) + "\n" for n in range(99999)
    )
    path = tmp_path / "q.gz"
    path.write_bytes(gzip.compress(lines.encode())[:-5000])
    *items, last = Source(path)
    assert len(items) > 10_000
    assert isinstance(last, Unreadable)
    assert "damaged" in last.fault


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"just words", "no known queue format"),
        (b"\xff\xfei\0d\0", "UTF-16"),
        (b"a,b\n1,2", "known"),
    ],
)
def test_what_is_no_queue_is_refused_in_one_line(tmp_path, content, says):
    path = tmp_path / "q"
    path.write_bytes(content)
    with pytest.raises(InputError, match=says) as e:
        list(Source(path))
    assert "\n" not in str(e.value)


def test_an_empty_file_is_an_empty_queue(tmp_path):
    path = tmp_path / "q"
    path.write_bytes(b"\n \n")
    assert list(Source(path)) == []


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>I&#8217;m &amp;amp; you</p>", "I’m &amp; you"),
        ("a<br />\nb<br>c", "a\nb\nc"),
        ("pain < 3 & falling", "pain < 3 & falling"),
        ("<script>alert(1)</script>hello<style>p{}</style>", "hello"),
        ("<script>I can't feel my crotch", "I can't feel my crotch"),
        ("before <!-- after", "before  after".replace("  ", " ")),
        ("<textarea>x</textarea><title>y</title>", "x y"),
        ("<![<", ""),
        ("no markup\n\nat all", "no markup\n\nat all"),
    ],
)
def test_html_becomes_words_and_entities_are_read_once(html, text):
    assert to_text(html) == text


@given(st.text(alphabet="ab <>&;#/!-\"'=\n\0px", max_size=200))
def test_html_of_any_kind_is_read(html):
    assert isinstance(to_text(html), str)
    assert links(html) >= 0


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_read_or_refused(tmp_path_factory, raw):
    path = tmp_path_factory.mktemp("q") / "q"
    for head in (
        b"",
        b'{"id":1,"text":"a"}\n',
        b"[",
        b"id,text\n",
        b'<rss xmlns="wordpress.org/export/">',
    ):
        path.write_bytes(head + raw)
        try:
            items = list(Source(path))
        except InputError:
            continue
        assert all(isinstance(i, (Comment, Unreadable)) for i in items)


def test_every_format_has_a_name_of_its_own():
    assert len({f.NAME for f in FORMATS}) == len(FORMATS) == 5
