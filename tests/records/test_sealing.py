"""Sealed values open in their own row, with the right key, unchanged – and nowhere else."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niangjia.records import sealing
from niangjia.records.people.models import Person
from niangjia.records.sealing import (
    KEY_BYTES,
    KeyRing,
    KeysMissing,
    SealBroken,
    blind_index,
    keys_from_file,
    new_key_file,
    seal,
    seal_bytes,
    unseal,
    unseal_bytes,
)
from niangjia.site import keys as keys_command

NUMBER = "990101199001011236"
BOTH = pytest.mark.parametrize("cipher", sorted(KEY_BYTES))


def ring(cipher: str, number: int = 1) -> KeyRing:
    return KeyRing(cipher, number, {number: bytes(range(KEY_BYTES[cipher]))}, b"an index key")


@BOTH
@given(plain=st.binary(max_size=300), bond=st.binary(max_size=40))
def test_what_is_sealed_opens_again(cipher: str, plain: bytes, bond: bytes) -> None:
    sealed = ring(cipher).seal(plain, bound_to=bond)
    assert plain not in sealed or len(plain) < 4
    assert ring(cipher).open(sealed, bound_to=bond) == plain


@BOTH
@given(plain=st.binary(min_size=1, max_size=60), at=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_anywhere_does_not_open(cipher: str, plain: bytes, at: int, bit: int) -> None:
    sealed = bytearray(ring(cipher).seal(plain, bound_to=b"row"))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(SealBroken):
        ring(cipher).open(bytes(sealed), bound_to=b"row")


@BOTH
def test_another_row_another_key_and_a_key_that_is_gone_do_not_open(cipher: str) -> None:
    sealed = ring(cipher).seal(b"x", bound_to=b"row")
    other = replace(ring(cipher), keys={1: bytes(KEY_BYTES[cipher])})
    for opener, bond in ((ring(cipher), b"other row"), (other, b"row"), (ring(cipher, 2), b"row")):
        with pytest.raises(SealBroken):
            opener.open(sealed, bound_to=bond)


@BOTH
@pytest.mark.parametrize("length", [0, 1, 2, 5, 13, 20, 29])
def test_what_is_too_short_to_be_sealed_does_not_open(cipher: str, length: int) -> None:
    with pytest.raises(SealBroken):
        ring(cipher).open(b"\x01" * length, bound_to=b"row")


@BOTH
def test_the_same_value_is_never_sealed_alike(cipher: str) -> None:
    assert ring(cipher).seal(b"x", bound_to=b"row") != ring(cipher).seal(b"x", bound_to=b"row")


def test_an_older_key_still_opens_what_it_sealed() -> None:
    old = ring("AES-256-GCM").seal(b"x", bound_to=b"row")
    newer = KeyRing("AES-256-GCM", 2, {1: bytes(range(32)), 2: bytes(32)}, b"index")
    assert newer.open(old, bound_to=b"row") == b"x"
    assert newer.seal(b"x", bound_to=b"row")[1] == 2


def test_a_site_that_changes_to_sm4_still_opens_what_aes_sealed() -> None:
    old = ring("AES-256-GCM").seal(b"x", bound_to=b"row")
    newer = KeyRing("SM4-GCM", 2, {1: bytes(range(32)), 2: bytes(16)}, b"index")
    assert newer.open(old, bound_to=b"row") == b"x"
    assert newer.open(newer.seal(b"y", bound_to=b"row"), bound_to=b"row") == b"y"


def test_a_value_put_into_another_field_or_another_row_does_not_open() -> None:
    one, other = Person(name="一"), Person(name="二")
    seal(one, "id_number", NUMBER)
    seal(one, "phone", None)
    other.id_number, one.card_number = one.id_number, one.id_number
    assert unseal(one, "id_number") == NUMBER
    assert unseal(one, "phone") is None
    for row, field in ((other, "id_number"), (one, "card_number")):
        with pytest.raises(SealBroken):
            unseal(row, field)


def test_bytes_of_a_file_are_bound_to_their_row_too() -> None:
    one, other = Person(), Person()
    seal_bytes(one, "id_number", b"PK\x03\x04")
    other.id_number = one.id_number
    assert unseal_bytes(one, "id_number") == b"PK\x03\x04"
    with pytest.raises(SealBroken):
        unseal_bytes(other, "id_number")


def test_one_number_written_two_ways_has_one_index() -> None:
    plain = blind_index("id", "99010119900101123X")
    assert plain == blind_index("id", "９９０１０１ 19900101-123ｘ")
    assert plain != blind_index("phone", "99010119900101123X")
    assert NUMBER not in plain


def test_the_index_cannot_be_worked_out_without_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = blind_index("id", NUMBER)
    monkeypatch.setattr(sealing, "key_ring", lambda: ring("AES-256-GCM"))
    assert blind_index("id", NUMBER) != before


# ------------------------------------------------------------------------------------------------------ the key file


@BOTH
def test_a_new_key_file_is_its_owners_alone_and_is_never_written_over(cipher: str, tmp_path: Path) -> None:
    path = tmp_path / "keys" / "data.keys"
    new_key_file(path, cipher=cipher)
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    kept = keys_from_file(path, create=False)
    assert kept.open(kept.seal(b"x", bound_to=b""), bound_to=b"") == b"x"
    with pytest.raises(FileExistsError):
        new_key_file(path)
    assert keys_from_file(path, create=True) == kept


def test_a_missing_key_file_is_made_only_where_that_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "data.keys"
    with pytest.raises(KeysMissing, match="没有密钥文件"):
        keys_from_file(path, create=False)
    assert not path.exists()
    assert keys_from_file(path, create=True).cipher == "AES-256-GCM"


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o644, 0o420, 0o401])
def test_a_key_file_that_others_may_touch_is_refused(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "data.keys"
    new_key_file(path)
    path.chmod(mode)
    with pytest.raises(KeysMissing, match="chmod 400"):
        keys_from_file(path, create=False)


def made(**changes: object) -> dict[str, object]:
    whole = {"cipher": "AES-256-GCM", "current": 1, "keys": {"1": "00" * 32}, "index_key": "00" * 32}
    return whole | changes


@pytest.mark.parametrize(
    "kept",
    [
        "",
        "{}",
        "[]",
        "3",
        "密钥",
        made(cipher="ROT13"),
        made(keys={"1": "xyz"}),
        made(keys={"1": "00" * 16}),
        made(keys={"1": "00" * 20}),
        made(cipher="SM4-GCM"),
        made(keys={"one": "00" * 32}),
        made(keys={"900": "00" * 32}, current=900),
        made(current=2),
        made(current=None),
        made(keys=[]),
        made(index_key=""),
        made(index_key=None),
    ],
)
def test_a_key_file_that_cannot_be_used_is_refused_with_a_sentence(kept: object, tmp_path: Path) -> None:
    path = tmp_path / "data.keys"
    path.write_text(kept if isinstance(kept, str) else json.dumps(kept), encoding="utf-8")
    path.chmod(0o400)
    with pytest.raises(KeysMissing, match="读不懂"):
        keys_from_file(path, create=False)


def test_the_command_makes_a_key_file_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "data.keys"
    monkeypatch.setenv("NIANGJIA_KEY_FILE", str(path))
    monkeypatch.setattr("sys.argv", ["keys", "new", "--cipher", "SM4-GCM"])
    assert keys_command.main() == 0
    assert keys_command.main() == 1
    told = capsys.readouterr()
    assert "写好了 data.keys" in told.out
    assert "已经存在" in told.err
    assert keys_from_file(path, create=False).cipher == "SM4-GCM"
