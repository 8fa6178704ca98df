"""XML exports: read record by record, whatever is in them; broken records cost only themselves."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.letters import CHUNK
from assistant.xml import MAX_ELEMENTS, MAX_TAG, MAX_TEXT, records

WXR = ("rss/channel/wp:author", "rss/channel/item")
COMMENTS = ("rss/channel/wp:author", "rss/channel/item/wp:post_id", "rss/channel/item/wp:comment")
DISQUS = ("disqus/thread", "disqus/post")


def read(data, wanted=WXR, nested=()):
    return list(
        records(io.BytesIO(data.encode() if isinstance(data, str) else data), wanted, nested)
    )


def item(number, text="some words", more=""):
    return f"<item><id>{number}</id><text>{text}</text>{more}</item>\n"


def wxr(*items, head=""):
    return f'{head}<rss version="2.0"><channel>\n{"".join(items)}</channel></rss>\n'


def good(found, key="id"):
    return [r.get(key) for r in found if not r.fault]


def faults(found):
    return [r.line for r in found if r.fault]


def test_a_record_holds_the_texts_attributes_and_records_in_it():
    text = wxr(
        "<wp:author>Ann</wp:author>\n",
        '<item n="1"><a> one </a><a>two</a><b x="3" y="4"><c>&lt;<![CDATA[<p>]]></c></b><d/>'
        '\n<note k="5"><a>inner</a><item>deep</item></note><note/></item>',
    )
    author, found = read(text, nested=("note",))
    assert (author.name, author.line, author.texts) == ("wp:author", 2, {"wp:author": "Ann"})
    assert found.texts == {
        "item@n": "1", "a": "one", "b@x": "3", "b@y": "4", "c": "<<p>", "b": "", "d": "",
        "item": "",
    }  # fmt: skip
    assert [r.texts for r in found.records] == [
        {"note@k": "5", "a": "inner", "item": "deep", "note": ""}, {"note": ""},
    ]  # fmt: skip
    assert [found.line, *(r.line for r in found.records)] == [3, 4, 4]
    assert found.get("none") == ""


# --- letters

WORDS = "“Ça va” – it’s £5…"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", ""), ("utf-8", "utf-8"), ("utf-8-sig", ""), ("utf-8-sig", "UTF-8"),
        ("utf-8", "UTF-16"), ("utf-16", ""), ("utf-16", "UTF-16"), ("utf-16-le", "utf-16"),
        ("utf-16-be", ""), ("cp1252", ""), ("cp1252", "windows-1252"), ("cp1252", "us-ascii"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("size", [1, CHUNK // 10], ids=["small", "chunks"])
def test_every_encoding_gives_the_same_letters(encoding, declared, size):
    head = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    found = read(wxr(*(item(n, WORDS) for n in range(size)), head=head).encode(encoding))
    assert [r.get("text") for r in found] == [WORDS] * size
    assert [r.line for r in found] == list(range(2, size + 2))


def test_windows_bytes_controls_and_noncharacters_do_no_harm():
    data = wxr(item(1, "its ¤¤¤ 🏃🏽‍♀️ ｆｕｌｌ\ufffe\uffff"), item(2, "\x00a\x01b\x1f\tc"))
    for raw in (b"\x93old\x94", b"\xe2\x80 M\xf6re", b"\xc3"):
        one, two = read(data.encode().replace("¤¤¤".encode(), raw))
        assert one.get("text") == f"its {raw.decode('cp1252')} 🏃🏽‍♀️ ｆｕｌｌ"
        assert two.get("text") == "ab\tc"


# --- faults


@pytest.mark.parametrize(
    "bad",
    ["<b", "<b>", "</b>", "&nbsp;", "<b a=1/>", "<b a='1' a='2'/>", "<\n", "<![CDATA", "]]>",
     "<?xml?>", "<!-- -- -->"],
)  # fmt: skip
def test_a_broken_record_costs_only_itself(bad):
    found = read(wxr(item(1), item(2), item(3, more=bad), item(4), item(5)))
    assert good(found) == ["1", "2", "4", "5"]
    assert len(faults(found)) == 1
    assert faults(found)[0] in (4, 5, 6)
    assert [r.line for r in found if not r.fault] == [
        n + (bad == "<\n" and n > 4) for n in (2, 3, 5, 6)
    ]


@pytest.mark.parametrize("bad", ["<b", "<oops>", "&what;"])
def test_it_costs_no_more_where_two_reads_meet(bad):
    """The fault, the record after it and its name lie across the end of what was read at once."""
    after = "".join(item(n) for n in (2, 3))
    for back in range(-3, len(bad + item(1)) + 12):
        first = item(1, "", more=bad)
        filler = CHUNK - len(wxr().split("</", 1)[0]) - len(first) + back
        found = read(wxr(item(0, "x" * (filler - len(item(0, "")))), first, after))
        assert (good(found), faults(found)) == (["0", "2", "3"], [3])
        assert [r.line for r in found if not r.fault] == [2, 4, 5]


def test_a_fault_behind_a_long_tag_is_told_at_once():
    """A newer expat waits with a tag that goes on over many reads."""
    tag = f'<b a="{"x" * (8 * CHUNK)}"/>'
    first = item(1, "x" * (CHUNK - 30_000), tag)
    found = read(wxr(first, item(2, more="<b"), item(3), item(4)))
    assert (good(found), faults(found)) == (["1", "3", "4"], [3])


def test_lines_stay_right_after_many_faults():
    items = [item(n, "x" * 900, "<b" if n % 100 == 50 else "") for n in range(1000)]
    found = read(wxr(*items))
    # one line stands before the items
    assert faults(found) == list(range(52, 1000, 100))
    assert len(good(found)) == 990
    assert all(r.line == int(r.get("id")) + 2 for r in found if not r.fault)


def test_the_record_that_breaks_another_off_is_read():
    assert good(read(wxr(item(1), "<item><bad" + item(2), item(3)))) == ["1", "2", "3"]


@pytest.mark.parametrize("at", [0, 1, 4, 9])
def test_reading_goes_on_wherever_it_breaks_off_without_more_faults(at):
    """After an author, within an item's comments and between items: what is around is known."""

    def post(n, bad=""):
        comments = "".join(f"<wp:comment><c>{n}.{k}</c></wp:comment>\n" for k in range(3))
        return f"<item><wp:post_id>{n}</wp:post_id>{bad}\n{comments}</item>\n"

    posts = [post(n, "<bad" if n == at else "") for n in range(10)]
    authors = "<wp:author>a</wp:author>\n<wp:author>b<bad</wp:author>\n<wp:author>c</wp:author>\n"
    found = read(wxr(authors, *posts), COMMENTS)
    assert good(found, "wp:author")[:2] == ["a", "c"]
    assert [c for c in good(found, "c") if c] == [f"{n}.{k}" for n in range(10) for k in range(3)]
    assert faults(found) == [3, 6 + 5 * at]


def test_disqus_goes_on_at_a_comment_and_never_at_what_refers_to_one():
    posts = [
        f'<post dsq:id="{n}"><message>m{n}</message>{"<bad" if n == 3 else ""}\n'
        f'<thread dsq:id="7" /></post>\n'
        for n in range(1, 6)
    ]
    text = f'<disqus a="b"><thread dsq:id="7"><link>x</link></thread>\n{"".join(posts)}</disqus>'
    found = read(text, DISQUS)
    assert good(found, "post@dsq:id") == ["", "1", "2", "4", "5"]
    assert [r.name for r in found if not r.fault] == ["thread"] + ["post"] * 4
    assert all(r.get("thread@dsq:id") == "7" for r in found if not r.fault)
    assert len(faults(found)) == 1


@pytest.mark.parametrize("end", ["", "<item><id>3</id>", "<item><id", "<![CDATA[ and"])
def test_a_file_that_is_cut_off_gives_what_it_holds_and_says_so(end):
    found = read(wxr(item(1), item(2)).split("</channel>")[0] + end)
    assert good(found) == ["1", "2"]
    assert "export it again" in found[-1].fault
    assert faults(found) == [4]


def test_what_is_no_xml_is_one_fault():
    for data in (b"", b"\x00\xff" * 5000, b"<html>" * 3 + b"</b>", b"\x1f\x8b" + b"a" * 99999):
        assert [bool(r.fault) for r in read(data)] == [True]


# --- hostile files


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><rss>&a;</rss>', "DOCTYPE"),
        ('<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><rss>&b;</rss>', "refused"),
        ('<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/passwd">]><rss>&b;</rss>', "refused"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><rss/>', "refused"),
        (wxr("<item>", item(1)) + "<!DOCTYPE x><rss/>", None),
        ("<rss><channel>" + "<a>" * 200, "nested"),
        ("<rss><channel><item>" + "<a>" * 100_000, "nested"),
        ('<?xml version="1.0" encoding="utf-7"?><rss/>', "encoding"),
        ('<?xml version="1.0" encoding="zlib"?><rss/>', "encoding"),
        ("<rss " + "a" * (2 * MAX_TAG), "more than"),
        ('<rss a="' + "a" * (2 * MAX_TAG), "more than"),
        (wxr("<item>" + "<a/>" * MAX_ELEMENTS + "<b>1</b>" * CHUNK), "elements in one record"),
    ],
    ids=range(12),
)
def test_hostile_files_are_refused_in_one_line(data, says):
    if says is None:  # a DOCTYPE is none where none can stand
        assert read(data)[-1].fault
        return
    with pytest.raises(InputError, match=says) as e:
        read(data)
    assert "\n" not in str(e.value)


class Endless(io.RawIOBase):
    """A head, then a piece over and over until so many bytes have been given."""

    def __init__(self, head, piece, count):
        self.data, self.piece, self.left = head.encode(), piece.encode(), count

    def readable(self):
        return True

    def readinto(self, target):
        while len(self.data) < len(target) and self.left > 0:
            self.data += self.piece
            self.left -= len(self.piece)
        given, self.data = self.data[: len(target)], self.data[len(target) :]
        target[: len(given)] = given
        return len(given)


@pytest.mark.parametrize(
    ("piece", "bound"),
    [
        (item(1, WORDS * 20), 1 << 20),
        (item(1, WORDS * 20, more="<b"), 1 << 20),
        ("<a>no record</a>", 1 << 20),
        ("no tag at all. ", 1 << 20),
        ("&broken <still ", 1 << 20),
    ],
)
def test_memory_does_not_grow_with_the_file(piece, bound):
    stream = io.BufferedReader(Endless("<rss><channel>", piece, 4 << 20))
    tracemalloc.start()
    try:
        for _ in records(stream, WXR):
            pass
        assert tracemalloc.get_traced_memory()[1] < bound
    finally:
        tracemalloc.stop()


def test_a_text_is_cut_not_refused():
    found = read(wxr(item(1, "x" * (MAX_TEXT + CHUNK * 10)), item(2)))
    assert good(found) == ["1", "2"]
    assert MAX_TEXT <= len(found[0].get("text")) < MAX_TEXT + CHUNK * 2


@given(st.binary(max_size=400), st.integers(0, 200), st.integers(0, 30))
def test_bytes_of_any_kind_are_read_or_refused(junk, at, gone):
    whole = wxr(item(1), item(2, WORDS), item(3)).encode()
    for data in (junk, whole[:at] + junk + whole[at + gone :]):
        try:
            found = read(data)
        except InputError:
            continue
        assert all(r.fault or r.name in ("item", "wp:author") for r in found)
        assert all(1 <= r.line <= data.count(b"\n") + data.count(b"\r") + 1 for r in found)
