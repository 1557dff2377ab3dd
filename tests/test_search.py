"""Readers find places and pairings by whatever name they know."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import search
from tests.conftest import shipped_catalog

PACKAGE = shipped_catalog()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Muscatine", "us-ia-muscatine"),
        ("muscatin", "us-ia-muscatine"),
        ("Saint Louis", "us-mo-st-louis"),
        ("Canton", "cn-guangdong-guangzhou"),
        ("Tsingtao", "cn-shandong-qingdao"),
        ("Xi'an", "cn-shaanxi-xian"),
        ("Xian", "cn-shaanxi-xian"),
        ("正定", "cn-hebei-zhengding"),
        ("南京市", "cn-jiangsu-nanjing"),
        ("湖北", "cn-hubei"),
        ("Muscatine Zhengding", "us-ia-muscatine--cn-hebei-zhengding"),
        ("Nanjing St. Louis", "us-mo-st-louis--cn-jiangsu-nanjing"),
        ("圣路易斯 南京", "us-mo-st-louis--cn-jiangsu-nanjing"),
        ("ohio hubei", "us-oh--cn-hubei"),
    ],
)
def test_the_first_hit_is_what_is_meant(text: str, key: str) -> None:
    assert search.find(PACKAGE, text)[0].key == key


@pytest.mark.parametrize("text", ["", "   ", "!?", "zzzzzzzz", "'; drop table"])
def test_nothing_is_found_for_nothing(text: str) -> None:
    assert search.find(PACKAGE, text) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_the_search(text: str) -> None:
    hits = search.find(PACKAGE, text)
    assert len(hits) <= 8
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
