"""Links to a state of an explorer: they restore what was on the screen, or say what they could not."""

import pytest

from .explorer_pages import NAMES, go_to, random_states, settled, texts


@pytest.mark.parametrize("name", NAMES)
def test_a_link_restores_what_was_on_the_screen(show, name):
    page = show(name, random_states(name)[3])
    settled(page)
    before = texts(page)
    query = page.evaluate("location.hash").partition("?")[2]
    assert texts(show(name, query)) == before


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_link_falls_back_with_a_note_and_reset_starts_anew(show, name):
    page = show(name)
    first = texts(page)
    go_to(page, f"{name}?nonsense=1&__proto__=2")
    note = page.locator(".explorer-note[role=alert]")
    assert note.is_visible()
    assert "nonsense=1" in note.inner_text()
    assert texts(page) == first
    go_to(page, f"{name}?{random_states(name)[2]}")
    page.get_by_role("button", name="Reset").click()
    settled(page)
    assert texts(page) == first
    assert page.evaluate("location.hash") == ""
    assert not note.is_visible()


def test_the_address_follows_a_change_while_redraws_go_on(show):
    page = show("neuron")
    page.evaluate("setInterval(() => dispatchEvent(new PageTransitionEvent('pageshow')), 50)")
    page.get_by_label("Activation").select_option("tanh")
    settled(page)
    assert "tanh" in page.evaluate("location.hash")


UNUSABLE = {
    "convolution": ("row=4000", "row=4000"),
    "digits": ("layer=pool_2&row=7", "row=7"),
    "pooling": ("grid=5&values=" + ",".join("1" * 16), "grid=5"),
}


@pytest.mark.parametrize(("name", "query", "words"), [(name, *rest) for name, rest in UNUSABLE.items()])
def test_a_link_that_asks_for_what_cannot_be_gets_a_note(show, name, query, words):
    assert words in show(name, query).locator(".explorer-note[role=alert]").inner_text()


def test_a_link_keeps_all_its_notes_and_none_is_endless(show):
    page = show(
        "convolution", "&".join(f"wrong{index}={index}" for index in range(99)) + "&stride=2&dilation=2"
    )
    note = page.locator(".explorer-note").inner_text()
    assert "wrong0=0" in note
    assert "stride above 1 together with a dilation above 1" in note
    assert len(note) < 300


@pytest.mark.parametrize("name", ["pooling-2", "the-pooling-explorer"], ids=["nowhere", "a-heading"])
def test_a_link_to_an_explorer_that_is_not_there_gets_a_note(show, name):
    page = show("pooling")
    go_to(page, f"{name}?stride=1")
    assert name in page.locator(".explorer-note").inner_text()
    go_to(page, "pooling?stride=1")
    assert not page.locator(".explorer-note").is_visible()


def test_going_back_to_the_address_without_a_state_shows_the_page_as_it_was(show):
    page = show("pooling")
    first = texts(page)
    go_to(page, "pooling?stride=1")
    assert texts(page) != first
    page.go_back()
    settled(page)
    assert texts(page) == first


def test_a_link_that_is_followed_just_before_the_address_would_be_written_is_not_overwritten(show):
    page = show("activation", "function=tanh")
    page.evaluate(
        """() => {
          location.hash = "activation?function=relu&input=3"; // the event comes later,
          dispatchEvent(new Event("pagehide")); // and the address is written before
        }"""
    )
    settled(page)
    assert page.text_content(".explorer-message").startswith("ReLU(3)")
