//! What was done to a picture so that the service takes it: from which shape to which.
//!
//! Data of the report; `image::fit` fills it in.

use std::fmt;

use crate::asset::ImageFormat;

/// A picture as it lies in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Shape {
    /// Format by content.
    pub format: ImageFormat,
    /// Width in pixels, as shown (orientation applied).
    pub width: u32,
    /// Height in pixels, as shown.
    pub height: u32,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Frames: 1 for a still picture.
    pub frames: u32,
}

impl Shape {
    /// A still picture.
    #[must_use]
    pub fn still(format: ImageFormat, width: u32, height: u32, bytes: u64) -> Self {
        Self {
            format,
            width,
            height,
            bytes,
            frames: 1,
        }
    }

    /// The same with so many frames.
    #[must_use]
    pub fn animated(mut self, frames: u32) -> Self {
        self.frames = frames;
        self
    }
}

/// What was done to a picture: `4032×3024 4.5 MB → 2560×1920 0.97 MB jpg q91`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Fitting {
    /// Before.
    pub from: Shape,
    /// After.
    pub to: Shape,
    /// The JPEG quality, 1 to 100, when the result is a JPEG that was encoded here.
    pub quality: Option<u8>,
    /// The colours of the palette, when the result was reduced to one.
    pub colors: Option<u16>,
}

impl Fitting {
    /// From one shape to another.
    #[must_use]
    pub fn new(from: Shape, to: Shape) -> Self {
        Self {
            from,
            to,
            quality: None,
            colors: None,
        }
    }
}

impl fmt::Display for Fitting {
    /// One line that needs no translation, sizes in units of 1,000.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to, .. } = self;
        write!(f, "{}×{} {}", from.width, from.height, size(from.bytes))?;
        // The format is worth a word where it changes.
        if from.format != to.format {
            write!(f, " {}", word(from.format))?;
        }
        write!(
            f,
            " → {}×{} {} {}",
            to.width,
            to.height,
            size(to.bytes),
            word(to.format)
        )?;
        if let Some(quality) = self.quality {
            write!(f, " q{quality}")?;
        }
        if let Some(colors) = self.colors {
            write!(f, " {colors}c")?;
        }
        if from.frames > 1 || to.frames > 1 {
            if from.frames == to.frames {
                write!(f, " {}f", to.frames)?;
            } else {
                write!(f, " {}f→{}f", from.frames, to.frames)?;
            }
        }
        Ok(())
    }
}

/// The suffix of a format's files.
fn word(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Jpeg => "jpg",
        other => other.name(),
    }
}

/// `812 KB`, `0.97 MB`, `4.5 MB`: bytes in units of 1,000, never rounded up to a limit not reached.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..100_000 => format!("{} KB", bytes / 1_000),
        100_000..10_000_000 => {
            let hundredths = bytes / 10_000;
            if bytes < 1_000_000 {
                format!("0.{hundredths:02} MB")
            } else {
                format!("{}.{} MB", hundredths / 100, hundredths / 10 % 10)
            }
        }
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fitting_reads_as_one_line() {
        let from = Shape::still(ImageFormat::Jpeg, 4032, 3024, 4_512_345);
        let to = Shape::still(ImageFormat::Jpeg, 2560, 1920, 979_999);
        let mut fitting = Fitting::new(from, to);
        fitting.quality = Some(91);
        assert_eq!(
            fitting.to_string(),
            "4032×3024 4.5 MB → 2560×1920 0.97 MB jpg q91"
        );
        let from = Shape::still(ImageFormat::Webp, 640, 480, 31_500).animated(24);
        let to = Shape::still(ImageFormat::Gif, 640, 480, 999).animated(12);
        let mut fitting = Fitting::new(from, to);
        fitting.colors = Some(256);
        assert_eq!(
            fitting.to_string(),
            "640×480 31 KB webp → 640×480 999 B gif 256c 24f→12f"
        );
    }
}
