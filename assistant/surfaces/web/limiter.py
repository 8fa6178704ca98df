"""How often a client may ask. Counting is the `limits` library's; who a client is stands here."""

from __future__ import annotations

import ipaddress
import logging
import time
from functools import lru_cache

from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.errors import ConfigurationError
from limits.storage import storage_from_string
from starlette.types import Scope

from assistant.errors import InputError
from assistant.surfaces.web.settings import WebSettings

HARD = 5
"""Beyond this many times the rate a client's messages aren't even looked at for red flags."""
_log = logging.getLogger("assistant.web")


class Limiter:
    """Counts requests per client. Raises `InputError` when the settings can't be used."""

    def __init__(self, settings: WebSettings) -> None:
        """Read the rate and open the storage."""
        self._proxies = settings.proxies
        self._soft: RateLimitItem | None = None
        self._hard: RateLimitItem | None = None
        if settings.rate:
            self._soft, self._hard = _items(settings.rate)
            self._strategy = SlidingWindowCounterRateLimiter(_storage(settings.rate_storage))

    async def check(self, scope: Scope) -> tuple[int, bool]:
        """Count a request: seconds until the client may ask again (0: now), and if it's shut out.

        When the storage can't be reached nobody is limited: a limit must not silence the site.
        """
        if self._soft is None or self._hard is None:
            return 0, False
        who = client(scope, self._proxies)
        try:
            if await self._strategy.hit(self._soft, who):
                return 0, False
            shut = not await self._strategy.hit(self._hard, "hard", who)
            stats = await self._strategy.get_window_stats(self._soft, who)
        except Exception as e:  # any driver's error: see above
            _log.warning("rate limit storage fails (%s); not limiting", type(e).__name__)
            return 0, False
        return max(1, round(stats.reset_time - time.time())), shut


def _items(rate: str) -> tuple[RateLimitItem, RateLimitItem]:
    try:
        soft = parse(rate)
        hard = type(soft)(soft.amount * (HARD - 1), soft.multiples)
    except ValueError as e:
        raise InputError(f'rate {rate!r}: write it like "60/minute", or "" for no limit') from e
    return soft, hard


def _storage(address: str) -> Storage:
    options = {} if address.startswith("memory") else {"implementation": "redispy"}
    try:
        storage = storage_from_string(f"async+{address}", **options)
    except ConfigurationError as e:
        mend = " (pip install redis)" if address.startswith("redis") else ""
        raise InputError(f"rate_storage {address!r} can't be used: {e}{mend}") from e
    if not isinstance(storage, Storage):
        raise InputError(f"rate_storage {address!r} is of a kind that can't be used here")
    return storage


def client(scope: Scope, proxies: int) -> str:
    """Who asks: the peer's address, or with trusted proxies what the outermost of them saw.

    An IPv6 client counts as its /64 network: one household, whatever address it takes.
    """
    peer = scope.get("client")
    address = str(peer[0]) if peer else "unknown"
    if proxies:
        lines = [v.decode("latin-1") for k, v in scope["headers"] if k == b"x-forwarded-for"]
        hops = [h.strip() for h in ",".join(lines)[-2000:].split(",")]
        if len(hops) >= proxies and hops[-proxies]:
            address = hops[-proxies]
    return _household(address)


@lru_cache(maxsize=4096)
def _household(address: str) -> str:
    try:
        ip = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return address[:64]
    if ip.version == 6:
        return str(ipaddress.ip_network((ip, 64), strict=False).network_address)
    return str(ip)
