"""Whatever arrives, parsers answer and never break."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signing import (
    Certificate,
    Evidence,
    EvidenceKind,
    SamplePki,
    SignatureVerdict,
    TrustStore,
    der,
    oids,
    verify,
)
from signing.errors import CertificateUnreadable
from signing.signers.simple import Confirmation, SimpleRecord
from signing.verification.message import MalformedMessage, read_message, read_signing_certificate, read_time
from tests.unit.signing import forgery, publisher
from tests.unit.signing.conftest import DOCUMENT, NOW


@pytest.fixture(scope="module")
def evidence(pki: SamplePki, trust: TrustStore) -> dict[EvidenceKind, bytes]:
    """About the seller: the authority's list, and an answer of a delegate of its own."""
    authority, responder = pki.issuer("authority"), publisher.delegate(pki, NOW, publisher.NOCHECK)
    answer = publisher.Answer(
        certificate=pki.certificate("seller"),
        issuer=authority.certificate,
        responder=responder,
        this_update=NOW,
        enclosed=(responder.certificate,),
    )
    mine = next(one for one in trust.crls if authority.certificate.subject_name in one[:400])
    return {EvidenceKind.CRL: mine, EvidenceKind.OCSP: answer.encode()}


@pytest.fixture(scope="module")
def stamped(pki: SamplePki, signature: bytes) -> bytes:
    usage = {"extended_key_usage": (oids.TIME_STAMPING,), "extended_key_usage_critical": True}
    stamper = forgery.certified(pki, replace(forgery.profile(at=NOW), **usage))  # type: ignore[arg-type]
    return forgery.time_stamp(*stamper, forgery.value_of(signature), NOW + timedelta(minutes=5))


relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def mutations(draw: st.DrawFn) -> list[tuple[float, int, bytes]]:
    """Cuts and insertions: where (as a part of the whole), how many bytes go, which come."""
    count = draw(st.integers(1, 4))
    return [(draw(st.floats(0, 1)), draw(st.integers(0, 6)), draw(st.binary(max_size=6))) for _ in range(count)]


def mutated(original: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    for where, gone, new in changes:
        at = int(where * len(original))
        original = original[:at] + new + original[at + gone :]
    return original


@relaxed
@given(data=st.binary(max_size=300))
def test_random_bytes_are_answered_with_a_verdict(data: bytes, trust: TrustStore) -> None:
    verdicts = verify(DOCUMENT, data, trust, at=NOW)
    assert all(isinstance(one, SignatureVerdict) and not one.passed for one in verdicts)


@relaxed
@given(changes=mutations())
def test_a_mutilated_signature_is_answered_with_verdicts(
    signature: bytes, trust: TrustStore, changes: list[tuple[float, int, bytes]]
) -> None:
    assert verify(DOCUMENT, mutated(signature, changes), trust, at=NOW)


@relaxed
@given(changes=mutations())
def test_the_reader_of_messages_raises_one_error_only(
    signature: bytes, changes: list[tuple[float, int, bytes]]
) -> None:
    with suppress(MalformedMessage):
        read_message(mutated(signature, changes), content_size=10)


@relaxed
@given(changes=mutations())
def test_the_reader_of_certificates_raises_one_error_only(
    trust: TrustStore, changes: list[tuple[float, int, bytes]]
) -> None:
    with suppress(CertificateUnreadable):
        Certificate.from_der(mutated(trust.intermediates[0].der, changes))


def signed_part(encoded: bytes, kind: EvidenceKind) -> bytes:
    if kind is EvidenceKind.CRL:
        return der.read(encoded).children()[0].encoded
    body = der.read(encoded).children()[1].children()[0].children()[1].content
    return der.read(body).children()[0].encoded


@relaxed
@given(changes=mutations(), kind=st.sampled_from(EvidenceKind))
def test_mutilated_evidence_is_no_evidence_and_breaks_nothing(
    signature: bytes,
    trust: TrustStore,
    evidence: dict[EvidenceKind, bytes],
    changes: list[tuple[float, int, bytes]],
    kind: EvidenceKind,
) -> None:
    """What is signed in it decides: with another byte there it is refused, and around it nothing counts."""
    broken = Evidence(kind, mutated(evidence[kind], changes))
    bare = replace(trust, crls=tuple(one for one in trust.crls if one != evidence[EvidenceKind.CRL]))
    (verdict,) = verify(DOCUMENT, signature, bare.with_evidence([broken]), at=NOW)
    assert not verdict.passed or signed_part(evidence[kind], kind) in broken.content


@relaxed
@given(changes=mutations())
def test_a_mutilated_time_stamp_never_moves_time(
    stamped: bytes, signature: bytes, trust: TrustStore, changes: list[tuple[float, int, bytes]]
) -> None:
    changed = mutated(stamped, changes)
    (verdict,) = verify(DOCUMENT, forgery.stamped(signature, changed), trust, at=NOW + timedelta(days=1))[:1]
    assert verdict.time in (NOW + timedelta(days=1), NOW + timedelta(minutes=5))


@given(data=st.binary(max_size=60))
def test_the_readers_of_attributes_raise_only_value_errors(data: bytes) -> None:
    for read in (read_time, read_signing_certificate):
        for value in (data, der.sequence(data), der.tlv(der.UTC_TIME, data)):
            with suppress(ValueError, IndexError):
                read(value)


@given(value=st.integers(-(2**200), 2**200))
def test_integers_survive_der(value: int) -> None:
    assert der.read(der.integer(value)).as_integer() == value


@given(arcs=st.tuples(st.integers(0, 2), st.integers(0, 39), st.integers(0, 2**130), st.integers(0, 2**20)))
def test_object_identifiers_survive_der(arcs: tuple[int, ...]) -> None:
    dotted = ".".join(map(str, arcs))
    assert der.read(der.oid(dotted)).as_oid() == dotted


@given(content=st.binary(max_size=70_000))
@settings(max_examples=30, deadline=None)
def test_lengths_survive_der(content: bytes) -> None:
    assert der.read(der.octets(content)).content == content


@pytest.mark.parametrize(
    "bad", ["0480", "048100", "04817f" + "00" * 127, "0482000100", "1f8101", "04", "0401", "040100ff"]
)
def test_encodings_that_are_not_der_are_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r"DER|truncated|tags|elements"):
        der.read(bytes.fromhex(bad))


@given(moment=st.datetimes(datetime(1951, 1, 1), datetime(2100, 1, 1)))
def test_times_survive_der(moment: datetime) -> None:
    exact = moment.replace(tzinfo=UTC, microsecond=0)
    if exact.year >= 1970:
        assert read_time(der.time(exact)) == exact


@given(
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), min_size=6, max_size=6),
    seconds=st.integers(0, 10**9),
)
def test_the_record_of_a_simple_signature_survives_its_form(texts: list[str], seconds: int) -> None:
    user, name, method, agreement, ip, shown = texts
    confirmation = Confirmation(
        user_id=user,
        name=name,
        method=method,
        confirmed_at=NOW + timedelta(seconds=seconds),
        agreement=agreement,
        ip=ip,
        text_shown_sha256=shown,
    )
    record = SimpleRecord.of(DOCUMENT, confirmation)
    assert SimpleRecord.from_bytes(record.to_bytes()) == record
    assert record.confirms(DOCUMENT)
    assert not record.confirms(DOCUMENT + b"x")


@pytest.mark.parametrize("other", [b"", b"{}", b"[]", b"1", b'{"type":"simple-signature-record"}', b"[" * 100_000])
def test_other_json_is_no_record(other: bytes) -> None:
    assert SimpleRecord.from_bytes(other) is None


@pytest.mark.parametrize("place", ["in an attribute", "of a digest"])
def test_an_object_identifier_without_end_is_refused_before_it_is_read(signature: bytes, place: str) -> None:
    """Reading one of two million octets would take minutes."""
    without_end = der.tlv(der.OID, b"\xff" * 1_900_000 + b"\x01")
    with pytest.raises(ValueError, match="too long"):
        der.read(without_end).as_oid()
    before, signers = split_at_signers(signature)
    (one,) = signers
    pieces = [child.encoded for child in one.children()]
    at = 2 if place == "of a digest" else 3
    attribute = der.sequence(without_end, der.tlv(der.SET, der.null()))
    pieces[at] = der.sequence(without_end) if at == 2 else der.context(0, attribute)
    with pytest.raises(MalformedMessage, match="too long"):
        read_message(message_of(before, der.sequence(*pieces)), content_size=10)


def split_at_signers(signature: bytes) -> tuple[list[der.Element], tuple[der.Element, ...]]:
    """The elements of SignedData before its signers, and the signers."""
    body = der.read(der.read(signature).children()[1].content)
    *before, signers = body.children()
    return before, signers.children()


def message_of(before: list[der.Element], signer: bytes) -> bytes:
    body = der.sequence(*(one.encoded for one in before), der.tlv(der.SET, signer))
    return der.sequence(der.oid(oids.SIGNED_DATA), der.context(0, body))
