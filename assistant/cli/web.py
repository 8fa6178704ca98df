"""`serve`."""

from __future__ import annotations

import click

from assistant.cli import country_option, site_option
from assistant.cli.talk import open_bot


@click.command(
    "serve",
    epilog="Example: assistant serve --port 8080 --allow-origin https://www.example.org",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free one.",
)  # fmt: skip
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes."
)
@site_option
@country_option
@click.option(
    "--allow-origin", "origins", multiple=True, metavar="ORIGIN",
    help="A site whose pages may use the assistant, such as https://www.example.org; repeatable.",
)  # fmt: skip
@click.option(
    "--rate", default="60/minute", show_default=True, metavar="N/PERIOD",
    help='Replies a client may ask for; "" for no limit.',
)  # fmt: skip
@click.option(
    "--rate-storage", "storage", default="memory://", show_default=True, metavar="URL",
    help="Where clients are counted; redis://host:6379 counts for all workers.",
)  # fmt: skip
@click.option(
    "--proxies", default=0, show_default=True, type=click.IntRange(0, 10),
    help="Trusted proxies in front, whose X-Forwarded-For is believed.",
)  # fmt: skip
@click.option("--metrics", is_flag=True, help="Figures for Prometheus at /metrics.")
def serve_command(
    host: str,
    port: int,
    workers: int,
    folder: str | None,
    country: str | None,
    origins: tuple[str, ...],
    rate: str,
    storage: str,
    proxies: int,
    metrics: bool,
) -> int:
    """Run the HTTP app and the widget.

    Listens on this machine only unless --host says otherwise. Nothing that readers write is
    stored or logged. Stops on Ctrl-C or SIGTERM after answering what is under way.
    """
    from assistant.surfaces.web import WebSettings, require

    require()
    from assistant.surfaces.web.server import serve

    settings = WebSettings(
        allow_origins=origins,
        country=country,
        rate=rate,
        rate_storage=storage,
        proxies=proxies,
        metrics=metrics,
    )
    return serve(open_bot(folder), settings, host, port, workers)
