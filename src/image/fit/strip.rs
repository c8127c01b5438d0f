//! stand-in
pub(crate) fn strip(_f: crate::asset::ImageFormat, _b: &[u8]) -> Option<Vec<u8>> {
    None
}
