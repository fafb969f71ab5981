"""The closed lists of facts: code -> English label, in the order people read them.

A code of ``""`` (in no list) means *not recorded yet*; ``not_known`` means people were asked and
do not know. Labels are marked for translation here and translated where they are shown.
Sources: lawful bases, conditions and identifiability levels from the vocabularies in
``docs/vocabulary.md``; the rest from the words of the product.
"""

from collections.abc import Mapping
from typing import Final

Choices = Mapping[str, str]


def gettext_noop(label: str) -> str:
    """Mark ``label`` for translation and return it unchanged (the name is what gettext looks for)."""
    return label


_ = gettext_noop

NOT_KNOWN: Final = "not_known"

NODE_KINDS: Final[Choices] = {
    "person": _("Person"),
    "organisation": _("Organisation"),
    "storage": _("Storage"),
    "meeting": _("Meeting"),
}

ORGANISATION_KINDS: Final[Choices] = {
    "council": _("Council"),
    "vcse": _("Community or charity"),
    "nhs": _("NHS"),
    "police": _("Police"),
    "probation": _("Probation"),
    "housing_provider": _("Housing provider"),
    "central_government": _("Central government"),
    "public_body": _("Public body"),
    "partnership": _("Partnership"),
    "supplier": _("Supplier"),
    "research": _("Research"),
    "private": _("Private company"),
    "other": _("Other"),
}

# A lane is where a node stands in the picture, left to right; the person is always first.
LANES: Final[Choices] = {
    "person": _("The person"),
    "community": _("Community and charity"),
    "council": _("Council"),
    "health": _("Health"),
    "justice": _("Police and justice"),
    "housing": _("Housing"),
    "national": _("National and other"),
}

LANE_OF_KIND: Final[Mapping[str, str]] = {
    "vcse": "community",
    "council": "council",
    "nhs": "health",
    "police": "justice",
    "probation": "justice",
    "housing_provider": "housing",
}

# Most sensitive first: the first one that a flow carries is the one its chip shows.
SENSITIVITIES: Final[Choices] = {
    "criminal_offence": _("Criminal offence"),
    "special_category": _("Special category"),
    "personal": _("Personal"),
    "not_personal": _("Not personal"),
}

STORAGE_KINDS: Final[Choices] = {
    "case_system": _("Case system"),
    "shared_drive": _("Shared drive"),
    "spreadsheet": _("Spreadsheet"),
    "mailbox": _("Mailbox"),
    "messaging_app": _("Messaging app"),
    "paper": _("Paper"),
    "other": _("Other"),
}

IDENTIFIABILITIES: Final[Choices] = {
    "identifiable": _("Says who the person is"),
    "indirect": _("Names taken off, but you could probably work it out"),
    "pseudonymised": _("De-personalised: a code instead of a name"),
    "anonymous_person_level": _("Anonymous, one row per person, in a controlled place"),
    "aggregate_small": _("Totals, some of them very small"),
    "aggregate": _("Totals only"),
    "synthetic": _("Made-up data"),
    NOT_KNOWN: _("Not known"),
}

ROLES: Final[Choices] = {
    "controller": _("Controller"),
    "joint_controller": _("Joint controller"),
    "processor": _("Processor"),
    NOT_KNOWN: _("Not known"),
}

REGIMES: Final[Choices] = {
    "uk_gdpr": _("UK GDPR"),
    "law_enforcement": _("Law enforcement"),
    NOT_KNOWN: _("Not known"),
}

LAWFUL_BASES: Final[Choices] = {
    "consent": _("Consent"),
    "contract": _("Contract"),
    "legal_obligation": _("Legal obligation"),
    "vital_interests": _("Vital interests"),
    "public_task": _("Public task"),
    "recognised_legitimate_interest": _("Recognised legitimate interest"),
    "rli_1_request": _("Recognised legitimate interest: request from a body with a public task"),
    "rli_2_security": _("Recognised legitimate interest: security and defence"),
    "rli_3_emergency": _("Recognised legitimate interest: emergency"),
    "rli_5_crime": _("Recognised legitimate interest: crime"),
    "rli_6_safeguarding": _("Recognised legitimate interest: safeguarding"),
    "legitimate_interests": _("Legitimate interests"),
    "law_enforcement_part3": _("Law enforcement processing (DPA 2018 Part 3)"),
    NOT_KNOWN: _("Not known"),
}

ARTICLE_9_CONDITIONS: Final[Choices] = {
    "art9_2_a": _("Explicit consent"),
    "art9_2_b": _("Employment, social security and social protection"),
    "art9_2_c": _("Vital interests"),
    "art9_2_d": _("Not-for-profit bodies"),
    "art9_2_e": _("Made public by the person"),
    "art9_2_f": _("Legal claims or judicial acts"),
    "art9_2_g": _("Substantial public interest"),
    "art9_2_h": _("Health or social care"),
    "art9_2_i": _("Public health"),
    "art9_2_j": _("Archiving, research and statistics"),
    NOT_KNOWN: _("Not known"),
}

# The name says which paragraph it is, because several share their words with an Article 9 condition.
SCHEDULE_1_CONDITIONS: Final[Choices] = {
    "sch1_1": _("Employment, social security and social protection (Schedule 1 paragraph 1)"),
    "sch1_2": _("Health or social care purposes (Schedule 1 paragraph 2)"),
    "sch1_3": _("Public health (Schedule 1 paragraph 3)"),
    "sch1_4": _("Research etc (Schedule 1 paragraph 4)"),
    "sch1_6": _("Statutory etc and government purposes (Schedule 1 paragraph 6)"),
    "sch1_7": _("Administration of justice and parliamentary purposes (Schedule 1 paragraph 7)"),
    "sch1_8": _("Equality of opportunity or treatment (Schedule 1 paragraph 8)"),
    "sch1_9": _("Racial and ethnic diversity at senior levels (Schedule 1 paragraph 9)"),
    "sch1_10": _("Preventing or detecting unlawful acts (Schedule 1 paragraph 10)"),
    "sch1_11": _("Protecting the public against dishonesty etc (Schedule 1 paragraph 11)"),
    "sch1_12": _(
        "Regulatory requirements relating to unlawful acts and dishonesty (Schedule 1 paragraph 12)"
    ),
    "sch1_13": _("Journalism etc in connection with unlawful acts and dishonesty (Schedule 1 paragraph 13)"),
    "sch1_14": _("Preventing fraud (Schedule 1 paragraph 14)"),
    "sch1_15": _("Suspicion of terrorist financing or money laundering (Schedule 1 paragraph 15)"),
    "sch1_16": _(
        "Support for individuals with a particular disability or medical condition (Schedule 1 paragraph 16)"
    ),
    "sch1_17": _("Counselling etc (Schedule 1 paragraph 17)"),
    "sch1_18": _("Safeguarding of children and of individuals at risk (Schedule 1 paragraph 18)"),
    "sch1_19": _("Safeguarding of economic well-being of certain individuals (Schedule 1 paragraph 19)"),
    "sch1_20": _("Insurance (Schedule 1 paragraph 20)"),
    "sch1_21": _("Occupational pensions (Schedule 1 paragraph 21)"),
    "sch1_22": _("Political parties (Schedule 1 paragraph 22)"),
    "sch1_23": _("Elected representatives responding to requests (Schedule 1 paragraph 23)"),
    "sch1_24": _("Disclosure to elected representatives (Schedule 1 paragraph 24)"),
    "sch1_25": _("Informing elected representatives about prisoners (Schedule 1 paragraph 25)"),
    "sch1_26": _("Publication of legal judgments (Schedule 1 paragraph 26)"),
    "sch1_27": _("Anti-doping in sport (Schedule 1 paragraph 27)"),
    "sch1_28": _("Standards of behaviour in sport (Schedule 1 paragraph 28)"),
    "sch1_29": _("Consent (Schedule 1 paragraph 29)"),
    "sch1_30": _("Protecting individual's vital interests (Schedule 1 paragraph 30)"),
    "sch1_31": _("Processing by not-for-profit bodies (Schedule 1 paragraph 31)"),
    "sch1_32": _("Personal data in the public domain (Schedule 1 paragraph 32)"),
    "sch1_33": _("Legal claims (Schedule 1 paragraph 33)"),
    "sch1_34": _("Judicial acts (Schedule 1 paragraph 34)"),
    "sch1_35": _("Accounts used in indecency offences involving children (Schedule 1 paragraph 35)"),
    "sch1_36": _("Part 2 condition without the substantial public interest test (Schedule 1 paragraph 36)"),
    "sch1_37": _("Insurance (extension) (Schedule 1 paragraph 37)"),
    NOT_KNOWN: _("Not known"),
}

CONFIDENTIALITY_ROUTES: Final[Choices] = {
    "agreement": _("Agreement"),
    "public_interest": _("Public interest"),
    "statute": _("Statute"),
    NOT_KNOWN: _("Not known"),
}

PERSON_TOLD: Final[Choices] = {
    "before": _("Before"),
    "at_the_time": _("At the time"),
    "after": _("After"),
    "not_told": _("Not told"),
    NOT_KNOWN: _("Not known"),
}

PERSON_CHOICES: Final[Choices] = {
    "asked": _("Asked for consent"),
    "can_refuse": _("Can refuse"),
    "can_object": _("Can object"),
    "no_choice": _("No choice"),
    NOT_KNOWN: _("Not known"),
}

CONSISTENCIES: Final[Choices] = {
    "always": _("Always"),
    "usually": _("Usually"),
    "practitioner_decides": _("Practitioner decides"),
    "if_agrees": _("Only if the person agrees"),
    NOT_KNOWN: _("Not known"),
}

EVIDENCES: Final[Choices] = {
    "published": _("Published"),
    "workshop": _("Workshop"),
    "interview": _("Interview"),
    "assumed": _("Assumed"),
}

CONFIDENCES: Final[Choices] = {
    "sure": _("Sure"),
    "fairly_sure": _("Fairly sure"),
    "not_sure": _("Not sure"),
}

AGREEMENT_KINDS: Final[Choices] = {
    "dsa": _("Data sharing agreement or protocol"),
    "dda": _("Data disclosure agreement"),
    "jca": _("Joint controller arrangement"),
    "dpc": _("Controller to processor contract"),
    "sub": _("Sub-processor contract"),
    "mou": _("Memorandum of understanding"),
    "request": _("One-off request and decision record"),
}

THEMES: Final[Choices] = {
    "health": _("Health and social care"),
    "welfare": _("Welfare"),
    "justice": _("Criminal justice"),
    "housing": _("Housing"),
}

JOURNEY_STAGES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (_("Before we meet"), ("before the first meeting",)),
    (_("Referral"), ()),
    (_("First day"), ("sign-up", "sign up")),
    (_("First month"), ("assessment",)),
    (_("Support"), ()),
    (_("If there is a worry"), ("any time", "safeguarding")),
    (_("Leaving"), ("when you leave", "when they leave")),
    (_("Afterwards"), ("evaluation",)),
)
"""The stages a new programme starts with, in order, each with the other words people use for it."""
