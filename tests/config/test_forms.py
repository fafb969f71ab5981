"""Every form comes out in one markup: label, hint and error tied to the field they speak of."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string


class Example(forms.Form):
    name = forms.CharField(label="Name of the map", help_text="As people say it.")
    area = forms.ChoiceField(choices=[("", "Choose"), ("m", "Manchester")], required=False)
    kind = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "It depends"), ("b", "Not right")])
    themes = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple, choices=[("h", "Health"), ("w", "Welfare")], required=False
    )
    text = forms.CharField(widget=forms.Textarea)
    file = forms.FileField(required=False)
    agreed = forms.BooleanField(label="I have left out names")
    number = forms.IntegerField(
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}), required=False
    )


@pytest.fixture
def empty() -> str:
    return str(Example())


@pytest.fixture
def wrong() -> Example:
    form = Example({"name": "", "number": "many"})
    assert not form.is_valid()
    return form


def ids(html: str) -> set[str]:
    return set(re.findall(r'\bid="([^"]+)"', html))


def test_each_control_has_its_class_once_and_keeps_its_own(empty):
    for cls in ("govuk-input", "govuk-select", "govuk-textarea", "govuk-file-upload"):
        assert f'class="{cls}"' in empty
    assert 'class="govuk-input govuk-input--width-5"' in empty
    assert not re.search(r'<[^>]*class="[^"]*"[^>]*class="', empty)


def test_choices_stand_in_a_fieldset_with_a_legend_and_a_label_each(empty):
    assert empty.count("<fieldset") == 2
    assert empty.count('class="govuk-radios__input"') == 2
    assert empty.count('class="govuk-checkboxes__input"') == 3


@pytest.mark.parametrize("bound", [False, True])
def test_labels_hints_and_errors_point_at_what_is_there(bound, wrong):
    html = str(wrong) if bound else str(Example())
    known = ids(html)
    assert set(re.findall(r'\bfor="([^"]+)"', html)) <= known
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        assert set(described.split()) <= known


def test_an_error_says_that_it_is_one_and_marks_its_field(wrong):
    html = str(wrong["name"].as_field_group())
    assert "govuk-form-group--error" in html
    assert '<span class="visually-hidden">Error:</span> This field is required.' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html


def test_the_summary_links_to_a_control_of_each_wrong_field(wrong):
    html = render_to_string("components/error_summary.html", {"form": wrong})
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets == {"id_name", "id_kind_0", "id_text", "id_agreed", "id_number"}
    assert targets <= ids(str(wrong))


def test_there_is_no_summary_without_errors():
    assert render_to_string("components/error_summary.html", {"form": Example()}).strip() == ""


def test_optional_fields_say_so_unless_the_form_does_not_want_it(empty):
    assert empty.count("(optional)") == 4
    form = Example()
    form.mark_optional = False
    assert "(optional)" not in str(form)


def test_what_people_typed_is_escaped():
    form = Example({"name": '"><script>alert(1)</script>'})
    assert "<script>" not in str(form)
