//! APNG frames.

use std::io::Cursor;

use png::{BlendOp, ColorType, Decoder, DisposeOp, Limits, Reader, Transformations};

use super::{Damaged, webp::paint};
use crate::image::fit::animation::canvas::{Area, Canvas, Disposal, Pixel};

/// Bytes that the decoder may take for itself: rows and profiles, not pictures.
const DECODER_MEMORY: usize = 64 << 20;

pub(super) struct Frames<'a> {
    reader: Reader<Cursor<&'a [u8]>>,
    data: Vec<u8>,
}

impl<'a> Frames<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Damaged> {
        let limits = Limits {
            bytes: DECODER_MEMORY,
        };
        let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
        decoder.set_ignore_text_chunk(true);
        decoder
            .set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
        let reader = decoder.read_info().map_err(|_| Damaged)?;
        let size = reader.output_buffer_size().ok_or(Damaged)?;
        let mut frames = Self {
            reader,
            data: vec![0; size],
        };
        // A picture without a frame's header is for those who cannot show the animation.
        if frames.reader.info().frame_control().is_none() {
            frames.next_frame()?;
        }
        Ok(frames)
    }

    pub(super) fn profile(&self) -> Option<&[u8]> {
        self.reader.info().icc_profile.as_deref()
    }

    pub(super) fn draw(&mut self, canvas: &mut Canvas) -> Result<(), Damaged> {
        let stride = self.next_frame()?;
        let control = self.reader.info().frame_control().ok_or(Damaged)?;
        let area = Area {
            left: control.x_offset as usize,
            top: control.y_offset as usize,
            width: control.width as usize,
            height: control.height as usize,
        };
        let disposal = match control.dispose_op {
            DisposeOp::None => Disposal::Keep,
            DisposeOp::Background => Disposal::Clear,
            DisposeOp::Previous => Disposal::Restore,
        };
        let blends = control.blend_op == BlendOp::Over;
        let gray = self.reader.output_color_type().0 == ColorType::GrayscaleAlpha;
        canvas.draw(area, disposal, |y, row| {
            let data = &self.data[y * stride..];
            if gray {
                let pixels = data.as_chunks::<2>().0.iter();
                let pixels =
                    pixels.map(|&[value, alpha]| -> Pixel { [value, value, value, alpha] });
                paint(row, pixels, blends);
            } else {
                paint(row, data.as_chunks::<4>().0.iter().copied(), blends);
            }
        });
        Ok(())
    }

    /// Decodes the next picture; gives the bytes from one row to the next.
    fn next_frame(&mut self) -> Result<usize, Damaged> {
        let info = self
            .reader
            .next_frame(&mut self.data)
            .map_err(|_| Damaged)?;
        let whole = self.reader.info();
        // Rows of an interlaced frame are laid out for the width of the whole picture.
        if whole.interlaced {
            self.reader.output_line_size(whole.width).ok_or(Damaged)
        } else {
            Ok(info.line_size)
        }
    }
}
