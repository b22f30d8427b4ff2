"""The origin of `peers.py`: serves the listed documents over loopback, and changes its manners when told so.

GET /feed/<n>            the n-th document; /mode?304, /mode?bare, /mode?new and /mode?cold change how
GET /feeds               the numbers that are served; /leave-out?1,2 takes some away
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from hashlib import blake2b
from pathlib import Path

_FIRST = re.compile(rb"<(?:\w+:)?(item|entry)[\s>]")
_NEW = {
    b"item": b"<item><title>One more</title><link>https://new.example/%d</link><guid>https://new.example/%d</guid>"
    b"<pubDate>Mon, 24 Nov 2025 10:00:00 GMT</pubDate><description>&lt;p&gt;A new item.&lt;/p&gt;</description></item>",
    b"entry": b'<entry><title>One more</title><link href="https://new.example/%d"/><id>https://new.example/%d</id>'
    b"<updated>2025-11-24T10:00:00Z</updated><content type='html'>&lt;p&gt;A new item.&lt;/p&gt;</content></entry>",
}


class Origin:
    """Documents and manners."""

    def __init__(self, paths: list[str]) -> None:
        self.bodies = {str(n): Path(path).read_bytes() for n, path in enumerate(paths)}
        self.left_out: set[str] = set()
        self.mode = "cold"

    def body(self, number: str) -> bytes:
        body = self.bodies[number]
        found = _FIRST.search(body) if self.mode == "new" else None
        if not found:
            return body
        return body[: found.start()] + _NEW[found[1]] % (int(number), int(number)) + body[found.start() :]

    def answer(self, target: str, conditional: bool) -> tuple[int, dict[str, str], bytes]:
        path, _, query = target.partition("?")
        if path == "/mode":
            self.mode = query
            return 200, {}, b""
        if path == "/leave-out":
            self.left_out = set(filter(None, query.split(",")))
            return 200, {}, b""
        if path == "/feeds":
            return 200, {}, json.dumps([n for n in self.bodies if n not in self.left_out]).encode()
        number = path.rpartition("/")[2]
        if self.mode == "304" and conditional:
            return 304, {}, b""
        body = self.body(number)
        headers = {"Content-Type": "application/xml"}
        if self.mode != "bare":
            headers["ETag"] = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        return 200, headers, body

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                target = head.split(b" ", 2)[1].decode()
                status, headers, body = self.answer(target, b"\r\nif-none-match:" in head.lower())
                lines = [f"HTTP/1.1 {status} .", *(f"{k}: {v}" for k, v in headers.items())]
                lines += [f"Content-Length: {len(body)}"] if status == 200 else []
                writer.write("\r\n".join([*lines, "", ""]).encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def main(paths: list[str]) -> None:
    origin = Origin(paths)
    server = await asyncio.start_server(origin.serve, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    async with server:
        await server.serve_forever()


asyncio.run(main(json.loads(Path(sys.argv[1]).read_text())))
