//! Small animations made by hand in each format, and what they show by the plainest reading of the
//! specifications: whole canvases, no cleverness.

use std::borrow::Cow;
use std::io::Cursor;

use image::ImageEncoder as _;
use image::codecs::webp::WebPEncoder;

use crate::image::fit::animation::canvas::{Area, CLEAR, Disposal, Pixel};

/// A frame as it is written.
#[derive(Debug, Clone)]
pub(in super::super) struct Cel {
    pub(in super::super) area: Area,
    pub(in super::super) pixels: Vec<Pixel>,
    pub(in super::super) disposal: Disposal,
    pub(in super::super) blends: bool,
    /// In 1/100 s.
    pub(in super::super) delay: u16,
}

/// A picture of the whole canvas.
pub(in super::super) fn cel(width: usize, pixels: Vec<Pixel>, delay: u16) -> Cel {
    Cel {
        area: Area {
            left: 0,
            top: 0,
            width,
            height: pixels.len() / width,
        },
        pixels,
        disposal: Disposal::Keep,
        blends: true,
        delay,
    }
}

/// A generator of numbers that look random and are the same in every run.
pub(in super::super) struct Dice(pub(in super::super) u64);

impl Dice {
    /// A number below `sides`.
    pub(in super::super) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    pub(in super::super) fn byte(&mut self) -> u8 {
        u8::try_from(self.roll(256)).unwrap()
    }

    /// A frame somewhere on a canvas; with half-transparent pixels or only clear and opaque ones.
    pub(in super::super) fn cel(&mut self, width: usize, height: usize, soft: bool) -> Cel {
        // Frames of a WebP stand at even places.
        let left = self.roll(width / 2) / 2 * 2;
        let top = self.roll(height / 2) / 2 * 2;
        let area = Area {
            left,
            top,
            width: 1 + self.roll(width - left),
            height: 1 + self.roll(height - top),
        };
        let pixels = (0..area.pixels())
            .map(|_| match (self.roll(3), soft) {
                (0, _) => CLEAR,
                (1, true) => [self.byte(), self.byte(), self.byte(), self.byte()],
                _ => [80 * u8::try_from(self.roll(4)).unwrap(), 0, 100, 255],
            })
            .collect();
        Cel {
            area,
            pixels,
            disposal: [Disposal::Keep, Disposal::Clear, Disposal::Restore][self.roll(3)],
            blends: self.roll(2) == 0,
            delay: 2 + u16::from(self.byte()) / 8,
        }
    }
}

/// What is shown, frame by frame.
pub(in super::super) fn shown(width: usize, height: usize, cels: &[Cel]) -> Vec<Vec<Pixel>> {
    let mut below = vec![CLEAR; width * height];
    let mut all = Vec::new();
    for cel in cels {
        let mut canvas = below.clone();
        let mut after = None;
        for y in 0..cel.area.height {
            for x in 0..cel.area.width {
                let at = (cel.area.top + y) * width + cel.area.left + x;
                let pixel = cel.pixels[y * cel.area.width + x];
                canvas[at] = if cel.blends {
                    over(canvas[at], pixel)
                } else {
                    pixel
                };
            }
        }
        if cel.disposal == Disposal::Clear {
            let mut cleared = canvas.clone();
            for y in 0..cel.area.height {
                for x in 0..cel.area.width {
                    cleared[(cel.area.top + y) * width + cel.area.left + x] = CLEAR;
                }
            }
            after = Some(cleared);
        }
        below = match cel.disposal {
            Disposal::Keep => canvas.clone(),
            Disposal::Restore => below,
            Disposal::Clear => after.unwrap(),
        };
        all.push(canvas);
    }
    all
}

/// The formula of both specifications, in real numbers.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "shares of 255"
)]
fn over(below: Pixel, above: Pixel) -> Pixel {
    let [alpha, under] = [above[3], below[3]].map(|alpha| f64::from(alpha) / 255.0);
    let sum = alpha + under * (1.0 - alpha);
    if sum == 0.0 {
        return CLEAR;
    }
    let mix = |channel: usize| {
        let value =
            f64::from(above[channel]) * alpha + f64::from(below[channel]) * under * (1.0 - alpha);
        (value / sum).round() as u8
    };
    [mix(0), mix(1), mix(2), (sum * 255.0).round() as u8]
}

/// Whether two pictures are the same but for rounding.
pub(in super::super) fn alike(one: &[Pixel], other: &[Pixel]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|(one, other)| {
            (one[3] == 0 && other[3] == 0)
                || (0..4).all(|channel| one[channel].abs_diff(other[channel]) <= 1)
        })
}

/// A GIF of cels whose pixels are opaque or clear, each with its own colours. `repeat` is as the file
/// has it.
pub(in super::super) fn gif(width: u16, height: u16, repeat: gif::Repeat, cels: &[Cel]) -> Vec<u8> {
    let mut encoder = gif::Encoder::new(Vec::new(), width, height, &[]).unwrap();
    encoder.set_repeat(repeat).unwrap();
    for cel in cels {
        let mut colors = vec![CLEAR];
        let indices: Vec<u8> = cel
            .pixels
            .iter()
            .map(|pixel| {
                let known = colors.iter().position(|color| color == pixel);
                u8::try_from(known.unwrap_or_else(|| {
                    colors.push(*pixel);
                    colors.len() - 1
                }))
                .unwrap()
            })
            .collect();
        let table = colors.iter().flat_map(|color| &color[..3]).copied();
        let side = |side: usize| u16::try_from(side).unwrap();
        encoder
            .write_frame(&gif::Frame {
                delay: cel.delay,
                dispose: match cel.disposal {
                    Disposal::Keep => gif::DisposalMethod::Keep,
                    Disposal::Clear => gif::DisposalMethod::Background,
                    Disposal::Restore => gif::DisposalMethod::Previous,
                },
                transparent: Some(0),
                left: side(cel.area.left),
                top: side(cel.area.top),
                width: side(cel.area.width),
                height: side(cel.area.height),
                palette: Some(table.collect()),
                buffer: Cow::Owned(indices),
                ..gif::Frame::default()
            })
            .unwrap();
    }
    encoder.into_inner().unwrap()
}

/// An APNG. With a `cover`, that is the picture for those who cannot show the animation.
pub(in super::super) fn apng(
    width: u32,
    height: u32,
    plays: u32,
    cels: &[Cel],
    cover: Option<&[Pixel]>,
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder
        .set_animated(u32::try_from(cels.len()).unwrap(), plays)
        .unwrap();
    encoder.set_sep_def_img(cover.is_some()).unwrap();
    let mut writer = encoder.write_header().unwrap();
    if let Some(cover) = cover {
        writer.write_image_data(cover.as_flattened()).unwrap();
    }
    for cel in cels {
        let side = |side: usize| u32::try_from(side).unwrap();
        writer.reset_frame_position().unwrap();
        writer
            .set_frame_dimension(side(cel.area.width), side(cel.area.height))
            .unwrap();
        writer
            .set_frame_position(side(cel.area.left), side(cel.area.top))
            .unwrap();
        writer.set_frame_delay(cel.delay, 100).unwrap();
        writer
            .set_blend_op(if cel.blends {
                png::BlendOp::Over
            } else {
                png::BlendOp::Source
            })
            .unwrap();
        writer
            .set_dispose_op(match cel.disposal {
                Disposal::Keep => png::DisposeOp::None,
                Disposal::Clear => png::DisposeOp::Background,
                Disposal::Restore => png::DisposeOp::Previous,
            })
            .unwrap();
        writer.write_image_data(cel.pixels.as_flattened()).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

/// A WebP of lossless frames; it knows nothing of [`Disposal::Restore`].
pub(in super::super) fn webp(width: u32, height: u32, plays: u16, cels: &[Cel]) -> Vec<u8> {
    let frames: Vec<_> = cels
        .iter()
        .map(|cel| {
            let mut file = Cursor::new(Vec::new());
            let [width, height] =
                [cel.area.width, cel.area.height].map(|side| u32::try_from(side).unwrap());
            WebPEncoder::new_lossless(&mut file)
                .write_image(
                    cel.pixels.as_flattened(),
                    width,
                    height,
                    image::ExtendedColorType::Rgba8,
                )
                .unwrap();
            (cel.clone(), file.into_inner()[12..].to_vec())
        })
        .collect();
    webp_of(width, height, plays, &frames)
}

/// A WebP of frames that are chunks already.
pub(in super::super) fn webp_of(
    width: u32,
    height: u32,
    plays: u16,
    frames: &[(Cel, Vec<u8>)],
) -> Vec<u8> {
    let triple = |value: u32| value.to_le_bytes()[..3].to_vec();
    let chunk = |kind: &[u8; 4], data: &[u8]| {
        let mut chunk = kind.to_vec();
        chunk.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        chunk.extend(data);
        chunk.resize(chunk.len().next_multiple_of(2), 0);
        chunk
    };
    let head = [vec![0x12, 0, 0, 0], triple(width - 1), triple(height - 1)].concat();
    let mut body = b"WEBP".to_vec();
    body.extend(chunk(b"VP8X", &head));
    body.extend(chunk(
        b"ANIM",
        &[vec![0xFF; 4], plays.to_le_bytes().to_vec()].concat(),
    ));
    for (cel, chunks) in frames {
        let side = |side: usize| triple(u32::try_from(side).unwrap());
        let flags = u8::from(cel.disposal == Disposal::Clear) | (u8::from(!cel.blends) << 1);
        let data = [
            side(cel.area.left / 2),
            side(cel.area.top / 2),
            side(cel.area.width - 1),
            side(cel.area.height - 1),
            triple(u32::from(cel.delay) * 10),
            vec![flags],
            chunks.clone(),
        ];
        body.extend(chunk(b"ANMF", &data.concat()));
    }
    chunk(b"RIFF", &body)
}
