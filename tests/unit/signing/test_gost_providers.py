"""Both GOST implementations against the published examples, and against each other."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signing import Certificate, oids
from signing.errors import AlgorithmUnsupported
from signing.gost import Curve, GostProvider, PrivateKey, PublicKey, curve_by_oid
from signing.gost.curves import _curves
from signing.gost.portable import PortableProvider, _affine, _generator_table, _multiply, sign_with_nonce
from signing.gost.streebog import streebog
from tests.unit.signing.conftest import load_provider

VECTORS = Path(os.environ.get("EDO_REFERENCE_DIR", Path(__file__).parents[4] / "shared")) / "signing" / "vectors"
CURVES = sorted(_curves().values(), key=lambda curve: curve.oid)

M1 = b"012345678901234567890123456789012345678901234567890123456789012"
M2 = "Се ветри, Стрибожи внуци, веютъ с моря стрелами на храбрыя плъкы Игоревы".encode("cp1251")

# RFC 7091, 7.1 and 7.2: the curves of the examples, which are not for real use
EXAMPLE_256 = Curve(
    "1.2.643.7.1.2.1.1.0",
    "test 256",
    32,
    p=0x8000000000000000000000000000000000000000000000000000000000000431,
    a=7,
    b=0x5FBFF498AA938CE739B8E022FBAFEF40563F6E6A3472FC2A514C0CE9DAE23B7E,
    q=0x8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3,
    x=2,
    y=0x08E2A8A0E65147D4BD6316030E16D19C85C97F0A9CA267122B96ABBCEA7E8FC8,
)
EXAMPLE_512 = Curve(
    "1.2.643.7.1.2.1.2.0",
    "test 512",
    64,
    p=int(
        "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D"
        "F1D852741AF4704A0458047E80E4546D35B8336FAC224DD81664BBF528BE6373",
        16,
    ),
    a=7,
    b=int(
        "1CFF0806A31116DA29D8CFA54E57EB748BC5F377E49400FDD788B649ECA1AC43"
        "61834013B2AD7322480A89CA58E0CF74BC9E540C2ADD6897FAD0A3084F302ADC",
        16,
    ),
    q=int(
        "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15D"
        "A82F2D7ECB1DBAC719905C5EECC423F1D86E25EDBE23C595D644AAF187E6E6DF",
        16,
    ),
    x=int(
        "24D19CC64572EE30F396BF6EBBFD7A6C5213B3B3D7057CC825F91093A68CD762"
        "FD60611262CD838DC6B60AA7EEE804E28BC849977FAC33B4B530F1B120248A9A",
        16,
    ),
    y=int(
        "2BB312A43BD2CE6E0D020613C857ACDDCFBF061E91E5F2C3F32447C259F39B2C"
        "83AB156D77F1496BF7EB3351E1EE4E43DC1A18B91B24640B6DBB92CB1ADD371E",
        16,
    ),
)


@pytest.mark.parametrize(
    ("message", "bits", "expected"),
    [
        (
            M1,
            512,
            (
                "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa"
                "00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"
            ),
        ),
        (M1, 256, "9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500"),
        (
            M2,
            512,
            (
                "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376"
                "035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28"
            ),
        ),
        (M2, 256, "9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50"),
    ],
)
def test_streebog_gives_the_digests_of_rfc_6986(
    provider: GostProvider, message: bytes, bits: int, expected: str
) -> None:
    assert provider.digest(message, bits=bits).hex() == expected


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400), bits=st.sampled_from([256, 512]))
def test_the_providers_agree_on_every_digest(content: bytes, bits: int) -> None:
    assert load_provider("libcrypto").digest(content, bits=bits) == streebog(content, bits=bits)


@pytest.mark.parametrize("length", [0, 1, 62, 63, 64, 65, 127, 128, 129])
@pytest.mark.parametrize("octet", [0x00, 0xFF])
def test_the_providers_agree_at_the_edges_of_a_block(length: int, octet: int) -> None:
    content = bytes((octet,)) * length
    assert load_provider("libcrypto").digest(content, bits=256) == streebog(content, bits=256)


def test_the_signature_of_rfc_7091_for_256_bits_is_reproduced() -> None:
    key = PrivateKey(EXAMPLE_256, 0x7A929ADE789BB9BE10ED359DD39A72C11B60961F49397EEE1D19CE9891EC3B28)
    digest = 0x2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5.to_bytes(32, "little")
    nonce = 0x77105C9B20BCD3122823C8CF6FCC7B956DE33814E95B7FE64FED924594DCEAB3
    signature = sign_with_nonce(key, digest, nonce)
    assert signature is not None
    assert signature[32:].hex() == "41aa28d2f1ab148280cd9ed56feda41974053554a42767b83ad043fd39dc0493"
    assert signature[:32].hex() == "01456c64ba4642a1653c235a98a60249bcd6d3f746b631df928014f6c5bf9c40"
    public = PortableProvider().signing_key(key).public
    assert public.x == 0x7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B
    assert PortableProvider().verify(public, digest, signature)


def test_the_signature_of_rfc_7091_for_512_bits_is_reproduced() -> None:
    scalar = int(
        "0BA6048AADAE241BA40936D47756D7C93091A0E8514669700EE7508E508B1020"
        "72E8123B2200A0563322DAD2827E2714A2636B7BFD18AADFC62967821FA18DD4",
        16,
    )
    digest = int(
        "3754F3CFACC9E0615C4F4A7C4D8DAB531B09B6F9C170C533A71D147035B0C591"
        "7184EE536593F4414339976C647C5D5A407ADEDB1D560C4FC6777D2972075B8C",
        16,
    ).to_bytes(64, "little")
    nonce = int(
        "0359E7F4B1410FEACC570456C6801496946312120B39D019D455986E364F3658"
        "86748ED7A44B3E794434006011842286212273A6D14CF70EA3AF71BB1AE679F1",
        16,
    )
    key = PrivateKey(EXAMPLE_512, scalar)
    signature = sign_with_nonce(key, digest, nonce)
    assert signature is not None
    assert signature[64:].hex() == (
        "2f86fa60a081091a23dd795e1e3c689ee512a3c82ee0dcc2643c78eea8fcacd3"
        "5492558486b20f1c9ec197c90699850260c93bcbcd9c5c3317e19344e173ae36"
    )
    assert signature[:64].hex() == (
        "1081b394696ffe8e6585e7a9362d26b6325f56778aadbc081c0bfbe933d52ff5"
        "823ce288e8c4f362526080df7f70ce406a6eeb1f56919cb92a9853bde73e5b4a"
    )
    assert PortableProvider().verify(PortableProvider().signing_key(key).public, digest, signature)


@pytest.mark.parametrize("bits", [256, 512])
def test_the_certificate_of_the_tk26_recommendations_verifies(provider: GostProvider, bits: int) -> None:
    certificate = Certificate.from_der(_vector(f"tk26-{bits}.cer"))
    tbs, _, signature = _parts(certificate.der)
    key = PublicKey.decode(certificate.public_key)
    digest = provider.digest(tbs, bits=bits)
    assert provider.verify(key, digest, signature)
    assert not provider.verify(key, bytes((digest[0] ^ 1,)) + digest[1:], signature)


@pytest.mark.parametrize("bits", [256, 512])
def test_the_message_of_the_tk26_recommendations_verifies(provider: GostProvider, bits: int) -> None:
    from asn1crypto import cms

    certificate = Certificate.from_der(_vector(f"tk26-{bits}.cer"))
    signed = cms.ContentInfo.load(_vector(f"tk26-{bits}.p7m"))["content"]
    digest = provider.digest(signed["encap_content_info"]["content"].native, bits=bits)
    signature = signed["signer_infos"][0]["signature"].native
    assert provider.verify(PublicKey.decode(certificate.public_key), digest, signature)


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_the_generator_lies_on_its_curve_and_has_the_stated_order(curve: Curve) -> None:
    table = _generator_table(curve)
    assert curve.contains(curve.x, curve.y)
    assert _multiply(table, curve.q, curve)[2] == 0
    assert _affine(_multiply(table, curve.q + 1, curve), curve) == (curve.x, curve.y)


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_what_one_provider_signs_the_other_verifies(curve: Curve) -> None:
    ours, theirs = load_provider("portable"), load_provider("libcrypto")
    key = PrivateKey.generate(curve)
    digest = ours.digest(b"document", bits=8 * curve.size)
    assert ours.signing_key(key).public == theirs.signing_key(key).public
    for signer, verifier in ((ours, theirs), (theirs, ours)):
        signing_key = signer.signing_key(key)
        signature = signing_key.sign(digest)
        assert verifier.verify(signing_key.public, digest, signature)
        assert not verifier.verify(signing_key.public, digest[::-1], signature)


def test_two_signatures_of_one_digest_differ(provider: GostProvider) -> None:
    key = provider.signing_key(PrivateKey.generate(CURVES[0]))
    digest = provider.digest(b"document", bits=256)
    assert key.sign(digest) != key.sign(digest)


@pytest.mark.parametrize("broken", [b"", bytes(64), b"\xff" * 64, b"\x01" * 63, b"\x01" * 128])
def test_a_value_that_is_no_signature_is_refused_quietly(provider: GostProvider, broken: bytes) -> None:
    public = provider.signing_key(PrivateKey.generate(CURVES[0])).public
    assert not provider.verify(public, provider.digest(b"x", bits=256), broken)


def test_s_and_r_are_not_taken_modulo_q(provider: GostProvider) -> None:
    """Otherwise one signature would have a second, equally valid form."""
    curve = curve_by_oid("1.2.643.7.1.2.1.1.1")  # q is a quarter of the field, so s + q still fits
    key = provider.signing_key(PrivateKey.generate(curve))
    digest = provider.digest(b"x", bits=256)
    signature = key.sign(digest)
    shifted = (int.from_bytes(signature[:32], "big") + curve.q).to_bytes(32, "big") + signature[32:]
    assert provider.verify(key.public, digest, signature)
    assert not provider.verify(key.public, digest, shifted)


def test_a_digest_of_zero_is_signed_as_one(provider: GostProvider) -> None:
    """RFC 7091, 6.1 step 2."""
    key = provider.signing_key(PrivateKey.generate(CURVES[0]))
    signature = key.sign(bytes(32))
    for name in ("portable", "libcrypto"):
        assert load_provider(name).verify(key.public, bytes(32), signature)


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
def test_keys_survive_their_encodings(curve: Curve, provider: GostProvider) -> None:
    key = PrivateKey.generate(curve)
    public = provider.signing_key(key).public
    assert PrivateKey.decode(key.encode()) == key
    assert PublicKey.decode(public.encode()) == public


def test_one_key_serves_many_threads(provider: GostProvider) -> None:
    key = provider.signing_key(PrivateKey.generate(CURVES[0]))
    digests = [provider.digest(bytes((number,)), bits=256) for number in range(40)]

    def holds(digest: bytes) -> bool:
        return provider.verify(key.public, digest, key.sign(digest))

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(holds, digests))


def test_a_private_key_does_not_show_itself() -> None:
    key = PrivateKey.generate(CURVES[0])
    assert str(key.scalar) not in repr(key)
    assert f"{key.scalar:x}" not in repr(key)


def test_a_point_off_the_curve_is_no_key() -> None:
    public = PortableProvider().signing_key(PrivateKey.generate(CURVES[0])).public
    crooked = PublicKey(public.curve, public.x, public.y ^ 1).encode()
    with pytest.raises(ValueError, match="not a point"):
        PublicKey.decode(crooked)


def test_an_unknown_parameter_set_is_named_in_the_refusal() -> None:
    with pytest.raises(AlgorithmUnsupported, match=r"1\.2\.3\.4"):
        curve_by_oid("1.2.3.4")


def test_the_example_curves_of_the_standard_are_not_accepted() -> None:
    for curve in (EXAMPLE_256, EXAMPLE_512):
        with pytest.raises(AlgorithmUnsupported):
            curve_by_oid(curve.oid)


def _vector(name: str) -> bytes:
    path = VECTORS / name
    if not path.exists():
        pytest.skip(
            f"the published vectors are not here: set EDO_REFERENCE_DIR to a folder with signing/vectors/{name}"
        )
    return path.read_bytes()


def _parts(certificate: bytes) -> tuple[bytes, bytes, bytes]:
    from signing import der

    tbs, algorithm, signature = der.read(certificate).children()
    assert algorithm.children()[0].as_oid() in (oids.GOST_SIGNATURE_256, oids.GOST_SIGNATURE_512)
    return tbs.encoded, algorithm.encoded, signature.content[1:]
