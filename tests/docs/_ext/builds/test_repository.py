"""The address of the repository stands in one place, and everything else follows it."""

import re
from pathlib import Path

import pytest
from tiny_site import TinySite

from docs._ext.builds import freshness, repository

ROOT = Path(__file__).parents[4]
ADDRESS = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+)|https://([\w-]+\.github\.io/[\w.-]+)")
OWN = {
    repository.name_of(repository.addresses()["Source"]),
    repository.addresses()["Homepage"][8:].rstrip("/"),
}


@pytest.mark.parametrize("name", ["README.md", "CITATION.cff"])
def test_what_no_build_fills_in_names_the_same_repository(name):
    text = (ROOT / name).read_text("utf-8")
    named = {(found[1] or found[2]).removesuffix(".git") for found in ADDRESS.finditer(text)}
    credited = {address for address in named if address.startswith("carpentries-incubator.")}
    assert named - credited == OWN, f"{name} names another repository than [project.urls] of pyproject.toml"


def test_all_addresses_of_the_project_are_of_one_repository():
    source = repository.addresses()["Source"]
    others = [
        address for name, address in repository.addresses().items() if name not in ("Source", "Homepage")
    ]
    assert all(address.startswith(f"{source}/") for address in others), others


def test_a_build_notices_other_addresses():
    read = {(ROOT / "docs" / source).resolve() for source in freshness.SOURCES}
    assert ROOT / "pyproject.toml" in read


def test_no_page_that_follows_names_the_repository_itself():
    for page in [*ROOT.glob("docs/**/*.md"), *ROOT.glob("docs/conf.py"), *ROOT.glob("docs/_ext/**/*.py")]:
        made = {"_build", "gallery"} & set(page.relative_to(ROOT).parts)
        if made or page.name in ("acknowledgements.md", "repository.py"):  # credit stays with who is credited
            continue
        assert repository.name_of(repository.addresses()["Source"]) not in page.read_text("utf-8"), page


@pytest.fixture(scope="module")
def fork(tmp_path_factory):
    site = TinySite(tmp_path_factory.mktemp("fork"))
    site.edit("docs/conf.py", 'project = "tiny"', 'project = "tiny"\ncnn_docs_repository = "somebody/theirs"')
    site.edit(
        "docs/conf.py",
        '"builds.freshness",',
        '"lessons.page_tools", "builds.repository", "builds.freshness",',
    )
    site.edit("docs/lesson.md", "name: python3\n", "name: python3\nteaching: 1\nexercises: 1\n")
    site.write(
        "docs/install.md",
        "# Install\n\n```console\n$ git clone {{ repository }}\n```\n\n<{{ site }}/a.html>\n",
    )
    assert site.build("-W")[0] == 0
    return site.html


def test_buttons_and_binder_follow_the_setting(fork):
    assert "github/somebody/theirs/blob" in (fork / "lesson.html").read_text("utf-8")
    assert "git+https://github.com/somebody/theirs\n" in (fork / "binder" / "requirements.txt").read_text(
        "utf-8"
    )


def test_binder_gets_a_python_that_the_package_takes(fork):
    name = (fork / "binder" / "runtime.txt").read_text("utf-8").strip()
    settings = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'"Programming Language :: Python :: {name.removeprefix("python-")}"' in settings


def test_pages_are_filled_in_also_in_code(fork):
    page = (fork / "install.html").read_text("utf-8")
    assert repository.addresses()["Source"] in page
    assert f"{repository.addresses()['Homepage'].rstrip('/')}/a.html" in page
    assert "{{" not in page


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://github.com/a/b", "a/b"),
        ("https://github.com/a/b.git", "a/b"),
        ("https://github.com/a/b/", "a/b"),
    ],
)
def test_owner_and_name_are_read_from_an_address(address, name):
    assert repository.name_of(address) == name
