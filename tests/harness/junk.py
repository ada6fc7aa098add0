"""Requests that no browser sends, as bytes."""

# ruff: noqa: E501 (one line of bytes is one request)
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice, product

SESSION = "s" * 43
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "get")
QUERIES = (
    "at=%00", "at=%ff%fe", "at=%ED%A0%80", "at=" + "x" * 4000, "at", "at=a&at=b", "&&=&",
    "start=%00",
    "start=i-" + "0" * 32, "lang=%00", "lang=%ff", "number=%00", "number=" + "a" * 16, "%=%",
    "a[]=1",
    "at=in:de:in:de:home:0", "at=message.show:" + "9" * 18, "start=o" + "9" * 30,
    "at=home:0%0d%0aX:1",
)  # fmt: skip
MULTIPART = b"multipart/form-data"
HEADERS = (
    b"Cookie: lotse=\xff\xfe", b"Cookie: =;=;;,", b"Cookie: lotse=" + b"s" * 43 + b"; start=\x7f",
    b'Cookie: lotse="\\000"; $Version=1; a=b=c', b"Cookie: " + b"a=b; " * 1000,
    b"Cookie: __Host-lotse",
    b"Accept-Language: \xff\xfe\xfd", b"Accept-Language: ;q=;,,;;*",
    b"Accept-Language: " + b"de," * 2000,
    b"X-Lotse-Tab: \xff", b"X-Lotse-Tab: " + b"t" * 4000, b"X-Telegram-Bot-Api-Secret-Token: \xff",
    b"Range: bytes=9-1", b"Range: lines=\xff", b"Range: bytes=" + b"0-1," * 500,
    b"If-Modified-Since: \xff",
    b"If-None-Match: \"\xff", b"If-Range: x", b"Accept-Encoding: \xff;q=x", b"Expect: 200-maybe",
    b"Upgrade: h2c", b"Host: \xff", b"Origin: null", b"Sec-Fetch-Dest: \xff",
    b"Transfer-Encoding: gzip",
    b"Content-Length: -1", b"Content-Length: x", b"X: \x00", b"no colon", b"X-Long: " + b"y" * 9000,
    b"Cookie: lotse=s.s.1." + b"0" * 64, b"Cookie: start=%ff; start=\xc3",
    b"Cookie: " + b";" * 4000,
    b"Accept-Language: de;q=\xff, en;q=1e9, *;q=nan", b"Accept: \xff;q=x", b"If-Match: *, \xff",
    b"Content-Type: \xff", b"Content-Type: ;;;", b"Content-Encoding: gzip", b"Content-Encoding: br",
)  # fmt: skip
BODIES = (
    (MULTIPART, b"x"), (MULTIPART + b"; boundary=", b"x"), (MULTIPART + b"; boundary=b", b"x"),
    (MULTIPART + b"; boundary=b", b"--b\r\n\r\nx\r\n--b--\r\n"),
    (b"multipart/mixed; boundary=b", b"--b--"),
    (MULTIPART + b"; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"),
    (MULTIPART + b"; boundary=b", b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nx'),
    (
        MULTIPART + b"; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="text"\r\nContent-Type: text/plain; charset=no\r\n'
        b"\r\nx\r\n--b--\r\n",
    ),
    (
        MULTIPART + b"; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="text"\r\nContent-Transfer-Encoding: no\r\n'
        b"\r\nx\r\n--b--\r\n",
    ),
    (
        MULTIPART + b"; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="\x00\xff.pdf"\r\n'
        b"Content-Type: \xff\r\n\r\n%PDF-\r\n--b--\r\n",
    ),
    (MULTIPART + b'; boundary="\xff"', b"x"), (MULTIPART + b"; boundary=b; boundary=c", b"--b--"),
    (MULTIPART + b"; charset=no; boundary=b", b"--b\r\n"), (b"multipart/form-data;boundary", b"x"),
    (b"Multipart/Form-Data; Boundary=b", b"--c\r\n\r\n--c--"), (b"multipart/", b"x"),
    (MULTIPART + b"; boundary=" + b"b" * 200, b"--" + b"b" * 200 + b"--"),
    (b"application/x-www-form-urlencoded; charset=no", b"text=x"),
    (b"application/x-www-form-urlencoded; charset=utf-16", b"text=x"),
    (b"application/x-www-form-urlencoded; charset=rot13", b"text=x"),
    (b"application/x-www-form-urlencoded; charset=raw_unicode_escape", b"text=\\ud800"),
    (b"application/x-www-form-urlencoded; charset=\xff", b"text=x"),
    (b"application/x-www-form-urlencoded", b"text=%ED%A0%80&press=%00"),
    (b"application/x-www-form-urlencoded", b"\xff\xfe\x00"),
    (b"application/x-www-form-urlencoded", b"&" * 5000),
    (b"application/x-www-form-urlencoded", b"%"),
    (b"application/json", b"{" * 5000), (b"application/json", b'{"update_id": "\\ud800"}'),
    (b"text/plain", b"\x00"), (b"", b""),
)  # fmt: skip
RAW = (
    b"\x00\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /chat\r\n\r\n",
    b"\x16\x03\x01\x02\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET " + b"/" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n", b"GET * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET  /chat  HTTP/1.1\r\nHost: x\r\n\r\n", b"get /chat http/1.1\r\nHost: x\r\n\r\n",
    b"GET /chat HTTP/1.1 x\r\nHost: x\r\n\r\n", b"POST /chat HTTP/1.1\r\nContent-Length: 1\r\n"
    b"Content-Length: 2\r\n\r\nxx", b"GET /chat HTTP/1.1\r\n x\r\n\r\n", b"<?xml?>\r\n\r\n",
    b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"POST /chat HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /%zz HTTP/1.1\r\n\r\n",
)  # fmt: skip


def requests(opened: Sequence[str], shut: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Junk for the paths of one route: what it is, and the bytes.

    Every path is asked with every method, and those that are ``opened`` with every other junk. Of
    those that are ``shut`` one after the other gets it: they are refused as one of the others is,
    or before anything is read.
    """
    for method, path in product(METHODS, (*opened, *shut)):
        yield f"{method} {path}", request(method, path)
    in_turn = cycle(shut)
    for made in junk():
        yield from map(made, (*opened, *islice(in_turn, 1)))


def junk() -> Iterator[Callable[[str], tuple[str, bytes]]]:
    """Yield what makes the request of a path, for each kind of junk."""
    yield from (partial(_with_query, query) for query in QUERIES)
    yield from (partial(_with_header, *kind) for kind in product(HEADERS, ("GET", "POST")))
    cookies = b"A: b", b"Cookie: lotse=" + SESSION.encode()
    yield from (partial(_with_body, *kind) for kind in product(BODIES, cookies))


def _with_query(query: str, path: str) -> tuple[str, bytes]:
    return f"{path}?{query[:30]}", request("GET", f"{path}?{query}")


def _with_header(header: bytes, method: str, path: str) -> tuple[str, bytes]:
    return f"{method} {path} {header[:40]!r}", request(method, path, header)


def _with_body(sent: tuple[bytes, bytes], cookie: bytes, path: str) -> tuple[str, bytes]:
    kind, body = sent
    typed = b"Content-Type: " + kind if kind else b"A: c"
    return f"{path} {kind!r} {body[:40]!r}", request("POST", path, typed, cookie, body=body)


def request(method: str, path: str, *headers: bytes, body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1".encode(), b"Host: x", *headers, b"Connection: close"]
    if not any(header.startswith((b"Content-Length", b"Transfer")) for header in headers):
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
