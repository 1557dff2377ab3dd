"""Citations can be read by the programs that they are for."""

from __future__ import annotations

import json
from datetime import date

import bibtexparser
import pytest
import rispy

from dashboard import cite
from dashboard.catalog import Catalog
from dashboard.cite import Citation
from dashboard.selection import Selection

TODAY = date(2026, 3, 5)
SITE = "https://ties.example.org"
LINK = f"{SITE}/timeline?state=IA&years=1985&years=1999"


@pytest.fixture
def citation(shipped: Catalog) -> Citation:
    return cite.of_view(shipped, "100% of {Iowa} & Hebei_石家庄 #1", LINK, TODAY)


def test_permalinks_carry_the_selection_and_leave_out_defaults() -> None:
    selection = Selection(states=("IA",), years=(1985, 1999))
    assert cite.permalink(SITE, "timeline", selection) == LINK
    assert cite.permalink(f"{SITE}/", "", Selection()) == f"{SITE}/"


def test_bibtex_is_read_back_by_a_parser(citation: Citation) -> None:
    library = bibtexparser.parse_string(cite.bibtex(citation))
    assert not library.failed_blocks
    (entry,) = library.entries
    fields = {field.key: field.value for field in entry.fields}
    assert fields["title"] == r"{100\% of \{Iowa\} \& Hebei\_石家庄 \#1}"
    assert fields["url"] == LINK
    assert fields["year"] == str(citation.issued.year)
    assert citation.version in fields["note"]


def test_ris_is_read_back_by_a_parser(citation: Citation) -> None:
    (record,) = rispy.loads(cite.ris(citation))
    assert record["title"] == citation.title
    assert record["urls"] == [LINK]
    assert record["year"] == str(citation.issued.year)
    assert record["access_date"] == "2026/03/05"


def test_csl_json_has_the_parts_that_a_style_needs(citation: Citation) -> None:
    (item,) = json.loads(cite.csl_json(citation))
    assert item["title"] == citation.title
    assert item["URL"] == LINK
    assert item["type"] == "webpage"
    assert item["accessed"] == {"date-parts": [[2026, 3, 5]]}
    assert item["author"] == [{"literal": citation.author}]


def test_chicago_has_title_version_dates_and_link(citation: Citation) -> None:
    text = cite.chicago(citation)
    assert f"“{citation.title}.”" in text
    assert f"data version {citation.version}" in text
    assert text.endswith(f"Accessed March 5, 2026. {LINK}.")


def test_a_pairing_is_cited_by_both_places_and_its_own_link(shipped: Catalog) -> None:
    wanted = "us-ia-muscatine--cn-hebei-zhengding"
    citation = cite.of_pairing(shipped, wanted, SITE, TODAY)
    assert citation.title == "Muscatine, Iowa, and Zhengding, Hebei: a sister pairing"
    assert citation.url == f"{SITE}/pairing?pairing={wanted}"


def test_the_data_version_is_cited_as_a_data_set(shipped: Catalog) -> None:
    citation = cite.of_data(shipped, SITE, TODAY)
    assert citation.kind == "dataset"
    assert citation.url == f"{SITE}/data/datapackage.json"
    assert "TY  - DATA" in cite.ris(citation)
    assert shipped.version in cite.chicago(citation)
