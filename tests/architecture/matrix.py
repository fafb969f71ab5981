"""Who may do what at every address: the table that every answer is held against.

A row names an address and says, for each method that it knows, who may use it. Methods that a row does not
name are refused to everybody. Words: `read` is for all members, `talk` for all but viewers, `run` for those
who keep maps, `govern` for those who answer for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.people import ACTORS, MEMBERS

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")

# Written out by hand and not taken from organisations.permissions: the two must agree (test_permissions.py).
MAY: Mapping[str, tuple[str, ...]] = {
    "read": MEMBERS,
    "talk": ("partner", "facilitator", "council_staff", "owner"),
    "run": ("facilitator", "council_staff", "owner"),
    "govern": ("council_staff", "owner"),
}

SIGN_IN = "sign in"  # a redirect to the sign-in page
Answer = int | str
Answers = Mapping[str, Answer]


@dataclass(frozen=True)
class Row:
    """One address: what it needs in its path, and what each method answers to each actor."""

    arguments: str = ""
    methods: Mapping[str, Answers] = field(default_factory=dict)
    otherwise: Answers = field(default_factory=lambda: everybody(405))

    def expected(self, method: str, actor: str) -> Answer:
        """What this actor is answered; HEAD as GET."""
        asked = "GET" if method == "HEAD" else method
        return self.methods.get(asked, self.otherwise)[actor]


def everybody(answer: Answer) -> Answers:
    return dict.fromkeys(ACTORS, answer)


def within(who: str, answer: Answer = 200) -> Answers:
    """A page of one programme: others of its members are refused, strangers find nothing.

    A token opens no pages: whoever brings one is a guest there.
    """
    members = {actor: answer if actor in MAY[who] else 403 for actor in MEMBERS}
    return {"guest": SIGN_IN, **members, "stranger": 404, "token": SIGN_IN}


def signed_in(answer: Answer = 200, *, guest: Answer = SIGN_IN) -> Answers:
    """A page that is the same for whoever has signed in."""
    return {**everybody(answer), "guest": guest, "token": guest}


def api(arguments: str, answers: Answers, **methods: Answers) -> Row:
    """An address of the API: guests are told to sign in, whatever they try; a token does as its person."""
    known = {method: by_program(each) for method, each in {"GET": answers, **methods}.items()}
    known["OPTIONS"] = by_program(everybody(200))
    return Row(arguments, known, otherwise=by_program(everybody(405)))


def by_program(answers: Answers) -> Answers:
    """The same answers where programs ask: a guest is told to sign in, a token counts."""
    return {**answers, "guest": 401, "token": answers["council_staff"]}


def api_act(arguments: str, **methods: Answers) -> Row:
    """An address of the API that does something and has nothing to read."""
    return api(arguments, everybody(405), **methods)


def api_versions(arguments: str) -> Row:
    """An address of the API that guests may reach when the map is open: the map decides, not the door."""
    answers = by_program(within("read"))
    return Row(arguments, {"GET": answers, "OPTIONS": everybody(200)})


def register_rows(arguments: str = "") -> Row:
    """A list of the register's rows: nothing that nobody sent can be added."""
    return api(arguments, everybody(200), POST={**within("run", 400), "stranger": 400})


def register_row(arguments: str) -> Row:
    """A row of the register: a change has to say what it was made from."""
    return api(arguments, within("read"), PATCH=within("run", 428), DELETE=within("run", 428))


def page(arguments: str, **methods: Answers) -> Row:
    """A page of ours: it knows the methods named, and no others."""
    return Row(arguments, methods)


def django_view(arguments: str = "", **methods: Answers) -> Row:
    """A class-based view of Django or allauth, which also answers OPTIONS."""
    return Row(arguments, {"OPTIONS": everybody(200), **methods})


def form(answers: Answers, otherwise: Answers) -> Row:
    """A form of allauth's, which takes PUT for POST."""
    return Row("", dict.fromkeys(("GET", "POST", "PUT", "OPTIONS"), answers), otherwise)


def whatever(answers: Answers, arguments: str = "") -> Row:
    """An address that answers every method alike: it sends people on, or away, before it looks."""
    return Row(arguments, otherwise=answers)


def by_factor(having: Answer, *, without: Answer) -> Answers:
    """Owners (the stranger is one) have a second factor in these tests; the others have none."""
    people = {actor: having if actor in ("owner", "stranger") else without for actor in ACTORS}
    return {**people, "guest": SIGN_IN, "token": SIGN_IN}


ENTRANCE = form(signed_in(302, guest=200), otherwise=signed_in(302, guest=405))
# A preview is its maker's alone: here the facilitator's.
OWN_PREVIEW = {**within("run"), "council_staff": 404, "owner": 404}

# Which rooms is asked for, so whoever names none has asked for nothing.
NO_ROOM = {**everybody(400), "guest": 401, "token": 401}

MATRIX: Mapping[str, Row] = {
    # --- live ------------------------------------------------------------------------------------
    "live": page("", GET=NO_ROOM),
    "since": page("", GET=NO_ROOM),
    # --- maps ------------------------------------------------------------------------------------
    "home": page("", GET=everybody(200)),
    "programme": page("slug", GET=within("read")),
    "areas": page("slug", GET=within("read")),
    # One map is nothing to compare.
    "areas_file": page("slug", GET=within("read", 400)),
    "due": page("slug", GET=within("read")),
    "activity": page("slug", GET=within("read")),
    "map_new": page("slug", GET=within("run"), POST=within("run")),
    "register": page("slug", GET=within("read", 302)),
    "register_list": page("slug kind", GET=within("read")),
    "register_row": page("slug kind data_type", GET=within("read")),
    "register_new": page("slug kind", GET=within("run"), POST=within("run", 400)),
    "register_edit": page("slug kind data_type", GET=within("run"), POST=within("run", 400)),
    "register_change": page("slug kind", GET=within("run", 302), POST=within("run", 302)),
    "register_remove": page("slug kind", GET=within("run", 302), POST=within("run", 302)),
    "register_history": page("slug", GET=within("read")),
    "register_act": page("slug register_edit", GET=within("read")),
    "register_undo": page("slug register_edit", POST=within("run", 302)),
    "register_filter_save": page("slug kind", POST=within("read", 302)),
    # Council staff kept this one, of organisations: a filter is one person's alone.
    "register_filter_forget": page(
        "slug filter_kind filter", POST={**within("read", 404), "council_staff": 302}
    ),
    "map": page("map", GET=within("read")),
    "flow": page("map flow", GET=within("read")),
    "node": page("map node", GET=within("read")),
    "flow_new": page("map", GET=within("run"), POST=within("run", 400)),
    "flow_edit": page("map flow", GET=within("run"), POST=within("run", 400)),
    "flow_split": page("map flow", GET=within("run"), POST=within("run", 400)),
    "flow_row": page("map flow", GET=within("read")),
    "node_new": page("map", GET=within("run"), POST=within("run", 400)),
    "node_edit": page("map node", GET=within("run"), POST=within("run", 400)),
    "node_split": page("map node", GET=within("run"), POST=within("run", 400)),
    "element_merge": page("map flow", GET=within("run"), POST=within("run", 400)),
    "element_remove": page("map flow", POST=within("run", 302)),
    "element_restore": page("map flow", POST=within("run", 302)),
    "history": page("map", GET=within("read")),
    "undo": page("map", POST=within("run", 302)),
    "redo": page("map", POST=within("run", 302)),
    "group": page("map group", GET=within("read")),
    "bundle": page("map bundle", GET=within("read")),
    "picture": page("map", GET=within("read")),
    "picture_retry": page("map", POST=within("run", 302)),
    "capture": page("map", GET=within("run"), POST=within("run", 400)),
    "capture_words": page("map", GET=within("run")),
    "capture_fact": page("map", POST=within("run", 400)),
    "capture_same": page("map", POST=within("run", 400)),
    "interviews": page("map", GET=within("run"), POST=within("run", 400)),
    "interview": page("map interview", GET=within("run"), POST=within("run", 400)),
    "interview_merge": page("map interview", POST=within("run", 302)),
    "interview_line_forget": page("map interview interview_line", POST=within("run", 302)),
    "wall": page("map", GET=within("run"), POST=within("run", 400)),
    "wall_image": page("map photo", GET=within("run")),
    "wall_act": page("map photo", POST=within("run", 302)),
    "here": page("map", POST=within("read", 204)),
    "screen": page("map", GET=within("read")),
    "screen_now": page("map", GET=within("read")),
    "screen_show": page("map", POST=within("run", 302)),
    # Last of its kind: what it forgets is gone for those before.
    "interview_discard": page("map interview", POST=within("run", 302)),
    "tidy": page("map", POST=within("run", 302)),
    "put_back": page("map", POST=within("run", 302)),
    "nudge": page("map flow", POST=within("run", 302)),
    "versions": page("map", GET=within("read")),
    "publish": page("map", GET=within("run"), POST=within("run")),
    "map_copy": page("map", GET=within("run"), POST=within("run")),
    "compare_choose": page("map", GET=within("read", 302)),
    "compare": page("map before after", GET=within("read")),
    "compare_with": page("map", GET=within("read"), POST=within("read")),
    "compare_map": page("map other", GET=within("read")),
    "open": page("map", GET=within("govern"), POST=within("govern")),
    "import": page("map", GET=within("run"), POST=within("run", 400)),
    "import_columns": page("map preview", GET=OWN_PREVIEW, POST={**OWN_PREVIEW, "facilitator": 400}),
    "import_preview": page("map preview", GET=OWN_PREVIEW, POST={**OWN_PREVIEW, "facilitator": 302}),
    "receipt": page("map receipt", GET=within("read")),
    "loose_end": page("map receipt loose", GET=within("run"), POST=within("run", 400)),
    "import_undo": page("map receipt", POST=within("run", 302)),
    "export": page("map", GET=within("read")),
    "draft_file": page("map format", GET=within("read")),
    "draft_paper": page("map", GET=within("read")),
    "comments": page("map", GET=within("read")),
    "comment_reply": page("map comment", GET=within("talk"), POST=within("talk")),
    "comment_answer": page("map comment", GET=within("run"), POST=within("run")),
    "comment_reopen": page("map comment", POST=within("talk", 302)),
    "comment_moderate": page("map comment", GET=within("run"), POST=within("run")),
    "comment_attach": page("map comment flow", POST=within("run", 302)),
    "sign_off": page("map", GET=within("read"), POST=within("talk")),
    "map_review_date": page("map", POST=within("run", 302)),
    "inbox": page("map", GET=within("run")),
    "proposal": page("map proposal", GET=within("run"), POST=within("run")),
    "reviews": page("map", GET=within("read"), POST=within("run")),
    "review_link_end": page("map review_link", POST=within("run", 302)),
    "redactions": page("map", GET=within("govern"), POST=within("govern")),
    # Council staff asked for this one: it takes two people.
    "redaction_agree": page("map redaction", POST={**within("govern", 302), "council_staff": 403}),
    "redaction_refuse": page("map redaction", POST=within("govern", 302)),
    "version": page("map number", GET=within("read")),
    "version_flow": page("map number flow", GET=within("read")),
    "version_node": page("map number node", GET=within("read")),
    "version_group": page("map number group", GET=within("read")),
    "version_bundle": page("map number bundle", GET=within("read")),
    "version_picture": page("map number", GET=within("read")),
    "version_picture_retry": page("map number", POST=within("run", 302)),
    "comment_add": page("map number", GET=within("talk"), POST=within("talk")),
    "version_restore": page("map number", POST=within("run", 302)),
    "version_file": page("map number format", GET=within("read")),
    "version_paper": page("map number", GET=within("read")),
    # --- over a review link, whoever holds it ----------------------------------------------------
    "review": page("review_token", GET=everybody(200), POST=everybody(200)),
    "review_sent": page("review_token review", GET=everybody(200)),
    "review_reopen": page("review_token review review_comment", POST=everybody(302)),
    # --- the service ------------------------------------------------------------------------------
    "help": django_view(GET=everybody(200)),
    "accessibility": django_view(GET=everybody(200)),
    "privacy": django_view(GET=everybody(200)),
    "robots": django_view(GET=everybody(200)),
    "healthz": page("", GET=everybody(200)),
    "readyz": page("", GET=everybody(200)),
    # Whoever keeps maps anywhere, the stranger too.
    "status": page("", GET={**within("run"), "stranger": 200}),
    "job_retry": page("job", POST=within("run", 302)),
    # --- a person's own account: ours ---------------------------------------------------------------
    "account": page("", GET=signed_in(), POST=signed_in(302)),
    "tokens": page("", GET=signed_in(), POST=signed_in(400)),
    "token_revoke": page("token", POST={**signed_in(404), "council_staff": 302}),
    "demo_sign_in": page("", POST=everybody(404)),
    # --- a person's own account: allauth's ----------------------------------------------------------
    "account_login": ENTRANCE,
    "account_request_login_code": ENTRANCE,
    "account_confirm_login_code": whatever(everybody(302)),
    "account_logout": django_view(GET=signed_in(guest=302), POST=everybody(302)),
    "account_inactive": django_view(GET=everybody(200)),
    # Guests are told that people join by invitation.
    "account_signup": whatever(signed_in(302, guest=200)),
    # Who has neither password nor second factor has nothing to prove themselves with.
    "account_reauthenticate": whatever(by_factor(302, without=403)),
    "account_email": Row(
        "",
        {"GET": signed_in(), "POST": signed_in(302), "PUT": signed_in(302), "OPTIONS": signed_in()},
        otherwise=signed_in(405),
    ),
    "account_email_verification_sent": django_view(GET=everybody(200)),
    "account_confirm_email": django_view("key", GET=everybody(200), POST=everybody(404)),
    # Nobody here has a password yet: they are sent to set one.
    "account_change_password": whatever(signed_in(302)),
    "account_set_password": form(signed_in(), otherwise=signed_in(405)),
    "account_reset_password": form(everybody(200), otherwise=everybody(405)),
    "account_reset_password_done": django_view(GET=everybody(200)),
    "account_reset_password_from_key": whatever(everybody(200), "uidb36 key"),
    "account_reset_password_from_key_done": django_view(GET=everybody(200)),
    "mfa_index": Row("", {"GET": signed_in(), "OPTIONS": signed_in()}, otherwise=signed_in(405)),
    "mfa_authenticate": whatever(everybody(302)),
    "mfa_reauthenticate": form(by_factor(200, without=403), otherwise=by_factor(405, without=403)),
    # Who has a second factor must prove themselves again before touching any.
    "mfa_activate_totp": form(by_factor(302, without=200), otherwise=by_factor(302, without=405)),
    "mfa_deactivate_totp": whatever(by_factor(302, without=404)),
    "mfa_generate_recovery_codes": form(by_factor(302, without=200), otherwise=by_factor(302, without=405)),
    # Nobody has any yet.
    "mfa_view_recovery_codes": Row(
        "", {"GET": signed_in(404), "OPTIONS": signed_in()}, otherwise=signed_in(405)
    ),
    "mfa_download_recovery_codes": whatever(signed_in(404)),
    # --- the API ------------------------------------------------------------------------------------
    "api": page("", GET=everybody(302)),
    "api_docs": page("", GET=everybody(200)),
    "api_schema": django_view(GET=everybody(200)),
    "api_nothing": whatever(by_program(everybody(404))),
    "api_programmes": api("", everybody(200)),
    "api_programme": api("programme", within("read")),
    "api_organisations": register_rows(),
    "api_organisation": register_row("organisation"),
    "api_data_types": register_rows(),
    "api_data_type": register_row("data_type"),
    "api_storages": register_rows(),
    "api_storage": register_row("storage"),
    "api_agreements": register_rows(),
    "api_agreement": register_row("agreement"),
    "api_edits": api("map", within("read"), POST=within("run", 400)),
    "api_edit": api("map register_edit", within("read", 404)),
    "api_undo": api("map", within("run"), POST=within("run", 400)),
    "api_redo": api("map", within("run"), POST=within("run", 400)),
    "api_formats": page("", GET=everybody(200), OPTIONS=everybody(200)),
    "api_imports": api("map", within("read"), POST=within("run", 400)),
    "api_import": api("map receipt", within("read")),
    "api_import_elements": api("map receipt", within("read")),
    "api_import_undo": api_act("map receipt", POST=within("run")),
    "api_draft_file": api("map format", within("read")),
    "api_version_file": api_versions("map number format"),
    "api_maps": api("", everybody(200)),
    "api_map": api("map", within("read")),
    "api_nodes": api("map", within("read")),
    "api_flows": api("map", within("read")),
    "api_comments": api("map", within("read")),
    "api_versions": api_versions("map"),
    "api_version": api_versions("map number"),
    "api_renderings": api("map", within("read")),
    "api_draft_rendering": api("map", within("read")),
    "api_draft_picture": api("map", within("read")),
    "api_version_picture": api_versions("map number"),
}

# Once a map is open to everybody, these change for guests and strangers; nothing else does.
OPENED: Mapping[str, Answers] = {
    "map": {"guest": 302, "stranger": 302},  # to the newest version, not the draft
    "versions": {"guest": 200, "stranger": 200},
    "compare": {"guest": 200, "stranger": 200},
    "compare_map": {"guest": 200, "stranger": 200},
    "compare_choose": {"guest": 302, "stranger": 302},
    "export": {"guest": 200, "stranger": 200},
    "version": {"guest": 200, "stranger": 200},
    "version_flow": {"guest": 200, "stranger": 200},
    "version_node": {"guest": 200, "stranger": 200},
    "version_group": {"guest": 200, "stranger": 200},
    "version_bundle": {"guest": 200, "stranger": 200},
    "version_picture": {"guest": 200, "stranger": 200},
    "version_file": {"guest": 200, "stranger": 200},
    "version_paper": {"guest": 200, "stranger": 200},
    "api_versions": {"guest": 200, "stranger": 200},
    "api_version": {"guest": 200, "stranger": 200},
    "api_version_picture": {"guest": 200, "stranger": 200},
    "api_version_file": {"guest": 200, "stranger": 200},
}
