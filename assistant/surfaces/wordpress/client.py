"""WordPress' REST API: signed in, patient, and told in one line when it doesn't work."""

from __future__ import annotations

import ipaddress
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from assistant.errors import AssistantError, InputError, MissingExtra

if TYPE_CHECKING:
    import httpx2

TRIES = 6
LONGEST_WAIT = 60.0
"""Seconds before another try, whatever the server asks for."""
TIMEOUT = 30.0
"""Seconds for one answer."""
MAX_BODY = 32 << 20
"""Bytes of one answer."""
PAGE = 100
"""Comments a page: the most that WordPress gives."""
AGAIN = frozenset({429, 500, 502, 503, 504})


class ServerError(AssistantError):
    """The site refused or failed, in one line with what to do."""

    def __init__(self, message: str, status: int = 0, code: str = "") -> None:
        """`status` is HTTP's, 0 when no answer came; `code` WordPress' own word for it."""
        super().__init__(message)
        self.status, self.code = status, code
        self.wait = 0.0
        """seconds that the server asks for before another try"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    data: Any
    headers: Mapping[str, str]


class Client:
    """A signed-in connection; a context manager. Never follows a redirect with the password."""

    def __init__(
        self,
        url: str,
        user: str = "",
        password: str = "",
        *,
        verify: str | bool = True,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`verify`: a file of certificate authorities, for a site with its own.

        Raises `InputError` for an address that can't be one, or would send the password in clear.
        """
        self.url = site_address(url)
        try:
            import httpx2
        except ImportError as e:
            raise MissingExtra("wordpress", "httpx2") from e
        self._lib, self._sleep = httpx2, sleep
        context: Any = verify
        if isinstance(verify, str):
            import ssl

            try:
                context = ssl.create_default_context(cafile=verify)
            except OSError as e:
                raise InputError(f"{verify}: no usable certificates ({e.strerror})") from e
        self._http = httpx2.Client(
            auth=httpx2.BasicAuth(user, password) if user else None,
            timeout=TIMEOUT, verify=context, follow_redirects=False, trust_env=False,
            headers={"User-Agent": "reader-assistant", "Accept": "application/json"},
        )  # fmt: skip
        self._root = ""

    def __enter__(self) -> Client:
        """Nothing is asked yet."""
        return self

    def __exit__(self, kind: object, e: BaseException | None, tb: object) -> None:
        """Close. An answer that lacks what WordPress' answers have is told in one line."""
        self._http.close()
        if isinstance(e, (KeyError, TypeError, ValueError, AttributeError)):
            raise ServerError(f"{self.url}: answers something else than WordPress does") from e

    def index(self) -> Mapping[str, Any]:
        """What the API says of itself; finds where it is, with pretty links or plain ones."""
        fault: ServerError | None = None
        for root in (f"{self.url}/wp-json", f"{self.url}/?rest_route="):
            try:
                answer = self._try("GET", f"{root}/", {}, None)
            except ServerError as e:
                if e.status in (0, *range(300, 400), *AGAIN):
                    raise
                fault = fault or e
                continue
            if isinstance(answer.data, dict) and "wp/v2" in answer.data.get("namespaces", ()):
                self._root = root
                found: Mapping[str, Any] = answer.data
                return found
        raise fault or ServerError(
            f"{self.url}: no WordPress REST API there; give the blog's own address, and see "
            "whether a plugin has switched the API off"
        )

    def get(self, route: str, **query: Any) -> Answer:
        """GET, again after a while where that can help."""
        return self._patient("GET", route, query, None)

    def post(self, route: str, body: Mapping[str, Any], *, retry: bool = True) -> Answer:
        """POST; `retry=False` where a second one could double the first."""
        if not retry:
            return self._send("POST", route, {}, body)
        return self._patient("POST", route, {}, body)

    def pages(self, route: str, **query: Any) -> Iterator[tuple[list[Any], int]]:
        """Every page of a list with the total that the server counts."""
        page = pages = 1
        while page <= pages:
            answer = self.get(route, per_page=PAGE, page=page, **query)
            if not isinstance(answer.data, list):
                raise ServerError(f"{self.url}: answers no list of comments", answer.status)
            pages = int(answer.headers.get("x-wp-totalpages") or 1)
            yield answer.data, int(answer.headers.get("x-wp-total") or len(answer.data))
            page += 1

    def pause(self, tried: int, fault: ServerError) -> None:
        """Wait before another try: as long as the server asks for, or longer each time."""
        self._sleep(min(fault.wait or 0.5 * 2**tried, LONGEST_WAIT))

    def _patient(self, method: str, route: str, query: Any, body: Any) -> Answer:
        for tried in range(TRIES):
            try:
                return self._send(method, route, query, body)
            except ServerError as e:
                if (e.status and e.status not in AGAIN) or tried == TRIES - 1:
                    raise
                self.pause(tried, e)
        raise AssertionError("the last try answers or raises")

    def _send(self, method: str, route: str, query: Any, body: Any) -> Answer:
        if not self._root:
            self.index()
        return self._try(method, f"{self._root}/wp/v2/{route}", query, body)

    def _try(self, method: str, address: str, query: Mapping[str, Any], body: Any) -> Answer:
        # plain links carry the route in the query, so that parameters are added to it
        where, _, given = address.partition("?")
        parameters = dict(p.split("=", 1) for p in given.split("&") if p) | {
            k: ",".join(map(str, v)) if isinstance(v, (list, tuple)) else str(v)
            for k, v in query.items()
        }
        try:
            with self._http.stream(method, where, params=parameters, json=body) as response:
                raw = self._body(response)
                return self._judged(response, raw)
        except self._lib.HTTPError as e:
            raise ServerError(f"{self.url}: {_transport(e)}") from e

    def _body(self, response: httpx2.Response) -> bytes:
        raw = b""
        for block in response.iter_bytes():
            raw += block
            if len(raw) > MAX_BODY:
                raise ServerError(f"{self.url}: an answer of more than {MAX_BODY:,} bytes")
        return raw

    def _judged(self, response: httpx2.Response, raw: bytes) -> Answer:
        status = response.status_code
        try:
            data = json.loads(raw.decode("utf-8-sig", "replace"))
        except (ValueError, RecursionError):
            data = None
        if 300 <= status < 400:
            to = response.headers.get("location", "")[:200]
            raise ServerError(f"{self.url}: answers at {to}; give that address", status)
        if status >= 400 or data is None:
            code = str(data.get("code", "")) if isinstance(data, dict) else ""
            fault = ServerError(f"{self.url}: {_refusal(status, code)}", status, code)
            after = response.headers.get("retry-after", "")
            fault.wait = float(after) if re.fullmatch(r"\d{1,6}", after) else 0.0
            raise fault
        return Answer(status, data, {k.lower(): v for k, v in response.headers.items()})


def site_address(url: str) -> str:
    """The address without what follows the blog's folder."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError as e:
        raise InputError(f"{url[:200]!r} is no web address") from e
    if parts.scheme not in ("http", "https") or not host:
        raise InputError(f"{url[:200]!r} is no web address; give https://…")
    if parts.username or parts.password:
        raise InputError("leave the password out of the address; see --help for where it goes")
    if parts.scheme == "http" and not _loopback(host):
        raise InputError(
            f"{host}: without https the password would be sent in clear; give https://"
        )
    path = parts.path.rstrip("/").removesuffix("/wp-json").removesuffix("/wp-admin")
    named = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{named}{port}{path}"


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _transport(e: Exception) -> str:
    text = str(e)
    if "CERTIFICATE" in text.upper():
        return f"its certificate isn't trusted ({text[:200]}); mend it, or give --ca FILE"
    if "Timeout" in type(e).__name__:
        return f"no answer within {TIMEOUT:.0f} seconds"
    return f"can't be reached ({text[:200] or type(e).__name__})"


_REFUSALS = {
    401: "user or application password not accepted; make a new one in WordPress under "
    "Users › Profile › Application Passwords and use your login name",
    403: "this user may not do that; use an editor's or administrator's account",
    404: "not found",
    429: "asks for patience (too many requests)",
}


def _refusal(status: int, code: str) -> str:
    told = _REFUSALS.get(status, "no JSON in its answer" if status < 400 else "failed")
    return f"{told} (HTTP {status}{', ' + code[:80] if code else ''})"
