"""What can be asked on the command line. The work is imported only when it is asked for."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path

from edo_gateway.domain.text import Language

Command = Callable[[argparse.Namespace], int]

_LARGEST_PORT = 65_535
_LONGEST_LIFE = 3_653  # days


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="edo-gateway",
        description="An open gateway between accounting systems and the operators of Russian EDO.",
    )
    top.add_argument(
        "--language", type=Language, choices=list(Language), default=_language(), help="language of messages"
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    _add_programs(commands)
    _add_company_commands(commands)
    _add_file_commands(commands)
    _add_signature_commands(commands)
    _add_trust_commands(commands)
    _add_key_commands(commands)
    _add_power_commands(commands)
    return top


def _add_programs(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = _command(commands, "demo", "demo:run", "take real documents the whole way, then leave the web UI open")
    demo.add_argument("--exit", action="store_true", help="stop when the documents have finished")
    demo.add_argument("--data", type=Path, default=Path("var/demo"), help="where the demo keeps its things")
    demo.add_argument("--port", type=_port, default=8080, help="of the web UI; the next free one if it is taken")

    serve = _command(commands, "serve", "programs:serve", "start the web process, with a worker unless told otherwise")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=8080)
    serve.add_argument("--no-worker", action="store_true", help="workers run as processes of their own")

    _command(commands, "worker", "programs:worker", "start a worker")

    sandbox = _command(commands, "sandbox", "programs:sandbox", "start the offline operator (Diadoc's API in JSON)")
    sandbox.add_argument("--host", default="127.0.0.1")
    sandbox.add_argument("--port", type=_port, default=8090)
    sandbox.add_argument("--data", type=Path, default=Path("var/sandbox"))
    sandbox.add_argument("--keys", type=Path, help="folder of the sandbox's own keys (default: DATA/keys)")
    sandbox.add_argument("--trust", type=Path, help="folder of roots the senders' certificates are checked against")
    sandbox.add_argument("--delay", type=float, default=0.3, help="seconds between two steps of processing")
    sandbox.add_argument(
        "--organization", action="append", default=[], metavar="ИНН:КПП:NAME",
        help="a company with a box here (repeatable)",
    )  # fmt: skip
    sandbox.add_argument(
        "--own", action="append", default=[], metavar="ИНН", help="a company that answers for itself (repeatable)"
    )


def _add_company_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    setup = _command(commands, "setup", "company:setup", "register the company, its people and keys from a TOML file")
    setup.add_argument("file", type=Path, metavar="FILE.toml")

    bearer = _command(
        commands, "api-key", "company:api_key", "make a bearer key that acts as a person; it is shown once"
    )
    bearer.add_argument("login")
    bearer.add_argument("inn", metavar="ИНН", help="of the organisation the key is for")
    bearer.add_argument("name", nargs="?", default="", help="what the key is for")

    password = _command(commands, "password", "company:password", "make a new password for a person")
    password.add_argument("login")
    password.add_argument(
        "--forget-proofs", action="store_true", help="also turn off one-time codes and passkeys, for who has lost them"
    )


def _add_file_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    build = _command(commands, "build", "files:build", "document JSON → exchange file under its legal name")
    build.add_argument("file", type=Path, metavar="FILE.json")
    build.add_argument("-o", "--output", type=Path, default=Path(), metavar="DIR")
    build.add_argument("--parties", type=Path, metavar="FILE.json", help="cards of parties named by ИНН alone")
    build.add_argument("--json", action="store_true", help="findings as JSON")
    _add_data(build)

    validate = _command(commands, "validate", "files:validate", "check exchange files in every layer")
    validate.add_argument("files", type=Path, nargs="+", metavar="FILE.xml")
    validate.add_argument("--answers", type=Path, metavar="FILE.xml", help="the file that is answered, to compare with")
    validate.add_argument(
        "--signature", type=Path, action="append", default=[], metavar="SIG", help="signature under it"
    )
    validate.add_argument("--json", action="store_true", help="one JSON object a line")
    _add_data(validate)

    show = _command(commands, "show", "files:show", "the printed form as a page or PDF")
    show.add_argument("file", type=Path, metavar="FILE.xml")
    show.add_argument("-o", "--output", type=Path, metavar="FILE.html", help="default: standard output")
    compared = show.add_mutually_exclusive_group()
    compared.add_argument("--against", type=Path, metavar="OLD.xml", help="show what differs from this file")
    compared.add_argument("--changes", action="store_true", help="show what a correction says it has changed")
    show.add_argument(
        "--answer", type=Path, action="append", default=[], metavar="ANSWER.xml",
        help="a title that answers it, printed with it; may be given again",
    )  # fmt: skip
    show.add_argument("--pdf", type=Path, metavar="FILE.pdf", help="PDF/A with the file inside")
    _add_data(show)

    formats = commands.add_parser("formats", help="the catalogue of formats").add_subparsers(required=True)
    listed = _command(formats, "list", "files:list_formats", "every format and version, living and retired")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    _add_data(listed)
    added = _command(
        formats, "add", "official:add", "lay an official schema of the tax service over ours or beside them"
    )
    added.add_argument("file", type=Path, metavar="FILE.xsd")
    added.add_argument(
        "--from", dest="valid_from", type=date.fromisoformat, metavar="DATE",
        help="documents formed from this day on are judged by it, ISO 8601; default: today",
    )  # fmt: skip
    _add_data(added)
    schema = _command(formats, "schema", "files:schema", "JSON Schema of a document's JSON")
    schema.add_argument("type", metavar="TYPE", help="for example transfer_document")


def _add_signature_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sign = _command(commands, "sign", "signatures:sign", "detached CMS signature of a file")
    sign.add_argument("file", type=Path)
    sign.add_argument("--key", required=True, metavar="SCHEME:LOCATION", help="for example file:director.key")
    sign.add_argument(
        "--certificate", type=Path, metavar="FILE.cer", help="default: what lies with the key (PKCS#12, token)"
    )
    sign.add_argument("--kind", choices=["qualified", "unqualified"], help="default: what the certificate is for")
    sign.add_argument("-o", "--output", type=Path, metavar="FILE.sig", help="default: FILE.sig beside the file")
    sign.add_argument("--timestamp", metavar="URL", help="put a time-stamp of this service on the signature (CAdES-T)")
    _add_trust(sign, required=False)

    verify = _command(commands, "verify", "signatures:verify", "verify a signature; the verdict as separate facts")
    verify.add_argument("file", type=Path, metavar="DOC")
    verify.add_argument("signature", type=Path, metavar="SIG")
    _add_trust(verify, required=True)
    verify.add_argument("--online", action="store_true", help="ask for revocation data where certificates say")
    verify.add_argument(
        "--evidence", type=Path, metavar="DIR", help="write down the lists and responses relied on; a --trust for later"
    )
    verify.add_argument("--protocol", type=Path, metavar="FILE.html", help="write the protocol as a page to print")
    for name, about in (("--power", "FILE.xml"), ("--power-signature", "FILE.sig")):
        verify.add_argument(
            name, type=Path, action="append", default=[], metavar=about,
            help="the power of attorney it was made by, those it was passed on from, and their signatures (repeatable)",
        )  # fmt: skip
    verify.add_argument("--inn", metavar="ИНН", help="whom it was signed for; default: who gave the power")
    verify.add_argument("--at", metavar="TIME", help="the moment to verify for, ISO 8601; default: now")
    verify.add_argument("--json", action="store_true")


def _add_key_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    signer = _command(
        commands, "signer", "signer:run", "start the process that holds the keys and signs for the others"
    )
    signer.add_argument("--socket", type=Path, required=True, metavar="PATH", help="made with 0600")
    signer.add_argument(
        "--key", action="append", default=[], metavar="NAME=ADDRESS", help="signs documents (repeatable)"
    )
    signer.add_argument(
        "--authority-key", action="append", default=[], metavar="NAME=ADDRESS",
        help="signs certificates and revocation lists (repeatable)",
    )  # fmt: skip
    signer.add_argument(
        "--client", action="append", default=[], metavar="USER",
        help="who may ask, by name or number; the first owns the socket; default: who runs this",
    )  # fmt: skip
    signer.add_argument("--user", metavar="USER", help="started as root: who to become before any key is read")

    _add_authority_commands(commands)
    doctor = _command(
        commands, "doctor", "doctor:run", "look keys and certificates over; 1 when something needs a person"
    )
    doctor.add_argument("--json", action="store_true", help="one JSON object a line")
    keys = commands.add_parser("key", help="private keys at rest").add_subparsers(required=True)
    new = _command(keys, "new", "keys:new", "make a key in a file, encrypted")
    new.add_argument("file", type=Path)
    new.add_argument("--algorithm", choices=["gost-256", "gost-512", "ecdsa", "rsa"], default="ecdsa")
    new.add_argument(
        "--passphrase", metavar="SOURCE", help="env:NAME, fd:N, file:PATH or prompt; default: under the master key"
    )
    certificate = _command(keys, "certificate", "keys:certificate", "write the certificate that lies with a key")
    certificate.add_argument("address", metavar="ADDRESS", help="of PKCS#12 (file:…) or of a token (pkcs11:…)")
    certificate.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.cer")
    protect = _command(keys, "protect", "keys:protect", "encrypt keys that lie plain, under the master key")
    protect.add_argument("files", type=Path, nargs="*", metavar="FILE", help="beside those the gateway made itself")
    renewed = _command(keys, "rekey", "keys:rekey", "make a new master key and encrypt every key under it")
    renewed.add_argument("files", type=Path, nargs="*", metavar="FILE", help="beside those the gateway made itself")


def _add_authority_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    authority = commands.add_parser("ca", help="the company's certificate authority").add_subparsers(required=True)
    issued = _command(authority, "issue", "authority:issue", "certify an employee for unqualified signatures")
    issued.add_argument("--surname", required=True)
    issued.add_argument("--given-name", required=True, metavar="NAME", help="name and patronymic")
    issued.add_argument("--title", default="")
    issued.add_argument("--inn", type=_digits(12), help="of the person, 12 digits")
    issued.add_argument("--snils", type=_digits(11), help="11 digits")
    renewed = _command(authority, "renew", "authority:renew", "a new certificate for the holder of an old one")
    renewed.add_argument("serial", help="of the old one, hexadecimal; its key is kept unless another is named")
    for command in (issued, renewed):
        key = command.add_mutually_exclusive_group()
        key.add_argument("--new-key", type=Path, metavar="FILE", help="make a key, encrypted under the master key")
        key.add_argument("--key", metavar="ADDRESS", help="of a key that exists, wherever it is")
        key.add_argument("--request", type=Path, metavar="FILE.csr", help="made where the key is (PKCS#10)")
        command.add_argument("--algorithm", choices=["ecdsa", "rsa"], default="ecdsa", help="of the new key")
        command.add_argument("--days", type=_count, default=456, help="how long it shall be valid; default: 456")
        command.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.cer")

    revoked = _command(authority, "revoke", "authority:revoke", "revoke a certificate and publish the list")
    revoked.add_argument("serial", help="hexadecimal")
    reasons = ["unspecified", "key-compromise", "affiliation-changed", "superseded", "cessation-of-operation"]
    revoked.add_argument("--reason", choices=reasons, default="unspecified")
    listed = _command(authority, "list", "authority:listed", "what was issued, and what became of it")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    crl = _command(authority, "crl", "authority:crl", "publish a new revocation list now")
    crl.add_argument("-o", "--output", type=Path, metavar="FILE.crl", help="a copy of it")


def _add_trust_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    trust = commands.add_parser("trust", help="whom signatures are verified by").add_subparsers(required=True)
    imported = _command(trust, "import", "trust:import_list", "the ministry's list of accredited authorities")
    imported.add_argument("file", type=Path, metavar="TSL.xml")
    imported.add_argument("--trust", type=Path, metavar="DIR", help="where to; default: the data folder's own")
    imported.add_argument(
        "--unverified", action="store_true", help="take it though nobody trusted vouches for its signature"
    )
    _add_data(imported)


def _add_power_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    powers = commands.add_parser("powers", help="powers of attorney (МЧД)").add_subparsers(required=True)
    added = _command(powers, "add", "powers:add", "keep a power of attorney with its signatures")
    added.add_argument("file", type=Path, metavar="FILE.xml")
    added.add_argument(
        "--signature", type=Path, action="append", default=[], metavar="FILE.sig",
        help="of the principal's head (repeatable)",
    )  # fmt: skip
    listed = _command(powers, "list", "powers:listed", "those kept, and how they stand today")
    revoked = _command(powers, "revoke", "powers:revoke", "note that a power was revoked")
    which = revoked.add_mutually_exclusive_group(required=True)
    which.add_argument("number", nargs="?", help="of the power")
    which.add_argument("--list", type=Path, metavar="FILE", help="numbers, one a line; those not here are passed over")
    revoked.add_argument("--reason", required=True)
    revoked.add_argument("--date", type=date.fromisoformat, metavar="DATE", help="ISO 8601; default: today")
    for command in (added, listed, revoked):
        command.add_argument("--organization", metavar="ИНН", help="needed where there are several")
    for command in (added, listed):
        command.add_argument("--json", action="store_true", help="one JSON object a line")


def _add_trust(command: argparse.ArgumentParser, *, required: bool) -> None:
    command.add_argument(
        "--trust", required=required, type=Path, action="append", metavar="DIR",
        help="*.cer, *.crt, *.pem, *.crl, *.ocsp (repeatable)",
    )  # fmt: skip
    command.add_argument(
        "--private-networks", action="store_true", help="services inside the company's network may be asked"
    )


def _add_data(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help="data folder with the official schemas; default: EDO_GATEWAY_DATA or var",
    )


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, place: str, about: str
) -> argparse.ArgumentParser:
    added = commands.add_parser(name, help=about, description=about)
    added.set_defaults(run=_later(place))
    return added


def _later(place: str) -> Command:
    module, function = place.split(":")

    def run(given: argparse.Namespace) -> int:
        command: Command = getattr(import_module(f"edo_gateway.cli.{module}"), function)
        return command(given)

    return run


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= _LONGEST_LIFE:
        raise argparse.ArgumentTypeError(f"a number from 1 to {_LONGEST_LIFE}, not {text!r}")
    return int(text)


def _digits(count: int) -> Callable[[str], str]:
    def digits(text: str) -> str:
        if not (text.isascii() and text.isdecimal() and len(text) == count):
            raise argparse.ArgumentTypeError(f"{count} digits, not {text!r}")
        return text

    return digits


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LARGEST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to {_LARGEST_PORT}, not {text!r}")
    return int(text)


def _language() -> Language:
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return Language.ENGLISH if spoken.startswith("en") else Language.RUSSIAN
