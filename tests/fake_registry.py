"""A registry of our own making: rows in Chinese from our package, and a server that speaks them.

The rows follow the documented shape of the CPAFFC list. What is planted in them is known, so that
a comparison can be marked right or wrong.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import opencc

from dashboard.catalog import Catalog
from dashboard.registry.index import NAMES_FILE

SUFFIX = {"county": "县", "state": "州", "town": "镇", "village": "村"}
SYLLABLES = (
    "阿巴贝博布查达德迪多埃法菲弗格哈海霍吉杰卡凯科克拉莱雷里利林卢"
    "罗洛马迈曼梅米莫纳内尼诺帕佩皮普萨塞圣斯苏塔特托瓦韦沃希谢伊约泽"
)
RENAMED = {
    "cn-hubei-xiangyang": "襄樊市", "cn-jiangsu-jiangdu": "江都市", "cn-shandong-penglai": "蓬莱市",
    "cn-jiangsu-wujiang": "吴江市", "cn-jiangsu-jiangyan": "姜堰市", "cn-zhejiang-fuyang": "富阳市",
    "cn-zhejiang-yuhang": "余杭市", "cn-guangdong-panyu": "番禺市", "cn-guangdong-xinhui": "新会市",
    "cn-hunan-qiyang": "祁阳县", "cn-hunan-zhijiang": "芷江县", "cn-sichuan-wenjiang": "温江县",
    "cn-tianjin-tanggu": "塘沽", "cn-chongqing-yongchuan": "永川市", "cn-chongqing-wanzhou": "万州",
    "cn-beijing-shunyi": "顺义县", "cn-shanghai-fengxian": "奉贤县",
    "cn-shanghai-songjiang": "松江县",
}  # fmt: skip
ODD = (
    ("1979.10.31", "{y}.{m}.{d}"),
    ("1979-10", "{y}-{m}"),
    ("1979年10月", "{y}年{m}月"),
    ("1979/10/31", "{y}/{m}/{d}"),
    ("1979年10月31日", "{y}年{m}月{d}日"),
    ("1979-10-31 00:00:00", "{y}-{m}-{d} 00:00:00"),
    ("19791031", "{y}{m}{d}"),
)


@dataclass
class Planted:
    """A registry and the truth about it.

    Attributes:
        rows: Rows as the endpoint gives them, other countries included.
        truth: Pairing by row id, for rows that are one of ours.
        new: Ids of rows that we do not have.
        dates: Ids of rows whose date differs from ours.
        renamed: Ids of rows that use a former name.
        districts: Ids of rows that name a district within its city.
        duplicates: Ids of rows that repeat another.
        blanks: Ids of rows with an empty end.
        respelled: Ids of rows with another transliteration of the US name.
        names: Chinese names of US places that only this registry's makers know.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    truth: dict[str, str] = field(default_factory=dict)
    new: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    districts: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    blanks: list[str] = field(default_factory=list)
    respelled: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def row(self, row_id: str) -> dict[str, Any]:
        """Return a row by its id."""
        return next(row for row in self.rows if row["id"] == row_id)


def plant(catalog: Catalog, seed: int = 20261121) -> Planted:
    """Make a registry out of the package's pairings, with everything that may go wrong."""
    dice = random.Random(seed)
    made = Planted()
    traditional = opencc.OpenCC("s2t")
    places = catalog.places.astype(object).where(catalog.places.notna(), "")
    place = {str(p["place_id"]): p for p in places.to_dict("records")}
    states = dict(zip(catalog.states["postal"], catalog.states["name_zh"], strict=True))
    provinces = dict(
        zip(catalog.provinces["iso_3166_2"], catalog.provinces["name_zh"], strict=True)
    )
    chinese = _names(catalog, place, dice, made)
    english = {(p["admin1"], p["name"]): p for p in place.values() if p["level"] == "prefecture"}
    pairings = catalog.pairings.astype(object).where(catalog.pairings.notna(), "")
    known = {(p["us_place_id"], p["cn_place_id"]) for p in pairings.to_dict("records")}
    for number, pairing in enumerate(pairings.to_dict("records"), start=1):
        us, cn = place[pairing["us_place_id"]], place[pairing["cn_place_id"]]
        row_id = str(1000 + number)
        first = cn["level"] in ("province", "autonomous_region", "municipality")
        city = "" if first and dice.random() < 0.7 else str(cn["name_zh"])
        within = english.get((cn["admin1"], cn["within"]))
        if within and dice.random() < 0.6:
            city = f"{within['name_zh']}{city}"
            made.districts.append(row_id)
        elif cn["place_id"] in RENAMED:
            city = RENAMED[cn["place_id"]]
            made.renamed.append(row_id)
        elif city and not first and dice.random() < 0.1:
            city = city.removesuffix("市") if len(city) > 3 else city
        name = _spelled(us, chinese[us["place_id"]], states, dice)
        if dice.random() < 0.1:
            name, city = traditional.convert(name), traditional.convert(city)
        made.rows.append(
            _row(row_id, provinces[cn["admin1"]], city, name, str(pairing["established"]))
        )
        made.truth[row_id] = str(pairing["pairing_id"])
    _respell(made, dice)
    ended = set(catalog.pairings.loc[catalog.pairings["ended"].notna(), "pairing_id"])
    _change_dates(made, ended, dice)
    _write_oddly(made, dice)
    _add_new(made, catalog, place, provinces, chinese, known, dice)
    _add_troubles(made, dice)
    for number in range(200):
        made.rows.append(
            {
                **_row(str(9000 + number), "广东省", "广州市", "福冈市", "1979-05-02"),
                "w_country": "日本",
            }
        )
    dice.shuffle(made.rows)
    return made


def _names(
    catalog: Catalog, place: dict[str, Any], dice: random.Random, made: Planted
) -> dict[str, str]:
    """Return a Chinese name for each US place, made up where the package has none."""
    shipped: dict[str, str] = {}
    path = catalog.directory / NAMES_FILE
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for line in csv.DictReader(file):
                shipped.setdefault(line["place_id"], line["name_zh"])
    names = {}
    for place_id, row in place.items():
        if row["country"] != "US":
            continue
        names[place_id] = str(row["name_zh"]) or shipped.get(place_id, "")
        if not names[place_id]:
            invented = "".join(dice.sample(SYLLABLES, 4)) + SUFFIX.get(row["level"], "")
            names[place_id] = made.names[place_id] = invented
    return names


def _spelled(us: Any, name: str, states: dict[str, str], dice: random.Random) -> str:
    state = states[us["admin1"]]
    city = us["level"] not in ("state", "county", "federal_district")
    if city and name[-1] not in "市城镇村区县":
        name += dice.choice(["市", "市", ""])
    # Rochester twice, Columbus twice: as a registry that means both would write them.
    form = dice.random()
    if city and form < 0.35:
        return f"{state}{name}"
    if city and form < 0.45:
        return f"{name}（{state}）"
    return name


def _row(row_id: str, province: str, city: str, us: str, day: str) -> dict[str, Any]:
    return {
        "id": row_id,
        "sn": f"{row_id}-US",
        "prov": province,
        "city": city,
        "w_city": us,
        "w_country": "美国",
        "qzsj": day,
        "jhsj": day[:4],
        "dili": "东部",
        "fagai": "东部地区",
        "dashiji": f"{day[:4]}年5月 代表团来访。<br>{day[:4]}年9月12日 举办展览。" if day else "",
    }


def _respell(made: Planted, dice: random.Random) -> None:
    """Write a few US names with another last character: a person sees it, a program must not."""
    plain = [
        row for row in made.rows
        if len(row["w_city"]) == 5 and row["w_city"].endswith("市") and row["city"]
        and row["id"] not in (*made.renamed, *made.districts)
    ]  # fmt: skip
    for row in dice.sample(plain, 2):
        row["w_city"] = f"{row['w_city'][:3]}镏市"
        made.respelled.append(row["id"])


def _change_dates(made: Planted, ended: set[str], dice: random.Random) -> None:
    dated = [
        row for row in made.rows
        if len(row["qzsj"]) == 10 and row["id"] not in made.respelled
        and made.truth[row["id"]] not in ended
    ]  # fmt: skip
    for row in dice.sample(dated, 15):
        year, month, day = row["qzsj"].split("-")
        row["qzsj"] = f"{year}-{int(month) % 12 + 1:02d}-{min(int(day), 28):02d}"
        made.dates.append(row["id"])


def _write_oddly(made: Planted, dice: random.Random) -> None:
    whole = [r for r in made.rows if len(r["qzsj"]) == 10 and r["id"] not in made.dates]
    for number, row in enumerate(dice.sample(whole, 35)):
        year, month, day = row["qzsj"].split("-")
        row["qzsj"] = ODD[number % len(ODD)][1].format(y=year, m=month, d=day)


def _add_new(
    made: Planted,
    catalog: Catalog,
    place: dict[str, Any],
    provinces: dict[str, str],
    chinese: dict[str, str],
    known: set[tuple[str, str]],
    dice: random.Random,
) -> None:
    """Ten ties of places that we know, ten of US places that we do not."""
    counts: dict[str, int] = {}
    for name in chinese.values():
        counts[name] = counts.get(name, 0) + 1
    paired = {cn for _, cn in known}
    prefectures = [
        p for p in place.values() if p["level"] == "prefecture" and p["place_id"] in paired
    ]
    cities = [
        p for p in place.values()
        if p["country"] == "US" and p["level"] == "city" and counts[chinese[p["place_id"]]] == 1
    ]  # fmt: skip
    while len(made.new) < 10:
        us, cn = dice.choice(cities), dice.choice(prefectures)
        if (us["place_id"], cn["place_id"]) in known or _kin(us, cn, known, place):
            continue
        known.add((us["place_id"], cn["place_id"]))
        row_id = str(5000 + len(made.new))
        made.rows.append(
            _row(
                row_id,
                provinces[cn["admin1"]],
                cn["name_zh"],
                chinese[us["place_id"]],
                "2026-03-01",
            )
        )
        made.new.append(row_id)
    # Where a partner's Chinese name is not known to us, an unknown name may be that partner's.
    vague = {cn for us, cn in known if us in made.names}
    certain = [p for p in prefectures if p["place_id"] not in vague]
    while len(made.new) < 20:
        cn = dice.choice(certain)
        row_id = str(5000 + len(made.new))
        invented = "".join(dice.sample("鲸鲨鹭鸢鹏麟驼骡骊鹃鹊鹤", 4)) + "市"
        made.rows.append(
            _row(row_id, provinces[cn["admin1"]], cn["name_zh"], invented, "2026-04-01")
        )
        made.new.append(row_id)


def _kin(us: Any, cn: Any, known: set[tuple[str, str]], place: dict[str, Any]) -> bool:
    """Say whether the US place has a tie with a part of the Chinese one."""
    return any(
        one == us["place_id"] and place[other]["admin1"] == cn["admin1"] for one, other in known
    )


def _add_troubles(made: Planted, dice: random.Random) -> None:
    for number, row in enumerate(
        dice.sample(
            [r for r in made.rows if r["id"] in made.truth and r["id"] not in made.respelled], 5
        )
    ):
        row_id = str(6000 + number)
        made.rows.append({**row, "id": row_id})
        made.truth[row_id] = made.truth[row["id"]]
        made.duplicates.append(row_id)
    for number, (province, city, us) in enumerate(
        (("", "", ""), ("浙江省", "", "波士顿市"), ("湖北省", "武汉市", ""), ("", "", "芝加哥市"))
    ):
        made.rows.append(_row(str(7000 + number), province, city, us, "0000-00-00"))
        made.blanks.append(str(7000 + number))


def with_names(package: Path, names: dict[str, str]) -> None:
    """Add names to a package's curated list, as a curator would."""
    path = package / NAMES_FILE
    new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if new:
            writer.writerow(("place_id", "name_zh", "kind", "basis", "source"))
        for place_id, name in sorted(names.items()):
            writer.writerow((place_id, name, "customary", "curator", "made for a test"))


def answer(rows: list[dict[str, Any]]) -> bytes:
    """Return rows as the endpoint's JSON."""
    body = {"code": 1, "msg": "", "data": {"lists": rows, "count": len(rows)}}
    return json.dumps(body, ensure_ascii=False).encode()


# The server ----------------------------------------------------------------------------------

Reply = Callable[["Handler"], None]


def good(body: bytes, etag: str = "", zipped: bool = False) -> Reply:
    """Answer 200 with JSON; 304 when the visitor has it already."""

    def reply(handler: Handler) -> None:
        if etag and handler.headers.get("If-None-Match") == etag:
            handler.send_response(304)
            handler.send_header("ETag", etag)
            handler.end_headers()
            return
        sent = gzip.compress(body) if zipped else body
        handler.send_response(200)
        handler.send_header("Content-Type", "application/json; charset=utf-8")
        handler.send_header("Content-Length", str(len(sent)))
        if zipped:
            handler.send_header("Content-Encoding", "gzip")
        if etag:
            handler.send_header("ETag", etag)
        handler.end_headers()
        handler.wfile.write(sent)

    return reply


def status(code: int, body: bytes = b"no", **headers: str) -> Reply:
    """Answer a status with headers (underscores become hyphens)."""

    def reply(handler: Handler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def cut(body: bytes) -> Reply:
    """Announce a body, send half of it and hang up."""

    def reply(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body[: len(body) // 2])
        handler.wfile.flush()
        handler.close_connection = True

    return reply


def silence(seconds: float) -> Reply:
    """Say nothing for a while."""

    def reply(handler: Handler) -> None:
        time.sleep(seconds)
        handler.close_connection = True

    return reply


class Handler(BaseHTTPRequestHandler):
    """Hand each request to the next reply of the script; the last one repeats."""

    protocol_version = "HTTP/1.1"
    server: FakeRegistry

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._serve(self.rfile.read(length).decode())

    def do_GET(self) -> None:
        self._serve("")

    def _serve(self, body: str) -> None:
        self.server.seen.append(
            {
                "method": self.command,
                "path": self.path,
                "form": parse_qs(body, keep_blank_values=True),
                "headers": dict(self.headers.items()),
            }
        )
        script = self.server.script
        reply = script.pop(0) if len(script) > 1 else script[0]
        try:
            reply(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the test's output clean."""


class FakeRegistry(ThreadingHTTPServer):
    """A server on 127.0.0.1 that plays a script and remembers its visitors."""

    daemon_threads = True

    def __init__(self, *script: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = list(script)
        self.seen: list[dict[str, Any]] = []
        self._thread = threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The address of the list."""
        return f"http://127.0.0.1:{self.server_port}/index/friend_city/ajax"

    def __enter__(self) -> FakeRegistry:
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()
