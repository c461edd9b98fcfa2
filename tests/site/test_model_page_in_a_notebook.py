"""Pages of models in the frame that a notebook gives them."""

from cnn_docs import explore, load_digits_cnn
from cnn_docs.explorer.page import ExplorerPage

from .model_pages import images


def test_a_page_is_shown_in_its_frame(browser):
    frame = explore(load_digits_cnn(), images()[:1], explained=0)._repr_html_()
    page = browser.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_content(f"<!DOCTYPE html><title>A notebook</title>{frame}")
    page.frame_locator("iframe").locator(".page-network").wait_for()
    assert said == []
    page.close()


THEMES = [  # what a notebook says of its theme at its body, and whether that is dark
    ({"data-jp-theme-light": "false"}, True),
    ({"data-jp-theme-light": "true"}, False),
    ({"class": "notebook_app command_mode"}, False),
    ({"data-vscode-theme-kind": "vscode-dark", "class": "vscode-dark"}, True),
    ({"data-vscode-theme-kind": "vscode-light", "class": "vscode-light"}, False),
    ({"data-vscode-theme-kind": "vscode-high-contrast", "class": "vscode-high-contrast"}, True),
    ({"data-vscode-theme-kind": "vscode-high-contrast-light", "class": "vscode-high-contrast"}, False),
]
WEAR = """(said) => {
  for (const { name } of [...document.body.attributes]) document.body.removeAttribute(name);
  for (const [name, value] of Object.entries(said)) document.body.setAttribute(name, value);
}"""
IS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"


def test_a_page_has_the_theme_of_the_notebook(browser):
    page = browser.new_page(color_scheme="null")  # an emulated one would be that of frames, too
    html = '<!DOCTYPE html><html lang="en"><title>A page</title><p>Light or dark'
    page.set_content(f"<!DOCTYPE html><title>A notebook</title>{ExplorerPage(html, 'page')._repr_html_()}")
    frame = page.locator("iframe").element_handle().content_frame()
    for said, dark in [*THEMES, ({}, page.evaluate(IS_DARK))]:
        page.evaluate(WEAR, said)
        frame.wait_for_function(f"{IS_DARK} === {str(dark).lower()}", timeout=10_000)
    page.close()
