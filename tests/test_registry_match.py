"""Matching registry rows: what is planted is found, and nothing is matched that is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard import catalog
from dashboard.catalog import Catalog
from dashboard.registry import dates, ends, match, normalise, outcomes
from dashboard.registry.index import Index, build
from dashboard.registry.outcomes import AMBIGUOUS, DIFFERENT, MATCHED, NEW, Match, Reconciliation
from dashboard.registry.rows import CPAFFC, Row
from tests.conftest import shipped_catalog
from tests.fake_registry import RENAMED, Planted, answer, plant, with_names


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Planted, Index, Reconciliation]:
    package = tmp_path_factory.mktemp("registry") / "data"
    shutil.copytree(catalog.DEFAULT_DIR, package, ignore=shutil.ignore_patterns("build"))
    made = plant(catalog.load(package))
    with_names(package, made.names)
    index = build(catalog.load(package))
    table = normalise.read(answer(made.rows), CPAFFC)
    return made, index, match.reconcile(table.rows, index)


def by_id(result: Reconciliation) -> dict[str, Match]:
    return {found.row.row_id: found for found in result.matches}


def test_every_row_ends_as_one_of_four_and_none_is_lost(held):
    made, _, result = held
    american = [row["id"] for row in made.rows if row["w_country"] == "美国"]
    assert len(american) >= 300
    assert [m.row.row_id for m in result.matches] == american
    assert {m.outcome for m in result.matches} <= set(outcomes.OUTCOMES)


def test_what_is_matched_is_right_and_nearly_all_is_matched(held, capsys):
    made, _, result = held
    found = by_id(result)
    automatic = [m for m in result.matches if m.found]
    right = [m for m in automatic if made.truth.get(m.row.row_id) == m.pairing_id]
    recalled = [row_id for row_id in made.truth if found[row_id].found]
    precision, recall = len(right) / len(automatic), len(recalled) / len(made.truth)
    with capsys.disabled():
        print(
            f"\nregistry matching: {len(result.matches)} rows, {len(automatic)} matched;"
            f" precision {precision:.1%}, recall {recall:.1%}"
        )
    assert precision == 1
    assert recall >= 0.97


def test_new_ties_are_new_or_handed_to_a_person(held):
    made, _, result = held
    found = by_id(result)
    assert len(made.new) == 20
    assert not [row_id for row_id in made.new if found[row_id].found]
    with_known_places = made.new[:10]
    assert [found[row_id].outcome for row_id in with_known_places] == [NEW] * 10
    assert all(found[i].us_place_id and found[i].cn_place_id for i in with_known_places)


def test_differing_dates_are_told_with_days_apart(held):
    made, _, result = held
    found = by_id(result)
    assert len(made.dates) == 15
    for row_id in made.dates:
        told = found[row_id]
        assert told.outcome == DIFFERENT
        assert outcomes.DATE in told.differences
        assert told.days not in (None, 0)
    others = [m for m in result.matches if outcomes.DATE in m.differences]
    assert {m.row.row_id for m in others} <= {*made.dates, *made.duplicates}


def test_former_names_and_districts_are_recognised(held):
    made, _, result = held
    found = by_id(result)
    assert len(made.renamed) >= 10 or len(made.renamed) == len(RENAMED)
    assert len(made.districts) >= 10
    for row_id in (*made.renamed, *made.districts):
        assert found[row_id].pairing_id == made.truth[row_id], made.row(row_id)


def test_duplicates_point_to_their_twin(held):
    made, _, result = held
    found = by_id(result)
    for row_id in made.duplicates:
        twin = [m for m in result.matches if m.pairing_id == made.truth[row_id]]
        assert len(twin) == 2
        assert sum(bool(m.duplicate_of) for m in twin) == 1
    assert found  # the truth was looked up by id


def test_another_spelling_is_offered_and_not_accepted(held):
    made, _, result = held
    found = by_id(result)
    for row_id in made.respelled:
        assert found[row_id].outcome == AMBIGUOUS, made.row(row_id)
        assert found[row_id].candidates[0].pairing_id == made.truth[row_id]


def test_blanks_are_handed_to_a_person(held):
    made, _, result = held
    found = by_id(result)
    assert [found[row_id].outcome for row_id in made.blanks] == [AMBIGUOUS] * len(made.blanks)


def test_each_of_our_pairings_is_confirmed_or_absent(held):
    _, index, result = held
    ours = {p["pairing_id"] for p in index.pairings.values()}
    assert result.confirmed | set(result.absent) == ours
    assert not result.confirmed & set(result.absent)


# Single rows against the shipped package -----------------------------------------------------


@pytest.fixture(scope="module")
def index() -> Index:
    return build(shipped_catalog())


def one(index: Index, province: str, city: str, us: str, day: str = "") -> Match:
    row = Row("cpaffc", "1", province, city, us, day, day)
    return match.reconcile([row], index).matches[0]


@pytest.mark.parametrize(
    ("province", "city", "us", "pairing_id"),
    [
        ("湖北省", "", "俄亥俄州", "us-oh--cn-hubei"),
        ("湖北", "湖北省", "美国俄亥俄州", "us-oh--cn-hubei"),
        ("江苏省", "南京市", "圣路易斯市", "us-mo-st-louis--cn-jiangsu-nanjing"),
        ("江蘇省", "南京市", "聖路易斯市", "us-mo-st-louis--cn-jiangsu-nanjing"),
        ("江苏省", "江苏省南京市", "密苏里州圣路易斯", "us-mo-st-louis--cn-jiangsu-nanjing"),
        ("江苏省", "南京", "圣·路易斯（密苏里州）", "us-mo-st-louis--cn-jiangsu-nanjing"),
        ("陕西省", "西安市", "堪萨斯市 (密苏里州)", "us-mo-kansas-city--cn-shaanxi-xian"),
        ("河北省", "石家庄市正定县", "马斯卡廷市", "us-ia-muscatine--cn-hebei-zhengding"),
        ("吉林省", "吉林市", "斯波坎市", "us-wa-spokane--cn-jilin-jilin"),
    ],
)
def test_spellings_of_one_tie(index, province, city, us, pairing_id):
    assert one(index, province, city, us).pairing_id == pairing_id


def test_a_likeness_is_offered_and_not_accepted(index):
    found = one(index, "河北省", "正定县", "马斯卡汀")
    assert found.outcome == AMBIGUOUS
    assert found.candidates[0].pairing_id == "us-ia-muscatine--cn-hebei-zhengding"


def test_a_name_that_two_of_our_pairings_share_needs_its_state(index):
    without = one(index, "陕西省", "咸阳市", "罗彻斯特市")
    assert without.outcome == AMBIGUOUS
    assert len([c for c in without.candidates if c.score >= 90]) == 2
    assert one(index, "陕西省", "咸阳市", "明尼苏达州罗彻斯特市").us_place_id == "us-mn-rochester"


def test_the_county_of_a_citys_name_is_another_place(index):
    # 长沙县 lies in 长沙市: a tie of the one is not a tie of the other.
    assert (
        "cn-hunan-changsha"
        not in ends.cn_end(index, Row("cpaffc", "1", "湖南省", "长沙县", "")).places
    )
    assert ends.us_end(index, Row("cpaffc", "1", "", "", "阿拉米达县")).places == (
        "us-ca-alameda-county",
    )
    assert ends.us_end(index, Row("cpaffc", "1", "", "", "阿拉米达市")).places == ("us-ca-alameda",)


def test_a_district_within_another_city_is_not_ours(index):
    # 朝阳区 lies in Beijing and in Changchun.
    row = Row("cpaffc", "1", "吉林省", "长春市朝阳区", "伯明翰市")
    assert "cn-beijing-chaoyang" not in ends.cn_end(index, row).places


def test_one_level_apart_matches_only_with_the_same_year(index):
    ours = index.pairings["us-ia-muscatine", "cn-hebei-zhengding"]["established"]
    same = one(index, "河北省", "石家庄市", "马斯卡廷市", ours[:4])
    assert ("us-ia-muscatine", "cn-hebei-shijiazhuang") not in index.pairings
    assert same.outcome == DIFFERENT
    assert same.differences == (outcomes.LEVEL,)
    other = one(index, "河北省", "石家庄市", "马斯卡廷市", "1999")
    assert other.outcome == AMBIGUOUS
    assert other.candidates[0].pairing_id == "us-ia-muscatine--cn-hebei-zhengding"


def test_a_level_match_gives_way_to_the_exact_row(index):
    ours = index.pairings["us-ia-muscatine", "cn-hebei-zhengding"]["established"]
    rows = [
        Row("cpaffc", "1", "河北省", "石家庄市", "马斯卡廷市", ours),
        Row("cpaffc", "2", "河北省", "正定县", "马斯卡廷市", ours),
    ]
    first, second = match.reconcile(rows, index).matches
    assert (first.outcome, first.pairing_id) == (NEW, "")
    assert second.outcome == MATCHED


def test_two_rows_with_different_dates_need_a_person(index):
    rows = [
        Row("cpaffc", "1", "湖北省", "", "俄亥俄州", "1979-10-31"),
        Row("cpaffc", "2", "湖北省", "", "俄亥俄州", "1980-01-01"),
    ]
    result = match.reconcile(rows, index)
    assert [m.outcome for m in result.matches] == [AMBIGUOUS, AMBIGUOUS]
    assert result.perhaps["us-oh--cn-hubei"] == ("1", "2")


def test_wikidata_matches_by_geonames_identifier_and_name_together(index):
    row = Row(
        "wikidata", "s1", "", "", "", us_en="St. Louis", cn_en="Nanjing",
        us_geonames=_geonames("us-mo-st-louis"), cn_geonames=_geonames("cn-jiangsu-nanjing"),
    )  # fmt: skip
    found = match.reconcile([row], index).matches[0]
    assert found.pairing_id == "us-mo-st-louis--cn-jiangsu-nanjing"
    other = match.reconcile([Row(**{**row.__dict__, "us_en": "East St. Louis"})], index).matches[0]
    assert not other.found


def _geonames(place_id: str) -> str:
    places = shipped_catalog().places.set_index("place_id")
    return str(places.loc[place_id, "geonames_id"])


@pytest.mark.parametrize(
    ("ours", "theirs", "word", "days"),
    [
        ("1979-10-31", "1979-10-31", dates.SAME, 0),
        ("1979-10-31", "1979-11-02", dates.DIFFER, 2),
        ("1979", "1979-10-31", dates.FINER, None),
        ("1979-10-31", "1979", dates.OURS_FINER, None),
        ("1979", "1980-01-01", dates.DIFFER, None),
        ("", "1980", dates.OURS_MISSING, None),
        ("1980", "", dates.THEIRS_MISSING, None),
    ],
)
def test_dates_compare_over_what_both_state(ours, theirs, word, days):
    assert dates.compare_dates(ours, theirs) == (word, days)


def test_names_of_a_curator_are_used(tmp_path: Path):
    package: Catalog = shipped_catalog()
    names = tmp_path / "names.csv"
    names.write_text("place_id,name_zh\nus-ia-muscatine,麝猫市\n", encoding="utf-8")
    index = build(package, names)
    assert (
        one(index, "河北省", "正定县", "麝猫").pairing_id == "us-ia-muscatine--cn-hebei-zhengding"
    )
