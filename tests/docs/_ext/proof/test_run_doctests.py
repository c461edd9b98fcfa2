"""The build runs the `>>>` examples that have not passed yet, and only those."""

import pytest
from tiny_site import ROOT, TinySite

PAGE = "# Examples\n\n```pycon\n>>> 1 + 1\n2\n```\n"
NOTICE = "running the >>> examples of 1 file(s)"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = TinySite(tmp_path_factory.mktemp("site"))
    site.write("conftest.py", (ROOT / "conftest.py").read_text("utf-8"))
    site.edit("docs/conf.py", '"builds.kernels",', '"builds.kernels", "proof.run_doctests",')
    return site


def test_new_examples_run_before_the_pages_are_read_and_never_again(site):
    site.write("docs/examples.md", PAGE)
    status, output, warnings = site.build("-W")
    assert status == 0, warnings
    assert NOTICE in output
    assert "1 passed" in output
    assert NOTICE not in site.build("-W")[1]


def test_an_example_that_fails_fails_the_build_at_its_place(site):
    site.write("docs/examples.md", PAGE.replace("2", "3"))
    status, output, warnings = site.build("-W", "--keep-going")
    assert status == 1
    assert "1 failed" in output
    assert "examples.md:3: WARNING: this >>> example is not among those that passed" in warnings
