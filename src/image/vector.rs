//! stand-in
use crate::image::raster::Raster;
use crate::problem::{Code, Problem};
pub(crate) struct Drawing<'a> {
    pub(crate) name: &'a str,
    pub(crate) bytes: &'a [u8],
    pub(crate) shown_width: Option<u32>,
    pub(crate) max_width: u32,
    pub(crate) resolve: &'a (dyn Fn(&str) -> Option<Vec<u8>> + Sync),
}
pub(crate) struct Drawn {
    pub(crate) raster: Raster,
    pub(crate) width: u32,
    pub(crate) height: u32,
}
pub(crate) fn draw(d: &Drawing<'_>) -> Result<Drawn, Problem> {
    Err(Problem::new(Code::ImageDamaged)
        .with("path", d.name)
        .with("format", "svg"))
}
