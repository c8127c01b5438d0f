//! JPEG by `jpeg-decoder`: baseline, extended and progressive; grey, YCbCr, RGB, CMYK, YCCK.
//!
//! That crate, and not the one behind `image`, because it decodes baseline files with one scan per
//! component right, and because it scales while decoding. It has two weaknesses, which are guarded
//! here: data that end early are shown as grey instead of being refused, and one rare kind of
//! subsampling goes wrong. Refused: 12 bits, arithmetic coding, lossless and hierarchical files.

use std::io::{self, Read};

use image::metadata::Orientation;
use jpeg_decoder::{Decoder, Error, PixelFormat, UnsupportedFeature};

use super::color::Space;
use super::samples::{Layout, Samples};
use super::{Header, MAX_PIXELS, Refusal, admit};
use crate::image::fit::segments::{SOS, Segment, Segments};

/// Longest side, as in libjpeg; the arithmetic of decoders is at its limits just above.
const MAX_SIDE: u16 = 65_500;

/// Most pixels that all scans together go over. A progressive file has about ten scans; thousands of
/// empty ones over a large picture take minutes.
const MAX_SCANNED: u64 = 20 * MAX_PIXELS;

/// Decodes to a size with a long edge of `long_edge` or more, where that costs less than all of it.
pub(super) fn decode(bytes: &[u8], long_edge: u32) -> Result<Samples, Refusal> {
    let segments = Segments::of(bytes).ok_or(Refusal::Damaged)?;
    let frame = Frame::of(&segments).ok_or(Refusal::Damaged)?;
    admit(frame.width.into(), frame.height.into())?;
    frame.refuse_what_goes_wrong(&segments)?;
    let mut decoder = Decoder::new(Strict::new(&segments, bytes));
    decoder.set_max_decoding_buffer_size(usize::try_from(MAX_PIXELS * 4).unwrap_or(usize::MAX));
    let eighths = frame.eighths(long_edge);
    let scaled = |side: u16| u16::try_from(u32::from(side) * eighths / 8).unwrap_or(side);
    let (width, height) = (scaled(frame.width), scaled(frame.height));
    if eighths == 8 {
        decoder.read_info().map_err(|error| refusal(&error))?;
    } else {
        decoder
            .scale(width, height)
            .map_err(|error| refusal(&error))?;
    }
    let format = decoder.info().ok_or(Refusal::Damaged)?;
    let layout = match format.pixel_format {
        PixelFormat::L8 => Layout::Gray,
        PixelFormat::RGB24 => Layout::Rgb,
        PixelFormat::CMYK32 => Layout::Cmyk,
        PixelFormat::L16 => return Err(Refusal::Unsupported("16-bit jpeg")),
    };
    let pixels = decoder.decode().map_err(|error| refusal(&error))?;
    let expected = usize::from(width) * usize::from(height) * format.pixel_format.pixel_bytes();
    if pixels.len() != expected {
        return Err(Refusal::Damaged);
    }
    Ok(Samples {
        width: width.into(),
        height: height.into(),
        full: (frame.width.into(), frame.height.into()),
        layout,
        bytes: pixels,
        space: Space::of_icc(decoder.icc_profile()),
        orientation: orientation(&segments),
    })
}

/// Size by the frame header.
pub(super) fn header(bytes: &[u8]) -> Option<Header> {
    let frame = Frame::of(&Segments::of(bytes)?)?;
    Some(Header {
        width: frame.width.into(),
        height: frame.height.into(),
        peak: 0,
    })
}

/// Bytes at the peak: planes and pixels of the scaled size; coefficients of the full one, all of them
/// when they are collected over several scans; a second buffer to turn the picture in.
pub(super) fn memory(bytes: &[u8], long_edge: u32) -> u64 {
    let Some(segments) = Segments::of(bytes) else {
        return 0;
    };
    let Some(frame) = Frame::of(&segments) else {
        return 0;
    };
    let area = frame.area();
    let eighths = u64::from(frame.eighths(long_edge));
    let scaled = area * eighths * eighths / 64;
    let quarters = frame.sample_quarters();
    // Two bytes each, beside rows on their way to the thread that transforms them.
    let coefficients = if frame.is_progressive() { 3 } else { 1 } * area * quarters / 4;
    let planes = scaled * quarters / 4;
    let pixels = scaled * if frame.components.len() == 4 { 4 } else { 3 };
    let turning = match orientation(&segments) {
        Orientation::NoTransforms => 0,
        _ => pixels,
    };
    coefficients + planes + pixels + turning
}

fn orientation(segments: &Segments) -> Orientation {
    segments
        .exif()
        .and_then(Orientation::from_exif_chunk)
        .unwrap_or(Orientation::NoTransforms)
}

/// What the frame header says.
#[derive(Debug, Clone)]
struct Frame {
    marker: u8,
    width: u16,
    height: u16,
    /// Horizontal and vertical sampling factors of each component.
    components: Vec<(u8, u8)>,
}

impl Frame {
    fn of(segments: &Segments) -> Option<Self> {
        let Segment { marker, body, .. } = segments.frame()?;
        let header = body.first_chunk::<6>()?;
        let components = body[6..]
            .chunks_exact(3)
            .take(usize::from(header[5]))
            .map(|component| (component[1] >> 4, component[1] & 15))
            .collect();
        Some(Self {
            marker,
            height: u16::from_be_bytes([header[1], header[2]]),
            width: u16::from_be_bytes([header[3], header[4]]),
            components,
        })
    }

    fn area(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// The eighths of the size to decode to: as few as leave a long edge of `long_edge`, and whole
    /// pixels. A last pixel that stands for part of one would shift the picture against its frame.
    fn eighths(&self, long_edge: u32) -> u32 {
        let exact = |side: u16, eighths: u32| {
            let scaled = u32::from(side) * eighths;
            scaled.is_multiple_of(8) && scaled >= 64
        };
        let long_side = u32::from(self.width.max(self.height));
        [1, 2, 4]
            .into_iter()
            .find(|eighths| {
                long_side * eighths / 8 >= long_edge
                    && exact(self.width, *eighths)
                    && exact(self.height, *eighths)
            })
            .unwrap_or(8)
    }

    fn is_progressive(&self) -> bool {
        self.marker == 0xC2
    }

    /// Samples of all components for four pixels.
    fn sample_quarters(&self) -> u64 {
        let most = |side: fn(&(u8, u8)) -> u8| self.components.iter().map(side).max().unwrap_or(1);
        let whole = u64::from(most(|component| component.0) * most(|component| component.1)).max(1);
        self.components
            .iter()
            .map(|(horizontal, vertical)| (u64::from(horizontal * vertical) * 4).div_ceil(whole))
            .sum()
    }

    /// `jpeg-decoder` counts the blocks of a scan with one component by the size of the whole picture.
    /// That is wrong for a component that is subsampled and yet has several blocks in a unit (factors
    /// 4 and 2, say). No camera or editor writes such files.
    fn refuse_what_goes_wrong(&self, segments: &Segments) -> Result<(), Refusal> {
        if matches!(self.marker, 0xC3 | 0xC7 | 0xCB | 0xCF) {
            return Err(Refusal::Unsupported("lossless jpeg"));
        }
        if self.width.max(self.height) > MAX_SIDE {
            return Err(Refusal::Unsupported("very long jpeg"));
        }
        let horizontal = self.components.iter().map(|component| component.0).max();
        let vertical = self.components.iter().map(|component| component.1).max();
        let odd = self
            .components
            .iter()
            .any(|(h, v)| (*h > 1 && Some(*h) < horizontal) || (*v > 1 && Some(*v) < vertical));
        let scans = || segments.list.iter().filter(|segment| segment.marker == SOS);
        if odd && scans().any(|scan| scan.body.first() == Some(&1)) {
            return Err(Refusal::Unsupported("jpeg with unusual subsampling"));
        }
        if scans().count() as u64 * self.area() > MAX_SCANNED {
            return Err(Refusal::Unsupported("jpeg with very many scans"));
        }
        Ok(())
    }
}

fn refusal(error: &Error) -> Refusal {
    match error {
        Error::Unsupported(UnsupportedFeature::SamplePrecision(_)) => {
            Refusal::Unsupported("12-bit jpeg")
        }
        Error::Unsupported(UnsupportedFeature::ArithmeticEntropyCoding) => {
            Refusal::Unsupported("arithmetic-coded jpeg")
        }
        Error::Unsupported(UnsupportedFeature::Hierarchical) => {
            Refusal::Unsupported("hierarchical jpeg")
        }
        Error::Unsupported(_) => Refusal::Unsupported("jpeg"),
        _ => Refusal::Damaged,
    }
}

/// The bytes of a JPEG, with ones put behind the data of every scan.
///
/// A decoder that runs out of data goes on with zeros, which are valid codes: the rest of the picture
/// turns grey, and nobody is told. No Huffman code consists of ones alone (ITU-T T.81, C), so ones make
/// it stop with an error. Whole files are not affected: what stands between a scan and the next marker
/// is passed over.
struct Strict<'a> {
    /// What is to be read, in order.
    pieces: Vec<&'a [u8]>,
    /// The piece being read.
    piece: usize,
    /// Bytes read of it.
    at: usize,
}

/// Enough ones for any code and its extra bits, behind what the decoder reads ahead. Zeros are stuffing.
const ONES: &[u8] = &[
    0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0,
];

impl<'a> Strict<'a> {
    fn new(segments: &Segments<'a>, bytes: &'a [u8]) -> Self {
        let mut pieces = vec![&bytes[..2]];
        for segment in &segments.list {
            pieces.push(segment.whole);
            if segment.marker == SOS {
                pieces.push(ONES);
            }
        }
        pieces.push(&[0xFF, 0xD9]);
        Self {
            pieces,
            piece: 0,
            at: 0,
        }
    }
}

impl Read for Strict<'_> {
    #[inline]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(piece) = self.pieces.get(self.piece) {
            let rest = &piece[self.at..];
            if rest.is_empty() {
                self.piece += 1;
                self.at = 0;
                continue;
            }
            let count = rest.len().min(buffer.len());
            // One byte is what is asked for nearly always.
            if count == 1 {
                buffer[0] = rest[0];
            } else {
                buffer[..count].copy_from_slice(&rest[..count]);
            }
            self.at += count;
            return Ok(count);
        }
        Ok(0)
    }
}
