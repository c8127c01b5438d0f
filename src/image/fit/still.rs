//! stand-in
use super::Encoded;
use crate::image::raster::Raster;
use crate::options::FitOptions;
use crate::problem::{Code, Problem};
pub(crate) fn encode(name: &str, _r: Raster, _o: &FitOptions, _l: u64) -> Result<Encoded, Problem> {
    Err(Problem::new(Code::ImageCannotFit).with("path", name))
}
