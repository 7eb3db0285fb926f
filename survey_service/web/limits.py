"""How often an address may begin something within an hour, counted in memory.

Many people stand behind one address (a care home, a shelter, a mobile network): the limit is high
(``answers_per_hour``, 60 at least). Addresses are counted by a hash with a salt of the day that no
process writes down. Counts are per process and gone after a restart: with several web processes
the limit is that many times higher. It slows floods down; it is no wall.
"""

import hashlib
import ipaddress
import secrets
import threading
from datetime import datetime

from survey_service.errors import TooMany

# A household or a provider's customer has a whole IPv6 network of this size.
IPV6_PREFIX = 64


class Limits:
    """Counts of the present hour, for one web process. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day = ""
        self._hour = ""
        self._salt = b""
        self._counts: dict[bytes, int] = {}

    def check(self, purpose: str, address: str, *, most: int, now: datetime) -> None:
        """Count one more. Raises TooMany when there were ``most`` in this hour already."""
        with self._lock:
            self._turn(now)
            key = self._key(purpose, address)
            count = self._counts.get(key, 0)
            if count >= most:
                raise TooMany(
                    "Von Ihrem Internet-Anschluss kamen in dieser Stunde schon sehr viele "
                    "Anfragen. Bitte versuchen Sie es in einer Stunde noch einmal."
                )
            self._counts[key] = count + 1

    def _turn(self, now: datetime) -> None:
        day, hour = f"{now:%Y-%m-%d}", f"{now:%Y-%m-%d %H}"
        if day != self._day:
            self._day, self._salt = day, secrets.token_bytes(32)
        if hour != self._hour:
            self._hour = hour
            self._counts.clear()

    def _key(self, purpose: str, address: str) -> bytes:
        text = f"{purpose} {_network(address)}".encode()
        return hashlib.blake2b(text, key=self._salt, digest_size=16).digest()


def _network(address: str) -> str:
    """An IPv4 address as it is; of an IPv6 address the network."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))
