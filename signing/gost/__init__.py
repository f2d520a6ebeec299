"""GOST R 34.10-2012 and Streebog behind one door: `gost_provider()` picks the implementation."""

from signing.gost.contract import GostProvider, SigningKey
from signing.gost.curves import Curve, curve_by_oid
from signing.gost.keys import PrivateKey, PublicKey
from signing.gost.selection import gost_provider

__all__ = ["Curve", "GostProvider", "PrivateKey", "PublicKey", "SigningKey", "curve_by_oid", "gost_provider"]
