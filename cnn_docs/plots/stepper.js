// @ts-check
// Steps through the drawings of cnn_docs.plots._stepper: buttons, arrow keys, Home and End, a slider, and play.

for (const root of document.querySelectorAll(".cnn-steps:not([data-ready])")) {
  /** @type {{window: number[][], target: number[][], lines: string[]}} */
  const steps = JSON.parse(root.getAttribute("data-steps") ?? "");
  const last = steps.lines.length - 1;
  const cells = root.querySelectorAll(".cnn-result");
  const slider = /** @type {HTMLInputElement | null} */ (root.querySelector("input"));
  const play = root.querySelector("[data-play]");
  let at = 0;
  let timer = 0;

  /** @param {string} name @param {number[]} place */
  const move = (name, [x, y]) =>
    root.querySelector(name)?.setAttribute("style", `transform: translate(${x}px, ${y}px)`);

  /** @param {number} step */
  const show = (step) => {
    at = Math.min(Math.max(step, 0), last);
    move(".cnn-window", steps.window[at]);
    move(".cnn-target", steps.target[at]);
    cells.forEach((cell, index) => cell.setAttribute("visibility", index > at ? "hidden" : "visible"));
    for (const line of root.querySelectorAll(".cnn-line")) line.textContent = steps.lines[at];
    if (slider) slider.value = String(at);
  };

  const stop = () => {
    clearInterval(timer);
    timer = 0;
    if (play) play.textContent = "play";
  };
  play?.addEventListener("click", () => {
    if (timer) return stop();
    if (at === last) show(0);
    play.textContent = "pause";
    timer = setInterval(() => {
      show(at + 1);
      if (at === last) stop();
    }, 600);
  });

  /** @type {Record<string, () => number>} */
  const moves = {
    first: () => 0,
    back: () => at - 1,
    next: () => at + 1,
    last: () => last,
  };
  /** @type {Record<string, string>} */
  const keys = { Home: "first", ArrowLeft: "back", ArrowRight: "next", End: "last" };
  root.addEventListener("keydown", (event) => {
    const { key, target } = /** @type {KeyboardEvent} */ (event);
    const button = /** @type {Element} */ (target).getAttribute("data-move");
    const name = keys[key] ?? (root.tagName === "svg" && (key === "Enter" || key === " ") ? button : null);
    if (!name) return;
    event.preventDefault();
    stop();
    show(moves[name]());
  });
  root.addEventListener("click", (event) => {
    const name = /** @type {Element} */ (event.target).closest("[data-move]")?.getAttribute("data-move");
    if (!name) return;
    stop();
    show(moves[name]());
  });
  slider?.addEventListener("input", () => {
    stop();
    show(Number(slider.value));
  });
  root.setAttribute("data-ready", "");
  show(0);
}
