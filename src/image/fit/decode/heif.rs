//! HEIC and AVIF: the container, grids, alpha, colour and transforms, by the parts of `heic-rs`.
//!
//! In: bytes of a HEIF file with HEVC or AV1 pictures. Out: samples of the primary picture. `heic-rs`
//! reads the boxes of both and decodes HEVC; `av1` decodes the other. Its one-call `decode` is not used,
//! as it does not look into bitstreams for matrix and range. Refused: other codecs and derivations than
//! grids, and matrices that no still picture uses.

use heic_rs::context::Context;
use heic_rs::ftyp::FileType;
use heic_rs::hevc::{self as decoder, Frame};
use heic_rs::meta::iref::RefKind;
use heic_rs::props::ItemProps;
use heic_rs::{
    Brand, Error, Image, MatrixCoefficients, Mirror, Nclx, PixelLayout, Range, Rotation, Transform,
    color, grid, transform,
};
use image::metadata::Orientation;

use super::color::Space;
use super::hevc::{self, Signal, UNSPECIFIED};
use super::samples::{Layout, Samples};
use super::upright;
use super::{Header, MAX_PIXELS, Refusal, admit, av1, hdr};
use crate::image::raster::Pixels;

/// Decodes the primary picture; `kind` names the format in refusals.
pub(super) fn decode(bytes: &[u8], kind: &'static str) -> Result<Samples, Refusal> {
    let failed = |error: Error| refusal(kind, &error);
    let context = open(bytes).map_err(failed)?;
    let item = context.meta.primary;
    let properties = context.props(item).map_err(failed)?;
    let (width, height) = context.coded_size(item, &properties).map_err(failed)?;
    admit(width, height)?;
    // Tiles overhang the picture; beyond that nothing is decoded that is not shown.
    let mut reader = Reader {
        context: &context,
        kind,
        pixels: MAX_PIXELS / 4 * 5,
    };
    let (frame, signal) = reader.item(item)?;
    admit(frame.width, frame.height)?;
    let alpha_item = context.alpha_item(item).map_err(failed)?;
    let alpha = alpha_item
        .map(|alpha| reader.alpha(alpha, &frame))
        .transpose()?;
    let signal = properties.nclx.map_or(signal, |nclx| of_nclx(&nclx));
    let bright = properties.icc.is_none() && hdr::is_bright(signal.transfer);
    let layout = match (alpha.is_some(), bright) {
        (false, false) => PixelLayout::Rgb8,
        (true, false) => PixelLayout::Rgba8,
        (false, true) => PixelLayout::Rgb16,
        (true, true) => PixelLayout::Rgba16,
    };
    let nclx = to_nclx(signal).ok_or(Refusal::Unsupported(kind))?;
    let mut image = color::convert(&frame, alpha.as_ref(), nclx, layout, MAX_PIXELS, Some(1))
        .map_err(failed)?;
    drop((frame, alpha));
    let premultiplied = context.meta.refs.iter().any(|reference| {
        reference.kind == RefKind::Other(*b"prem")
            && reference.from == item
            && alpha_item.is_some_and(|alpha| reference.to.contains(&alpha))
    });
    if bright {
        darken(&mut image, signal);
    }
    if premultiplied {
        divide_by_alpha(&mut image.data);
    }
    let (image, orientation) = placed(image, &properties).map_err(failed)?;
    Ok(Samples {
        width: image.width,
        height: image.height,
        full: (image.width, image.height),
        layout: if image.layout.has_alpha() {
            Layout::Rgba
        } else {
            Layout::Rgb
        },
        bytes: image.data,
        space: if bright {
            Space::Srgb
        } else {
            space(&properties, signal)
        },
        orientation,
    })
}

/// Size as coded.
pub(super) fn header(bytes: &[u8]) -> Option<Header> {
    let context = open(bytes).ok()?;
    let item = context.meta.primary;
    let properties = context.props(item).ok()?;
    let (width, height) = context.coded_size(item, &properties).ok()?;
    // Planes at 16 bits, as decoded and as put together from tiles, beside the pixels.
    let planes = if context.grid(item).ok()?.is_some() {
        12
    } else {
        6
    };
    Some(Header {
        width,
        height,
        peak: planes + 4,
    })
}

/// The boxes of a file, whatever its brand: `heic-rs` itself turns AVIF away.
fn open(bytes: &[u8]) -> heic_rs::Result<Context<'_>> {
    Ok(Context {
        file: bytes,
        ftyp: FileType {
            major: Brand::Mif1,
            effective: Brand::Mif1,
            minor_version: 0,
            compatible_count: 0,
        },
        meta: heic_rs::meta::parse(bytes)?,
    })
}

/// Decodes items, as long as the pixels allowed last.
struct Reader<'a, 'b> {
    context: &'b Context<'a>,
    kind: &'static str,
    /// Pixels that may still be decoded.
    pixels: u64,
}

impl Reader<'_, '_> {
    /// An item with what its bitstream says of colours: a coded picture, or a grid of them.
    fn item(&mut self, item: u32) -> Result<(Frame, Signal), Refusal> {
        let kind = self.kind;
        let failed = |error: Error| refusal(kind, &error);
        let Some((shape, tiles)) = self.context.grid(item).map_err(failed)? else {
            return self.coded(item);
        };
        let mut frames = Vec::new();
        let mut signal = None;
        for tile in tiles {
            let (frame, said) = self.coded(tile)?;
            signal.get_or_insert(said);
            frames.push(frame);
        }
        let whole = grid::compose(&shape, &frames, MAX_PIXELS).map_err(failed)?;
        Ok((whole, signal.ok_or(Refusal::Damaged)?))
    }

    fn coded(&mut self, item: u32) -> Result<(Frame, Signal), Refusal> {
        let kind = self.kind;
        let failed = |error: Error| refusal(kind, &error);
        let context = self.context;
        let info = context.meta.item(item).ok_or(Refusal::Damaged)?;
        let data = context.item_data(item).map_err(failed)?;
        let (frame, signal) = match &info.item_type {
            b"hvc1" | b"hev1" => {
                let properties = context.props(item).map_err(failed)?;
                let configuration = properties.hvcc.as_ref().ok_or(Refusal::Damaged)?;
                let units = configuration.split_nals(&data).map_err(failed)?;
                let sets = configuration.parameter_sets();
                let size = decoder::probe(&sets).map_err(failed)?;
                self.afford(size.width, size.height)?;
                let frame = decoder::decode_still(&sets, &units).map_err(failed)?;
                (frame, hevc::signal(&sets))
            }
            b"av01" => {
                let frame = av1::decode(&data, self.pixels)?;
                self.afford(frame.width, frame.height)?;
                (frame, av1::signal(&data).ok_or(Refusal::Damaged)?)
            }
            _ => return Err(Refusal::Unsupported(self.kind)),
        };
        frame.validate().map_err(failed)?;
        Ok((frame, signal))
    }

    /// The transparency of `frame`, at full range.
    fn alpha(&mut self, item: u32, frame: &Frame) -> Result<Frame, Refusal> {
        self.pixels = MAX_PIXELS / 4 * 5;
        let (mut alpha, signal) = self.item(item)?;
        if (alpha.width, alpha.height) != (frame.width, frame.height) {
            return Err(Refusal::Unsupported(self.kind));
        }
        // Auxiliary AV1 pictures are written at full range; a limited one says so.
        let is_av1 = self
            .context
            .meta
            .item(item)
            .is_some_and(|info| &info.item_type == b"av01");
        if is_av1 && !signal.full_range {
            let shift = u32::from(alpha.bit_depth).saturating_sub(8);
            let most = (1_u32 << alpha.bit_depth) - 1;
            for sample in &mut alpha.y {
                let raised = u32::from(*sample).saturating_sub(16 << shift) * most;
                let value = (raised / (219 << shift)).min(most);
                *sample = u16::try_from(value).unwrap_or(u16::MAX);
            }
        }
        Ok(alpha)
    }

    /// Takes a picture's pixels from those that may be decoded.
    fn afford(&mut self, width: u32, height: u32) -> Result<(), Refusal> {
        let pixels = u64::from(width) * u64::from(height);
        self.pixels = self.pixels.checked_sub(pixels).ok_or(Refusal::Damaged)?;
        Ok(())
    }
}

fn of_nclx(nclx: &Nclx) -> Signal {
    let code = |value: u16| u8::try_from(value).unwrap_or(UNSPECIFIED);
    Signal {
        primaries: code(nclx.primaries),
        transfer: code(nclx.transfer),
        matrix: code(nclx.matrix_code),
        full_range: nclx.range == Range::Full,
    }
}

/// The form `heic-rs` converts by; an unspecified matrix is that of BT.601, as MIAF has it.
fn to_nclx(signal: Signal) -> Option<Nclx> {
    let code = match signal.matrix {
        UNSPECIFIED => 6,
        code @ (0 | 1 | 5 | 6 | 7 | 9) => u16::from(code),
        _ => return None,
    };
    Some(Nclx {
        primaries: signal.primaries.into(),
        transfer: signal.transfer.into(),
        matrix: MatrixCoefficients::from_code(code),
        matrix_code: code,
        range: if signal.full_range {
            Range::Full
        } else {
            Range::Limited
        },
    })
}

/// An ICC profile goes before code points.
fn space(properties: &ItemProps, signal: Signal) -> Space {
    match properties.icc {
        Some(profile) => Space::Icc(profile.to_vec()),
        None => Space::Coded {
            primaries: signal.primaries,
            transfer: signal.transfer,
        },
    }
}

/// Crops, and gives the turn that is left to do; transforms apply in the order they are listed.
fn placed(mut image: Image, properties: &ItemProps) -> heic_rs::Result<(Image, Orientation)> {
    let mut pending = Orientation::NoTransforms;
    for step in &properties.transforms {
        let turn = match step {
            Transform::Crop(area) => {
                image = transform::crop(turned(image, pending), *area)?;
                pending = Orientation::NoTransforms;
                continue;
            }
            // Counter-clockwise in the file, clockwise here.
            Transform::Rotate(Rotation::None) => continue,
            Transform::Rotate(Rotation::Ccw90) => Orientation::Rotate270,
            Transform::Rotate(Rotation::Ccw180) => Orientation::Rotate180,
            Transform::Rotate(Rotation::Ccw270) => Orientation::Rotate90,
            // `heic-rs` takes the axis the other way round than ISO/IEC 23008-12:2022, libheif and
            // libavif, for whom 0 exchanges top and bottom.
            Transform::Mirror(Mirror::LeftRight) => Orientation::FlipVertical,
            Transform::Mirror(Mirror::TopBottom) => Orientation::FlipHorizontal,
        };
        image = turned(image, pending);
        pending = turn;
    }
    Ok((image, pending))
}

fn turned(image: Image, orientation: Orientation) -> Image {
    let Image {
        data,
        width,
        height,
        layout,
    } = image;
    let pixels = if layout.has_alpha() {
        Pixels::Rgba(data)
    } else {
        Pixels::Rgb(data)
    };
    let (Pixels::Rgb(data) | Pixels::Rgba(data)) =
        upright::turn(orientation, width, height, pixels);
    let (width, height) = upright::turned(orientation, (width, height));
    Image {
        data,
        width,
        height,
        layout,
    }
}

/// Brings 16-bit light that is brighter than a page to 8-bit sRGB.
fn darken(image: &mut Image, signal: Signal) {
    let Signal {
        primaries,
        transfer,
        ..
    } = signal;
    (image.data, image.layout) = if image.layout.has_alpha() {
        let data = hdr::to_srgb::<4>(&image.data, primaries, transfer);
        (data, PixelLayout::Rgba8)
    } else {
        let data = hdr::to_srgb::<3>(&image.data, primaries, transfer);
        (data, PixelLayout::Rgb8)
    };
}

/// Undoes the multiplication of colours by alpha.
fn divide_by_alpha(bytes: &mut [u8]) {
    for [red, green, blue, alpha] in bytes.as_chunks_mut::<4>().0 {
        let whole = u32::from(*alpha);
        if whole == 0 || whole == 255 {
            continue;
        }
        for channel in [red, green, blue] {
            let value = (u32::from(*channel) * 255 + whole / 2) / whole;
            *channel = u8::try_from(value).unwrap_or(255);
        }
    }
}

fn refusal(kind: &'static str, error: &Error) -> Refusal {
    match error {
        Error::Unsupported(_) => Refusal::Unsupported(kind),
        _ => Refusal::Damaged,
    }
}
