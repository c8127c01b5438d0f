//! One check and what was found, as a value: drawn for people and written as JSON from the same.

use serde::Serialize;
use serde_json::{Map, Value};
use tuwen::{Class, Code, Language, Problem, message_attribute, message_text};

use crate::console::Mark;

/// A sentence, before it is known in which language.
#[derive(Debug, Clone)]
pub(super) enum Said {
    /// A text of the program.
    Text(&'static str, Vec<(&'static str, String)>),
    /// What a problem says.
    Message(Problem),
    /// What is to be done about a problem.
    Hint(Problem),
}

impl Said {
    fn render(&self, language: Language) -> String {
        match self {
            Self::Text(id, arguments) => message_text(language, id, arguments),
            Self::Message(problem) => problem.message(language),
            Self::Hint(problem) => problem.hint(language),
        }
    }
}

/// What was found.
#[derive(Debug, Clone)]
pub(super) struct Check {
    /// The stable name.
    pub(super) name: &'static str,
    pub(super) mark: Mark,
    said: Said,
    hint: Option<Said>,
    code: Option<Code>,
    /// Whose turn it is to act.
    pub(super) class: Class,
    details: Map<String, Value>,
}

impl Check {
    fn new(name: &'static str, mark: Mark, said: Said) -> Self {
        Self {
            name,
            mark,
            said,
            hint: None,
            code: None,
            class: Class::Notice,
            details: Map::new(),
        }
    }

    /// All is well.
    pub(super) fn good(name: &'static str, id: &'static str) -> Self {
        Self::new(name, Mark::Good, Said::Text(id, Vec::new()))
    }

    /// Not made, for a reason of its own.
    pub(super) fn spared(name: &'static str, id: &'static str) -> Self {
        Self::new(name, Mark::None, Said::Text(id, Vec::new()))
    }

    /// Something is wrong: an error or a warning, as the problem is.
    pub(super) fn wrong(name: &'static str, problem: &Problem) -> Self {
        let mark = match problem.class() {
            Class::Notice => Mark::Warning,
            _ => Mark::Bad,
        };
        let mut check = Self::new(name, mark, Said::Message(problem.clone()));
        check.hint = Some(Said::Hint(problem.clone()));
        check.code = Some(problem.code());
        check.class = match problem.class() {
            // There is no article here: whatever the service refuses, it refuses the account.
            Class::Article => Class::Account,
            class => class,
        };
        check
    }

    /// The same in other words than the problem's own.
    pub(super) fn saying(mut self, id: &'static str) -> Self {
        self.said = Said::Text(id, Vec::new());
        self
    }

    /// The same with an argument of its sentence.
    pub(super) fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        if let Said::Text(_, arguments) = &mut self.said {
            arguments.push((name, value.to_string()));
        }
        self
    }

    /// The same with a fact for programs.
    pub(super) fn detail(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    pub(super) fn message(&self, language: Language) -> String {
        self.said.render(language)
    }

    pub(super) fn hint(&self, language: Language) -> Option<String> {
        self.hint.as_ref().map(|hint| hint.render(language))
    }

    pub(super) fn code(&self) -> Option<&'static str> {
        self.code.map(Code::as_str)
    }

    /// The facts on one line, for those who want to know.
    pub(super) fn facts(&self) -> Option<String> {
        let said = |value: &Value| match value {
            Value::Null => None,
            Value::Array(list) if list.is_empty() => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        };
        let facts: Vec<String> = self
            .details
            .iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", said(value)?)))
            .collect();
        (self.mark != Mark::None && !facts.is_empty()).then(|| facts.join("  "))
    }

    /// The check in a report.
    pub(super) fn row(&self) -> Row<'_> {
        let language = Language::English;
        Row {
            name: self.name,
            status: match self.mark {
                Mark::Good => "ok",
                Mark::Warning => "warning",
                Mark::Bad => "failed",
                Mark::None => "skipped",
            },
            message: self.message(language),
            hint: self.hint(language),
            code: self.code(),
            details: &self.details,
        }
    }
}

/// A check in a report.
#[derive(Debug, Serialize)]
pub(super) struct Row<'a> {
    name: &'static str,
    status: &'static str,
    message: String,
    hint: Option<String>,
    code: Option<&'static str>,
    details: &'a Map<String, Value>,
}

/// The name of a check for people.
pub(super) fn label(name: &str, language: Language) -> String {
    message_attribute(language, "doctor-label", name, &[])
}
