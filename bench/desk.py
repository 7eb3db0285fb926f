"""Pages of the desk in a large city: return monitor, Sozialatlas, perimeter, the register as Excel.

Processor time of a running server for whole requests. The issue names no targets here: 200 ms is
what it asks of a provider's page, the others are ceilings that a planner notices.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench import city
from bench.figures import Figure
from bench.start import serving, wait_until_healthy
from bench.visitor import FORM, Provider

# Latitude and longitude of its corners; about a third of the city lies inside.
PERIMETER = ((51.17, 6.65), (51.18, 6.72), (51.22, 6.75), (51.25, 6.70), (51.23, 6.64))


def measure() -> list[Figure]:
    """Milliseconds of CPU; baseline: a page of the same server that asks nothing."""
    return [*_large(), *_middle()]


def _large() -> list[Figure]:
    """500 organisations with 60 facilities each."""
    size = "500 organisations x 60 facilities"
    with _planner(organisations=500, facilities=60) as planner:
        nothing = planner.cpu("/gesund", repeats=200)
        page = f"/erhebungen/{city.SLUG}/ruecklauf"
        monitor = planner.cpu(page)
        missing = planner.cpu(f"{page}?zustand=fehlt&gebiet=q07")
        export = planner.cpu("/traegerregister/arbeitsmappe", repeats=1)
    return [
        _figure(f"return monitor, {size}", monitor, nothing, 200),
        _figure(f"return monitor filtered, {size}", missing, nothing, 200),
        _figure("register of 30,000 facilities as Excel", export, nothing, 10_000),
    ]


def _middle() -> list[Figure]:
    """5,000 facilities, all with coordinates."""
    with _planner(organisations=250, facilities=20) as planner:
        nothing = planner.cpu("/gesund", repeats=200)
        whole = planner.cpu("/sozialatlas/")
        filtered = planner.cpu("/sozialatlas/?gebiet=b3&zielgruppe=Familien&stadtweit=1")
        inside = planner.cpu(_perimeter(planner))
    return [
        _figure("Sozialatlas, list and map of 5,000 facilities", whole, nothing, 300),
        _figure("Sozialatlas filtered, 5,000 facilities", filtered, nothing, 300),
        _figure("perimeter among 5,000 facilities, with contacts", inside, nothing, 400),
    ]


def _perimeter(planner: Provider) -> str:
    """The address of a perimeter that was uploaded by its corners."""
    planner.get("/sozialatlas/flaeche")
    corners = "\n".join(f"{north} {east}" for north, east in PERIMETER)
    planner.timed("POST", "/sozialatlas/flaeche", planner.form([("ecken", corners)]), FORM)
    return planner.location


@contextmanager
def _planner(*, organisations: int, facilities: int) -> Iterator[Provider]:
    """A planner's browser, signed in."""
    with tempfile.TemporaryDirectory(prefix="bench-desk-") as folder:
        city.fill(Path(folder), organisations=organisations, facilities=facilities)
        with serving(Path(folder), "--no-worker") as (port, process):
            wait_until_healthy(port)
            planner = Provider(port)
            planner.server = psutil.Process(process.pid)
            planner.get("/anmelden")
            planner.post("/anmelden", [("login", city.LOGIN), ("password", city.PASSWORD)])
            yield planner


def _figure(name: str, value: float, nothing: float, target: float) -> Figure:
    return Figure(
        name=f"desk: {name}",
        value=round(value, 1),
        unit="ms CPU",
        target=target,
        baseline=round(nothing, 1),
        baseline_name="an empty page of the same server",
    )
