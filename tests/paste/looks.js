// What a reader sees of an element and all in it: every piece of text with how it is set, every picture, every
// box with a ground or a border.
window.looks = (root) => {
  const seen = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.data.replace(/[\s\u00a0]+/g, " ").trim();
      if (text === "") continue;
      const style = getComputedStyle(node.parentElement);
      const set = ["color", "fontSize", "fontWeight", "fontStyle", "fontFamily", "lineHeight", "letterSpacing", "textAlign", "whiteSpace", "verticalAlign"].map((name) => `${name}: ${style[name]}`);
      const line = [];
      for (let one = node.parentElement; one && one !== root.parentElement; one = one.parentElement) {
        const decoration = getComputedStyle(one).textDecorationLine;
        if (decoration !== "none") line.push(decoration);
      }
      const last = seen[seen.length - 1];
      const look = ["text", ...set, `lines: ${line}`].join("; ");
      if (last && last.look === look && last.kind === "text") last.what += text;
      else seen.push({ kind: "text", what: text, look });
      continue;
    }
    const style = getComputedStyle(node);
    if (node.localName === "img") {
      seen.push({ kind: "picture", what: node.getAttribute("src"), look: [node.alt, style.width, style.height, style.borderRadius, style.margin].join("; ") });
      continue;
    }
    if (node.closest("svg")) continue;
    const box = [style.backgroundColor, style.backgroundImage, style.borderTop, style.borderRight, style.borderBottom, style.borderLeft].join("; ");
    const plain = "rgba(0, 0, 0, 0); none;" === box.slice(0, 23) && [style.borderTopStyle, style.borderRightStyle, style.borderBottomStyle, style.borderLeftStyle].every((one) => one === "none");
    if (!plain) seen.push({ kind: "box", what: node.localName, look: [box, style.padding, style.borderRadius].join("; ") });
  }
  return seen;
};

// Shows the hosted pictures of `page` as `shown`, the same page, has them.
window.localise = (page, shown) => {
  const background = (one) => /url\("([^"]+)"\)/.exec(one.style?.backgroundImage ?? "")?.[1];
  const pictures = (html) =>
    [...new DOMParser().parseFromString(html, "text/html").querySelectorAll("*")]
      .map((one) => (one.localName === "img" ? one.getAttribute("src") : background(one)))
      .filter(Boolean);
  const [hosted, local] = [pictures(page), pictures(shown)];
  const here = (url) => local[hosted.indexOf(url)] ?? url;
  for (const one of document.body.querySelectorAll("*")) {
    if (one.localName === "img") one.src = here(one.getAttribute("src"));
    else if (background(one)) one.style.backgroundImage = `url("${here(background(one))}")`;
  }
};
