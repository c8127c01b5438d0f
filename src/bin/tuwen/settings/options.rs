//! What the pipeline is asked to do, from what the layers say together.

use tuwen::{Animated, CodeOptions, FitOptions, Options, Theme, ThemeVariable, Verb};

use super::page;
use crate::layer::{AnimatedChoice, Layer};

/// What the pipeline is asked to do, but for the verb.
pub(super) fn options(layer: &Layer) -> Options {
    let mut options = Options::new(Verb::Publish);
    options.select.clone_from(&layer.select);
    options.allow_missing = layer.allow_missing.unwrap_or(options.allow_missing);
    options.clean = layer.clean.unwrap_or(options.clean);
    options.roots = layer.root.clone().unwrap_or_default();
    options.allow_outside = layer.allow_outside.unwrap_or(options.allow_outside);
    options.refresh = layer.refresh.unwrap_or(options.refresh);
    options.jobs = layer.jobs.map_or(options.jobs, |jobs| jobs as usize);
    options.fit = fit(layer);
    options.page = page::page(layer);
    options.figures = page::figures(layer);
    options.code = code(layer);
    options.trusted_hosts = layer.trusted_hosts.clone().unwrap_or_default();
    options.dry_run = layer.dry_run.unwrap_or(options.dry_run);
    options.theme = theme(layer);
    options
}

/// How pages look, but for own CSS, which nobody has read yet.
fn theme(layer: &Layer) -> Theme {
    let named = layer.theme.as_deref().and_then(Theme::named);
    let values = [
        (ThemeVariable::Primary, &layer.primary),
        (ThemeVariable::FontSize, &layer.font_size),
        (ThemeVariable::LineHeight, &layer.line_height),
        (ThemeVariable::Indent, &layer.indent),
        (ThemeVariable::Font, &layer.font),
    ];
    values
        .into_iter()
        .filter_map(|(variable, value)| Some((variable, value.as_deref()?)))
        .fold(named.unwrap_or_default(), |theme, (variable, value)| {
            // Each was checked where it was read.
            theme.clone().with(variable, value).unwrap_or(theme)
        })
}

/// How pictures are made to fit.
fn fit(layer: &Layer) -> FitOptions {
    let mut fit = FitOptions::default();
    fit.max_width = layer.max_width.unwrap_or(fit.max_width);
    fit.quality = layer.quality.and_then(|quality| u8::try_from(quality).ok());
    fit.animated = layer.animated.map_or(fit.animated, |choice| match choice {
        AnimatedChoice::Keep => Animated::Keep,
        AnimatedChoice::FirstFrame => Animated::FirstFrame,
        AnimatedChoice::Fail => Animated::Fail,
    });
    fit
}

/// How code blocks look.
fn code(layer: &Layer) -> CodeOptions {
    let mut code = CodeOptions::default();
    code.theme = layer.code_theme.map(|choice| choice.0);
    code.lines = layer.code_lines.unwrap_or(code.lines);
    code.dots = layer.code_dots.unwrap_or(code.dots);
    code
}
