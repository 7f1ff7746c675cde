"""What `init` writes for GitLab, GitHub and Forgejo, run as they run it; a small server plays their API."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from sysselreg.store.create import new_register
from sysselreg.yamlevents import data_file
from tests.conftest import Ran, Repository
from tests.servers.fixtures import Clone, Shared

PLACEMENT = "records/placering/2025/pla-8m2kd4.yaml"
FILES = {
    "gitlab": ".gitlab-ci.yml",
    "github": ".github/workflows/sysselreg.yml",
    "forgejo": ".forgejo/workflows/sysselreg.yml",
}
RIGHT, WRONG = "omfattning_procent: 60", "omfattning_procent: 120"


@dataclass
class Api:
    """A forge's API for comments: what it holds, and what it was asked. `refuses`: it takes no comment."""

    url: str = ""
    refuses: bool = False
    comments: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def answer(self, method: str, path: str, token: str, body: bytes) -> tuple[int, Any]:
        self.asked.append((method, path, token))
        if self.refuses:
            return 403, {"message": "Forbidden"}
        if method == "GET":
            return 200, self.comments
        text = json.loads(body)["body"]
        if method == "POST":
            self.comments.append({"id": len(self.comments) + 7, "body": text})
            return 201, self.comments[-1]
        found = next(each for each in self.comments if path.endswith(f"/{each['id']}"))
        found["body"] = text
        return 200, found


@pytest.fixture
def api() -> Iterator[Api]:
    held = Api()

    class Handler(BaseHTTPRequestHandler):
        def handle_all(self) -> None:
            token = self.headers.get("PRIVATE-TOKEN") or self.headers.get("Authorization", "").removeprefix("token ")
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            code, answer = held.answer(self.command, self.path.partition("?")[0], token, body)
            data = json.dumps(answer).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_PATCH = handle_all  # noqa: N815 - names of http.server

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        held.url = f"http://127.0.0.1:{server.server_port}"
        yield held
        server.shutdown()
        thread.join()


@dataclass(frozen=True, slots=True)
class Forge:
    """One of the forges with a register on it: the author's clone, and the clone that its jobs run in."""

    name: str
    author: Repository
    runner: Path
    api: Api
    home: Path

    def propose(self, new: str, start: str = "origin/main") -> None:
        """Push a change of the placement on a branch."""
        self.author.git("switch", "-q", "-C", "arbete/a", start)
        text = (self.author.root / PLACEMENT).read_text(encoding="utf-8")
        line = next(each for each in text.splitlines() if each.startswith("omfattning_procent"))
        self.author.commit({PLACEMENT: text.replace(line, new)})
        self.author.git("push", "-q", "--force", "origin", "arbete/a")

    def job(self, name: str, branch: str, **more: str) -> Ran:
        """Run a job's steps in a fresh state of the branch, as the forge does: detached, with its own words."""
        for words in (["fetch", "-q", "origin"], ["checkout", "-q", "--detach", f"origin/{branch}"]):
            subprocess.run(["git", *words], cwd=self.runner, check=True)
        file = data_file((self.runner / FILES[self.name]).read_text(encoding="utf-8"))
        steps = gitlab_steps(file, name) if self.name == "gitlab" else action_steps(file, name)
        out = err = ""
        for script, given in steps:
            surroundings = {**self.surroundings(branch), **given, **more}
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", script],
                cwd=self.runner,
                env=surroundings,
                capture_output=True,
                text=True,
                check=False,
            )
            out, err = out + done.stdout, err + done.stderr
            if done.returncode:
                return Ran(done.returncode, out, err)
        return Ran(0, out, err)

    def surroundings(self, branch: str) -> dict[str, str]:
        """What the forge tells its jobs. PIP_NO_INDEX: nothing is fetched in a test."""
        tools = [str(Path(sys.executable).parent), str(self.home / "tools"), os.environ["PATH"]]
        plain = {"PATH": os.pathsep.join(tools), "HOME": str(self.home), "PIP_NO_INDEX": "1", "LC_ALL": "C.UTF-8"}
        plain |= {"SYSSELREG_PAKET": "sysselreg", "SYSSELREG_AR": "2025"}
        if self.name == "gitlab":
            return plain | {
                "CI_API_V4_URL": self.api.url,
                "CI_PROJECT_ID": "12",
                "CI_MERGE_REQUEST_IID": "5",
                "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
                "CI_COMMIT_BRANCH": branch,
                "SYSSELREG_TOKEN": "hemlig",
            }
        told = self.home / "github_env"
        kept = dict(line.split("=", 1) for line in told.read_text().splitlines()) if told.exists() else {}
        return plain | kept | {
            "GITHUB_API_URL": self.api.url,
            "GITHUB_REPOSITORY": "kommunen/register",
            "GITHUB_REF": f"refs/pull/5/{'head' if self.name == 'forgejo' else 'merge'}",
            "GITHUB_BASE_REF": "main",
            "GITHUB_WORKSPACE": str(self.runner),
            "GITHUB_ENV": str(told),
        }  # fmt: skip

    def artefact(self, name: str) -> str:
        return (self.runner / "build" / name).read_text(encoding="utf-8")


def gitlab_steps(file: dict[str, Any], job: str) -> Iterator[tuple[str, dict[str, str]]]:
    """GitLab runs all lines in one shell."""
    yield "\n".join([*file["default"]["before_script"], *file[job]["script"]]), {}


def action_steps(file: dict[str, Any], job: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each step runs in a shell of its own; `uses` is code of the forge's."""
    for step in file["jobs"][job]["steps"]:
        if "run" in step:
            assert "${{" not in step["run"], "what a stranger has written must not become part of a program"
            given = {key: value.replace("${{ github.token }}", "hemlig") for key, value in step.get("env", {}).items()}
            assert "${{" not in "".join(given.values())
            yield step["run"], given


@pytest.fixture(params=["gitlab", "github", "forgejo"])
def forge(
    request: pytest.FixtureRequest,
    repository: Callable[..., Repository],
    shared: Shared,
    clone: Clone,
    api: Api,
    git_home: Path,
) -> Forge:
    made = repository()
    made.commit(new_register("Provkommun", with_examples=True))
    bare = shared(made)
    runner = clone(bare, "Jobb")
    # What the image brings, or is asked for: apt-get has nowhere to ask here.
    (git_home / "tools").mkdir()
    (git_home / "tools/node").write_text("#!/bin/sh\n", encoding="utf-8")
    (git_home / "tools/node").chmod(0o755)
    return Forge(request.param, clone(bare), runner.path, api, git_home)


def test_a_right_change_passes_and_is_told_in_one_comment(forge: Forge) -> None:
    forge.propose(RIGHT)
    for _ in range(2):  # the second run renews the comment of the first
        ran = forge.job("granska", "arbete/a")
        assert ran.code == 0, ran.err + ran.out
    assert "10 poster kontrollerade: inga fel." in ran.out
    [comment] = forge.api.comments
    assert comment["body"].startswith("<!-- sysselreg -->\n## Ändringen i registret\n")
    assert "Omfattning sänks från 75 % till 60 %." in comment["body"].replace("\u00a0", " ")
    methods = [method for method, _, _ in forge.api.asked]
    assert methods == ["GET", "POST", "GET", "PUT" if forge.name == "gitlab" else "PATCH"]
    assert {token for _, _, token in forge.api.asked} == {"hemlig"}
    places = {
        "gitlab": ("/projects/12/merge_requests/5/notes", "/projects/12/merge_requests/5/notes/7"),
        "github": ("/repos/kommunen/register/issues/5/comments", "/repos/kommunen/register/issues/comments/7"),
    }
    posted, renewed = places.get(forge.name, places["github"])
    assert [path for _, path, _ in forge.api.asked] == [posted, posted, posted, renewed]


def test_an_error_fails_the_job_and_is_shown_at_its_line(forge: Forge) -> None:
    forge.propose(WRONG)
    ran = forge.job("granska", "arbete/a")
    assert ran.code == 1
    assert f"{PLACEMENT}:17:1  fel S021  Omfattning (omfattning_procent) är 120." in ran.out
    if forge.name == "gitlab":
        [finding] = json.loads(forge.artefact("fel.json"))
        assert (finding["location"]["path"], finding["location"]["lines"]["begin"]) == (PLACEMENT, 17)
        assert "S021" in forge.artefact("fel.xml")
    else:
        assert f"::error file={PLACEMENT},line=17" in ran.out
        [run] = json.loads(forge.artefact("fel.sarif"))["runs"]
        assert [each["ruleId"] for each in run["results"]] == ["S021"]
    assert "är 120" in forge.api.comments[0]["body"].replace("\u00a0", " ")


@pytest.mark.parametrize("forge", ["gitlab", "github"], indirect=True)
def test_what_is_checked_is_the_merged_result(forge: Forge) -> None:
    """The branch lacks what main has got since: both changes are in what is checked, and only its own are told."""
    forge.propose(RIGHT)
    forge.author.git("switch", "-q", "-C", "main", "origin/main")
    text = (forge.author.root / PLACEMENT).read_text(encoding="utf-8")
    forge.author.commit({PLACEMENT: text.replace("stöd: inget", "stöd: hittepå")})
    forge.author.git("push", "-q", "origin", "main")
    ran = forge.job("granska", "arbete/a")
    assert ran.code == 1
    assert "hittepå" in ran.out
    assert "Stöd" not in forge.api.comments[0]["body"].split("Omfattning sänks")[1]


@pytest.mark.parametrize("forge", ["gitlab", "github"], indirect=True)
def test_a_clash_fails_the_job_and_says_who_decides(forge: Forge) -> None:
    forge.propose(RIGHT)
    forge.author.git("switch", "-q", "-C", "main", "origin/main")
    text = (forge.author.root / PLACEMENT).read_text(encoding="utf-8")
    forge.author.commit({PLACEMENT: text.replace("omfattning_procent: 75", "omfattning_procent: 90")})
    forge.author.git("push", "-q", "origin", "main")
    ran = forge.job("granska", "arbete/a")
    assert ran.code == 5
    assert "Den som har gjort ändringen avgör dem med sysselreg uppdatera.\n" in ran.err


@pytest.mark.parametrize("forge", ["gitlab", "github"], indirect=True)
def test_without_a_token_the_job_goes_on(forge: Forge) -> None:
    forge.propose(RIGHT)
    ran = forge.job("granska", "arbete/a", SYSSELREG_TOKEN="", TOKEN="")
    assert ran.code == 0, ran.err
    assert "så ingen kommentar skrivs. Ändringen finns i build/andring.md." in ran.out
    assert forge.api.asked == []
    assert "Omfattning sänks" in forge.artefact("andring.md")


@pytest.mark.parametrize("forge", ["gitlab", "github"], indirect=True)
def test_a_comment_that_is_refused_does_not_stop_the_check(forge: Forge) -> None:
    forge.propose(RIGHT)
    forge.api.refuses = True
    ran = forge.job("granska", "arbete/a")
    assert ran.code == 0, ran.err
    assert "Kommentaren gick inte att skriva. Ändringen finns i build/andring.md." in ran.out


def test_nothing_of_the_branch_is_run_or_written_through(forge: Forge, tmp_path: Path) -> None:
    canary, elsewhere = tmp_path / "kanariefågel", tmp_path / "annanstans"
    elsewhere.mkdir()
    text = f"open({str(canary)!r}, 'w').close()\n"
    forge.author.git("switch", "-q", "-c", "arbete/a", "origin/main")
    names = ("pip", "json", "sysselreg", "click", "weasyprint", "sitecustomize", "conftest")
    forge.author.write({f"{name}.py": text for name in names})
    (forge.author.path / "build").symlink_to(elsewhere)
    forge.author.git("add", "--force", "--all")
    forge.propose(RIGHT, start="HEAD")
    ran = forge.job("granska", "arbete/a")
    assert ran.code == 0, ran.err
    assert not canary.exists()
    assert list(elsewhere.iterdir()) == []
    subprocess.run([sys.executable, "-m", "pip"], cwd=forge.runner, check=False)
    assert canary.exists(), "the trap works"


def test_main_gives_the_report(forge: Forge) -> None:
    ran = forge.job("arsrapport", "main")
    assert ran.code == 0, ran.err
    report = forge.runner / "build/arsrapport-provkommun-exempel-2025.pdf"
    assert report.read_bytes().startswith(b"%PDF")


def test_the_package_is_this_version_unless_it_is_said_otherwise(forge: Forge) -> None:
    from sysselreg import __version__

    text = (forge.runner / FILES[forge.name]).read_text(encoding="utf-8")
    file = data_file(text)
    told = file["variables"] if forge.name == "gitlab" else file["env"]
    assert told["SYSSELREG_PAKET"] == f"sysselreg=={__version__}"
    assert re.search("@[A-Z]+@", text) is None
