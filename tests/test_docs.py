"""What the documents say is run: the user guide as a story, and the README's list of commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(?P<kind>console|yaml) ?(?:file=(?P<file>\S+))?\n(?P<body>.*?)^```$", re.M | re.S)
ID = re.compile(r"\b[a-z]{3}-[0-9a-hjkmnp-tv-z]{6}\b")


def shell(command: str, folder: Path, home: Path) -> str:
    """What a terminal of 80 columns shows: stdout and stderr as they come."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "COLUMNS": "80",
        "PYTHONUNBUFFERED": "1",
    }
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, stdout=-1, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert "fel i programmet" not in done.stdout, done.stdout
    return re.sub("[\u00a0\u202f]", " ", done.stdout)


def agreed(lines: list[str], got: str, ids: Mapping[str, str] = MappingProxyType({})) -> dict[str, str] | None:
    """The ids of new records by what stands for them, when a guide's lines are what was got; None when they are not.

    A line is as it is, but for runs of spaces; … is any words, and on a line of its own any lines. `ids`: what stands
    for which id already.
    """
    left = [line.strip() for line in got.splitlines() if line.strip()]
    known, skips = dict(ids), False
    for line in filter(None, map(str.strip, lines)):
        if line == "…":
            skips = True
            continue
        matched = None
        while left and matched is None:
            matched = re.fullmatch(_pattern(line, known), left.pop(0))
            if matched is None and not skips:
                return None
        if matched is None:
            return None
        known |= {name.replace("_", "-"): made for name, made in matched.groupdict().items()}
        skips = False
    return None if left and not skips else {name: made for name, made in known.items() if name not in ids}


def _pattern(line: str, ids: Mapping[str, str]) -> str:
    """A regular expression for one line; an id that stands for none yet is a group, named as it is but for the dash."""
    named: set[str] = set()

    def written(text: str) -> str:
        if not ID.fullmatch(text):
            return r"[ \t]+".join(re.escape(word).replace("…", ".*?") for word in re.split(r"[ \t]+", text))
        if text in ids:
            return re.escape(ids[text])
        name = text.replace("-", "_")
        group = f"(?P={name})" if name in named else f"(?P<{name}>{text[:3]}-[0-9a-z]{{6}})"
        named.add(name)
        return group

    return "".join(map(written, re.split(f"({ID.pattern})", line)))


GUIDES = sorted(path.name for path in (ROOT / "docs").glob("*.md") if path.name != "README.md")


@pytest.mark.parametrize("guide", GUIDES)
def test_the_user_guide_is_true(guide: str, tmp_path: Path) -> None:
    """Every command of a guide, run in turn beside the program's source; ids of new records stand for the real ones."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".gitconfig").write_text("[user]\n\tname = Prov\n\temail = prov@example.org\n")
    folder = tmp_path / "har"
    folder.mkdir()
    (folder / "sysselreg").symlink_to(ROOT)
    ids: dict[str, str] = {}
    commands = 0
    for block in BLOCK.finditer((ROOT / "docs" / guide).read_text(encoding="utf-8")):
        if block["file"]:
            path = folder / block["file"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["body"], encoding="utf-8")
            continue
        for said in re.split(r"^\$ ", block["body"], flags=re.M)[1:]:
            command, *lines = re.sub(r"\\\n *", "", said.rstrip("\n")).split("\n")
            commands += 1
            if command.startswith("cd "):
                folder = folder / command[3:]
                continue
            here = {path.stem for path in folder.rglob("???-??????.yaml")}
            for stand_in, made in ids.items():
                command = command.replace(stand_in, made)
            got = shell(command, folder, tmp_path / "home")
            new = agreed(lines, got, {**{each: each for each in here}, **ids})
            assert new is not None, "\n".join([f"$ {command}", got, "guiden säger:", *lines])
            ids |= new
    assert commands >= 5


def test_a_wrong_guide_is_noticed() -> None:
    assert agreed(["10 poster kontrollerade: inga fel."], "10 poster  kontrollerade: inga fel.\n") == {}
    assert agreed(["10 poster kontrollerade: inga fel."], "11 poster kontrollerade: inga fel.\n") is None
    assert agreed(["10 poster kontrollerade: inga fel."], "") is None
    assert agreed([], "något oväntat\n") is None
    assert agreed(["först"], "först\noch något oväntat\n") is None
    assert agreed(["först", "…", "sist … är klart"], "först\nlite till\nsist av allt är klart\n") == {}
    assert agreed(["…", "sist"], "först\n") is None


def test_an_id_in_a_guide_stands_for_one_record() -> None:
    assert agreed(["upp-7k3qf9"], "upp-222222\n") == {"upp-7k3qf9": "upp-222222"}
    assert agreed(["upp-7k3qf9"], "upp-222222\n", {"upp-7k3qf9": "upp-7k3qf9"}) is None
    told = ["pla-111111 hos upp-7k3qf9", "l6-pla-111111.pdf"]
    assert agreed(told, "pla-333333 hos upp-222222\nl6-pla-333333.pdf\n", {"upp-7k3qf9": "upp-222222"}) == {
        "pla-111111": "pla-333333"
    }
    assert agreed(told, "pla-333333 hos upp-222222\nl6-pla-444444.pdf\n", {"upp-7k3qf9": "upp-222222"}) is None
    assert agreed(["pla-111111 och pla-111111"], "pla-333333 och pla-222222\n") is None


def test_the_index_names_every_guide() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\((\S+\.md)\)", index)) == GUIDES


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
