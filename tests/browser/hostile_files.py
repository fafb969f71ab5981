"""Files in which every word attacks the page: a receipt's lists, and a flow list with hostile headers."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from dataflows.formats.flow_row import FlowRow
from tests.browser.xss_payloads import PAYLOADS

RECEIPT_LISTS = ("guessed", "noted", "unattached", "dropped")
RECEIPT_WORDS = ("source", "ref", "column", "value", "became", "reason")


def hostile_content() -> dict[str, Any]:
    """A receipt's lists, every word of every line hostile."""
    lists = {
        kind: [
            {
                "kind": kind,
                **{
                    word: PAYLOADS[(number + 11 * place) % len(PAYLOADS)]
                    for place, word in enumerate(RECEIPT_WORDS)
                },
            }
            for number in range(0, len(PAYLOADS), len(RECEIPT_LISTS))
        ]
        for kind in RECEIPT_LISTS
    }
    names = {"new_organisations": list(PAYLOADS), "new_data_types": list(PAYLOADS)}
    return {"kept": 1, "matched": 0, "flows": [], "loose": list(_loose()), **lists, **names}


def _loose() -> Iterator[dict[str, Any]]:
    """Yield a row without a receiver for each payload, every word of it hostile."""
    for number, payload in enumerate(PAYLOADS):
        row = FlowRow(
            number=number,
            place=payload,
            from_organisation=payload,
            from_storage=payload,
            to_storage=payload,
            data_types=(payload,),
            channel=payload,
            purpose=payload,
        )
        yield {"source": payload, "row": asdict(row)}


def hostile_sheet() -> str:
    """A flow list of hostile headers and cells; formulas and hidden marks would be refused unread."""
    cells = [each for each in PAYLOADS if each.isprintable() and each[0] not in "=+-@"]
    known = [
        "from_organisation",
        "to_organisation",
        "data_types",
        "channel",
        "purpose",
        "journey_stage",
        "person_told",
    ]
    headers = [*known, *cells[:40]]
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(headers)
    for number in range(len(cells)):
        writer.writerow([cells[(number + 13 * place) % len(cells)] for place in range(len(headers))])
    return sheet.getvalue()
