// Runs in the page of an explorer: returns the names of its controls, and defines `worked(control, from, to)`,
// which works one of them once a frame and waits for each paint.
() => {
  const live = document.querySelector(".explorer-live");
  for (const fold of live.querySelectorAll("details.explorer-more")) fold.open = true;

  const painted = () => new Promise((done) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage("");
    });
  });
  const changed = (input) => input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  const named = (node) => node.getAttribute("aria-label")
    ?? [...(node.labels ?? [])].map((one) => one.textContent).join(" ");

  const range = (input) => (round) => {
    const [low, high] = [Number(input.min), Number(input.max)];
    input.value = String(low + ((high - low) * ((round * 5) % 9)) / 9);
    changed(input);
  };
  const select = (input) => {
    const values = [...input.options].filter((one) => !one.disabled).map((one) => one.value);
    return (round) => {
      input.value = values[round % values.length];
      changed(input);
    };
  };
  const radios = (inputs) => (round) => inputs[round % inputs.length].click();
  const typed = (input) => (round) => {
    input.value = String(1 + (round % 8));
    changed(input);
  };
  const keys = (stage) => (round) => {
    const key = ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"][round % 4];
    stage.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  };
  const pointer = (stage) => (round) => {
    const box = stage.getBoundingClientRect();
    const share = 0.15 + (0.7 * ((round * 4) % 9)) / 9;
    const at = { clientX: box.x + share * box.width, clientY: box.y + share * box.height };
    for (const kind of ["pointerdown", "pointermove", "pointerup"]) {
      stage.dispatchEvent(new PointerEvent(kind, { ...at, button: 0, buttons: 1, pointerId: 1, bubbles: true }));
    }
  };

  Element.prototype.setPointerCapture = () => {}; // there is no real pointer to capture
  const controls = new Map();
  for (const input of live.querySelectorAll("input[type=range]")) controls.set(named(input), range(input));
  for (const input of live.querySelectorAll("select")) controls.set(named(input), select(input));
  for (const set of live.querySelectorAll(".explorer-segments")) {
    controls.set(set.closest("fieldset").firstChild.textContent, radios([...set.querySelectorAll("input")]));
  }
  for (const box of live.querySelectorAll("input[type=checkbox]")) controls.set(named(box), () => box.click());
  const numbers = [...live.querySelectorAll("input:is([type=number], .explorer-typed)")].slice(0, 12);
  for (const input of numbers) controls.set(named(input), typed(input));
  for (const button of live.querySelectorAll(".explorer-controls button")) {
    controls.set(button.textContent, () => button.click());
  }
  for (const stage of live.querySelectorAll(".explorer-live-stage, .explorer-pad, svg.explorer-pointing")) {
    const name = (stage.getAttribute("aria-label") ?? "").split(/[.:]/)[0];
    if (stage.tabIndex === 0) controls.set(`${name}, arrow keys`, keys(stage));
    controls.set(`${name}, pointer`, pointer(stage));
  }

  window.worked = async (name, from, to) => {
    for (let round = from; round < to; round++) {
      controls.get(name)?.(round); // no control: what the measuring itself takes
      await painted();
    }
  };
  return [...controls.keys()];
}
