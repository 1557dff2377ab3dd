"""The dashboard as an ASGI app: Streamlit's pages and, beside them, addresses for data and charts.

`python -m dashboard serve` or `uvicorn dashboard.server:app` starts it. The addresses take the
query parameters of the pages, so that a notebook, a spreadsheet or a newsroom system can point at
a view; they refuse what they do not understand instead of answering something else.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from click import ClickException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from streamlit import App
from streamlit.web.bootstrap import load_config_options
from streamlit.web.cli import main_run

from dashboard import language
from dashboard.catalog import PackageError
from dashboard.charts import NAMES
from dashboard.export.files import CSV, GEOJSON, JSON, KINDS, Order, make
from dashboard.export.images import ImageError, NoBrowser
from dashboard.export.sizes import SIZES
from dashboard.export.tables import to_csv, to_json
from dashboard.home import HOME
from dashboard.language import _
from dashboard.pages.reader import chart_of, current_catalog, stamp_of_data
from dashboard.selection import QUERY_KEYS, Vocabulary, from_query

SCRIPT = HOME / "app.py"
CODE = max(path.stat().st_mtime_ns for path in Path(__file__).parent.rglob("*.py"))
FLAGS = {"true": True, "1": True, "false": False, "0": False}
SWITCHES = ("dark", "header", "footer", "transparent")
IMAGE_KEYS = ("size", *SWITCHES)
SECONDS_FRESH = 300
SECONDS_BUSY = 30
HEADERS = {"Cache-Control": f"public, max-age={SECONDS_FRESH}"}


class BadParameter(ValueError):
    """A query parameter is not understood; the text says which and what it may be."""


@dataclass(frozen=True)
class Answer:
    """A file to serve."""

    body: bytes
    mime: str
    name: str


def pairings_csv(order: Order) -> Answer:
    """Answer with the pairings of a view as CSV."""
    return Answer(to_csv(order.chart.rows["pairings"]), CSV, "pairings.csv")


def pairings_json(order: Order) -> Answer:
    """Answer with the pairings of a view as JSON."""
    return Answer(to_json(order.chart.rows["pairings"]), JSON, "pairings.json")


def pairings_geojson(order: Order) -> Answer:
    """Answer with pairings as lines and places as points."""
    return Answer(make(order, "geojson"), GEOJSON, "pairings.geojson")


def exchanges_csv(order: Order) -> Answer:
    """Answer with the exchanges of a view as CSV."""
    return Answer(to_csv(order.chart.rows["exchanges"]), CSV, "exchanges.csv")


def exchanges_json(order: Order) -> Answer:
    """Answer with the exchanges of a view as JSON."""
    return Answer(to_json(order.chart.rows["exchanges"]), JSON, "exchanges.json")


def datapackage(order: Order) -> Answer:
    """Answer with the description of the whole data package."""
    body = json.dumps(order.view.catalog.descriptor, ensure_ascii=False, indent=2).encode()
    return Answer(body, JSON, "datapackage.json")


DATA: dict[str, Callable[[Order], Answer]] = {
    "pairings.csv": pairings_csv,
    "pairings.json": pairings_json,
    "pairings.geojson": pairings_geojson,
    "exchanges.csv": exchanges_csv,
    "exchanges.json": exchanges_json,
    "datapackage.json": datapackage,
}
FORMATS = ("svg", "png")


def data(request: Request) -> Response:
    """Serve `/data/<name>`."""
    name = request.path_params["name"]
    if name not in DATA:
        return _refusal(404, _("There is {names}.").format(names=", ".join(DATA)))
    return _respond(request, (), DATA[name])


def chart(request: Request) -> Response:
    """Serve `/chart/<name>.svg` or `.png`; its size and look are parameters."""
    name, _dot, form = request.path_params["name"].rpartition(".")
    if name not in NAMES or form not in FORMATS:
        there = ", ".join(f"{one}.{form}" for one in NAMES for form in FORMATS)
        return _refusal(404, _("There is {names}.").format(names=there))

    def draw(order: Order) -> Answer:
        if not order.chart.is_ready:
            raise BadParameter(
                _("This chart needs more: {needs}.").format(needs=_(order.chart.kind.needs))
            )
        transparent = form == "svg" and request.query_params.get("transparent", "") in ("true", "1")
        kind = "transparent" if transparent else form
        return Answer(make(order, kind), KINDS[kind].mime, f"{name}.{form}")

    return _respond(request, IMAGE_KEYS, draw, chart_name=name)


def _respond(
    request: Request,
    own: tuple[str, ...],
    answer: Callable[[Order], Answer],
    chart_name: str = "atlas",
) -> Response:
    """Answer a request, or say why not.

    Args:
        request: The request.
        own: Query parameters that the address knows beside those of the pages.
        answer: Makes the file.
        chart_name: The chart that the order is for.
    """
    try:
        order = _order(request, own, chart_name)
        tag = _tag(request, order)
        headers = {
            **HEADERS,
            "ETag": tag,
            "Link": f'<{order.site}/data/datapackage.json>; rel="describedby", '
            '<https://creativecommons.org/licenses/by/4.0/>; rel="license"',
        }
        if tag in (one.strip() for one in request.headers.get("if-none-match", "").split(",")):
            return Response(status_code=304, headers=headers)
        made = answer(order)
    except BadParameter as error:
        return _refusal(400, str(error))
    except PackageError:
        return _refusal(503, _("The data cannot be read just now."))
    except ImageError as error:
        status = 501 if isinstance(error, NoBrowser) else 503
        return _refusal(status, str(error), {"Retry-After": str(SECONDS_BUSY)})
    headers["Content-Disposition"] = f'inline; filename="{made.name}"'
    return Response(made.body, media_type=made.mime, headers=headers)


def _order(request: Request, own: tuple[str, ...], chart_name: str) -> Order:
    """Read an order from a request.

    Raises:
        BadParameter: A parameter is unknown or its value is.
    """
    asked = {key: request.query_params.getlist(key) for key in request.query_params}
    known = (*QUERY_KEYS, *own)
    for key in asked:
        if key not in known:
            raise BadParameter(
                _("There is no parameter {name!r}; there are {known}.").format(
                    name=key[:40], known=", ".join(known)
                )
            )
    catalog = current_catalog()
    selection, notices = from_query(asked, Vocabulary.of(catalog))
    if notices:
        first = notices[0]
        raise BadParameter(
            _("The parameter {name!r} does not know the value {value!r}.").format(
                name=first.parameter, value=first.value
            )
        )
    language.activate(selection.language)
    size = asked.get("size", ["article"])[-1]
    if size not in SIZES:
        raise BadParameter(_("The parameter 'size' may be {known}.").format(known=", ".join(SIZES)))
    return Order(
        chart_of(catalog, selection, chart_name),
        os.environ.get("TIES_SITE", str(request.base_url)).rstrip("/"),
        size=size,
        dark=_flag(asked, "dark", False),
        header=_flag(asked, "header", True),
        footer=_flag(asked, "footer", True),
    )


def _flag(asked: dict[str, list[str]], name: str, default: bool) -> bool:
    if name not in asked:
        return default
    value = asked[name][-1].lower()
    if value not in FLAGS:
        raise BadParameter(_("The parameter {name!r} may be true or false.").format(name=name))
    return FLAGS[value]


def _tag(request: Request, order: Order) -> str:
    """Return the ETag: it changes with the address, the data's files and the code."""
    asked = [request.url.path, *sorted(request.query_params.multi_items())]
    said = json.dumps([asked, stamp_of_data(), CODE, order.site])
    # Weak: the answer may be compressed on its way.
    return f'W/"{sha256(said.encode()).hexdigest()[:32]}"'


def _refusal(status: int, text: str, headers: dict[str, str] | None = None) -> Response:
    return PlainTextResponse(text + "\n", status, {"Cache-Control": "no-store", **(headers or {})})


def settings() -> dict[str, Any]:
    """Return Streamlit's settings that variables such as `STREAMLIT_THEME_BASE` give, None if not.

    `streamlit run` reads them into its options; a bare `App` would read `config.toml` alone.

    Raises:
        SystemExit: A value is not understood; the text names the variable.
    """
    try:
        given = main_run.make_context("streamlit run", [str(SCRIPT)]).params
    except ClickException as error:
        raise SystemExit(error.format_message()) from None
    return {name: value for name, value in given.items() if name not in ("target", "args")}


CORS = Middleware(
    CORSMiddleware, allow_origins=["*"], allow_methods=["GET"], expose_headers=["ETag", "Link"]
)
ROUTES = [
    Mount("/data", routes=[Route("/{name}", data)], middleware=[CORS]),
    Mount("/chart", routes=[Route("/{name}", chart)], middleware=[CORS]),
]
# It makes Streamlit look for `.streamlit/config.toml` beside the script, wherever it is started.
app = App(SCRIPT, routes=ROUTES)
load_config_options(settings())
