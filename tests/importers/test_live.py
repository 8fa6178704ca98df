"""A real WordPress, filled with the kit's blog: its export and its REST interface agree."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from needs import need

from assistant.importers import run

from . import kit

HERE = Path(__file__).parent
KIT = HERE.parent / "wordpress" / "kit"
PHP = ["php", "-d", "error_reporting=E_ERROR", "-d", "display_errors=0"]


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    """(address, export file) of a running site with 300 posts and 3,000 comments."""
    need(shutil.which("php"), "php: apt-get install php-cli php-sqlite3 php-xml php-mbstring")
    root = tmp_path_factory.mktemp("live")
    kept = os.environ.get("WORDPRESS_KIT")
    place = (Path(kept) if kept else root / "kept") / "trixie"
    if not (place / "sqlite" / "load.php").exists():
        tools = ("apt-get", "dpkg-deb", "npm", "unzip")
        need(all(map(shutil.which, tools)), f"Debian with {', '.join(tools)}, to fetch WordPress")
        subprocess.run(["bash", KIT / "fetch.sh", place, "trixie"], check=True, timeout=300)
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    url, site = f"http://127.0.0.1:{port}", root / "wp" / "site"
    subprocess.run(["bash", KIT / "make.sh", root / "wp", str(port), place], check=True,
                   timeout=120, capture_output=True)  # fmt: skip
    blog = root / "blog.json"
    blog.write_text(json.dumps(kit.as_json(kit.make_blog(300, 3000))))
    subprocess.run(
        [*PHP, HERE / "wordpress" / "fill.php", site, url, blog], check=True, timeout=120
    )
    with (root / "blog.xml").open("wb") as out:
        subprocess.run([*PHP, HERE / "wordpress" / "export.php", site, url], check=True, stdout=out,
                       timeout=60)  # fmt: skip
    server = subprocess.Popen([*PHP, "-S", f"127.0.0.1:{port}", "-t", site, KIT / "router.php"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)  # fmt: skip
    for _ in range(200):
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield url, root / "blog.xml"
    server.kill()
    server.wait()


@pytest.mark.slow
def test_the_file_and_the_live_site_give_the_same_files(live, tmp_path):
    url, file = live
    made = {}
    for name, source in (("file", str(file)), ("live", url)):
        report = run("wordpress", source, tmp_path / name)
        assert (report.posts, report.comments, report.faults) == (300, 3000, [])
        made[name] = {p.relative_to(tmp_path / name): p.read_text("utf-8")
                      for p in (tmp_path / name).rglob("*") if p.is_file()}  # fmt: skip
    assert made["file"] == made["live"]
    assert "SECRET" not in "".join(made["live"].values())
