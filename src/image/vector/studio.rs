//! Reads one drawing into a tree: its own XML, then its fonts and pictures as the drawer asks for them.
//!
//! The drawer's callbacks cannot fail, they only leave out; the first thing left out is kept here and
//! becomes the drawing's problem.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use resvg::usvg::{self, FontResolver, ImageHrefResolver, ImageKind, Options, Tree};

use super::fonts::Fonts;
use super::size::Size;
use super::{Drawing, css, damaged, foreign, glyphs, pictures, source, work};

use crate::asset::{Digest, ImageFormat};
use crate::image::data::decode_data_uri;
use crate::image::format::sniff;
use crate::problem::{Code, Problem};

/// How deep drawings may lie in drawings.
const DEEPEST: usize = 4;

/// How deep elements may lie in a drawing, and in one inside another. The drawer works by recursion; this
/// much fits the stack of a thread.
pub(super) const DEEPEST_ELEMENTS: [usize; 2] = [500, 60];

/// Most bytes that are read for pictures inside.
const MOST_BYTES: usize = 256 << 20;

/// Longest part of a reference that is shown in a problem.
const SHOWN: usize = 60;

/// Reads one drawing.
pub(super) struct Studio<'a> {
    drawing: &'a Drawing<'a>,
    fonts: &'a (dyn Fn() -> &'a Fonts + Sync),
    /// Text was met on a machine without fonts.
    no_font: AtomicBool,
    left: Mutex<Left>,
}

/// A drawing as the drawer understood it.
struct LaidOut {
    tree: Tree,
    size: Size,
    /// Characters that came out without a glyph.
    missing: BTreeSet<char>,
}

/// What the callbacks leave behind.
#[derive(Default)]
struct Left {
    problem: Option<Problem>,
    /// Pictures met, by their content: one may be drawn a thousand times.
    pictures: HashMap<Digest, Option<ImageKind>>,
    bytes: usize,
}

impl<'a> Studio<'a> {
    pub(super) fn new(drawing: &'a Drawing<'a>, fonts: &'a (dyn Fn() -> &'a Fonts + Sync)) -> Self {
        Self {
            drawing,
            fonts,
            no_font: AtomicBool::new(false),
            left: Mutex::new(Left::default()),
        }
    }

    /// The drawing itself, with its size.
    pub(super) fn tree(&self) -> Result<(Tree, Size), Problem> {
        self.read(self.drawing.bytes, 0)
    }

    fn read(&self, bytes: &[u8], depth: usize) -> Result<(Tree, Size), Problem> {
        let name = self.drawing.name;
        let text =
            source::well_formed(bytes, deepest_element(depth)).ok_or_else(|| damaged(name))?;
        let document = source::parse(&text).map_err(|_| damaged(name))?;
        let mut edits = foreign::edits(name, &document)?;
        edits.extend(css::edits(&text, &document));
        edits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let text = source::edited(&text, &edits);
        let laid_out = self.laid_out(&text, depth)?;
        if laid_out.missing.is_empty() {
            return Ok((laid_out.tree, laid_out.size));
        }
        let document = source::parse(&text).map_err(|_| damaged(name))?;
        let (families, nowhere) = self.families(&laid_out.missing);
        if !nowhere.is_empty() {
            return Err(glyphs::problem(name, &nowhere));
        }
        let text = source::edited(&text, &glyphs::in_families(&text, &document, &families));
        let laid_out = self.laid_out(&text, depth)?;
        if laid_out.missing.is_empty() {
            Ok((laid_out.tree, laid_out.size))
        } else {
            Err(glyphs::problem(name, &laid_out.missing))
        }
    }

    fn laid_out(&self, text: &str, depth: usize) -> Result<LaidOut, Problem> {
        let refused = || damaged(self.drawing.name);
        let document = source::parse(text).map_err(|_| refused())?;
        if !work::is_bearable(&document, deepest_element(depth)) {
            return Err(refused());
        }
        if let Some(written) = lost_reference(&document) {
            return Err(self.external(written));
        }
        let options = self.options(depth);
        let tree = Tree::from_xmltree(&document, &options).map_err(|_| refused())?;
        if let Some(problem) = self.left().problem.clone() {
            return Err(problem);
        }
        let missing = if self.no_font.load(Ordering::Relaxed) {
            glyphs::written(&document)
        } else {
            glyphs::missing(&tree)
        };
        Ok(LaidOut {
            size: Size::of(&document, &tree),
            tree,
            missing,
        })
    }

    /// For each character a family that has it, and the characters that none has.
    fn families(&self, characters: &BTreeSet<char>) -> (BTreeMap<char, &'a str>, BTreeSet<char>) {
        let fonts = (self.fonts)();
        let mut families = BTreeMap::new();
        let mut nowhere = BTreeSet::new();
        for &character in characters {
            match fonts.family_with(character) {
                Some(family) => {
                    families.insert(character, family);
                }
                None => {
                    nowhere.insert(character);
                }
            }
        }
        (families, nowhere)
    }

    fn options(&self, depth: usize) -> Options<'_> {
        Options {
            font_family: "serif".to_owned(),
            languages: ["zh-CN", "zh", "en"].map(str::to_owned).to_vec(),
            default_size: usvg::Size::from_wh(300.0, 150.0).expect("positive"),
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(move |kind, bytes, _| {
                    self.picture(&format!("data:{kind}"), &bytes, depth)
                }),
                resolve_string: Box::new(move |href, _| self.file(href, depth)),
            },
            font_resolver: FontResolver {
                select_font: Box::new(move |font, database| {
                    let fonts = (self.fonts)();
                    // The fonts are loaded when the first text asks.
                    if database.is_empty() {
                        *database = Arc::clone(fonts.database());
                    }
                    let face = fonts.select(font);
                    if face.is_none() {
                        self.no_font.store(true, Ordering::Relaxed);
                    }
                    face
                }),
                select_fallback: Box::new(move |character, used, _| {
                    (self.fonts)().fallback(character, used)
                }),
            },
            ..Options::default()
        }
    }

    /// A picture that lies outside the drawing.
    fn file(&self, href: &str, depth: usize) -> Option<ImageKind> {
        let href = href.trim();
        // Nothing, or an element of the drawing itself, which is no picture in a browser either.
        if href.is_empty() || href.starts_with('#') {
            return None;
        }
        let is_elsewhere =
            href.starts_with("//") || url::Url::parse(href).is_ok_and(|url| url.has_host());
        // Where a drawing inside a drawing lies is not known.
        let bytes = if is_elsewhere || depth > 0 {
            None
        } else {
            (self.drawing.resolve)(href)
        };
        let Some(bytes) = bytes else {
            self.leave(self.external(href));
            return None;
        };
        self.picture(href, &bytes, depth)
    }

    fn picture(&self, written: &str, bytes: &[u8], depth: usize) -> Option<ImageKind> {
        let digest = Digest::of(bytes);
        if let Some(known) = self.left().pictures.get(&digest) {
            return known.clone();
        }
        let picture = self.new_picture(written, bytes, depth);
        let picture = picture.map_err(|problem| self.leave(problem)).ok();
        self.left().pictures.insert(digest, picture.clone());
        picture
    }

    fn new_picture(&self, written: &str, bytes: &[u8], depth: usize) -> Result<ImageKind, Problem> {
        let enough = {
            let mut left = self.left();
            left.bytes = left.bytes.saturating_add(bytes.len());
            left.bytes > MOST_BYTES
        };
        if enough || depth >= DEEPEST {
            return Err(self.external(written));
        }
        if sniff(bytes) == Some(ImageFormat::Svg) {
            let (tree, _) = self.read(bytes, depth + 1)?;
            return Ok(ImageKind::SVG(tree));
        }
        let png = pictures::as_png(bytes).ok_or_else(|| self.external(written))?;
        Ok(ImageKind::PNG(Arc::new(png)))
    }

    fn external(&self, written: &str) -> Problem {
        let mut shown: String = written.chars().take(SHOWN).collect();
        if shown.len() < written.len() {
            shown.push('…');
        }
        Problem::new(Code::ImageSvgExternal)
            .with("path", self.drawing.name)
            .with("written", shown)
    }

    fn leave(&self, problem: Problem) {
        self.left().problem.get_or_insert(problem);
    }

    fn left(&self) -> std::sync::MutexGuard<'_, Left> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn deepest_element(depth: usize) -> usize {
    DEEPEST_ELEMENTS[depth.min(1)]
}

/// A reference that the drawer passes over without asking: a `data:` URI that cannot be decoded, or a
/// shape in another file.
fn lost_reference<'d>(document: &'d usvg::roxmltree::Document<'_>) -> Option<&'d str> {
    document.descendants().find_map(|node| {
        let href = node
            .attributes()
            .filter(|attribute| attribute.name() == "href")
            .map(|attribute| attribute.value().trim())
            .next()?;
        let is_lost = match node.tag_name().name() {
            "image" | "feImage" => {
                let scheme = href.get(..5).unwrap_or_default();
                scheme.eq_ignore_ascii_case("data:") && decode_data_uri(href).is_err()
            }
            "use" => !href.is_empty() && !href.starts_with('#'),
            _ => false,
        };
        is_lost.then_some(href)
    })
}
