"""The tour on paper: a worksheet for the class and an answer key, as a page that needs no other.

The charts are those of the screen, drawn through the browser that makes all images. Without one
the page says so and describes each chart in words; the questions can still be answered.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from html import escape

import pandas as pd

from dashboard import language
from dashboard.captions import phrases as captions
from dashboard.catalog import Catalog
from dashboard.charts import ChartView
from dashboard.cite import permalink
from dashboard.export.images import PRESS, ImageError, described_svg
from dashboard.export.sizes import SHEET
from dashboard.figures.style import FILE_FONT, LIGHT
from dashboard.language import _
from dashboard.tour import Step, Tour
from dashboard.words import sentences

# Fewer on the first page, which also asks for the name.
LINES, FIRST_LINES = 4, 3
# Inches: what a school's printer holds in each language's largest country.
PAPER = {"en": (8.5, 11.0), "zh": (8.27, 11.69)}
LOOK = f"""
@page {{ margin: 15mm 16mm 16mm; @bottom-right {{ content: counter(page) " / " counter(pages);
  font: 9pt {FILE_FONT}; color: {LIGHT.muted}; }} }}
* {{ box-sizing: border-box; }}
body {{ margin: 0 auto; max-width: 190mm; padding: 0 6mm; color: {LIGHT.ink};
  font: 11.5pt/1.45 {FILE_FONT}; }}
header {{ border-bottom: 2px solid {LIGHT.ink}; padding: 4mm 0 3mm; margin-bottom: 4mm; }}
h1 {{ font-size: 19pt; line-height: 1.2; margin: 0 0 3mm; }}
h2 {{ font-size: 15pt; line-height: 1.25; margin: 0 0 2mm; break-after: avoid; }}
p {{ margin: 0 0 2.5mm; }}
.pupil {{ display: flex; gap: 8mm; margin: 0; }}
.pupil span {{ flex: 1; border-bottom: 1px solid {LIGHT.muted}; padding-top: 5mm; }}
.pupil span:first-child {{ flex: 2; }}
section {{ break-before: page; padding-top: 2mm; }}
header + section, .key section {{ break-before: auto; }}
.key section {{ break-inside: avoid; margin-bottom: 6mm; }}
figure {{ margin: 3mm 0; break-inside: avoid; }}
figure img {{ display: block; width: 100%; max-height: 122mm; object-fit: contain;
  object-position: left; }}
header + section figure img {{ max-height: 98mm; }}
.described {{ border: 1px solid {LIGHT.muted}; padding: 3mm; font-size: 10pt; }}
.question {{ font-weight: bold; break-after: avoid; margin-top: 3mm; }}
.line {{ height: 9.5mm; border-bottom: 1px solid {LIGHT.muted}; }}
.small {{ font-size: 8.5pt; line-height: 1.35; color: {LIGHT.muted}; margin-top: 3mm;
  overflow-wrap: anywhere; }}
.small a {{ color: inherit; }}
footer {{ break-inside: avoid; border-top: 1px solid {LIGHT.muted}; padding-top: 2mm; }}
@media print {{ body {{ max-width: none; padding: 0; }} }}
"""


@dataclass(frozen=True)
class Sheet:
    """A worksheet or an answer key.

    Attributes:
        tour: The tour.
        catalog: The data that it shows.
        site: Address of the dashboard, for links.
        spoken: Language of the sheet.
        key: With the answers in place of lines to write on, and without charts.
    """

    tour: Tour
    catalog: Catalog
    site: str
    spoken: str
    key: bool

    @property
    def title(self) -> str:
        """What the sheet is called."""
        named = _("Answer key: {tour}") if self.key else _("Worksheet: {tour}")
        return named.format(tour=self.tour.title)

    def html(self) -> bytes:
        """Return the sheet as one page, in its language, from whatever thread."""
        language.activate(self.spoken)
        steps = "".join(self._step(number, one) for number, one in enumerate(self.tour.steps, 1))
        return "".join(
            (
                f'<!doctype html><html lang="{language.tag()}"><head><meta charset="utf-8">',
                '<meta name="viewport" content="width=device-width,initial-scale=1">',
                f"<title>{escape(self.title)}</title><style>{LOOK}</style></head>",
                f'<body class="{"key" if self.key else "sheet"}">{self._head()}{steps}',
                f'<footer class="small">{self._foot()}</footer></body></html>',
            )
        ).encode()

    def pdf(self) -> bytes:
        """Return the sheet, printed.

        Raises:
            ImageError: It could not be printed; the text says why.
        """
        return PRESS.print_page(self.html().decode(), PAPER[self.spoken])

    def _head(self) -> str:
        pupil = (
            ""
            if self.key
            else (
                '<p class="pupil">'
                + "".join(
                    f"<span>{escape(said)}</span>"
                    for said in (_("Name"), _("Class or group"), _("Date"))
                )
                + "</p>"
            )
        )
        return f"<header><h1>{escape(self.title)}</h1>{pupil}</header>"

    def _foot(self) -> str:
        said = sentences(
            captions.provenance(self.catalog),
            _("Numbers are computed from the data of that date."),
        )
        return f"{escape(said)} {escape(self.site)}/tour"

    def _step(self, number: int, step: Step) -> str:
        parts = [
            f"<section><h2>{number}. {escape(step.say('title'))}</h2>",
            f"<p>{escape(step.say('text'))}</p>",
        ]
        if not self.key:
            parts.append(_figure(step.shown))
        parts.append(f'<p class="question">{escape(step.say("question"))}</p>')
        if self.key:
            parts.append(f"<p>{escape(step.say('answer'))}</p>")
        else:
            parts.append('<div class="line"></div>' * (FIRST_LINES if number == 1 else LINES))
        link = permalink(self.site, step.explore, step.spoken, step.parameters)
        sources = self._sources(step)
        address = f'<a href="{escape(link)}">{escape(link)}</a>'
        explore = escape(_("Explore: {address}")).format(address=address)
        parts.append(f'<p class="small">{sources}{explore}</p></section>')
        return "".join(parts)

    def _sources(self, step: Step) -> str:
        known = self.catalog.sources.set_index("source_id").to_dict("index")
        said = [
            ", ".join(
                str(cell)
                for cell in (known[one][column] for column in ("publisher", "title", "date"))
                if pd.notna(cell)
            )
            for one in step.sources
        ]
        if not said:
            return ""
        return escape(_("Sources: {sources}.").format(sources=_("; ").join(said))) + " "


def file_name(sheet: Sheet, form: str) -> str:
    """Return `us-china-ties_worksheet_<language>_<date>.<form>`."""
    kind = "answer-key" if sheet.key else "worksheet"
    return f"us-china-ties_{kind}_{sheet.spoken}_{sheet.catalog.as_of}.{form}"


def _figure(chart: ChartView) -> str:
    """Draw a step's chart; describe it where no browser can."""
    alt = chart.alt
    style = SHEET.style(chart.kind.dense)
    try:
        drawn = PRESS.draw(chart.figure(style), "svg", 1)
    except ImageError as error:
        said = f"<p>{escape(str(error))}</p><p>{escape(alt)}</p>"
        return f'<figure class="described">{said}</figure>'
    picture = b64encode(described_svg(drawn, chart.frame.title, alt)).decode()
    return f'<figure><img alt="{escape(alt)}" src="data:image/svg+xml;base64,{picture}"></figure>'
