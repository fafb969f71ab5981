"""The one form renderer: every Django form comes out in Daylight's markup."""

from django.forms.renderers import TemplatesSetting


class DaylightFormRenderer(TemplatesSetting):
    """Render forms from ``templates/django/forms/``, falling back to Django's own widgets.

    A form may set ``mark_optional = False`` to leave "(optional)" out of its labels, as short search and
    filter forms do.
    """

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"
