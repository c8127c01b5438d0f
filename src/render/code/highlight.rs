//! What each piece of code is: text and a language come in, runs of roles go out. Grammars are those
//! of Sublime Text, read on first use; their scopes are brought down to the few roles that schemes know.
//!
//! Costs time linear in the text: lines and blocks beyond a limit stay plain, since a regular expression
//! may look at a line as often as it is long, or oftener. Text made to hurt is left plain when it has
//! cost many times what code does.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Instant;

use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

use super::language::{self, Language};
use super::paint::Runs;
use crate::code_theme::Role;

/// Longest block that is highlighted, in bytes; nobody reads a longer one on a phone.
const BLOCK_LIMIT: usize = 256 << 10;

/// Longest line that is highlighted, in bytes.
const LINE_LIMIT: usize = 1000;

/// Appends the runs of a block; nothing for a language that is not known. With `diff`, each line has a
/// sign before its code. What is not read in time stays plain.
pub(super) fn runs(name: &str, text: &str, diff: bool, until: Instant, runs: &mut Runs) {
    if text.len() > BLOCK_LIMIT || language::is_plain(name) {
        return;
    }
    let grammars = language::grammars();
    match language::find(grammars, name) {
        Some(Language::Grammar(syntax)) => {
            let mut reader = Reader::new(grammars, syntax, until);
            for (at, line) in lines(text) {
                let sign = usize::from(diff && line.starts_with(['+', '-', ' ']));
                push(runs, at + sign, Role::Plain);
                reader.line(at + sign, &line[sign..], runs);
            }
        }
        Some(Language::Session(syntax)) => {
            for (at, line) in lines(text) {
                let prompt = prompt(line);
                if prompt > 0 {
                    push(runs, at + prompt, Role::Comment);
                    Reader::new(grammars, syntax, until).line(at + prompt, &line[prompt..], runs);
                } else {
                    push(runs, at + line.len(), Role::Plain);
                }
            }
        }
        None => {}
    }
}

/// Lines with their line feeds and where they begin.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line)
    })
}

/// Length of the prompt that a line of a console session begins with.
fn prompt(line: &str) -> usize {
    for sign in ["$ ", "# ", "% ", "> ", "❯ ", "➜ ", ">>> "] {
        if line.starts_with(sign) {
            return sign.len();
        }
    }
    // `user@host:~$ `, `PS C:\> `.
    let end = line
        .find(['$', '#', '>'])
        .filter(|end| *end < 64)
        .unwrap_or(0);
    let before = &line[..end];
    let named = before.starts_with("PS ") || before.contains('@') && !before.contains(' ');
    if named && line[end + 1..].starts_with(' ') {
        end + 2
    } else {
        0
    }
}

/// Ends a run at `end`.
fn push(runs: &mut Runs, end: usize, role: Role) {
    match runs.last_mut() {
        Some((last, _)) if *last >= end => {}
        Some((last, known)) if *known == role => *last = end,
        None if end == 0 => {}
        _ => runs.push((end, role)),
    }
}

/// Reads lines of one language.
struct Reader<'a> {
    grammars: &'a SyntaxSet,
    state: ParseState,
    /// The role at each open scope, innermost last.
    roles: Vec<Role>,
    /// Roles set aside while a scope hides those around it.
    hidden: Vec<Vec<Role>>,
    known: HashMap<Scope, Option<Role>>,
    buffer: String,
    /// Whether the grammar has failed or time is up.
    failed: bool,
    until: Instant,
}

impl<'a> Reader<'a> {
    fn new(grammars: &'a SyntaxSet, syntax: &SyntaxReference, until: Instant) -> Self {
        Self {
            grammars,
            state: ParseState::new(syntax),
            roles: Vec::new(),
            hidden: Vec::new(),
            known: HashMap::new(),
            buffer: String::new(),
            failed: false,
            until,
        }
    }

    /// Appends the runs of a line that begins at `start`.
    fn line(&mut self, start: usize, line: &str, runs: &mut Runs) {
        self.failed |= Instant::now() > self.until;
        if line.len() > LINE_LIMIT || self.failed {
            push(runs, start + line.len(), Role::Plain);
            return;
        }
        let parsed = if line.ends_with('\n') {
            self.state.parse_line(line, self.grammars)
        } else {
            // Grammars find the end of a line by its line feed.
            self.buffer.clear();
            self.buffer.push_str(line);
            self.buffer.push('\n');
            self.state.parse_line(&self.buffer, self.grammars)
        };
        let Ok(changes) = parsed else {
            self.failed = true;
            push(runs, start + line.len(), Role::Plain);
            return;
        };
        let mut from = 0;
        for (at, change) in changes {
            let at = at.min(line.len());
            push(runs, start + at, self.role_of(&line[from.min(at)..at]));
            from = at;
            self.change(&change);
        }
        push(runs, start + line.len(), self.role_of(&line[from..]));
    }

    /// The role of a piece here.
    fn role_of(&self, piece: &str) -> Role {
        match self.role() {
            Role::Operator if piece.trim_start().starts_with(char::is_alphabetic) => Role::Keyword,
            Role::Operator => Role::Plain,
            role => role,
        }
    }

    fn role(&self) -> Role {
        self.roles.last().copied().unwrap_or_default()
    }

    fn change(&mut self, change: &ScopeStackOp) {
        match change {
            ScopeStackOp::Push(scope) => {
                let outer = self.role();
                let own = *self.known.entry(*scope).or_insert_with(|| role_of(*scope));
                self.roles.push(match own {
                    // Keys are strings in some languages.
                    Some(Role::String) if outer == Role::Property => outer,
                    Some(role) => role,
                    None => outer,
                });
            }
            ScopeStackOp::Pop(count) => {
                self.roles.truncate(self.roles.len().saturating_sub(*count));
            }
            ScopeStackOp::Clear(amount) => {
                let count = match amount {
                    ClearAmount::TopN(count) => *count,
                    ClearAmount::All => self.roles.len(),
                };
                let from = self.roles.len().saturating_sub(count);
                self.hidden.push(self.roles.split_off(from));
            }
            ScopeStackOp::Restore => {
                let mut hidden = self.hidden.pop().unwrap_or_default();
                self.roles.append(&mut hidden);
            }
            ScopeStackOp::Noop => {}
        }
    }
}

/// The role of a scope: that of the longest entry it begins with; `None` for the role around it.
fn role_of(scope: Scope) -> Option<Role> {
    static TABLE: OnceLock<Vec<(Scope, Role)>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let entries = SCOPES.iter().flat_map(|(role, scopes)| {
            let scopes = scopes.split_whitespace();
            scopes.filter_map(|scope| Some((Scope::new(scope).ok()?, *role)))
        });
        entries.collect()
    });
    table
        .iter()
        .filter(|(prefix, _)| prefix.is_prefix_of(scope))
        .max_by_key(|(prefix, _)| prefix.len())
        .map(|(_, role)| *role)
}

const SCOPES: &[(Role, &str)] = &[
    (
        Role::Plain,
        "source text keyword.other.assignment meta.interpolation \
         meta.template.expression meta.embedded meta.group.expansion.command meta.string.interpolated \
         punctuation.section.interpolation punctuation.definition.template-expression \
         string.unquoted.plain.in variable.other variable.parameter.function.language",
    ),
    (Role::Comment, "comment markup.quote"),
    (
        Role::Keyword,
        "keyword storage markup.heading punctuation.definition.heading punctuation.definition.list_item",
    ),
    (Role::Operator, "keyword.operator"),
    (Role::String, "string markup.raw markup.inline.raw"),
    (
        Role::Escape,
        "constant.character.escape constant.other.placeholder string.regexp string.other.regexp",
    ),
    (Role::Number, "constant.numeric keyword.other.unit"),
    (
        Role::Constant,
        "constant support.constant entity.name.constant variable.language variable.other.constant \
         markup.underline.link constant.other.symbol",
    ),
    (
        Role::Function,
        "entity.name.function support.function variable.function entity.name.macro support.macro",
    ),
    (
        Role::Type,
        "entity.name.type entity.name.class entity.name.struct entity.name.enum entity.name.trait \
         entity.name.interface entity.name.union entity.name.impl entity.other.inherited-class \
         support.type support.class entity.name.section entity.name.table",
    ),
    (Role::Tag, "entity.name.tag"),
    (
        Role::Property,
        "entity.other.attribute-name support.type.property-name meta.mapping.key \
         meta.object-literal.key meta.structure.dictionary.key support.type.vendor-prefix \
         entity.name.tag.yaml variable.other.key variable.other.object.property.toml",
    ),
    (
        Role::Variable,
        "variable.parameter variable.other.readwrite.shell variable.other.php \
         variable.other.readwrite.assignment.shell variable.other.normal.shell",
    ),
    (
        Role::Meta,
        "meta.annotation variable.annotation entity.name.decorator storage.type.annotation \
         punctuation.definition.annotation meta.diff.header meta.decorator",
    ),
    (Role::Inserted, "markup.inserted"),
    (Role::Deleted, "markup.deleted"),
];
