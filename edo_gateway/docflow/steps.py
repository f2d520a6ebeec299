"""All steps together: what `bootstrap` puts together once and everybody who asks is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from edo_gateway.docflow.approve import DecideDocument
from edo_gateway.docflow.bring import BringSignature
from edo_gateway.docflow.confirm import ConfirmIdentity
from edo_gateway.docflow.create import CreateDocument
from edo_gateway.docflow.enter import LogIn, LogOut, RecogniseKey, RecogniseSession
from edo_gateway.docflow.expiring import Expiring
from edo_gateway.docflow.one_time_codes import OneTimeCodes
from edo_gateway.docflow.passkeys import Passkeys
from edo_gateway.docflow.powers import KeepPowers
from edo_gateway.docflow.prepare import PrepareDocument
from edo_gateway.docflow.protocol import WriteProtocol
from edo_gateway.docflow.register import Register
from edo_gateway.docflow.send import RetryDelivery, SendDocument
from edo_gateway.docflow.sign import SignDocument
from edo_gateway.docflow.sign_in_browser import AnswerFromBrowser, AskBrowser
from edo_gateway.docflow.submit import SubmitDocument
from edo_gateway.docflow.upkeep import Upkeep
from edo_gateway.domain.clock import Clock
from edo_gateway.domain.job import Job, JobKind
from edo_gateway.storage.contract import Units


@dataclass(frozen=True, kw_only=True)
class Docflow:
    """Every step of a document's way, each ready to be called; ``handlers`` are for the worker.

    ``published`` is what anybody may have of the company's certificate authority, by the name it is asked for.
    """

    units: Units
    clock: Clock
    log_in: LogIn
    log_out: LogOut
    recognise_session: RecogniseSession
    recognise_key: RecogniseKey
    register: Register
    prepare: PrepareDocument
    create: CreateDocument
    submit: SubmitDocument
    decide: DecideDocument
    confirm: ConfirmIdentity
    one_time_codes: OneTimeCodes
    passkeys: Passkeys
    sign: SignDocument
    bring: BringSignature
    ask_browser: AskBrowser
    answer_from_browser: AnswerFromBrowser
    send: SendDocument
    retry: RetryDelivery
    expiring: Expiring
    upkeep: Upkeep
    powers: KeepPowers
    protocol: WriteProtocol
    published: Mapping[str, Callable[[], bytes]]
    handlers: Mapping[JobKind, Callable[[Job], None]]
