"""What the build makes of questions: pages, sheets, notebooks, and refusals with their lines."""

import gzip
import json
import re

import nbformat
import pytest
from bs4 import BeautifulSoup
from question_texts import ALL, CHOICE, HEAD, NUMBER, ORDER, SEVERAL

from docs._ext.questions import files

PARTS = [
    *("lessons.blocks", "proof.checked_numbers", "lessons.collected_pages", "lessons.predicted_outputs"),
    *("proof.page_values", "questions", "lessons.page_tools", "proof.python_blocks"),
]
EXTENSIONS = ["myst_nb", *(f"docs._ext.{part}" for part in PARTS)]


@pytest.fixture(scope="module")
def site(build_pages, tmp_path_factory):
    pages = {
        "index.md": "# Home\n\n```{toctree}\nlesson\npractice\nworksheet\nopen\nproved\n```\n",
        "lesson.md": HEAD + "\n".join(ALL),
    }
    for name, how in {"practice": "live", "worksheet": "none", "open": "open", "proved": "proved"}.items():
        pages[f"{name}.md"] = f"# {name}\n\n:::{{all-questions}}\n:answers: {how}\n:::\n"
    return build_pages(tmp_path_factory.mktemp("questions"), pages, EXTENSIONS)


def block(site, page, name):
    soup = BeautifulSoup(site.read(f"{page}.html"), "html.parser")
    return soup.find(id=name)


def test_right_questions_build_without_a_warning(site):
    assert not [line for line in site.warnings.splitlines() if "IPKernelApp" not in line]


def test_a_page_shows_the_question_and_folds_its_answer(site):
    shown = block(site, "lesson", "after-relu")
    assert shown["role"] == "group"
    assert [li.get_text(strip=True) for li in shown.select(".question-choices > li")] == [
        "−0.5",
        "0",
        "Something positive",
    ]
    fold = shown.select_one("details.answer")
    assert not fold.has_attr("open")
    assert fold.summary.get_text(strip=True) == "Answer"
    replies = [" ".join(li.get_text(" ", strip=True).split()) for li in fold.select(".question-replies > li")]
    assert replies[0].startswith("−0.5 Not this.")
    assert "It would be right without a function. Read it again" in replies[0]
    assert replies[1].startswith("0 Right.")
    assert shown.select_one("details.hint").get_text(strip=True) == "HintLook at the sign."


@pytest.mark.parametrize(("name", "text"), [("after-relu", "A paragraph."), ("how-large", "A part")])
def test_a_wrong_reply_leads_to_the_paragraph_or_to_the_target_that_is_named(site, name, text):
    links = block(site, "lesson", name).select("details.answer .wrong a")
    assert links
    for link in links:
        assert text in block(site, "lesson", link["href"].removeprefix("#")).get_text()


def test_the_page_holds_what_the_script_needs(site):
    data = {
        name: json.loads(block(site, "lesson", name).script.string) for name in ("after-relu", "how-large")
    }
    assert data["after-relu"] == {"lesson": "lesson", "name": "after-relu", "kind": "choice", "right": [1]}
    number = data["how-large"]
    assert number["answers"] == [["(", "output_size", ["n", "k"], {}], ["-", "n", "k"]]
    assert (number["draw"]["k"], number["within"], len(number["numbers"])) == ([3, 5], 0, 5)
    order = json.loads(block(site, "lesson", "which-is-larger").script.string)["right"]
    assert sorted(order) == [0, 1, 2] != order
    items = [
        li.get_text(strip=True)
        for li in block(site, "lesson", "which-is-larger").select(".question-choices > li")
    ]
    assert [items[place] for place in order] == ["the sum", "what ReLU makes of it", "a map"]


def test_the_cell_that_evaluates_is_not_shown_and_the_code_of_a_question_counts_as_run(site):
    page = site.read("lesson.html")
    assert "itertools" not in page
    assert "is not run" not in site.warnings


def test_pages_to_print_and_to_teach_show_what_they_promise(site):
    worksheet = block(site, "worksheet", "lesson-after-relu")
    assert not worksheet.select("details, script, .question-replies, .question-room")
    assert block(site, "worksheet", "lesson-how-large").select_one(".question-room")
    assert worksheet.select_one(".question-choices")
    opened = block(site, "open", "lesson-after-relu")
    assert "That is the sum." in opened.get_text()
    assert not opened.select("details, script, .question-proof")
    proved = block(site, "proved", "lesson-after-relu")
    assert [code.get_text() for code in proved.select(".question-proof code")] == [
        "z",
        "relu(z)",
        "relu(z) > 0",
    ]
    assert opened.select_one(".wrong a")["href"].startswith("lesson.html#")


def test_only_pages_that_ask_load_the_script_and_only_copies_that_ask_have_data(site):
    loads = {
        page: "questions/questions.js" in site.read(f"{page}.html")
        for page in ("index", "lesson", "practice", "open")
    }
    assert loads == {"index": False, "lesson": True, "practice": True, "open": False}
    assert "questions/marks.js" in site.read("index.html")
    assert json.loads(block(site, "practice", "lesson-after-relu").script.string)["name"] == "after-relu"
    assert not block(site, "open", "lesson-after-relu").script


RIGHT = {"after-relu": "b", "how-large": 26, "which-are-positive": "ac", "what-is-printed": "a"}


@pytest.fixture(scope="module")
def notebook(site):
    return nbformat.read(site.out / "notebooks" / "lesson.ipynb", as_version=4)


def test_a_notebook_asks_too_and_gives_the_replies_of_the_page(site, notebook):
    names = {}
    first = notebook.cells[1]
    assert first.metadata["cellView"] == "form"
    exec(first.source, names)
    for name, right in RIGHT.items():
        assert names["check"](name, right).right
    replies = [names["check"]("after-relu", letter).text for letter in "ac"]
    shown = block(site, "lesson", "after-relu").select(".question-replies .wrong .question-reply")
    for reply, told in zip(replies, shown, strict=True):
        plain = " ".join(told.get_text().split()).removesuffix(" Read it again")
        assert " ".join(reply.split()).startswith(f"Not yet. {plain} Read again: ")
        assert "#after-relu" in reply
    assert names["check"]("how-large", 25).text.startswith("Not yet. One more.")


def test_a_notebook_has_a_cell_for_each_answer_which_runs_as_it_stands(notebook):
    names = {}
    exec(notebook.cells[1].source, names)
    cells = [cell.source for cell in notebook.cells if cell.source.startswith("check(")]
    assert len(cells) == len(ALL)
    for source in cells:
        assert eval(source.partition("  #")[0], names).text == "Put your answer in place of the dots."
    texts = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert "- a) −0.5\n- b) 0\n- c) Something positive" in texts
    assert "{wrong}" not in texts
    assert "<details><summary>Hint</summary>\n\nLook at the sign." in texts


FAULTS = {
    "does not evaluate": CHOICE.replace("<relu(z)>", "<rleu(z)>"),
    "is right: `relu(z) >= 0` is True": CHOICE.replace("relu(z) > 0", "relu(z) >= 0").replace(
        "after-relu", "second"
    ),
    "has no reply": SEVERAL.replace(": It is cut off.\n", ""),
    "lesson has one of that name": f"{ORDER}\n{ORDER}",
    "is not whole": NUMBER.replace("`26 <output_size(n, k)>`\n: Yes", "`9.3 <n / k>`\n: Yes"),
    "the page cannot compute": NUMBER.replace("how-large", "third").replace("<n - k>", "<sum([n, -k])>"),
}


def test_the_build_refuses_each_fault_with_page_and_line(build_pages, tmp_path):
    text = HEAD + "\n".join(FAULTS.values())
    site = build_pages(
        tmp_path, {"index.md": "# Home\n\n```{toctree}\nlesson\n```\n", "lesson.md": text}, EXTENSIONS
    )
    lines = text.splitlines()
    for message in FAULTS:
        found = re.search(rf"lesson\.md:(\d+): WARNING: question '.*{re.escape(message)}", site.warnings)
        assert found, f"{message}\n{site.warnings}"
        place = int(found[1]) - 1
        assert re.match(r"\{(right|wrong)\}|From the|A picture", lines[place]), (message, lines[place])


def test_answers_come_from_the_cache_too_and_faults_are_found_again(build_pages, tmp_path):
    pages = {"index.md": HEAD + CHOICE.replace("relu(z) > 0", "relu(z) >= 0")}
    first = build_pages(tmp_path, pages, EXTENSIONS)
    (tmp_path / "doctrees" / "environment.pickle").unlink()
    second = build_pages(tmp_path, pages, EXTENSIONS)
    for site in (first, second):
        assert "is right: `relu(z) >= 0` is True" in site.warnings
    assert list((tmp_path / "html").rglob("index.html"))


def test_a_page_whose_cells_did_not_run_is_refused(build_pages, tmp_path):
    pages = {"index.md": HEAD + CHOICE}
    site = build_pages(tmp_path, pages, EXTENSIONS, nb_execution_mode="off")
    assert "the answers of this page's questions were not evaluated" in site.warnings


def test_script_and_style_are_small():
    contents = files.contents()
    sizes = {name: len(gzip.compress(text.encode())) for name, text in contents.items()}
    assert sizes["questions.js"] + sizes["questions.css"] <= 8 * 1024
    assert sizes["marks.js"] <= 1536
