"""Organisations as a table that spreadsheets cannot be led to reckon with."""

from __future__ import annotations

from io import BytesIO

from hustings.connectors.exports.organisations import OrganisationLine, write_organisations


def test_each_organisation_is_a_row_and_no_cell_is_a_formula() -> None:
    target = BytesIO()
    lines = [
        OrganisationLine("=SUM(A1)", "https://a.example", 2, 1, "2026-03-09"),
        OrganisationLine("Łódź, Union", "", 0, 0, ""),
    ]
    assert write_organisations(lines, target) == 2
    assert target.getvalue().decode("utf-8-sig").splitlines() == [
        "Organisation,Website,People now,People once,Followed since",
        "'=SUM(A1),https://a.example,2,1,2026-03-09",
        '"Łódź, Union",,0,0,',
    ]


def test_no_organisation_is_a_table_with_its_header() -> None:
    target = BytesIO()
    assert write_organisations([], target) == 0
    assert target.getvalue().decode("utf-8-sig").startswith("Organisation,")
