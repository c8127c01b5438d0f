//! The cover of a draft: drawn where no picture of the article would do, and the boxes that it is cut to.
//!
//! What a picture of the article is cut to depends on what is to be seen in it; a drawn cover knows its boxes.
//! All of this is work for blocking threads.

use crate::cover::{self, Cover, Crop, CropError, CropRatio, Face, Focus, Letters};
use crate::image::widths::{self, Setting};
use crate::image::{self, Fitted, Greys, Loaded, Picture};
use crate::options::FitOptions;
use crate::problem::Problem;
use crate::render::{self, Theme};

/// What it is called in problems.
const NAME: &str = "cover.svg";

/// A drawn cover.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DrawnCover {
    /// A picture under the limit.
    pub(crate) picture: Fitted,
    /// What it is cut to.
    pub(crate) crops: Crops,
    /// Whether it has no words, because the fonts of this machine cannot show them.
    pub(crate) is_plain: bool,
}

/// The boxes of a cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Crops {
    pub(crate) wide: Crop,
    pub(crate) square: Crop,
}

impl Crops {
    fn by(crop: impl Fn(CropRatio) -> Crop) -> Self {
        Self {
            wide: crop(CropRatio::Wide),
            square: crop(CropRatio::Square),
        }
    }
}

/// The fonts of this system.
struct Installed;

impl Letters for Installed {
    fn width(&self, text: &str, face: Face) -> f64 {
        let setting = Setting {
            families: face.families(),
            bold: face.bold,
            italic: false,
        };
        widths::of_text(text, setting)
    }

    fn has(&self, character: char) -> bool {
        image::has_glyph(character)
    }
}

/// All that decides how the cover of an article looks but for the fonts of the machine, as stable text: what it
/// can be remembered by.
pub(crate) fn description(title: &str, author: Option<&str>, theme: &Theme) -> String {
    cover::description(title, author, &render::cover_look(theme))
}

/// Draws the cover of an article: its title and author in the colours of its theme, or the colours alone where
/// the fonts of this machine cannot show the title.
///
/// # Errors
/// `image.damaged`, `image.cannot-fit`: never seen.
pub(crate) fn drawn(
    title: &str,
    author: Option<&str>,
    theme: &Theme,
) -> Result<DrawnCover, Problem> {
    let look = render::cover_look(theme);
    let picture = |cover: Cover| {
        let crops = Crops::by(|ratio| cover.crop(ratio));
        let is_plain = !cover.svg.contains("<text");
        let picture = image::fit(
            Picture {
                name: NAME,
                loaded: image::inspect(NAME, cover.svg.into_bytes())?,
                shown_width: None,
                resolve: &|_| None,
            },
            &FitOptions::default(),
            false,
        )?;
        Ok(DrawnCover {
            picture,
            crops,
            is_plain,
        })
    };
    picture(cover::draw(title, author, &look, &Installed))
        .or_else(|_: Problem| picture(cover::draw("", None, &look, &Installed)))
}

/// Whether a box has the right shape for a picture.
///
/// # Errors
/// Why not; or that the picture cannot be read.
pub(crate) fn check(
    name: &str,
    loaded: &Loaded,
    crop: Crop,
    ratio: CropRatio,
) -> Result<Result<(), CropError>, Problem> {
    let Greys { width, height, .. } = image::greys(name, loaded)?;
    Ok(crop.check(ratio, width, height))
}

/// What a picture of the article is cut to, as far as nobody said it; `name` is used in problems.
///
/// # Errors
/// `image.damaged`, `image.unsupported-format`, `image.too-many-pixels`.
pub(crate) fn crops(name: &str, loaded: &Loaded) -> Result<Crops, Problem> {
    let Greys {
        width,
        height,
        columns,
        pixels,
    } = image::greys(name, loaded)?;
    let focus = Focus::of(&pixels, columns);
    Ok(Crops::by(|ratio| {
        Crop::of_picture(ratio, width, height, Some(&focus))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asset::ImageFormat;

    #[test]
    fn every_theme_has_covers_that_the_service_takes() {
        for name in Theme::names().chain([Theme::NONE]) {
            let theme = Theme::named(name).unwrap();
            let cover = drawn(
                "深入浅出 Rust：从所有权到并发",
                Some("图文 & <编辑部>"),
                &theme,
            )
            .unwrap();
            assert!(matches!(
                cover.picture.format,
                ImageFormat::Png | ImageFormat::Jpeg
            ));
            assert!(cover.picture.bytes.len() < 1_000_000, "{name}");
            let size = cover.picture.fitting.unwrap().to;
            assert_eq!((size.width, size.height), (1880, 800), "{name}");
            assert_eq!(cover.crops.wide.to_string(), "0_0_1_1");
            let square = cover.crops.square;
            assert_eq!(square.check(CropRatio::Square, 1880, 800), Ok(()), "{name}");
        }
    }

    #[test]
    fn titles_of_any_kind_are_drawn() {
        let theme = Theme::default();
        for title in [
            "",
            "🚀🎉",
            "\u{1}\u{FFFF}&\"'<>",
            "\u{E000}\u{10_FFFD}不在字体里",
            &"很长".repeat(400),
            &"W".repeat(2000),
            "a\u{0301}\u{200B}é العربية ไทย",
        ] {
            let cover = drawn(title, Some(title), &theme).unwrap();
            assert!(cover.picture.bytes.len() < 1_000_000, "{title}");
        }
    }

    #[test]
    fn what_decides_the_look_is_in_the_description() {
        let plain = Theme::default();
        let of = |title, author, theme: &Theme| description(title, author, theme);
        let first = of("标题", None, &plain);
        assert_eq!(first, of("标题", None, &Theme::default()));
        let red = plain
            .clone()
            .with(crate::render::ThemeVariable::Primary, "#c8202f")
            .unwrap();
        for other in [
            of("标题！", None, &plain),
            of("标题", Some("作者"), &plain),
            of("标题", None, &red),
            of("标题", None, &Theme::named("ink").unwrap()),
        ] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn pictures_are_cut_where_something_is_to_be_seen() {
        // White, with a checked field at the right.
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='200'><pattern id='p' width='10' \
             height='10' patternUnits='userSpaceOnUse'><path d='M0 0h5v5H0z'/></pattern><rect width='400' height='200' \
             fill='#fff'/><rect x='260' y='40' width='120' height='120' fill='url(#p)'/></svg>";
        let picture = Picture {
            name: "a.svg",
            loaded: image::inspect("a.svg", svg.into()).unwrap(),
            shown_width: None,
            resolve: &|_| None,
        };
        let fitted = image::fit(picture, &FitOptions::default(), false).unwrap();
        let loaded = image::inspect("a.png", fitted.bytes).unwrap();
        let crops = crops("a.png", &loaded).unwrap();
        for (ratio, crop) in [
            (CropRatio::Wide, crops.wide),
            (CropRatio::Square, crops.square),
        ] {
            assert_eq!(crop.check(ratio, 800, 400), Ok(()));
        }
        let left: f64 = crops
            .square
            .to_string()
            .split('_')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!(left > 0.4, "{left}");
    }
}
