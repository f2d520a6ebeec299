"""The command that looks an installation over: keys that cannot sign, and what will expire."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edo_gateway import bootstrap
from edo_gateway.config import Config, from_environment
from edo_gateway.docflow.signatory import CertificateOfAnother, require_own
from edo_gateway.docflow.steps import Docflow
from edo_gateway.domain.access import SigningKey
from edo_gateway.domain.party import Organization
from edo_gateway.domain.person import Person
from edo_gateway.domain.text import Language, Text
from signing import Certificate, SigningError
from signing.keys.key_files import is_plain

DONE, BAD_INPUT = 0, 1


@dataclass(frozen=True, slots=True)
class Trouble:
    """``place`` is a path, a person, or an organisation."""

    place: str
    said: Text


def run(given: argparse.Namespace) -> int:
    """One line a finding; 0 only when there is none."""
    config = from_environment(os.environ)
    docflow = bootstrap.docflow(config)
    try:
        found = [*_files(config), *_people(docflow), *_expiring(docflow)]
    finally:
        docflow.units.close()
    for one in dict.fromkeys(found):
        said = one.said.said_in(given.language)
        line = {"place": one.place, "ru": one.said.ru, "en": one.said.en}
        print(json.dumps(line, ensure_ascii=False) if given.json else f"{one.place}: {said}")
    return BAD_INPUT if found else DONE


def _files(config: Config) -> Iterator[Trouble]:
    for path in bootstrap.own_key_files(config):
        try:
            if is_plain(path):
                yield _plain(path)
        except SigningError as error:
            yield Trouble(str(path), Text(error.ru, error.en))


def _people(docflow: Docflow) -> Iterator[Trouble]:
    with docflow.units.look() as unit:
        organizations = unit.organizations.all()
        work = [
            (organization, unit.people.get(key.person_id), key)
            for organization in organizations
            for key in unit.people.signing_keys(organization.id)
        ]
    for organization, person, key in work:
        yield from _key(docflow, organization, person, key)


def _key(docflow: Docflow, organization: Organization, person: Person, key: SigningKey) -> Iterator[Trouble]:
    """Opened as for a signature, so that a helper that is gone, a wrong PIN or a foreign certificate is seen here."""
    scheme, _, place = key.location.partition(":")
    path = Path(place)
    try:
        if not key.is_in_browser:
            docflow.sign.open_key(key)
        docflow.sign.may_sign.require_ready(Certificate.from_der(key.certificate))
        require_own(Certificate.from_der(key.certificate), person, organization)
        if scheme == "file" and path.is_file() and is_plain(path):
            yield _plain(path)
    except SigningError as error:
        yield Trouble(f"{person.name}, {key.location}", Text(error.ru, error.en))
    except CertificateOfAnother as error:
        said = Text(error.said_in(Language.RUSSIAN), error.said_in(Language.ENGLISH))
        yield Trouble(f"{person.name}, {key.location}", said)


def _expiring(docflow: Docflow) -> Iterator[Trouble]:
    with docflow.units.look() as unit:
        organizations = unit.organizations.all()
    for organization in organizations:
        for one in docflow.expiring(organization.id):
            said = Text(f"до {one.until:%d.%m.%Y}. {one.mend.ru}", f"until {one.until:%Y-%m-%d}. {one.mend.en}")
            yield Trouble(one.what.ru, said)


def _plain(path: Path) -> Trouble:
    return Trouble(
        str(path),
        Text(
            f"Ключ не зашифрован. Выполните edo-gateway key protect {path}.",
            f"The key is not encrypted. Run edo-gateway key protect {path}.",
        ),
    )
