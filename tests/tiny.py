# ruff: noqa: E501 (a row is a line)
"""A hand-made data package: few rows, so that every answer can be counted with a pencil.

The facts in it are invented; only the schema (`datapackage.json`) is the real one. A test may
change any cell before it writes the package, which is how the bad-input tests make their input.
"""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

from dashboard import catalog

COLUMNS = {
    resource["name"]: [field["name"] for field in resource["schema"]["fields"]]
    for resource in json.loads(
        (catalog.DEFAULT_DIR / "datapackage.json").read_text(encoding="utf-8")
    )["resources"]
}

# The first line names columns, each other one is a row; cells are apart by |. Columns of the schema
# that a table does not name are empty.
ROWS = {
    "places": """
        place_id|country|admin1|name|name_zh|level|within|lat|lon|geonames_id|coordinate_basis
        cn|CN||China|中国|country||35|105||polygon
        us|US||United States|美国|country||39|-98||polygon
        cn-hubei|CN|CN-HB|Hubei|湖北省|province||31|112||polygon
        cn-hebei|CN|CN-HE|Hebei|河北省|province||38|115||polygon
        cn-yunnan|CN|CN-YN|Yunnan|云南省|province||25|102||polygon
        cn-hubei-wuhan|CN|CN-HB|Wuhan|武汉市|prefecture||30.58|114.27|1791247|geonames
        cn-hebei-zhengding|CN|CN-HE|Zhengding|正定县|county|Shijiazhuang|38.15|114.57||hand-checked
        cn-yunnan-kunming|CN|CN-YN|Kunming|昆明市|prefecture||25.04|102.72||geonames
        us-oh|US|OH|Ohio|俄亥俄州|state||40|-83||polygon
        us-ia|US|IA|Iowa|艾奥瓦州|state||42|-93||polygon
        us-ak|US|AK|Alaska|阿拉斯加州|state||64|-152||polygon
        us-oh-cleveland|US|OH|Cleveland||city||41.5|-81.7||geonames
        us-ia-muscatine|US|IA|Muscatine|马斯卡廷|city||41.42|-91.04||geonames
        us-ia-polk-county|US|IA|Polk County||county||41.69|-93.57||geonames
        us-ak-juneau|US|AK|Juneau||city||58.3|-134.42||geonames
    """,
    "pairings": """
        pairing_id|us_place_id|cn_place_id|tier|relation|established|established_basis|status|status_as_of|ended|status_basis|confidence|source_ids|counted_by_us|counted_by_us_source_ids|counted_by_cn|counted_by_cn_source_ids|note
        us-oh--cn-hubei|us-oh|cn-hubei|state-province|sister|1979-10-31|stated|active|2024-05||Visit in 2024.|documented|alpha;beta|yes|alpha|yes|beta|
        us-ia--cn-hebei|us-ia|cn-hebei|state-province|sister|1983|stated|active|2023||Letter of 2023.|documented|alpha|yes|alpha|unknown||
        us-ia-muscatine--cn-hebei-zhengding|us-ia-muscatine|cn-hebei-zhengding|city|sister|1985-04|stated|active|2016-11||Statement of 2016.|reported|beta|unknown||unknown||
        us-oh-cleveland--cn-hubei-wuhan|us-oh-cleveland|cn-hubei-wuhan|city|sister|1990|stated|ended|2000|2000|Report of 2000.|reported|beta|no|beta|unknown||
        us-ak-juneau--cn-yunnan-kunming|us-ak-juneau|cn-yunnan-kunming|city|sister|||unknown||||listed|beta|unknown||unknown||
        us-ia-polk-county--cn-hebei-zhengding|us-ia-polk-county|cn-hebei-zhengding|city|friendship|2010|derived from anniversary|inactive|||Report, undated.|reported|alpha|unknown||unknown||
    """,
    "candidates": """
        candidate_id|us_name|us_admin1|cn_name|cn_name_zh|reason|evidence
        ca001|Cleveland|OH|Zhengding|正定县|Letter of intent only|Tiny Gazette 2001
    """,
    "exchanges": """
        exchange_id|us_place_id|cn_place_id|pairing_id|date|date_end|year|direction|sector|kind|participants|people_to_people|planned|summary|source_ids
        ex0001|us-oh|cn-hubei|us-oh--cn-hubei|1980-05||1980|us_to_cn|diplomacy_protocol|delegation||false|false|Governor visited Wuhan.|alpha
        ex0002|us-oh|cn-hubei|us-oh--cn-hubei|1995-06-01|1995-06-10|1995|cn_to_us|education|student_exchange|12|true|false|Students visited Columbus.|alpha
        ex0003|us-oh|cn-hubei|us-oh--cn-hubei||||both|culture_arts|performance_exhibition||true|false|Orchestras played for each other.|beta
        ex0004|us-ia|cn-hebei|us-ia--cn-hebei|1985||1985|cn_to_us|agriculture|delegation|5|false|false|Corn delegation toured farms.|alpha
        ex0005|us-ia-muscatine|cn-hebei-zhengding|us-ia-muscatine--cn-hebei-zhengding|1985-04||1985|cn_to_us|education|student_exchange||true|false|Pupils wrote to each other.|beta
        ex0006|us-ia-muscatine|cn-hebei-zhengding|us-ia-muscatine--cn-hebei-zhengding|2012-02-15||2012|us_to_cn|education|school_link||true|false|Two schools agreed to exchange teachers.|beta
        ex0007|us-ia-muscatine|cn-hebei-zhengding|us-ia-muscatine--cn-hebei-zhengding|2024||2024|us_to_cn|education|student_exchange||true|true|A visit was announced.|beta
        ex0008|us-ia|cn||2001||2001|us_to_cn|trade_investment|delegation||false|false|Trade mission to several provinces.|alpha
        ex0009|us-oh-cleveland|cn-hubei-wuhan|us-oh-cleveland--cn-hubei-wuhan|1992-08||1992|virtual|sports_youth|sports_event||true|false|Runners raced each other.|beta
        ex0010|us-ia-polk-county|cn-hebei-zhengding|us-ia-polk-county--cn-hebei-zhengding|2011||2011|cn_to_us|agriculture|training||false|false|Farmers trained together.|alpha
        ex0011|us-ia-muscatine|cn-hebei-zhengding|us-ia-muscatine--cn-hebei-zhengding||||both|education|school_link||true|false|Schools kept a link of unknown date.|beta
    """,
    "exchange_counts": """
        pairing_id|year|sector|exchanges|people_to_people
        us-ia--cn-hebei|1985|agriculture|1|0
        us-ia-muscatine--cn-hebei-zhengding|1985|education|1|1
        us-ia-muscatine--cn-hebei-zhengding|2012|education|1|1
        us-ia-muscatine--cn-hebei-zhengding||education|1|1
        us-ia-polk-county--cn-hebei-zhengding|2011|agriculture|1|0
        us-oh--cn-hubei|1980|diplomacy_protocol|1|0
        us-oh--cn-hubei|1995|education|1|1
        us-oh--cn-hubei||culture_arts|1|1
        us-oh-cleveland--cn-hubei-wuhan|1992|sports_youth|1|1
    """,
    "reported_totals": """
        reported_total_id|us_place_id|cn_place_id|pairing_id|measure|unit|value|qualifier|from_year|to_year|summary|source_ids
        rt001|us-oh|cn-hubei|us-oh--cn-hubei|delegations|delegations|200|more than|1979|2019|Delegations exchanged by Ohio and Hubei.|alpha
        rt002|us-ia|||people|people|50|about|||People sent from Iowa.|beta
    """,
    "official_totals": """
        official_total_id|date|scope_place_id|pairs|state_province_pairs|city_pairs|counted_by|side|basis|source_ids|note
        cn-2019|2019-03-13|cn|277|||An authority|both|stated|alpha|
        cn-2022|2022-04|cn|284|50|234|An authority|CN|stated|alpha|
        us-2025|2025-04|cn|157|||A US body|US|stated|beta|
        hubei-2020|2020|cn-hubei|9|1|8|A province|CN|stated|beta|
        ohio-2021|2021|us-oh|4|||A US body|US|stated|beta|
    """,
    "context_events": """
        event_id|date|date_end|title|label|category|level|place_id|prominence|description|source_ids|note
        1979-relations|1979-01-01||Diplomatic relations begin|Relations|bilateral|bilateral||1|The two states recognised each other.|alpha|
        2020-closing|2020-07|2020-08|Consulates close|Consulates|bilateral|bilateral||2|A consulate closed on each side.|alpha;beta|
        1985-visit|1985-04||A county leader visits Muscatine|Visit|subnational|subnational|us-ia-muscatine|1|A county leader stayed with families.|beta|
    """,
    "state_measures": """
        measure_id|place_id|instrument|number|title|stage|date_proposed|date_passed|date_in_force|date_expiry|asks|reach|source_ids|note
        sm-oh-2024|us-oh|law|HB 1|A law on sister cities|in_force|2024-01|2024-03-02|2024-07-01|2099|forbids_new_ties;orders_withdrawal|Cities of the state.|alpha|
        sm-ia-2025|us-ia|bill||A bill on sister cities|proposed|2025||||reporting|State agencies.|beta|
    """,
    "indicators": """
        indicator|title|unit|year|period|value|qualifier|note|source_ids
        students|Students in China|students|2019|2018/19|11639|||alpha
        students|Students in China|students|2022|2021/22|211|about||alpha
    """,
    "findings": """
        finding_id|study|theme|statement|value|unit|period|source_ids|note
        ngo-offices|A study|ngo|Organisations registered 591 offices.|591|offices|since 2017|alpha|
        no-number|A study|knowledge|Records are kept by few.||||beta|
    """,
    "provinces": """
        place_id|iso_3166_2|name|name_zh|region|western_development|coal_producer|population|population_date|source_ids
        cn-hubei|CN-HB|Hubei|湖北省|Central|false|false|57752557|2020-11-01|alpha
        cn-hebei|CN-HE|Hebei|河北省|East|false|true|74610235|2020-11-01|alpha
        cn-yunnan|CN-YN|Yunnan|云南省|West|true|false|||alpha
    """,
    "states": """
        place_id|postal|name|name_zh|region|division|coal_producer|population|population_date|source_ids
        us-oh|OH|Ohio|俄亥俄州|Midwest|East North Central|true|11799448|2020-04-01|alpha
        us-ia|IA|Iowa|艾奥瓦州|Midwest|West North Central|false|3190369|2020-04-01|alpha
        us-ak|AK|Alaska|阿拉斯加州|West|Pacific|true|||alpha
    """,
    "sources": """
        source_id|publisher|title|date|url|language|accessed
        alpha|Alpha Daily|[a report]|2019-03-13|https://alpha.example/report|en|2026-11
        beta|乙报|一篇报道|||zh|2026-11-21
    """,
}
assert set(ROWS) == set(catalog.TABLES)


def _rows(table: str, text: str) -> list[dict[str, str]]:
    named, *lines = (line.strip().split("|") for line in text.strip().splitlines())
    empty = dict.fromkeys(COLUMNS[table], "")
    return [empty | dict(zip(named, cells, strict=True)) for cells in lines]


class Tiny:
    """A package under construction; `write` puts it on disk.

    Attributes:
        directory: Where it is written.
        tables: The cells of each table by row (the first row of data is 0) and column.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.tables = {name: _rows(name, text) for name, text in ROWS.items()}

    def path(self, table: str) -> Path:
        """Return the path of a table's file."""
        return self.directory / f"{table}.csv"

    def put(self, table: str, row: int, **cells: str) -> Tiny:
        """Change cells of one row, numbered as in the file: the header is row 1."""
        unknown = set(cells) - set(COLUMNS[table])
        assert not unknown, f"no such column: {unknown}"
        self.tables[table][row - 2].update(cells)
        return self

    def add(self, table: str, like: int, **cells: str) -> Tiny:
        """Append a row that differs from row `like` in some cells."""
        self.tables[table].append(dict(self.tables[table][like - 2]))
        return self.put(table, len(self.tables[table]) + 1, **cells)

    def write(self) -> Path:
        """Write the package; return its directory."""
        self.directory.mkdir(parents=True, exist_ok=True)
        shutil.copy(catalog.DEFAULT_DIR / "datapackage.json", self.directory)
        for name in self.tables:
            self.write_table(name)
        return self.directory

    def write_table(self, name: str) -> None:
        """Write one table."""
        with self.path(name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS[name])
            writer.writerows(row.values() for row in self.tables[name])

    def replace(self, table: str, old: str | bytes, new: str | bytes) -> None:
        """Replace bytes of a written file, once."""
        old, new = (part.encode() if isinstance(part, str) else part for part in (old, new))
        raw = self.path(table).read_bytes()
        assert old in raw, f"{old!r} is not in {table}.csv"
        self.path(table).write_bytes(raw.replace(old, new, 1))
