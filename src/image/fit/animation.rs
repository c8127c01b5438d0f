//! stand-in
use super::Encoded;
use crate::asset::ImageFormat;
use crate::options::FitOptions;
use crate::problem::{Code, Problem};
pub(crate) fn frames(_f: ImageFormat, _b: &[u8]) -> u32 {
    1
}
pub(crate) fn encode(
    name: &str,
    _f: ImageFormat,
    _b: &[u8],
    _o: &FitOptions,
    _l: u64,
) -> Result<Encoded, Problem> {
    Err(Problem::new(Code::ImageCannotFit).with("path", name))
}
