"""HTTP as it is on the wire: header names in the very letters the service sent."""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]


def ask(url, method="GET", headers=()):
    """Sends one request and reads the head of the answer; names keep their case."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {target} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close", *headers, "", ""]
    with socket.create_connection((parts.hostname, parts.port or 80), timeout=30) as connection:
        connection.sendall("\r\n".join(lines).encode())
        received = b""
        while b"\r\n\r\n" not in received:
            chunk = connection.recv(65536)
            assert chunk, f"{method} {url}: the connection closed without an answer"
            received += chunk
    status, *fields = received.split(b"\r\n\r\n", 1)[0].decode("latin-1").split("\r\n")
    return Reply(int(status.split(" ")[1]), dict(field.split(": ", 1) for field in fields))
