from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit4.documents import Cited, Model, Words, parse, read, validate
from audit4.errors import InputError, InputErrors


class Child(Model):
    address: str
    port: int = 22


class Parent(Model):
    children: tuple[Child, ...] = ()
    by_name: dict[str, Child] | None = None
    words: Words | None = None


def refused(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse(text, "a.yaml")
    return str(caught.value)


def invalid(text: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        validate(Parent, parse(text, "a.yaml"))
    return str(caught.value).splitlines()


def test_words_of_yaml_1_1_stay_words() -> None:
    text = "[yes, no, on, off, 0600, 2026-11-22, 22:00, 0x1F, 1_000, .5, 1e3, NaN]"

    data = parse(text, "a.yaml").data

    assert all(isinstance(value, str) for value in data)


def test_json_scalars_are_what_they_look_like() -> None:
    data = parse("[1, -2, 1.5, true, false, null, ~, '1', \"no\"]", "a.yaml").data

    assert data == [1, -2, 1.5, True, False, None, None, "1", "no"]


def test_every_key_and_value_has_its_place() -> None:
    document = parse("a:\n  - b: 1\n    c:   xyz\n", "a.yaml")

    assert str(document.key_at(("a", 0, "c"))) == "a.yaml:3:5"
    assert str(document.value_at(("a", 0, "c"))) == "a.yaml:3:10"
    assert str(document.value_at(("a", 0, "c", "gone"))) == "a.yaml:3:10"


def test_columns_count_characters_not_bytes() -> None:
    document = parse("tên đơn vị: {địa chỉ: x}\n", "a.yaml")

    assert str(document.key_at(("tên đơn vị", "địa chỉ"))) == "a.yaml:1:14"


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", "3:1", "`a` is given twice (first in line 1)"),
        ("a: &x [1]\nb: *x\n", "1:4", "anchors and aliases"),
        ("a: !!python/object:os.system x\n", "1:4", "tags are not supported"),
        ("a: !!str 1\n", "1:4", "tags are not supported"),
        ("a:\n  <<: {b: 1}\n", "2:3", "merge keys"),
        ("? [1, 2]\n: x\n", "1:3", "a key must be a word"),
        ("true: x\n", "1:1", "a key must be a word"),
        ("a: [1, 2\nb: 3\n", "2:", "is not valid YAML"),
        ("a: 'x\n", "", "is not valid YAML"),
        ("a:\n\tb: 1\n", "2:1", "is not valid YAML"),
        ("a: 1\n---\nb: 2\n", "2:1", "a second document"),
        ("a: \x07\n", "1:1", "is not valid YAML"),
        ("[" * 100 + "]" * 100, "1:42", "nested more than 40 deep"),
        # A newer libyaml stops by itself before we do.
        ("[" * 100_000, "", "nest"),
        ("{a: " * 100, "1:", "nested more than 40 deep"),
    ],
)
def test_what_could_be_misread_is_refused(text: str, at: str, said: str) -> None:
    message = refused(text)

    assert message.startswith(f"a.yaml:{at}")
    assert said in message


def test_a_file_is_bounded_and_must_be_utf_8(tmp_path: Path) -> None:
    large, latin = tmp_path / "large.yaml", tmp_path / "latin.yaml"
    large.write_bytes(b"#" * (8 * 2**20 + 1))
    latin.write_bytes(b"a: 1\nb: \xe9\n")

    with pytest.raises(InputError, match="larger than 8 MiB"):
        read(large)
    with pytest.raises(InputError, match=r"latin\.yaml:2:1: is not UTF-8"):
        read(latin)
    with pytest.raises(InputError, match="cannot be read: No such file"):
        read(tmp_path / "none.yaml")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    file = tmp_path / "bom.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\n")

    assert read(file).data == {"a": 1}


def test_a_wrong_key_names_the_nearest_right_one() -> None:
    lines = invalid("children:\n  - address: a\n    prot: 23\n")

    assert lines == ["a.yaml:3:5: unknown key `prot`; did you mean `port`?"]


def test_a_wrong_key_in_a_mapping_of_models_is_found_too() -> None:
    lines = invalid("by_name:\n  one:\n    adress: a\n    address: b\n")

    assert lines == ["a.yaml:3:5: unknown key `adress`; did you mean `address`?"]


def test_all_errors_of_a_file_are_told_in_one_go() -> None:
    lines = invalid("children:\n  - port: x\n  - address: 5\nchildern: []\n")

    assert len(lines) == 4
    assert "a.yaml:2:5: `address` is missing" in lines
    assert "a.yaml:2:11: `port`: must be a whole number" in lines
    assert "a.yaml:3:14: `address`: must be text; put it in quotes" in lines


def test_a_missing_translation_is_an_error() -> None:
    assert invalid("words: {vi: Đạt}\n") == ["a.yaml:1:8: `en` is missing"]
    assert invalid("words: {vi: Đạt, en: ''}\n") == [
        "a.yaml:1:22: `en`: must not be empty"
    ]


def test_a_document_that_is_no_mapping_says_so() -> None:
    assert invalid("- 1\n") == [
        "a.yaml:1:1: `document`: must be a mapping of keys to values"
    ]


def test_dates_and_digests_say_what_they_must_be() -> None:
    document = parse("{number: x, date: 22/11/2026, sha256: abc}", "a.yaml")

    with pytest.raises(InputErrors) as caught:
        validate(Cited, document)

    first, second = caught.value.errors
    assert "must be a date such as 2026-11-22" in str(first)
    assert "64 hexadecimal digits" in str(second)


ODD = "ab:-[]{}&*!?|>'\"#, \n\t\\%@`<0.1yộ\u2028\x85\ufeff\x1b"


@given(st.text(alphabet=ODD, max_size=60))
def test_any_text_is_a_document_or_an_error_in_one_line(text: str) -> None:
    said = "a.yaml"
    try:
        parse(text, "a.yaml")
    except InputError as error:
        said = str(error)

    assert said.startswith("a.yaml")
    assert said.isprintable()
