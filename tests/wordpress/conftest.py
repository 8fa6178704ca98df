"""A real WordPress on loopback for each version, made fresh for each test."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx2
import pytest
from needs import need

from assistant.surfaces.wordpress import Client

KIT = Path(__file__).parent / "kit"
VERSIONS = {"trixie": "6.", "sid": "7."}
"""Debian's suite → how its WordPress' version begins."""


class Site:
    """One running WordPress."""

    def __init__(self, root, port):
        self.root, self.port = root, port
        self.told = json.loads((root / "wp.json").read_text())
        self.url, self.user = self.told["url"], self.told["user"]
        self.held, self.post = self.told["held"], self.told["post"]
        self._server = None

    def start(self):
        log = (self.root / "server.log").open("ab")
        self._server = subprocess.Popen(
            ["php", "-d", "error_reporting=E_ERROR", "-d", "display_errors=0",
             "-d", "sendmail_path=/bin/true", "-d", "opcache.enable_cli=1",
             "-S", f"127.0.0.1:{self.port}", "-t", str(self.root / "site"),
             str(KIT / "router.php")],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        log.close()
        for _ in range(200):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("php -S does not answer")

    def stop(self):
        if self._server:
            os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()
            self._server = None

    def reset(self):
        content = self.root / "site" / "wp-content"
        shutil.copy(self.root / "fresh.sqlite", content / "database" / ".ht.sqlite")
        for order in ("faults.json", "publish.txt"):
            (content / order).unlink(missing_ok=True)

    def order(self, status, left, method="GET", **more):
        """The next `left` requests of a method are answered with a status."""
        orders = {"status": status, "left": left, "method": method, **more}
        (self.root / "site" / "wp-content" / "faults.json").write_text(json.dumps(orders))

    def publish_everything(self):
        (self.root / "site" / "wp-content" / "publish.txt").write_text("")

    def client(self, user=None, password=None, **options):
        return Client(self.url, user or self.user, password or self.told["password"], **options)

    def rest(self, method, route, **body):
        """A request by hand, as the owner."""
        answer = httpx2.request(
            method, f"{self.url}/?rest_route=/wp/v2/{route.replace('?', '&')}",
            auth=(self.user, self.told["password"]), json=body or None, timeout=30,
        )  # fmt: skip
        assert answer.status_code < 300, answer.text
        return answer.json()

    def drafts(self, status="hold"):
        """Our comments of a status."""
        mine = self.told["user_id"]
        found = self.rest("GET", f"comments?status={status}&author={mine}&per_page=100")
        return [c for c in found if c["id"] != self.told["reply"]]

    def run(self, *args, env=None):
        """The command, as its user runs it."""
        import sys

        return subprocess.run(
            [sys.executable, "-m", "assistant", "wordpress", *map(str, args)],
            env={**os.environ, "ASSISTANT_WP_PASSWORD": self.told["password"],
                 "ASSISTANT_WP_USER": self.user, **(env or {})},
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip


@pytest.fixture(scope="session")
def fetched(tmp_path_factory):
    """WordPress' files; fetched once, into $WORDPRESS_KIT where that is set."""
    kept = os.environ.get("WORDPRESS_KIT")
    return Path(kept) if kept else tmp_path_factory.mktemp("wordpress")


@pytest.fixture(scope="session", params=VERSIONS)
def standing(request, fetched, tmp_path_factory):
    need(shutil.which("php"), "php: apt-get install php-cli php-sqlite3 php-xml php-mbstring")
    place = fetched / request.param
    if not (place / "sqlite" / "load.php").exists():
        tools = ("apt-get", "dpkg-deb", "npm", "unzip")
        need(all(map(shutil.which, tools)), f"Debian with {', '.join(tools)}, to fetch WordPress")
        subprocess.run(["bash", KIT / "fetch.sh", place, request.param], check=True, timeout=300)
    root = tmp_path_factory.mktemp(request.param)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    made = subprocess.run(
        ["bash", KIT / "make.sh", root, str(port), place],
        check=False, timeout=120, capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    site = Site(root, port)
    assert site.told["wp"].startswith(VERSIONS[request.param])
    site.start()
    yield site
    site.stop()


@pytest.fixture
def site(standing):
    standing.reset()
    yield standing
    if standing._server is None:
        standing.start()
