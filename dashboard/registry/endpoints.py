"""Where the registries answer, what they are asked, and what their owners ask of visitors."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.registry.rows import CPAFFC, WIKIDATA

CPAFFC_PAGE = "https://www.cpaffc.org.cn/index/friend_city/index/lang/1.html"
FILTERS = ("prov", "city", "w_city", "w_country", "qzsj", "qzsj_end")
# Both directions, because the tie may stand on either item; times with their precision.
SPARQL = """
SELECT ?statement ?us ?usEn ?usZh ?usGeo ?cn ?cnEn ?cnZh ?cnGeo
       ?start ?startPrecision ?end ?endPrecision WHERE {
  { ?us wdt:P17 wd:Q30 ; p:P190 ?statement . ?statement ps:P190 ?cn . ?cn wdt:P17 wd:Q148 . }
  UNION
  { ?cn wdt:P17 wd:Q148 ; p:P190 ?statement . ?statement ps:P190 ?us . ?us wdt:P17 wd:Q30 . }
  ?statement wikibase:rank ?rank . FILTER(?rank != wikibase:DeprecatedRank)
  OPTIONAL { ?statement pqv:P580 [ wikibase:timeValue ?start ;
                                   wikibase:timePrecision ?startPrecision ] . }
  OPTIONAL { ?statement pqv:P582 [ wikibase:timeValue ?end ;
                                   wikibase:timePrecision ?endPrecision ] . }
  OPTIONAL { ?us wdt:P1566 ?usGeo . }
  OPTIONAL { ?cn wdt:P1566 ?cnGeo . }
  OPTIONAL { ?us rdfs:label ?usEn . FILTER(LANG(?usEn) = "en") }
  OPTIONAL { ?us rdfs:label ?usZh . FILTER(LANG(?usZh) = "zh") }
  OPTIONAL { ?cn rdfs:label ?cnEn . FILTER(LANG(?cnEn) = "en") }
  OPTIONAL { ?cn rdfs:label ?cnZh . FILTER(LANG(?cnZh) = "zh") }
}
""".strip()


@dataclass(frozen=True)
class Endpoint:
    """Where a registry answers, and what its owner asks of visitors.

    Attributes:
        name: The registry's name for people.
        method: `GET` or `POST`.
        url: The address.
        fields: Form fields, or query parameters.
        page: The page that a person would open.
        terms: Addresses or words on robots and terms of use.
    """

    name: str
    method: str
    url: str
    fields: dict[str, str]
    page: str
    terms: tuple[str, ...]


ENDPOINTS = {
    CPAFFC: Endpoint(
        "CPAFFC registry of sister ties (友城查询)",
        "POST",
        "https://www.cpaffc.org.cn/index/friend_city/ajax",
        {"is_ajax": "1", **{f"filter[{name}]": "" for name in FILTERS}},
        CPAFFC_PAGE,
        (
            "robots: https://www.cpaffc.org.cn/robots.txt",
            f"terms: see the foot of {CPAFFC_PAGE}",
            "The address is not documented by its owner. Read both before you go on; facts may"
            " be noted with their source, texts (the event logs) must not be copied.",
        ),
    ),
    WIKIDATA: Endpoint(
        "Wikidata, property P190 (twinned administrative body)",
        "GET",
        "https://query.wikidata.org/sparql",
        {"query": SPARQL, "format": "json"},
        "https://query.wikidata.org/",
        (
            "robots: https://query.wikidata.org/robots.txt",
            "terms: https://www.wikidata.org/wiki/Wikidata:Data_access (data under CC0)",
            "https://foundation.wikimedia.org/wiki/Policy:User-Agent_policy asks for a contact in"
            " the user agent: give yours with --contact.",
        ),
    ),
}
