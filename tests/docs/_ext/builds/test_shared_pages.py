"""Pages are written again when what they show of others has changed, and only then."""

import pytest

PARTS = ["myst_nb", "builds.search_index", "builds.shared_pages"]
PAGES = {
    "index.md": "# Home\n\n```{toctree}\nreferring\nother\nplain\n```\n",
    "referring.md": "# Referring\n\nTo [](other.md#a-heading) and {eq}`sum` in [](#far).\n",
    "other.md": "# Other\n\n## A heading\n\n```{math}\n:label: sum\n\na\n```\n\n(far)=\n## Far\n\nWords.\n",
    "plain.md": "# Plain\n\nWords.\n",
}
MORE = "# Other\n\n```{math}\n:label: another\n\nb\n```\n"


@pytest.fixture(scope="module")
def built(build_pages, tmp_path_factory):
    """Return a function that builds the site with another text in the page that is referred to."""
    folder = tmp_path_factory.mktemp("shared")

    def build(old="", new=""):
        settings = {"myst_heading_anchors": 3, "project": "sample"}
        pages = PAGES | {"other.md": PAGES["other.md"].replace(old, new)}
        site = build_pages(folder, pages if not old else {"other.md": pages["other.md"]}, PARTS, **settings)
        assert site.warnings == ""
        times = {name: (site.out / f"{name}.html").stat().st_mtime_ns for name in ("referring", "plain")}
        return site.read("referring.html"), times

    build()
    return build


@pytest.mark.parametrize(
    ("old", "new", "shown", "written"),
    [
        ("Words.", "Other words.", "(1)", set()),
        ("# Other\n", MORE, "(2)", {"referring"}),
        ("## A heading", "## A heading!", "A heading!", {"referring"}),
        ("## Far", "## Further", "Further", {"referring", "plain"}),  # all pages share what has a label
    ],
)
def test_a_page_that_refers_to_what_has_changed_is_written_again(built, old, new, shown, written):
    _, before = built(PAGES["other.md"], PAGES["other.md"])
    page, after = built(old, new)
    assert shown in page
    assert {name for name in after if after[name] != before[name]} == written
