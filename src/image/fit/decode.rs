//! stand-in
use crate::asset::ImageFormat;
use crate::image::raster::Raster;
use crate::problem::{Code, Problem};
pub(crate) struct Decoded {
    pub(crate) raster: Raster,
    pub(crate) width: u32,
    pub(crate) height: u32,
}
pub(crate) fn decode(
    name: &str,
    format: ImageFormat,
    _b: &[u8],
    _l: u32,
) -> Result<Decoded, Problem> {
    Err(Problem::new(Code::ImageDamaged)
        .with("path", name)
        .with("format", format.name()))
}
pub(crate) fn size(_f: ImageFormat, _b: &[u8]) -> Option<(u32, u32)> {
    None
}
pub(crate) fn memory(_f: ImageFormat, b: &[u8], _l: u32) -> u64 {
    b.len() as u64
}
