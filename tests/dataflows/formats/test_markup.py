"""Labels in HTML: every word comes out, in time that grows with the label and not with its square."""

import time

import pytest

from dataflows.formats.markup import words_of


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("<b>Council</b><br>Housing", "Council Housing"),
        ('<a href="?a>b">Police</a> &amp; others', "Police & others"),
        ("<p title=it's>Name</p>", "Name"),
        ("one<!-- two <b> -->three", "onethree"),
        ("one<!-- never closed", "one<!-- never closed"),
        ("<style>p { color: red }</style><SCRIPT>x</SCRIPT>Seen", "Seen"),
        ("</script>Seen", "Seen"),
        ("age<18 and > 5", "age<18 and > 5"),
        ("risk<high <b>today</b>", "risk<high today"),
        ("&lt;b&gt;not a tag", "<b>not a tag"),
        ("<!DOCTYPE html><?x?>Seen", "Seen"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("", ""),
    ],
)
def test_words(label, words):
    assert words_of(label) == words


@pytest.mark.parametrize(
    "part",
    [
        "<!--",
        "<a",
        "<a ",
        "<a b=",
        "<a b='",
        '<a b="',
        "<a/",
        "</a",
        "<!",
        "<?",
        "&",
        "&#",
        "<script>",
        "<x y",
    ],
)
def test_a_label_that_never_closes_keeps_nobody_busy(part):
    started = time.process_time()
    words_of(part * (1_000_000 // len(part)))
    assert time.process_time() - started < 5
