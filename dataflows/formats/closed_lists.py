"""The closed lists of the flow list and register sheets, with the other words people write for them."""

from collections.abc import Iterator, Mapping
from typing import Final

from dataflows.formats.closed import ClosedList
from dataflows.graph import vocabulary

# "Not known" alone speaks of the Article 9 condition, which stands in the same cell.
SCHEDULE_1_NOT_KNOWN: Final = "Schedule 1 not known"
BASIS_LETTERS: Final = {
    "a": "consent",
    "b": "contract",
    "c": "legal_obligation",
    "d": "vital_interests",
    "e": "public_task",
    "ea": "recognised_legitimate_interest",
    "f": "legitimate_interests",
}


def _articles(article: str, letters: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for letter, code in letters.items():
        for before in (
            "",
            "art ",
            "article ",
            "gdpr art ",
            "gdpr article ",
            "uk gdpr art ",
            "uk gdpr article ",
        ):
            yield f"{before}{article}({letter})", code


def _paragraphs() -> Iterator[tuple[str, str]]:
    for code in vocabulary.SCHEDULE_1_CONDITIONS:
        number = code.removeprefix("sch1_")
        if number.isdigit():
            for schedule in ("sch 1 para", "schedule 1 para", "schedule 1 paragraph", "sch 1 paragraph"):
                yield f"{schedule} {number}", code
                yield f"dpa 2018 {schedule} {number}", code


IDENTIFIABILITY: Final = ClosedList(
    vocabulary.IDENTIFIABILITIES,
    also={
        "personally identifiable": "identifiable",
        "we know who it is": "identifiable",
        "identified": "identifiable",
        "adnabyddadwy": "identifiable",
        "indirectly identifiable": "indirect",
        "indirectly identifiable (optional in-between step)": "indirect",
        "names taken off": "indirect",
        "anuniongyrchol": "indirect",
        "pseudonymised (say: de-personalised)": "pseudonymised",
        "pseudonymized": "pseudonymised",
        "pseudonymous": "pseudonymised",
        "de-personalised": "pseudonymised",
        "a code instead of a name": "pseudonymised",
        "a code instead of a name; someone holds the key": "pseudonymised",
        "ffugenwol": "pseudonymised",
        "anonymised, still one row per person, in a controlled place": "anonymous_person_level",
        "nobody here can tell who it is": "anonymous_person_level",
        "anonymous, person level": "anonymous_person_level",
        "aggregate with small numbers": "aggregate_small",
        "totals, but some very small": "aggregate_small",
        "aggregate or published statistics": "aggregate",
        "aggregated": "aggregate",
        "statistics": "aggregate",
        "totals": "aggregate",
        "cyfanredol": "aggregate",
        "synthetic (side branch)": "synthetic",
        "made-up data that looks real": "synthetic",
        "synthetig": "synthetic",
    },
    near={
        "anonymous": "anonymous_person_level",
        "anonymised": "anonymous_person_level",
        "dienw": "anonymous_person_level",
    },
)
ROLE: Final = ClosedList(
    vocabulary.ROLES,
    also={
        "data controller": "controller",
        "rheolydd": "controller",
        "rheolydd data": "controller",
        "joint data controller": "joint_controller",
        "cyd-reolydd": "joint_controller",
        "data processor": "processor",
        "prosesydd": "processor",
    },
    near={"sub-processor": "processor", "controllers in common": "controller"},
)
REGIME: Final = ClosedList(
    vocabulary.REGIMES,
    also={
        "gdpr": "uk_gdpr",
        "gdpr y du": "uk_gdpr",
        "law enforcement processing": "law_enforcement",
        "dpa 2018 part 3": "law_enforcement",
        "part 3": "law_enforcement",
        "gorfodi'r gyfraith": "law_enforcement",
    },
    near={"police": "law_enforcement"},
)
LAWFUL_BASIS: Final = ClosedList(
    vocabulary.LAWFUL_BASES,
    also={
        **dict(_articles("6(1)", BASIS_LETTERS)),
        "rli: request from a body with a public task": "rli_1_request",
        "rli: national security, public security, defence": "rli_2_security",
        "rli: emergency": "rli_3_emergency",
        "rli: crime": "rli_5_crime",
        "rli: safeguarding a vulnerable individual": "rli_6_safeguarding",
        "law enforcement processing by a competent authority": "law_enforcement_part3",
        "law enforcement": "law_enforcement_part3",
        "dpa 2018 part 3": "law_enforcement_part3",
        "legitimate interest": "legitimate_interests",
        "cydsyniad": "consent",
        "contract": "contract",
        "rhwymedigaeth gyfreithiol": "legal_obligation",
        "buddiannau hanfodol": "vital_interests",
        "tasg gyhoeddus": "public_task",
        "buddiannau dilys": "legitimate_interests",
        "buddiannau cyfreithlon": "legitimate_interests",
    },
    near={
        "public interest": "public_task",
        "official authority": "public_task",
        "statutory duty": "legal_obligation",
    },
)
ARTICLE_9: Final = ClosedList(
    vocabulary.ARTICLE_9_CONDITIONS,
    also={
        **dict(
            _articles(
                "9(2)", {code[-1]: code for code in vocabulary.ARTICLE_9_CONDITIONS if code[:4] == "art9"}
            )
        ),
        "employment, social security and social protection (if authorised by law)": "art9_2_b",
        "vital interests (person cannot consent)": "art9_2_c",
        "made public by the data subject": "art9_2_e",
        "substantial public interest (with a basis in law)": "art9_2_g",
        "health or social care (with a basis in law)": "art9_2_h",
        "public health (with a basis in law)": "art9_2_i",
        "archiving, research and statistics (with a basis in law)": "art9_2_j",
        "cydsyniad penodol": "art9_2_a",
        "cydsyniad echblyg": "art9_2_a",
        "budd cyhoeddus sylweddol": "art9_2_g",
        "iechyd neu ofal cymdeithasol": "art9_2_h",
        "iechyd y cyhoedd": "art9_2_i",
    },
    near={"research": "art9_2_j"},
)
SCHEDULE_1: Final = ClosedList(
    vocabulary.SCHEDULE_1_CONDITIONS,
    also={**dict(_paragraphs()), SCHEDULE_1_NOT_KNOWN: vocabulary.NOT_KNOWN},
    # A paragraph's bare words are a guess; "Consent" alone never names paragraph 29.
    near={
        label.split(" (Schedule 1")[0]: code
        for code, label in vocabulary.SCHEDULE_1_CONDITIONS.items()
        if code.startswith("sch1_") and code != "sch1_29"
    },
)
CONFIDENTIALITY: Final = ClosedList(
    vocabulary.CONFIDENTIALITY_ROUTES,
    # Agreeing is not consent as the lawful basis: neither word is ever read as the other.
    also={"cytundeb": "agreement", "budd y cyhoedd": "public_interest", "statud": "statute"},
    near={"law": "statute", "statutory": "statute"},
)
TOLD: Final = ClosedList(
    vocabulary.PERSON_TOLD,
    also={
        "told before": "before",
        "beforehand": "before",
        "cyn": "before",
        "told at the time": "at_the_time",
        "ar y pryd": "at_the_time",
        "afterwards": "after",
        "told after": "after",
        "wedyn": "after",
        "ar ol": "after",
        "nobody tells them": "not_told",
        "heb ddweud": "not_told",
        "ddim yn cael gwybod": "not_told",
    },
    near={"no": "not_told", "never": "not_told", "na": "not_told", "during": "at_the_time", "later": "after"},
)
CHOICE: Final = ClosedList(
    vocabulary.PERSON_CHOICES,
    also={
        "asked": "asked",
        "gofynnir am gydsyniad": "asked",
        "gall wrthod": "can_refuse",
        "gall wrthwynebu": "can_object",
        "none": "no_choice",
        "dim dewis": "no_choice",
    },
    near={
        "no": "no_choice",
        "must": "no_choice",
        "opt out": "can_refuse",
        "optional": "can_refuse",
        "opt in": "asked",
    },
)
PRACTICE: Final = ClosedList(
    vocabulary.CONSISTENCIES,
    also={
        "bob amser": "always",
        "fel arfer": "usually",
        "yr ymarferydd sy'n penderfynu": "practitioner_decides",
        "dim ond os yw'r person yn cytuno": "if_agrees",
    },
    near={
        # It happens, but not always, and nobody wrote what decides it.
        "sometimes": "practitioner_decides",
        "it varies": "practitioner_decides",
        "varies": "practitioner_decides",
        "it depends": "practitioner_decides",
        "depends": "practitioner_decides",
        "weithiau": "practitioner_decides",
        "often": "usually",
        "mostly": "usually",
        "normally": "usually",
        "if they agree": "if_agrees",
    },
)
EVIDENCE: Final = ClosedList(
    vocabulary.EVIDENCES,
    also={
        "cyhoeddwyd": "published",
        "cyhoeddedig": "published",
        "gweithdy": "workshop",
        "cyfweliad": "interview",
        "tybiedig": "assumed",
        "rhagdybiaeth": "assumed",
    },
    near={"privacy notice": "published", "guess": "assumed", "guessed": "assumed", "meeting": "workshop"},
)
CONFIDENCE: Final = ClosedList(
    vocabulary.CONFIDENCES,
    also={"siwr": "sure", "eithaf siwr": "fairly_sure", "ddim yn siwr": "not_sure"},
    near={"high": "sure", "medium": "fairly_sure", "low": "not_sure"},
)
