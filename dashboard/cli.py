"""The command line: check the data package, derive, export, serve, keep it current."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import uvicorn
from rich.progress import track

from dashboard import catalog, home, language, translation
from dashboard import tour as tours
from dashboard.charts import NAMES, chart_of
from dashboard.export.files import KINDS, Order, file_name, make
from dashboard.export.images import ImageError
from dashboard.export.sizes import SIZES
from dashboard.export.worksheet import Sheet
from dashboard.export.worksheet import file_name as sheet_name
from dashboard.selection import PARAMETERS, Vocabulary, from_query, select


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        The exit code: 0 when all is well, 1 when the package has problems or a file could not be
        made, 2 when the arguments are not understood.
    """
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments[:1] == ["registry"]:
        return registry(arguments[1:])
    parser = argparse.ArgumentParser(prog=home.command(), description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("validate", "check a data package; exit 1 and name every problem when it has any"),
        ("derive", "write exchange_counts.csv from exchanges.csv"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument(
            "directory",
            nargs="?",
            type=Path,
            default=catalog.DEFAULT_DIR,
            help="folder with datapackage.json (default: the built-in package)",
        )
    commands.add_parser(
        "registry", help="hold the package against a registry of sister ties: pull, diff, adopt"
    )
    _add_translate(commands)
    _add_export(commands)
    _add_worksheet(commands)
    _add_serve(commands)
    given = parser.parse_args(arguments)
    if given.command == "translate":
        return translate(given.check)
    if given.command == "export":
        return export(given)
    if given.command == "worksheet":
        return worksheet(given)
    if given.command == "serve":
        return serve(given.port, given.address)
    run = {"validate": validate, "derive": derive}[given.command]
    return run(given.directory)


def registry(arguments: Sequence[str]) -> int:
    """Run the registry commands, whose libraries only a curator needs."""
    try:
        from dashboard.registry import commands  # noqa: PLC0415
    except ModuleNotFoundError as error:
        package = "us-china-subnational-ties[registry]" if home.INSTALLED else ".[registry]"
        option = "" if home.INSTALLED else "-e "
        print(
            f"The registry commands need {error.name}: pip install {option}'{package}'",
            file=sys.stderr,
        )
        return 1
    return commands.main(arguments)


def validate(directory: Path) -> int:
    """Print a report on the package; return 1 when it has problems."""
    try:
        package = catalog.load(directory)
    except catalog.PackageError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        count = len(error.problems)
        print(f"\n{directory}: {count} problem{'s' if count > 1 else ''}", file=sys.stderr)
        return 1
    for name in catalog.TABLES:
        print(f"{name:<18}{len(getattr(package, name)):>6,} rows")
    print(f"\n{directory}: valid, version {package.version} of {package.as_of}")
    return 0


def derive(directory: Path) -> int:
    """Write the generated table; return 1 when exchanges cannot be read or it has no place."""
    if home.is_installed(directory):
        print(
            f"{directory} came with the program and stays as it is: copy it to a folder of your"
            f" own, and name that: {home.command()} derive FOLDER",
            file=sys.stderr,
        )
        return 1
    try:
        counts = catalog.derive_exchange_counts(catalog.read_table(directory, "exchanges"))
    except catalog.PackageError as error:
        print(error, file=sys.stderr)
        return 1
    path = directory / "exchange_counts.csv"
    counts.astype({"year": pd.Int64Dtype()}).to_csv(path, index=False, lineterminator="\n")
    print(f"{path}: {len(counts):,} rows")
    return 0


def _add_translate(commands: Any) -> None:
    text = "bring the catalogues of other languages in line with code and data"
    command = commands.add_parser("translate", help=text, description=text)
    command.add_argument("--check", action="store_true", help="write nothing; only say the gaps")


def translate(check: bool) -> int:
    """Update the catalogues unless `check`; print what is not translated, return 1 if anything."""
    if home.INSTALLED:
        print(
            "Translations are made in a checkout of the repository; an installed program holds"
            " compiled copies only.",
            file=sys.stderr,
        )
        return 1
    try:
        package = catalog.load(catalog.DEFAULT_DIR)
    except catalog.PackageError as error:
        print(error, file=sys.stderr)
        return 1
    if not check:
        translation.update(package)
    found = translation.gaps(package)
    for gap in found:
        print(gap, file=sys.stderr)
    languages = ", ".join(name for code, name in language.LANGUAGES.items() if code != "en")
    print(f"{languages}: {len(found)} gaps")
    return 1 if found else 0


def _add_export(commands: Any) -> None:
    """Add the export command: every parameter of a link is an option of the same name."""
    text = "write a chart or its data to a file, as the export panel does"
    command = commands.add_parser("export", help=text, description=text)
    command.add_argument("--chart", choices=NAMES, help="the chart; needed unless --all is given")
    command.add_argument("--format", choices=KINDS, default="svg", help="kind of file (svg)")
    command.add_argument("--size", choices=SIZES, default="article", help="size (article)")
    command.add_argument("--dark", action="store_true", help="in the dark theme")
    command.add_argument("--no-header", action="store_true", help="without title and subtitle")
    command.add_argument("--no-footer", action="store_true", help="without source line and note")
    command.add_argument(
        "--all", action="store_true", help="a press kit: every chart, kind of file and size"
    )
    command.add_argument("-o", "--output", type=Path, help="file, or folder of the press kit")
    command.add_argument(
        "--site",
        default=os.environ.get("TIES_SITE", "http://localhost:8501"),
        help="address of the dashboard, for permalinks (TIES_SITE)",
    )
    command.add_argument("--data", type=Path, default=catalog.DEFAULT_DIR, help="data package")
    selected = command.add_argument_group("selection", "as in a link; lists repeat the option")
    for parameter in PARAMETERS:
        values = 2 if parameter.name == "years" else 1
        selected.add_argument(
            f"--{parameter.name}", nargs=values, action="extend", metavar=parameter.name.upper()
        )


def _add_worksheet(commands: Any) -> None:
    text = "write the tour as a worksheet or answer key to print, HTML or PDF"
    command = commands.add_parser("worksheet", help=text, description=text)
    command.add_argument("--key", action="store_true", help="the answer key")
    command.add_argument(
        "--lang",
        choices=language.LANGUAGES,
        default=language.DEFAULT,
        help=f"language ({language.DEFAULT})",
    )
    command.add_argument("--tour", type=Path, default=tours.FILE, help="tour file (the built-in)")
    command.add_argument(
        "-o", "--output", type=Path, help="file, .html or .pdf, or folder (a PDF here)"
    )
    command.add_argument(
        "--site",
        default=os.environ.get("TIES_SITE", "http://localhost:8501"),
        help="address of the dashboard, for links (TIES_SITE)",
    )
    command.add_argument("--data", type=Path, default=catalog.DEFAULT_DIR, help="data package")


def _add_serve(commands: Any) -> None:
    text = "start the dashboard with its data addresses"
    command = commands.add_parser("serve", help=text, description=text)
    command.add_argument(
        "--port",
        type=int,
        default=os.environ.get("STREAMLIT_SERVER_PORT", "8501"),
        help="port (STREAMLIT_SERVER_PORT, or 8501)",
    )
    command.add_argument(
        "--address",
        default=os.environ.get("STREAMLIT_SERVER_ADDRESS", "localhost"),
        help="address to listen on (STREAMLIT_SERVER_ADDRESS, or localhost)",
    )


def export(given: argparse.Namespace) -> int:
    """Write one file, or a press kit; return 1 when something could not be made."""
    if not given.all and not given.chart:
        print("Name a chart with --chart, or ask for --all.", file=sys.stderr)
        return 2
    try:
        package = catalog.load(given.data)
    except catalog.PackageError as error:
        print(error, file=sys.stderr)
        return 1
    query = {one.name: getattr(given, one.name) or [] for one in PARAMETERS}
    selection, notices = from_query(query, Vocabulary.of(package))
    for notice in notices:
        print(f"--{notice.parameter} {notice.value}: not known here", file=sys.stderr)
    if notices:
        return 2
    order = Order(
        chart_of(select(package, selection), "atlas" if given.all else given.chart),
        given.site,
        given.size,
        given.dark,
        not given.no_header,
        not given.no_footer,
    )
    folder = given.output or Path("press-kit" if given.all else ".")
    if not given.all and not order.chart.is_ready:
        print(f"{given.chart} needs {order.chart.kind.needs}", file=sys.stderr)
        return 2
    if given.all:
        return _write_all(_press_kit(order), folder)
    path = folder / file_name(order, given.format) if folder.is_dir() else folder
    return _write_all([(order, given.format, path.name)], path.parent)


def _press_kit(order: Order) -> list[tuple[Order, str, str]]:
    """Return all files of a press kit: an order, a kind of file and a name each."""
    kit = []
    charts = (chart_of(order.view, name) for name in NAMES)
    for chart in (one for one in charts if one.is_ready):
        for kind, made in ((name, one) for name, one in KINDS.items() if one.offered(chart.kind)):
            for size in SIZES if made.sized else [order.size]:
                one = replace(order, chart=chart, size=size)
                kit.append((one, kind, file_name(one, kind)))
    return kit


def _write_all(files: list[tuple[Order, str, str]], folder: Path) -> int:
    """Make files one after the other, with a bar where there are several; return the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    failed = 0
    for order, kind, name in track(files, "Exporting", transient=True, disable=len(files) == 1):
        try:
            (folder / name).write_bytes(make(order, kind))
        except ImageError as error:
            failed += 1
            print(f"{name}: {error}", file=sys.stderr)
    made = len(files) - failed
    print(folder / files[0][2] if len(files) == 1 and made else f"{folder}: {made} files")
    return 1 if failed else 0


def worksheet(given: argparse.Namespace) -> int:
    """Write a worksheet or answer key; return 1 when the tour or the file could not be made."""
    language.activate(given.lang)
    try:
        package = catalog.load(given.data)
        tour = tours.load(given.tour, package)
    except (catalog.PackageError, tours.TourError) as error:
        print(error, file=sys.stderr)
        return 1
    sheet = Sheet(tour, package, given.site.rstrip("/"), given.lang, given.key)
    path = given.output or Path()
    path = path / sheet_name(sheet, "pdf") if path.is_dir() else path
    make = {".pdf": sheet.pdf, ".html": sheet.html}.get(path.suffix.lower())
    if make is None:
        print(f"{path}: name it .html or .pdf.", file=sys.stderr)
        return 2
    try:
        made = make()
    except ImageError as error:
        print(error, file=sys.stderr)
        return 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(made)
    print(path)
    return 0


def serve(port: int, address: str) -> int:
    """Serve the dashboard until it is stopped."""
    print(f"http://{address}:{port}")
    uvicorn.run(
        "dashboard.server:app", host=address, port=port, log_level="warning", access_log=False
    )
    return 0
