# ruff: noqa: E501
"""Makes a WordPress blog of any size and writes it as WordPress' own export does (WXR 1.2).

Everything is drawn from a seed. The questions are fixed when the blog is made, before any engine
sees a word of it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape

from . import words as W

BASE = "https://blog.example.org"
KINDS = ("gutenberg", "classic", "shortcodes", "gallery", "code", "footnotes", "table", "leftovers",
         "rtl", "emoji")  # fmt: skip
OWNER, GUEST, SUBSCRIBER = ("1", "editor", "Robin Field"), ("2", "guest", "Guest Writer"), ("9",)


@dataclass(frozen=True)
class Comment:
    id: int
    parent: int
    name: str
    text: str
    date: str
    user: str = "0"
    approved: str = "1"
    type: str = "comment"


@dataclass(frozen=True)
class Post:
    id: int
    slug: str
    title: str
    content: str
    kind: str
    key: str = ""
    """the sentence that a question is about, as the page shows it"""
    author: str = "editor"
    type: str = "post"
    status: str = "publish"
    password: str = ""
    day: int = 0
    footnotes: str = ""
    comments: tuple[Comment, ...] = ()


@dataclass
class Blog:
    posts: list[Post]
    questions: list[tuple[str, int]] = field(default_factory=list)
    """(question, id of the post that answers it)"""

    @property
    def published(self) -> list[Post]:
        return [p for p in self.posts
                if p.status == "publish" and not p.password and p.type in ("post", "page")]  # fmt: skip


def make_blog(posts: int = 300, comments: int = 3000, seed: int = 7, questions: int = 50) -> Blog:
    """`posts` published posts with `comments` approved comments, and what must be left out."""
    rng = random.Random(seed)
    # a subject, a frame and a place together stand in one post only
    count = len(W.SUBJECTS) * len(W.FRAMES) * len(W.PLACES)
    chosen = (
        rng.sample(range(count), posts) if posts <= count else [n % count for n in range(posts)]
    )
    made, asked, comment = [], [], 1000
    for number, choice in enumerate(chosen, 1):
        subject = W.SUBJECTS[choice % len(W.SUBJECTS)]
        rest = choice // len(W.SUBJECTS)
        frame = W.FRAMES[rest % len(W.FRAMES)]
        slots = {"s": subject, "d": rng.choice(W.DETAILS), "p": W.PLACES[rest // len(W.FRAMES)]}
        key, question = (text.format(**slots) for text in frame)
        post = _post(rng, 10 + number, subject, slots["p"], key, number)
        share = comments // posts + (number <= comments % posts)
        thread, comment = _thread(rng, comment, share)
        made.append(replace(post, comments=(*thread, *_unwanted(comment))))
        comment += 3
        asked.append((question, post.id))
    made += _left_out(10 + posts)
    return Blog(made, rng.sample(asked, min(questions, len(asked))))


def with_middles(blog: Blog, middles: Sequence[tuple[str, str]], seed: int = 11) -> Blog:
    """The blog with one sentence in the middle of each of some posts; the questions are theirs."""
    rng = random.Random(seed)
    free = rng.sample(blog.published, len(blog.published))
    chosen = []
    for text, question in middles:
        known = set(re.findall(r"\w{4,}", f"{text} {question}".lower()))
        post = next(x for x in free if not known & _words(x.title))
        free.remove(post)
        chosen.append(post.id)
    inside = dict(zip(chosen, (text for text, _ in middles), strict=True))
    posts = []
    for post in blog.posts:
        if post.id in inside:
            # between the sentences of the filler that follows the key sentence
            at = post.content.index(post.key) + len(post.key)
            cut = min(i for f in W.FILLER if (i := post.content.find(f, at)) >= 0)
            content = f"{post.content[:cut]}{inside[post.id]} {post.content[cut:]}"
            post = replace(post, content=content)
        posts.append(post)
    return Blog(posts, [(question, n) for n, (_, question) in zip(chosen, middles, strict=True)])


def _words(title: str) -> set[str]:
    """A title's words, with and without an ending."""
    found = re.findall(r"\w{4,}", title.lower())
    return {w + end for w in found for end in ("", "s")} | {w.removesuffix("s") for w in found}


def _post(rng: random.Random, number: int, subject: str, place: str, key: str, n: int) -> Post:
    kind = KINDS[n % len(KINDS)]
    title = f"{subject.capitalize()} at {place}" + (" & beyond" if n % 7 == 0 else "")
    before, after, last = (" ".join(rng.sample(W.FILLER, 2)) for _ in range(3))
    content, notes = BODIES[kind](before, key, after, last)
    slug = re.sub(r"[^a-z0-9]+", "-", f"{subject} {place} {number}".lower()).strip("-")
    author = "guest" if n % 11 == 0 else "editor"
    kind_of = "page" if n % 40 == 0 else "post"
    return Post(number, slug, title, content, kind, key, author, kind_of, day=n, footnotes=notes)


def p(text: str) -> str:
    return f"<!-- wp:paragraph -->\n<p>{text}</p>\n<!-- /wp:paragraph -->\n\n"


def _gutenberg(before, key, after, last):
    return (
        p(before)
        + "<!-- wp:heading -->\n<h2 class=\"wp-block-heading\">What happened</h2>\n<!-- /wp:heading -->\n\n"
        + p(key)
        + "<!-- wp:list -->\n<ul class=\"wp-block-list\"><!-- wp:list-item -->\n<li>First point</li>\n"
          "<!-- /wp:list-item -->\n\n<!-- wp:list-item -->\n<li>Second <em>point</em></li>\n"
          "<!-- /wp:list-item --></ul>\n<!-- /wp:list -->\n\n"
        + "<!-- wp:quote -->\n<blockquote class=\"wp-block-quote\"><!-- wp:paragraph -->\n"
          "<p>Slow is smooth.</p>\n<!-- /wp:paragraph --><cite>An old saying</cite></blockquote>\n"
          "<!-- /wp:quote -->\n\n"
        + p(f'{after} See <a href="{BASE}/about/">the about page</a>.')
        + "<!-- wp:buttons -->\n<div class=\"wp-block-buttons\"><!-- wp:button -->\n"
          "<div class=\"wp-block-button\"><a class=\"wp-block-button__link\">Free download</a></div>\n"
          "<!-- /wp:button --></div>\n<!-- /wp:buttons -->\n\n"
        + p(last)
    ), ""  # fmt: skip


def _classic(before, key, after, last):
    return (f"{before}\n\n<strong>Note:</strong> a first line\nand a second one\n\n{key}\n\n"
            f"<h3>Later</h3>\n{after}\n<ul>\n\t<li>One</li>\n\t<li>Two</li>\n</ul>\n{last}"), ""  # fmt: skip


def _shortcodes(before, key, after, last):
    return (f'{before}\n\n[caption id="attachment_5" align="alignleft" width="300"]'
            f'<img src="{BASE}/a.jpg" alt="" width="300" height="200" /> The caption of it[/caption]\n\n'
            f'{key}\n\n[contact-form-7 id="12" title="Write to me"]\n\n{after}\n\n'
            f"Sign up for my newsletter and get a free e-book!\n\n{last}"), ""  # fmt: skip


def _gallery(before, key, after, last):
    return f'{before}\n\n[gallery ids="3,4,5" columns="2"]\n\n{key}\n\n{after}\n\n{last}', ""


def _code(before, key, after, last):
    return (p(before) + '<!-- wp:code -->\n<pre class="wp-block-code"><code># not a heading\n'
            "for (i = 0; i &lt; 3; i++) { run(\"fast\") }</code></pre>\n<!-- /wp:code -->\n\n"
            + p(key) + p(after + " Press <kbd>Ctrl</kbd> &amp; go.") + p(last)), ""  # fmt: skip


def _footnotes(before, key, after, last):
    mark = '<sup data-fn="ab-1" class="fn"><a href="#ab-1" id="ab-1-link">1</a></sup>'
    notes = '[{"content":"A note at the foot of the page.","id":"ab-1"}]'
    return p(before) + p(key + mark) + p(after) + p(last) + "<!-- wp:footnotes /-->", notes


def _table(before, key, after, last):
    return (p(before) + p(key) + '<!-- wp:table -->\n<figure class="wp-block-table"><table><thead><tr>'
            "<th>Week</th><th>Runs</th></tr></thead><tbody><tr><td>1</td><td>three</td></tr>"
            "<tr><td>2</td><td>four</td></tr></tbody></table><figcaption class=\"wp-element-caption\">"
            "The plan as it was</figcaption></figure>\n<!-- /wp:table -->\n\n" + p(after) + p(last)), ""  # fmt: skip


def _leftovers(before, key, after, last):
    return f"{before}\n\n{key}\n\nIt\x92s here \x96 from an old editor\x85\n\n{after}\n\n{last}", ""


def _rtl(before, key, after, last):
    return (p(before) + p(key) + '<!-- wp:paragraph -->\n<p dir="rtl">الجري في الصباح يبدأ اليوم بهدوء.</p>\n'
            "<!-- /wp:paragraph -->\n\n" + p("ריצה בבוקר היא התחלה טובה.") + p(after) + p(last)), ""  # fmt: skip


def _emoji(before, key, after, last):
    return p(f"{before} 🏃‍♀️🎉") + p(key) + p(f"{after} 👍🏽") + p(f"{last} 東京マラソン"), ""


BODIES = {"gutenberg": _gutenberg, "classic": _classic, "shortcodes": _shortcodes,
          "gallery": _gallery, "code": _code, "footnotes": _footnotes, "table": _table,
          "leftovers": _leftovers, "rtl": _rtl, "emoji": _emoji}  # fmt: skip


def _thread(rng: random.Random, first: int, count: int) -> tuple[list[Comment], int]:
    """Nested: replies to replies, and answers by the owner."""
    made: list[Comment] = []
    for n in range(count):
        date = f"2024-{1 + n % 12:02}-{1 + n % 28:02} 09:{n % 60:02}:00"
        number = first + n
        if made and n % 3 == 1:
            asked = made[-1]
            text = rng.choice(W.ANSWERS).format(name=asked.name.split()[0])
            made.append(Comment(number, asked.id, OWNER[2], text, date, OWNER[0]))
        else:
            parent = made[-1].id if n % 3 == 2 else 0
            made.append(Comment(number, parent, rng.choice(W.READERS), rng.choice(W.ASKS), date))
    return made, first + count


def _unwanted(first: int) -> list[Comment]:
    """What no reader sees."""
    date = "2024-05-05 10:00:00"
    return [
        Comment(first, 0, "Spammer", "SECRET spam", date, approved="spam"),
        Comment(first + 1, 0, "Waiting", "SECRET held comment", date, approved="0"),
        Comment(first + 2, 0, "Other blog", "SECRET pingback", date, type="pingback"),
    ]


def _left_out(number: int) -> list[Post]:
    rows = [("draft", "", "post"), ("private", "", "post"), ("publish", "pass", "post"),
            ("trash", "", "post"), ("future", "", "post"), ("pending", "", "page"),
            ("inherit", "", "attachment"), ("publish", "", "nav_menu_item")]  # fmt: skip
    return [Post(number + n, f"hidden-{n}", f"SECRET {status}", p("SECRET text"), "hidden",
                 status=status, password=word, type=kind)
            for n, (status, word, kind) in enumerate(rows, 1)]  # fmt: skip


def edited(blog: Blog, count: int = 10, seed: int = 3) -> tuple[Blog, list[int]]:
    """The blog with `count` posts changed: words, titles, slugs, a new comment, one taken down."""
    rng = random.Random(seed)
    chosen = sorted(rng.sample([x.id for x in blog.published if x.comments], count))
    posts = []
    for post in blog.posts:
        if post.id in chosen:
            post = _edit(post, chosen.index(post.id))
        posts.append(post)
    return Blog(posts, blog.questions), chosen


def _edit(post: Post, n: int) -> Post:
    match n % 5:
        case 0:
            return replace(post, content=post.content.replace(post.key, post.key + " Really."))
        case 1:
            return replace(post, title=post.title + " (updated)")
        case 2:
            return replace(post, slug=post.slug + "-moved")
        case 3:
            new = Comment(900_000 + post.id, 0, "Newcomer", "A new comment.", "2025-01-01 08:00:00")
            return replace(post, comments=(*post.comments, new))
    return replace(post, status="draft")


def cdata(text: str) -> str:
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def wxr(blog: Blog) -> str:
    head = f"""<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is a WordPress eXtended RSS file -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
\t<title>The Kit</title>
\t<link>{BASE}</link>
\t<wp:wxr_version>1.2</wp:wxr_version>
\t<wp:base_site_url>{BASE}</wp:base_site_url>
\t<wp:base_blog_url>{BASE}</wp:base_blog_url>
"""
    authors = "".join(
        f"\t<wp:author><wp:author_id>{number}</wp:author_id><wp:author_login>{cdata(login)}"
        f"</wp:author_login><wp:author_email>{cdata(login + '@example.org')}</wp:author_email>"
        f"<wp:author_display_name>{cdata(name)}</wp:author_display_name></wp:author>\n"
        for number, login, name in (OWNER, GUEST)
    )
    return head + authors + "".join(map(_item, blog.posts)) + "</channel>\n</rss>\n"


def date_of(post: Post) -> str:
    year = 2099 if post.status == "future" else 2023
    return f"{year}-{1 + post.day // 28 % 12:02}-{1 + post.day % 28:02} 08:00:00"


def _item(post: Post) -> str:
    date = date_of(post)
    meta = (f"<wp:postmeta><wp:meta_key>{cdata('footnotes')}</wp:meta_key><wp:meta_value>"
            f"{cdata(post.footnotes)}</wp:meta_value></wp:postmeta>\n") if post.footnotes else ""  # fmt: skip
    return f"""\t<item>
\t\t<title>{cdata(post.title)}</title>
\t\t<link>{BASE}/{post.slug}/</link>
\t\t<pubDate>Mon, 02 Jan 2023 08:00:00 +0000</pubDate>
\t\t<dc:creator>{cdata(post.author)}</dc:creator>
\t\t<guid isPermaLink="false">{BASE}/?p={post.id}</guid>
\t\t<description></description>
\t\t<content:encoded>{cdata(post.content)}</content:encoded>
\t\t<excerpt:encoded>{cdata("")}</excerpt:encoded>
\t\t<wp:post_id>{post.id}</wp:post_id>
\t\t<wp:post_date>{cdata(date)}</wp:post_date>
\t\t<wp:post_date_gmt>{cdata(date)}</wp:post_date_gmt>
\t\t<wp:post_modified_gmt>{cdata(date)}</wp:post_modified_gmt>
\t\t<wp:comment_status>{cdata("open")}</wp:comment_status>
\t\t<wp:post_name>{cdata(post.slug)}</wp:post_name>
\t\t<wp:status>{cdata(post.status)}</wp:status>
\t\t<wp:post_parent>0</wp:post_parent>
\t\t<wp:post_type>{cdata(post.type)}</wp:post_type>
\t\t<wp:post_password>{cdata(post.password)}</wp:post_password>
\t\t<category domain="category" nicename="running">{cdata("Running")}</category>
{meta}{"".join(map(_comment, post.comments))}\t</item>
"""


def _comment(c: Comment) -> str:
    return f"""\t\t<wp:comment>
\t\t\t<wp:comment_id>{c.id}</wp:comment_id>
\t\t\t<wp:comment_author>{cdata(escape(c.name))}</wp:comment_author>
\t\t\t<wp:comment_author_email>{cdata(f"secret{c.id}@example.com")}</wp:comment_author_email>
\t\t\t<wp:comment_author_url>https://secret.example.net</wp:comment_author_url>
\t\t\t<wp:comment_author_IP>{cdata("203.0.113.77")}</wp:comment_author_IP>
\t\t\t<wp:comment_date>{cdata(c.date)}</wp:comment_date>
\t\t\t<wp:comment_date_gmt>{cdata(c.date)}</wp:comment_date_gmt>
\t\t\t<wp:comment_content>{cdata(c.text)}</wp:comment_content>
\t\t\t<wp:comment_approved>{cdata(c.approved)}</wp:comment_approved>
\t\t\t<wp:comment_type>{cdata(c.type)}</wp:comment_type>
\t\t\t<wp:comment_parent>{c.parent}</wp:comment_parent>
\t\t\t<wp:comment_user_id>{c.user}</wp:comment_user_id>
\t\t</wp:comment>
"""


def as_json(blog: Blog) -> dict:
    """For fill.php, which puts the blog into a real WordPress."""
    posts = [{**vars(p), "date": date_of(p), "comments": [vars(c) for c in p.comments]}
             for p in blog.posts if p.type in ("post", "page")]  # fmt: skip
    return {"users": [OWNER, GUEST], "posts": posts}
