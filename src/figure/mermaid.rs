//! A diagram, Mermaid in, an SVG out that stands for itself: sizes in pixels, white ground, text as text.
//!
//! `merman` reads, lays out and draws, without a browser. What is ours: colours from the page's theme
//! (`look`), the widths of the faces that the text will be drawn with (`measure`), what a picture needs at
//! its root (`frame`), and bounds: a source of hostile size or shape, or a bug of the drawer, ends as a
//! problem after [`SECONDS`] at the latest.
//!
//! The ground is white and opaque. `WeChat`'s dark mode turns text and styles of a page, never pixels of
//! pictures: dark lines on nothing would be lost there.

mod fault;
mod frame;
mod hyphen;
mod inert;
mod look;
mod measure;
mod reach;
mod room;
#[cfg(test)]
mod tests;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use merman::svg::{LayoutOptions, RenderResourcePolicy, SvgPipeline, SvgRenderOptions};
use merman::{
    Engine, OperationControl, RenderOutput, RenderRequest, Renderer, SvgEnvironment, SvgRequest,
};

pub(crate) use look::DiagramLook;

use super::FigureError;
use crate::problem::{Code, Problem};

/// Longest source that is drawn, in bytes: what Mermaid itself takes (`maxTextSize`).
const LONGEST: usize = 50_000;

/// Time that one diagram may take. The largest that people read take a hundredth of it.
const SECONDS: u64 = 10;

/// How much longer a drawer that does not listen is waited for.
const GRACE: Duration = Duration::from_secs(2);

/// Layouts go deep; this is what the main thread of a program has.
const STACK: usize = 8 << 20;

/// Width in CSS pixels for kinds that fill what they are given, such as Gantt charts: the column of an
/// article on a wide screen.
const COLUMN: f64 = 680.0;

/// White around the drawing, in CSS pixels.
const PADDING: f64 = 16.0;

/// Draws a diagram. The same source and look give the same bytes on a machine with the same fonts.
///
/// # Errors
/// `diagram.invalid` where the source is wrong, `diagram.kind` for kinds that are not drawn,
/// `diagram.unsupported` for pictures and formulas in them, `diagram.too-large`, `diagram.too-slow`; `internal.bug` when the drawer fails.
pub(crate) fn mermaid(source: &str, look: &DiagramLook) -> Result<String, FigureError> {
    if source.len() > LONGEST {
        return Err(FigureError::new(
            Problem::new(Code::DiagramTooLarge)
                .with("kind", "source")
                .with("limit", LONGEST),
        ));
    }
    let control = OperationControl::new().with_deadline(Duration::from_secs(SECONDS));
    let (sender, receiver) = mpsc::channel();
    let job = {
        let (source, look, control) = (source.to_owned(), look.clone(), control.clone());
        move || {
            let drawn = catch_unwind(AssertUnwindSafe(|| draw(&source, &look, control)));
            // Nobody waits any more when the time was up.
            let _ = sender.send(drawn.unwrap_or_else(|_| Err(fault::of_a_panic())));
        }
    };
    let thread = thread::Builder::new().name("mermaid".to_owned());
    thread
        .stack_size(STACK)
        .spawn(job)
        .map_err(|_| fault::of_a_panic())?;
    receiver
        .recv_timeout(Duration::from_secs(SECONDS) + GRACE)
        .unwrap_or_else(|_| {
            control.cancel();
            Err(fault::too_slow())
        })
}

fn draw(
    source: &str,
    look: &DiagramLook,
    control: OperationControl,
) -> Result<String, FigureError> {
    if let Some(at) = fault::picture(source) {
        return Err(fault::unsupported(at, "picture"));
    }
    let own = Engine::new()
        .parse_metadata_sync(source)
        .map_err(|error| fault::of(source, error.into()))?;
    let engine = Engine::new().with_site_config(look.config(own.config.get_str("theme"), source));
    let environment = SvgEnvironment::deterministic()
        .with_resource_policy(RenderResourcePolicy::interactive())
        .with_text_measurement_policy(measure::policy());
    let request = SvgRequest {
        environment,
        layout: LayoutOptions::headless_svg_defaults().with_container_size(COLUMN, COLUMN),
        options: SvgRenderOptions {
            diagram_id: Some("diagram".to_owned()),
            ..SvgRenderOptions::default()
        },
        pipeline: Some(SvgPipeline::resvg_safe()),
        ..SvgRequest::default()
    };
    let with_breaks = room::with_breaks(&own.diagram_type, source);
    let drawn = with_breaks.as_deref().unwrap_or(source);
    let output = Renderer::new()
        .with_engine(engine)
        .render(RenderRequest::svg(drawn, control, request))
        // Places count in the source as it is written.
        .map_err(|error| match &with_breaks {
            Some(_) => FigureError {
                at: None,
                ..fault::of(source, error)
            },
            None => fault::of(source, error),
        })?;
    match output {
        RenderOutput::Svg(Some(svg)) => {
            let svg = hyphen::without(&inert::without_links(svg.svg()), source);
            frame::framed(&svg).ok_or_else(fault::of_a_panic)
        }
        _ => Err(fault::unknown_kind(source, "")),
    }
}
