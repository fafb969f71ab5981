"""The words of the capture bar's grammar, as people type them; what is misspelt often is among them."""

import re
from collections.abc import Mapping
from typing import Final

from dataflows.language.phrases import CHANNEL_ENDINGS, CHANNELS, FREQUENCIES, STAGES
from dataflows.language.purpose import VERBS

# A name, a kind of data or quoted words stand in a line as one of these for each of their characters.
MASK: Final = "\ufffc"


BEFORE_WORD: Final = rf"(?<![\w{MASK}])"
AFTER_WORD: Final = rf"(?![\w{MASK}])"


def word(pattern: str) -> str:
    """Return a pattern that matches whole words alone."""
    return f"{BEFORE_WORD}(?:{pattern}){AFTER_WORD}"


def any_of(words: Mapping[str, object] | frozenset[str]) -> str:
    """Return a pattern of all these words, the longest first."""
    each = sorted(words, key=lambda one: (-len(one), one))
    return "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in each)


BOTH: Final = r"<[-=]*>|[↔⇄⇆⟷⇔]"
FORWARD: Final = r"[-=]*>+|[→⇒➔➜➡⟶➝]"
BACKWARD: Final = r"<+[-=]*|[←⇐⟵]"
ARROW: Final = re.compile(rf"(?P<both>{BOTH})|(?P<forward>{FORWARD})|(?P<backward>{BACKWARD})")

SENDS: Final = word(
    "(?:sends?|sned|sneds|sedns|gives?|givs|shares?|shaers|sahres|passes|pass|pasess|forwards?|hands)(?:\\s+(?:on|over))?"
    "|provides?|supplies|supply|reports?|refers?|discloses?|submits?|uploads?|transfers?|copies|puts?|moves?"
    "|returns?|releases?|e-?mails?|emials?|phones|texts|posts|faxes"
    # As nouns these are ways of sending: they are verbs only before somebody who is known.
    f"|(?:text|phone|ring|post|fax|message|whatsapp)s?(?=\\s+(?:the\\s+)?{MASK})"
)
TELLS: Final = word("tells?|tels|tlels|informs?|notifies|notify|updates?|lets?")
KNOW: Final = word("know")
NEVER: Final = re.compile(word("never|not|doesn't|don't|won't|can't|no longer") + r"\s*$")
# What says that a flow is no more: "Shelter stopped sending names to the council".
STOPS: Final = re.compile(word("stopped|stops|no longer|never"))
NOTHING: Final = frozenset({"nothing", "none", "no data", "nothing at all"})
GETS: Final = word(
    "gets?|got|receives?|recieves?|recives?|recieved|recieve|collects?|obtains?|requests?|takes?|hears?"
    "|is\\s+(?:sent|given|told)|are\\s+(?:sent|given|told)"
)
IS_SENT: Final = word("(?:is|are|gets?)\\s+(?:sent|given|shared|passed|forwarded|e-?mailed|reported|told)")
TO: Final = word(
    "(?:on\\s+|over\\s+|back\\s+)?to(?:\\s+the)?|with(?:\\s+the)?|into(?:\\s+the|\\s+its|\\s+their)?"
)
AT: Final = word("at(?:\\s+the)?")
FROM: Final = word("(?:(?:go|goes|come|comes|flows?)\\s+)?from(?:\\s+the|\\s+its|\\s+their)?|form")
ABOUT: Final = word("about|of")
OF: Final = word("of")

# Verbs that say themselves how something moves.
MOVES_BY: Final = (
    (re.compile(r".*e-?mail(?:s|ed)?|emials?"), "E-mail"),
    (re.compile(r"phones?|rings?"), "Phone"),
    (re.compile(r"texts?"), "Text message"),
    (re.compile(r"posts?"), "Post"),
    (re.compile(r"fax(?:es)?"), "Fax"),
    (re.compile(r"whatsapps?"), "WhatsApp"),
)

SO_THAT: Final = word(r"so\s+(?:that|taht|thta)|in\s+order\s+(?:to|that)|so\s+as\s+to|because|becuase|cos")
_CAN: Final = "can|could|may|is|are|gets?|has|have|knows?|does|do|will|can't|isn't|don't|doesn't"
SO_THEY_CAN: Final = rf"{BEFORE_WORD}so\s+(?=(?:[^\s,;:]+\s+){{1,3}}?(?:{_CAN}){AFTER_WORD})"
# What cannot be anything but a purpose, wherever it stands.
HARD_STOP: Final = re.compile(f"{SO_THAT}|{SO_THEY_CAN}")
PURPOSE: Final = re.compile(
    f"{SO_THAT}|{SO_THEY_CAN}"
    rf"|{BEFORE_WORD}to\s+(?=(?:{any_of(VERBS)}){AFTER_WORD})"
    rf"|{BEFORE_WORD}for\s+(?=\w{{2,}}ing{AFTER_WORD})"
)
# What purposes lose at their beginning: they are kept as infinitives.
PURPOSE_OPENING: Final = re.compile(r"\s*(?:in order to|so as to|to)\s+")

_DAY: Final = "mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thurs?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
_SPAN: Final = f"hours?|days?|nights?|weeks?|fortnight|months?|quarter|years?|time|morning|evening|{_DAY}"
TIMES: Final = (
    r"(?:once|twice|(?:\d+|two|three|four|several|a few)\s+times)\s+(?:a|an|per|every|each)"
    r"\s+(?:day|week|fortnight|month|quarter|year)"
    r"|once|twice"
    rf"|(?:every|each)\s+(?:(?:other|single|two|three|four|six|few|\d+)\s+)?(?:{_SPAN})"
    r"|(?:up)?on\s+(?:request|event|demand)|as\s+(?:and\s+when|required|needed)"
    r"|when(?:ever)?\s+(?:it\s+is\s+)?(?:needed|required|asked)|whenever\s+it\s+comes\s+up"
    r"|all\s+the\s+time|more\s+than\s+once|regularly|occasionally|often|rarely|sometimes|continuously"
    r"|(?:not\s+)?(?:every|evry)\s+(?:night|day|week|month)|nightly|dialy|weekley|wekly|montly|at\s+times\s+that\s+are\s+not\s+known"
)
FREQUENCY: Final = re.compile(
    word(f"(?:{TIMES}|{any_of(frozenset(FREQUENCIES) - {'not known', 'once'})}|once)")
)
SPELT: Final[Mapping[str, str]] = {
    "dialy": "daily",
    "weekley": "weekly",
    "wekly": "weekly",
    "montly": "monthly",
    "evry week": "every week",
    "evry day": "every day",
    "evry month": "every month",
}

STAGE_PHRASES: Final[Mapping[str, str]] = {phrase: stage for stage, phrase in reversed(list(STAGES.items()))}
STAGE: Final = re.compile(word(any_of(STAGE_PHRASES)) + r"|(?<!\S)at\s+the\s+stage\s+“[^”]+”")

BY: Final = word("by|via|through|using|over")
CHANNEL_PHRASES: Final[Mapping[str, str]] = {
    **{phrase: channel for channel, phrase in reversed(list(CHANNELS.items()))},
    "by phone": "phone",
    "over the phone": "phone",
    "by text": "text message",
    "at the meeting": "meeting",
}
CHANNEL_PHRASE: Final = re.compile(word(any_of(CHANNEL_PHRASES)) + r"|(?<!\S)\((?!how often)[^()]+\)")
_ENDINGS: Final = "|".join(
    pattern.strip("^$").replace(r"\b", "").strip()
    for pattern, _template in CHANNEL_ENDINGS
    if not pattern.startswith("^")
)
ARTICLE_CHANNEL: Final = re.compile(
    word(rf"(?:on|in|at|through)\s+(?:an?|the)\s+(?:[\w-]+\s+){{0,4}}?(?:{_ENDINGS})")
)
HOW_OFTEN: Final = re.compile(r"\(how often: ([^()]+)\)")

NOT_SURE: Final = re.compile(r"\(\s*(?:\?+|not sure)\s*\)|(?<!\w)not sure(?!\w)|\?+")
INFORMAL: Final = re.compile(r"(?<!\S)\*\s?informal(?:ly)?(?!\w)")
LIST_MARK: Final = re.compile(r"\s*(?:/\s*|(?:[-•·*]\s+)|(?:\d{1,3}[.)]\s+))")
DASH: Final = re.compile(rf"\s-{{1,2}}\s|(?<={MASK})-(?={MASK})")
MISSPELT_CHANNELS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("e mail", "emial", "e-mial", "eamil", "emal", "emails", "e-mails"), "e-mail"),
    **dict.fromkeys(("fone", "tel", "telephone call", "phone call"), "phone"),
}
_ADVERBS: Final = "|".join(sorted(set(FREQUENCIES) - {"not known"}, key=len, reverse=True))
_EACH: Final = rf"(?:every|each|once|twice)\s+(?:an?\s+)?(?:{_SPAN})"
# One word alone may begin a name ("Daily Bread"): it has to be set off.
LEADING_FREQUENCY: Final = re.compile(rf"{word(f'{TIMES}|{_ADVERBS}')}\s*[,:]\s*|{word(_EACH)}\s+")
ASKS: Final = re.compile(r"(?:does|do|did)\s+")
