"""`granska`: two people, two clones, one shared repository; and one repository that is not shared."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sysselreg.errors import GitStateError
from sysselreg.store import review as reviews
from sysselreg.store.apply import MovedError
from sysselreg.yamlevents import data_file
from tests.conftest import Cli, Files, Ran, Repository

ROOT = Path(__file__).resolve().parent.parent.parent
ANNA, BO = "Anna <anna@example.org>", "Bo <bo@example.org>"
PATH = "records/organisation/2025/org-9b3t7w.yaml"
OLD, NEW = "slag: leverantör\n", "slag: hybridorganisation\n"


def arende(name: str, number: str) -> Files:
    return {
        f"records/arende/2025/{name}.yaml": f"typ: ärende\nid: {name}\nversion: 1\ndiarienummer: {number}\n"
        "rubrik: Upphandling av lokalvård\nnämnd: Kommunstyrelsen\nöppnat: 2025-02-03\nstatus: öppet\n"
    }


class Person:
    """Somebody with a clone."""

    def __init__(self, clone: Repository, cli: Cli, who: str) -> None:
        self.clone, self.git, self.root, self.cli = clone, clone.git, clone.root, cli
        self.git("config", "user.name", who.partition(" <")[0])
        self.git("config", "user.email", who.partition("<")[2].rstrip(">"))

    def run(self, *words: str) -> Ran:
        return self.cli("--register", self.root, "granska", *words)

    def tip(self, ref: str) -> str:
        return self.git("rev-parse", ref)

    def work(self, files: Files, branch: str = "arbete", start: str = "origin/main", *more: str) -> str:
        """Changes on a work branch, sent."""
        self.git("checkout", "-q", "-B", branch, start)
        self.clone.write(files)
        self.git("add", "--all")
        self.git("commit", "-q", "-m", "Rätta slag", *more)
        self.git("push", "-q", "-f", "origin", branch)
        return self.tip("HEAD")


class Shared:
    """A shared repository with the example register, and Anna and Bo who each have a clone."""

    def __init__(self, exempel: Repository, cli: Cli, below: Path) -> None:
        self.server = below / "gemensamt.git"
        subprocess.run(["git", "clone", "-q", "--bare", exempel.path, self.server], check=True)
        self.anna, self.bo = (self._person(below, cli, who) for who in (ANNA, BO))

    def _person(self, below: Path, cli: Cli, who: str) -> Person:
        path = below / who.partition(" <")[0].lower()
        subprocess.run(["git", "clone", "-q", self.server, path], check=True)
        return Person(Repository(path, path), cli, who)

    def git(self, *words: str) -> str:
        done = subprocess.run(["git", "-C", self.server, *words], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    @property
    def main(self) -> str:
        return self.git("rev-parse", "main")

    def refuses_main(self) -> None:
        """A server that lets nobody push to main."""
        hook = self.server / "hooks" / "pre-receive"
        hook.write_text('#!/bin/sh\ngrep -q refs/heads/main && echo "main är skyddad" >&2 && exit 1\nexit 0\n')
        hook.chmod(0o755)


@pytest.fixture
def shared(exempel: Repository, cli: Cli, tmp_path: Path) -> Shared:
    return Shared(exempel, cli, tmp_path)


@pytest.fixture
def change(exempel: Repository) -> Files:
    """A sound change of one record."""
    text = (exempel.root / PATH).read_text(encoding="utf-8")
    assert OLD in text
    return {PATH: text.replace(OLD, NEW)}


# ---- looking ---------------------------------------------------------------------------------------------------------


def test_the_change_in_sentences_and_how_to_approve_it(shared: Shared, change: Files) -> None:
    commit = shared.anna.work(change)
    before = shared.main
    ran = shared.bo.run("arbete")
    assert ran.code == 0
    assert ran.out.startswith(f"arbete av Anna: {commit[:10]}, mot main {before[:10]}\n\n")
    assert "  Slag ändras från leverantör till hybridorganisation.\n" in ran.out
    assert ran.err == f"\nGodkänn det du har läst: sysselreg granska arbete@{commit[:10]} --godkann\n"
    assert shared.main == before


def test_as_json(shared: Shared, change: Files) -> None:
    commit = shared.anna.work(change)
    before = shared.main
    told = [json.loads(shared.bo.run("arbete", *words, "--format", "json").out) for words in ((), ("--godkann",))]
    top = data_file((ROOT / "schemas" / "output" / "granska.yaml").read_text(encoding="utf-8"))
    for each in told:
        jsonschema.Draft202012Validator(top).validate(each)
        assert (each["incheckning"], each["mot"]["incheckning"], each["av"]) == (commit, before, ["Anna"])
        assert [record["id"] for record in each["ändring"]["poster"]] == ["org-9b3t7w"]
    assert [each["godkänd"] for each in told] == [None, shared.main]


def test_looking_needs_no_name_and_approving_does(shared: Shared, change: Files, git_home: Path) -> None:
    shared.anna.work(change)
    for name in ("user.name", "user.email"):
        shared.bo.git("config", "--unset", name)
    (git_home / ".gitconfig").write_text("", encoding="utf-8")
    before = shared.main
    assert shared.bo.run("arbete").code == 0
    ran = shared.bo.run("arbete", "--godkann")
    assert (ran.code, ran.out, shared.main) == (5, "", before)
    assert ran.err.startswith("Git vet inte vem du är")


def test_what_is_not_there_to_review(shared: Shared, change: Files) -> None:
    commit = shared.anna.work(change)
    for name, code, said in (
        (
            "saknas",
            2,
            f"Grenen saknas finns inte här eller på {shared.server}. Se vilka som väntar med sysselreg granska.",
        ),
        ("main", 2, "”main” är ingen arbetsgren. Skriv grenen som sysselreg skicka visade."),
        ("--upload-pack=x", 2, "Valet --upload-pack finns inte. Se sysselreg granska --help."),
        ("a..b", 2, "”a..b” är ingen arbetsgren. Skriv grenen som sysselreg skicka visade."),
    ):
        ran = shared.bo.run(name)
        assert (ran.code, ran.out, ran.err) == (code, "", f"{said}\n")
    assert shared.bo.run("arbete", "--godkann").code == 0
    ran = shared.bo.run(f"arbete@{commit[:10]}")
    assert (ran.code, ran.err) == (5, "Det finns inget att granska: allt på arbete är redan med i main.\n")


def test_without_a_branch_those_that_wait_are_listed(shared: Shared, change: Files) -> None:
    assert (shared.bo.run().out, shared.bo.run().err) == ("", "Ingen gren väntar på granskning.\n")
    shared.anna.work(change, "arbete/slag")
    shared.anna.work({PATH.replace("9b3t7w", "9b3t7x"): "x\n"}, "arbete/två")
    shared.anna.clone.commit({"LÄSMIG": "mer\n"})
    shared.anna.git("push", "-q", "origin", "arbete/två")
    day = {name: shared.anna.git("log", "-1", "--format=%cd", "--date=format:%Y-%m-%d %H:%M", name)
           for name in ("arbete/slag", "arbete/två")}  # fmt: skip
    ran = shared.bo.run()
    assert ran.code == 0
    assert sorted(ran.out.split("arbete/")[1:]) == [
        f"slag  Anna  {day['arbete/slag']}\n  Rätta slag\n",
        f"två  Anna  {day['arbete/två']}\n  Ändring (och 1 till)\n",
    ]
    assert ran.err.startswith("\nGranska en av dem: sysselreg granska arbete/")
    assert shared.bo.run("arbete/slag", "--godkann").code == 0
    assert [line.partition("  ")[0] for line in shared.bo.run().out.splitlines()[::2]] == ["arbete/två"]
    # the clone that is not shared lists its own; without the shared repository it is what was fetched last
    shared.anna.git("fetch", "-q")
    shared.server.rename(shared.server.with_suffix(".borta"))
    ran = shared.anna.run()
    assert (ran.code, ran.out.partition("  ")[0]) == (0, "arbete/två")
    assert "Det som visas är det som hämtades sist.\n" in ran.err
    shared.anna.git("remote", "remove", "origin")
    shared.anna.git("branch", "-q", "-f", "main", "arbete/slag")
    assert shared.anna.run().out.startswith("arbete/två  Anna  ")


@pytest.mark.parametrize(
    "words", [("--godkann",), ("--avvisa", "--skal", "Nej"), ("--torrkorning",), ("--format", "json")]
)
def test_the_list_is_only_a_list(words: tuple[str, ...], shared: Shared) -> None:
    ran = shared.bo.run(*words)
    assert (ran.code, ran.err) == (
        2,
        "Skriv vilken gren det gäller. Vilka som väntar visar sysselreg granska utan något mer.\n",
    )


def test_a_definition_that_the_branch_has_broken_is_said_to_stand_there(shared: Shared, change: Files) -> None:
    shared.anna.work({"schemas/kinds/placering.yaml": "title: X\n"})
    said = (
        "Grenen arbete går inte att granska, för en fil på den styr registret och är trasig. Den som har gjort "
        "ändringen rättar den på grenen. schemas/kinds/placering.yaml: Filen saknar typ. Lägg till det."
    )
    ran = shared.bo.run("arbete")
    assert (ran.code, ran.out, ran.err) == (3, "", f"{said}\n")
    rejected = shared.bo.run("arbete", "--avvisa", "--skal", "Filen är trasig.")
    assert (rejected.code, f"\n\nFilen är trasig.\n\n{said}\n\nRätta på grenen" in rejected.out) == (0, True)
    # broken on main already: the branch is not blamed
    shared.anna.git("push", "-q", "-f", "origin", "arbete:main")
    shared.anna.work(change, "annat", "origin/main")
    assert shared.bo.run("annat").err == "schemas/kinds/placering.yaml: Filen saknar typ. Lägg till det.\n"


def test_a_branch_that_does_not_come_from_main(shared: Shared, change: Files) -> None:
    shared.anna.git("checkout", "-q", "--orphan", "arbete")
    shared.anna.git("commit", "-q", "-m", "Löst")
    shared.anna.git("push", "-q", "origin", "arbete")
    ran = shared.bo.run("arbete", "--godkann")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith("Grenen arbete har ingen gemensam historia med main, så den går inte att slå ihop.")
    shared.anna.work(change, "annat")
    assert shared.bo.run("annat", "--godkann").code == 0


def test_a_branch_that_its_author_has_made_anew(shared: Shared, change: Files) -> None:
    shared.anna.work(arende("are-2m4n6p", "KS 2025/0907"))
    assert "are-2m4n6p" in shared.bo.run("arbete").out
    shared.anna.work(change)
    ran = shared.bo.run("arbete")
    assert (ran.code, "are-2m4n6p" in ran.out, "hybridorganisation" in ran.out) == (0, False, True)


def test_what_has_been_looked_at_is_known_to_andringar_by_its_name(shared: Shared, change: Files) -> None:
    shared.anna.work(change)
    words = ("--register", shared.bo.root, "andringar", "arbete")
    assert shared.bo.cli(*words).code == 2
    assert shared.bo.run("arbete").code == 0
    ran = shared.bo.cli(*words)
    assert (ran.code, "Slag ändras från leverantör till hybridorganisation." in ran.out) == (0, True)


def test_the_name_in_advice_does_nothing_in_a_shell(shared: Shared, change: Files) -> None:
    commit = shared.anna.work(change, "x;id")
    ran = shared.bo.run("x;id")
    assert ran.err == f"\nGodkänn det du har läst: sysselreg granska 'x;id@{commit[:10]}' --godkann\n"
    assert shared.bo.run(f"x;id@{commit[:10]}", "--godkann").code == 0


def test_a_review_by_its_number_on_the_forge(shared: Shared, change: Files) -> None:
    commit = shared.anna.work(change)
    shared.git("update-ref", "refs/pull/7/head", commit)
    shared.git("update-ref", "-d", "refs/heads/arbete")
    ran = shared.bo.run("refs/pull/7/head", "--godkann")
    assert (ran.code, shared.git("rev-parse", "main^2")) == (0, commit)


# ---- approving -------------------------------------------------------------------------------------------------------


def test_approval_is_a_merge_on_the_shared_main_that_says_who_reviewed_what(shared: Shared, change: Files) -> None:
    commit = shared.anna.work(change)
    before = shared.main
    ran = shared.bo.run(f"arbete@{commit[:10]}", "--godkann")
    assert ran.code == 0
    assert ran.err == f"\nGodkänt: arbete är nu med i main ({shared.main[:10]}).\n"
    assert shared.git("show", "-s", "--format=%P|%an <%ae>|%cn <%ce>", "main") == f"{before} {commit}|{BO}|{BO}"
    tree = shared.git("rev-parse", f"{commit}^{{tree}}")
    assert shared.git("show", "-s", "--format=%B", "main").strip() == (
        f"Godkänn arbete\n\n* Rätta slag\n\nGranskad-av: {BO}\nGranskat-träd: {tree}"
    )
    assert NEW in shared.git("show", f"main:{PATH}")


def test_main_that_is_checked_out_comes_along_and_historik_tells_who_approved(shared: Shared, change: Files) -> None:
    commit = shared.anna.work(change)
    shared.bo.run("arbete", "--godkann")
    assert shared.bo.tip("HEAD") == shared.main
    assert (shared.bo.git("status", "--short"), NEW in (shared.bo.root / PATH).read_text(encoding="utf-8")) == (
        "",
        True,
    )
    told = shared.bo.cli("--register", shared.bo.root, "historik", "org-9b3t7w", "--format", "json")
    first = json.loads(told.out)[0]
    assert (first["incheckning"], first["av"], first["godkänd_av"]) == (commit, ANNA, BO)


def test_what_the_reviewer_is_working_on_is_left_alone(shared: Shared, change: Files) -> None:
    shared.anna.work(change)
    (shared.bo.root / PATH).write_text("mitt eget\n", encoding="utf-8")
    ran = shared.bo.run("arbete", "--godkann")
    assert ran.code == 0
    assert ran.err == (
        "Godkännandet är gjort, men main i din mapp är inte uppdaterad. Vad som är i vägen visar sysselreg uppdatera.\n"
        f"\nGodkänt: arbete är nu med i main ({shared.main[:10]}).\n"
    )
    assert NEW in shared.git("show", f"main:{PATH}")
    assert (shared.bo.root / PATH).read_text(encoding="utf-8") == "mitt eget\n"


def test_on_another_branch_nothing_of_the_reviewers_moves(shared: Shared, change: Files) -> None:
    shared.anna.work(change)
    shared.bo.git("checkout", "-q", "-b", "eget")
    before = shared.bo.tip("HEAD"), shared.bo.tip("main")
    assert shared.bo.run("arbete", "--godkann").code == 0
    assert (shared.bo.tip("HEAD"), shared.bo.tip("main")) == before
    assert shared.bo.tip("origin/main") == shared.main


def test_two_changes_of_one_record_are_merged_field_by_field(shared: Shared, change: Files) -> None:
    shared.anna.work(change)
    text = (shared.bo.root / PATH).read_text(encoding="utf-8")
    shared.bo.work({PATH: text.replace("namn: Exempelstäd AB", "namn: Exempelstäd Nord AB")}, "annat")
    assert shared.anna.run("annat", "--godkann").code == 0
    ran = shared.bo.run("arbete", "--godkann")
    assert ran.code == 0, ran.err
    result = shared.git("show", f"main:{PATH}")
    assert NEW in f"{result}\n"
    assert "namn: Exempelstäd Nord AB" in result
    words = ("--revision", "origin/main", "historik", "org-9b3t7w", "--format", "json")
    told = json.loads(shared.bo.cli("--register", shared.bo.root, *words).out)
    assert {each["fält"]: (step["av"], step["godkänd_av"]) for step in told[:2] for each in step["ändringar"]} == {
        "slag": (ANNA, BO),
        "namn": (BO, ANNA),
    }
    assert len(told) == 3


def test_a_dry_run_approves_nothing(shared: Shared, change: Files) -> None:
    commit = shared.anna.work(change)
    before = shared.main
    ran = shared.bo.run("arbete", "--godkann", "--torrkorning")
    assert (ran.code, ran.err) == (0, f"Skulle godkännas: arbete, {commit[:10]}.\n")
    assert "hybridorganisation" in ran.out
    assert shared.main == before


def test_a_repository_that_is_not_shared(exempel: Repository, cli: Cli, change: Files) -> None:
    office = Person(exempel, cli, ANNA)
    office.git("checkout", "-q", "-b", "arbete")
    commit = exempel.commit(change)
    office.git("checkout", "-q", "main")
    assert office.run("arbete", "--godkann").code == 5
    bo = Person(exempel, cli, BO)
    ran = bo.run("arbete", "--godkann")
    assert (ran.code, bo.tip("main^2"), bo.git("status", "--short")) == (0, commit, "")
    assert NEW in (exempel.root / PATH).read_text(encoding="utf-8")


def test_an_approval_is_signed_when_the_reviewers_commits_are(shared: Shared, change: Files, git_home: Path) -> None:
    key = git_home / "nyckel"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    shared.anna.work(change)
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(key)), ("commit.gpgSign", "true")):
        shared.bo.git("config", "--global", name, value)
    assert shared.bo.run("arbete", "--godkann").code == 0
    assert "-----BEGIN SSH SIGNATURE-----" in shared.git("cat-file", "commit", "main")


# ---- who may not -----------------------------------------------------------------------------------------------------

_OWN = "Du har själv gjort en del av ändringen, så någon annan måste godkänna den."


@pytest.mark.parametrize(
    "more",
    [
        ("--author", "Bo B <BO@example.org>"),
        ("-m", "Co-authored-by: Bo <bo@example.org>"),
        ("--date", "2026-01-01T00:00:00Z"),
    ],
    ids=["author in other case", "co-author", "another's altogether"],
)
def test_one_does_not_approve_what_one_has_part_in(more: tuple[str, ...], shared: Shared, change: Files) -> None:
    """hazards F60"""
    shared.anna.work(change, "arbete", "origin/main", *more)
    before = shared.main
    ran = shared.bo.run("arbete", "--godkann")
    if more[0] == "--date":
        assert (ran.code, shared.main != before) == (0, True)
    else:
        assert (ran.code, ran.err) == (5, f"\n{_OWN}\nInget är godkänt.\n")
        assert shared.main == before


def test_one_of_the_same_name_with_another_address_is_told(shared: Shared, change: Files) -> None:
    """Two people may be called the same, so nobody is refused for it."""
    told = (
        "Obs: någon som heter Bo, som du, har gjort en del av ändringen med en annan adress. Är det du själv ska någon "
        "annan godkänna den.\n"
    )
    shared.anna.work(change, "arbete", "origin/main", "--author", "BO  <privat@example.org>")
    for words in ((), ("--godkann", "--torrkorning"), ("--godkann",)):
        ran = shared.bo.run("arbete", *words)
        assert (ran.code, ran.err.startswith(told)) == (0, True)
    shared.anna.work(arende("are-2m4n6p", "KS 2025/0907"), "annan")
    assert "Obs:" not in shared.bo.run("annan").err


def test_one_may_look_at_ones_own(shared: Shared, change: Files) -> None:
    shared.anna.work(change)
    ran = shared.anna.run("arbete")
    assert (ran.code, ran.err) == (0, f"\n{_OWN}\n")
    assert "hybridorganisation" in ran.out
    assert json.loads(shared.anna.run("arbete", "--format", "json").out)["hinder"] == [_OWN]


# ---- what may not ----------------------------------------------------------------------------------------------------


def test_what_has_come_since_it_was_read_is_not_approved_with_it(shared: Shared, change: Files) -> None:
    """hazards F61"""
    read = shared.anna.work(change)
    now = shared.anna.work(arende("are-2m4n6p", "KS 2025/0907"), "arbete", "arbete")
    before = shared.main
    ran = shared.bo.run(f"arbete@{read[:10]}", "--godkann")
    assert (ran.code, ran.out, shared.main) == (5, "", before)
    assert ran.err == (
        f"Grenen arbete har ändrats sedan du läste den: då var den på {read[:10]}, nu på {now[:10]}. "
        "Inget är godkänt. Läs den på nytt: sysselreg granska arbete\n"
    )
    assert shared.bo.run(f"arbete@{now[:10]}", "--godkann").code == 0


def test_a_commit_that_comes_while_one_approves_stops_it(shared: Shared, change: Files) -> None:
    shared.anna.work(change)
    todo = reviews.review(shared.bo.root, "arbete", ask=True)
    tree = shared.bo.tip(f"{todo.head}^{{tree}}")
    shared.anna.work(arende("are-2m4n6p", "KS 2025/0907"), "arbete", "arbete")
    before = shared.main
    with pytest.raises(GitStateError, match="Grenen arbete har ändrats sedan du läste den"):
        reviews.approve(shared.bo.root, todo, tree)
    assert shared.main == before


def test_main_that_moves_while_one_approves_is_merged_anew(
    shared: Shared, change: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = shared.anna.work(change)
    made = reviews.commit_object

    def overtaken(*given: Any) -> str:
        if not shared.git("log", "--format=%s", "main", "--", "records/arende/2025/are-2m4n6p.yaml"):
            shared.anna.work(arende("are-2m4n6p", "KS 2025/0907"), "annat")
            shared.anna.git("push", "-q", "origin", "annat:main")
        return made(*given)

    monkeypatch.setattr(reviews, "commit_object", overtaken)
    ran = shared.bo.run("arbete", "--godkann")
    assert ran.code == 0, ran.err
    assert shared.git("rev-parse", "main^2") == commit
    assert {PATH, "records/arende/2025/are-2m4n6p.yaml"} <= set(
        shared.git("ls-tree", "-r", "--name-only", "main").split()
    )


def test_an_old_main_is_never_pushed_over_a_new_one(shared: Shared, change: Files) -> None:
    shared.anna.work(change)
    todo = reviews.review(shared.bo.root, "arbete", ask=True)
    tree = shared.bo.tip(f"{todo.head}^{{tree}}")
    shared.anna.work(arende("are-2m4n6p", "KS 2025/0907"), "annat")
    shared.anna.git("push", "-q", "origin", "annat:main")
    before = shared.main
    with pytest.raises(MovedError, match="main ändras av andra hela tiden"):
        reviews.approve(shared.bo.root, todo, tree)
    assert shared.main == before


def test_a_conflict_is_for_the_author_to_settle(shared: Shared, change: Files) -> None:
    shared.anna.work(change)
    text = (shared.bo.root / PATH).read_text(encoding="utf-8")
    shared.bo.work({PATH: text.replace(OLD, "slag: myndighet\n")}, "annat")
    shared.bo.git("push", "-q", "origin", "annat:main")
    before = shared.main
    for words in ((), ("--godkann",)):
        ran = shared.bo.run("arbete", *words)
        assert ran.code == 5
        assert "\n1 fält krockar med main. Den som har gjort ändringen avgör dem med sysselreg uppdatera.\n" in ran.err
        assert "  org-9b3t7w:slag  Slag\n" in ran.err
        assert "Slag ändras från leverantör till hybridorganisation." in ran.out
    assert shared.main == before


@pytest.mark.parametrize(("number", "code"), [("KS 2025/0907", 1), ("KS 2025/0908", 0)], ids=["taken", "free"])
def test_two_sound_changes_that_are_wrong_together(number: str, code: int, shared: Shared) -> None:
    shared.anna.work(arende("are-2m4n6p", "KS 2025/0907"))
    assert shared.bo.run("arbete").code == 0
    shared.bo.work(arende("are-3n5p7q", number), "annat")
    shared.bo.git("push", "-q", "origin", "annat:main")
    before = shared.main
    ran = shared.bo.run("arbete", "--godkann")
    assert ran.code == code
    assert (shared.main == before) == bool(code)
    if code:
        assert "Sammanslaget med main får registret 1 fel, som måste rättas på grenen först.\n" in ran.err
        assert "are-3n5p7q.yaml" in ran.err
        assert ran.err.endswith("Inget är godkänt.\n")


def test_what_an_earlier_commit_of_the_branch_holds_is_not_approved(shared: Shared, change: Files) -> None:
    text = change[PATH]
    assert isinstance(text, str)
    shared.anna.work({PATH: text + "anteckning: 19850101-1236\n"})
    shared.anna.work(change, "arbete", "arbete")
    before = shared.main
    ran = shared.bo.run("arbete", "--godkann")
    assert (ran.code, shared.main) == (5, before)
    assert "\nPå grenen finns sådant som inte får spridas, och som finns kvar i historiken också när" in ran.err
    assert f"\n  {PATH}:" in ran.err
    assert "1236" not in ran.err
    shared.anna.work(change, "ny")
    assert shared.bo.run("ny", "--godkann").code == 0


# ---- the server ------------------------------------------------------------------------------------------------------


def test_a_protected_main_is_approved_on_the_forge_with_the_words_given(shared: Shared, change: Files) -> None:
    commit = shared.anna.work(change)
    shared.refuses_main()
    before, tree = shared.main, shared.git("rev-parse", f"{commit}^{{tree}}")
    ran = shared.bo.run("arbete", "--godkann")
    assert (ran.code, shared.main, shared.bo.tip("main")) == (5, before, before)
    words = f"Granskad-av: {BO}\nGranskat-träd: {tree}\n"
    assert f"{shared.server} tog inte emot godkännandet på main. Inget är godkänt." in ran.err
    assert "main är skyddad" in ran.err
    # To be pasted, so nothing in it is masked.
    assert ran.err.endswith(f"skriv det här sist i sammanslagningens meddelande:\n\n{words}")
    # What the forge would do.
    said = "Merge\n\n" + words
    merged = shared.git("-c", "user.name=Bo", "-c", "user.email=bo@example.org", "commit-tree", "-m", said.strip(),
                        "-p", before, "-p", commit, tree)  # fmt: skip
    shared.git("update-ref", "refs/heads/main", merged)
    shared.bo.git("pull", "-q", "--ff-only")
    told = shared.bo.cli("--register", shared.bo.root, "historik", "org-9b3t7w", "--format", "json")
    assert json.loads(told.out)[0]["godkänd_av"] == BO


def test_without_the_shared_repository_one_may_look_but_not_approve(shared: Shared, change: Files) -> None:
    shared.anna.work(change)
    shared.bo.git("fetch", "-q")
    shared.server.rename(shared.server.with_name("borta.git"))
    ran = shared.bo.run("arbete")
    assert ran.code == 0
    assert "hybridorganisation" in ran.out
    assert "Det som visas är det som hämtades sist.\n" in ran.err
    # Nor is it told twice when not even main's name is known without asking.
    shared.bo.git("symbolic-ref", "--delete", "refs/remotes/origin/HEAD")
    ran = shared.bo.run("arbete")
    assert (ran.code, ran.out, ran.err.count("Det finns inget förråd på")) == (7, "", 1)
    before = shared.bo.git("for-each-ref")
    ran = shared.bo.run("arbete", "--godkann")
    assert (ran.code, ran.out, shared.bo.git("for-each-ref")) == (7, "", before)
    assert ran.err.endswith("Inget är godkänt. Kör igen när förrådet går att nå.\n")


# ---- rejecting -------------------------------------------------------------------------------------------------------


def test_a_rejection_is_a_text_for_the_author_and_changes_nothing(shared: Shared, change: Files) -> None:
    commit = shared.anna.work(change)
    before = shared.git("for-each-ref"), shared.bo.tip("HEAD")
    ran = shared.bo.run("arbete", "--avvisa", "--skal", "Slaget stämmer inte med avtalet.")
    assert ran.code == 0
    assert ran.out == (
        f"Avvisad: arbete ({commit[:10]})\nGranskad av: Bo\n\nSlaget stämmer inte med avtalet.\n\n"
        "Rätta på grenen, spara och kör sysselreg skicka igen.\n"
    )
    assert ran.err.startswith("Inget är ändrat i Git.")
    assert (shared.git("for-each-ref"), shared.bo.tip("HEAD")) == before


def test_a_rejection_names_the_errors_too(shared: Shared, change: Files) -> None:
    text = change[PATH]
    assert isinstance(text, str)
    shared.anna.work({PATH: text.replace(NEW, "slag: hybrid\n")})
    ran = shared.bo.run("arbete", "--avvisa", "--skal", "Slaget finns inte.")
    assert "Sammanslaget med main får registret 1 fel, som måste rättas på grenen först.\n" in ran.out
    assert "Slag (slag) är ”hybrid”, som inte finns i listan." in ran.out


_WHY = 'Skriv --avvisa tillsammans med --skal "varför", så att den som har gjort ändringen kan rätta.'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--avvisa",), _WHY),
        (("--skal", "nej"), _WHY),
        (("--avvisa", "--skal", " "), _WHY),
        (("--avvisa", "--godkann", "--skal", "x"), "Skriv antingen --godkann eller --avvisa, inte båda."),
        (
            ("--avvisa", "--skal", "811218-9876"),
            "Det finns personuppgifter i --skal. Ta bort dem, så att de inte sprids.",
        ),
    ],
)
def test_options_that_do_not_go_together(words: tuple[str, ...], said: str, shared: Shared) -> None:
    ran = shared.bo.run("arbete", *words)
    assert (ran.code, ran.out, ran.err) == (2, "", f"{said}\n")


def test_a_revision_cannot_be_reviewed(exempel: Repository, cli: Callable[..., Ran]) -> None:
    ran = cli("--register", exempel.root, "--revision", "HEAD", "granska", "arbete")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "granska skriver på grenen och kan inte användas med --revision.\n"
