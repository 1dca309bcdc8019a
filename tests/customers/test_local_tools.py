"""Tools that work here: addresses as the Postal Service writes them, phones, and the list of designated nationals.

The list is made up; only its form is the Treasury's.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from books import count
from folk import BARE, at_desk, entered, shown
from hypothesis import given
from hypothesis import strategies as st

from runtime.customers import belongings
from runtime.customers.tools.applying import check_now, check_reference
from runtime.customers.tools.checks import match_instructions
from runtime.customers.tools.local import LocalAddresses, LocalPhones
from runtime.customers.tools.ofac_import import import_list
from runtime.customers.tools.ofac_match import Index, birth_years, build_index, find_matches, likeness
from runtime.customers.tools.publication28 import standard_key, standard_lines
from runtime.settings.customers import CustomerTools
from runtime.store.errors import StoreError
from runtime.store.open import Store

SDN = (
    '101,"MADEUPOVIC, Zoran","individual","TEST1] [TEST2","Colonel",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"DOB 12 Mar 1962; POB Nowhere; alt. DOB circa 1955."\r\n'
    '102,"GRANITE HOLLOW TRADING CO. LTD.",-0- ,"TEST3",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    '103,"EXEMPLAR STAR","vessel","TEST1",-0- ,"ABCD","Tanker",-0- ,-0- ,"Nowhere",-0- ,-0- \r\n'
    '104,"AL-BEISPIELI, Harun Idris","individual","TEST2",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"DOB 1970 to 1972."\r\n\x1a'
)
ALT = '101,11,"aka","FALSCHMANN, Zorro",-0- \r\n104,12,"fka","ПРИМЕРОВ, Гарун",-0- \r\n\x1a'
ADD = '101,21,"1 Nowhere St","Nowhere 123","Atlantis",-0- \r\n\x1a'


def listed(folder: Path, sdn: str = SDN, alt: str = ALT, add: str = ADD) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in (("sdn.csv", sdn), ("alt.csv", alt), ("add.csv", add)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("lines", "standard"),
    [
        (("418 Juniper Street", None), ("418 JUNIPER ST", None)),
        (("12 north Main st. apt #5", None), ("12 N MAIN ST", "APT 5")),
        (("1600 Pennsylvania Avenue Northwest", "Suite 200"), ("1600 PENNSYLVANIA AVE NW", "STE 200")),
        (("P.O. Box 123", None), ("PO BOX 123", None)),
        (("Rural Route 2 Box 152", None), ("RR 2 BOX 152", None)),
        (("PSC 3 Box 1234", None), ("PSC 3 BOX 1234", None)),
        (("General Delivery", None), ("GENERAL DELIVERY", None)),
        (("123 1/2 O'Brien Lane", None), ("123 1/2 OBRIEN LN", None)),
        (("39 1/2 Rue José Boulevard", None), ("39 1/2 RUE JOSE BLVD", None)),
    ],
)
def test_lines_as_publication_28_has_them(lines: tuple[str, str | None], standard: tuple[str, str | None]) -> None:
    found = standard_lines(*lines)
    assert (found.address1, found.address2, found.problem) == (*standard, None)
    again = standard_lines(found.address1, found.address2)
    assert (again.address1, again.address2) == standard, "standard lines stay as they are"
    assert (
        standard_key(*(line or "" for line in lines)) == standard_key(standard[0], standard[1] or "")
        or "BOX" in standard[0]
    )


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (("418 Juniper Street", "Provo", "ID", "84601"), "lies in UT, not in ID"),
        (("418 Juniper Street", "Ogden", "UT", "84601"), "that of Provo, not of Ogden"),
        (("418 Juniper Street", "Provo", "UT", "00001"), "there is no ZIP code 00001"),
        (("418 Juniper Street", "Provo", "UT", ""), "there is no ZIP code"),
        (("Juniper Street", "Provo", "UT", "84601"), "no house number"),
        (("gibberish", "Provo", "UT", "84601"), "cannot be taken apart"),
    ],
)
def test_addresses_that_cannot_be(address: tuple[str, str, str, str], why: str) -> None:
    given_ = dict(zip(("address1", "city", "state", "zipcode"), address, strict=True))
    answer = LocalAddresses().validate(given_)
    assert answer.outcome == "failed" and answer.details is not None
    assert answer.details.startswith("Error: Address Not Found: ") and why in answer.details
    assert answer.values == {"verified": False, "standardized": False}


def test_phones_by_their_plan() -> None:
    tool = LocalPhones()
    assert tool.look_up("801-426-2000").values["carrier_verified"] is True
    assert tool.look_up("+44 20 7946 0018").values["is_land_line"] is True
    assert tool.look_up("+44 7911 123456").values["carrier_name"]
    failed = tool.look_up("211-555-0142")
    assert failed.outcome == "failed" and failed.values["carrier_verified"] is False
    assert tool.look_up("nonsense").outcome == "failed"


@pytest.fixture
def index() -> Index:
    rows = [
        {"number": 101, "name": "MADEUPOVIC, Zoran", "remarks": "DOB 12 Mar 1962; alt. DOB circa 1955."},
        {"number": 102, "name": "GRANITE HOLLOW TRADING CO. LTD.", "remarks": None},
        {"number": 104, "name": "AL-BEISPIELI, Harun Idris", "remarks": "DOB 1970 to 1972."},
    ]
    aliases = {101: ["FALSCHMANN, Zorro"], 104: ["ПРИМЕРОВ, Гарун"]}
    whole = [
        {**row, "type": None, "programs": None, "aliases": [{"name": name} for name in aliases.get(row["number"], [])]}
        for row in rows
    ]
    return build_index(1, "x", whole)


@pytest.mark.parametrize(
    ("name", "born", "entry"),
    [
        ("Zoran Madeupovic", None, 101),
        ("MADEUPOVIC ZORAN", None, 101),
        ("Zoran Peter Madeupović", None, 101),
        ("Zoran Madeupowich", "1962-03-12", 101),
        ("Зоран Мадеупович", None, 101),
        ("Zorro Falschmann", None, 101),
        ("Harun al Beispieli", "1971-01-01", 104),
        ("Garun Primerov", None, 104),
        ("Granite Hollow Trading, Inc.", None, 102),
        ("Zоran Mаdeupovic", None, 101),
    ],
)
def test_names_that_are_on_the_list(index: Index, name: str, born: str | None, entry: int) -> None:
    found = find_matches(index, [name], born, 85)
    assert found and found[0].number == entry and found[0].score >= 85


@pytest.mark.parametrize(
    ("name", "born"),
    [
        ("Dana Whitfield", None),
        ("Zoran Petrovic", None),
        ("Harun Idris Smith", None),
        ("Granite Falls Bakery", None),
        ("Maria Trading", None),
        ("Zoran", None),
        ("", None),
    ],
)
def test_names_that_are_not(index: Index, name: str, born: str | None) -> None:
    assert find_matches(index, [name], born, 85) == []


def test_a_birth_that_differs_lowers_the_score_and_one_that_agrees_raises_it(index: Index) -> None:
    scores = {
        born: find_matches(index, ["Zoran Madeupovich"], born, 50)[0].score
        for born in (None, "1962-06-01", "1990-01-01")
    }
    assert scores["1990-01-01"] == scores[None] - 15 and scores["1962-06-01"] >= scores[None]
    assert find_matches(index, ["Zoran Madeupovic"], "1990-01-01", 85)[0].birth == "differs"


def test_births_in_remarks() -> None:
    assert birth_years("DOB 12 Mar 1962; POB 1999 Town; alt. DOB circa 1955.") == ((1962, 1962), (1953, 1957))
    assert birth_years("DOB 01 Jan 1960 to 31 Dec 1965.") == ((1960, 1965),)
    assert birth_years("Passport 19621962; nationality X.") == ()


words = st.lists(
    st.text(st.characters(min_codepoint=65, max_codepoint=90), min_size=1, max_size=9), min_size=1, max_size=4
)


@given(words, st.randoms())
def test_the_order_of_words_does_not_matter(name: list[str], random: object) -> None:
    turned = list(name)
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert likeness(" ".join(name), " ".join(turned)) == 100


@given(words, words)
def test_likeness_is_the_same_both_ways_and_within_bounds(one: list[str], other: list[str]) -> None:
    first = likeness(" ".join(one), " ".join(other))
    assert 0 <= first <= 100


def test_a_list_is_taken_into_use_and_a_match_tells_what_to_do(both: Store, tmp_path: Path) -> None:
    number = entered(both, BARE, **{"first-name": "Zoran", "last-name": "madeupovic", "birth-date": "1962-03-12"})
    with pytest.raises(StoreError, match="no OFAC list was imported"):
        at_desk(both, number, check_now, "ofac")
    with both.begin() as connection:
        assert import_list(connection, listed(tmp_path / "list"), "clerk")[1:] == (4, True)
        assert import_list(connection, listed(tmp_path / "list"), "clerk")[1:] == (4, False)
    found = at_desk(both, number, check_now, "ofac")
    assert found["outcome"] == "match" and found["matches"][0] == {
        "entry": 101,
        "name": "MADEUPOVIC, Zoran",
        "matched": "MADEUPOVIC, Zoran",
        "score": 100,
        "birth": "agrees",
        "programs": "TEST1] [TEST2",
        "remarks": "DOB 12 Mar 1962; POB Nowhere; alt. DOB circa 1955.",
    }
    assert shown(both, number)["ofac"]["match"] is True
    steps = match_instructions(CustomerTools())
    assert steps[0].startswith("stop") and "1-800-540-6322" in " ".join(steps)
    other = entered(both)
    assert at_desk(both, other, check_now, "ofac")["outcome"] == "no-match"
    with both.begin() as connection:
        shorter = SDN.split("\r\n", 1)[1]
        import_list(connection, listed(tmp_path / "next", shorter, ALT.split("\r\n", 1)[1], "\x1a"), "clerk")
    assert at_desk(both, number, check_now, "ofac")["outcome"] == "no-match"
    assert count(both, "SELECT count(*) FROM ofac_entries") == 3


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"sdn": "1,2,3\n"}, "`sdn.csv`, line 1: 3 columns, not 12"),
        ({"sdn": SDN.replace("102,", "x,", 1)}, "`x` is no number of an entry"),
        ({"sdn": SDN.replace('"GRANITE HOLLOW TRADING CO. LTD."', "-0-")}, "without a name"),
        ({"alt": '999,1,"aka","X",-0-\n'}, "no entry 999"),
        ({"sdn": "\x1a"}, "holds no entry|no entry"),
        ({"sdn": SDN.replace("101,", f'"{"a" * 200_000}",', 1)}, "field larger|no number"),
    ],
)
def test_a_list_that_is_not_like_the_treasurys_is_refused(
    store: Store, tmp_path: Path, files: dict[str, str], why: str
) -> None:
    with store.begin() as connection:
        import_list(connection, listed(tmp_path / "good"), "clerk")
    with pytest.raises(StoreError, match=why), store.begin() as connection:
        import_list(connection, listed(tmp_path / "bad", **files), "clerk")
    assert count(store, "SELECT count(*) FROM ofac_entries") == 4
    with pytest.raises(StoreError, match="cannot be read"), store.begin() as connection:
        import_list(connection, tmp_path / "nowhere", "clerk")


def test_addresses_of_employers_and_references(store: Store) -> None:
    place = {"address1": "2 center street suite 4", "zipcode": "84601"}
    number = entered(
        store,
        BARE,
        employer={"company-name": "Acme", "address": place},
        references=[{"name": "Bo Ek", **place}, {"name": "Cy Om", "primary-phone": "801-555-0142"}],
    )
    assert at_desk(store, number, check_now, "employer-address")["outcome"] == "ok"
    first, second = (item["id"] for item in shown(store, number)["references"])
    assert at_desk(store, number, check_reference, first)["outcome"] == "ok"
    with pytest.raises(StoreError, match="no address in the United States"):
        at_desk(store, number, check_reference, second)
    found = shown(store, number)
    for address in (found["employer"]["address"], found["references"][0]):
        assert (address["address1"], address["address2"], address["city"]) == ("2 CENTER ST", "STE 4", "PROVO")
        assert address["verified"] is True
    at_desk(store, number, belongings.change, "reference", first, {"address1": "3 Center St"})
    assert shown(store, number)["references"][0]["verified"] is False
