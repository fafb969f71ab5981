"""The library: who and what is usual on maps of services, offered last while somebody types."""

from typing import Final

from dataflows.graph.vocabulary import gettext_noop

_ = gettext_noop

USUAL_PLACES: Final = (
    _("Accident and emergency"), _("Adult social care"), _("Advocacy service"), _("Ambulance service"),
    _("Children's social care"), _("Citizens Advice"), _("Community mental health team"),
    _("Community safety team"), _("Council tax team"), _("Crisis team"), _("Day centre"), _("Dentist"),
    _("Department for Work and Pensions"), _("Domestic abuse service"), _("Drug and alcohol service"),
    _("Fire and rescue service"), _("Food bank"), _("GP surgery"), _("Home Office"), _("Hospital ward"),
    _("Hostel"), _("Housing association"), _("Housing options team"), _("HM Revenue and Customs"),
    _("Integrated care board"), _("Interpreter"), _("Jobcentre"), _("Landlord"),
    _("Liaison and diversion team"),
    _("Magistrates' court"), _("MAPPA"), _("MARAC"), _("MASH"), _("Mental health trust"), _("Night shelter"),
    _("Outreach team"), _("Pharmacy"), _("Police"), _("Prison"),
    _("Probation service"), _("Public health team"),
    _("Refuge"), _("Research team"), _("Safeguarding team"), _("School"), _("Social landlord"),
    _("Solicitor"), _("Substance use service"), _("Support worker"), _("Welfare rights team"),
    _("Women's centre"), _("Youth justice service"),
)  # fmt: skip
USUAL_DATA: Final = (
    _("Address"), _("Appointments"), _("Arrests and police contact"), _("Assessment"), _("Attendance"),
    _("Bank details"), _("Benefit details"), _("Care plan"), _("Case notes"), _("Contact details"),
    _("Court dates"), _("Date of birth"), _("Debts"), _("Diagnosis"), _("Disability"), _("Domestic abuse"),
    _("Drug and alcohol use"), _("E-mail address"), _("Emergency contact"), _("Employment"), _("Ethnicity"),
    _("Family and children"), _("Gender"), _("Housing history"), _("Housing status"), _("Immigration status"),
    _("Income"), _("Language spoken"), _("Licence conditions"), _("Medication"), _("Mental health"),
    _("Name"),
    _("Name and date of birth"), _("National Insurance number"), _("Next of kin"), _("NHS number"),
    _("Offences"), _("Phone number"), _("Photograph"), _("Physical health"), _("Referral form"),
    _("Religion or belief"), _("Rent arrears"), _("Risk to self or others"), _("Safeguarding concerns"),
    _("Sexual orientation"), _("Support plan"), _("Tenancy details"), _("Test results"),
    _("What the person wants"), _("Where the person sleeps"),
)  # fmt: skip
