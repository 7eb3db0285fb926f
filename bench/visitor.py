"""Browsers without a cache that measure: a resident's, and a provider's with a session."""

import gzip
import http.client
import re
import time
from urllib.parse import urlencode

import psutil

# What the style sheet names.
FONTS = ["/static/fira-sans-400.woff2", "/static/fira-sans-600.woff2"]
Fields = list[tuple[str, str]]
FORM = "application/x-www-form-urlencoded"
REPEATS = 10


def cpu_seconds(process: psutil.Process) -> float:
    """User and system time of a process and all below it, ended children included."""
    tree = [process, *process.children(recursive=True)]
    times = [one.cpu_times() for one in tree]
    return sum(one.user + one.system + one.children_user + one.children_system for one in times)


class Visitor:
    """A browser without a cache: one connection, cookies, the form of the last page."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        self.cookies: dict[str, str] = {}
        self.page = ""
        self.received = 0

    def get(self, url: str) -> str:
        """Open a page."""
        return self._send("GET", url, None)

    def post(self, url: str, fields: Fields) -> str:
        """Send the form of the page just seen; the redirect is followed."""
        hidden = [(name, self.hidden(name)) for name in ("_csrf", "_grundlage", "_vorgang")]
        return self._send("POST", url, urlencode([*hidden, *fields]))

    def hidden(self, name: str) -> str:
        """The value of one of the form's own fields."""
        found = re.search(f'name="{name}" value="([^"]*)"', self.page)
        return found.group(1) if found else ""

    def _send(self, method: str, url: str, body: str | None) -> str:
        headers = {"Accept-Encoding": "gzip", "Accept": "text/html"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={one}" for name, one in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, url, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        self.received += len(content)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        if answer.status == http.HTTPStatus.SEE_OTHER:
            return self._send("GET", answer.getheader("location") or "", None)
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{method} {url}: {answer.status}")
        if answer.getheader("content-encoding") == "gzip":
            content = gzip.decompress(content)
        if "html" in (answer.getheader("content-type") or ""):
            self.page = content.decode()
        return self.page

    def load_assets(self) -> None:
        """The style sheet of the last page, and the two fonts it names."""
        sheet = re.search(r'rel="stylesheet" href="([^"]+)"', self.page)
        if sheet is None:
            raise RuntimeError("the page has no style sheet")
        for url in (sheet.group(1), *FONTS):
            self._send("GET", url, None)

    def finish(self) -> None:
        """Check that there is a receipt, and hang up."""
        self.connection.close()
        if "receipt-code" not in self.page:
            raise RuntimeError("no receipt")


class Provider(Visitor):
    """A browser with a provider's session that measures single requests."""

    server: psutil.Process
    location = ""

    def cpu(self, url: str, *, repeats: int = REPEATS) -> float:
        """Milliseconds of the server's processor time for a page."""
        self.timed("GET", url)
        begun = cpu_seconds(self.server)
        for _ in range(repeats):
            self.timed("GET", url)
        return (cpu_seconds(self.server) - begun) / repeats * 1_000

    def timed(
        self,
        method: str,
        url: str,
        body: bytes | None = None,
        kind: str = "",
        *,
        auto: bool = False,
    ) -> tuple[float, int, bytes]:
        """Milliseconds, status and content of one request; redirects are not followed."""
        headers = {"Cookie": "; ".join(f"{name}={one}" for name, one in self.cookies.items())}
        if kind:
            headers["Content-Type"] = kind
        if auto:
            headers["X-Requested-With"] = "autosave"
        begun = time.perf_counter()
        self.connection.request(method, url, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        taken = (time.perf_counter() - begun) * 1_000
        if answer.status >= 400:
            raise RuntimeError(f"{method} {url}: {answer.status}")
        self.location = answer.getheader("location") or ""
        return taken, answer.status, content

    def form(self, fields: list[tuple[str, str]]) -> bytes:
        """A form with the token of the last page."""
        return urlencode([("_csrf", self.hidden("_csrf")), *fields]).encode()
