"""Pulling a registry: one polite request, a whole answer kept, every deviation named."""

from __future__ import annotations

import hashlib
import json
import socket
from pathlib import Path
from typing import Any

import pytest

from dashboard import cli
from dashboard.registry import normalise, pull
from dashboard.registry.dates import parse_date
from dashboard.registry.kept import Answer, PullError, latest, load
from dashboard.registry.pull import Patience
from dashboard.registry.rows import CPAFFC, WIKIDATA, ShapeError
from dashboard.registry.tables import read_csv
from tests.fake_registry import FakeRegistry, Reply, answer, cut, good, silence, status

QUICK = Patience(attempts=3, connect=2, read=0.5, whole=3, first=0.01, longest=0.5)


def rows(number: int = 288, **changed: Any) -> list[dict[str, Any]]:
    made = [
        {
            "id": str(one), "sn": f"S{one}", "prov": "湖北省", "city": "武汉市",
            "w_city": f"圣路易斯市{one}", "w_country": "美国", "qzsj": "2004-09-27",
            "jhsj": "2004", "dashiji": "",
        }
        for one in range(number)
    ]  # fmt: skip
    made[0].update(changed)
    return made


GOOD = answer(rows())


def fetch(server: FakeRegistry, tmp_path: Path, **options: Any) -> Answer:
    return pull.fetch(
        CPAFFC, tmp_path / "cache", server.url, patience=QUICK, say=lambda line: None, **options
    )


def registry(out: Path, *arguments: str) -> int:
    return cli.main(["registry", "pull", "cpaffc", "--out", str(out), *arguments])


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "Patience", lambda: QUICK)


# Politeness ----------------------------------------------------------------------------------


def test_one_documented_request_with_a_name(tmp_path):
    with FakeRegistry(good(GOOD)) as server:
        assert fetch(server, tmp_path, contact="curator@example.org").body == GOOD
    (request,) = server.seen
    assert request["method"] == "POST"
    assert request["path"] == "/index/friend_city/ajax"
    assert request["form"] == {
        "is_ajax": ["1"],
        "filter[prov]": [""], "filter[city]": [""], "filter[w_city]": [""],
        "filter[w_country]": [""], "filter[qzsj]": [""], "filter[qzsj_end]": [""],
    }  # fmt: skip
    agent = request["headers"]["User-Agent"]
    assert agent.startswith("us-china-subnational-ties/")
    assert "curator@example.org" in agent


def test_nothing_is_sent_before_somebody_agrees(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin.isatty", lambda: False)
    with FakeRegistry(good(GOOD)) as server:
        assert registry(tmp_path, "--url", server.url) == 2
        assert server.seen == []
    told = capsys.readouterr().out
    assert "robots" in told
    assert "terms" in told
    assert server.url in told
    assert not list(tmp_path.iterdir())


def test_an_unchanged_list_is_not_sent_twice(tmp_path):
    with FakeRegistry(good(GOOD, etag='"v1"')) as server:
        first = fetch(server, tmp_path)
        second = fetch(server, tmp_path)
    assert server.seen[1]["headers"]["If-None-Match"] == '"v1"'
    assert (first.unchanged, second.unchanged) == (False, True)
    assert second.body == GOOD


def test_a_changed_list_replaces_the_cached_one(tmp_path):
    changed = answer(rows(289))
    with FakeRegistry(good(GOOD, etag='"v1"'), good(changed, etag='"v2"')) as server:
        fetch(server, tmp_path)
        assert fetch(server, tmp_path).body == changed


def test_compressed_answers_are_read(tmp_path):
    with FakeRegistry(good(GOOD, zipped=True)) as server:
        assert fetch(server, tmp_path).body == GOOD


def test_progress_is_told(tmp_path):
    seen: list[tuple[int, int]] = []
    with FakeRegistry(good(GOOD)) as server:
        fetch(server, tmp_path, progress=lambda received, total: seen.append((received, total)))
    assert seen[-1] == (len(GOOD), len(GOOD))


# Faults --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "passing",
    [status(500), status(503), status(429, Retry_After="0.1"), cut(GOOD), silence(1.0)],
    ids=["500", "503", "429", "cut", "silence"],
)
def test_a_passing_fault_is_tried_again(tmp_path, passing: Reply):
    with FakeRegistry(passing, good(GOOD)) as server:
        assert fetch(server, tmp_path).body == GOOD
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    ("reply", "tries", "words"),
    [
        (status(403), 1, "forbidden"),
        (status(404), 1, "404"),
        (status(500), 3, "answers 500"),
        (status(429, Retry_After="3600"), 1, "wait 3,600 seconds"),
        (status(429, Retry_After="Fri, 01 Jan 2100 00:00:00 GMT"), 1, "asks to wait"),
        (status(429, Retry_After="soon"), 3, "answers 429"),
        (cut(GOOD), 3, "cut"),
        (silence(1.0), 3, "in time"),
        (status(302, Location="/login"), 1, "points to"),
        (status(307, Location="https://elsewhere.example/"), 1, "not followed"),
        (status(308, Location="/index/friend_city/ajax"), 4, "circles"),
    ],
    ids=["403", "404", "500", "429-long", "429-date", "429-odd", "cut", "silence", "302", "307-off",
         "circle"],
)  # fmt: skip
def test_a_lasting_fault_is_told_and_nothing_kept(tmp_path, reply, tries, words, capsys):
    with FakeRegistry(reply) as server:
        assert registry(tmp_path, "--url", server.url, "--yes") == 1
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told
    assert len(server.seen) == tries
    assert not list(tmp_path.glob("cpaffc/*"))


def test_a_redirect_within_the_site_that_keeps_the_request_is_followed(tmp_path):
    with FakeRegistry(status(307, Location="/new/ajax"), good(GOOD)) as server:
        assert fetch(server, tmp_path).body == GOOD
    assert [r["method"] for r in server.seen] == ["POST", "POST"]
    assert server.seen[1]["path"] == "/new/ajax"
    assert server.seen[1]["form"]["is_ajax"] == ["1"]


def test_a_host_that_is_not_there_is_told(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(PullError, match="failed or was cut"):
        pull.fetch(CPAFFC, tmp_path / "c", f"http://127.0.0.1:{port}/", patience=QUICK, say=print)


def test_an_endless_answer_is_not_read_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr(pull, "MOST_BYTES", 1000)
    with FakeRegistry(good(GOOD)) as server, pytest.raises(PullError, match="larger"):
        fetch(server, tmp_path)


def test_a_redirect_to_no_address_is_told(tmp_path):
    told = pytest.raises(PullError, match="no address")
    with FakeRegistry(status(307, Location="http://[")) as server, told:
        fetch(server, tmp_path)


def test_a_length_that_is_no_number_does_not_matter(tmp_path):
    def reply(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "many")
        handler.end_headers()
        handler.wfile.write(GOOD)
        handler.close_connection = True

    with FakeRegistry(reply) as server:
        assert fetch(server, tmp_path).body == GOOD


def test_a_broken_cache_is_told(tmp_path):
    (tmp_path / "cache.sqlite").write_bytes(b"not a database" * 100)
    with FakeRegistry(good(GOOD)) as server, pytest.raises(PullError, match=r"remove .*cache"):
        fetch(server, tmp_path)


def test_a_small_answer_that_unpacks_to_a_huge_one_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(pull, "MOST_BYTES", 100_000)
    told = pytest.raises(PullError, match="larger")
    with FakeRegistry(good(b"0" * 5_000_000, zipped=True)) as server, told:
        fetch(server, tmp_path)


def test_an_answer_of_no_use_is_not_cached(tmp_path):
    page = b"<html><title>Check</title>Are you human?</html>"
    with FakeRegistry(good(page, etag='"v1"'), good(GOOD)) as server:
        assert registry(tmp_path, "--url", server.url, "--yes") == 1
        assert registry(tmp_path, "--url", server.url, "--yes") == 0
    assert "If-None-Match" not in server.seen[1]["headers"]


# Shape ---------------------------------------------------------------------------------------


def renamed() -> bytes:
    made = rows()
    for row in made:
        row["sign_date"] = row.pop("qzsj")
    return answer(made)


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        (b"", "(answer)", "empty"),
        (b"<html><head><title>403</title></head></html>", "(answer)", "page titled '403'"),
        (GOOD[: len(GOOD) // 2], "(answer)", "not whole JSON"),
        (b"\xff\xfe\x00", "(answer)", "UTF-8"),
        (b"[]", "(answer)", "object"),
        (b'{"code": 0, "msg": "no"}', "data", "fields 'code', 'msg'"),
        (b'{"data": {"list": []}}', "data.lists", "fields 'list'"),
        (b'{"data": {"lists": []}}', "data.lists", "empty"),
        (b'{"data": {"lists": [1, 2]}}', "data.lists[]", "object"),
        (b"[" * 100_000, "(answer)", "not whole JSON"),
        (renamed(), "data.lists[].qzsj", "missing (288 rows)"),
        (answer(rows(2880)), "data.lists[].w_country", "more than 600"),
        (answer(rows() + rows(31_000)), "data.lists", "31,288"),
        (answer(rows(100)), "data.lists[].w_country", "--partial"),
        (answer([{**r, "w_country": "日本"} for r in rows()]), "data.lists[].w_country", "no row"),
        (answer(rows(w_city="<script>alert(1)</script>")), "data.lists[].w_city", "HTML"),
        (answer(rows(w_city='=HYPERLINK("http://x")')), "data.lists[].w_city", "spreadsheet"),
        (answer(rows(city="@SUM(A1)")), "data.lists[].city", "spreadsheet"),
        (answer(rows(prov="湖北\u001b[2J")), "data.lists[].prov", "no name has"),
        (answer(rows(city="武" * 500)), "data.lists[].city", "longer than 80"),
        (answer(rows(city={"a": 1})), "data.lists[].city", "dict"),
        (answer(rows(w_city=3.5)), "data.lists[].w_city", "float"),
        (answer(rows(dashiji=7)), "data.lists[].dashiji", "int"),
    ],
)  # fmt: skip
def test_a_deviation_is_named_and_nothing_kept(tmp_path, body, field, words, capsys):
    with pytest.raises(ShapeError) as refused:
        normalise.read(body, CPAFFC)
    assert field in [deviation.field for deviation in refused.value.deviations]
    assert words in str(refused.value)
    assert "\x1b" not in str(refused.value)
    with FakeRegistry(good(body)) as server:
        assert registry(tmp_path, "--url", server.url, "--yes") == 1
    assert "Traceback" not in capsys.readouterr().err
    assert not list(tmp_path.glob("cpaffc/*"))


def test_every_deviating_field_is_named_at_once():
    made = rows(city={"a": 1}, prov=3.5)
    del made[1]["qzsj"], made[2]["qzsj"]
    with pytest.raises(ShapeError) as refused:
        normalise.read(answer(made), CPAFFC)
    told = {d.field: d.rows for d in refused.value.deviations}
    assert told == {
        "data.lists[].city": 1, "data.lists[].prov": 1, "data.lists[].qzsj": 2,
    }  # fmt: skip


def test_fields_that_are_not_used_are_told():
    made = [{**row, "dongmeng": "0"} for row in rows()]
    assert normalise.read(answer(made), CPAFFC).remarks == ("Fields not used: 'dongmeng'",)


# Kept and read again -------------------------------------------------------------------------


def test_a_pull_keeps_the_raw_answer_with_date_and_hash(tmp_path):
    with FakeRegistry(good(GOOD)) as server:
        assert registry(tmp_path, "--url", server.url, "--yes") == 0
    directory = latest(tmp_path, CPAFFC)
    assert (directory / "raw.json").read_bytes() == GOOD
    meta = json.loads((directory / "meta.json").read_text(encoding="utf-8"))
    assert meta["sha256"] == hashlib.sha256(GOOD).hexdigest()
    assert meta["us_rows"] == 288
    assert meta["url"] == server.url
    lines = read_csv(directory / "rows.csv")
    assert len(lines) == 288
    assert lines[0]["date"] == "2004-09-27"
    assert not list(directory.parent.glob(".*"))


def test_a_raw_answer_changed_afterwards_is_not_used(tmp_path):
    with FakeRegistry(good(GOOD)) as server:
        registry(tmp_path, "--url", server.url, "--yes")
    directory = latest(tmp_path, CPAFFC)
    (directory / "raw.json").write_bytes(GOOD.replace(b"2004-09-27", b"2005-09-27"))
    with pytest.raises(PullError, match="was changed"):
        load(directory)


def table_page() -> bytes:
    cells = "".join(
        f"<tr><td>湖北省</td><td>武汉市</td><td>圣路易斯{n}</td><td>美国</td><td>2004.9.27</td></tr>"
        for n in range(288)
    )
    head = "<tr><th>省份</th><th>中方城市</th><th>外方城市</th><th>国家</th><th>结好时间</th></tr>"
    return f"<html><title>友城查询</title><table>{head}{cells}</table></html>".encode()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("list.json", GOOD),
        ("bom.json", b"\xef\xbb\xbf" + GOOD),
        ("wrapped.html", b"<html><body><pre>" + GOOD + b"</pre></body></html>"),
        ("page.html", table_page()),
    ],
)
def test_a_saved_file_stands_in_for_the_network(tmp_path, monkeypatch, name, body):
    def refused(*_: object) -> None:
        raise AssertionError("the network was touched")

    monkeypatch.setattr(pull, "fetch", refused)
    saved = tmp_path / name
    saved.write_bytes(body)
    assert registry(tmp_path / "out", "--file", str(saved)) == 0
    kept = load(latest(tmp_path / "out", CPAFFC))
    assert len(kept.table.rows) == 288
    assert kept.table.rows[0].date == "2004-09-27"
    assert kept.meta["file"] == name


def test_a_missing_file_is_told(tmp_path, capsys):
    assert registry(tmp_path, "--file", str(tmp_path / "none.json")) == 1
    assert "none.json" in capsys.readouterr().err


# Dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read", "fault"),
    [
        ("1979-10-31", "1979-10-31", False),
        ("1979.10.31", "1979-10-31", False),
        ("1979-10", "1979-10", False),
        ("1979年10月", "1979-10", False),
        ("1979年10月31日", "1979-10-31", False),
        ("1979年", "1979", False),
        ("1979/1/2", "1979-01-02", False),
        ("１９７９．１０．３１", "1979-10-31", False),
        ("19791031", "1979-10-31", False),
        ("1979-10-31 00:00:00", "1979-10-31", False),
        ("1979-00-00", "1979", False),
        ("0000-00-00", "", False),
        ("", "", False),
        ("不详", "", False),
        ("1979-02-30", "", True),
        ("1979-13", "", True),
        ("1897-01-01", "", True),
        ("2979-01-01", "", True),
        ("31.10.1979", "", True),
        ("soon", "", True),
    ],
)
def test_dates_as_registries_write_them(written, read, fault):
    found, problem = parse_date(written)
    assert found == read
    assert bool(problem) == fault


def test_a_year_that_contradicts_the_date_is_told():
    row = normalise.read(answer(rows(jhsj="1999")), CPAFFC).rows[0]
    assert row.date == "2004-09-27"
    assert "1999" in row.date_problem


# Wikidata ------------------------------------------------------------------------------------


def binding(number: int, **values: str) -> dict[str, Any]:
    cells = {
        "statement": f"http://www.wikidata.org/entity/statement/Q{number}-1",
        "us": f"http://www.wikidata.org/entity/Q{number}",
        "cn": "http://www.wikidata.org/entity/Q16666",
        "usEn": "St. Louis", "usZh": "聖路易斯", "cnEn": "Nanjing", "cnZh": "南京市",
        **values,
    }  # fmt: skip
    return {name: {"type": "literal", "value": value} for name, value in cells.items()}


def sparql(*bindings: dict[str, Any]) -> bytes:
    return json.dumps({"head": {}, "results": {"bindings": bindings}}).encode()


def test_wikidata_is_asked_by_sparql_and_read(tmp_path):
    day = {"start": "1979-11-02T00:00:00Z", "startPrecision": "11"}
    year = {"start": "1979-01-01T00:00:00Z", "startPrecision": "9"}
    body = sparql(
        *(binding(n) for n in range(260)),
        binding(1, **year),
        binding(2, **day),
        binding(3, start="1900-01-01T00:00:00Z", startPrecision="7"),
    )
    with FakeRegistry(good(body)) as server:
        found = pull.fetch(WIKIDATA, tmp_path / "c", server.url, patience=QUICK, say=print)
    (request,) = server.seen
    assert request["method"] == "GET"
    assert "P190" in request["path"]
    table = normalise.read(found.body, WIKIDATA, partial=True)
    assert len(table.rows) == 260
    assert [table.rows[n].date for n in (0, 1, 2, 3)] == ["", "1979", "1979-11-02", ""]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"results": {}}', "results.bindings"),
        (b"<html>busy</html>", "(answer)"),
        (sparql(), "results.bindings"),
        (sparql(binding(1, us="javascript:alert(1)")), "results.bindings[].us"),
        (sparql(binding(1, cnZh="<b>x</b>")), "results.bindings[].cnZh"),
    ],
)
def test_wikidata_deviations_are_named(body, field):
    with pytest.raises(ShapeError) as refused:
        normalise.read(body, WIKIDATA, partial=True)
    assert field in [deviation.field for deviation in refused.value.deviations]
