"""Taking numbers in a shared repository: what others do at the same time, and what goes wrong on the way."""

from __future__ import annotations

import random
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from sysselreg.errors import GitStateError, RemoteError, UsageError
from sysselreg.store.chain import RESERVED, TAKEN, Chain, message
from sysselreg.store.number import cancel, listing, take
from sysselreg.store.shared import alarms
from sysselreg.store.waiting import Waiting, done, keep, kept
from tests.conftest import Repository
from tests.servers.fixtures import Clone, HttpServer, Shared, SshServer, add_hook
from tests.store import number_client

SO = Chain("SO {år}/{nr:04}", 2026, "gren")


@pytest.fixture
def bare(exempel: Repository, shared: Shared) -> Path:
    """The repository that all share, as a folder; the address of it is file://."""
    return shared(exempel)


@pytest.fixture
def anna(bare: Path, clone: Clone) -> Repository:
    return clone(f"file://{bare}")


@pytest.fixture
def bo(bare: Path, clone: Clone) -> Repository:
    return clone(f"file://{bare}", "Bo")


def on(bare: Path, *words: str, given: str = "") -> str:
    done = subprocess.run(["git", "-C", bare, *words], input=given, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def texts(found: Repository) -> list[tuple[str, str]]:
    return [(each.text, each.kind) for each in listing(found.root, SO)]


def taken(found: Repository, **more: object) -> int:
    return take(found.root, SO, uuid4(), begin=True, **more).number  # type: ignore[arg-type]


# ---- the ordinary ----------------------------------------------------------------------------------------------------


def test_two_clones_take_the_numbers_in_order(anna: Repository, bo: Repository, bare: Path) -> None:
    assert [taken(anna), taken(bo), taken(bo), taken(anna)] == [1, 2, 3, 4]
    log = on(bare, "log", "--reverse", "--format=%an|%s|%(trailers:key=Nummer,valueonly)", SO.ref).replace("\n\n", "\n")
    assert log.split("\n") == [
        "Anna|SO 2026/0001|1",
        "Bo|SO 2026/0002|2",
        "Bo|SO 2026/0003|3",
        "Anna|SO 2026/0004|4",
    ]
    # Nothing of it is seen among the branches people work on, or in the working tree.
    assert anna.git("branch", "--format=%(refname:short)") == "main"
    assert anna.git("status", "--porcelain") == ""


def test_two_clones_at_once_get_different_numbers(anna: Repository, bo: Repository) -> None:
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(lambda who: [taken(who) for _ in range(6)], who) for who in (anna, bo)]
    assert sorted(number for job in jobs for number in job.result()) == list(range(1, 13))


def test_a_register_shared_with_nobody_has_its_chain_in_the_repository(exempel: Repository) -> None:
    chain = SO._replace(place="odelat")
    assert [take(exempel.root, chain, uuid4(), begin=True).text for _ in range(2)] == ["SO 2026/0001", "SO 2026/0002"]
    assert take(exempel.root, chain, uuid4()).commit == exempel.git("rev-parse", chain.ref)
    exempel.git("update-ref", "-d", chain.ref)
    with pytest.raises(GitStateError, match="LARM: Nummerserien so/2026 saknas i förrådet") as raised:
        take(exempel.root, chain, uuid4(), begin=True)
    exempel.git(*raised.value.sentence.rpartition(": git ")[2].split())
    assert take(exempel.root, chain, uuid4()).number == 4


@pytest.mark.parametrize("place", ["gren", "referens"])
def test_without_a_place_to_share_no_number_is_given(place: str, exempel: Repository) -> None:
    with pytest.raises(GitStateError) as raised:
        take(exempel.root, SO._replace(place=place), uuid4(), begin=True)
    assert raised.value.sentence == (
        "Inget nummer tilldelat. Registret har ingen gemensam plats, så någon annan kan få samma nummer. Lägg till "
        "den: git remote add origin ADRESS och sedan git push -u origin main. Delas registret inte med någon, skriv "
        "nummerplats: odelat i sysselreg.yaml."
    )
    assert exempel.git("for-each-ref", "refs/sysselreg", "refs/heads/sysselreg") == ""


def test_an_empty_place_gets_the_register_before_the_numbers(exempel: Repository, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", tmp_path / "tomt.git"], check=True)
    exempel.git("remote", "add", "origin", str(tmp_path / "tomt.git"))
    with pytest.raises(GitStateError, match=r"tomt\.git är tomt än\. Lägg upp registret med git push -u origin main\."):
        taken(exempel)
    exempel.git("push", "-q", "-u", "origin", "main")
    assert taken(exempel) == 1


def test_a_sha256_repository_has_numbers_too(repository: Callable[..., Repository]) -> None:
    made, alone = repository(init=("--object-format=sha256",)), SO._replace(place="odelat")
    made.commit()
    assert [take(made.root, alone, uuid4(), begin=True).number for _ in range(2)] == [1, 2]


def test_the_same_request_gives_the_same_number(anna: Repository, bo: Repository) -> None:
    request = uuid4()
    assert take(anna.root, SO, request, begin=True).number == 1
    assert taken(bo) == 2
    assert take(anna.root, SO, request).number == 1
    assert taken(anna) == 3


def test_a_reserved_number_is_used_by_name_and_once(anna: Repository, bo: Repository) -> None:
    assert [taken(anna, kind=RESERVED), taken(bo)] == [1, 2]
    assert take(bo.root, SO, uuid4(), number=1).text == "SO 2026/0001"
    with pytest.raises(UsageError, match=r"SO 2026/0001 är inte reserverat, så numret går inte att använda\."):
        take(anna.root, SO, uuid4(), number=1)
    assert texts(anna) == [("SO 2026/0001", "tagen"), ("SO 2026/0002", "tagen")]


def test_a_cancelled_number_is_never_used_again(anna: Repository, bo: Repository) -> None:
    assert [taken(anna), taken(anna, kind=RESERVED)] == [1, 2]
    cancel(bo.root, SO, 1)
    cancel(anna.root, SO, 2)
    cancel(anna.root, SO, 1)  # already: nothing happens
    assert taken(anna) == 3
    assert texts(bo) == [("SO 2026/0001", "makulerad"), ("SO 2026/0002", "makulerad"), ("SO 2026/0003", "tagen")]
    cancel(anna.root, SO, 205)  # from a diary elsewhere
    assert len(texts(bo)) == 3


def test_a_reserved_number_that_somebody_has_used_meanwhile_is_not_cancelled(anna: Repository, bo: Repository) -> None:
    taken(anna, kind=RESERVED)
    taken(anna, kind=RESERVED)
    take(bo.root, SO, uuid4(), number=1)
    with pytest.raises(UsageError, match=r"SO 2026/0001 har just använts av någon annan\."):
        cancel(anna.root, SO, 1, unused=True)
    cancel(anna.root, SO, 2, unused=True)
    assert texts(anna) == [("SO 2026/0001", "tagen"), ("SO 2026/0002", "makulerad")]


def test_each_year_begins_by_being_named_and_at_one(anna: Repository) -> None:
    with pytest.raises(UsageError) as raised:
        take(anna.root, SO, uuid4())
    assert raised.value.sentence == "Serien har inga nummer för 2026 än. Stämmer året, kör igen med --ar 2026."
    assert taken(anna) == 1
    assert take(anna.root, SO, uuid4()).number == 2
    assert take(anna.root, SO._replace(year=2027), uuid4(), begin=True).text == "SO 2027/0001"


def test_number_ten_thousand_is_wider_and_stands_last(exempel: Repository) -> None:
    stream = [f"reset {SO.ref}\n"]
    for number in range(1, 10000):
        text = message(SO, number, TAKEN, UUID(int=number))
        stream.append(
            f"commit {SO.ref}\ncommitter Anna <anna@example.org> {1_770_000_000 + number} +0000\n"
            f"data {len(text.encode())}\n{text}\n"
        )
    subprocess.run(["git", "fast-import", "--quiet"], cwd=exempel.path, input="".join(stream).encode(), check=True)
    alone = SO._replace(place="odelat")
    assert [take(exempel.root, alone, uuid4()).text for _ in range(2)] == ["SO 2026/10000", "SO 2026/10001"]
    assert [each.text for each in listing(exempel.root, alone)[-3:]] == [
        "SO 2026/9999",
        "SO 2026/10000",
        "SO 2026/10001",
    ]


# ---- everybody at once -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("way", "each", "kills"), [("http", 2, 6), ("ssh", 1, 3)])
def test_eight_clones_at_once_with_kills_leave_no_duplicate_and_no_gap(
    way: str, each: int, kills: int, bare: Path, clone: Clone, http_server: HttpServer, ssh_server: SshServer
) -> None:
    url = http_server(bare).url() if way == "http" else ssh_server("anna").url("anna", bare)
    roots = [clone(bare, f"Klon{number}").root for number in range(8)]
    for root in roots:
        Repository(root, root).git("remote", "set-url", "origin", url)
    number_client.rush(roots, SO, each, kills, random.Random(each))  # noqa: S311 - chance, no secret
    number_client.judge(bare, roots, SO, each)


# ---- what goes wrong on the way --------------------------------------------------------------------------------------


def test_a_client_killed_before_the_answer_gets_its_number_when_it_asks_again(anna: Repository, bare: Path) -> None:
    pid = bare / "klient"
    add_hook(bare, "post-receive", f"kill -9 $(cat {pid})")
    killed = subprocess.run(
        ["sh", "-c", f'echo $$ > {pid}; exec "$@"', "sh", *number_client.command(anna.root, SO, 1)], check=False
    )
    assert killed.returncode == -9
    (waiting,) = kept(anna.root)
    assert number_client.written(anna.root) == set()
    (bare / "hooks/post-receive").unlink()
    assert subprocess.run(number_client.command(anna.root, SO, 1), check=False).returncode == 0
    assert number_client.written(anna.root) == {(str(waiting.request), 1)}
    assert (texts(anna), kept(anna.root)) == ([("SO 2026/0001", "tagen")], [])


def test_a_server_killed_in_the_middle_leaves_no_number(anna: Repository, bare: Path) -> None:
    add_hook(bare, "pre-receive", "kill -9 $PPID")
    request = uuid4()
    with pytest.raises(RemoteError, match=r"Inget nummer tilldelat\. Förbindelsen med .* bröts\."):
        take(anna.root, SO, request, begin=True)
    assert on(bare, "for-each-ref", SO.ref) == ""
    (bare / "hooks/pre-receive").unlink()
    assert take(anna.root, SO, request, begin=True).number == 1


def test_without_the_network_no_number_is_given(anna: Repository, bare: Path) -> None:
    away = bare.rename(bare.with_name("borta"))
    with pytest.raises(RemoteError, match=r"Inget nummer tilldelat\. Det finns inget förråd"):
        taken(anna)
    away.rename(bare)
    assert taken(anna) == 1


def test_without_a_password_no_number_is_given_and_nobody_tries_again(
    bare: Path, anna: Repository, http_server: HttpServer
) -> None:
    server = http_server(bare)
    anna.git("remote", "set-url", "origin", server.open_url)
    with pytest.raises(RemoteError, match=r"Inget nummer tilldelat\. Servern .* vill ha användarnamn och lösenord"):
        taken(anna)
    anna.git("remote", "set-url", "origin", server.url())
    assert taken(anna) == 1


def test_the_servers_own_rule_is_told_in_its_words_and_asked_once(anna: Repository, bare: Path) -> None:
    add_hook(bare, "pre-receive", f"echo x >> {bare}/asked; echo 'Bara registratorn tar nummer.' >&2; exit 1")
    with pytest.raises(
        RemoteError, match=r"(?s)tilldelat\. Förrådet tog inte emot SO 2026/0001: .*Bara registratorn tar nummer\."
    ):
        taken(anna)
    assert (bare / "asked").read_text(encoding="utf-8") == "x\n"
    (bare / "hooks/pre-receive").unlink()
    assert taken(anna) == 1


# ---- a chain that somebody has touched -------------------------------------------------------------------------------


def test_a_rewritten_chain_gives_an_alarm_and_no_number(anna: Repository, bo: Repository, bare: Path) -> None:
    assert [taken(anna), taken(anna)] == [1, 2]
    right = on(bare, "rev-parse", SO.ref)
    on(bare, "update-ref", SO.ref, f"{right}~1")
    with pytest.raises(GitStateError) as raised:
        taken(anna)
    assert raised.value.sentence == (
        f"Inget nummer tilldelat. LARM: Nummerserien so/2026 är omskriven: {right[:10]} finns inte längre i den. "
        "Fråga den som sköter det gemensamma förrådet vad som har hänt. Serien läggs tillbaka från den klon som "
        f"har sett flest nummer: git push origin {SO.seen}:{SO.ref}"
    )
    # The remedy is what it says, word for word.
    anna.git(*raised.value.sentence.rpartition(": git ")[2].split())
    assert (taken(bo), taken(anna)) == (3, 4)


def test_a_deleted_chain_is_not_begun_again(anna: Repository, bare: Path) -> None:
    assert taken(anna) == 1
    right = on(bare, "rev-parse", SO.ref)
    on(bare, "update-ref", "-d", SO.ref)
    with pytest.raises(GitStateError) as raised:
        taken(anna)
    assert raised.value.sentence == (
        f"Inget nummer tilldelat. LARM: Nummerserien so/2026 saknas på file://{bare}, men den här klonen har sett SO "
        "2026/0001 i den. Den är borttagen, eller så har registret fått en ny plats utan sina nummer. Fråga den som "
        "sköter det gemensamma förrådet vad som har hänt. Serien läggs tillbaka från den klon som har sett flest "
        f"nummer: git push origin {SO.seen}:{SO.ref}"
    )
    assert on(bare, "for-each-ref", SO.ref) == ""
    on(bare, "update-ref", SO.ref, right)
    assert taken(anna) == 2


def test_a_chain_begun_again_is_no_push_away(anna: Repository, bo: Repository, bare: Path) -> None:
    assert [taken(anna), taken(anna)] == [1, 2]
    on(bare, "update-ref", "-d", SO.ref)
    assert taken(bo) == 1
    tracked = "refs/remotes/origin/sysselreg/nummer/so/2026"
    with pytest.raises(GitStateError) as raised:
        taken(anna)
    assert raised.value.sentence == (
        f"Inget nummer tilldelat. LARM: Nummerserien so/2026 har delat sig: från SO 2026/0001 är den en annan på "
        f"file://{bare} än som den här klonen har sett, så två kan ha samma nummer. Fråga den som sköter det "
        f"gemensamma förrådet vad som har hänt. Gäller den på file://{bare}, glöm den här klonens: "
        f"git update-ref -d {tracked} och git update-ref -d {SO.seen}. Ge sedan ärendena "
        "härifrån nya nummer: reservera dem med sysselreg arende reservera, och skriv in dem med sysselreg andra."
    )
    for command in re.findall(r"git (update-ref -d \S+?)(?:\.| och)", raised.value.sentence):
        anna.git(*command.split())
    assert (taken(anna), texts(bo)) == (2, [("SO 2026/0001", "tagen"), ("SO 2026/0002", "tagen")])


def test_everything_wrong_with_what_a_clone_has_seen_is_told_at_once(
    anna: Repository, bo: Repository, bare: Path
) -> None:
    names = ("A {år}/{nr}", "B {år}/{nr}", "C {år}/{nr}", "D {år}/{nr}", "SO 2026/0001-{nr}")
    chains = [SO._replace(series=name) for name in names]
    for chain in chains:
        take(anna.root, chain, uuid4(), begin=True)
        take(anna.root, chain, uuid4())
    take(bo.root, chains[1], uuid4())  # has grown: nothing wrong
    assert alarms(anna.root, "gren") == []
    on(bare, "update-ref", "-d", chains[0].ref)
    on(bare, "update-ref", chains[2].ref, f"{chains[2].ref}~1")
    on(bare, "update-ref", "-d", chains[4].ref)
    take(bo.root, chains[4], uuid4(), begin=True)
    told = alarms(anna.root, "gren")
    assert [re.sub(r"^LARM: (Nummerserien [^ ]* \S+ \S+).*", r"\1", each) for each in told] == [
        "Nummerserien a/2026 saknas på",
        "Nummerserien c/2026 är omskriven:",
        "Nummerserien so-2026-0001/2026 har delat",
    ]
    # Looking changes nothing: whoever takes a number is told the same.
    assert alarms(anna.root, "gren") == told


def test_a_fresh_clone_knows_a_cut_chain_by_the_records(anna: Repository, bo: Repository, bare: Path) -> None:
    assert [taken(anna), taken(anna)] == [1, 2]
    on(bare, "update-ref", SO.ref, f"{SO.ref}~1")
    with pytest.raises(
        GitStateError, match="LARM: I registret finns SO 2026/0002, men nummerserien so/2026 slutar vid 1"
    ):
        taken(bo, recorded=2)
    assert taken(bo, recorded=1) == 2


@pytest.mark.parametrize(
    ("number", "request_of", "fault"),
    [
        (3, 9, "har nummer 3, men nästa nummer är 2"),
        (2, 1, "begäran 00000000-0000-0000-0000-000000000001 är använd en gång förut"),
        (2, 9, None),
    ],
)
def test_numbers_pushed_by_hand_are_held_to_the_rules(
    anna: Repository, bo: Repository, number: int, request_of: int, fault: str | None
) -> None:
    first = take(anna.root, SO, UUID(int=1), begin=True).commit
    tree = anna.git("rev-parse", f"{first}^{{tree}}")
    text = message(SO, number, TAKEN, UUID(int=request_of))
    anna.git("push", "-q", "origin", anna.git("commit-tree", tree, "-p", first, "-m", text) + f":{SO.ref}")
    if fault is None:
        assert taken(bo) == 3
    else:
        with pytest.raises(GitStateError, match=f"LARM: Nummerserien so/2026, [0-9a-f]{{10}}: {fault}"):
            taken(bo)


def test_a_branch_in_the_way_of_the_chains_is_named(anna: Repository, bare: Path) -> None:
    on(bare, "branch", "sysselreg", "main")
    with pytest.raises(RemoteError) as raised:
        taken(anna)
    assert raised.value.sentence == (
        "Inget nummer tilldelat. refs/heads/sysselreg står i vägen för nummerserierna. Döp om den i förrådet."
    )
    on(bare, "branch", "-D", "sysselreg")
    assert taken(anna) == 1


def test_a_server_that_takes_no_two_refs_at_once_gives_numbers_too(anna: Repository, bare: Path) -> None:
    on(bare, "config", "receive.advertiseAtomic", "false")
    assert taken(anna) == 1


def test_a_shallow_clone_is_no_cut_chain(anna: Repository, bare: Path, tmp_path: Path) -> None:
    assert [taken(anna), taken(anna)] == [1, 2]
    path = tmp_path / "grund"
    subprocess.run(["git", "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{bare}", path], check=True)
    shallow = Repository(path, path)
    with pytest.raises(GitStateError) as raised:
        taken(shallow)
    assert raised.value.sentence == (
        "Inget nummer tilldelat. Klonen saknar historiken för so/2026. Hämta den med git fetch --unshallow."
    )
    shallow.git("fetch", "-q", "--unshallow")
    assert taken(shallow) == 3


# ---- what waits ------------------------------------------------------------------------------------------------------


def test_what_waits_is_kept_by_register_oldest_first(repository: Callable[..., Repository]) -> None:
    made = repository(below="a")
    made.commit({"../b/sysselreg.yaml": "register: b\norganisation: B\n"})
    each = [
        Waiting(uuid4(), SO.series, 2026, None, False, f"records/arende/2026/{n}.yaml", {"rubrik": n}) for n in "åb"
    ]
    for waiting in each:
        keep(made.root, waiting)
    assert kept(made.root) == each
    assert kept(made.path / "b") == []
    done(made.root, each[0])
    assert kept(made.root) == each[1:]
    assert made.git("status", "--porcelain") == ""
