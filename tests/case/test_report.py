"""What the Årsrapport prints of cases is what everybody may read."""

from __future__ import annotations

from pathlib import Path

from tests.annual.conftest import committed
from tests.conftest import Cli

CASE = "records/arende/2021/are-q2a3c8.yaml"
PROPOSAL = "records/handling/2022/han-1b7vf1.yaml"


def page(cli: Cli, home: Path, folder: Path) -> str:
    ran = cli("--register", home, "rapport", "2023", "--format", "html", "--ut", folder)
    assert ran.code == 0, ran.err
    return Path(ran.out.removesuffix("\n")).read_text(encoding="utf-8").replace("\u00a0", " ")


def changed(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_documents_of_a_secret_case_are_told_without_their_words(cli: Cli, tmp_path: Path) -> None:
    home = committed("lund", tmp_path)
    heading = "Tjänsteskrivelse: Svar på skrivelse Arbetsmarknad 2.0 från Lundakvintetten"
    assert heading in page(cli, home, tmp_path)
    secret = "sekretess:\n  nivå: sekretess\n  lagrum: OSL 19 kap. 3 §\n"
    changed(home / CASE, "källa:\n", f"{secret}källa:\n")
    shown = page(cli, home, tmp_path)
    assert "Handlingar i SO 2021/0205, Uppgiften omfattas av sekretess" in shown
    assert heading not in shown
    assert "Uppgiften omfattas av sekretess. Sekretess enligt OSL 19 kap. 3 §." in shown


def test_what_is_cancelled_or_missing_is_said(cli: Cli, tmp_path: Path) -> None:
    home = committed("lund", tmp_path)
    assert "Makulerad" not in page(cli, home, tmp_path)
    changed(home / PROPOSAL, "status: granskad\n", "status: makulerad\nmakuleringsskäl: Fel version\n")
    changed(home / PROPOSAL, "nummer: 2\n", "nummer: 4\n")
    shown = page(cli, home, tmp_path)
    assert "från Lundakvintetten. Makulerad: Fel version." in shown
    assert ">2–3<" in shown
    assert "Finns inte i registret" in shown
