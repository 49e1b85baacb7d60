# SPDX-FileCopyrightText: Contributors to the mobileiron.core collection
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes to one shape: JSON and XML, whole and streamed, good and bad."""

from __future__ import annotations

import io
import json

import pytest
from ansible_collections.mobileiron.core.plugins.module_utils.records._device import device_record
from ansible_collections.mobileiron.core.plugins.module_utils.wire import _codec
from ansible_collections.mobileiron.core.plugins.module_utils.wire._errors import BadAnswer

ROOT = "deviceManagementWebServiceResponse"
DEVICES = "devices.device"
XML_TWO = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<{ROOT}><messages/><devices>
 <device id="2"><uuid>u-1</uuid><principal>anna.m&#252;ller &amp; co</principal><statusCode>97</statusCode><comment/>
  <details><entry><key>device</key><value>a field called device</value></entry>
   <entry><key>empty</key><value/></entry></details></device>
 <device id="3"><uuid>u-2</uuid><principal>&lt;b&gt;</principal><statusCode>114</statusCode></device>
</devices></{ROOT}>"""
JSON_TWO = {
    "messages": "",
    "devices": {
        "device": [
            {
                "@id": "2",
                "uuid": "u-1",
                "principal": "anna.müller & co",
                "statusCode": 97,
                "comment": "",
                "details": [
                    {"entry": [{"key": "device", "value": "a field called device"}, {"key": "empty", "value": ""}]}
                ],
            },
            {"@id": "3", "uuid": "u-2", "principal": "<b>", "statusCode": 114},
        ]
    },
}


def json_bytes(document, **how) -> bytes:
    return json.dumps(document, **how).encode()


def whole(raw: bytes, envelope: str = DEVICES) -> list[dict]:
    return _codec.items_at(_codec.decode(io.BytesIO(raw)), envelope)


def streamed(raw: bytes, envelope: str = DEVICES, fields=None) -> list[dict]:
    return list(_codec.stream(io.BytesIO(raw), envelope, fields))


@pytest.mark.parametrize("read", [whole, streamed])
def test_json_and_xml_make_the_same_records(read) -> None:
    from_json = [device_record(raw) for raw in read(json_bytes(JSON_TWO))]
    from_xml = [device_record(raw) for raw in read(XML_TWO.encode())]
    assert from_json == from_xml
    assert from_json[0]["details"] == {"device": "a field called device", "empty": ""}
    assert from_json[0]["id"] == "2" and from_json[0]["comment"] is None
    assert from_json[1]["details"] == {}


@pytest.mark.parametrize("raw", [json_bytes(JSON_TWO), json_bytes(JSON_TWO, indent=2), XML_TWO.encode()])
def test_streaming_gives_what_decoding_gives(raw: bytes) -> None:
    first = [device_record(element) for element in streamed(raw)]
    assert first == [device_record(element) for element in whole(raw)]
    assert len(first) == 2


def test_a_default_namespace_is_no_part_of_a_name() -> None:
    raw = b'<response xmlns="urn:core"><devices><device><uuid>u-1</uuid></device></devices></response>'
    assert streamed(raw) == whole(raw) == [{"uuid": "u-1"}]


ONE = {"uuid": "u-1"}


@pytest.mark.parametrize(
    "document, expected",
    [
        ({"devices": {"device": ONE}}, [ONE]),
        ({"devices": {"device": [ONE]}}, [ONE]),
        ({"devices": [{"device": [ONE]}]}, [ONE]),
        ({"devices": [{"device": ONE}, {"device": ONE}]}, [ONE, ONE]),
        ({"devices": {"device": [ONE, {"uuid": "u-2"}]}}, [ONE, {"uuid": "u-2"}]),
        ({"device": ONE}, [ONE]),
        ({"messages": "", "totalCount": 1, "device": ONE}, [ONE]),
        ({"devices": [ONE]}, [ONE]),
        ({"devices": ""}, []),
        ({"devices": None}, []),
        ({"devices": {"device": ""}}, []),
        ({"devices": {"device": []}}, []),
        ({"devices": {}}, []),
        ({"messages": {"message": "no devices"}, "totalCount": 0}, []),
        ({}, []),
        (
            {"totalCount": 1, "devices": {"count": 1, "device": ONE, "more": [1]}, "tail": {"device": {"uuid": "x"}}},
            [ONE],
        ),
    ],
)
def test_one_many_or_none(document: dict, expected: list) -> None:
    raw = json_bytes(document)
    assert whole(raw) == expected
    assert streamed(raw) == expected


@pytest.mark.parametrize(
    "body, expected",
    [("<devices/>", 0), ("<devices><device/></devices>", 0), ("<device><uuid>u</uuid></device>", 1), ("", 0)],
)
def test_one_many_or_none_in_xml(body: str, expected: int) -> None:
    raw = f"<{ROOT}>{body}</{ROOT}>".encode()
    assert len(streamed(raw)) == len(whole(raw)) == expected


@pytest.mark.parametrize("window", [1, 2, 3, 5, 7, 64])
def test_window_may_end_anywhere(monkeypatch, window: int) -> None:
    """Numbers, escapes and multi-byte characters survive being cut by the end of a chunk."""
    document = {
        "totalCount": 1234567,
        "devices": {"device": [{"a": 12345, "b": -1.5e3, "c": 'ü\u20ac\U0001f600\\"', "d": [True, None]}, {"e": 1}]},
        "last": 42,
    }
    monkeypatch.setattr(_codec, "_WINDOW", window)
    for ascii_only in (True, False):
        assert streamed(json_bytes(document, ensure_ascii=ascii_only)) == document["devices"]["device"]


def test_large_list_crosses_many_windows(monkeypatch) -> None:
    monkeypatch.setattr(_codec, "_WINDOW", 1000)
    devices = [
        {"uuid": f"u-{number}", "details": {"entry": [{"key": "k", "value": "v" * 50}]}} for number in range(300)
    ]
    assert streamed(json_bytes({"devices": {"device": devices}})) == devices


@pytest.mark.parametrize("cut", [1, 2, 10, 40, 120, 200])
@pytest.mark.parametrize("raw", [json_bytes(JSON_TWO), XML_TWO.encode()])
def test_truncated_is_an_error(raw: bytes, cut: int) -> None:
    for read in (whole, streamed):
        with pytest.raises(BadAnswer):
            read(raw[:-cut])


@pytest.mark.parametrize("tail", [b"}", b"x", b'{"a":1}', b"<html>"])
def test_something_after_the_end_is_an_error(tail: bytes) -> None:
    for read in (whole, streamed):
        with pytest.raises(BadAnswer):
            read(json_bytes(JSON_TWO) + tail)


BOMB = '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declaration", [BOMB, EXTERNAL, "<!DOCTYPE r>", "<!doctype r SYSTEM 'r.dtd'>"])
@pytest.mark.parametrize("before", ["", "<?xml version='1.0'?>\n", "<!-- a --><?p i?>  ", "<!-- <x> -->"])
def test_document_types_are_refused(declaration: str, before: str) -> None:
    raw = f"{before}{declaration}<{ROOT}><devices><device><uuid>&x;</uuid></device></devices></{ROOT}>".encode()
    for read in (whole, streamed):
        with pytest.raises(BadAnswer):
            read(raw)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"])
def test_encodings_that_could_hide_a_declaration_are_refused(encoding: str) -> None:
    raw = f"<?xml version='1.0' encoding='{encoding}'?>{BOMB}<{ROOT}>&b;</{ROOT}>".encode(encoding)
    for read in (whole, streamed):
        with pytest.raises(BadAnswer):
            read(raw)


def test_declared_odd_encoding_is_refused_even_in_ascii() -> None:
    for encoding in ("UTF-7", "utf-16", "cp037", "hz"):
        with pytest.raises(BadAnswer, match="encoding"):
            whole(f"<?xml version='1.0' encoding='{encoding}'?><{ROOT}/>".encode())


def test_entity_of_no_declaration_is_broken_xml() -> None:
    for read in (whole, streamed):
        with pytest.raises(BadAnswer):
            read(f"<{ROOT}><devices><device><uuid>&nope;</uuid></device></devices></{ROOT}>".encode())


def test_latin1_and_byte_order_mark_are_read() -> None:
    latin = f'<?xml version="1.0" encoding="ISO-8859-1"?><{ROOT}><device><name>Müller</name></device></{ROOT}>'
    marked = f'<?xml version="1.0" encoding="UTF-8"?><{ROOT}><device><name>Müller</name></device></{ROOT}>'
    for raw in (latin.encode("latin-1"), b"\xef\xbb\xbf" + marked.encode()):
        assert whole(raw) == streamed(raw) == [{"name": "Müller"}]
    assert streamed(b"\xef\xbb\xbf" + json_bytes({"device": ONE})) == [ONE]


def test_fields_leave_out_the_rest_of_xml() -> None:
    elements = streamed(XML_TWO.encode(), fields=frozenset({"uuid"}))
    assert [set(device) - {"@id"} for device in elements] == [{"uuid"}, {"uuid"}]


@pytest.mark.parametrize("raw", [b"", b"  ", b"not found", b"PK\x03\x04", b"<html><body/></html>", b"[1, 2"])
def test_neither_json_nor_xml(raw: bytes) -> None:
    with pytest.raises(BadAnswer):
        streamed(raw)


@pytest.mark.parametrize(
    "raw, kind",
    [
        (b'{"a": 1}', "json"),
        (b"\xef\xbb\xbf [1]", "json"),
        (b"<?xml version='1.0'?><!-- c --><r/>", "xml"),
        (b"\n<!DOCTYPE html><html>", "html"),
        (b"<HTML><head>", "html"),
        (b"<!-- login --><html>", "html"),
        (b" \r\n", "empty"),
        (b"Service Unavailable", "other"),
    ],
)
def test_kinds_of_bodies(raw: bytes, kind: str) -> None:
    assert _codec.looks_like(raw) == kind


@pytest.mark.parametrize(
    "data, texts",
    [
        ({"messages": ""}, []),
        ({"messages": None}, []),
        ({}, []),
        ({"messages": {}}, []),
        ({"messages": {"message": "done"}}, ["done"]),
        ({"messages": {"message": ["one", " two "]}}, ["one", "two"]),
        ({"messages": ["one", {"message": "two"}]}, ["one", "two"]),
        ({"messages": "", "message": "outside"}, ["outside"]),
        ({"messages": [{"type": "Error", "localizedMessage": "nein"}]}, ["nein"]),
        ("text", []),
    ],
)
def test_messages_in_every_shape(data, texts: list) -> None:
    assert _codec.messages_of(data) == texts


def test_readable_errors() -> None:
    page = b"<html><head><style>b {}</style><title>Error</title></head><body><h1>Not\n here</h1><script>x()</script></body>"
    assert _codec.readable(page) == "Error Not here"
    assert _codec.readable(json_bytes({"messages": {"message": "wrong"}})) == "wrong"


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 50, 400])
def test_xml_chunks_may_end_anywhere(monkeypatch, chunk: int) -> None:
    extra = "<messages><message>two</message></messages>"
    raw = XML_TWO.replace("<messages/>", extra).replace("</devices>", "</devices><totalCount>2</totalCount>").encode()
    expected = streamed(raw)
    monkeypatch.setattr(_codec, "_CHUNK", chunk)
    assert streamed(raw) == expected and len(expected) == 2
    bare = f"<{ROOT}>{extra}<device><uuid>a</uuid><device>b</device></device><device id='1'/><totalCount/></{ROOT}>"
    assert streamed(bare.encode()) == [{"uuid": "a", "device": "b"}, {"@id": "1"}]
    with pytest.raises(BadAnswer):
        streamed(raw[:-1])


# What a search by coverage found (tests that were made up by a machine; the shortest of each kind).


def test_a_wrapper_with_a_nameless_key_is_no_answer() -> None:
    with pytest.raises(BadAnswer, match="where device was expected"):
        streamed(b'{"devices": {"": 97}}')


@pytest.mark.parametrize("body", [b"e=<![\xbeDA[", b"Login failed <![CDAT [x"])
def test_a_page_with_a_declaration_that_is_none_is_read_as_far_as_it_goes(body: bytes) -> None:
    assert isinstance(_codec.readable(body), str)


def test_half_a_character_in_a_name_of_core_can_be_shown() -> None:
    assert BadAnswer("de\ud83dvice").message == str(BadAnswer("de\ud83dvice")) == "de?vice"
    with pytest.raises(BadAnswer) as caught:
        streamed(b'{"devices": {"de\\ud83dvice": 1}}')
    assert caught.value.message.encode()
    (raw,) = whole(b'{"devices": {"device": {"uuid": "u", "na\\ud83dme": 1}}}')
    assert all(key.encode() for key in device_record(raw))
