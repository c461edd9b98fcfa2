"""What nobody can read: text that lies over text, or that a box cuts off; functions that a page runs."""

LOOKED_AT = [
    "index.html",
    "lessons/03-convolution.html",
    "lessons/09-one-step-downhill.html",
    "lessons/13-does-it-work.html",
    "lessons/17-look-inside-and-doubt-it.html",
    "gallery/5_explain/plot_grad_cam_layers.html",
    "reference/geometry.html",
    "reference/compatibility.html",
]
"""A page of each kind."""

OVERLAPS = """() => {
  // A line of text is taken for as high as its small letters are: lines that stand close are no fault.
  const inside = (box, around) => ({
    left: Math.max(box.left, around.left), right: Math.min(box.right, around.right),
    top: Math.max(box.top, around.top), bottom: Math.min(box.bottom, around.bottom),
  });
  const seen = new Map();
  const all = { left: -Infinity, right: Infinity, top: -Infinity, bottom: Infinity, shown: true };
  const placeOf = (element) => { // what of it can be seen, between all boxes that cut it off
    if (!element || element.tagName === "ARTICLE") return all;
    if (!seen.has(element)) {
      const style = getComputedStyle(element), around = placeOf(element.parentElement);
      const box = element.getBoundingClientRect();
      const isBox = !(element instanceof SVGElement) && style.display !== "inline";
      const cuts = isBox && style.overflowX !== "visible";
      const gone = style.clipPath !== "none" || style.opacity === "0" || /fixed|sticky/.test(style.position);
      const place = cuts ? inside(box, around) : { ...around };
      seen.set(element, { ...place, shown: around.shown && !gone });
    }
    return seen.get(element);
  };
  const lines = [];
  const article = document.querySelector("article");
  const texts = document.createTreeWalker(article ?? document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const element = text.parentElement;
    if (!text.data.trim() || element.closest("math, script, style, select, [aria-hidden=true]")) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const place = placeOf(element);
    if (!place.shown) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    for (const box of range.getClientRects()) {
      const { left, right, top, bottom } = inside(box, place);
      const margin = (box.bottom - box.top) * 0.3;
      const middle = { left: left + 1, right: right - 1, top: top + margin, bottom: bottom - margin };
      const line = { ...middle, text: text.data.trim() };
      if (line.left < line.right && line.top < line.bottom) lines.push(line);
    }
  }
  lines.sort((one, other) => one.top - other.top);
  const found = new Set();
  lines.forEach((line, index) => {
    for (let next = index + 1; next < lines.length && lines[next].top < line.bottom; next++) {
      const other = lines[next];
      const apart = other.left >= line.right || other.right <= line.left || other.text === line.text;
      if (!apart) found.add(`${line.text.slice(0, 40)} | ${other.text.slice(0, 40)}`);
    }
  });
  return [...found];
}"""
"""Returns the texts that lie over each other, in pairs."""

BEYOND = """() => [...document.querySelectorAll("article *:not(math *, svg *)")].filter((box) => {
  if (!box.checkVisibility() || getComputedStyle(box).clipPath !== "none") return false;
  const hidden = getComputedStyle(box).overflowX !== "visible" && box.scrollWidth > box.clientWidth + 1;
  return (hidden && box.clientWidth > 0) || box.getBoundingClientRect().right > innerWidth + 1;
}).map((box) => box.outerHTML.slice(0, 100))"""
"""Returns what reaches beyond the right edge of the page, or holds more than it shows."""

WHOLE = """() => [...document.querySelectorAll("body :is(article, article *, :has(article))")].filter(box => {
  const { overflowX, overflowY, containerType } = getComputedStyle(box);
  const scrolls = [overflowX, overflowY].some((way) => ["auto", "scroll", "hidden"].includes(way));
  const whole = scrolls || (containerType ?? "normal") !== "normal";
  return whole && box.checkVisibility() && box.getBoundingClientRect().height > 300;
}).map((box) => box.outerHTML.slice(0, 100))"""
"""Returns tall boxes that some browsers print as one picture, which the end of a page cuts anywhere."""
