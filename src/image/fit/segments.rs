//! The segments of a JPEG, from the first marker to the end of the primary picture.
//!
//! In: bytes that begin with SOI. Out: every segment with its marker, body and entropy-coded data,
//! and where the picture ends. Stray bytes between segments are passed over, as decoders do.

/// One marker segment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment<'a> {
    /// The second byte of the marker: `0xE1` for APP1.
    pub(super) marker: u8,
    /// All of it: marker, length and body; for a scan the entropy-coded data too.
    pub(super) whole: &'a [u8],
    /// What stands behind the length; without the entropy-coded data.
    pub(super) body: &'a [u8],
}

/// A JPEG taken apart.
#[derive(Debug, Clone)]
pub(super) struct Segments<'a> {
    /// Between SOI and EOI.
    pub(super) list: Vec<Segment<'a>>,
    /// What follows EOI: films, other pictures, padding.
    pub(super) rest: &'a [u8],
}

/// Start of image, as bytes.
pub(super) const SOI: [u8; 2] = [0xFF, 0xD8];

/// End of image, as bytes.
pub(super) const EOI: [u8; 2] = [0xFF, 0xD9];

/// Start of scan.
pub(super) const SOS: u8 = 0xDA;

/// Application segments that decoding looks at or that are kept.
pub(super) const APP0: u8 = 0xE0;
pub(super) const APP1: u8 = 0xE1;
pub(super) const APP2: u8 = 0xE2;
pub(super) const APP14: u8 = 0xEE;

/// What an APP1 segment with EXIF begins with; a TIFF structure follows.
pub(super) const EXIF: &[u8] = b"Exif\0\0";

impl<'a> Segments<'a> {
    /// Takes `bytes` apart; `None` when a segment or the end of the picture is missing.
    pub(super) fn of(bytes: &'a [u8]) -> Option<Self> {
        if !bytes.starts_with(&SOI) {
            return None;
        }
        let mut list = Vec::new();
        let mut at = SOI.len();
        loop {
            at += bytes.get(at..)?.iter().position(|&byte| byte == 0xFF)?;
            // Any number of 0xFF may fill a gap before a marker.
            at += bytes[at..].iter().position(|&byte| byte != 0xFF)?;
            let marker = bytes[at];
            let start = at - 1;
            at += 1;
            match marker {
                0xD9 => {
                    let rest = &bytes[at..];
                    return Some(Self { list, rest });
                }
                // A stuffed zero, a restart, TEM or another SOI: nothing follows that belongs to it.
                0x00 | 0x01 | 0xD0..=0xD8 => {}
                _ => {
                    let length = usize::from(u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?));
                    let body = bytes.get(at + 2..at + length.max(2))?;
                    at += length.max(2);
                    if marker == SOS {
                        at = end_of_scan(bytes, at)?;
                    }
                    list.push(Segment {
                        marker,
                        whole: &bytes[start..at],
                        body,
                    });
                }
            }
        }
    }

    /// The TIFF structure of the first EXIF segment.
    pub(super) fn exif(&self) -> Option<&'a [u8]> {
        self.list
            .iter()
            .filter(|segment| segment.marker == APP1)
            .find_map(|segment| segment.body.strip_prefix(EXIF))
    }

    /// The frame header: any SOF marker, with the body that follows it.
    pub(super) fn frame(&self) -> Option<Segment<'a>> {
        self.list
            .iter()
            .find(|segment| matches!(segment.marker, 0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF))
            .copied()
    }
}

/// The offset of the marker that ends the entropy-coded data beginning at `at`.
fn end_of_scan(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte == 0xFF)?;
        match bytes.get(at + 1)? {
            // Stuffing and restarts belong to the data; 0xFF before a marker is filling.
            0x00 | 0xD0..=0xD7 => at += 2,
            0xFF => at += 1,
            _ => return Some(at),
        }
    }
}
