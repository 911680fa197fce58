"""Damages files as accidents and attackers do: the same damage for the same number."""

import io
import json
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from random import Random
from typing import Any

Change = Callable[[bytes, Random], bytes]
_LONG = "9" * 5000
NUMBERS = [
    *("0", "-0", "-1", "1", "2", "9", "10", "255", "256", "0.5", "-0.0", "1e-300", "5e-324"),
    *("1e-310", "1e100", "1e101", "1e308", "1e309", "-1e309", "1" + "0" * 310, _LONG, "1e999999"),
    *("NaN", "Infinity", "-Infinity", "nan", "inf", "-inf", "0x7fffffff", "0o7", "1_000", "١٢"),
    *map(str, (2**31 - 1, 2**31, 2**32, 2**53 + 1, 2**63 - 1, 2**63, 2**64, 2**128, -(2**63))),
]
_TEXTS = ["", " ", "\x00", "\ud800", "a\ud800b", "\x1b[2J", "\n", "\u2028", "𝔘" * 50, "x" * 5000]
_TEXTS += ["../../etc/passwd", "0001-01-01T00:00:00", "9999-12-31T23:59:59+00:00", "2026-01-02"]
_TEXTS += ["relu, relu", "choose", "adam", "inkling-model", "(1,)", "١", "1e5", "nan"]
_ODD: list[Any] = [None, True, False, [], {}, [[]], [None], {"": {}}, [[[[[[1]]]]]]]
_WORDS = [b"\0", b"\xff", b"\x7f\xff\xff\xff", b"\xff" * 8, b"\0" * 64, b"PK\x03\x04", b"\x80\x04"]
_WORDS += [
    b"\n",
    b"{",
    b"[" * 2000,
    b'"',
    b"}",
    b"]",
    b",",
    b"\xed\xa0\x80",
    b"\\ud800",
    b"'",
    b".",
]
_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")


def damaged(content: bytes, others: list[bytes], kind: str, number: int, name: str) -> bytes:
    """The `number`-th damage of a file; `others` are files of its kind, of which it gets pieces."""
    random = Random(f"{name} {number}")
    changes = [*_ANY, *_OF_KIND.get(kind, [])] + 3 * _OF_KIND.get(kind, [])
    for _ in range(random.choice([1, 1, 1, 2, 3, 6])):
        if random.random() < 0.05:
            content = _splice(content, random.choice(others), random)
        else:
            content = random.choice(changes)(content, random)
    return content


def _place(content: bytes, random: Random) -> int:
    return random.randrange(len(content) + 1)


def _piece(content: bytes, random: Random) -> slice:
    start = _place(content, random)
    return slice(start, start + random.choice([1, 2, 4, 8, 30, 200, 5000]))


def _splice(content: bytes, other: bytes, random: Random) -> bytes:
    return content[: _place(content, random)] + other[_place(other, random) :]


def _flip(content: bytes, random: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(random.choice([1, 1, 3, 20])):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _flip_near_an_end(content: bytes, random: Random) -> bytes:
    """Heads and tables are there."""
    end = random.choice([64, 400])
    head = _flip(content[:end], random)
    return (
        head + content[end:]
        if random.random() < 0.7
        else content[:-end] + _flip(content[-end:], random)
    )


def _cut(content: bytes, random: Random) -> bytes:
    return content[: _place(content, random)]


def _leave_out(content: bytes, random: Random) -> bytes:
    piece = _piece(content, random)
    return content[: piece.start] + content[piece.stop :]


def _repeat(content: bytes, random: Random) -> bytes:
    piece = _piece(content, random)
    times = random.choice([1, 2, 10, 100])
    return content[: piece.stop] + content[piece] * times + content[piece.stop :]


def _insert(content: bytes, random: Random) -> bytes:
    at = _place(content, random)
    return content[:at] + random.choice([*_WORDS, random.randbytes(7)]) + content[at:]


def _overwrite(content: bytes, random: Random) -> bytes:
    at, word = _place(content, random), random.choice([*_WORDS, random.randbytes(4)])
    return content[:at] + word + content[at + len(word) :]


def _replace_number(content: bytes, random: Random) -> bytes:
    found = list(_NUMBER.finditer(content, 0, 100_000))
    if not found:
        return content
    match = random.choice(found)
    return content[: match.start()] + random.choice(NUMBERS).encode() + content[match.end() :]


def _move_a_line(content: bytes, random: Random) -> bytes:
    lines = content.split(b"\n")
    line = lines.pop(random.randrange(len(lines)))
    if random.random() < 0.7:
        for _ in range(random.choice([1, 1, 3])):
            lines.insert(random.randrange(len(lines) + 1), line)
    return b"\n".join(lines)


def _odd_value(random: Random) -> Any:
    kind = random.randrange(4)
    if kind == 0:
        return random.choice(_ODD)
    if kind == 1:
        return random.choice(_TEXTS)
    if kind == 2:
        return [random.randrange(5)] * random.choice([1, 2, 10, 1000])
    return random.choice([0, 1, -1, 0.5, 1e100, 1e-320, 10**9, 2**63, 2**70, 1e300, 10**310])


def change_value(value: Any, random: Random) -> Any:  # noqa: C901
    """Plain values with one of them changed, at any depth."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        name = random.choice(list(value))
        changed = dict(value)
        match random.randrange(8):
            case 0:
                del changed[name]
            case 1:
                changed[random.choice(_TEXTS)] = changed.pop(name)
            case 2:
                changed[name] = changed[random.choice(list(value))]
            case _:
                changed[name] = change_value(value[name], random)
        return changed
    if isinstance(value, list) and value and random.random() < 0.9:
        at = random.randrange(len(value))
        match random.randrange(6):
            case 0:
                return value[:at] + value[at + 1 :]
            case 1:
                return [*value[:at], value[at], *value[at:]]
            case _:
                return [*value[:at], change_value(value[at], random), *value[at + 1 :]]
    if isinstance(value, str) and value[:1] == "{" and random.random() < 0.9:
        return _change_json(value.encode("utf-8", "replace"), random).decode("utf-8", "replace")
    if type(value) in (int, float) and abs(value) < 1e15 and random.random() < 0.6:
        # What may be accepted, and must not fail later.
        near = [0, 1, value + 1, value * 2, value / 2, value * 100, value / 1000, -value]
        near += [0.999, 1e-6, 8, 1000, 10_000, 10**9, 1e9, 1e100, 1e-310]
        changed = random.choice(near)
        whole = isinstance(value, int) and random.random() < 0.9 and abs(changed) < 1e15
        return int(changed) if whole else changed
    if isinstance(value, str) and random.random() < 0.3:
        return random.choice(NUMBERS)
    return _odd_value(random)


def _change_json(content: bytes, random: Random) -> bytes:
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return _replace_number(content, random)
    try:
        return json.dumps(change_value(value, random)).encode("ascii")
    except (ValueError, RecursionError):  # a number longer than Python writes
        return content


def _change_json_line(content: bytes, random: Random) -> bytes:
    lines = content.split(b"\n")
    at = random.randrange(len(lines))
    lines[at] = _change_json(lines[at], random)
    return b"\n".join(lines)


_TOML_VALUES = [*NUMBERS, '""', '"x"', "[]", "[[1]]", "{}", "{ a = 1 }", "true", "1979-05-27"]
_TOML_VALUES += ["07:32:00", "0x" + "f" * 400, '"\\u0000"', "{ from = 1, to = 2 }", '"' + "x" * 999]
_TOML_VALUES += ["{ from = 1, to = 5, step = 1e-300 }", '{ choose = ["a"] }', "{ choose = [1, 2] }"]
_TOML_VALUES += ["[" * 400 + "]" * 400, "{ from = 1e-6, to = 1, scale = 'log' }", "'''x'''"]


def _change_toml(content: bytes, random: Random) -> bytes:
    lines = content.decode("utf-8", "replace").split("\n")
    at = random.randrange(len(lines))
    name, equals, _ = lines[at].partition("=")
    match random.randrange(6):
        case 0:
            lines.insert(at, random.choice(["[space]", "[settings]", "[[space]]", "[a.b.c]"]))
        case 1:
            lines.insert(at, random.choice(["a.b.c.d = 1", "seed = 1", "a." * 3000 + "a = 1"]))
        case 2 if equals:
            other = random.choice(lines).partition("=")[0]
            lines[at] = other + equals + lines[at].partition("=")[2]
        case _ if equals:
            lines[at] = f"{name}= {random.choice(_TOML_VALUES)}"
        case _:
            lines[at] = random.choice(lines)
    return "\n".join(lines).encode("utf-8", "replace")


def change_npy(content: bytes, random: Random) -> bytes:
    """An array with another header, or another content."""
    if content[:6] != b"\x93NUMPY" or len(content) < 12:
        return _flip(content, random)
    end = 10 + int.from_bytes(content[8:10], "little")
    head, rest = content[10:end], content[end:]
    match random.randrange(6):
        case 0:
            head = _replace_number(head, random)
        case 1:
            types = [
                b"<f2",
                b"<f8",
                b">f4",
                b"|O",
                b"<U9",
                b"<c16",
                b"<M8",
                b"|V8",
                b"<f16",
                b"<i4",
            ]
            head = re.sub(rb"<[fU]\d+", random.choice(types), head)
        case 2:
            shapes = [
                b"(3,",
                b"()",
                b"(-784, -3)",
                b"(784,)",
                b"(10**9,)",
                b"(1, 784, 3)",
                b"(0, 5)",
            ]
            head = re.sub(rb"\([^)]*\)", random.choice(shapes), head)
        case 3:
            head = head.replace(b"False", random.choice([b"True", b"None", b"0", b"[" * 99, b"'"]))
        case 4:
            head = _flip(head, random)
        case _:
            rest = random.choice([b"", rest[:-1], rest + b"\0", _flip(rest, random), b"\xff" * 64])
    length = len(head) if random.random() < 0.9 else random.randrange(1 << 16)
    version = content[6:8] if random.random() < 0.9 else random.randbytes(2)
    return content[:6] + version + min(length, 65535).to_bytes(2, "little") + head + rest


def _change_zip(content: bytes, random: Random) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except Exception:  # noqa: BLE001 - it has been damaged before
        return _flip_near_an_end(content, random)
    if members:
        at = random.randrange(len(members))
        name, member = members[at]
        match random.randrange(7):
            case 0:
                del members[at]
            case 1:
                members.insert(at, (name, member))
            case 2:
                members[at] = (random.choice(["", "a/b.npy", "x.pkl", "W1.npy", "é.npy"]), member)
            case 3:
                members[at] = (name, random.choice(members)[1])
            case _:
                members[at] = (name, change_npy(member, random))
    methods = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
    file = io.BytesIO()
    method = random.choice(methods if random.random() < 0.3 else methods[:2])
    with warnings.catch_warnings(), zipfile.ZipFile(file, "w", method) as new:
        warnings.simplefilter("ignore")  # two members of one name are what is wanted
        for name, member in members:
            new.writestr(zipfile.ZipInfo(name), member, new.compression)
    return file.getvalue()


def _change_zip_table(content: bytes, random: Random) -> bytes:
    """A number in the list of members: sizes, flags, ways of packing, places."""
    at = content.rfind(b"PK\x01\x02", 0, _place(content, random) + 46)
    if at < 0:
        return _flip_near_an_end(content, random)
    field, width = random.choice([(8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (42, 4)])
    value = random.choice([0, 1, 9, 14, 99, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 2**30])
    value &= (1 << 8 * width) - 1
    place = at + field
    return content[:place] + value.to_bytes(width, "little") + content[place + width :]


def _change_tensors(content: bytes, random: Random) -> bytes:
    length = int.from_bytes(content[:8], "little")
    head, rest = content[8 : 8 + length], content[8 + length :]
    head = _change_json(head, random) if random.random() < 0.9 else _replace_number(head, random)
    said = len(head) if random.random() < 0.95 else random.choice([0, 1, 2**20, 2**27, 2**63])
    return said.to_bytes(8, "little") + head + rest


def _change_png(content: bytes, random: Random) -> bytes:
    """A chunk of a PNG changed, its checksum right."""
    if content[:4] != b"\x89PNG":
        return _flip_near_an_end(content, random)
    chunks, at = [], 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        chunks.append((content[at + 4 : at + 8], content[at + 8 : at + 8 + length]))
        at += 12 + length
    if not chunks:
        return content
    number = random.randrange(len(chunks))
    kind, data = chunks[number]
    if kind == b"IHDR" and len(data) == 13:
        width, height = struct.unpack(">II", data[:8])
        sides = [0, 1, 3, width, height, 9999, 10_001, 2**31 - 1]
        sizes = struct.pack(">II", random.choice(sides), random.choice(sides))
        data = sizes + (data[8:] if random.random() < 0.5 else _flip(data[8:], random))
    else:
        data = random.choice(_ANY)(data, random)
    chunks[number] = (kind, data)
    if random.random() < 0.1:
        chunks.insert(random.randrange(len(chunks)), random.choice(chunks))
    return content[:8] + b"".join(
        len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        for kind, data in chunks
    )


_ANY: list[Change] = [_flip, _flip_near_an_end, _cut, _leave_out, _repeat, _insert, _overwrite]
_ANY += [_replace_number]
_OF_KIND: dict[str, list[Change]] = {
    "json": [_change_json, _change_json, _replace_number],
    "lines": [_change_json_line, _change_json_line, _move_a_line, _replace_number],
    "toml": [_change_toml, _change_toml, _move_a_line, _replace_number],
    "zip": [_change_zip, _change_zip_table],
    "tensors": [_change_tensors],
    "image": [_change_png],
}
