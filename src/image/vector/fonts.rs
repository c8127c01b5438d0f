//! The fonts text is drawn with: a database of faces in, the face for a font specification or a
//! character out.
//!
//! A browser always finds some face; the drawer drops text whose families are not there. So every
//! specification ends at a face that exists, and every character at a face that has it, if any does.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use resvg::usvg::fontdb::{Database, FaceInfo, Family, ID, Query, Stretch, Style, Weight};
use resvg::usvg::{Font, FontFamily, FontStretch, FontStyle};
use skrifa::prelude::Size;
use skrifa::raw::TableProvider as _;
use skrifa::{FontRef, MetadataProvider as _};

/// Sans-serif families by preference; all have Chinese, and Latin that goes with it.
const SANS: [&str; 14] = [
    "PingFang SC",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "HarmonyOS Sans SC",
    "MiSans",
    "Hiragino Sans GB",
    "Heiti SC",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
];

/// Serif families by preference.
const SERIF: [&str; 10] = [
    "Songti SC",
    "STSong",
    "SimSun",
    "NSimSun",
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "AR PL UMing CN",
    "AR PL SungtiL GB",
];

/// Fixed-width families by preference; Chinese comes from elsewhere.
const MONO: [&str; 12] = [
    "Menlo",
    "Consolas",
    "Cascadia Mono",
    "JetBrains Mono",
    "SF Mono",
    "DejaVu Sans Mono",
    "Liberation Mono",
    "Noto Sans Mono",
    "Noto Sans Mono CJK SC",
    "WenQuanYi Micro Hei Mono",
    "Courier New",
    "Courier",
];

/// Latin families for systems without Chinese ones.
const LATIN: [&str; 8] = [
    "Arial",
    "Helvetica",
    "Segoe UI",
    "Noto Sans",
    "Liberation Sans",
    "DejaVu Sans",
    "Ubuntu",
    "Roboto",
];

/// Handwriting.
const CURSIVE: [&str; 4] = ["Kaiti SC", "KaiTi", "AR PL UKai CN", "Comic Sans MS"];

/// Families with coloured emoji.
const EMOJI: [&str; 4] = [
    "Apple Color Emoji",
    "Segoe UI Emoji",
    "Noto Color Emoji",
    "Twemoji",
];

/// Families of the same widths as well-known ones.
const SAME_WIDTHS: [(&str, [&str; 2]); 4] = [
    ("arial", ["Liberation Sans", "Arimo"]),
    ("helvetica", ["Liberation Sans", "Arimo"]),
    ("times new roman", ["Liberation Serif", "Tinos"]),
    ("courier new", ["Liberation Mono", "Cousine"]),
];

/// The faces that text may be drawn with.
pub(super) struct Fonts {
    database: Arc<Database>,
    /// Names of families as their faces spell them, by the name in lower case.
    names: HashMap<String, String>,
    sans: Option<String>,
    serif: Option<String>,
    mono: Option<String>,
    cursive: Option<String>,
    /// Every face, in the order in which they are asked for a character that the chosen face lacks.
    order: Vec<ID>,
}

impl Fonts {
    /// The fonts of this system, looked for once.
    pub(super) fn system() -> &'static Self {
        static FONTS: OnceLock<Fonts> = OnceLock::new();
        FONTS.get_or_init(|| {
            let mut database = Database::new();
            database.load_system_fonts();
            Self::new(database)
        })
    }

    pub(super) fn new(database: Database) -> Self {
        let mut names = HashMap::new();
        for face in database.faces() {
            for (name, _) in &face.families {
                names
                    .entry(name.to_lowercase())
                    .or_insert_with(|| name.clone());
            }
        }
        let mut order: Vec<&FaceInfo> = database.faces().collect();
        // The order of files in a directory is chance; that of names is not.
        order.sort_by_cached_key(|face| (rank(face), family(face).to_owned(), face.index));
        let order = order.into_iter().map(|face| face.id).collect();
        let mut fonts = Self {
            database: Arc::new(database),
            names,
            sans: None,
            serif: None,
            mono: None,
            cursive: None,
            order,
        };
        fonts.sans = fonts.first(&SANS).or_else(|| fonts.any());
        fonts.serif = fonts.first(&SERIF).or_else(|| fonts.sans.clone());
        fonts.mono = fonts.first(&MONO).or_else(|| fonts.sans.clone());
        fonts.cursive = fonts.first(&CURSIVE).or_else(|| fonts.sans.clone());
        fonts
    }

    pub(super) fn database(&self) -> &Arc<Database> {
        &self.database
    }

    /// The face for a specification; nothing only where there is no face at all.
    pub(super) fn select(&self, font: &Font) -> Option<ID> {
        self.of_families(font.families(), wanted(font))
    }

    /// The face for a list of families; nothing only where there is no face at all.
    pub(super) fn of_families(&self, families: &[FontFamily], manner: Manner) -> Option<ID> {
        families
            .iter()
            .find_map(|family| self.of_family(family, manner))
            .or_else(|| self.face(self.sans.as_deref()?, manner))
            .or_else(|| self.order.first().copied())
    }

    /// A face that has a character, in the manner of the first of those already `used`.
    pub(super) fn fallback(&self, character: char, used: &[ID]) -> Option<ID> {
        let base = used.first().and_then(|&id| self.database.face(id));
        let manner = base.map_or((Weight::NORMAL, Stretch::Normal, Style::Normal), |face| {
            (face.weight, face.stretch, face.style)
        });
        let serif = base.is_some_and(|face| looks_serif(family(face)));
        let is_emoji = u32::from(character) >= 0x1_F000;
        let first = if is_emoji {
            &EMOJI[..]
        } else if serif {
            &SERIF[..]
        } else {
            &[]
        };
        let preferred = first
            .iter()
            .filter_map(|name| self.face(self.name(name)?, manner));
        let free = |&id: &ID| !used.contains(&id) && self.has(id, character);
        preferred.clone().find(free).or_else(|| {
            let found = self.order.iter().copied().find(free)?;
            // Bold text stays bold where the family has it.
            self.database
                .face(found)
                .and_then(|face| self.face(family(face), manner))
                .filter(free)
                .or(Some(found))
        })
    }

    /// A family that has a character, and a name that can be written in quotes.
    pub(super) fn family_with(&self, character: char) -> Option<&str> {
        let face = self.database.face(self.fallback(character, &[])?)?;
        Some(family(face)).filter(|name| !name.contains(['\'', '"', '<', '&']))
    }

    fn of_family(&self, family: &FontFamily, manner: Manner) -> Option<ID> {
        match family {
            FontFamily::Serif => self.face(self.serif.as_deref()?, manner),
            FontFamily::SansSerif | FontFamily::Fantasy => self.face(self.sans.as_deref()?, manner),
            FontFamily::Monospace => self.face(self.mono.as_deref()?, manner),
            FontFamily::Cursive => self.face(self.cursive.as_deref()?, manner),
            FontFamily::Named(name) => {
                let name = name.to_lowercase();
                let same = SAME_WIDTHS.iter().find(|(known, _)| *known == name);
                let same = same.map_or(&[][..], |(_, same)| same);
                std::iter::once(name.as_str())
                    .chain(same.iter().copied())
                    .filter_map(|name| self.face(self.name(name)?, manner))
                    .find(|&id| self.can_draw(id))
                    .or_else(|| {
                        let like = if looks_fixed(&name) {
                            self.mono.as_deref()?
                        } else if looks_serif(&name) {
                            self.serif.as_deref()?
                        } else {
                            return None;
                        };
                        self.face(like, manner)
                    })
            }
        }
    }

    /// The name of a family that is there, whatever its letter case.
    fn name(&self, name: &str) -> Option<&str> {
        self.names.get(&name.to_lowercase()).map(String::as_str)
    }

    fn face(&self, family: &str, (weight, stretch, style): Manner) -> Option<ID> {
        self.database.query(&Query {
            families: &[Family::Name(family)],
            weight,
            stretch,
            style,
        })
    }

    /// The first of some families that is there and can be drawn with.
    fn first(&self, names: &[&str]) -> Option<String> {
        names
            .iter()
            .filter_map(|name| self.name(name))
            .find(|name| {
                self.face(name, (Weight::NORMAL, Stretch::Normal, Style::Normal))
                    .is_some_and(|id| self.can_draw(id))
            })
            .map(str::to_owned)
    }

    /// Some family for text: one with Chinese, or else with Latin letters.
    fn any(&self) -> Option<String> {
        let with = |character| {
            self.order
                .iter()
                .find(|&&id| self.has(id, character))
                .and_then(|&id| self.database.face(id))
                .map(|face| family(face).to_owned())
        };
        with('\u{4E2D}')
            .or_else(|| self.first(&LATIN))
            .or_else(|| with('A'))
    }

    /// Whether a face has outlines or pictures that can be drawn; some fonts of Apple have neither.
    fn can_draw(&self, id: ID) -> bool {
        self.with_face(id, |font| {
            font.outline_glyphs().format().is_some()
                || font.colr().is_ok()
                || font.svg().is_ok()
                || !font.bitmap_strikes().is_empty()
        })
    }

    fn has(&self, id: ID, character: char) -> bool {
        self.with_face(id, |font| {
            let Some(glyph) = font.charmap().map(character) else {
                return false;
            };
            glyph.to_u32() != 0
                && (font.outline_glyphs().get(glyph).is_some()
                    || font.color_glyphs().get(glyph).is_some()
                    || font.svg().is_ok()
                    || font
                        .bitmap_strikes()
                        .glyph_for_size(Size::unscaled(), glyph)
                        .is_some())
        })
    }

    fn with_face(&self, id: ID, ask: impl Fn(&FontRef<'_>) -> bool) -> bool {
        self.database
            .with_face_data(id, |data, index| {
                FontRef::from_index(data, index).is_ok_and(|font| ask(&font))
            })
            .unwrap_or(false)
    }
}

/// What a face of a family is chosen by.
pub(super) type Manner = (Weight, Stretch, Style);

fn wanted(font: &Font) -> Manner {
    let stretch = match font.stretch() {
        FontStretch::UltraCondensed => Stretch::UltraCondensed,
        FontStretch::ExtraCondensed => Stretch::ExtraCondensed,
        FontStretch::Condensed => Stretch::Condensed,
        FontStretch::SemiCondensed => Stretch::SemiCondensed,
        FontStretch::Normal => Stretch::Normal,
        FontStretch::SemiExpanded => Stretch::SemiExpanded,
        FontStretch::Expanded => Stretch::Expanded,
        FontStretch::ExtraExpanded => Stretch::ExtraExpanded,
        FontStretch::UltraExpanded => Stretch::UltraExpanded,
    };
    let style = match font.style() {
        FontStyle::Normal => Style::Normal,
        FontStyle::Italic => Style::Italic,
        FontStyle::Oblique => Style::Oblique,
    };
    (Weight(font.weight()), stretch, style)
}

fn family(face: &FaceInfo) -> &str {
    face.families.first().map_or("", |(name, _)| name.as_str())
}

/// The place of a face among those that are asked for a character; simplified Chinese before the other
/// ways to write the same characters, plain faces before bold and slanted ones.
fn rank(face: &FaceInfo) -> (usize, bool, u16) {
    let place = SANS
        .iter()
        .chain(&SERIF)
        .chain(&LATIN)
        .position(|known| face.families.iter().any(|(name, _)| name == known));
    (
        place.unwrap_or(usize::MAX),
        face.style != Style::Normal,
        face.weight.0.abs_diff(Weight::NORMAL.0),
    )
}

fn looks_serif(family: &str) -> bool {
    let name = family.to_lowercase();
    name.contains("serif") && !name.contains("sans")
        || ["times", "georgia", "song", "simsun", "宋"]
            .iter()
            .any(|mark| name.contains(mark))
}

fn looks_fixed(family: &str) -> bool {
    ["mono", "courier", "consol", "menlo"]
        .iter()
        .any(|mark| family.contains(mark))
}
