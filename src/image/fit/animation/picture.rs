//! From what is shown to what a GIF can hold: sRGB, the size that is wanted, each pixel opaque or clear.

use std::sync::Arc;

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::U8x4;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use moxcms::{ColorProfile, Layout, Transform8BitExecutor, TransformOptions};

use super::canvas::{CLEAR, Pixel, over};
use super::read::Damaged;

/// Opacity below which a pixel becomes clear. What is denser is put over white, which is what most
/// readers have behind it: soft edges stay soft there, and only what can hardly be seen is lost.
const CLEAR_BELOW: u8 = 64;

/// Makes pictures of one size from canvases of another.
pub(super) struct Studio {
    from: (u32, u32),
    to: (u32, u32),
    to_srgb: Option<Arc<Transform8BitExecutor>>,
    resizer: Resizer,
    colored: Vec<Pixel>,
    picture: Vec<Pixel>,
}

impl Studio {
    pub(super) fn new(from: (u32, u32), to: (u32, u32), profile: Option<&[u8]>) -> Self {
        Self {
            from,
            to,
            to_srgb: profile.and_then(to_srgb),
            resizer: Resizer::new(),
            colored: Vec::new(),
            picture: Vec::new(),
        }
    }

    /// The picture of what is shown.
    pub(super) fn picture(&mut self, shown: &[Pixel]) -> Result<&[Pixel], Damaged> {
        let shown = match &self.to_srgb {
            None => shown,
            Some(to_srgb) => {
                self.colored.resize(shown.len(), CLEAR);
                to_srgb
                    .transform(shown.as_flattened(), self.colored.as_flattened_mut())
                    .map_err(|_| Damaged)?;
                &self.colored
            }
        };
        let (width, height) = self.to;
        self.picture.resize(width as usize * height as usize, CLEAR);
        if self.from == self.to {
            self.picture.copy_from_slice(shown);
        } else {
            let (from_width, from_height) = self.from;
            // Typed: for one kind of pixels the compiler makes a fraction of the code.
            let from =
                TypedImageRef::<U8x4>::from_buffer(from_width, from_height, shown.as_flattened())
                    .map_err(|_| Damaged)?;
            let mut to =
                TypedImage::<U8x4>::from_buffer(width, height, self.picture.as_flattened_mut())
                    .map_err(|_| Damaged)?;
            let options = ResizeOptions::new()
                .resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom))
                .use_alpha(shown.iter().any(|pixel| pixel[3] != 255));
            self.resizer
                .resize_typed(&from, &mut to, &options)
                .map_err(|_| Damaged)?;
        }
        for pixel in &mut self.picture {
            if pixel[3] != 255 {
                *pixel = opaque_or_clear(*pixel);
            }
        }
        Ok(&self.picture)
    }
}

fn opaque_or_clear(pixel: Pixel) -> Pixel {
    if pixel[3] < CLEAR_BELOW {
        CLEAR
    } else {
        over([255; 4], pixel)
    }
}

/// What brings pixels of a profile to sRGB; nothing for a profile that says nothing of RGB pixels.
fn to_srgb(profile: &[u8]) -> Option<Arc<Transform8BitExecutor>> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    profile
        .create_transform_8bit(
            Layout::Rgba,
            &ColorProfile::new_srgb(),
            Layout::Rgba,
            TransformOptions::default(),
        )
        .ok()
}

#[cfg(test)]
mod tests;
