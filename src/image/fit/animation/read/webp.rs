//! WebP frames. Each is decoded as the still picture it would be in a file of its own.

use std::io::Cursor;

use image::codecs::webp::WebPDecoder;
use image::{ColorType, ImageDecoder as _};

use super::Damaged;
use crate::image::fit::animation::canvas::{Area, Canvas, Disposal, Pixel, over};
use crate::image::fit::animation::outline::webp;

pub(super) struct Frames<'a> {
    bytes: &'a [u8],
    frames: Box<dyn Iterator<Item = webp::Frame<'a>> + 'a>,
}

impl<'a> Frames<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            frames: Box::new(webp::frames(bytes)),
        }
    }

    pub(super) fn profile(&self) -> Option<&[u8]> {
        webp::profile(self.bytes)
    }

    pub(super) fn draw(&mut self, canvas: &mut Canvas) -> Result<(), Damaged> {
        let frame = self.frames.next().ok_or(Damaged)?;
        let area = Area {
            left: frame.left as usize,
            top: frame.top as usize,
            width: frame.width as usize,
            height: frame.height as usize,
        };
        let (color, data) = decode(&frame)?;
        let disposal = if frame.clears {
            Disposal::Clear
        } else {
            Disposal::Keep
        };
        if color == ColorType::Rgba8 {
            let (pixels, _) = data.as_chunks::<4>();
            canvas.draw(area, disposal, |y, row| {
                let pixels = pixels[y * area.width..].iter().copied();
                paint(row, pixels, frame.blends);
            });
        } else {
            let (pixels, _) = data.as_chunks::<3>();
            canvas.draw(area, disposal, |y, row| {
                let pixels = pixels[y * area.width..].iter();
                let opaque = pixels.map(|&[red, green, blue]| [red, green, blue, 255]);
                paint(row, opaque, false);
            });
        }
        Ok(())
    }
}

/// Puts pixels in a row, over what is there or in its place.
pub(super) fn paint(row: &mut [Pixel], pixels: impl Iterator<Item = Pixel>, blends: bool) {
    for (below, above) in row.iter_mut().zip(pixels) {
        *below = if blends { over(*below, above) } else { above };
    }
}

/// The pixels of a frame, as many as it says: RGB or RGBA.
fn decode(frame: &webp::Frame<'_>) -> Result<(ColorType, Vec<u8>), Damaged> {
    let mut file = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut push = |kind: &[u8; 4], data: &[u8]| {
        file.extend_from_slice(kind);
        file.extend_from_slice(&u32::try_from(data.len()).unwrap_or(0).to_le_bytes());
        file.extend_from_slice(data);
        file.resize(file.len().next_multiple_of(2), 0);
    };
    for (kind, data) in webp::parts(frame.chunks) {
        match kind {
            // Transparency in a chunk of its own needs the header that announces it.
            b"ALPH" => {
                let [width, height] = [frame.width, frame.height].map(|side| side - 1);
                let mut extended = [0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0];
                extended[4..7].copy_from_slice(&width.to_le_bytes()[..3]);
                extended[7..].copy_from_slice(&height.to_le_bytes()[..3]);
                push(b"VP8X", &extended);
                push(kind, data);
            }
            b"VP8 " | b"VP8L" => {
                // The decoder checks the size that is in the picture too late.
                if kind == b"VP8 " && lossy_size(data) != Some((frame.width, frame.height)) {
                    return Err(Damaged);
                }
                push(kind, data);
                break;
            }
            _ => {}
        }
    }
    let size = u32::try_from(file.len() - 8).map_err(|_| Damaged)?;
    file[4..8].copy_from_slice(&size.to_le_bytes());
    let decoder = WebPDecoder::new(Cursor::new(file)).map_err(|_| Damaged)?;
    if decoder.dimensions() != (frame.width, frame.height) {
        return Err(Damaged);
    }
    let color = decoder.color_type();
    let size = frame.width as usize * frame.height as usize;
    let mut pixels = vec![0; size * usize::from(color.bytes_per_pixel())];
    decoder.read_image(&mut pixels).map_err(|_| Damaged)?;
    Ok((color, pixels))
}

/// Width and height in the header of a lossy picture.
fn lossy_size(data: &[u8]) -> Option<(u32, u32)> {
    let side = |at: usize| {
        let field = data.get(at..)?.first_chunk::<2>()?;
        Some(u32::from(u16::from_le_bytes(*field) & 0x3FFF))
    };
    Some((side(6)?, side(8)?))
}
