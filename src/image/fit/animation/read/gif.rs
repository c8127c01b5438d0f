//! GIF frames.

use gif::{ColorOutput, DecodeOptions, Decoder, DisposalMethod, MemoryLimit};

use super::Damaged;
use crate::image::fit::animation::canvas::{Area, Canvas, Disposal};

pub(super) struct Frames<'a> {
    decoder: Decoder<&'a [u8]>,
    indices: Vec<u8>,
}

impl<'a> Frames<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Damaged> {
        let mut options = DecodeOptions::new();
        options.set_color_output(ColorOutput::Indexed);
        // The sizes of all frames were bounded together before.
        options.set_memory_limit(MemoryLimit::Unlimited);
        let decoder = options.read_info(bytes).map_err(|_| Damaged)?;
        Ok(Self {
            decoder,
            indices: Vec::new(),
        })
    }

    pub(super) fn draw(&mut self, canvas: &mut Canvas) -> Result<(), Damaged> {
        let frame = self.decoder.next_frame_info().map_err(|_| Damaged)?;
        let frame = frame.ok_or(Damaged)?;
        let area = Area {
            left: frame.left.into(),
            top: frame.top.into(),
            width: frame.width.into(),
            height: frame.height.into(),
        };
        let transparent = frame.transparent;
        let disposal = match frame.dispose {
            DisposalMethod::Any | DisposalMethod::Keep => Disposal::Keep,
            DisposalMethod::Background => Disposal::Clear,
            DisposalMethod::Previous => Disposal::Restore,
        };
        self.indices.clear();
        self.indices.resize(area.pixels(), 0);
        if area.pixels() > 0 {
            let read = self.decoder.read_into_buffer(&mut self.indices);
            read.map_err(|_| Damaged)?;
        }
        let palette = self.decoder.palette().map_err(|_| Damaged)?;
        let (colors, _) = palette.as_chunks::<3>();
        canvas.draw(area, disposal, |y, row| {
            let indices = &self.indices[y * area.width..];
            for (pixel, &index) in row.iter_mut().zip(indices) {
                // An index beyond the palette leaves the pixel alone, as in browsers.
                if transparent != Some(index)
                    && let Some(&[red, green, blue]) = colors.get(usize::from(index))
                {
                    *pixel = [red, green, blue, 255];
                }
            }
        });
        Ok(())
    }
}
