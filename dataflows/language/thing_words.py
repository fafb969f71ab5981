"""The words that say that what looks like a person's name is something else: small letters, no accents."""

from typing import Final

from dataflows.language.words import word_set

# No part of a name, and where one ends: words that a heading or a new sentence writes with a capital.
STOPS: Final = word_set(
    """a about after agrees all also always an and any are as ask asks at be because been before being
    both but by call can could december did do does each every february first for friday from get give go
    got had has have he her here his how i if in into is it its january july let made make march monday
    must my never new no not november now october of off on once one only or our out over please said
    saturday says see september she should since so some sunday take tell tells than that the their them
    then there these they this those through thursday to today told tomorrow tuesday two under until up us
    use was we wednesday were what when where which while who why will with within without would yes
    yesterday you your"""
)
# No surnames; after a name they make it an organisation's, a place's or a law's.
THINGS: Final = word_set(
    """abbey academy access act action address adoption adult advice advocacy agency agreement aid airport
    albion alcohol alliance allotment allowance alms almshouse ambulance app appeal appointment approach
    arcade arena arms arrest arts assessment asset associate association athletic authority autism ave
    avenue award away bail bank barn barracks base bath bay beach beds benefit block board body borough
    branch bridge bridging budget building bureau bus business cabinet cafe campaign campus canal cancer
    care case caseload castle category cathedral cemetery center centre chain chamber chancellor chapel
    charity charter check child children church cic cinema cio circle city cl clinic clinical close club
    cmht co coach coalition coast code collaborative collection college column commission committee common
    community company complex comprehensive conference consent consortium consultancy consulting contact
    contract corner corporal cottage council counselling country county court credit crescent criminal
    crown ct cup curve daily dashboard data database date daycare deal defence dementia department deputy
    detail detox diary digital directorate disease dispensary district division dock domestic drive drop
    drop-in drug duty dwp early east eastern ed education effect elm email embankment emergency employment
    enquiry enterprise epilepsy equality estate exchange facebook factor faculty family farm federation
    fellowship festival file finance flat flow folder food fools form forum fostering foundation fountain
    foyer framework friend friends fund fundraising gallery gaol garden gate general global google
    governance gp grammar grange group grove guidance guide gym handover harbour health helpline heritage
    high hmpps hms home homeless homes hospice hospital hostel hotel house housing hub huddle hut identity
    impact inbox inc index industry infant infirmary info information initiative inn inquest inquiry
    inspectorate institute institution insurance intake intelligence international island isle item jail
    job joint journey junction junior justice kindergarten kitchen lab lake law leaflet league lecture
    ledger legacy legal leisure letter lgbt lgbtq library licence life lifeline limited line link list
    live llp local lodge logic lottery ltd magistrate mailbox mall man mandatory manor mansion map mappa
    marac market mash mayor medal medical meeting memorial men mental mentoring mews mhclg mill mind
    ministries ministry mission mobile model monthly monument mosque mount movement museum need
    neighbourhood network news nhs nhse nightshelter north northern note notebook nursery nursing offence
    office ombudsman online open operational orchard order organisation other outlook outreach palace
    palsy panel paper parade parish parliament partner partnership pass passport path pathway payment
    peninsula pension people period person personal pharmacy phone photograph pier pitch place plain plan
    playgroup plaza plc police policy pool portal post practice precinct preschool prescription primary
    principle priory prison privacy private prize probation procedure process profile program programme
    project property protocol provision pub public publication quarter quay query question raid railway rd
    record recovery referral refuge regeneration region register registry regulator rehab religion report
    request research reservoir resettlement residence residential resource respite responder response
    restaurant retreat review right risk river road room rooms roster rota rotary rovers row royal rule
    safeguarding sanctuary scale scheme scholarship school science score screening seat secondary section
    sector security select senior sensitive server service session set share sharepoint shelter shop sign
    site sixth sobriety social society software solicitor solution south southern special spreadsheet sq
    square st stadium staff stand standard station stop store strategy street studio suite summary supply
    support surgery survey swimming syndrome system table tavern tea team technique telephone template
    temple tenancy term terrace test text theatre therapies therapy time tool tour tower town tracker
    training transfer transport travel treatment triage triangle tribunal trust tunnel union unit united
    university update user vaccination vaccine vale valley venue victim video view villa village violence
    visa visit volunteer volunteering vulnerable walk walk-in wanderers warehouse watchdog water way
    website weekly welfare wellbeing wellness wharf whatsapp wheel wing woman women word work works
    workshop world writing yard youth zone zoom"""
)
# Those of them that begin somebody's job title: "Sarah Jones Housing Officer" is a person.
TOPICS: Final = word_set(
    """adult advice alcohol benefit care child children clinical community complex criminal data deputy
    digital district domestic drug duty early education emergency employment equality family finance
    general governance health heritage housing information intake junior key learning mental need network
    office operational outreach people personal police policy primary prison privacy probation programme
    project property public recovery referral rehab research resettlement respite risk safeguarding school
    science senior service sobriety social support team tenancy training transfer volunteer welfare
    wellbeing young youth"""
)
# Written small, only these do so ("the Jo Cox foundation"): others follow anybody's name ("Jo's house").
SMALL_THINGS: Final = word_set("centre foundation hospice hospital inquiry institute trust")
# Somebody's work: no surname, and after a name it says that the name is a person's.
ROLES: Final = word_set(
    """administrator adviser advisor advocate analyst apprentice assistant caseworker chair clerk
    co-ordinator commissioner consultant coordinator counsellor director doctor executive head inspector
    keyworker landlord lawyer lead leader manager matron mentor midwife minister navigator nurse officer
    pharmacist physiotherapist practitioner psychiatrist psychologist receptionist sergeant specialist
    supervisor teacher therapist trustee worker"""
)
# A letter after one of these counts something: "Plan B. Price".
LABELS: Final = word_set(
    """annex appendix band block box category class column figure flat grade group hep hepatitis key lane
    level option paragraph part person phase plan point room row schedule section stage step table team
    tier type unit vitamin ward zone"""
)
# A name after one of these is a place's, a prison's, a ship's or a monarch's.
NAMERS: Final = word_set(
    """hmp hms hmyoi hurricane king lake mount mt our port prince princess queen raf saint st storm"""
)
# Charities and shops that go by the bare name of a person.
BARE_NAMES: Final = frozenset(
    {"marie curie", "sue ryder", "anthony nolan", "marie stopes", "anna freud", "john lewis"}
)

# The part before the @ of a shared mailbox: whole words, then what longer ones have in them or end in.
ROLE_WORDS: Final = word_set(
    """access accessrequests admin admissions adult adults advice advocacy alerts allocations appointments
    asc bed beds benefits bereavement bookings caldicott camhs care careers carers casework caseworkers
    ccg child children childrens clinic cmht comms communication communications complaints contact
    contactus correspondence council councillors crisis customer customerservices data dataprotection dpo
    dsar duty edt email enquiry example facilities factcheck families feedback finance firstcontact
    firstname foi freedom from front frontdesk frontdoor fundraising gateway gdpr general git governance
    gp hello help helpdesk helpline hospital hr iapt icb ict ig income info information intake it jobs
    lado legal legalservices lettings licensing localoffer mail mailbox manager mappa marac mash media
    meetings multiagency name navigators network news newsletter nhs no noreply office op operations ops
    organisation organization outreach pals partners partnership partnerships payments pharmacy planning
    platform police post postmaster practice press privacy probation programme project reception recipient
    records recruitment registrar rehousing repairs reply research rights safer sales sar secure security
    sen send sender service services shared sharing shelter signup single someone staff subjectaccess
    surgery switchboard team tech tenancies tenancy test training triage trustees unit user volunteer
    volunteering volunteers vru ward web webmaster welcome welfare workers yjs yot"""
)
ROLE_ROOTS: Final = (
    "safeguard", "referral", "enquir", "housing", "support", "homeless", "socialcare", "casework",
)  # fmt: skip
ROLE_ENDINGS: Final = ("mash", "marac", "team", "office", "admin")
