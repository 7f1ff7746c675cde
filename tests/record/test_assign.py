"""What people write after --satt and --ta-bort."""

from __future__ import annotations

from typing import Any

import pytest

from sysselreg.errors import UsageError
from sysselreg.record.assign import changes
from sysselreg.record.edit import changed
from sysselreg.schema.model import Schemas
from sysselreg.snapshot import Snapshot

SUPPLIER = "typ: organisation\nid: org-9b3t7w\nversion: 1\nnamn: Städ AB\nslag: leverantör\n"
OTHER = SUPPLIER.replace("9b3t7w", "9zzzzz")
CASE = "typ: ärende\nid: are-1q8v4n\nversion: 1\ndiarienummer: KS 2025/0042\nrubrik: R\nnämnd: N\nöppnat: 2025\n"
REGISTER = Snapshot(
    {
        "records/organisation/2025/org-9b3t7w.yaml": SUPPLIER.encode(),
        "records/organisation/2025/org-9zzzzz.yaml": OTHER.encode(),
        "records/arende/2025/are-1q8v4n.yaml": CASE.encode(),
    }
)
PROCUREMENT = {
    "titel": "Städ",
    "krav": [{"id": "k1", "antal": "2", "målgrupper": ["ungdomar", "nyanlända"]}],
    "avtalstid": {"till": "2027"},
    "bedömning": {"beslut": "krav", "kontrollfrågor": [{"fråga": "tid", "svar": "ja"}]},
}


def after(
    schemas: Schemas,
    *given: str,
    removed: tuple[str, ...] = (),
    kind: str = "upphandling",
    data: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """What has become of a record: the top fields that differ."""
    before = PROCUREMENT if data is None else data
    asked = changes(before, schemas.kinds[kind], given, removed, schemas, REGISTER)
    now = changed(before, schemas.kinds[kind].root, asked)
    return {name: now.get(name) for name in {**before, **now} if now.get(name) != before.get(name)}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (["titel=a=b"], {"titel": "a=b"}),
        (["titel==HYPERLINK(1)"], {"titel": "=HYPERLINK(1)"}),
        (["titel=A\u0308pple"], {"titel": "Äpple"}),
        (["status=pågående"], {"status": "pågående"}),
        (["status=Avtal tecknat"], {"status": "avtal_tecknat"}),
        (["status=AVTAL_TECKNAT"], {"status": "avtal_tecknat"}),
        (["status=pagaende"], {"status": "pågående"}),
        (["status=finns inte"], {"status": "finns inte"}),
        (["utfors=okänt"], {"utförs": "okänt"}),
        (["avtalstid.till=2028", "avtalstid.från=2027-01"], {"avtalstid": {"till": "2028", "från": "2027-01"}}),
        (["värde.beräknat=1 500 000"], {"värde": {"beräknat": "1500000"}}),
        (["värde.beräknat=1.500"], {"värde": {"beräknat": "1.500"}}),
        (["krav[k1].antal=3"], {"krav": [{**PROCUREMENT["krav"][0], "antal": "3"}]}),  # type: ignore[index]
        (["krav[1].antal=2"], {}),
        (
            ["krav[k2].typ=Skarpt krav", "krav[k2].målgrupper=ungdomar", "krav[k2].målgrupper=Nyanlända"],
            {
                "krav": [
                    *PROCUREMENT["krav"],
                    {"id": "k2", "typ": "skarpt_krav", "målgrupper": ["ungdomar", "nyanlända"]},
                ]
            },
        ),
        (["krav=[]"], {"krav": []}),
        (["cpv=45233250-6"], {"cpv": "45233250-6"}),
        (["upphandlande_organisation=org-9b"], {"upphandlande_organisation": "org-9b3t7w"}),
        (["upphandlande_organisation=org-000000"], {"upphandlande_organisation": "org-000000"}),
        (
            ["bedomning.kontrollfragor[tid].svar=nej", "bedömning.kontrollfrågor[geografi].svar=ja"],
            {
                "bedömning": {
                    "beslut": "krav",
                    "kontrollfrågor": [{"fråga": "tid", "svar": "nej"}, {"fråga": "geografi", "svar": "ja"}],
                }
            },
        ),
    ],
)
def test_values_find_their_place_and_their_form(given: list[str], wanted: dict[str, Any], schemas: Schemas) -> None:
    assert after(schemas, *given) == wanted


def test_a_diarienummer_stands_for_its_case(schemas: Schemas) -> None:
    assert after(schemas, "ärende=KS 2025/0042", kind="handling", data={}) == {"ärende": "are-1q8v4n"}


@pytest.mark.parametrize(
    ("given", "removed", "left"),
    [
        (["nätverk=A"], [], ["A"]),
        (["nätverk=A", "nätverk=B"], [], ["A", "B"]),
        (["nätverk+=SKOOPI"], [], ["NOS", "2", "SKOOPI"]),
        (["nätverk+=X", "nätverk+=Y"], ["nätverk[NOS]"], ["2", "X", "Y"]),
        ([], ["nätverk[2]"], ["NOS"]),
        ([], ["nätverk[1]"], ["2"]),
        ([], ["nätverk[NOS]", "nätverk[2]"], None),
    ],
)
def test_lists_of_single_values(given: list[str], removed: list[str], left: list[str] | None, schemas: Schemas) -> None:
    found = after(schemas, *given, removed=tuple(removed), kind="organisation", data={"nätverk": ["NOS", "2"]})
    assert found == {"nätverk": left}


@pytest.mark.parametrize(
    ("removed", "wanted"),
    [
        ("avtalstid.till", {"avtalstid": None}),
        ("krav[k1].målgrupper[ungdomar]", {"krav": [{"id": "k1", "antal": "2", "målgrupper": ["nyanlända"]}]}),
        ("krav[k1].malgrupper", {"krav": [{"id": "k1", "antal": "2"}]}),
        ("krav[k1]", {"krav": []}),
        ("bedömning.kontrollfrågor[tid]", {"bedömning": {"beslut": "krav"}}),
    ],
)
def test_what_becomes_empty_goes_too_unless_it_is_required(
    removed: str, wanted: dict[str, Any], schemas: Schemas
) -> None:
    assert after(schemas, removed=(removed,)) == wanted


@pytest.mark.parametrize(
    ("given", "removed", "sentence"),
    [
        ("status", "", "”status” är ingen ändring. Skriv fält=värde, som status=pågående."),
        ("stauts=x", "", "Fältet ”stauts” finns inte. Menade du status?"),
        ("avtalstid.qq=x", "", "Fältet ”avtalstid.qq” finns inte. Välj ett av: från, till, förlängning_till."),
        ("titel.x=y", "", "Titel (titel) är ett enda värde, så titel.x finns inte."),
        ("titel[1]=y", "", "Titel (titel) är ingen lista, så [1] finns inte där."),
        ("krav.antal=3", "", "Krav (krav) är en lista, så krav.antal räcker inte. Skriv som krav[k1].antal."),
        ("krav=dialog", "", "Krav (krav) har flera fält. Skriv ett i taget, som krav[k1].typ=…"),
        ("avtalstid=2027", "", "Avtalstid (avtalstid) har flera fält. Skriv ett i taget, som avtalstid.från=…"),
        ("titel+=x", "", "Titel (titel) är ingen lista med enkla värden, så += går inte."),
        (
            "titel=",
            "",
            "Titel (titel) har inget värde. Skriv ett. "
            "Ett fält som finns tas bort med sysselreg andra ID --ta-bort titel.",
        ),
        ("titel=a\u202eb", "", "Titel (titel) innehåller tecknet U+202E, som inte syns. Skriv värdet utan det."),
        ("titel=a\udce5b", "", "Titel (titel) innehåller tecknet U+DCE5, som inte syns. Skriv värdet utan det."),
        ("krav[k1=3", "", "”krav[k1” är inget fält. Skriv som i posten: status, avtalstid.till eller krav[k1].antal."),
        ("id=upp-000000", "", "Id (id) sätts av programmet och ändras aldrig."),
        ("upphandlande_organisation=org-9", "", "”org-9” kan vara org-9b3t7w, org-9zzzzz. Skriv fler tecken."),
        (
            "upphandlande_organisation=qq",
            "",
            "Posten ”qq” finns inte. Sök den med sysselreg sok eller sysselreg lista.",
        ),
        ("", "prognos", "prognos finns inte i posten. Inget är ändrat."),
        ("", "krav[k7].antal", "krav[k7].antal finns inte i posten, så det finns inget att ta bort."),
        ("", "version", "Version (version) sätts av programmet och ändras aldrig."),
    ],
)
def test_what_cannot_be_done_is_told(given: str, removed: str, sentence: str, schemas: Schemas) -> None:
    with pytest.raises(UsageError) as told:
        after(schemas, *filter(None, [given]), removed=tuple(filter(None, [removed])))
    assert told.value.sentence == sentence


@pytest.mark.parametrize(
    ("given", "removed", "told"),
    [
        (["titel=A", "titel=B"], (), "Titel (titel) sätts två gånger men har bara ett värde. Välj det ena."),
        (["krav[k1].antal=4", "krav[1].antal=5"], (), "Antal (krav[1].antal) sätts två gånger"),
        (["krav[k1].antal=4"], ("krav[k1].antal",), "krav[k1].antal både sätts och tas bort. Välj det ena."),
        (["krav[k2].antal=4"], ("krav",), "krav både sätts och tas bort."),
        (["nätverk=NOS"], ("nätverk[NOS]",), "nätverk[NOS] både sätts och tas bort."),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    given: list[str], removed: tuple[str, ...], told: str, schemas: Schemas
) -> None:
    kind, data = ("organisation", {"nätverk": ["SKOOPI"]}) if "nätverk=NOS" in given else ("upphandling", None)
    with pytest.raises(UsageError) as failed:
        after(schemas, *given, removed=removed, kind=kind, data=data)
    assert failed.value.sentence.startswith(told)


def test_other_items_of_a_list_may_go_when_one_is_set(schemas: Schemas) -> None:
    three = {"krav": [{"id": "k1"}, {"id": "k2"}, {"id": "k3"}]}
    done = after(schemas, "krav[k2].antal=3", removed=("krav[k1]", "krav[k3]"), data=three)
    assert done == {"krav": [{"id": "k2", "antal": "3"}]}
    wanted = {"nätverk": ["SKOOPI"]}
    assert (
        after(schemas, "nätverk+=SKOOPI", removed=("nätverk[NOS]",), kind="organisation", data={"nätverk": ["NOS"]})
        == wanted
    )


@pytest.mark.parametrize(
    ("given", "example"),
    [("krav.antal=3", "krav[k1].antal"), ("krav.k1.antal=3", "krav[k1].antal"), ("krav.k7=3", "krav[k7].typ")],
)
def test_a_list_written_as_a_group_is_told_how(given: str, example: str, schemas: Schemas) -> None:
    with pytest.raises(UsageError) as failed:
        after(schemas, given)
    name = given.partition("=")[0]
    assert failed.value.sentence == f"Krav (krav) är en lista, så {name} räcker inte. Skriv som {example}."
