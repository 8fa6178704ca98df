"""A small load generator: keep-alive HTTP/1.1 on raw asyncio protocols, closed or paced."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from time import perf_counter


@dataclass
class Result:
    """What came back. Latencies in seconds."""

    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    lost: int = 0
    """requests sent whole whose answer never came whole"""
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, p):
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * p))] if ordered else float("nan")

    def note(self, status, seconds):
        self.statuses[status] = self.statuses.get(status, 0) + 1
        self.latencies.append(seconds)


class Connection(asyncio.Protocol):
    """One keep-alive connection; one request at a time."""

    def __init__(self):
        self._buffer, self._answer, self._need = b"", None, -1
        self.gone = self.closing = False

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self._buffer += data
        if self._need < 0:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._buffer[:end].lower()
            at = head.index(b"content-length:") + 15
            self._need = end + 4 + int(head[at:].split(b"\r", 1)[0])
            self._status = int(head[9:12])
            self.closing = b"\r\nconnection: close" in head
        if len(self._buffer) >= self._need:
            self._buffer, self._need = self._buffer[self._need :], -1
            if self._answer and not self._answer.done():
                self._answer.set_result(self._status)

    def connection_lost(self, exc):
        self.gone = True
        if self._answer and not self._answer.done():
            self._answer.set_exception(ConnectionResetError())

    def send(self, data):
        """Send a request; its status is awaited."""
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(data)
        return self._answer


async def connect(port):
    _, c = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
    return c


def request(path, body):
    """A POST as bytes."""
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def closed(port, requests, connections, seconds=None, total=None):
    """As fast as it goes: every connection asks again as soon as it is answered."""
    result, turn, left = Result(), itertools.cycle(requests), itertools.count()
    start = perf_counter()

    async def one():
        c = await connect(port)
        while (seconds is None or perf_counter() - start < seconds) and (
            total is None or next(left) < total
        ):
            sent = perf_counter()
            try:
                result.note(await c.send(next(turn)), perf_counter() - sent)
            except ConnectionResetError:
                result.lost += 1
                break
            if c.closing:  # the server asked to send no more here
                break
        c.transport.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    result.seconds = perf_counter() - start
    return result


async def paced(port, requests, rate, seconds, connections=64):
    """At a fixed rate, whatever comes back: latency counts from when a request was due."""
    result, turn = Result(), itertools.cycle(requests)
    due: asyncio.Queue[float | None] = asyncio.Queue()

    async def one():
        c = await connect(port)
        while (at := await due.get()) is not None:
            result.note(await c.send(next(turn)), perf_counter() - at)
        c.transport.close()

    workers = [asyncio.create_task(one()) for _ in range(connections)]
    start = perf_counter()
    for n in range(int(rate * seconds)):
        at = start + n / rate
        if (wait := at - perf_counter()) > 0:
            await asyncio.sleep(wait)
        due.put_nowait(at)
    for _ in workers:
        due.put_nowait(None)
    await asyncio.gather(*workers)
    result.seconds = perf_counter() - start
    return result


async def crowd(port, requests, many, slow, half_open):
    """`many` connections at once, beside clients that dribble and clients that never send."""
    silent = [await connect(port) for _ in range(half_open)]
    for n, c in enumerate(silent):
        c.transport.write(b"" if n % 2 else b"POST /api/reply HTTP/1.1\r\nHost:")
    dribbled = Result()

    async def dribble(data):
        c = await connect(port)
        start, pieces = perf_counter(), 8
        step = -(-len(data) // pieces)
        for n in range(0, len(data) - step, step):
            c.transport.write(data[n : n + step])
            await asyncio.sleep(0.25)
        last = range(0, len(data), step)[-1]
        try:
            dribbled.note(await c.send(data[last:]), perf_counter() - start)
        except ConnectionResetError:
            dribbled.lost += 1
        c.transport.close()

    slow_ones = [asyncio.create_task(dribble(requests[n % len(requests)])) for n in range(slow)]
    fast = await closed(port, requests, many, total=many * 5)
    await asyncio.gather(*slow_ones)
    for c in silent:
        c.transport.close()
    return fast, dribbled
