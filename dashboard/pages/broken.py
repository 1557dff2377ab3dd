"""What a reader sees when the data package cannot be used."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.catalog import PackageError
from dashboard.language import _

SHOWN = 200


def show(error: PackageError) -> None:
    """Say which file, row, column and rule, and how to mend it."""
    st.title(_("The data package cannot be used"), anchor=False)
    st.error(
        _(
            "{count} problem(s) in {directory}. Mend them and reload this page; "
            "`python -m dashboard validate` prints the same list."
        ).format(count=len(error.problems), directory=error.directory),
        icon=":material/error:",
    )
    # A plain table: it can be read, searched and copied whatever else is broken.
    st.table(
        pd.DataFrame(
            [
                {
                    _("File"): problem.file,
                    _("Row"): "" if problem.row is None else str(problem.row),
                    _("Column"): problem.column,
                    _("Value"): problem.value,
                    _("Rule broken"): problem.rule,
                    _("How to mend it"): problem.remedy,
                }
                for problem in error.problems[:SHOWN]
            ]
        ),
        border="horizontal",
    )
    if len(error.problems) > SHOWN:
        st.caption(_("The first {n} are shown.").format(n=SHOWN))
