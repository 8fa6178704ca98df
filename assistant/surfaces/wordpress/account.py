"""Who we are on a site, where the password comes from, and whether all is well: `check`."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import InputError
from assistant.surfaces.wordpress.client import Client, ServerError, site_address

VARIABLE = "ASSISTANT_WP_PASSWORD"
_WHO_MAY = "use an editor's or administrator's account"
_NO_PASSWORDS = (
    "application passwords: switched off here; WordPress offers them over https only (for a test "
    "site set WP_ENVIRONMENT_TYPE to local), and some security plugins switch them off"
)
SERVICE = "reader-assistant"
"""The name under which a keyring keeps the password."""


def password(url: str, user: str, file: str | None = None) -> str:
    """The application password: of the environment, a file of yours alone, or the keyring.

    Raises `InputError` when there is none, or others may read the file.
    """
    if found := os.environ.get(VARIABLE, "").strip():
        return found
    if file:
        return _from_file(Path(file))
    try:
        import keyring
        import keyring.errors
    except ImportError:
        found = ""
    else:
        try:
            found = keyring.get_password(SERVICE, f"{user}@{site_address(url)}") or ""
        except keyring.errors.KeyringError:
            found = ""
    if not found:
        raise InputError(
            f"no password; set {VARIABLE}, or give --password-file FILE, or run: "
            f"keyring set {SERVICE} {user}@{site_address(url)}"
        )
    return found


def _from_file(path: Path) -> str:
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise InputError(f"{path}: others may read the password; run: chmod 600 {path}")
        text = path.read_text(encoding="utf-8")[:1000].strip()
    except (OSError, UnicodeDecodeError) as e:
        raise InputError(f"{path}: can't be read ({e})") from e
    if not text:
        raise InputError(f"{path}: is empty; put the application password into it")
    return text


@dataclass(frozen=True, slots=True)
class Me:
    """The user we are signed in as."""

    id: int
    name: str
    may_moderate: bool


def whoami(client: Client) -> Me:
    """Who the site thinks we are. A wrong password is told here, and only here for certain."""
    data = client.get("users/me", context="edit").data
    return Me(
        int(data["id"]),
        str(data.get("username") or data.get("name", "")),
        bool((data.get("capabilities") or {}).get("moderate_comments")),
    )


def moderator(client: Client) -> Me:
    """Who we are. Raises `ServerError` when that isn't somebody who may moderate."""
    me = whoami(client)
    if not me.may_moderate:
        raise ServerError(f"{client.url}: user {me.name!r} may not moderate comments; {_WHO_MAY}")
    return me


def staff(client: Client, me: Me) -> frozenset[int]:
    """Users who answer for the site: us, and whoever has published a post."""
    found = {me.id}
    try:
        for users, _ in client.pages("users"):
            found.update(int(u["id"]) for u in users)
    except ServerError as e:
        if e.status not in (401, 403, 404):  # some sites hide the list: then it is only us
            raise
    return frozenset(found)


def check(connect: Callable[[], Client]) -> Iterator[tuple[bool, str]]:
    """Every step that pulling and drafting need: (is it well, one line), up to the first fault."""
    try:
        with connect() as client:
            index = client.index()
            secure = "TLS" if client.url.startswith("https") else "this machine only, no TLS"
            yield True, f"address: {client.url} ({secure}), “{str(index.get('name', ''))[:80]}”"
            if not (index.get("authentication") or {}).get("application-passwords"):
                yield False, _NO_PASSWORDS
                return
            yield True, "application passwords: offered"
            try:
                me = whoami(client)
            except ServerError as e:
                more = "; if both are right, the web server drops the Authorization header"
                yield False, f"signing in: {e}{more if e.status == 401 else ''}"
                return
            yield True, f"signed in as: {me.name} (user {me.id})"
            if not me.may_moderate:
                yield False, f"moderating: {me.name} may not; {_WHO_MAY}"
                return
            _, total = next(client.pages("comments", status="hold", context="view"))
            yield True, f"moderating: allowed; {total:,} comments wait"
    except ServerError as e:
        yield False, f"address: {e}"
