"""What is marked on a picture: a ring that leaves the window to be seen, and the cells of a wide one."""

import pytest


def test_a_window_that_is_small_on_the_screen_is_not_covered_by_its_frame(show):
    for width in (320, 1280):
        page = show("convolution", width=width)
        inner = page.locator(".explorer-live-stage").first.evaluate(
            """stage => {
              const box = stage.querySelector(".explorer-mark").getBoundingClientRect();
              return Math.min(box.width, box.height);
            }"""
        )
        assert inner >= 12


@pytest.mark.parametrize(("image", "frames"), [("small", 9), ("cat", 0)])
def test_cells_of_a_dilated_window_are_framed_where_they_can_be_seen(show, image, frames):
    page = show("convolution", f"image={image}&dilation=2")
    path = page.locator(".explorer-live-stage .explorer-tap").first.get_attribute("d")
    assert path.count("M") == frames


def test_another_picture_is_marked_once_with_a_ring_for_its_size(show):
    page = show("convolution")
    rounds = page.evaluate(
        """async () => {
          const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
          const choice = document.querySelector("[data-option=image] select");
          const stages = [...document.querySelectorAll(".explorer-live-stage")];
          const seen = [];
          const others = [...choice.options].filter(one => !one.disabled && one.value !== choice.value);
          for (const { value } of others) {
            const rounds = stages.map(() => 0);
            const watchers = stages.map((stage, at) => {
              const watcher = new MutationObserver(() => (rounds[at] += 1));
              watcher.observe(stage.querySelector(".explorer-mark"), { attributes: true });
              return watcher;
            });
            choice.value = value;
            choice.dispatchEvent(new Event("input", { bubbles: true }));
            await frame();
            await frame();
            await frame();
            for (const watcher of watchers) watcher.disconnect();
            seen.push([value, ...rounds, ...stages.map((stage) => {
              const { width, height } = stage.querySelector(".explorer-mark").getBBox();
              const across = Number(stage.querySelector("svg").getAttribute("viewBox").split(" ")[2]);
              return (Math.max(width, height) * stage.clientWidth) / across;
            })]);
          }
          return seen;
        }"""
    )
    assert len(rounds) > 2
    for name, first, second, *sides in rounds:
        assert max(first, second) == 1, name
        assert min(sides) > 12.9, name
