//! AV1 pictures: by `re_rav1d`, through the safe interface that is like `dav1d`'s.
//!
//! In: the payload of an `av01` item. Out: planes in the form that `heic-rs` has for its own. What the
//! sequence header says of colours is read here (AV1 specification, 5.5): the interface to it panics at
//! code points that are reserved.

use heic_rs::ChromaFormat;
use heic_rs::hevc::Frame;
use re_rav1d::{Decoder, Error, Picture, PixelLayout, PlanarImageComponent, Settings};

use super::Refusal;
use super::bits::Bits;
use super::hevc::{Signal, UNSPECIFIED};

/// Decodes one picture of at most `pixels`.
pub(super) fn decode(payload: &[u8], pixels: u64) -> Result<Frame, Refusal> {
    let picture = picture(payload, pixels)?;
    let (width, height) = (picture.width(), picture.height());
    let chroma = match picture.pixel_layout() {
        PixelLayout::I400 => ChromaFormat::Monochrome,
        PixelLayout::I420 => ChromaFormat::Yuv420,
        PixelLayout::I422 => ChromaFormat::Yuv422,
        PixelLayout::I444 => ChromaFormat::Yuv444,
    };
    let depth = picture.bits_per_component().ok_or(Refusal::Damaged)?.0;
    let (chroma_width, chroma_height) = chroma.chroma_size(width, height);
    let plane = |component, width, height| plane(&picture, component, depth, width, height);
    let colors = chroma != ChromaFormat::Monochrome;
    let color = |component| {
        if colors {
            plane(component, chroma_width, chroma_height)
        } else {
            Ok(Vec::new())
        }
    };
    Ok(Frame {
        width,
        height,
        bit_depth: u8::try_from(depth).map_err(|_| Refusal::Damaged)?,
        chroma,
        y: plane(PlanarImageComponent::Y, width, height)?,
        cb: color(PlanarImageComponent::U)?,
        cr: color(PlanarImageComponent::V)?,
        y_stride: width,
        c_stride: chroma_width,
    })
}

/// The first picture that comes out.
fn picture(payload: &[u8], pixels: u64) -> Result<Picture, Refusal> {
    let mut settings = Settings::new();
    // Pictures are decoded side by side already; one thread each also keeps memory within bounds.
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    // Of a picture in layers the best alone.
    settings.set_all_layers(false);
    settings.set_frame_size_limit(u32::try_from(pixels).unwrap_or(u32::MAX));
    let mut decoder = Decoder::with_settings(&settings).map_err(|_| Refusal::Damaged)?;
    let mut sent = decoder.send_data(payload.to_vec(), None, None, None);
    loop {
        match decoder.get_picture() {
            Ok(picture) => return Ok(picture),
            // Nothing left to send and nothing came.
            Err(Error::Again) if sent.is_ok() => return Err(Refusal::Damaged),
            Err(Error::Again) => {}
            Err(Error::UnsupportedBitstream) => return Err(Refusal::Unsupported("avif")),
            Err(_) => return Err(Refusal::Damaged),
        }
        match sent {
            Err(Error::Again) => sent = decoder.send_pending_data(),
            _ => return Err(Refusal::Damaged),
        }
    }
}

/// Copies a plane, without its padding, to 16 bits a sample.
fn plane(
    picture: &Picture,
    component: PlanarImageComponent,
    depth: usize,
    width: u32,
    height: u32,
) -> Result<Vec<u16>, Refusal> {
    let (width, height) = (width as usize, height as usize);
    let stride = picture.stride(component) as usize;
    let plane = picture.plane(component);
    let bytes: &[u8] = plane.as_ref();
    let mut samples = Vec::with_capacity(width * height);
    for row in bytes.chunks(stride).take(height) {
        if depth == 8 {
            let row = row.get(..width).ok_or(Refusal::Damaged)?;
            samples.extend(row.iter().map(|sample| u16::from(*sample)));
        } else {
            let row = row.get(..width * 2).ok_or(Refusal::Damaged)?;
            let pairs = row.as_chunks::<2>().0;
            samples.extend(pairs.iter().map(|pair| u16::from_ne_bytes(*pair)));
        }
    }
    if samples.len() == width * height {
        Ok(samples)
    } else {
        Err(Refusal::Damaged)
    }
}

/// What the first sequence header in `payload` says of colours.
pub(super) fn signal(payload: &[u8]) -> Option<Signal> {
    sequence(&mut Bits::new(sequence_header(payload)?))
}

/// The body of the first sequence header OBU.
fn sequence_header(mut payload: &[u8]) -> Option<&[u8]> {
    const SEQUENCE_HEADER: u8 = 1;
    loop {
        let head = *payload.first()?;
        let (extension, sized) = (head & 4 != 0, head & 2 != 0);
        payload = payload.get(if extension { 2 } else { 1 }..)?;
        let mut length = payload.len();
        if sized {
            let mut value = 0;
            let mut bytes = 0;
            loop {
                let byte = *payload.get(bytes)?;
                value |= usize::from(byte & 127) << (7 * bytes);
                bytes += 1;
                if byte & 128 == 0 {
                    break;
                }
                if bytes == 4 {
                    return None;
                }
            }
            payload = &payload[bytes..];
            length = value;
        }
        let body = payload.get(..length)?;
        if head >> 3 & 15 == SEQUENCE_HEADER {
            return Some(body);
        }
        payload = &payload[length..];
    }
}

fn sequence(bits: &mut Bits) -> Option<Signal> {
    let profile = bits.number(3)?;
    bits.skip(1)?;
    let reduced = bits.flag()?;
    if reduced {
        bits.skip(5)?;
    } else {
        operating_points(bits)?;
    }
    let (width_bits, height_bits) = (bits.number(4)? + 1, bits.number(4)? + 1);
    bits.number(width_bits)?;
    bits.number(height_bits)?;
    // Frame identifiers.
    if !reduced && bits.flag()? {
        bits.skip(7)?;
    }
    bits.skip(3)?;
    if !reduced {
        tools(bits)?;
    }
    bits.skip(3)?;
    color(bits, profile)
}

fn operating_points(bits: &mut Bits) -> Option<()> {
    let mut delay_bits = None;
    if bits.flag()? {
        bits.skip(64)?;
        if bits.flag()? {
            bits.golomb()?;
        }
        if bits.flag()? {
            delay_bits = Some(bits.number(5)? as usize + 1);
            bits.skip(42)?;
        }
    }
    let delays = bits.flag()?;
    let points = bits.number(5)? + 1;
    for _ in 0..points {
        bits.skip(12)?;
        if bits.number(5)? > 7 {
            bits.skip(1)?;
        }
        if let Some(delay_bits) = delay_bits
            && bits.flag()?
        {
            bits.skip(2 * delay_bits + 1)?;
        }
        if delays && bits.flag()? {
            bits.skip(4)?;
        }
    }
    Some(())
}

fn tools(bits: &mut Bits) -> Option<()> {
    bits.skip(4)?;
    let ordered = bits.flag()?;
    if ordered {
        bits.skip(2)?;
    }
    // Screen content tools: chosen frame by frame, or set; where there are any, whole-pixel motion too.
    let screen = bits.flag()? || bits.flag()?;
    if screen && !bits.flag()? {
        bits.skip(1)?;
    }
    if ordered {
        bits.skip(3)?;
    }
    Some(())
}

fn color(bits: &mut Bits, profile: u32) -> Option<Signal> {
    let deep = bits.flag()?;
    if profile == 2 && deep {
        bits.skip(1)?;
    }
    let grey = profile != 1 && bits.flag()?;
    let described = bits.flag()?;
    let mut code = || {
        if described {
            bits.byte()
        } else {
            Some(UNSPECIFIED)
        }
    };
    let (primaries, transfer, matrix) = (code()?, code()?, code()?);
    // These three together are RGB, which has no range to tell.
    let full_range = (!grey && (primaries, transfer, matrix) == (1, 13, 0)) || bits.flag()?;
    Some(Signal {
        primaries,
        transfer,
        matrix,
        full_range,
    })
}
