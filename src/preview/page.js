// Shows a state (see `state.rs`) in the page, at night by `night.js`: the article as WeChat draws it, the limits, the problems; puts
// the article on the clipboard; and, where a server stands behind the page, follows it.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const element = (id) => document.getElementById(id);
  const texts = read("texts");
  let state = read("state");
  let page = null;
  const view = { width: 375, look: "light" };

  const text = (name, values = {}) =>
    Object.entries(values).reduce((line, [key, value]) => line.replace(`{${key}}`, value), texts[name]);
  const number = (value) => value.toLocaleString("en-US");
  const size = (bytes) =>
    bytes < 1024 ? `${bytes} B` : bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(2)} MB`;

  // A piece of the page; texts are never read as HTML.
  function make(name, classes, ...children) {
    const made = document.createElement(name);
    if (classes) made.className = classes;
    made.append(...children);
    return made;
  }

  // What stands between backticks is code.
  const quoted = (line) => line.split("`").map((part, index) => (index % 2 === 1 ? make("code", "", part) : part));

  // ---- the article ----

  const frame = element("article");
  const shell = `<!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><base target="_blank"><style>${texts["article-style"]}</style></head><body><header id="head"><h1></h1><p><b></b><span></span></p></header><article id="content"></article></body></html>`;

  function drawArticle() {
    const inside = frame.contentDocument;
    if (!inside || !inside.getElementById("content")) return;
    inside.documentElement.classList.toggle("dark", view.look === "dark");
    inside.body.classList.toggle("desktop", view.width === 677);
    inside.querySelector("#head h1").textContent = state.title;
    inside.querySelector("#head b").textContent = text("account");
    inside.querySelector("#head span").textContent = text("today");
    const content = inside.getElementById("content");
    // The renderer lets no script through, and neither do the sandbox of the frame and the policy.
    content.innerHTML = page ?? "";
    if (view.look === "dark") darken(content);
    drawLength(content.innerText);
  }

  // ---- what stands beside it ----

  function drawLength(words) {
    const meter = (id, value, limit, shown) => {
      const box = element(id);
      box.classList.toggle("over", value > limit);
      box.querySelector("output").replaceChildren(make("b", "", shown(value)), ` / ${shown(limit)}`);
      Object.assign(box.querySelector("progress"), { max: limit, value: Math.min(value, limit) });
    };
    meter("characters", state.characters, 20000, number);
    meter("bytes", state.bytes, 1024 * 1024, (bytes) => (bytes === 1024 * 1024 ? "1 MB" : size(bytes)));
    const signs = (words.match(/[\u3400-\u9fff\uf900-\ufaff]|[A-Za-z0-9\u00c0-\u024f]+/g) ?? []).length;
    const lines = [text("reading", { count: number(signs), minutes: Math.max(1, Math.round(signs / 400)) })];
    if (state.characters > 20000 && state.bytes < 1024 * 1024) lines.push(text("soft-limit"));
    element("length-note").textContent = lines.join(" ");
  }

  function drawPictures() {
    const { hosted, pending, failed } = state.pictures;
    const counts = [["hosted", hosted, ""], ["pending", pending, "due"], ["failed", failed, "bad"]]
      .filter(([, count]) => count > 0)
      .map(([name, count, classes]) => make("span", classes, make("b", "", number(count)), ` ${text(name)}`));
    element("picture-counts").replaceChildren(...(counts.length ? counts : [text("no-pictures")]));
    const upload = element("upload");
    upload.hidden = !(state.served && state.can_upload && (pending > 0 || state.uploading));
    upload.disabled = Boolean(state.uploading);
    const [done, total] = state.uploading ?? [0, 0];
    upload.textContent = state.uploading ? text("uploading", { done, total }) : text("upload", { count: number(pending) });
    const note = element("upload-note");
    note.hidden = !(state.sandbox || pending > 0);
    note.textContent = state.sandbox ? text("sandbox") : text("upload-note");
  }

  function drawProblems() {
    const rows = state.problems.map((problem) =>
      make("li", problem.severity,
        make("div", "place", make("span", "", problem.place), make("span", "", problem.code)),
        make("div", "", ...quoted(problem.message)),
        make("div", "hint", ...quoted(problem.hint))));
    element("problem-count").textContent = String(rows.length);
    element("problem-count").hidden = rows.length === 0;
    element("problems").replaceChildren(...(rows.length ? rows : [make("li", "none", text("no-problems"))]));
  }

  function drawThemes() {
    const select = element("theme");
    select.hidden = !(state.served && state.themes.length > 1);
    const options = state.themes.map(([name, called]) => {
      const option = make("option", "", called);
      option.value = name;
      return option;
    });
    select.replaceChildren(...options);
    select.value = state.theme;
    // What makes the choice last.
    select.title = `--theme ${state.theme}`;
  }

  function drawCopy() {
    const button = element("copy");
    button.classList.toggle("waiting", state.copy === null);
  }

  function draw(next) {
    state = next;
    document.title = state.title;
    element("title").textContent = state.title;
    element("file").textContent = state.input;
    // An article that cannot be read just now leaves its last page.
    if (state.page !== null) page = state.page;
    drawArticle();
    drawPictures();
    drawProblems();
    drawThemes();
    drawCopy();
  }

  // ---- the clipboard ----

  // Puts both forms on the clipboard just as they are; a browser cleans what `ClipboardItem` is given.
  function copyByEvent(html, plain) {
    let taken = false;
    const fill = (event) => {
      event.clipboardData.setData("text/html", html);
      event.clipboardData.setData("text/plain", plain);
      event.preventDefault();
      taken = true;
    };
    document.addEventListener("copy", fill, { once: true, capture: true });
    try {
      return document.execCommand("copy") && taken;
    } catch {
      return false;
    } finally {
      document.removeEventListener("copy", fill, { capture: true });
    }
  }
  async function copyByItem(html, plain) {
    try {
      const item = new ClipboardItem({ "text/html": new Blob([html], { type: "text/html" }), "text/plain": new Blob([plain], { type: "text/plain" }) });
      await navigator.clipboard.write([item]);
      return true;
    } catch {
      return false;
    }
  }

  let quiet;
  function say(line) {
    const toast = element("toast");
    toast.textContent = line;
    toast.classList.add("shown");
    clearTimeout(quiet);
    quiet = setTimeout(() => toast.classList.remove("shown"), 6000);
  }
  async function copy() {
    if (state.copy === null) {
      say(text(state.pictures.pending > 0 && state.pictures.failed === 0 ? "copy-pending" : "copy-broken"));
      return;
    }
    const plain = frame.contentDocument.getElementById("content").innerText.trim();
    const done = copyByEvent(state.copy, plain) || (await copyByItem(state.copy, plain));
    if (!done) {
      say(text("copy-failed"));
      return;
    }
    const button = element("copy");
    button.classList.add("done");
    element("copy-label").textContent = text("copied");
    button.dataset.copied = "true";
    say(text("copied-hint"));
    setTimeout(() => {
      button.classList.remove("done");
      element("copy-label").textContent = text("copy");
    }, 4000);
  }

  // ---- choices ----

  function choose(change) {
    Object.assign(view, change);
    document.documentElement.dataset.look = view.look;
    element("device").dataset.width = view.width;
    for (const button of document.querySelectorAll("[data-width][role], [data-look][role]")) {
      const chosen = button.dataset.width === String(view.width) || button.dataset.look === view.look;
      button.setAttribute("aria-checked", String(chosen));
    }
    drawArticle();
  }

  // ---- the server behind the page ----

  async function follow() {
    const live = element("live");
    live.hidden = false;
    const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
    for (;;) {
      try {
        const answer = await fetch(`state?after=${state.version}`, { cache: "no-store" });
        if (!answer.ok) throw new Error(answer.statusText);
        live.textContent = text("live");
        live.classList.remove("stopped");
        if (answer.status === 200) draw(await answer.json());
      } catch {
        live.textContent = text("stopped");
        live.classList.add("stopped");
        await pause(1500);
      }
    }
  }
  async function ask(what) {
    try {
      const answer = await fetch(what, { method: "POST", headers: { "X-Tuwen": "1" } });
      if (!answer.ok) throw new Error(answer.statusText);
      return true;
    } catch {
      say(text("stopped"));
      return false;
    }
  }
  async function upload() {
    element("upload").disabled = true;
    element("upload").disabled = await ask("publish");
  }

  for (const one of document.querySelectorAll("[data-text]")) one.textContent = text(one.dataset.text);
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", text(one.dataset.label));
  for (const button of document.querySelectorAll("[data-width][role]")) button.addEventListener("click", () => choose({ width: Number(button.dataset.width) }));
  for (const button of document.querySelectorAll("[data-look][role]")) button.addEventListener("click", () => choose({ look: button.dataset.look }));
  element("copy").addEventListener("click", copy);
  element("upload").addEventListener("click", upload);
  element("theme").addEventListener("change", (event) => ask(`theme/${event.target.value}`));
  // `#677,dark` opens the page so.
  const wished = location.hash.slice(1).split(",");
  const width = [375, 414, 677].find((one) => wished.includes(String(one))) ?? 375;
  choose({ width, look: wished.includes("dark") ? "dark" : "light" });
  frame.addEventListener("load", drawArticle);
  frame.srcdoc = shell;
  draw(state);
  if (state.served) {
    element("live").textContent = text("live");
    follow();
  }
})();
