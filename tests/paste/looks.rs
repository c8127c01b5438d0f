//! What was copied, what arrives at an editor, and how it looks there.

use serde_json::{Value, json};

use crate::article::Desk;
use crate::browser::{self, Browser};

/// An editor: what a paste brings is noted, and the browser puts it in.
const EDITOR: &str = "<!doctype html><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">
<style>body { margin: 0; padding: 16px; font: 17px/1.6 sans-serif; color: #191919; } [contenteditable] { outline: 0; caret-color: transparent; }</style>
<div id=\"editor\" contenteditable></div>
<script>addEventListener('paste', (event) => { window.came = ['text/html', 'text/plain'].map((kind) => event.clipboardData.getData(kind)) })</script>
<script>@LOOKS@</script>";

/// Until the article stands in the frame of a preview.
const SHOWN: &str = "document.getElementById('article').contentDocument?.getElementById('content')?.children.length > 0";

/// A browser that has copied a published article, and stands in front of an empty editor.
struct Copied {
    browser: Browser,
    /// What the document says will be copied.
    page: String,
    /// The same with pictures from this machine.
    shown: String,
    document: String,
    editor: String,
    desk: Desk,
}

impl Copied {
    fn article(name: &str) -> Option<Self> {
        let program = browser::find()?;
        let desk = Desk::with_samples();
        let document = desk.published(name);
        let mut browser = Browser::start(&program);
        browser.resize(1280, 900);
        browser.open(&document);
        browser.until(SHOWN);
        let state = browser.value("JSON.parse(document.getElementById('state').textContent)");
        browser.click("#copy");
        browser.until("document.getElementById('copy').dataset.copied === 'true'");
        let editor = desk.page(
            "editor.html",
            &EDITOR.replace("@LOOKS@", include_str!("looks.js")),
        );
        browser.resize(375, 800);
        browser.open(&editor);
        Some(Self {
            browser,
            page: state["copy"].as_str().unwrap().to_owned(),
            shown: state["page"].as_str().unwrap().to_owned(),
            document,
            editor,
            desk,
        })
    }

    /// Puts the page with local pictures into the editor as it is; what is seen, and a picture of it.
    fn before(&mut self) -> (Value, Vec<u8>) {
        self.replaced(&self.shown.clone())
    }

    /// The same for other HTML.
    fn replaced(&mut self, html: &str) -> (Value, Vec<u8>) {
        self.browser.resize(375, 800);
        self.browser.open(&self.editor.clone());
        let html = json!(html);
        self.browser.value(&format!(
            "document.getElementById('editor').innerHTML = {html}; 0"
        ));
        self.localise();
        self.seen()
    }

    /// Pastes; what came, what is seen, and a picture of it, with local pictures in the place of hosted ones.
    fn pasted(&mut self) -> (Value, Value, Vec<u8>) {
        self.browser.open(&self.editor.clone());
        self.browser
            .value("document.getElementById('editor').focus()");
        self.browser.paste();
        self.browser.until("Boolean(window.came)");
        let came = self.browser.value("window.came");
        self.localise();
        let (seen, picture) = self.seen();
        (came, seen, picture)
    }

    /// Shows hosted pictures from this machine.
    fn localise(&mut self) {
        let local = format!(
            "localise({}, {}); document.activeElement.blur(); scrollTo(0, 0)",
            json!(self.page),
            json!(self.shown)
        );
        self.browser.value(&local);
    }

    fn seen(&mut self) -> (Value, Vec<u8>) {
        self.browser
            .until("[...document.images].every((one) => one.complete)");
        let seen = self
            .browser
            .value("looks(document.getElementById('editor'))");
        (seen, self.browser.picture())
    }
}

/// What differs between two looks, line by line.
fn differences(before: &Value, after: &Value) -> Vec<String> {
    let lines = |looks: &Value| -> Vec<String> {
        let looks = looks.as_array().unwrap();
        looks
            .iter()
            .map(|look| format!("{} «{}» {}", look["kind"], look["what"], look["look"]))
            .collect()
    };
    let (before, after) = (lines(before), lines(after));
    let mut different = Vec::new();
    for at in 0..before.len().max(after.len()) {
        let (then, now) = (before.get(at), after.get(at));
        if then != now {
            different.push(format!("was {then:?}\nis  {now:?}"));
        }
    }
    different
}

/// Differences that are known, each with its reason: a part of what [`differences`] says of it. There is none:
/// the browser's own insertion drops declarations that say what is inherited anyway, and turns `strong` into
/// `span` with the same style, but nothing that a reader sees.
const EXPLAINED: [(&str, &str); 0] = [];

#[track_caller]
fn assert_same_looks(what: &str, before: &(Value, Vec<u8>), after: &(Value, Vec<u8>)) {
    assert!(
        before.0.as_array().unwrap().len() > 20,
        "{what}: {}",
        before.0
    );
    let all = differences(&before.0, &after.0);
    let (explained, others): (Vec<_>, Vec<_>) = all
        .iter()
        .partition(|line| EXPLAINED.iter().any(|(part, _)| line.contains(part)));
    assert!(
        others.is_empty(),
        "{what}:\n{}",
        others
            .iter()
            .take(5)
            .map(|line| line.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    );
    if explained.is_empty() {
        let (then, now) = (pixels(&before.1), pixels(&after.1));
        assert_eq!(then.0, now.0, "{what}: the size in pixels");
        let different = then.1.iter().zip(&now.1).filter(|(then, now)| then != now);
        assert_eq!(different.count(), 0, "{what}: values of pixels that differ");
    }
}

/// Width and height, and the values of all pixels.
fn pixels(picture: &[u8]) -> ((u32, u32), Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(picture))
        .read_info()
        .unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut bytes).unwrap();
    ((frame.width, frame.height), bytes)
}

/// What is copied, pasted and put into a draft is compared with the page as it was made.
fn travels_whole(name: &str) {
    let Some(mut copied) = Copied::article(name) else {
        return;
    };
    let written = copied
        .desk
        .read(&format!("{}.wechat.html", name.split('.').next().unwrap()));
    assert_eq!(copied.page, written, "the button copies what was published");
    let before = copied.before();

    let (came, seen, picture) = copied.pasted();
    // Editors read what came, byte for byte; the browser's own insertion is the harder way.
    assert_eq!(came[0], copied.page.as_str());
    let plain = came[1].as_str().unwrap();
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let texts = seen.as_array().unwrap().iter();
    let seen_text: String = texts
        .filter(|look| look["kind"] == "text")
        .map(|look| letters(look["what"].as_str().unwrap()))
        .collect();
    assert_eq!(letters(plain), seen_text, "the plain text is the article's");
    assert_same_looks("after the paste", &before, &(seen, picture));

    let drafted = crate::draft::filtered(&copied.page);
    assert!(drafted.contains("mmbiz.qpic.cn"));
    let after = copied.replaced(&drafted);
    assert_same_looks("after draft/add", &before, &after);
}

#[test]
fn the_sample_article_travels_whole() {
    travels_whole("journey.md");
}

#[test]
fn an_html_article_travels_whole() {
    travels_whole("lake.html");
}

#[test]
fn every_construct_travels_whole() {
    travels_whole("kitchen.md");
}

#[test]
fn without_the_clipboard_of_the_page_the_browsers_own_does() {
    let Some(mut copied) = Copied::article("journey.md") else {
        return;
    };
    let document = copied.document.clone();
    copied.browser.open(&document);
    copied.browser.until(SHOWN);
    copied.browser.call(
        "Browser.grantPermissions",
        &json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}),
    );
    copied.browser.value("document.execCommand = () => false");
    copied.browser.click("#copy");
    copied
        .browser
        .until("document.getElementById('copy').dataset.copied === 'true'");
    let before = copied.before();
    let (came, seen, picture) = copied.pasted();
    let came = came[0].as_str().unwrap();
    // The browser wraps what it is given, and changes nothing else.
    let start = came.find("<section").unwrap();
    let end = came.rfind("</section>").unwrap() + "</section>".len();
    assert_eq!(&came[start..end], copied.page.trim_end());
    assert_same_looks("after the paste", &before, &(seen, picture));
}
