"""`skicka`: from saved to sent, on every kind of shared repository, and nothing lost when it cannot be."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sysselreg.snapshot import CONFIG
from sysselreg.store.create import new_register
from tests.conftest import Cli, Repository
from tests.servers.fixtures import Clone, HttpServer, Shared, SshServer, add_hook, as_forgejo, as_gitlab

PROGRAM = Path(sys.executable).with_name("sysselreg")
RECORD = "records/placering/2025/pla-8m2kd4.yaml"
ALLOWED = "Använd bokstäver, siffror, - _ . och /, högst 100 tecken. Skriv till exempel --gren arbete/dialoger-2026."
OWN = "är ett namn som Git eller registret självt använder. Skriv till exempel --gren arbete/dialoger-2026."
OWN_BRANCH = re.compile(r"arbete/anna-[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{7}")


@pytest.fixture
def bare(exempel: Repository, shared: Shared) -> Path:
    return shared(exempel)


@pytest.fixture
def anna(bare: Path, clone: Clone, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Anna's clone, where the tests stand."""
    made = clone(bare)
    monkeypatch.chdir(made.root)
    return made


def note(who: Repository, text: str = "Ringt leverantören", subject: str = "Anteckning om placeringen") -> str:
    """Save a note in a record and return the commit."""
    with (who.root / RECORD).open("a", encoding="utf-8") as file:
        file.write(f"anteckning: {text}\n")
    who.git("commit", "-q", "-a", "-m", subject)
    return who.git("rev-parse", "HEAD")


def there(bare: Path, *words: str) -> str:
    """What the shared repository has."""
    done = subprocess.run(["git", "-C", bare, *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


# ---- from saved to sent ----------------------------------------------------------------------------------------------


def test_from_main_a_work_branch_is_made_and_main_is_the_shared_one(anna: Repository, bare: Path, cli: Cli) -> None:
    before, commit = anna.git("rev-parse", "origin/main"), note(anna)
    ran = cli("skicka")
    branch = ran.out.strip()
    assert ran.code == 0
    assert OWN_BRANCH.fullmatch(branch)
    assert f"Dina ändringar ligger nu på grenen {branch}, och du arbetar vidare där." in ran.err
    assert ran.err.endswith(
        f"Skickad till {bare}.\nBe en kollega granska den: sysselreg granska {branch}\n"
        "Annat arbete börjar du från main: sysselreg uppdatera --main\n"
    )
    assert (there(bare, "rev-parse", branch), there(bare, "rev-parse", "main")) == (commit, before)
    assert anna.git("symbolic-ref", "--short", "HEAD") == branch
    assert (anna.git("rev-parse", branch), anna.git("rev-parse", "main")) == (commit, before)
    assert anna.git("status", "--porcelain") == ""


def test_the_same_again_says_that_nothing_is_new(anna: Repository, bare: Path, cli: Cli) -> None:
    note(anna)
    branch, refs = cli("skicka").out, there(bare, "for-each-ref")
    again = cli("skicka")
    assert (again.code, again.out) == (0, branch)
    assert again.err.startswith(f"Inget nytt sedan sist. Redan skickad till {bare}.\n")
    assert there(bare, "for-each-ref") == refs


def test_more_work_goes_to_the_same_branch(anna: Repository, bare: Path, cli: Cli) -> None:
    note(anna)
    branch = cli("skicka").out.strip()
    anna.git("commit", "-q", "--allow-empty", "-m", "Mer")
    assert cli("skicka").out.strip() == branch
    assert there(bare, "rev-parse", branch) == anna.git("rev-parse", "HEAD")


def test_the_branch_may_be_named(anna: Repository, bare: Path, cli: Cli) -> None:
    commit = note(anna)
    assert cli("skicka", "--gren", "arbete/dialoger").out == "arbete/dialoger\n"
    assert there(bare, "rev-parse", "arbete/dialoger") == commit
    dry = cli("skicka", "--gren", "arbete/annan", "--torrkorning")
    ran = cli("skicka", "--gren", "arbete/annan")
    assert ran.out == "arbete/annan\n"
    twin = (
        "Obs: precis samma arbete finns i det gemensamma förrådet på grenen arbete/dialoger. Låt bara en gren granskas."
    )
    assert dry.err.startswith(twin)
    assert ran.err.startswith(twin)
    anna.git("commit", "-q", "--allow-empty", "-m", "Mer")
    more = cli("skicka")
    assert (more.code, "Obs" in more.err) == (0, False)
    assert anna.git("symbolic-ref", "--short", "HEAD") == "arbete/annan"


def test_a_dry_run_tells_and_changes_nothing(anna: Repository, bare: Path, cli: Cli) -> None:
    commit = note(anna)
    before = anna.git("for-each-ref"), anna.git("symbolic-ref", "HEAD"), there(bare, "for-each-ref")
    ran = cli("skicka", "--torrkorning", "--gren", "arbete/x")
    assert ran.code == 0
    assert ran.err == f"Skulle skickas till {bare} på grenen arbete/x: Anteckning om placeringen\n"
    assert ran.out == f"{commit[:10]} Anteckning om placeringen\n"
    assert (anna.git("for-each-ref"), anna.git("symbolic-ref", "HEAD"), there(bare, "for-each-ref")) == before


@pytest.mark.usefixtures("anna")
def test_nothing_saved_that_main_lacks(cli: Cli) -> None:
    ran = cli("skicka")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "Det finns inget att skicka: allt som du har sparat är redan med i main.\n"


def test_work_that_others_have_overtaken_is_sent_and_told(anna: Repository, bare: Path, clone: Clone, cli: Cli) -> None:
    bo = clone(bare, "Bo")
    bo.commit({"records/texter/bo.md": "Bos text\n"})
    bo.git("push", "-q", "origin", "main")
    note(anna)
    ran = cli("skicka")
    assert ran.code == 0
    assert ran.err.startswith("main har ändrats sedan du började. Hämta in det med sysselreg uppdatera.\n")
    assert anna.git("rev-parse", "main") == bo.git("rev-parse", "main")
    assert there(bare, "rev-parse", ran.out.strip()) == anna.git("rev-parse", "HEAD")


@pytest.mark.parametrize("way", ["http", "ssh", "gitolite"])
def test_over_real_servers(
    way: str,
    exempel: Repository,
    bare: Path,
    clone: Clone,
    cli: Cli,
    http_server: HttpServer,
    ssh_server: SshServer,
    gitolite: SshServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if way == "http":
        url = http_server(bare).url()
    elif way == "ssh":
        url = ssh_server("anna").url("anna", bare)
    else:
        server = gitolite("repo register\n    RW main = admin\n    RW arbete/ = anna\n    R = anna\n", "admin", "anna")
        exempel.git("push", "-q", server.url("admin", "register"), "main")
        url, bare = server.url("anna", "register"), server.home / "repositories/register.git"
    anna = clone(url)
    monkeypatch.chdir(anna.root)
    commit = note(anna)
    ran = cli("skicka", "--gren", "arbete/x")
    assert (ran.code, ran.out) == (0, "arbete/x\n")
    assert there(bare, "rev-parse", "arbete/x") == commit
    assert "hemlig" not in ran.err


# ---- the forges ------------------------------------------------------------------------------------------------------


def of_kind(who: Repository, kind: str) -> None:
    """Say in the settings what kind of forge the shared repository is."""
    with (who.root / CONFIG).open("a", encoding="utf-8") as file:
        file.write(f"förrådsslag: {kind}\n")
    who.git("commit", "-q", "-a", "-m", "Förrådsslag")
    who.git("push", "-q", "origin", "main")


@pytest.mark.parametrize("told", [True, False], ids=["told", "unknown"])
def test_gitlab_is_asked_for_a_merge_request(anna: Repository, bare: Path, cli: Cli, told: bool) -> None:
    if told:
        of_kind(anna, "gitlab")
    as_gitlab(bare)
    note(anna)
    ran = cli("skicka", "--gren", "arbete/x", "--titel", "Ny anteckning: 50 % & mer")
    assert ran.out == "arbete/x\nhttps://gitlab.example.org/kommun/register/-/merge_requests/7\n"
    assert "Servern säger:\n  View merge request for arbete/x:\n" in ran.err
    asked = ["merge_request.create", "merge_request.target=main"]
    title = "merge_request.title=Ny anteckning: 50 % & mer"
    assert (bare / "asked").read_text(encoding="utf-8").splitlines() == [*asked, title]
    anna.git("commit", "-q", "--allow-empty", "-m", "Mer")
    cli("skicka")
    # A title that a reviewer may have changed is left alone.
    assert (bare / "asked").read_text(encoding="utf-8").splitlines() == [*asked, title, *asked]


def test_forgejo_gets_the_change_by_agit(anna: Repository, bare: Path, cli: Cli) -> None:
    of_kind(anna, "forgejo")
    as_forgejo(bare)
    commit = note(anna)
    ran = cli("skicka", "--gren", "arbete/x")
    assert ran.code == 0
    assert ran.out == "arbete/x\nhttps://forgejo.example.org/kommun/register/pulls/1\n"
    assert there(bare, "for-each-ref", "--format=%(refname)") == "refs/heads/main\nrefs/pull/1/head"
    assert there(bare, "rev-parse", "refs/pull/1/head") == commit
    assert there(bare, "config", "topic.arbete/x.title") == "Anteckning om placeringen"
    again = cli("skicka")
    assert (again.code, again.err.partition(".")[0]) == (0, "Inget nytt sedan sist")
    anna.git("commit", "-q", "--allow-empty", "-m", "Mer")
    assert cli("uppdatera", "--main").code == 5
    assert cli("skicka").code == 0
    assert there(bare, "rev-parse", "refs/pull/1/head") == anna.git("rev-parse", "HEAD")
    assert cli("uppdatera", "--main").code == 0
    assert anna.git("symbolic-ref", "--short", "HEAD") == "main"


def test_on_github_the_page_and_the_command_are_told(
    anna: Repository, bare: Path, http_server: HttpServer, tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_kind(anna, "github")
    server = http_server(bare)
    anna.git("remote", "set-url", "origin", server.url())
    note(anna)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").symlink_to(str(shutil.which("git")))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    ran = cli("skicka", "--gren", "arbete/x")
    page = f"{server.open_url.removesuffix('.git')}/compare/main...arbete/x?expand=1"
    assert ran.out == f"arbete/x\n{page}&title=Anteckning%20om%20placeringen\n"
    assert "gh pr create" not in ran.err
    (tmp_path / "bin/gh").symlink_to("/bin/true")
    assert cli("skicka").err.endswith("Eller: gh pr create --base main --head arbete/x\n")


def test_of_several_commits_the_first_gives_the_title(anna: Repository, bare: Path, cli: Cli) -> None:
    as_gitlab(bare)
    note(anna, subject="Först\x1b]0;styrtecken\x07 detta")
    anna.git("commit", "-q", "--allow-empty", "-m", "Sedan")
    anna.git("commit", "-q", "--allow-empty", "-m", "Sist")
    cli("skicka")
    asked = (bare / "asked").read_text(encoding="utf-8").splitlines()
    assert "merge_request.title=Först ]0;styrtecken detta och 2 till" in asked


# ---- what is stopped before it is sent -------------------------------------------------------------------------------


def test_errors_stop_it(anna: Repository, bare: Path, cli: Cli) -> None:
    path = anna.root / RECORD
    path.write_text(path.read_text(encoding="utf-8").replace("procent: 75", "procent: 120"), encoding="utf-8")
    anna.git("commit", "-q", "-a", "-m", "Fel")
    refs = anna.git("for-each-ref", "refs/heads"), there(bare, "for-each-ref")
    ran = cli("skicka")
    assert ran.code == 1
    assert f"{RECORD}:17:1  fel S021  Omfattning" in ran.err
    assert ran.err.endswith(
        "\n\nInget är skickat, för registret har 1 fel. Rätta, spara och kör sysselreg skicka igen.\n"
    )
    assert (anna.git("for-each-ref", "refs/heads"), there(bare, "for-each-ref")) == refs


def test_what_is_not_saved_stops_it(anna: Repository, cli: Cli) -> None:
    note(anna)
    with (anna.root / RECORD).open("a", encoding="utf-8") as file:
        file.write("# ett\n")
    ran = cli("skicka")
    assert ran.code == 5
    assert ran.err == (
        f"Det finns ändringar som inte är sparade ({RECORD}). Kör sysselreg spara först, så att det som skickas är det "
        "som du ser.\n"
    )


def test_a_personnummer_in_a_message_stops_it(anna: Repository, bare: Path, cli: Cli) -> None:
    commit = note(anna, subject="Gäller 19811218-9876")
    ran = cli("skicka")
    assert ran.code == 5
    assert f"  Incheckningen {commit[:10]} har ett personnummer i sitt meddelande.\n" in ran.err
    assert "9876" not in ran.err
    assert there(bare, "for-each-ref", "--format=%(refname)") == "refs/heads/main"
    anna.git("commit", "-q", "--amend", "-m", "Gäller deltagaren d-4k7m2p9x\n\nCo-authored-by: Bo <bo@example.org>")
    assert cli("skicka").code == 0


def test_a_personnummer_that_a_later_commit_removes_stops_it_too(anna: Repository, bare: Path, cli: Cli) -> None:
    since = anna.git("rev-parse", "HEAD")
    note(anna, "19850101-1236")
    path = anna.root / RECORD
    path.write_text(path.read_text(encoding="utf-8").replace("19850101-1236", "Ringt"), encoding="utf-8")
    anna.git("commit", "-q", "-a", "-m", "Rättat")
    ran = cli("skicka")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith("Inget är skickat. I det du har sparat finns sådant som inte får spridas, och som finns ")
    assert f"\n  {RECORD}:" in ran.err
    assert "8501••-••••" in ran.err
    assert "1236" not in ran.err
    assert f"Gör om incheckningarna: kör git reset {since[:10]} (filerna är kvar som de är), rätta" in ran.err
    assert there(bare, "for-each-ref", "--format=%(refname)") == "refs/heads/main"
    anna.git("reset", "-q", since[:10])
    assert cli("spara").code == 0
    assert cli("skicka").code == 0


def test_below_another_project_only_the_register_is_judged(
    repository: Callable[..., Repository], shared: Shared, clone: Clone, cli: Cli
) -> None:
    whole = repository(below="register", name="projekt")
    whole.commit(new_register("Provkommun", with_examples=True))
    made = clone(shared(whole))
    anna = Repository(made.path, made.path / "register")
    (made.path / "länk").symlink_to("register")
    made.commit()
    note(anna, "19850101-1236")
    ran = cli("--register", anna.root, "skicka")
    assert (ran.code, f"\n  {RECORD}:" in ran.err) == (5, True), ran.err
    anna.git("reset", "-q", "--hard", "HEAD^")
    note(anna)
    assert cli("--register", anna.root, "skicka").code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--titel", "två\nrader"], "Titeln ska vara en rad med 1–200 tecken, utan radbrytningar och styrtecken."),
        (["--titel", "\x1b[31mröd"], "Titeln ska vara en rad med 1–200 tecken, utan radbrytningar och styrtecken."),
        (["--titel", " "], "Titeln ska vara en rad med 1–200 tecken, utan radbrytningar och styrtecken."),
        (["--titel", "x" * 201], "Titeln ska vara en rad med 1–200 tecken, utan radbrytningar och styrtecken."),
        (["--titel", "Om 811218-9876"], "Det finns personuppgifter i --titel. Ta bort dem, så att de inte sprids."),
        (["--gren", "om-811218-9876"], "Det finns personuppgifter i --gren. Ta bort dem, så att de inte sprids."),
        (["--gren", "main"], "main är den gemensamma grenen. Välj ett annat namn med --gren."),
        (["--gren", "Main"], "main är den gemensamma grenen. Välj ett annat namn med --gren."),
        (["--gren", "HEAD"], f"”HEAD” {OWN}"),
        (["--gren", "sysselreg"], f"”sysselreg” {OWN}"),
        (["--gren", "Sysselreg/nummer/so/2026"], f"”Sysselreg/nummer/so/2026” {OWN}"),
        (["--gren", "refs/heads/x"], f"”refs/heads/x” {OWN}"),
        (["--gren", "heads/main"], f"”heads/main” {OWN}"),
        (["--gren", "origin/main"], f"”origin/main” {OWN}"),
        (["--gren", "FETCH_HEAD"], f"”FETCH_HEAD” {OWN}"),
        (["--gren", "x;id"], f"”x;id” kan inte vara namn på en gren. {ALLOWED}"),
        (["--gren", "x$(id)|y&"], f"”x$(id)|y&” kan inte vara namn på en gren. {ALLOWED}"),
        (["--gren", "x" * 101], f"”{'x' * 101}” kan inte vara namn på en gren. {ALLOWED}"),
        (["--gren=-f"], f"”-f” kan inte vara namn på en gren. {ALLOWED}"),
        (["--gren", "a..b"], f"”a..b” kan inte vara namn på en gren. {ALLOWED}"),
        (["--gren", ""], f"”” kan inte vara namn på en gren. {ALLOWED}"),
        (["--gren", "@{-1}"], f"”@{{-1}}” kan inte vara namn på en gren. {ALLOWED}"),
    ],
)
def test_a_title_or_name_that_cannot_be(anna: Repository, cli: Cli, words: list[str], sentence: str) -> None:
    note(anna)
    ran = cli("skicka", *words)
    assert (ran.code, ran.err) == (2, sentence + "\n")
    assert cli("skicka", "--titel", "x" * 200, "--gren", "arbete/åäö").code == 0


@pytest.mark.parametrize("words", [(), ("--torrkorning",)])
@pytest.mark.parametrize(("theirs", "mine"), [("arbete/x", "arbete"), ("arbete", "arbete/x"), ("main", "main/x")])
@pytest.mark.parametrize("where", ["here", "there"])
def test_a_name_that_is_a_folder_of_others_is_told(
    anna: Repository, bare: Path, cli: Cli, where: str, theirs: str, mine: str, words: tuple[str, ...]
) -> None:
    if theirs != "main":
        anna.git("branch", theirs) if where == "here" else there(bare, "branch", theirs, "main")
    note(anna)
    before = anna.git("for-each-ref"), anna.git("symbolic-ref", "HEAD")
    ran = cli("skicka", "--gren", mine, *words)
    assert (ran.code, ran.err) == (
        5,
        f"Grenen {theirs} finns redan, och då kan ingen gren heta {mine}. Välj ett annat namn med --gren.\n",
    )
    assert (anna.git("for-each-ref"), anna.git("symbolic-ref", "HEAD")) == before
    assert cli("skicka", "--gren", "eget/x", *words).code == 0


def test_a_branch_of_ones_own_that_bears_the_numbers_name_is_not_sent(anna: Repository, bare: Path, cli: Cli) -> None:
    anna.git("switch", "-q", "-c", "sysselreg/nummer/so/2026")
    note(anna)
    ran = cli("skicka")
    assert (ran.code, ran.err) == (2, f"”sysselreg/nummer/so/2026” {OWN}\n")
    assert there(bare, "for-each-ref", "--format=%(refname)") == "refs/heads/main"
    assert cli("skicka", "--gren", "arbete/x").code == 0


def test_a_branch_that_holds_something_else_is_left_alone(anna: Repository, cli: Cli) -> None:
    anna.git("branch", "arbete/x")
    note(anna)
    for words in (["--torrkorning"], []):
        ran = cli("skicka", "--gren", "arbete/x", *words)
        assert ran.code == 5
        assert ran.err == "Grenen arbete/x finns redan med annat i. Välj ett annat namn med --gren.\n"
    assert anna.git("rev-parse", "arbete/x") == anna.git("rev-parse", "origin/main")


@pytest.mark.usefixtures("anna")
def test_it_writes_and_so_knows_no_revision(cli: Cli) -> None:
    ran = cli("--revision", "HEAD", "skicka")
    assert ran.code == 2
    assert ran.err == "skicka skickar det som är sparat på grenen och kan inte användas med --revision.\n"


def test_without_a_shared_repository_it_says_how_to_get_one(exempel: Repository, cli: Cli) -> None:
    ran = cli("--register", exempel.root, "skicka")
    assert ran.code == 5
    assert "Lägg till den med git remote add origin ADRESS." in ran.err


def test_another_history_is_not_sent(repository: Callable[..., Repository], bare: Path, cli: Cli) -> None:
    other = repository(name="annat")
    other.commit()
    other.git("remote", "add", "origin", str(bare))
    ran = cli("--register", other.root, "skicka")
    assert ran.code == 5
    assert f"Ditt arbete har ingen gemensam historia med main på {bare}." in ran.err


# ---- what goes wrong on the way --------------------------------------------------------------------------------------


def test_offline_nothing_is_lost(bare: Path, clone: Clone, cli: Cli, http_server: HttpServer) -> None:
    server = http_server(bare)
    anna = clone(server.url())
    note(anna)
    before = anna.git("for-each-ref"), anna.git("symbolic-ref", "HEAD")
    server.stop()
    ran = cli("--register", anna.root, "skicka")
    assert ran.code == 7
    assert ran.err == (
        f"Servern ({server.open_url}) går inte att nå. Kontrollera nätet (och VPN, om ni har det), eller vänta en "
        "stund. Allt ligger kvar på din dator. Kör samma kommando igen när det är löst.\n"
    )
    assert (anna.git("for-each-ref"), anna.git("symbolic-ref", "HEAD")) == before
    anna.git("remote", "set-url", "origin", http_server(bare).url())
    assert cli("--register", anna.root, "skicka").code == 0


def test_the_servers_rules_are_told_in_its_own_words(anna: Repository, bare: Path, cli: Cli) -> None:
    add_hook(bare, "pre-receive", r"printf 'Regel 7: \033[31mnej\007 19811218-9876\n' >&2; exit 1")
    commit = note(anna)
    ran = cli("skicka", "--gren", "arbete/x")
    assert ran.code == 5
    assert "Servern tog inte emot grenen arbete/x: serverns regler säger nej." in ran.err
    assert ran.err.endswith("Servern säger:\n  Regel 7: �[31mnej� 8112••-••••\n")
    assert anna.git("rev-parse", "arbete/x") == commit
    add_hook(bare, "pre-receive", "exit 0")
    assert cli("skicka").out == "arbete/x\n"


def test_somebody_else_on_the_same_branch_is_not_overwritten(
    anna: Repository, bare: Path, clone: Clone, cli: Cli
) -> None:
    bo = clone(bare, "Bo")
    theirs = bo.commit({"records/texter/bo.md": "Bos text\n"})
    bo.git("push", "-q", "origin", "HEAD:arbete/x")
    note(anna)
    said = "Någon annan har skickat till grenen arbete/x, så dina ändringar är inte skickade. De ligger kvar hos dig. "
    for words in (["--torrkorning"], []):
        ran = cli("skicka", "--gren", "arbete/x", *words)
        assert (ran.code, ran.err) == (5, f"{said}Skicka dem på en egen gren med sysselreg skicka --gren NAMN.\n")
    assert there(bare, "rev-parse", "arbete/x") == theirs
    assert cli("skicka", "--gren", "arbete/y").out == "arbete/y\n"


def test_on_a_branch_that_two_share_uppdatera_is_the_way(anna: Repository, bare: Path, clone: Clone, cli: Cli) -> None:
    note(anna)
    cli("skicka", "--gren", "arbete/x")
    bo = clone(bare, "Bo")
    bo.git("switch", "-q", "arbete/x")
    bo.commit({"LÄS.md": "Bos text\n"})
    bo.git("push", "-q", "origin", "arbete/x")
    anna.git("commit", "-q", "--allow-empty", "-m", "Mer")
    ran = cli("skicka")
    assert ran.code == 5
    assert "Hämta in det andra med sysselreg uppdatera och kör sysselreg skicka igen, eller skicka dem på" in ran.err
    assert cli("uppdatera").code == 0
    assert cli("skicka").out == "arbete/x\n"


def test_a_rewritten_main_is_told_and_not_followed(anna: Repository, bare: Path, clone: Clone, cli: Cli) -> None:
    bo = clone(bare, "Bo")
    bo.git("commit", "-q", "--amend", "-m", "Omskriven")
    bo.git("push", "-q", "--force", "origin", "main")
    note(anna)
    seen = anna.git("rev-parse", "origin/main")
    ran = cli("skicka")
    assert ran.code == 5
    assert f"main på {bare} har skrivits om: det som fanns där sist finns inte kvar." in ran.err
    assert anna.git("rev-parse", "origin/main") == seen


def test_a_settings_file_from_somebody_else_runs_nothing(anna: Repository, tmp_path: Path, cli: Cli) -> None:
    note(anna)
    canary = tmp_path / "canary"
    anna.git("config", "remote.origin.receivepack", f"touch {canary}; git-receive-pack")
    ran = cli("skicka")
    assert ran.code == 5
    assert "remote.origin.receivepack" in ran.err
    assert not canary.exists()
    anna.git("config", "--unset-all", "remote.origin.receivepack")
    assert cli("skicka").code == 0


def test_an_interrupt_lets_go_of_the_server(anna: Repository, cli: Cli) -> None:
    note(anna)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        anna.git("remote", "set-url", "origin", f"http://127.0.0.1:{silent.getsockname()[1]}/x")
        with subprocess.Popen([PROGRAM, "skicka"], stderr=subprocess.PIPE, text=True, cwd=anna.root) as process:
            connection, _ = silent.accept()
            with connection:
                connection.recv(4096)
                process.send_signal(signal.SIGINT)
                _, err = process.communicate(timeout=30)
                # What git had started is gone too.
                assert connection.recv(4096) == b""
    assert (process.returncode, err.strip()) == (130, "Avbrutet. Inget är halvskrivet.")
    assert list((anna.path / ".git").rglob("*.lock")) == []
    anna.git("remote", "set-url", "origin", str(anna.path.parent / "delat/register.git"))
    assert cli("skicka").code == 0
