"""What the documents say is run: the user guide as a story, and the README's list of commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(?P<kind>console|yaml) ?(?:file=(?P<file>\S+))?\n(?P<body>.*?)^```$", re.M | re.S)


def shell(command: str, folder: Path, home: Path) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "COLUMNS": "80",
    }
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return re.sub("[\u00a0\u202f]", " ", done.stdout)


def expected(lines: list[str]) -> str:
    """A regular expression: every line as it is (inner runs of spaces may differ), … for any lines."""
    parts = [
        ".*?" if line == "…" else r" +".join(map(re.escape, line.strip().split())).replace("…", "[^\n]*?") + r"\s*"
        for line in lines
    ]
    return r"\s*" + r"\s*".join(parts) + r"\s*\Z"


@pytest.mark.parametrize("guide", sorted(path.name for path in (ROOT / "docs").glob("*.md")))
def test_the_user_guide_is_true(guide: str, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".gitconfig").write_text("[user]\n\tname = Prov\n\temail = prov@example.org\n")
    folder = tmp_path / "har"
    folder.mkdir()
    commands = 0
    for block in BLOCK.finditer((ROOT / "docs" / guide).read_text(encoding="utf-8")):
        if block["file"]:
            path = folder / block["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["body"], encoding="utf-8")
            continue
        for said in re.split(r"^\$ ", block["body"], flags=re.M)[1:]:
            command, *lines = said.rstrip("\n").split("\n")
            commands += 1
            if command.startswith("cd "):
                folder = folder / command[3:]
                continue
            got = shell(command, folder, tmp_path / "home")
            assert re.match(expected(lines), got, re.S), f"$ {command}\n{got}"
    assert commands >= 15


def test_a_wrong_guide_is_noticed() -> None:
    assert re.match(expected(["10 poster kontrollerade: inga fel."]), "10 poster kontrollerade: inga fel.\n", re.S)
    assert not re.match(expected(["10 poster kontrollerade: inga fel."]), "11 poster kontrollerade: inga fel.\n", re.S)
    assert not re.match(expected([]), "något oväntat\n", re.S)


def test_the_readme_lists_the_commands_of_help() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    help_text = (ROOT / "sysselreg" / "cli" / "help.txt").read_text(encoding="utf-8")
    listed = re.search(r"^## Commands\n\n```\n(.*?)^```$", readme, re.M | re.S)
    assert listed
    commands = help_text.split("Kommandon:\n")[1].split("\n\n")[0]
    assert [line.strip() for line in listed[1].splitlines()] == [line.strip() for line in commands.splitlines()]


def test_the_readme_is_short_and_begins_with_the_two_commands() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 150
    first = next(i for i, line in enumerate(lines) if line == "```sh")
    assert [line.split("#")[0].strip() for line in lines[first + 1 : first + 3]] == ["make report", "make test"]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_explains_itself() -> None:
    done = subprocess.run(["make", "-C", str(ROOT)], capture_output=True, text=True, check=True)
    for target in ("report", "test", "check", "format", "bench", "clean"):
        assert re.search(rf"^ *{target} +\S", done.stdout, re.M), done.stdout
