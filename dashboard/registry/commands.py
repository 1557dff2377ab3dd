"""The registry commands: hold the data package against a registry of sister ties."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

from dashboard import catalog, home
from dashboard.catalog import DEFAULT_DIR, Catalog
from dashboard.registry import changes, diff, match, pull, questions, worklists
from dashboard.registry.adopt import adopt
from dashboard.registry.endpoints import ENDPOINTS
from dashboard.registry.index import Index, build
from dashboard.registry.kept import EVENT_LOG, Answer, Pull, PullError, keep, latest, load
from dashboard.registry.outcomes import Match, Reconciliation
from dashboard.registry.replace import AdoptError, recover
from dashboard.registry.rows import CPAFFC, REGISTRIES, ShapeError

OUT = Path("registry-pulls")
DECLINED = 2


def main(arguments: Sequence[str]) -> int:
    """Run `registry pull`, `diff` or `adopt`.

    Returns:
        The exit code: 0 when done, 1 when it could not be done, 2 when the person declined.
    """
    given = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = given.run
    try:
        return run(given)
    except (
        PullError,
        ShapeError,
        AdoptError,
        catalog.PackageError,
        OSError,
    ) as error:
        print(f"{_headline(error)}\n{error}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, EOFError):
        print("\nStopped; nothing was written.", file=sys.stderr)
        return DECLINED


def _headline(error: Exception) -> str:
    if isinstance(error, ShapeError):
        return (
            "The answer is not what the registry is known to give; nothing of it was kept."
            " Field by field:"
        )
    if isinstance(error, PullError):
        return "Nothing was done; the data are as they were."
    if isinstance(error, catalog.PackageError):
        return "The data package has problems; mend them first. Nothing was written."
    return "Nothing was written; the data are as they were."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"{home.command()} registry", description=__doc__)
    commands = parser.add_subparsers(required=True)
    fetch = commands.add_parser("pull", help="fetch a registry once and keep its answer")
    fetch.add_argument("registry", choices=REGISTRIES)
    fetch.add_argument("--file", type=Path, help="a page or JSON saved from a browser: no network")
    fetch.add_argument("--partial", action="store_true", help="accept a part of the list")
    fetch.add_argument("--url", default="", help="another address of the same service")
    fetch.add_argument("--contact", default="", help="your address, for the user agent")
    fetch.add_argument("--yes", action="store_true", help="you have read the notice; do not ask")
    fetch.set_defaults(run=run_pull)
    compare = commands.add_parser("diff", help="compare the last pull with the data package")
    compare.add_argument("--html", type=Path, help="write the report as a page")
    compare.add_argument("--csv", type=Path, help="write one line per row")
    compare.set_defaults(run=run_diff)
    take = commands.add_parser("adopt", help="write accepted changes to the data package")
    take.add_argument("--only", action="append", choices=changes.KINDS, default=[])
    take.add_argument("--interactive", action="store_true", help="ask for each change and match")
    take.add_argument(
        "--overwrite", action="store_true", help="take also what replaces a better-sourced value"
    )
    take.add_argument("--dry-run", action="store_true", help="say what would change; write nothing")
    take.add_argument("--places", type=Path, help="new places, in the columns of places.csv")
    take.add_argument("--exchanges", type=Path, help="proposed exchanges, those with accept = yes")
    take.set_defaults(run=run_adopt)
    for command in (compare, take):
        command.add_argument("registry", choices=REGISTRIES, nargs="?", default=CPAFFC)
        command.add_argument("--pull", type=Path, help="folder of a pull (default: the last)")
        command.add_argument("--package", type=Path, default=DEFAULT_DIR, help="the data package")
        command.add_argument("--names", type=Path, help="CSV with place_id, name_zh: further names")
    for command in (fetch, compare, take):
        command.add_argument(
            "--out", type=Path, default=OUT, help=f"folder of the pulls (default: {OUT}/)"
        )
    return parser


def run_pull(given: argparse.Namespace) -> int:
    """Fetch a registry, or read a saved file; keep it whole or not at all."""
    if given.file:
        print(f"Reading {given.file}; no network.")
        if given.file.stat().st_size > pull.MOST_BYTES:
            raise PullError(f"{given.file} is larger than {pull.MOST_BYTES:,} bytes")
        answer = Answer(given.file.read_bytes(), "")
        kept = keep(given.registry, answer, given.out, given.partial, given.file.name)
    else:
        url = given.url or ENDPOINTS[given.registry].url
        print(pull.notice(given.registry, url, pull.agent(given.contact)))
        if not given.yes and not _agreed("Go ahead? [y/N] "):
            print("Nothing was sent.")
            return DECLINED
        given.out.mkdir(parents=True, exist_ok=True)
        cache = given.out / "cache"
        answer = _fetch(given, url, cache)
        try:
            kept = keep(given.registry, answer, given.out, given.partial)
        except ShapeError:
            pull.forget(cache)
            raise
    if kept.meta["unchanged_since_last"]:
        print("The registry says that its list has not changed since the last pull.")
    print(
        f"{kept.directory}: {kept.meta['us_rows']} rows of the United States of"
        f" {kept.meta['rows']:,}; sha256 {kept.meta['sha256']}"
    )
    for remark in kept.meta["remarks"]:
        print(remark)
    return 0


def _fetch(given: argparse.Namespace, url: str, cache: Path) -> Answer:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(f"Waiting for {given.registry}", total=None)

        def advance(received: int, total: int) -> None:
            # A compressed answer announces fewer bytes than arrive.
            known = total if total >= received else None
            progress.update(task, completed=received, total=known, description="Receiving")

        return pull.fetch(
            given.registry,
            cache,
            url,
            given.contact,
            progress=advance,
            say=lambda line: progress.console.print(line, markup=False, highlight=False),
        )


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        print("Nobody to ask: say --yes when you have read this.")
        return False
    return input(question).strip().lower() in ("y", "yes")


def run_diff(given: argparse.Namespace) -> int:
    """Compare a pull with the package: terminal, and page or CSV where asked."""
    package, index, kept, result = _compared(given)
    report = diff.report(package, index, kept, result)
    diff.show(report, Console())
    if given.html:
        given.html.write_text(diff.html(report), encoding="utf-8")
        print(f"{given.html}: the report as a page")
    if given.csv:
        diff.csv(report, given.csv)
        print(f"{given.csv}: {len(report.rows)} rows")
    return 0


def _compared(
    given: argparse.Namespace,
) -> tuple[Catalog, Index, Pull, Reconciliation]:
    recover(given.package)
    kept = load(given.pull or latest(given.out, given.registry))
    package = catalog.load(given.package)
    index = build(package, given.names)
    return package, index, kept, match.reconcile(kept.table.rows, index)


def run_adopt(given: argparse.Namespace) -> int:
    """Write accepted changes to the package, all or nothing."""
    if home.is_installed(given.package) and not given.dry_run:
        raise AdoptError(
            f"{given.package} came with the program and stays as it is: copy it to a folder of"
            " your own, and name that with --package"
        )
    package, index, kept, result = _compared(given)
    ask = input if given.interactive else None
    settled: list[Match] = []
    if ask:
        settled, stop = questions.choose(result, index, ask)
        if stop:
            raise KeyboardInterrupt
        result = match.with_settled(result, settled)
    suggested = changes.plan(result, index, given.only)
    taken, held, stop = questions.decide(suggested, given.overwrite, ask)
    if stop:
        raise KeyboardInterrupt
    for change in taken:
        print(f"{'would take' if given.dry_run else 'take'}  {change.text}" + _replacing(change))
    for change in held:
        print(f"leave  {change.text}" + (f": {change.held}" if change.held else ""))
    if given.dry_run:
        print(f"{len(taken)} changes would be taken, {len(held)} left; nothing was written.")
        return 0
    outcome = adopt(
        given.package, kept, result, taken, held, settled, given.places, given.exchanges
    )
    print(
        f"{given.package}: {len(outcome.taken)} changes taken, {len(outcome.held)} left;"
        f" data version {outcome.version}"
    )
    _write_proposals(result, index, package, kept.directory)
    return 0


def _replacing(change: changes.Change) -> str:
    return f" (replacing a better-sourced value: {change.held})" if change.held else ""


def _write_proposals(
    result: Reconciliation, index: Index, package: Catalog, directory: Path
) -> None:
    """Write the curator's two work lists, unless there are some already."""
    exchanges, places = directory / "proposed_exchanges.csv", directory / "places_needed.csv"
    if exchanges.exists():
        print(f"{exchanges} exists and was left as it is")
    elif count := worklists.propose_exchanges(result, exchanges):
        print(
            f"{exchanges}: {count} entries to summarise and accept; the log's words stand in"
            f" {directory / EVENT_LOG}"
        )
    if places.exists():
        print(f"{places} exists and was left as it is")
    elif count := worklists.places_needed(result, index, list(package.places.columns), places):
        print(f"{places}: {count} places of new ties; complete them, adopt again with --places")
