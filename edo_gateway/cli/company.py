"""Commands of an administrator: set the company up from its file, give a program a key, set a password."""

from __future__ import annotations

import argparse
import os
import secrets
from typing import NoReturn

from edo_gateway import bootstrap
from edo_gateway.cli.company_file import Registered, install, read
from edo_gateway.config import BadSetting, Config, from_environment
from edo_gateway.docflow.steps import Docflow
from edo_gateway.domain.party import Organization, TaxNumbers
from edo_gateway.domain.person import Person
from edo_gateway.operators.contract import Participant

DONE = 0


def setup(given: argparse.Namespace) -> int:
    """Register what the file describes; print the passwords of new people, once."""
    config = from_environment(os.environ)
    file = read(given.file)
    registered = Registered()
    try:
        install(file, bootstrap.docflow(config), lambda tax: _asked(config, tax), registered)
    finally:
        _show(registered)
    return DONE


def _show(registered: Registered) -> None:
    for inn, organization in registered.organizations.items():
        print(f"{inn}  {organization.name}  {organization.participant_id}")
    for login, password in registered.passwords.items():
        print(f"{login}  {password}")


def api_key(given: argparse.Namespace) -> int:
    """Print a new bearer key; only its hash is kept."""
    docflow = bootstrap.docflow(from_environment(os.environ))
    person, organization = _person(docflow, given.login), _organization(docflow, given.inn)
    if organization.id not in person.roles:
        _refuse(f"{given.login}: no role in {given.inn}")
    print(docflow.register.api_key(organization.id, person.id, given.name))
    return DONE


def password(given: argparse.Namespace) -> int:
    """Print a new password for a person."""
    docflow = bootstrap.docflow(from_environment(os.environ))
    made, person = secrets.token_urlsafe(12), _person(docflow, given.login)
    docflow.register.password(person.id, made)
    if given.forget_proofs:
        docflow.register.forget_proofs(person.id)
    print(made)
    return DONE


def _asked(config: Config, tax: TaxNumbers) -> tuple[Participant, ...]:
    return bootstrap.operator(config).participants(tax)


def _person(docflow: Docflow, login: str) -> Person:
    with docflow.units.look() as unit:
        found = unit.people.find(login.lower())
    return found[0] if found else _refuse(f"{login}: no such log-in")


def _organization(docflow: Docflow, inn: str) -> Organization:
    with docflow.units.look() as unit:
        found = unit.organizations.find(TaxNumbers(inn=inn))
    return found or _refuse(f"{inn}: no such organisation")


def _refuse(sentence: str) -> NoReturn:
    raise BadSetting(sentence)
