//! From style sheets and chosen values to CSS for the inliner: variables of `:root` are put in and worked
//! out, what no page can carry is left out, pseudo-elements get a sheet of their own.

use std::collections::{HashMap, HashSet};

use super::selector::{self, Needs, Side};
use super::sheet::{Declaration, Sheet, without_comments};
use super::value;
use crate::code_theme::CodeTheme;

/// CSS ready for the inliner.
#[derive(Debug, Default)]
pub(in crate::render) struct Compiled {
    main: String,
    before: Option<String>,
    after: Option<String>,
    asks_for_page: bool,
    counts: bool,
    code_scheme: Option<CodeTheme>,
    /// What figures and covers want to know: the values of [`SHOWN`].
    shown: [Option<String>; SHOWN.len()],
}

/// Variables whose values decide how figures and covers look.
const SHOWN: [&str; 8] = [
    "--primary",
    "--text",
    "--font-size",
    "--heading",
    "--font",
    "--second",
    "--night",
    "--light",
];

/// The variable that names the colours of code.
pub(super) const CODE_SCHEME: &str = "--code-scheme";

impl Compiled {
    /// Compiles style sheets, the last with the last word; `values` are variables that win over all of
    /// them.
    pub(super) fn new(sheets: &[&str], values: &[(&str, &str)]) -> Self {
        Self::build(sheets, values, false)
    }

    /// Compiles the style sheets of a site, for a page that has its elements, classes and states.
    pub(super) fn of_site(css: &str) -> Self {
        Self::build(&[css], &[], true)
    }

    fn build(sheets: &[&str], values: &[(&str, &str)], is_site: bool) -> Self {
        let bare: Vec<String> = sheets.iter().map(|css| without_comments(css)).collect();
        let sheets: Vec<Sheet<'_>> = bare.iter().map(|css| Sheet::read(css)).collect();
        let variables = Variables::of(&sheets, values);
        let mut compiled = Self::default();
        let scheme = variables.root.get(CODE_SCHEME);
        compiled.code_scheme = scheme.and_then(|name| CodeTheme::by_name(name));
        compiled.shown = SHOWN.map(|name| {
            let known = |name: &str| variables.root.get(name).copied();
            let written = variables.root.get(name)?;
            Some(value::evaluate(&value::substitute(written, &known)))
        });
        let mut sides = [String::new(), String::new()];
        variables.push_root(&mut compiled.main);
        for side in &mut sides {
            variables.push_root(side);
        }
        let mut has_side = [false, false];
        for rule in sheets.iter().flat_map(|sheet| &sheet.rules) {
            let mut body = String::new();
            let mut locals = String::new();
            for declaration in &rule.declarations {
                let text = variables.put_into(declaration);
                if declaration.property.text.starts_with("--") {
                    locals.push_str(&text);
                }
                body.push_str(&text);
                compiled.counts |= declaration.property.text.starts_with("counter-");
            }
            for piece in &rule.selectors {
                let (stem, side) = if is_site {
                    selector::split_on_site(piece.text)
                } else {
                    selector::split(piece.text)
                };
                let needs = match selector::needs(&stem) {
                    // The inliner knows what a state is, and what it does not know it leaves out.
                    Needs::Root | Needs::Never(_) if is_site => Needs::Page,
                    needs => needs,
                };
                if stem.is_empty() || matches!(needs, Needs::Never(_) | Needs::Root) {
                    continue;
                }
                compiled.asks_for_page |= needs == Needs::Page;
                let index = match side {
                    None => {
                        compiled.main.extend([&*stem, "{", &body, "}\n"]);
                        // An ornament sees the variables of its element.
                        for sheet in sides.iter_mut().filter(|_| !locals.is_empty()) {
                            sheet.extend([&*stem, "{", &locals, "}\n"]);
                        }
                        continue;
                    }
                    Some(Side::Before) => 0,
                    Some(Side::After) => 1,
                };
                has_side[index] = true;
                sides[index].extend([&*stem, "{", &body, "}\n"]);
            }
        }
        let [before, after] = sides;
        compiled.before = has_side[0].then_some(before);
        compiled.after = has_side[1].then_some(after);
        compiled
    }

    /// The CSS of the elements themselves.
    pub(in crate::render) fn main(&self) -> &str {
        &self.main
    }

    /// The CSS of what stands before their content, with the selectors of the elements.
    pub(super) fn before(&self) -> Option<&str> {
        self.before.as_deref()
    }

    /// The CSS of what stands behind their content.
    pub(super) fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// The colours of code that go with it.
    pub(in crate::render) fn code_scheme(&self) -> Option<CodeTheme> {
        self.code_scheme
    }

    /// The value of one of the variables that figures and covers want to know.
    pub(in crate::render) fn variable(&self, name: &str) -> Option<&str> {
        let index = SHOWN.iter().position(|shown| *shown == name)?;
        self.shown[index].as_deref()
    }

    /// Whether a selector asks for more than shapes.
    pub(in crate::render) fn asks_for_page(&self) -> bool {
        self.asks_for_page
    }

    /// Whether anything stands before or behind the content of an element, or is counted for it.
    pub(in crate::render) fn is_ornamented(&self) -> bool {
        self.before.is_some() || self.after.is_some() || self.counts
    }
}

/// The variables of style sheets.
struct Variables<'a> {
    root: HashMap<&'a str, &'a str>,
    /// Names that elements give values of their own: the inliner has to put those in.
    local: HashSet<&'a str>,
}

impl<'a> Variables<'a> {
    fn of(sheets: &[Sheet<'a>], values: &'a [(&'a str, &'a str)]) -> Self {
        let mut root = HashMap::new();
        let mut local = HashSet::new();
        for rule in sheets.iter().flat_map(|sheet| &sheet.rules) {
            let is_root = rule.selectors.iter().any(|piece| piece.text == ":root");
            let is_local = rule.selectors.iter().any(|piece| piece.text != ":root");
            for declaration in &rule.declarations {
                let name = declaration.property.text;
                if !name.starts_with("--") {
                    continue;
                }
                if is_root {
                    root.insert(name, declaration.value.text);
                }
                if is_local {
                    local.insert(name);
                }
            }
        }
        root.extend(values.iter().copied());
        // What is made of a local one is local too.
        loop {
            let more: Vec<&str> = root
                .iter()
                .filter(|(name, value)| {
                    !local.contains(*name) && named(value).any(|other| local.contains(other))
                })
                .map(|(name, _)| *name)
                .collect();
            if more.is_empty() {
                break;
            }
            local.extend(more);
        }
        Self { root, local }
    }

    /// Variables that are left to the inliner.
    fn push_root(&self, css: &mut String) {
        let mut names: Vec<_> = self.local.iter().collect();
        if names.is_empty() {
            return;
        }
        names.sort_unstable();
        css.push_str(":root{");
        for name in names {
            if let Some(value) = self.root.get(*name) {
                css.extend([name, ":", value, ";"]);
            }
        }
        css.push_str("}\n");
    }

    fn put_into(&self, declaration: &Declaration<'_>) -> String {
        let property = declaration.property.text;
        let name = if property.starts_with("--") {
            property.to_owned()
        } else {
            property.to_ascii_lowercase()
        };
        let written = declaration.value.text;
        if !written.contains('(') {
            return [&name, ":", written, ";"].concat();
        }
        let known = |name: &str| {
            if self.local.contains(name) {
                return None;
            }
            self.root.get(name).copied()
        };
        let value = value::evaluate(&value::substitute(written, &known));
        // Said of each paragraph, and so for every character it costs.
        if name == "text-indent" && value == "0" {
            return String::new();
        }
        [&name, ":", &value, ";"].concat()
    }
}

/// The variables that a value asks for.
fn named(value: &str) -> impl Iterator<Item = &str> {
    value.split("var(").skip(1).map(|part| {
        let end = part.find([',', ')']).unwrap_or(part.len());
        part[..end].trim()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_of_the_root_are_put_in_and_worked_out() {
        let css = ":root { --a: 4px; --b: calc(var(--a) * 2) } p { margin: var(--b) 0; COLOR: var(--c, red) }";
        let compiled = Compiled::new(&[css], &[("--a", "3px")]);
        assert_eq!(compiled.main(), "p{margin:6px 0;color:red;}\n");
        assert!(!compiled.is_ornamented() && !compiled.asks_for_page());
    }

    #[test]
    fn the_colours_of_code_are_named_by_a_variable_and_the_last_counts() {
        let scheme = |sheets: &[&str]| {
            let scheme = Compiled::new(sheets, &[]).code_scheme();
            scheme.map(CodeTheme::name)
        };
        let night = ":root { --code-scheme: Tokyo-Night }";
        assert_eq!(scheme(&[night]), Some("tokyo-night"));
        assert_eq!(
            scheme(&[night, ":root { --code-scheme: nord }"]),
            Some("nord")
        );
        assert_eq!(scheme(&["p { color: red }"]), None);
        assert_eq!(scheme(&[":root { --code-scheme: night }"]), None);
    }

    #[test]
    fn variables_of_elements_are_left_to_the_inliner() {
        let css = ":root { --a: red; --b: 1px solid var(--a); --c: 0 }
            .note { --a: blue } p { border: var(--b); margin: var(--c) }";
        assert_eq!(
            Compiled::new(&[css], &[]).main(),
            ":root{--a:red;--b:1px solid var(--a);}\n.note{--a:blue;}\n\
             p{border:var(--b);margin:0;}\n"
        );
    }

    #[test]
    fn pseudo_elements_have_sheets_of_their_own() {
        let css =
            "h2, h2::before { color: red } h2 + p::after { content: '' } a:hover { color: blue }
            @media print { p { color: blue } }";
        let compiled = Compiled::new(&[css], &[]);
        assert_eq!(compiled.main(), "h2{color:red;}\n");
        assert_eq!(compiled.before(), Some("h2{color:red;}\n"));
        assert_eq!(compiled.after(), Some("h2 + p{content:'';}\n"));
        assert!(compiled.asks_for_page() && compiled.is_ornamented());
    }
}
