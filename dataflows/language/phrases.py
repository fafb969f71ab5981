"""The controlled word list: how ways, times and stages are said inside a sentence.

Anything may be written for these facts, so each list ends in a phrasing that suits every word.
"""

import re
from collections.abc import Mapping
from typing import Final

from dataflows.graph.vocabulary import gettext_noop
from dataflows.language.template import Translate
from dataflows.language.words import in_sentence, lower_first, squeeze, word_set

_ = gettext_noop

CHANNELS: Final[Mapping[str, str]] = {
    "e-mail": _("by e-mail"),
    "email": _("by e-mail"),
    "secure e-mail": _("by secure e-mail"),
    "secure email": _("by secure e-mail"),
    "encrypted e-mail": _("by encrypted e-mail"),
    "post": _("by post"),
    "letter": _("by letter"),
    "fax": _("by fax"),
    "text": _("by text message"),
    "text message": _("by text message"),
    "sms": _("by text message"),
    "whatsapp": _("by WhatsApp"),
    "whatsapp group": _("in a WhatsApp group"),
    "phone": _("on the phone"),
    "telephone": _("on the phone"),
    "phone with the person present": _("on the phone with the person present"),
    "in person": _("in person"),
    "face to face": _("in person"),
    "face-to-face": _("in person"),
    "conversation": _("in conversation"),
    "video call": _("on a video call"),
    "referral": _("by referral"),
    "hosting": _("through hosting"),
    "typed up": _("by typing it up"),
    "copied over": _("by copying it over"),
    "spreadsheet by e-mail": _("on a spreadsheet by e-mail"),
    "spreadsheet by email": _("on a spreadsheet by e-mail"),
    "officer looks at the book": _("when an officer looks at the book"),
    "shared system": _("through a shared system"),
    "direct access": _("through direct access"),
    "secure transfer": _("by secure transfer"),
    "file transfer": _("by file transfer"),
    "not known": _("in a way that is not known"),
}

# What the last (or first) word of a channel calls for; the channel itself fills the gap.
CHANNEL_ENDINGS: Final[tuple[tuple[str, str], ...]] = (
    (r"\b(form|spreadsheet|memory stick|paper|list|call)$", _("on a %(channel)s")),
    (r"\b(letter|report|questionnaire|note|group|message|document)$", _("in a %(channel)s")),
    (r"^(questionnaire|form|report|letter) ", _("in a %(channel)s")),
    (r"\b(meeting|conference|panel|visit|appointment|huddle)$", _("at a %(channel)s")),
    (r"\b(feed|portal|system|platform|api|link|app|website|interface|database)$", _("through a %(channel)s")),
    (r"\b(e-?mail|transfer|post|referral|export|upload)$", _("by %(channel)s")),
)
ANY_CHANNEL: Final = _("(%(channel)s)")
PREPOSITIONS: Final = word_set("at by during from in on over through using via when while with")

FREQUENCIES: Final[Mapping[str, str]] = {
    "once": _("once"),
    "repeated": _("more than once"),
    "repeatedly": _("more than once"),
    "on event": _("whenever it comes up"),
    "when needed": _("whenever it is needed"),
    "as needed": _("whenever it is needed"),
    "ad hoc": _("whenever it is needed"),
    "continuous": _("all the time"),
    "always": _("all the time"),
    "hourly": _("every hour"),
    "daily": _("every day"),
    "weekly": _("every week"),
    "fortnightly": _("every two weeks"),
    "monthly": _("every month"),
    "quarterly": _("every three months"),
    "twice a year": _("twice a year"),
    "yearly": _("every year"),
    "annually": _("every year"),
    "not known": _("at times that are not known"),
}
ANY_FREQUENCY: Final = _("(how often: %(frequency)s)")
FREQUENCY_OPENINGS: Final = word_set(
    "about after all always as at before each every most often on once rarely sometimes twice usually when"
)

STAGES: Final[Mapping[str, str]] = {
    "before we meet": _("before the first meeting"),
    "before the first meeting": _("before the first meeting"),
    "referral": _("at referral"),
    "first day": _("on the first day"),
    "sign-up": _("at sign-up"),
    "sign up": _("at sign-up"),
    "first month": _("in the first month"),
    "assessment": _("at assessment"),
    "support": _("during support"),
    "if there is a worry": _("if there is a worry"),
    "any time": _("at any time"),
    "safeguarding": _("if there is a worry"),
    "leaving": _("when the person leaves"),
    "when you leave": _("when the person leaves"),
    "when they leave": _("when the person leaves"),
    "afterwards": _("afterwards"),
    "evaluation": _("at evaluation"),
    "not known": _("at a stage that is not known"),
}
ANY_STAGE: Final = _("at the stage “%(stage)s”")
STAGE_OPENINGS: Final = word_set("after any at before during every if in on once until when whenever while")


def channel_phrase(channel: str, *, translate: Translate = str) -> str:
    """Return how ``channel`` is said after the receiver's name.

    Examples
    --------
    >>> channel_phrase("E-mail"), channel_phrase("Case meeting"), channel_phrase("Officer calls in")
    ('by e-mail', 'at a case meeting', '(officer calls in)')
    """
    channel = squeeze(channel)
    key = channel.casefold().rstrip(".")
    if key in CHANNELS:
        return translate(CHANNELS[key])
    said = in_sentence(channel.rstrip("."))
    if key.split(" ", 1)[0] in PREPOSITIONS:
        return lower_first(said)
    for pattern, template in CHANNEL_ENDINGS:
        if re.search(pattern, key):
            return _with_article(translate(template) % {"channel": said})
    return translate(ANY_CHANNEL) % {"channel": said}


def frequency_phrase(frequency: str, *, translate: Translate = str) -> str:
    """Return how ``frequency`` is said: "Weekly" is "every week".

    Examples
    --------
    >>> frequency_phrase("Weekly"), frequency_phrase("Twice a week"), frequency_phrase("Payday")
    ('every week', 'twice a week', '(how often: payday)')
    """
    return _known(frequency, FREQUENCIES, FREQUENCY_OPENINGS, ANY_FREQUENCY, "frequency", translate)


def stage_phrase(stage: str, *, translate: Translate = str) -> str:
    """Return how a stage of the journey is said.

    Examples
    --------
    >>> stage_phrase("First day"), stage_phrase("When a home is offered"), stage_phrase("Hand-over")
    ('on the first day', 'when a home is offered', 'at the stage “Hand-over”')
    """
    return _known(stage, STAGES, STAGE_OPENINGS, ANY_STAGE, "stage", translate)


def _known(
    text: str,
    phrases: Mapping[str, str],
    openings: frozenset[str],
    otherwise: str,
    gap: str,
    translate: Translate,
) -> str:
    text = squeeze(text)
    key = text.casefold().rstrip(".")
    if key in phrases:
        return translate(phrases[key])
    if key.split(" ", 1)[0] in openings:
        return lower_first(text.rstrip("."))
    said = text if gap == "stage" else in_sentence(text.rstrip("."))
    return translate(otherwise) % {gap: said}


def _with_article(phrase: str) -> str:
    """Write "an" before a vowel ("on an application form"); only English has the gap."""
    return re.sub(r"^((?:on|in|at|through) a)(?= [aeio])", r"\1n", phrase)
