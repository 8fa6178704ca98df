"""A live WordPress through its REST address: only what everybody may read is asked for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import partial
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import InputError, MissingExtra
from assistant.importers.html import to_markdown
from assistant.importers.posts import Fault, Item, LeftOut
from assistant.importers.wordpress import KINDS, RawComment, _guarded, make_post

PER_PAGE = 100
MAX_PAGES = 2000
MAX_BODY = 64 << 20
"""Bytes of one answer."""
_POST = "id,slug,link,title,content,author,date_gmt,modified_gmt,status"
_COMMENT = "id,post,parent,author,author_name,date_gmt,content,type,status"


def read_live(address: str) -> Iterator[Item]:
    """Posts and pages of a live site. Raises `InputError` when its REST interface can't be read."""
    client = Client(address)
    site = str(client.root().get("home") or address).rstrip("/")
    posts: list[dict[str, Any]] = []
    faults: list[Fault] = []
    for kind in KINDS:
        posts += client.all(f"/wp/v2/{kind}s", {"_fields": _POST}, faults)
    owners = frozenset(str(p.get("author")) for p in posts)
    names = {
        str(u.get("id")): str(u.get("name", ""))
        for u in client.all("/wp/v2/users", {"_fields": "id,name"}, [])
    }
    threads: dict[str, list[RawComment]] = {}
    for c in client.all("/wp/v2/comments", {"_fields": _COMMENT, "orderby": "id"}, faults):
        if c.get("type", "comment") == "comment" and c.get("status") == "approved":
            threads.setdefault(str(c.get("post")), []).append(_comment(c))
    yield from faults
    for post in posts:
        where = str(post.get("link") or post.get("id"))
        thread = threads.get(str(post.get("id")), [])
        yield _guarded(where, partial(_post, post, thread, site, names, owners))


def _comment(c: dict[str, Any]) -> RawComment:
    return RawComment(
        str(c.get("id")), str(c.get("parent") or ""), str(c.get("author") or ""),
        unescape(str(c.get("author_name") or "")), str(c.get("date_gmt") or ""),
        str((c.get("content") or {}).get("rendered", "")),
    )  # fmt: skip


def _post(
    post: dict[str, Any],
    thread: list[RawComment],
    site: str,
    names: dict[str, str],
    owners: frozenset[str],
) -> Item:
    if post["content"].get("protected"):
        return LeftOut("behind a password")
    body, marks = to_markdown(str(post["content"]["rendered"]))
    return make_post(
        number=str(post["id"]),
        site=site,
        slug=str(post["slug"]),
        title=unescape(str(post["title"]["rendered"])),
        url=str(post["link"]),
        author=names.get(str(post.get("author")), ""),
        published=str(post.get("date_gmt") or ""),
        updated=str(post.get("modified_gmt") or ""),
        body=body,
        marks=Counter(marks),
        comments=thread,
        owners=owners,
        texts=lambda text: text,
    )


class Client:
    """Reads one site's REST interface. Follows no redirect to another host."""

    def __init__(self, address: str) -> None:
        """`address`: the site's, or its `/wp-json`."""
        try:
            import httpx2
        except ImportError as e:
            raise MissingExtra("wordpress", "httpx2") from e
        parts = urlsplit(address)
        if not parts.hostname:
            raise InputError(f"{address}: no address; give one such as https://www.example.org")
        self._error: type[Exception] = httpx2.HTTPError
        self._http = httpx2.Client(timeout=30, follow_redirects=False)
        base = address.split("?", 1)[0].split("#", 1)[0].rstrip("/")
        self._site = base.removesuffix("/wp-json")
        self._pretty = True

    def root(self) -> dict[str, Any]:
        """What the interface says of the site; finds out how it is addressed."""
        for pretty in (True, False):
            self._pretty = pretty
            try:
                found, _ = self._get("/", {})
            except InputError:
                if not pretty:
                    raise
                continue
            if isinstance(found, dict) and "wp/v2" in found.get("namespaces", ()):
                return found
        raise InputError(f"{self._site}: no WordPress REST interface there; give an export file")

    def all(self, route: str, query: dict[str, str], faults: list[Fault]) -> list[dict[str, Any]]:
        """All rows of a route, page by page; what fails is told in `faults`."""
        rows: list[dict[str, Any]] = []
        for page in range(1, MAX_PAGES + 1):
            order = {"per_page": str(PER_PAGE), "page": str(page), "order": "asc"}
            try:
                found, pages = self._get(route, {"orderby": "id", **query, **order})
            except InputError as e:
                faults.append(Fault(f"{self._site}{route}", f"page {page}: {e}", cut=True))
                break
            if not isinstance(found, list):
                faults.append(Fault(f"{self._site}{route}", "is no list", cut=True))
                break
            rows += [r for r in found if isinstance(r, dict)]
            if page >= pages or not found:
                break
        return rows

    def _get(self, route: str, query: dict[str, str]) -> tuple[Any, int]:
        if self._pretty:
            address = f"{self._site}/wp-json{route}"
        else:
            address, query = f"{self._site}/", {"rest_route": route, **query}
        try:
            with self._http.stream("GET", address, params=query) as answer:
                body = bytearray()
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > MAX_BODY:
                        raise InputError(f"answers more than {MAX_BODY >> 20} MB")
        except self._error as e:
            raise InputError(f"{address}: can't be reached ({type(e).__name__})") from e
        if answer.status_code != 200:
            moved = answer.headers.get("location", "")
            to = f", moved to {moved[:200]}" if moved else ""
            raise InputError(f"{address}: answers {answer.status_code}{to}")
        try:
            return json.loads(bytes(body)), int(answer.headers.get("x-wp-totalpages", "1"))
        except (ValueError, UnicodeDecodeError) as e:
            raise InputError(f"{address}: answers no JSON") from e
