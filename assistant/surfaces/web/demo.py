"""The page at `/`: the site's article, as far as there is one, with the widget on it."""

from __future__ import annotations

from html import escape

from assistant.domain import Document
from assistant.engine import Assistant
from assistant.surfaces.render import safe_url

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<link rel="stylesheet" href="demo.css">
<script type="module" src="widget.js"></script>
</head>
<body>
<header><p>{site}</p></header>
<main>
<article>
{article}
</article>
<p class="origin">{origin}</p>
</main>
<reader-assistant></reader-assistant>
</body>
</html>
"""


def demo_html(bot: Assistant) -> str:
    """The page, complete."""
    document = _article(bot)
    site = escape(bot.settings.title)
    if document is None:
        return _PAGE.format(title=site, site=site, article=f"<h1>{site}</h1>", origin="")
    url = escape(safe_url(document.url))
    origin = f'A copy for trying the assistant. The article: <a href="{url}">{url}</a>'
    return _PAGE.format(
        title=escape(document.title),
        site=site,
        article="\n".join(_blocks(document)),
        origin=origin if url else "",
    )


def _article(bot: Assistant) -> Document | None:
    """The article that the first questions are about."""
    for question in bot.starters():
        for hit in bot.search(question, k=20):
            if hit.passage.document.kind == "article":
                return hit.passage.document
    return None


def _blocks(document: Document) -> list[str]:
    """The title, then headings and paragraphs: a short line without a full stop is a heading."""
    found = [f"<h1>{escape(document.title)}</h1>"]
    for block in document.text.split("\n\n"):
        line = block.strip()
        if not line or line == document.title:
            continue
        heading = "\n" not in line and len(line) < 80 and line[-1] not in ".!?…:”\"'"
        name = "h2" if heading else "p"
        found.append(f"<{name}>{escape(line)}</{name}>".replace("\n", "<br>"))
    return found
