"""Powers of attorney from the command line: kept and revoked, and named as the reason of a signature."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from edo_gateway import bootstrap
from edo_gateway.cli import demo_company as company
from edo_gateway.cli import main
from edo_gateway.cli.demo_power import power_file, power_of_attorney
from edo_gateway.config import from_environment
from edo_gateway.domain.identity import OrganizationId
from edo_gateway.domain.party import Organization, ParticipantId
from signing import Description, SamplePki, make_sample_pki


@dataclass(frozen=True)
class Papers:
    """A power with the head's signature, in files, and the PKI both belong to."""

    pki: SamplePki
    power: Path
    signature: Path
    number: str


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    folder, at = tmp_path_factory.mktemp("papers"), datetime.now(UTC)
    people = Description(holders=(company.DIRECTOR_CERTIFICATE, company.MANAGER_CERTIFICATE))
    pki = make_sample_pki(folder / "pki", people, at=at)
    number = str(uuid4())
    file = power_file(power_of_attorney(number, at.date()), at=at)
    power, signature = folder / file.name, folder / "power.sig"
    power.write_bytes(file.content)
    signature.write_bytes(pki.signer(company.DIRECTOR_CERTIFICATE.file).sign(file.content, at=at))
    return Papers(pki, power, signature, number)


@pytest.fixture
def installation(tmp_path: Path, papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    """A gateway with one organisation, which trusts the PKI of the papers."""
    environment = {"EDO_GATEWAY_DATA": str(tmp_path / "data")}
    monkeypatch.setenv(*next(iter(environment.items())))
    config = from_environment(environment)
    docflow = bootstrap.docflow(config)
    for path in papers.pki.trust_directory.iterdir():
        (config.trust / path.name).write_bytes(path.read_bytes())
    docflow.register.organization(
        Organization(
            id=OrganizationId(uuid4()),
            name="ООО «Ромашка»",
            tax=company.OURS,
            participant_id=ParticipantId("2BM-1"),
            box="box",
            card="{}",
        )
    )
    docflow.units.close()


@pytest.mark.usefixtures("installation")
def test_a_power_is_kept_listed_and_revoked(papers: Papers, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["powers", "add", str(papers.power)]) == 1
    assert "unsigned" in capsys.readouterr().out
    assert main(["powers", "add", str(papers.power), "--signature", str(papers.signature)]) == 0
    assert f"{papers.number}  valid" in capsys.readouterr().out
    listed = tmp_path / "revoked.txt"
    listed.write_text(f"{uuid4()}\n{papers.number.upper()}\n", encoding="utf-8")
    assert main(["powers", "revoke", "--list", str(listed), "--reason", "Список"]) == 0
    assert capsys.readouterr().out.split() == [papers.number]
    assert main(["powers", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "revoked"


@pytest.mark.usefixtures("installation")
def test_what_is_not_a_power_is_told_and_not_kept(
    papers: Papers, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = tmp_path / "other.xml"
    other.write_bytes(b"<a/>")
    assert main(["powers", "add", str(other)]) == 1
    assert "EMCHD_1" in capsys.readouterr().out
    assert main(["powers", "add", str(papers.power), "--signature", str(other)]) == 1
    capsys.readouterr()
    assert main(["powers", "list"]) == 0
    assert capsys.readouterr().out == ""


class TestVerify:
    """The fact beside the verdict."""

    def told(self, papers: Papers, capsys: pytest.CaptureFixture[str], *given: object) -> tuple[int, dict[str, Any]]:
        document = papers.power.with_name("act.txt")
        document.write_bytes("Акт".encode())
        signature = document.with_suffix(".sig")
        signer = papers.pki.signer(company.MANAGER_CERTIFICATE.file)
        signature.write_bytes(signer.sign(document.read_bytes(), at=datetime.now(UTC)))
        trust = ["--trust", str(papers.pki.trust_directory), "--json"]
        code = main(["verify", str(document), str(signature), *trust, *map(str, given)])
        return code, json.loads(capsys.readouterr().out)["authority"]

    def test_a_signature_is_covered_by_the_power_given(
        self, papers: Papers, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, authority = self.told(
            papers, capsys, "--power", papers.power, "--power-signature", papers.signature, "--inn", company.OURS.inn
        )
        assert (code, authority["basis"], authority["holds"]) == (0, "power", True)

    @pytest.mark.parametrize(
        ("inn", "with_signature", "fault"),
        [(company.BUYER.inn, True, "other_principal"), (company.OURS.inn, False, "signature")],
    )
    def test_a_power_that_does_not_cover_it_fails_the_verification(
        self, papers: Papers, capsys: pytest.CaptureFixture[str], inn: str, *, with_signature: bool, fault: str
    ) -> None:
        signed = ["--power-signature", papers.signature] if with_signature else []
        code, authority = self.told(papers, capsys, "--power", papers.power, "--inn", inn, *signed)
        assert code == 1
        assert [one["fault"] for one in authority["objections"]] == [fault]

    def test_without_a_power_nothing_is_claimed(self, papers: Papers, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.told(papers, capsys) == (0, None)
