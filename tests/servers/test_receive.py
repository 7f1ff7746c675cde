"""The hook of a server without merge requests, behind nginx, sshd and gitolite: what it refuses, and what comes in."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from sysselreg.store.chain import Chain
from sysselreg.store.number import take
from tests.conftest import Cli, Repository
from tests.servers.fixtures import Clone, HttpServer, SshServer

PLACEMENT = "records/placering/2025/pla-8m2kd4.yaml"
NO = "Inget av det som skickades är mottaget."
SERIES = Chain("SO {år}/{nr:04}", 2026, "gren")


@dataclass(frozen=True, slots=True)
class Place:
    """A shared repository with the hook: where it lies, and its address for each user."""

    bare: Path
    url: Callable[[str], str]

    def git(self, *words: str) -> str:
        done = subprocess.run(["git", "--git-dir", self.bare, *words], check=True, capture_output=True, text=True)
        return done.stdout.strip()


@pytest.fixture(params=["http", "ssh", "gitolite"])
def place(request: pytest.FixtureRequest, exempel: Repository, tmp_path: Path, cli: Cli) -> Place:
    """A shared repository whose first push was the register."""
    if request.param == "gitolite":
        # Rewriting is what the hook refuses, not these rules.
        server = request.getfixturevalue("gitolite")("repo register\n    RW+ = anna bo\n", "anna", "bo")
        made = Place(server.home / "repositories/register.git", lambda user: server.url(user, "register"))
    else:
        bare = tmp_path / "delat/register.git"
        subprocess.run(["git", "init", "-q", "--bare", "--initial-branch=master", bare], check=True)
        subprocess.run(["git", "-C", bare, "config", "http.receivepack", "true"], check=True)
        made = Place(bare, url_of(request, bare))
    ran = cli("krok", "installera", made.bare)
    assert (ran.code, ran.err) == (
        0,
        f"{made.bare}/hooks/pre-receive: det som skickas hit kontrolleras innan det tas emot.\n"
        "Git tar inte emot skadade objekt (receive.fsckObjects).\n"
        "Det som är godkänt ligger på grenen main.\n",
    )
    exempel.git("push", "-q", made.url("anna"), "main")
    return made


def url_of(request: pytest.FixtureRequest, bare: Path) -> Callable[[str], str]:
    if request.param == "http":
        web: HttpServer = request.getfixturevalue("http_server")
        return web(bare).url
    ssh: SshServer = request.getfixturevalue("ssh_server")
    server = ssh("anna", "bo")
    return lambda user: server.url(user, bare)


@pytest.fixture
def anna(place: Place, clone: Clone) -> Repository:
    return clone(place.url("anna"))


@pytest.fixture
def bo(place: Place, clone: Clone) -> Repository:
    return clone(place.url("bo"), "Bo")


def push(at: Repository, *words: str) -> tuple[int, str]:
    """Exit code, and what the server said."""
    command = ["git", "push", "-q", "origin", *words]
    done = subprocess.run(command, cwd=at.path, capture_output=True, text=True, check=False)
    lines = (line.removeprefix("remote: ").rstrip() for line in done.stderr.splitlines() if "remote: " in line)
    return done.returncode, "\n".join(lines)


def refused(at: Repository, *words: str) -> list[str]:
    """The reasons that a push is refused for."""
    code, said = push(at, *words)
    *reasons, last = said.splitlines()
    assert (code, last.startswith(NO)) == (1, True), said
    return reasons


def change(at: Repository, percent: int, message: str = "Ändrad omfattning") -> str:
    text = (at.root / PLACEMENT).read_text(encoding="utf-8")
    before = next(line for line in text.splitlines() if line.startswith("omfattning_procent"))
    at.write({PLACEMENT: text.replace(before, f"omfattning_procent: {percent}")})
    at.git("commit", "-q", "-a", "-m", message)
    return at.git("rev-parse", "HEAD")


def approval(at: Repository, branch: str, reviewer: str, tree: str = "") -> str:
    """Merge a branch into main here, with the trailers of an approval; the merge's first ten characters."""
    reviewed = tree or at.git("rev-parse", f"{branch}^{{tree}}")
    text = f"Godkänn {branch}\n\nGranskad-av: {reviewer}\nGranskat-träd: {reviewed}"
    at.git("switch", "-q", "main")
    at.git("merge", "-q", "--no-ff", "-m", text, branch)
    return at.git("rev-parse", "HEAD")[:10]


def test_what_another_has_approved_comes_in_and_nothing_else(
    place: Place, anna: Repository, bo: Repository, cli: Cli
) -> None:
    how = "Skicka arbetet med sysselreg skicka, och låt någon annan godkänna det med sysselreg granska."
    anna.git("switch", "-q", "-c", "arbete/a")
    head = change(anna, 60)
    assert refused(anna, "HEAD:main") == [
        f"main tar bara emot det som är godkänt, och {head[:10]} är incheckad direkt på den. {how}"
    ]
    assert push(anna, "arbete/a") == (0, "")
    own = approval(anna, "arbete/a", "Anna <anna@example.org>")
    assert refused(anna, "main") == [
        f"{own} är ingen godkänd sammanslagning: den som godkände har själv gjort en del av ändringen. {how}"
    ]
    anna.git("reset", "-q", "--hard", "origin/main")
    other = approval(anna, "arbete/a", "Bo <bo@example.org>")
    assert refused(anna, "main") == [
        f"{other} är ingen godkänd sammanslagning: den saknar Granskad-av med namnet på den som gjort den. {how}"
    ]
    bo.git("fetch", "-q", "origin")
    bo.git("branch", "-q", "arbete/a", "origin/arbete/a")
    stale = approval(bo, "arbete/a", "Bo <bo@example.org>", tree=bo.git("rev-parse", "main^{tree}"))
    assert refused(bo, "main") == [
        f"{stale} är ingen godkänd sammanslagning: Granskat-träd stämmer inte med grenen, så grenen har ändrats efter "
        f"granskningen. {how}"
    ]
    bo.git("reset", "-q", "--hard", "origin/main")
    ran = cli("--register", bo.root, "granska", "arbete/a", "--godkann")
    assert ran.code == 0, ran.err
    assert place.git("rev-parse", "main^2") == head
    assert place.git("log", "-1", "--format=%cn", "main") == "Bo"


@pytest.mark.parametrize("place", ["ssh"], indirect=True)
def test_an_approval_holds_what_the_branches_hold_and_no_more(bo: Repository, anna: Repository, place: Place) -> None:
    anna.git("switch", "-q", "-c", "arbete/a")
    change(anna, 60)
    push(anna, "arbete/a")
    bo.git("fetch", "-q", "origin")
    bo.git("branch", "-q", "arbete/a", "origin/arbete/a")
    approval(bo, "arbete/a", "Bo <bo@example.org>")
    good = bo.git("rev-parse", "HEAD")
    bo.write({"anteckning.txt": "smugen\n"})
    bo.git("add", "--all")
    bo.git("commit", "-q", "--amend", "--no-edit")
    evil = bo.git("rev-parse", "HEAD")
    [reason] = refused(bo, "main")
    assert reason.startswith(f"{evil[:10]} innehåller annat än det som de två grenarna ger när de slås ihop.")
    assert push(bo, f"{good}:main") == (0, "")
    assert place.git("rev-parse", "main") == good


@pytest.mark.parametrize("place", ["gitolite"], indirect=True)
def test_nothing_is_rewritten_and_nothing_unapproved_is_removed(anna: Repository, place: Place) -> None:
    anna.git("switch", "-q", "-c", "arbete/a")
    head = change(anna, 60)
    anna.git("tag", "v1")
    assert push(anna, "arbete/a", "v1") == (0, "")
    anna.git("commit", "-q", "--amend", "-m", "Omskriven")
    assert refused(anna, "--force", "arbete/a") == [
        f"arbete/a får inte skrivas om: {head[:10]} skulle försvinna. Hämta det som finns där med sysselreg uppdatera, "
        "och skicka sedan igen utan --force."
    ]
    empty = anna.git("commit-tree", anna.git("rev-parse", "HEAD^{tree}"), "-m", "Från början")
    assert "main får inte skrivas om" in refused(anna, "--force", f"{empty}:main")[0]
    anna.git("tag", "--force", "v1", "main")
    assert refused(anna, "--force", "v1") == [
        "refs/tags/v1 finns redan, och det som en gång fått ett namn behåller det. Välj ett annat namn."
    ]
    assert refused(anna, "main:refs/replace/main") == [
        "refs/replace/main är varken en gren eller en etikett. Skicka det under ett namn i refs/heads."
    ]
    for name in ("sysselreg", "sysselreg/nummer", "sysselreg/nummer/so/2026/x"):
        assert refused(anna, f"main:refs/heads/{name}") == [
            f"refs/heads/{name} är inget namn på en nummerserie. Ta nummer med sysselreg arende ny."
        ]
    assert refused(anna, "--delete", "main", "arbete/a", "v1") == [
        "Grenen arbete/a får inte tas bort än: det som ligger på den är inte med i main och skulle försvinna.",
        "main får inte tas bort.",
        "refs/tags/v1 får inte tas bort.",
    ]
    assert push(anna, "main:refs/heads/arbete/b") == (0, "")
    assert push(anna, "--delete", "arbete/b") == (0, "")
    assert place.git("rev-parse", "arbete/a") == head


ODD = {
    "länk": ({"links": "records/placering/2025/x.yaml"}, "records/placering/2025/x.yaml är en länk."),
    "körbar": ({"program": "records/k.sh"}, "records/k.sh är en körbar fil."),
    "stor": ({"large": "records/placering/2025/pla-000000.yaml"}, "pla-000000.yaml är 300 kB. En post får vara högst"),
    "främmande": ({"text": "records/placering/HEAD"}, "records/placering/HEAD är inte en post"),
    "farligt namn": ({"text": "records/aux/a.yaml"}, "Filnamnet 'records/aux/a.yaml' går inte att använda"),
}


def put(at: Repository, how: str, path: str) -> None:
    file = at.root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if how == "links":
        file.symlink_to("/etc/passwd")
    else:
        file.write_bytes(b"a" * 300 * 1024 if how == "large" else b"text\n")
        file.chmod(0o755 if how == "program" else 0o644)


@pytest.mark.parametrize("place", ["http"], indirect=True)
def test_files_that_are_none_of_a_registers_come_in_nowhere(anna: Repository) -> None:
    start = anna.git("rev-parse", "HEAD")
    for name, (files, told) in ODD.items():
        anna.git("switch", "-q", "-C", "arbete/a", start)
        for how, path in files.items():
            put(anna, how, path)
        anna.git("add", "--all")
        anna.git("commit", "-q", "-m", name)
        # What a later commit takes away is in the history all the same.
        anna.git("rm", "-q", "-r", *files.values())
        anna.git("commit", "-q", "-m", "Bort igen")
        reasons = refused(anna, "arbete/a")
        assert len(reasons) == 1, reasons
        assert told in reasons[0]
    anna.git("switch", "-q", "-C", "arbete/a", start)
    change(anna, 60)
    assert push(anna, "arbete/a") == (0, "")


PLACES = (
    "Här får bara vanliga filer ligga: records/, schemas/, reports/, sysselreg.yaml, README.md, docs/*.md och det som "
    "sysselreg init lägger ut. Behövs något mer, skrivs filen eller mappen i listan tillåtna_filer i sysselreg.yaml. "
    "Det gäller när det är godkänt på main."
)
FOREIGN = ("verktyg/x.sh", ".github/workflows/x.yml", ".vscode/tasks.json", "bilaga.pdf", "docs/bild.png", "Records/x")


@pytest.mark.parametrize("place", ["http"], indirect=True)
def test_only_a_registers_own_paths_come_in_until_approved_settings_say_more(
    place: Place, anna: Repository, bo: Repository, cli: Cli
) -> None:
    start = anna.git("rev-parse", "HEAD")
    for path in FOREIGN:
        anna.git("switch", "-q", "-C", "arbete/a", start)
        anna.commit({path: "text\n"})
        # What a later commit takes away is in the history all the same.
        anna.git("rm", "-q", path)
        anna.git("commit", "-q", "-m", "Bort igen")
        assert refused(anna, "arbete/a") == [f"{path} hör inte till registret.", PLACES]
    anna.git("switch", "-q", "-C", "arbete/a", start)
    (anna.root / "README.md").write_text("text\n", encoding="utf-8")
    (anna.root / "README.md").chmod(0o755)
    anna.commit()
    assert refused(anna, "arbete/a") == ["README.md är en körbar fil.", PLACES]
    anna.git("switch", "-q", "-C", "arbete/a", start)
    anna.commit({"README.md": "text\n", "docs/läs mig.md": "text\n", ".github/workflows/sysselreg.yml": "on: push\n"})
    assert push(anna, "arbete/a") == (0, "")
    # The branch's own settings say nothing; those on main do.
    anna.git("switch", "-q", "-C", "arbete/b", start)
    settings = (anna.root / "sysselreg.yaml").read_text(encoding="utf-8")
    anna.commit({"sysselreg.yaml": f"{settings}tillåtna_filer:\n  - verktyg/\n  - bilaga.pdf\n"})
    assert push(anna, "arbete/b") == (0, "")
    put(anna, "program", "verktyg/x.sh")
    anna.commit({"bilaga.pdf": "x", "bilagor.pdf": "x"})
    assert refused(anna, "arbete/b")[-1] == PLACES
    assert cli("--register", bo.root, "granska", "arbete/b", "--godkann").code == 0
    assert refused(anna, "arbete/b") == ["bilagor.pdf hör inte till registret.", PLACES]
    anna.git("rm", "-q", "bilagor.pdf")
    anna.git("commit", "-q", "--amend", "--no-edit")
    assert push(anna, "arbete/b") == (0, "")
    told = cli("--register", bo.root, "granska", "arbete/a").out
    assert "Varning: .github/workflows/sysselreg.yml är ändrad och kan få program att köras" in told
    assert cli("--register", bo.root, "granska", "arbete/a", "--godkann").code == 0
    assert "docs/läs mig.md" in place.git("-c", "core.quotePath=false", "ls-tree", "-r", "--name-only", "main")


def test_what_init_lays_out_is_a_registers_own(tmp_path: Path, cli: Cli) -> None:
    """The first push of all; with a file of its own only when its settings say so."""
    bare, folder = tmp_path / "delat.git", tmp_path / "nytt"
    subprocess.run(["git", "init", "-q", "--bare", bare], check=True)
    assert cli("krok", "installera", bare).code == 0
    assert cli("init", folder, "--exempel").code == 0
    new = Repository(folder, folder)
    new.git("remote", "add", "origin", str(bare))
    new.commit({"Makefile": "allt:\n"})
    assert refused(new, "main") == ["Makefile hör inte till registret.", PLACES]
    settings = (new.root / "sysselreg.yaml").read_text(encoding="utf-8")
    new.commit({"sysselreg.yaml": f"{settings}tillåtna_filer:\n  - Makefile\n"})
    assert push(new, "main") == (0, "")


@pytest.mark.parametrize("place", ["ssh"], indirect=True)
def test_a_link_to_another_repository_comes_in_nowhere(anna: Repository) -> None:
    anna.git("switch", "-q", "-c", "arbete/a")
    anna.git("update-index", "--add", "--cacheinfo", f"160000,{anna.git('rev-parse', 'HEAD')},annat")
    anna.git("commit", "-q", "-m", "Annat")
    assert "annat är ett annat förråd. Här får bara vanliga filer ligga." in refused(anna, "arbete/a")[0]


@pytest.mark.parametrize("place", ["ssh"], indirect=True)
def test_personal_data_comes_in_nowhere_and_is_not_repeated(anna: Repository) -> None:
    start = anna.git("rev-parse", "HEAD")
    text = (anna.root / PLACEMENT).read_text(encoding="utf-8")
    anna.git("switch", "-q", "-c", "arbete/a")
    anna.commit({PLACEMENT: f"{text}anteckning: Ring 900101-0017 om tiden\n"})
    anna.commit({PLACEMENT: text})
    [reason] = refused(anna, "arbete/a")
    assert reason.startswith(f"{PLACEMENT}:28:1: Anteckning (anteckning) innehåller ett personnummer")
    assert "0017" not in reason
    anna.git("switch", "-q", "-C", "arbete/a", start)
    head = change(anna, 60, "Enligt 900101-0017")
    assert refused(anna, "arbete/a") == [f"Incheckningen {head[:10]} har ett personnummer i sitt meddelande."]
    anna.git("commit", "-q", "--amend", "-m", "Enligt överenskommelse, Co-authored-by: Bo <bo@example.org>")
    assert push(anna, "arbete/a") == (0, "")


@pytest.mark.parametrize("place", ["ssh"], indirect=True)
def test_a_wrong_record_may_lie_on_a_work_branch_but_not_on_main(anna: Repository, bo: Repository) -> None:
    anna.git("switch", "-q", "-c", "arbete/a")
    change(anna, 120)
    assert push(anna, "arbete/a") == (0, "")
    bo.git("fetch", "-q", "origin")
    bo.git("branch", "-q", "arbete/a", "origin/arbete/a")
    approval(bo, "arbete/a", "Bo <bo@example.org>")
    assert refused(bo, "main") == [
        f"{PLACEMENT}:17:1: Omfattning (omfattning_procent) är 120. Skriv ett heltal från 1 till 100."
    ]


@pytest.mark.parametrize("place", ["http", "gitolite"], indirect=True)
def test_numbers_come_in_one_by_one_and_a_forged_one_does_not(anna: Repository, place: Place) -> None:
    taken = take(anna.root, SERIES, UUID(int=1), begin=True)
    assert take(anna.root, SERIES, UUID(int=2)).text == "SO 2026/0002"
    ref, tree = SERIES.ref, anna.git("rev-parse", f"{taken.commit}^{{tree}}")
    said = f"SO 2026/0009\n\nNummer: 9\nSlag: tagen\nBegaran: {UUID(int=3)}\n"
    forged = anna.git("commit-tree", tree, "-p", place.git("rev-parse", ref), "-m", said)
    assert refused(anna, f"{forged}:{ref}") == [
        f"Nummerserien so/2026, {forged[:10]}: har nummer 9, men nästa nummer är 3."
    ]
    again = said.replace("0009", "0003").replace(" 9", " 3").replace(str(UUID(int=3)), str(UUID(int=1)))
    reused = anna.git("commit-tree", tree, "-p", place.git("rev-parse", ref), "-m", again)
    assert "är använd en gång förut" in refused(anna, f"{reused}:{ref}")[0]
    assert refused(anna, "--delete", ref) == ["Nummerserien so/2026 är borttagen."]
    wrong = [place.git("rev-parse", ref)]
    for _ in range(5):
        wrong.append(anna.git("commit-tree", tree, "-p", wrong[-1], "-m", "x"))
    assert [line.partition(": ")[2] for line in refused(anna, f"{wrong[-1]}:{ref}")] == [
        *["är inte skriven som ett nummer i serien."] * 3,
        "… och 2 fel till.",
    ]
    assert "är omskriven" in refused(anna, "--force", f"{taken.commit}:{ref}")[0]
    assert "är inget namn på en nummerserie" in refused(anna, f"{taken.commit}:refs/heads/sysselreg/nummer/so")[0]
    assert take(anna.root, SERIES, UUID(int=4)).text == "SO 2026/0003"


@pytest.mark.parametrize("place", ["ssh"], indirect=True)
def test_a_broken_object_is_refused_by_git_itself(anna: Repository) -> None:
    raw = (
        f"tree {anna.git('rev-parse', 'HEAD^{tree}')}\nauthor Anna <anna@example.org 1 +0000\n"
        "committer Anna <anna@example.org> 1 +0000\n\nx\n"
    )
    (anna.path / "trasig").write_text(raw, encoding="utf-8")
    commit = anna.git("hash-object", "-t", "commit", "-w", "--literally", "trasig")
    code, said = push(anna, f"{commit}:refs/heads/arbete/x")
    assert (code, "fsck error" in said) == (1, True), said


@pytest.mark.parametrize("place", ["ssh"], indirect=True)
def test_a_main_branch_of_another_name_is_no_way_round(exempel: Repository, place: Place, tmp_path: Path) -> None:
    bare = tmp_path / "annan.git"
    subprocess.run(["git", "init", "-q", "--bare", bare], check=True)
    subprocess.run(["git", "-C", bare, "symbolic-ref", "HEAD", "refs/heads/stam"], check=True)
    shutil.copy(place.bare / "hooks/pre-receive", bare / "hooks/pre-receive")
    exempel.git("remote", "add", "origin", str(bare))
    assert refused(exempel, "main") == [
        "Servern väntar på grenen stam, som inte finns än. Skicka den först. Heter den något annat hos er, låt den som "
        "sköter servern köra git symbolic-ref HEAD refs/heads/NAMN där."
    ]
    assert push(exempel, "main:stam") == (0, "")
    assert push(exempel, "main:refs/heads/arbete/a") == (0, "")
