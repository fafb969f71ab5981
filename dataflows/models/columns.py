"""How a flow's facts lie in its columns: the one list that reading, writing and importing share."""

from typing import Final

# Facts whose column has the fact's own name and holds its code or text as it is.
PLAIN_FACTS: Final = (
    "ref",
    "identifiability",
    "channel",
    "trigger",
    "frequency",
    "purpose",
    "if_not_shared",
    "necessity",
    "confidentiality_route",
    "safeguard",
    "dpia_reference",
    "person_told",
    "person_choice",
    "consistency",
    "evidence",
    "evidence_source",
    "confidence",
    "notes",
)

# What each end relies on: columns are "sender_role", "receiver_law" and so on.
PARTIES: Final = ("sender", "receiver")
PARTY_FACTS: Final = ("role", "regime", "lawful_basis", "article_9", "schedule_1", "law")

# Every fact of a flow that is kept in its own row, by its column; what it carries is kept beside it.
ROW_FACTS: Final = (
    *PLAIN_FACTS,
    *(f"{side}_{fact}" for side in PARTIES for fact in PARTY_FACTS),
    "agreement",
    "journey_stage",
    "review_date",
    "source",
    "target",
)
