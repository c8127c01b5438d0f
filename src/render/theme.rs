//! Themes: a name, own CSS and chosen values come in, the style of every element of a page goes out.
//!
//! A theme is ordinary CSS over tags and role classes (`.alert-note`, `.footnotes`, `.item`), with
//! variables on `:root`. Every built-in one stands on `themes/base.css` and is a file beside it. Ours use
//! nothing but the descendant and child combinators: then the style of an element depends on its shape
//! alone, and the cost of the cascade does not grow with the article. Own CSS may ask for more.

mod compile;
mod inherited;
mod lint;
mod ornament;
mod phone;
mod selector;
mod sheet;
mod site;
mod styles;
mod value;
mod variable;

use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use css_inline::CSSInliner;

use crate::problem::{Code, Problem};

use compile::Compiled;
pub use lint::check as check_theme;
pub(crate) use phone::imported_sheets;
pub(super) use phone::{is_for_phones, parts_for_phones};
use sheet::Sheet;
pub(super) use site::Site;
pub(super) use styles::Styles;
pub(super) use value::opaque_colour;
pub use variable::ThemeVariable;

/// What every built-in theme stands on.
const BASE: &str = include_str!("themes/base.css");

/// What the style sheets of a site stand on.
const BROWSER: &str = include_str!("themes/browser.css");

/// The name of the theme that holds what browsers say; nobody can ask for it.
const UNDER_SITE: &str = "";

macro_rules! built_in {
    ($($name:literal),* $(,)?) => {
        /// The built-in themes: name and CSS, the default first.
        const BUILT_IN: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("themes/", $name, ".css")))),*];
    };
}

built_in!(
    "bamboo",
    "literary",
    "technical",
    "magazine",
    "academic",
    "warm",
    "ink",
    "vivid",
    "midnight",
);

/// How a page looks: a built-in theme or none, own CSS on top, and values for its variables.
#[derive(Debug, Clone)]
pub struct Theme {
    name: &'static str,
    own: Option<Arc<str>>,
    values: Vec<(ThemeVariable, String)>,
    compiled: Arc<OnceLock<Compiled>>,
}

impl Default for Theme {
    /// The quiet one, for technical and other long texts.
    fn default() -> Self {
        // Compiled once for all pages.
        static DEFAULT: OnceLock<Theme> = OnceLock::new();
        DEFAULT.get_or_init(|| Self::new(BUILT_IN[0].0)).clone()
    }
}

impl Theme {
    /// The name that means no built-in theme.
    pub const NONE: &'static str = "none";

    /// The names of the built-in themes, the default first.
    pub fn names() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|(name, _)| *name)
    }

    /// The built-in theme of a name, or [`Self::NONE`]; `None` for a name that means nothing.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        if name == Self::NONE {
            return Some(Self::new(Self::NONE));
        }
        Self::names().find(|known| *known == name).map(Self::new)
    }

    fn new(name: &'static str) -> Self {
        Self {
            name,
            own: None,
            values: Vec::new(),
            compiled: Arc::default(),
        }
    }

    /// The same theme with own CSS on top.
    #[must_use]
    pub fn with_css(mut self, css: &str) -> Self {
        self.own = Some(css.into());
        self.compiled = Arc::default();
        self
    }

    /// The same theme with another value for one of its variables; `None` for a value that does not fit.
    #[must_use]
    pub fn with(mut self, variable: ThemeVariable, value: &str) -> Option<Self> {
        let value = variable.parse(value)?;
        self.values.retain(|(known, _)| *known != variable);
        self.values.push((variable, value));
        self.compiled = Arc::default();
        Some(self)
    }

    /// The theme of another name with the same own CSS and the same values; `None` for a name that means nothing.
    #[must_use]
    pub fn renamed(self, name: &str) -> Option<Self> {
        let other = Self::named(name)?;
        Some(Self {
            own: self.own,
            values: self.values,
            ..other
        })
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// All that tells it from another, as text.
    pub(crate) fn words(&self) -> String {
        format!("{} {:?} {:?}", self.name, self.own, self.values)
    }

    /// The whole CSS of the built-in theme: as own CSS, without a theme, it gives the same pages.
    #[must_use]
    pub fn css(&self) -> String {
        match self.built_in() {
            Some(css) => format!("{BASE}\n{css}"),
            None => String::new(),
        }
    }

    fn built_in(&self) -> Option<&'static str> {
        let (_, css) = BUILT_IN.iter().find(|(name, _)| *name == self.name)?;
        Some(css)
    }

    /// What an article with styles of its own takes of it: nothing but own CSS.
    pub(super) fn without_built_in(&self) -> Option<Self> {
        self.own.is_some().then(|| Self {
            name: Self::NONE,
            compiled: Arc::default(),
            ..self.clone()
        })
    }

    /// What an article in the styles of its site takes: what browsers say of elements, and own CSS.
    pub(super) fn under_site(&self) -> Self {
        static BARE: OnceLock<Theme> = OnceLock::new();
        match &self.own {
            None => BARE.get_or_init(|| Self::new(UNDER_SITE)).clone(),
            Some(_) => Self {
                name: UNDER_SITE,
                compiled: Arc::default(),
                ..self.clone()
            },
        }
    }

    /// The classes that own CSS names.
    pub(super) fn own_classes(&self) -> HashSet<String> {
        let css = sheet::without_comments(self.own.as_deref().unwrap_or_default());
        let sheet = Sheet::read(&css);
        let selectors = sheet.rules.iter().flat_map(|rule| &rule.selectors);
        selectors
            .flat_map(|piece| selector::classes(piece.text))
            .map(str::to_owned)
            .collect()
    }

    pub(super) fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| {
            let sheets: Vec<&str> = [
                self.built_in().map(|_| BASE),
                (self.name == UNDER_SITE).then_some(BROWSER),
                self.built_in(),
                self.own.as_deref(),
            ]
            .into_iter()
            .flatten()
            .collect();
            let values: Vec<(&str, &str)> = self
                .values
                .iter()
                .map(|(variable, value)| (variable.property(), value.as_str()))
                .collect();
            Compiled::new(&sheets, &values)
        })
    }
}

/// The roles that own CSS can select by.
#[cfg(test)]
pub(super) fn roles() -> &'static [&'static str] {
    lint::ROLES
}

/// Inlines a style sheet into a document by the rules of CSS; nothing is fetched.
pub(super) fn inline(html: &str, css: &str) -> Result<String, Problem> {
    CSSInliner::options()
        .load_remote_stylesheets(false)
        .resolve_css_variables(true)
        .extra_css(Some(css.into()))
        .build()
        .inline(html)
        .map_err(|error| Problem::new(Code::InternalBug).with("reason", error))
}
