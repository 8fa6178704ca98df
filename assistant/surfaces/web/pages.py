"""The widget's file and the page that shows it: bytes read once, strong ETags."""

from __future__ import annotations

import base64
import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from assistant.surfaces.web.guard import NOTE

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'"
)
_STATIC = files(__package__) / "static"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that never changes while the process runs."""

    body: bytes
    packed: bytes
    media_type: str
    etag: str
    headers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, body: bytes, media_type: str, **headers: str) -> Asset:
        """`headers` with underscores for dashes."""
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        named = tuple((k.replace("_", "-"), v) for k, v in headers.items())
        return cls(body, gzip.compress(body, 9, mtime=0), media_type, etag, named)

    def respond(self, request: Request) -> Response:
        """The file, packed if that is accepted; 304 when the client has it."""
        headers = dict(self.headers) | {
            "vary": "Accept-Encoding",
            "etag": self.etag,
            "cache-control": "public, max-age=300, no-transform",
        }
        packs = "gzip" in request.headers.get("accept-encoding", "")
        if packs:  # a strong ETag names bytes as sent, so the packed file has its own
            headers["etag"] = f'{self.etag[:-1]}-gz"'
            headers["content-encoding"] = "gzip"
        held = {t.strip() for t in request.headers.get("if-none-match", "")[:2000].split(",")}
        if "*" in held or headers["etag"] in held:
            headers.pop("content-encoding", None)
            return Response(status_code=304, headers=headers)
        return Response(
            self.packed if packs else self.body, headers=headers, media_type=self.media_type
        )


def static(name: str) -> bytes:
    """The bytes of a file of `static/`."""
    return (_STATIC / name).read_bytes()


def widget_integrity() -> str:
    """The widget's subresource-integrity value: `sha384-…`."""
    return "sha384-" + base64.b64encode(hashlib.sha384(static("widget.js")).digest()).decode()


def widget() -> Asset:
    """The custom element. Any page may load it, and check it against its integrity value."""
    return Asset.of(
        static("widget.js"),
        "text/javascript",
        access_control_allow_origin="*",
        cross_origin_resource_policy="cross-origin",
    )


def page(html: str) -> Asset:
    """An HTML page under a strict policy."""
    return Asset.of(html.encode(), "text/html", content_security_policy=PAGE_POLICY)


def style() -> Asset:
    """The demo page's style."""
    return Asset.of(static("demo.css"), "text/css")


def endpoint(asset: Asset, path: str) -> Callable[[Request], Any]:
    """The route's function."""

    async def serve(request: Request) -> Response:
        request.scope[NOTE].route = path
        return asset.respond(request)

    return serve
