"""The documents hold together: every link leads somewhere, every page and picture is reached."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HANDBOOK = ROOT / "docs/handbuch"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PICTURE_BYTES = 150_000


def targets(document: Path) -> list[str]:
    """Relative addresses a document links to, without their anchors."""
    found = LINK.findall(document.read_text(encoding="utf-8"))
    return [link.partition("#")[0] for link in found if ":" not in link and link[0] != "#"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    missing = [link for link in targets(document) if not (document.parent / link).exists()]
    assert missing == []


def test_every_page_of_the_handbook_is_linked_from_its_first() -> None:
    linked = set(targets(HANDBOOK / "README.md"))
    pages = {page.name for page in HANDBOOK.glob("*.md")} - {"README.md"}
    assert pages - linked == set()


def test_pictures_are_used_and_small() -> None:
    used = {
        (document.parent / link).resolve() for document in DOCUMENTS for link in targets(document)
    }
    pictures = list((HANDBOOK / "bilder").iterdir())
    assert [picture.name for picture in pictures if picture.resolve() not in used] == []
    sizes = {picture.name: picture.stat().st_size for picture in pictures}
    assert {name: size for name, size in sizes.items() if size > PICTURE_BYTES} == {}


def test_the_readme_names_commands_that_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"make ([a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert {"run", "test"} <= set(commands)
    assert [name for name in commands if f"\n{name}:" not in makefile] == []
