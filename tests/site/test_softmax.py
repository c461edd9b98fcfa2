"""The softmax explorer, driven: what changes the shares and what does not."""

import pytest

from .explorer_pages import settled, texts


def shares(page):
    return page.locator(".explorer-terms tbody td:last-child").all_inner_texts()


def terms(page):
    return page.locator(".explorer-terms tbody td:nth-child(3)").all_inner_texts()


def test_a_constant_added_to_all_scores_changes_the_terms_and_no_share(show):
    page = show("softmax")
    before, grown = shares(page), terms(page)
    page.get_by_role("button", name="Add 1 to all scores").click()
    settled(page)
    assert shares(page) == before
    assert not set(terms(page)) & {grown[-1], grown[0]} - set(grown[:-1])
    assert page.locator(".explorer-slider .explorer-typed").first.input_value() == "3"
    page.get_by_role("button", name="Take 1 from all scores").click()
    settled(page)
    assert (shares(page), terms(page)) == (before, grown)


def test_scores_at_the_end_of_their_range_stay_together_and_a_note_says_why(show):
    page = show("softmax", "z1=10")
    before = texts(page)
    page.get_by_role("button", name="Add 1 to all scores").click()
    settled(page)
    assert texts(page) == before
    assert "all stay as they are" in page.locator(".explorer-note").inner_text()


@pytest.mark.parametrize(("temperature", "grows"), [("0.5", True), ("4", False)])
def test_a_temperature_below_one_makes_the_largest_share_larger(show, temperature, grows):
    before = float(shares(show("softmax"))[0])
    after = float(shares(show("softmax", f"temperature={temperature}"))[0])
    assert (after > before) == grows
    assert after != before


def test_equal_scores_have_equal_shares_and_the_message_names_all(show):
    page = show("softmax", "z1=1&z2=1&z3=1&z4=1")
    assert shares(page) == ["25.00"] * 4
    assert texts(page)[0] == "cat, dog, fox and ship have equal shares, 25.00 % each"


def test_a_score_is_typed_and_moved_by_keys(show):
    page = show("softmax")
    page.get_by_label("Score z of ship").last.fill("4")
    settled(page)
    assert texts(page)[0].startswith("ship has the largest share")
    slider = page.locator("input[type=range]").first
    slider.focus()
    page.keyboard.press("End")
    settled(page)
    assert texts(page)[0].startswith("cat has the largest share")
    assert "z1=10" in page.evaluate("location.hash")
