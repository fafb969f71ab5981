"""The closed lists of the register sheets: kinds of organisation and storage, sensitivity, themes."""

from typing import Final

from dataflows.formats.closed import ClosedList
from dataflows.graph import vocabulary

PERSON: Final = "person"

# "Person" in the kind column is no organisation: it means the person node.
ORGANISATION_KIND: Final = ClosedList(
    {PERSON: "Person", **vocabulary.ORGANISATION_KINDS},
    also={
        "unigolyn": PERSON,
        "cyngor": "council",
        "local authority": "council",
        "combined authority": "council",
        "charity": "vcse",
        "voluntary": "vcse",
        "community": "vcse",
        "third sector": "vcse",
        "elusen": "vcse",
        "gig": "nhs",
        "health": "nhs",
        "heddlu": "police",
        "prawf": "probation",
        "housing association": "housing_provider",
        "landlord": "housing_provider",
        "darparwr tai": "housing_provider",
        "cymdeithas dai": "housing_provider",
        "government": "central_government",
        "llywodraeth ganolog": "central_government",
        "corff cyhoeddus": "public_body",
        "partneriaeth": "partnership",
        "cyflenwr": "supplier",
        "university": "research",
        "ymchwil": "research",
        "prifysgol": "research",
        "company": "private",
        "cwmni preifat": "private",
        "arall": "other",
    },
    near={
        "gp": "nhs",
        "hospital": "nhs",
        "software": "supplier",
        "contractor": "supplier",
        "ministry": "central_government",
    },
)
STORAGE_KIND: Final = ClosedList(
    vocabulary.STORAGE_KINDS,
    also={
        "case management system": "case_system",
        "system achosion": "case_system",
        "sharepoint": "shared_drive",
        "gyriant a rennir": "shared_drive",
        "excel": "spreadsheet",
        "taenlen": "spreadsheet",
        "inbox": "mailbox",
        "blwch post": "mailbox",
        "whatsapp": "messaging_app",
        "ap negeseuon": "messaging_app",
        "book": "paper",
        "papur": "paper",
        "arall": "other",
    },
    near={"database": "case_system", "system": "case_system", "notebook": "paper", "drive": "shared_drive"},
)
SENSITIVITY: Final = ClosedList(
    vocabulary.SENSITIVITIES,
    also={
        "special": "special_category",
        "special category data": "special_category",
        "sensitive": "special_category",
        "categori arbennig": "special_category",
        "criminal": "criminal_offence",
        "criminal offence data": "criminal_offence",
        "trosedd": "criminal_offence",
        "data troseddau": "criminal_offence",
        "personal data": "personal",
        "personol": "personal",
        "non-personal": "not_personal",
        "anonymous": "not_personal",
        "ddim yn bersonol": "not_personal",
    },
    near={"health": "special_category", "offending": "criminal_offence", "basic": "personal"},
)
THEME: Final = ClosedList(
    vocabulary.THEMES,
    also={
        "health": "health",
        "social care": "health",
        "iechyd a gofal cymdeithasol": "health",
        "benefits": "welfare",
        "lles": "welfare",
        "justice": "justice",
        "cyfiawnder troseddol": "justice",
        "tai": "housing",
    },
    near={"homelessness": "housing", "police": "justice"},
)
YES_OR_NO: Final = ClosedList(
    {"yes": "Yes", "no": "No"},
    also={"y": "yes", "true": "yes", "1": "yes", "x": "yes", "ie": "yes", "oes": "yes"}
    | {"n": "no", "false": "no", "0": "no", "na": "no", "nac oes": "no"},
    near={"maybe": "yes", "possibly": "yes", "could hurt": "yes"},
)
