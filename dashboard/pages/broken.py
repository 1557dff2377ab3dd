"""What a reader sees when the data package cannot be used."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.catalog import PackageError
from dashboard.language import _


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
    st.dataframe(
        pd.DataFrame(
            [
                {
                    _("File"): problem.file,
                    _("Row"): problem.row,
                    _("Column"): problem.column,
                    _("Value"): problem.value,
                    _("Rule broken"): problem.rule,
                    _("How to mend it"): problem.remedy,
                }
                for problem in error.problems
            ]
        ),
        hide_index=True,
        alt=_("Problems of the data package, one a row"),
    )
