"""One contract for every import format, and what each is for."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant import Assistant
from assistant.check import check
from assistant.errors import AssistantError
from assistant.importers import FORMATS, run
from assistant.importers.html import to_markdown
from assistant.importers.personal import Names, redact
from assistant.importers.raw import classic
from assistant.importers.texturize import smilies, texturize
from assistant.letters import mend

from . import kit

FAQ = (
    "Question\tAnswer\tSource\n"
    "How often should I run?\tThree runs a week suit me.\\n\\nMore is **not** better.\tx\n"
    "how many runs per week\tThree runs a week suit me.\\n\\nMore is **not** better.\tx\n"
    "Do you sell shoes?\t<p>No, we <b>don't</b> sell shoes.</p>\tx\n"
)
RASA = """version: "3.1"
nlu:
- intent: greet
  examples: |
    - hey
    - hello there
- intent: faq/ask_shoes
  examples: |
    - which [trail shoes](product) do you like
    - best [shoes]{"entity": "product", "value": "shoe"}?
- synonym: shoe
  examples: |
    - shoes
"""
POST = """---
title: "Hill day"
date: 2024-02-03
---
It was a *very* long
climb with **no** end.[^1]

1. First ![img](x.png)
2. Second

```
# code
```

[^1]: Foot.
"""
DISQUS = """<?xml version="1.0"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<thread dsq:id="1"><link>http://www.blog.example.org/{slug}</link><title>T</title></thread>
<thread dsq:id="2"><link>http://elsewhere.example/</link><title>U</title></thread>
<post dsq:id="7"><message><![CDATA[<p>Does it hurt? Mail a@b.org</p>]]></message>
<createdAt>2024-01-02T03:04:05Z</createdAt><isDeleted>false</isDeleted><isSpam>false</isSpam>
<author><name>Zoe Tester</name><username>zoe</username></author><thread dsq:id="1"/></post>
<post dsq:id="8"><message><![CDATA[<p>Zoe, not with me.</p>]]></message>
<createdAt>2024-01-03T03:04:05Z</createdAt><isDeleted>false</isDeleted><isSpam>false</isSpam>
<author><name>Robin</name><username>robin</username></author><thread dsq:id="1"/>
<parent dsq:id="7"/></post>
<post dsq:id="9"><message>SECRET</message><isDeleted>true</isDeleted><isSpam>false</isSpam>
<author><name>X</name></author><thread dsq:id="1"/></post>
<post dsq:id="10"><message>other</message><isDeleted>false</isDeleted><isSpam>false</isSpam>
<author><name>X</name></author><thread dsq:id="2"/></post>
</disqus>"""


def source(form, folder):
    """A good source of each format, and the site it goes into."""
    site = folder / "site"
    if form == "markdown":
        (folder / "posts").mkdir()
        (folder / "posts" / "2024-02-03-hill-day.md").write_text(POST)
        (folder / "posts" / "draft.md").write_text('+++\ntitle = "D"\ndraft = true\n+++\nhidden\n')
        return str(folder / "posts"), site
    blog = kit.make_blog(4, 8, questions=0)
    texts = {"faq": FAQ, "rasa": RASA, "wordpress": kit.wxr(blog),
             "disqus": DISQUS.format(slug=blog.posts[0].slug)}  # fmt: skip
    if form == "disqus":
        (folder / "b.xml").write_text(texts["wordpress"])
        run("wordpress", str(folder / "b.xml"), site)
    path = folder / f"faq.{'yml' if form == 'rasa' else 'tsv'}"
    path.write_text(texts[form])
    return str(path), site


def tree(site):
    return {p: p.read_text("utf-8") for p in sorted(site.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("form", FORMATS)
def test_twice_is_once_and_the_site_is_sound(form, tmp_path):
    where, site = source(form, tmp_path)
    first = run(form, where, site, owners=["robin"])
    assert first.documents
    assert first.added
    before = tree(site)
    again = run(form, where, site, owners=["robin"])
    assert (again.added, again.changed, again.gone) == ([], [], [])
    assert tree(site) == before
    assert [f for f in check(site, quick=True) if f.severity == "error" and f.code != "rule"] == []


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("data", [b"", b"\x00\xfe\xff" * 999, b"<a" * 9999, b"{[:-" * 9999])
def test_rubbish_is_refused_in_one_line(form, data, tmp_path):
    path = tmp_path / "x.dat"
    path.write_bytes(data)
    with pytest.raises(AssistantError) as e:
        run(form, str(path), tmp_path / "site")
    assert "\n" not in str(e.value)
    assert not (tmp_path / "site").exists()


def test_broken_files_are_told_once_by_file_and_line(tmp_path):
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "good.md").write_text("Some words.\n")
    (posts / "bad.md").write_text("---\ntitle: [broken\n---\nText\n")
    report = run("markdown", str(posts), tmp_path / "site")
    (fault,) = report.faults
    assert str(fault).startswith(f"{posts / 'bad.md'}:3: not valid YAML")
    assert str(fault).count("bad.md") == 1
    (tmp_path / "nlu.yml").write_text("nlu: {a: [\n")
    with pytest.raises(AssistantError, match=r"nlu.yml:\d: not valid YAML"):
        run("rasa", str(tmp_path / "nlu.yml"), tmp_path / "other")


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    path = tmp_path / "nlu.yml"
    path.write_text("nlu:\n- intent: a\n  examples: |\n    - b\n")
    with pytest.raises(AssistantError, match="can't be written"):
        run("rasa", str(path), Path("/proc/nothing"))


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_not_there_is_told(form, tmp_path):
    with pytest.raises(AssistantError, match="nowhere"):
        run(form, str(tmp_path / "nowhere"), tmp_path / "site")


def test_a_faq_is_answered_from(tmp_path):
    where, site = source("faq", tmp_path)
    run("faq", where, site)
    reply = Assistant.open(site).reply("how many runs per week")
    assert "Three runs a week suit me." in reply.text


def test_an_edited_file_of_questions_is_left_alone(tmp_path):
    where, site = source("faq", tmp_path)
    run("faq", where, site)
    path = site / "intents" / "faq.yaml"
    path.write_text(path.read_text() + "# mine\n")
    with open(where, "a") as out:  # noqa: PTH123
        out.write("Where are you?\tBy the sea.\tx\n")
    report = run("faq", where, site)
    assert report.kept == ["intents/faq.yaml"]
    assert path.read_text().endswith("# mine\n")


def test_rasas_marks_are_taken_off(tmp_path):
    where, site = source("rasa", tmp_path)
    run("rasa", where, site)
    text = "".join(p.read_text() for p in (site / "intents").glob("*.yaml"))
    assert "- which trail shoes do you like" in text
    assert '- "best shoes?"' in text
    assert "](" not in text


def test_markdown_is_made_plain(tmp_path):
    where, site = source("markdown", tmp_path)
    report = run("markdown", where, site)
    text = (site / "corpus" / "articles" / "hill-day.md").read_text()
    assert "It was a very long climb with no end.\n" in text
    assert "- First\n- Second\n" in text
    assert "Foot" not in text
    assert report.left_out == {"draft": 1}


def test_disqus_threads_join_the_articles_of_their_address(tmp_path):
    where, site = source("disqus", tmp_path)
    report = run("disqus", where, site, owners=["robin"])
    (path,) = (site / "corpus" / "comments").glob("*.disqus.yaml")
    text = path.read_text()
    assert (report.threads, report.comments, report.answers) == (1, 2, 1)
    assert "[e-mail]" in text
    assert "parent: disqus-7" in text
    assert "Zoe" not in text
    assert "SECRET" not in text
    assert report.left_out["thread without an article of its address"] == 1


# --- the pieces


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('He said "no" -- twice...', "He said “no” — twice…"),
        ("It's the '90s; don't", "It’s the ’90s; don’t"),
        ("pages 3--4 and 5---6", "pages 3–4 and 5—6"),
        ("'quoted' (\"so\")", "‘quoted’ (“so”)"),
        ("4x100 and 0x1f", "4×100 and 0x1f"),
        ('a 6" step', "a 6″ step"),
        ("'tis (tm)", "’tis ™"),
    ],
)
def test_typography_is_wordpress_own(typed, shown):
    assert texturize(typed) == shown


def test_smilies_and_leftovers():
    assert smilies("fine :) and :-( x:)") == "fine 🙂 and 🙁 x:)"
    assert mend("It\x92s \x93ok\x94 â€œyesâ€\x9d cafÃ©") == "It’s “ok” “yes” café"
    assert mend("Ångström â la carte") == "Ångström â la carte"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p># no heading</p><p>- no item</p>", "\\# no heading\n\n\\- no item"),
        ("<p>a [sic] b</p>", "a [sic] b"),
        ('<p><a href="javascript:x">a</a> <a href="/b (1)">b</a></p>', "a [b](/b%20%281%29)"),
        ("<p>old <del>wrong</del> new</p>", "old new"),
        ('<p>a</p><div style="display:none">x</div>', "a"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<script>x</script><p>a</p>", "::: script\n:::\n\na"),
        ("<p>a<br>b</p>", "a\nb"),
        ("<p>::: promotion</p>", "\\::: promotion"),
    ],
)
def test_html_to_markdown(html, markdown):
    assert to_markdown(html)[0] == markdown


def test_classic_line_ends_are_breaks_and_not_in_code():
    text = to_markdown(classic("a\nb\n\nc <pre>x\n\ny</pre>"))[0]
    assert text == "a\nb\n\nc\n\n::: code\nx\ny\n:::"


@pytest.mark.parametrize("html", ["<div>" * 800_000, "<ul><li>" * 400_000, "<b id=x><p>" * 300_000,
                                  "<p>a" * 200_000, "<div>" * 900 + "<i></i>" * 400_000,
                                  "<a href=x>" * 20_000, "[x " * 50_000,
                                  "<table><tr><td>" * 9_000, '"' * 100_000])  # fmt: skip
def test_hostile_html_is_quick(html):
    import time

    begun = time.process_time()
    to_markdown(classic(html), texturize)
    assert time.process_time() - begun < 5


def test_what_is_nested_too_deeply_keeps_its_words():
    text = to_markdown("<p>one</p>" + "<div>" * 5000 + "two <b>three</b> a < b")[0]
    assert text.split() == ["one", "two", "three", "a", "b"]
    flat = "<div><p>x</p></div>" * 2000
    assert to_markdown(flat)[0].count("x") == 2000


def test_names_are_dropped_where_people_are_addressed():
    names = Names(["Maeve O'Connor", "Will", "runnergirl88", "may"])
    assert names.drop("Hi Maeve, I will run.") == "Hi, I will run."
    assert names.drop("Will, you may run; Will it help?") == "you may run; Will it help?"
    assert names.drop("runnergirl88, yes") == "yes"
    assert names.drop("As Maeve O'Connor wrote") == "As [name] wrote"
    assert redact("ring +44 20 7946 0958 or a.b@c.org; ran 2012-2013, 10,000 m") == (
        "ring [phone number] or [e-mail]; ran 2012-2013, 10,000 m"
    )
