"""What axe says of a page: its structure, and the colours of what has not been asked about before."""

from importlib.resources import files

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
MARK_LOOKS = """(known) => {
  // Text that looks the same is asked for its contrast once: that is most of what axe does.
  for (const marked of document.querySelectorAll("[data-look]")) delete marked.dataset.look;
  const before = new Set(known), looks = new Set(), here = new Set();
  const around = (link) => {
    const text = getComputedStyle(link.parentElement);
    return [getComputedStyle(link).textDecorationLine, text.color, text.fontWeight].join();
  };
  const mark = (element, behind, alone) => {
    const style = getComputedStyle(element), paint = style.backgroundColor;
    const flat = style.backgroundImage === "none" && style.opacity === "1";
    const lone = !flat || /absolute|fixed|sticky/.test(style.position);
    const clear = paint === "rgba(0, 0, 0, 0)";
    const kind = [style.backgroundImage, style.opacity, element.getAttribute("class")];
    if (lone) [behind, alone] = [[behind, paint, ...kind].join(), here.size];
    else if (!clear) behind = paint.startsWith("rgba") ? [behind, paint].join() : paint;
    const link = element.closest("a");
    const look = [style.color, style.fontSize, style.fontWeight, behind, link && around(link)].join();
    const place = `${alone} ${look}`;
    const speaks = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if ((speaks || element.matches("input, select, textarea")) && !here.has(place)) {
      here.add(place);
      looks.add(look);
      if (!before.has(look)) element.dataset.look = here.size;
    }
    for (const child of element.children) mark(child, behind, alone);
  };
  mark(document.body, "", 0);
  return [...looks];
}"""
RUN = """([within, options]) => {
  axe.configure({rules: [{id: "color-contrast", selector: "[data-look]"}]});
  const report = {reporter: "no-passes", resultTypes: ["violations"], preload: false};
  return axe.run(within, {...report, ...options});
}"""
PLAIN_CODE = """async ([within, options]) => {
  // Most elements of a page only colour a word of its code: they are text meanwhile.
  const coloured = [...document.querySelectorAll("pre")].map(pre => [pre, [...pre.childNodes]]);
  for (const [pre] of coloured) {
    const plain = pre.cloneNode(true);
    for (const word of plain.querySelectorAll("span:not([id], :has(a, [id]))"))
      word.replaceWith(...word.childNodes);
    plain.normalize();
    pre.replaceChildren(...plain.childNodes);
  }
  const found = await (RUN)([within, options]);
  for (const [pre, children] of coloured) pre.replaceChildren(...children);
  return found;
}""".replace("RUN", RUN)
WITHOUT_KNOWN_SECTIONS = """async ([within, options]) => {
  // To see what is behind a text, axe lays a grid of all boxes: on a long page that takes half a minute.
  const asked = document.querySelector(within);
  const known = [...document.querySelectorAll("section:not([data-look], :has([data-look], iframe))")]
    .filter(section => !section.contains(asked))
    .map(section => [section, document.createComment("a section whose looks are known")]);
  for (const [section, place] of known) section.replaceWith(place);
  const found = await (RUN)([within, options]);
  for (const [section, place] of known.reverse()) place.replaceWith(section);
  return found;
}""".replace("RUN", RUN)
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules of axe that a theme can break."""


def axe_complaints(page):
    """Yield a line for each element that breaks a rule, with why."""
    page.evaluate(MARK_LOOKS, [])
    yield from complaints(page, "html", {})


def structure_complaints(page, within="html"):
    """Yield a line for each element that breaks a rule which colours cannot break."""
    options = {"rules": {rule: {"enabled": False} for rule in COLOURS}}
    yield from complaints(page, within, options, run=PLAIN_CODE)


def colour_complaints(page, known, within="html"):
    """Yield a line for each element whose colours cannot be told apart, and add to ``known`` what can.

    Pages share most of how their text looks; what was right on one is not asked about on the next.
    """
    looks = set(page.evaluate(MARK_LOOKS, sorted(known)))
    if looks <= known:
        return
    found = list(complaints(page, within, {"runOnly": COLOURS}, run=WITHOUT_KNOWN_SECTIONS))
    if not found:
        known.update(looks)
    yield from found


def complaints(page, within, options, run=RUN):
    """Yield a line for each element, in what a selector names, of which axe with these options complains."""
    if not page.evaluate("() => 'axe' in globalThis"):
        page.evaluate(AXE)
    for violation in page.evaluate(run, [within, options])["violations"]:
        for node in violation["nodes"]:
            reason = " ".join(check["message"] for check in node["any"] + node["all"] + node["none"])
            yield f"axe, {violation['id']}: {node['target']} {reason} {node['html'][:120]}"
