//! Colour schemes for code: a name comes in, the colour of each [`Role`] and of the box goes out.
//!
//! The colours are those people know from their editors. Colours that follow from others (the grounds
//! of marked, added and removed lines) are mixed, so that a scheme is a short table.

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
        Self(&GITHUB),
        Self(&ONE_LIGHT),
        Self(&VSCODE_LIGHT),
        Self(&CATPPUCCIN_LATTE),
        Self(&SOLARIZED_LIGHT),
        Self(&GRUVBOX_LIGHT),
        Self(&GITHUB_DARK),
        Self(&ONE_DARK),
        Self(&VSCODE_DARK),
        Self(&CATPPUCCIN_MOCHA),
        Self(&SOLARIZED_DARK),
        Self(&GRUVBOX_DARK),
        Self(&DRACULA),
        Self(&MONOKAI),
        Self(&NORD),
        Self(&TOKYO_NIGHT),
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
        css(self.0.ground)
    }

    /// The colour of code that has no other.
    pub(crate) fn text(self) -> String {
        css(self.0.text)
    }

    /// The colour of what stands beside the code: the language, the numbers of lines.
    pub(crate) fn muted(self) -> String {
        css(mix(self.0.ground, self.0.text, 60))
    }

    /// The ground of marked lines.
    pub(crate) fn marked(self) -> String {
        css(if self.0.dark {
            mix(self.0.ground, self.0.text, 12)
        } else {
            mix(self.0.ground, 0x00ff_d400, 20)
        })
    }

    /// The ground of added lines.
    pub(crate) fn inserted(self) -> String {
        css(mix(
            self.0.ground,
            0x002e_a043,
            if self.0.dark { 24 } else { 17 },
        ))
    }

    /// The ground of removed lines.
    pub(crate) fn deleted(self) -> String {
        css(mix(
            self.0.ground,
            0x00f8_5149,
            if self.0.dark { 22 } else { 15 },
        ))
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

const GITHUB: Scheme = Scheme {
    name: "github",
    aliases: &["github-light"],
    dark: false,
    ground: 0x00f6_f8fa,
    text: 0x0024_292f,
    comment: 0x006e_7781,
    keyword: 0x00cf_222e,
    string: 0x000a_3069,
    escape: 0x0005_50ae,
    number: 0x0005_50ae,
    constant: 0x0005_50ae,
    function: 0x0082_50df,
    kind: 0x0095_3800,
    tag: 0x0011_6329,
    property: 0x0005_50ae,
    variable: 0x0095_3800,
    meta: 0x0082_50df,
};

const ONE_LIGHT: Scheme = Scheme {
    name: "one-light",
    aliases: &["atom-one-light", "one-half-light"],
    dark: false,
    ground: 0x00fa_fafa,
    text: 0x0038_3a42,
    comment: 0x0091_9299,
    keyword: 0x00a6_26a4,
    string: 0x0050_a14f,
    escape: 0x0001_84bc,
    number: 0x0098_6801,
    constant: 0x0098_6801,
    function: 0x0040_78f2,
    kind: 0x00c1_8401,
    tag: 0x00e4_5649,
    property: 0x00e4_5649,
    variable: 0x00e4_5649,
    meta: 0x0001_84bc,
};

const VSCODE_LIGHT: Scheme = Scheme {
    name: "vscode-light",
    aliases: &["vs", "light-plus"],
    dark: false,
    ground: 0x00f8_f8f8,
    text: 0x001f_1f1f,
    comment: 0x0000_8000,
    keyword: 0x0000_00ff,
    string: 0x00a3_1515,
    escape: 0x00ee_0000,
    number: 0x0009_8658,
    constant: 0x0000_00ff,
    function: 0x0079_5e26,
    kind: 0x0026_7f99,
    tag: 0x0080_0000,
    property: 0x0004_51a5,
    variable: 0x0000_1080,
    meta: 0x0079_5e26,
};

const CATPPUCCIN_LATTE: Scheme = Scheme {
    name: "catppuccin-latte",
    aliases: &[],
    dark: false,
    ground: 0x00ef_f1f5,
    text: 0x004c_4f69,
    comment: 0x007c_7f93,
    keyword: 0x0088_39ef,
    string: 0x0040_a02b,
    escape: 0x00d2_0f87,
    number: 0x00fe_640b,
    constant: 0x00fe_640b,
    function: 0x001e_66f5,
    kind: 0x00c2_7714,
    tag: 0x001e_66f5,
    property: 0x001e_66f5,
    variable: 0x00e6_4553,
    meta: 0x00fe_640b,
};

const SOLARIZED_LIGHT: Scheme = Scheme {
    name: "solarized-light",
    aliases: &["solarized"],
    dark: false,
    ground: 0x00fd_f6e3,
    text: 0x0058_6e75,
    comment: 0x0093_a1a1,
    keyword: 0x0085_9900,
    string: 0x002a_a198,
    escape: 0x00cb_4b16,
    number: 0x00d3_3682,
    constant: 0x00cb_4b16,
    function: 0x0026_8bd2,
    kind: 0x00b5_8900,
    tag: 0x0026_8bd2,
    property: 0x0026_8bd2,
    variable: 0x006c_71c4,
    meta: 0x00cb_4b16,
};

const GRUVBOX_LIGHT: Scheme = Scheme {
    name: "gruvbox-light",
    aliases: &[],
    dark: false,
    ground: 0x00f9_f5d7,
    text: 0x003c_3836,
    comment: 0x0092_8374,
    keyword: 0x009d_0006,
    string: 0x0079_740e,
    escape: 0x00af_3a03,
    number: 0x008f_3f71,
    constant: 0x008f_3f71,
    function: 0x0042_7b58,
    kind: 0x00b5_7614,
    tag: 0x0042_7b58,
    property: 0x0007_6678,
    variable: 0x0007_6678,
    meta: 0x00af_3a03,
};

const GITHUB_DARK: Scheme = Scheme {
    name: "github-dark",
    aliases: &[],
    dark: true,
    ground: 0x0016_1b22,
    text: 0x00e6_edf3,
    comment: 0x008b_949e,
    keyword: 0x00ff_7b72,
    string: 0x00a5_d6ff,
    escape: 0x0079_c0ff,
    number: 0x0079_c0ff,
    constant: 0x0079_c0ff,
    function: 0x00d2_a8ff,
    kind: 0x00ff_a657,
    tag: 0x007e_e787,
    property: 0x0079_c0ff,
    variable: 0x00ff_a657,
    meta: 0x00d2_a8ff,
};

const ONE_DARK: Scheme = Scheme {
    name: "one-dark",
    aliases: &["atom-one-dark", "one-half-dark", "onedark"],
    dark: true,
    ground: 0x0028_2c34,
    text: 0x00ab_b2bf,
    comment: 0x007f_848e,
    keyword: 0x00c6_78dd,
    string: 0x0098_c379,
    escape: 0x0056_b6c2,
    number: 0x00d1_9a66,
    constant: 0x00d1_9a66,
    function: 0x0061_afef,
    kind: 0x00e5_c07b,
    tag: 0x00e0_6c75,
    property: 0x00e0_6c75,
    variable: 0x00e0_6c75,
    meta: 0x0056_b6c2,
};

const VSCODE_DARK: Scheme = Scheme {
    name: "vscode-dark",
    aliases: &["vs-dark", "vs2015", "dark-plus"],
    dark: true,
    ground: 0x001e_1e1e,
    text: 0x00d4_d4d4,
    comment: 0x006a_9955,
    keyword: 0x0056_9cd6,
    string: 0x00ce_9178,
    escape: 0x00d7_ba7d,
    number: 0x00b5_cea8,
    constant: 0x0056_9cd6,
    function: 0x00dc_dcaa,
    kind: 0x004e_c9b0,
    tag: 0x0056_9cd6,
    property: 0x009c_dcfe,
    variable: 0x009c_dcfe,
    meta: 0x00dc_dcaa,
};

const CATPPUCCIN_MOCHA: Scheme = Scheme {
    name: "catppuccin-mocha",
    aliases: &["catppuccin"],
    dark: true,
    ground: 0x001e_1e2e,
    text: 0x00cd_d6f4,
    comment: 0x0093_99b2,
    keyword: 0x00cb_a6f7,
    string: 0x00a6_e3a1,
    escape: 0x00f5_c2e7,
    number: 0x00fa_b387,
    constant: 0x00fa_b387,
    function: 0x0089_b4fa,
    kind: 0x00f9_e2af,
    tag: 0x0089_b4fa,
    property: 0x0089_b4fa,
    variable: 0x00eb_a0ac,
    meta: 0x00fa_b387,
};

const SOLARIZED_DARK: Scheme = Scheme {
    name: "solarized-dark",
    aliases: &[],
    dark: true,
    ground: 0x0000_2b36,
    text: 0x0093_a1a1,
    comment: 0x0065_7b83,
    keyword: 0x0085_9900,
    string: 0x002a_a198,
    escape: 0x00cb_4b16,
    number: 0x00d3_3682,
    constant: 0x00cb_4b16,
    function: 0x0026_8bd2,
    kind: 0x00b5_8900,
    tag: 0x0026_8bd2,
    property: 0x0026_8bd2,
    variable: 0x008d_92dd,
    meta: 0x00cb_4b16,
};

const GRUVBOX_DARK: Scheme = Scheme {
    name: "gruvbox-dark",
    aliases: &["gruvbox"],
    dark: true,
    ground: 0x0028_2828,
    text: 0x00eb_dbb2,
    comment: 0x0092_8374,
    keyword: 0x00fb_4934,
    string: 0x00b8_bb26,
    escape: 0x00fe_8019,
    number: 0x00d3_869b,
    constant: 0x00d3_869b,
    function: 0x008e_c07c,
    kind: 0x00fa_bd2f,
    tag: 0x008e_c07c,
    property: 0x0083_a598,
    variable: 0x0083_a598,
    meta: 0x00fe_8019,
};

const DRACULA: Scheme = Scheme {
    name: "dracula",
    aliases: &[],
    dark: true,
    ground: 0x0028_2a36,
    text: 0x00f8_f8f2,
    comment: 0x0079_86b8,
    keyword: 0x00ff_79c6,
    string: 0x00f1_fa8c,
    escape: 0x00ff_79c6,
    number: 0x00bd_93f9,
    constant: 0x00bd_93f9,
    function: 0x0050_fa7b,
    kind: 0x008b_e9fd,
    tag: 0x00ff_79c6,
    property: 0x008b_e9fd,
    variable: 0x00ff_b86c,
    meta: 0x0050_fa7b,
};

const MONOKAI: Scheme = Scheme {
    name: "monokai",
    aliases: &["monokai-extended"],
    dark: true,
    ground: 0x0027_2822,
    text: 0x00f8_f8f2,
    comment: 0x0090_8b75,
    keyword: 0x00f9_2672,
    string: 0x00e6_db74,
    escape: 0x00ae_81ff,
    number: 0x00ae_81ff,
    constant: 0x00ae_81ff,
    function: 0x00a6_e22e,
    kind: 0x0066_d9ef,
    tag: 0x00f9_2672,
    property: 0x0066_d9ef,
    variable: 0x00fd_971f,
    meta: 0x00a6_e22e,
};

const NORD: Scheme = Scheme {
    name: "nord",
    aliases: &[],
    dark: true,
    ground: 0x002e_3440,
    text: 0x00d8_dee9,
    comment: 0x007b_88a1,
    keyword: 0x0081_a1c1,
    string: 0x00a3_be8c,
    escape: 0x00eb_cb8b,
    number: 0x00b4_8ead,
    constant: 0x0081_a1c1,
    function: 0x0088_c0d0,
    kind: 0x008f_bcbb,
    tag: 0x0081_a1c1,
    property: 0x008f_bcbb,
    variable: 0x00d8_dee9,
    meta: 0x00d0_8770,
};

const TOKYO_NIGHT: Scheme = Scheme {
    name: "tokyo-night",
    aliases: &["tokyonight"],
    dark: true,
    ground: 0x001a_1b26,
    text: 0x00c0_caf5,
    comment: 0x0073_7aa2,
    keyword: 0x00bb_9af7,
    string: 0x009e_ce6a,
    escape: 0x0089_ddff,
    number: 0x00ff_9e64,
    constant: 0x00ff_9e64,
    function: 0x007a_a2f7,
    kind: 0x002a_c3de,
    tag: 0x00f7_768e,
    property: 0x0073_daca,
    variable: 0x00e0_af68,
    meta: 0x0089_ddff,
};

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
