//! Colour schemes for code: a name comes in, the colour of each [`Role`] and of the box goes out.
//!
//! The colours are those people know from their editors. Colours that follow from others (the grounds
//! of marked, added and removed lines) are mixed, so that a scheme is a short table (`schemes`).

mod schemes;

/// What a piece of code is, as far as colours tell it.
#[cfg_attr(
    not(feature = "highlight"),
    expect(dead_code, reason = "only grammars know most of them")
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Role {
    /// Anything without a colour of its own.
    #[default]
    Plain,
    Comment,
    Keyword,
    /// A keyword where it is a word, nothing where it is a sign.
    Operator,
    String,
    /// An escape inside a string, a regular expression, a placeholder.
    Escape,
    Number,
    Constant,
    Function,
    Type,
    Tag,
    /// A key, an attribute, a property.
    Property,
    Variable,
    /// A decorator, an annotation, the head of a hunk.
    Meta,
    Inserted,
    Deleted,
}

/// A colour scheme for code blocks, known by its name (`github`, `one-dark`, …).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeTheme(&'static Scheme);

#[derive(Debug, PartialEq, Eq)]
struct Scheme {
    name: &'static str,
    /// Other names that people know it by.
    aliases: &'static [&'static str],
    dark: bool,
    ground: u32,
    text: u32,
    comment: u32,
    keyword: u32,
    string: u32,
    escape: u32,
    number: u32,
    constant: u32,
    function: u32,
    kind: u32,
    tag: u32,
    property: u32,
    variable: u32,
    meta: u32,
}

impl CodeTheme {
    /// All schemes, light ones first.
    pub const ALL: &'static [Self] = &[
        Self(&schemes::GITHUB),
        Self(&schemes::ONE_LIGHT),
        Self(&schemes::VSCODE_LIGHT),
        Self(&schemes::CATPPUCCIN_LATTE),
        Self(&schemes::SOLARIZED_LIGHT),
        Self(&schemes::GRUVBOX_LIGHT),
        Self(&schemes::GITHUB_DARK),
        Self(&schemes::ONE_DARK),
        Self(&schemes::VSCODE_DARK),
        Self(&schemes::CATPPUCCIN_MOCHA),
        Self(&schemes::SOLARIZED_DARK),
        Self(&schemes::GRUVBOX_DARK),
        Self(&schemes::DRACULA),
        Self(&schemes::MONOKAI),
        Self(&schemes::NORD),
        Self(&schemes::TOKYO_NIGHT),
    ];

    /// The scheme of this name, in any case.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        let is = |known: &&str| known.eq_ignore_ascii_case(name);
        let mut all = Self::ALL.iter();
        all.find(|theme| is(&theme.0.name) || theme.0.aliases.iter().any(is))
            .copied()
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Its other names.
    #[must_use]
    pub fn aliases(self) -> &'static [&'static str] {
        self.0.aliases
    }

    /// Whether the ground is dark.
    #[must_use]
    pub fn is_dark(self) -> bool {
        self.0.dark
    }

    /// The colour of the box.
    pub(crate) fn ground(self) -> String {
        if self.0.dark {
            css(self.0.ground)
        } else {
            tint(self.0.ground)
        }
    }

    /// The colour of code that has no other.
    pub(crate) fn text(self) -> String {
        css(self.0.text)
    }

    /// The colour of what stands beside the code: the language, the numbers of lines.
    pub(crate) fn muted(self) -> String {
        css(mix(self.0.ground, self.0.text, 70))
    }

    /// The ground of marked lines.
    pub(crate) fn marked(self) -> String {
        if self.0.dark {
            over(self.0.text, 12)
        } else {
            over(0x00ff_d400, 20)
        }
    }

    /// The ground of added lines.
    pub(crate) fn inserted(self) -> String {
        over(0x002e_a043, if self.0.dark { 24 } else { 17 })
    }

    /// The ground of removed lines.
    pub(crate) fn deleted(self) -> String {
        over(0x00f8_5149, if self.0.dark { 22 } else { 15 })
    }

    /// The colour of a role; `None` where it is that of the text.
    pub(crate) fn color(self, role: Role) -> Option<String> {
        let scheme = self.0;
        let color = match role {
            Role::Plain | Role::Operator => scheme.text,
            Role::Comment => scheme.comment,
            Role::Keyword => scheme.keyword,
            Role::String => scheme.string,
            Role::Escape => scheme.escape,
            Role::Number => scheme.number,
            Role::Constant => scheme.constant,
            Role::Function => scheme.function,
            Role::Type => scheme.kind,
            Role::Tag => scheme.tag,
            Role::Property => scheme.property,
            Role::Variable => scheme.variable,
            Role::Meta => scheme.meta,
            Role::Inserted if scheme.dark => 0x007e_e787,
            Role::Inserted => 0x0011_6329,
            Role::Deleted if scheme.dark => 0x00ff_a198,
            Role::Deleted => 0x00a0_1726,
        };
        (color != scheme.text).then(|| css(color))
    }
}

/// `percent` of `top` over `ground`.
fn mix(ground: u32, top: u32, percent: u32) -> u32 {
    let channel = |shift: u32| {
        let (below, above) = (ground >> shift & 0xff, top >> shift & 0xff);
        ((below * (100 - percent) + above * percent) / 100) << shift
    };
    channel(16) | channel(8) | channel(0)
}

/// A colour that covers so many percent of what is under it.
fn over(color: u32, percent: u32) -> String {
    let [_, red, green, blue] = color.to_be_bytes();
    format!("rgba({red},{green},{blue},.{percent:02})")
}

/// A light colour as one that lets white through: the same by day. At night `WeChat`'s dark mode makes mid-grey
/// of light tints, but leaves thin colours be.
fn tint(color: u32) -> String {
    let [_, channels @ ..] = color.to_be_bytes();
    let least = u32::from(channels.into_iter().min().unwrap_or(0));
    // Greys are turned to their opposite, as they should.
    if channels.iter().all(|channel| u32::from(*channel) == least) {
        return css(color);
    }
    // So thin that its least channel is none; in whole percent, so that no channel is below none.
    let percent = ((255 - least) * 100).div_ceil(255).max(6);
    let [red, green, blue] = channels.map(|channel| {
        let missing = (255 - u32::from(channel)) * 100;
        255 - ((missing + percent / 2) / percent).min(255)
    });
    format!("rgba({red},{green},{blue},.{percent:02})")
}

/// `#rrggbb`, or `#rgb` where that is the same.
fn css(color: u32) -> String {
    let [_, channels @ ..] = color.to_be_bytes();
    if channels.iter().all(|channel| channel >> 4 == channel & 15) {
        channels.iter().fold("#".to_owned(), |text, channel| {
            text + &format!("{:x}", channel & 15)
        })
    } else {
        format!("#{color:06x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, as WCAG has it.
    fn luminance(color: u32) -> f64 {
        let channel = |shift: u32, weight: f64| {
            let value = f64::from(color >> shift & 0xff) / 255.0;
            let linear = if value <= 0.03928 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            };
            linear * weight
        };
        channel(16, 0.2126) + channel(8, 0.7152) + channel(0, 0.0722)
    }

    fn contrast(first: u32, second: u32) -> f64 {
        let (first, second) = (luminance(first), luminance(second));
        (first.max(second) + 0.05) / (first.min(second) + 0.05)
    }

    #[test]
    fn a_light_ground_lets_white_through_and_looks_the_same_on_it() {
        assert_eq!(tint(0x00fa_fafa), "#fafafa");
        for theme in CodeTheme::ALL.iter().filter(|theme| !theme.0.dark) {
            let ground = tint(theme.0.ground);
            let Some(inside) = ground.strip_prefix("rgba(") else {
                continue;
            };
            let parts: Vec<f64> = inside
                .trim_end_matches(')')
                .split(',')
                .map(|part| part.parse().unwrap())
                .collect();
            let [_, wanted @ ..] = theme.0.ground.to_be_bytes();
            for (part, wanted) in parts.iter().zip(wanted) {
                let seen = part * parts[3] + 255.0 * (1.0 - parts[3]);
                assert!(
                    (seen - f64::from(wanted)).abs() < 1.5,
                    "{}: {ground}",
                    theme.name()
                );
            }
        }
    }

    #[test]
    fn every_colour_can_be_read_on_its_ground() {
        for theme in CodeTheme::ALL {
            let scheme = theme.0;
            assert!(
                contrast(scheme.ground, scheme.text) >= 4.5,
                "{}",
                scheme.name
            );
            for color in [
                scheme.comment,
                scheme.keyword,
                scheme.string,
                scheme.escape,
                scheme.number,
                scheme.constant,
                scheme.function,
                scheme.kind,
                scheme.tag,
                scheme.property,
                scheme.variable,
                scheme.meta,
            ] {
                let contrast = contrast(scheme.ground, color);
                assert!(contrast >= 2.4, "{}: #{color:06x} {contrast}", scheme.name);
            }
            assert_eq!(
                scheme.dark,
                luminance(scheme.ground) < 0.2,
                "{}",
                scheme.name
            );
        }
    }

    #[test]
    fn a_name_in_any_case_finds_one_scheme() {
        let mut names: Vec<&str> = Vec::new();
        for theme in CodeTheme::ALL {
            names.push(theme.name());
            names.extend(theme.aliases());
            assert_eq!(CodeTheme::by_name(theme.name()), Some(*theme));
        }
        for name in &names {
            assert!(CodeTheme::by_name(&name.to_uppercase()).is_some(), "{name}");
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "a name twice");
        assert_eq!(CodeTheme::by_name("没有"), None);
    }

    #[test]
    fn colours_are_written_short() {
        assert_eq!(css(0x00aa_bbcc), "#abc");
        assert_eq!(css(0x0000_0001), "#000001");
        assert_eq!(mix(0x0000_0000, 0x00ff_ffff, 20), 0x0033_3333);
    }
}
