"""The columns of every sheet, with the other headings people write above them, English and Welsh."""

from collections.abc import Mapping
from typing import Final

from dataflows.graph.keys import key
from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

FLOW_FIELDS: Final[Mapping[str, str]] = {
    "ref": _("Reference"),
    "from_organisation": _("From organisation"),
    "from_storage": _("From storage"),
    "to_organisation": _("To organisation"),
    "to_storage": _("To storage"),
    "data_types": _("What moves"),
    "identifiability": _("Identifiability"),
    "channel": _("Channel"),
    "journey_stage": _("Journey stage"),
    "trigger": _("Trigger"),
    "frequency": _("Frequency"),
    "purpose": _("Purpose"),
    "if_not_shared": _("If not shared"),
    "necessity": _("Necessity"),
    "from_role": _("Sender's role"),
    "to_role": _("Receiver's role"),
    "lawful_basis": _("Sender's lawful basis"),
    "receiver_lawful_basis": _("Receiver's lawful basis"),
    "special_condition": _("Sender's special condition"),
    "receiver_special_condition": _("Receiver's special condition"),
    "law": _("Law the sender names"),
    "receiver_law": _("Law the receiver names"),
    "sender_regime": _("Sender's regime"),
    "receiver_regime": _("Receiver's regime"),
    "confidentiality_route": _("Confidentiality route"),
    "agreement": _("Agreement"),
    "safeguard": _("Safeguard outside the UK"),
    "dpia_reference": _("DPIA reference"),
    "person_told": _("Person told"),
    "person_choice": _("Person's choice"),
    "practice": _("Practice"),
    "evidence": _("Evidence"),
    "source": _("Source"),
    "confidence": _("Confidence"),
    "review_date": _("Review date"),
    "notes": _("Notes"),
}

# Field -> other headings, separated by "|". "Source" alone is where we know it from, never the sender.
FLOW_HEADINGS: Final[Mapping[str, str]] = {
    "ref": "id|number|no|row|flow|cyf|cyfeirnod|rhif",
    "from_organisation": "from|from org|sender|sent by|who sends|giver|source organisation|"
    "sending organisation|organisation sending|from whom|disclosing organisation|data provider|"
    "o|oddi wrth|anfonwr|o sefydliad|sefydliad anfon",
    "from_storage": "from system|sender storage|sender system|source system|o storfa|o system",
    "to_organisation": "to|to org|receiver|recipient|who receives|sent to|destination|target|"
    "target organisation|receiving organisation|organisation receiving|recipient organisation|to whom|"
    "data recipient|i|at|derbynnydd|i sefydliad|sefydliad derbyn",
    "to_storage": "to system|receiver storage|receiver system|target system|i storfa|i system",
    "data_types": "data|data type|data items|what|what is shared|what data|information|information shared|"
    "data shared|what information|what information is shared|type of information|type of data|"
    "categories of data|data categories|beth|gwybodaeth|mathau o ddata|math o ddata",
    "identifiability": "identifiable|level of identifiability|adnabyddadwyedd|adnabyddadwy",
    "channel": "how|method|means|how shared|how sent|how is it sent|how is it shared|method of sharing|"
    "transfer method|method of transfer|how it moves|sut|dull|sianel",
    "journey_stage": "stage|when|step|point in journey|pryd|cam|cyfnod|cam y daith",
    "trigger": "what sets it off|triggered by|sbardun",
    "frequency": "how often|pa mor aml|amlder",
    "purpose": "why|what for|reason|purpose of sharing|reason for sharing|so that|in order to|"
    "pam|diben|pwrpas",
    "if_not_shared": "if it were not shared|what if not|os na rennir",
    "necessity": "why needed|necessary|rheidrwydd",
    "from_role": "sender role|role of sender|rol anfonwr|rol yr anfonwr",
    "to_role": "receiver role|recipient role|role of receiver|rol derbynnydd|rol y derbynnydd",
    "lawful_basis": "legal basis|article 6|article 6 basis|article 6 lawful basis|sender lawful basis|"
    "from lawful basis|basis|sail gyfreithlon",
    "receiver_lawful_basis": "to lawful basis|recipient lawful basis|sail gyfreithlon y derbynnydd",
    "special_condition": "condition|article 9|article 9 condition|special category condition|amod",
    "receiver_special_condition": "receiver condition|receiver article 9 condition|amod y derbynnydd",
    "law": "legislation|statute|power|legal gateway|gateway|cyfraith|deddf",
    "receiver_law": "to law|receiver legislation|cyfraith y derbynnydd",
    "sender_regime": "from regime|regime|cyfundrefn",
    "receiver_regime": "to regime|cyfundrefn y derbynnydd",
    "confidentiality_route": "confidentiality|confidentiality basis|cyfrinachedd",
    "agreement": "sharing agreement|data sharing agreement|dsa|isa|contract|cytundeb",
    "safeguard": "transfer safeguard|safeguards|mesur diogelu",
    "dpia_reference": "dpia|impact assessment|asesiad effaith",
    "person_told": "told|is the person told|when told|transparency|a ddywedir wrth y person",
    "person_choice": "choice|can they choose|the person's choice|dewis|dewis y person",
    "practice": "consistency|does it always happen|arfer|cysondeb",
    "evidence": "how we know|tystiolaeth",
    "source": "evidence source|where we know it from|ffynhonnell",
    "confidence": "how sure|hyder",
    "review_date": "review|next review|review due|review by|review on|dyddiad adolygu|adolygu",
    "notes": "note|comments|comment|remarks|nodiadau|sylwadau",
}

ORGANISATION_HEADINGS: Final[Mapping[str, str]] = {
    "name": "organisation|organisation name|enw|sefydliad",
    "short_name": "short|abbreviation|acronym|enw byr",
    "kind": "type|organisation type|math",
    "sectors": "sector|themes|theme|sectorau|themau",
    "area": "place|region|ardal",
    "parent": "parent organisation|part of|rhiant|rhan o",
    "notes": "note|comments|nodiadau",
}
DATA_TYPE_HEADINGS: Final[Mapping[str, str]] = {
    "name": "data type|data|enw|math o ddata",
    "sensitivity": "sensitive|class|sensitifrwydd",
    "category": "group|categori",
    "could_hurt": "could this hurt|gallai niweidio",
    "notes": "note|comments|nodiadau",
}
STORAGE_HEADINGS: Final[Mapping[str, str]] = {
    "organisation": "owner|held by|sefydliad",
    "name": "storage|system|enw|storfa",
    "kind": "type|math",
    "location": "where|hosted|hosting location|lleoliad",
    "access": "who can open it|mynediad",
    "security": "protection|security measures|diogelwch",
    "retention": "how long|kept for|cadw",
    "notes": "note|comments|nodiadau",
}
ACCESS_HEADINGS: Final[Mapping[str, str]] = {
    "organisation": "owner|held by|sefydliad",
    "storage": "system|name|storfa",
    "opened_by": "reader|who|opened by organisation|agorir gan",
    "role": "job|rol",
    "notes": "note|comments|nodiadau",
}


def headings(fields: Mapping[str, str], labels: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Return every heading, reduced to its key, with the field it means.

    Examples
    --------
    >>> known = headings(FLOW_HEADINGS, FLOW_FIELDS)
    >>> known["from"], known["pam"], known["personschoice"]
    ('from_organisation', 'purpose', 'person_choice')
    """
    also = {key(word): field for field, words in fields.items() for word in words.split("|")}
    spoken = {key(label): field for field, label in (labels or {}).items()}
    return {**also, **spoken, **{key(field): field for field in fields}}
