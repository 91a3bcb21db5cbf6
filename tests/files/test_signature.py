import pytest

from sr_core.files.signature import FOREIGN, PICTURES, identify


@pytest.mark.parametrize(("offset", "magic", "kind"), FOREIGN + PICTURES)
def test_identify_knows_every_signature(offset: int, magic: bytes, kind: str) -> None:
    assert identify(bytes(offset) + magic + bytes(200)) == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"BMW and other makes of cars", "plain text"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "an SVG drawing"),
        (b"<!DOCTYPE html><p>not found", "a web page"),
        (b"P5 2 2 255\n\0\0\0\0", "a Netpbm picture"),
        (bytes(100), "only zero bytes"),
        (bytes(range(256)), "a file of unknown kind"),
    ],
)
def test_identify_describes_what_has_no_signature(data: bytes, kind: str) -> None:
    assert identify(data) == kind
