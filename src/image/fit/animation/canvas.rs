//! The canvas on which the frames of an animation are put together, one over the other.

/// Red, green, blue, alpha; not premultiplied.
pub(super) type Pixel = [u8; 4];

pub(super) const CLEAR: Pixel = [0; 4];

/// A rectangle of pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Area {
    /// The part that lies inside `width × height`.
    pub(super) fn clipped(self, width: usize, height: usize) -> Self {
        let left = self.left.min(width);
        let top = self.top.min(height);
        Self {
            left,
            top,
            width: self.width.min(width - left),
            height: self.height.min(height - top),
        }
    }

    /// The smallest rectangle around both.
    pub(super) fn around(self, other: Self) -> Self {
        let left = self.left.min(other.left);
        let top = self.top.min(other.top);
        Self {
            left,
            top,
            width: (self.left + self.width).max(other.left + other.width) - left,
            height: (self.top + self.height).max(other.top + other.height) - top,
        }
    }

    pub(super) fn pixels(self) -> usize {
        self.width * self.height
    }

    /// The places of its rows in a picture that is `stride` wide.
    pub(super) fn rows(self, stride: usize) -> impl Iterator<Item = std::ops::Range<usize>> {
        (self.top..self.top + self.height).map(move |y| {
            let start = y * stride + self.left;
            start..start + self.width
        })
    }
}

/// What becomes of a frame's area when its time is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disposal {
    Keep,
    Clear,
    Restore,
}

/// What is shown, and how to take the last frame away again.
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<Pixel>,
    last: Option<(Area, Disposal)>,
    /// What was in the last frame's area before, if it is to be restored.
    before: Vec<Pixel>,
}

impl Canvas {
    /// A transparent canvas.
    pub(super) fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![CLEAR; width * height],
            last: None,
            before: Vec::new(),
        }
    }

    /// Takes the last frame away as it asked for, and makes ready for one in `area`, of which only what
    /// lies on the canvas counts. `draw` gets each row of it: its number in the frame and its pixels.
    pub(super) fn draw(
        &mut self,
        area: Area,
        disposal: Disposal,
        mut draw: impl FnMut(usize, &mut [Pixel]),
    ) {
        self.dispose();
        let area = area.clipped(self.width, self.height);
        if disposal == Disposal::Restore {
            self.before.clear();
            for row in area.rows(self.width) {
                self.before.extend_from_slice(&self.pixels[row]);
            }
        }
        for (y, row) in area.rows(self.width).enumerate() {
            draw(y, &mut self.pixels[row]);
        }
        self.last = Some((area, disposal));
    }

    fn dispose(&mut self) {
        let Some((area, disposal)) = self.last.take() else {
            return;
        };
        let mut before = self.before.chunks_exact(area.width.max(1));
        for row in area.rows(self.width) {
            match disposal {
                Disposal::Keep => return,
                Disposal::Clear => self.pixels[row].fill(CLEAR),
                Disposal::Restore => {
                    if let Some(saved) = before.next() {
                        self.pixels[row].copy_from_slice(saved);
                    }
                }
            }
        }
    }
}

/// `above` over `below`.
pub(super) fn over(below: Pixel, above: Pixel) -> Pixel {
    match (above[3], below[3]) {
        (255, _) | (_, 0) => above,
        (0, _) => below,
        (alpha, under) => {
            let alpha = u32::from(alpha) * 255;
            let under = u32::from(under) * (255 - u32::from(above[3]));
            let sum = alpha + under;
            let mix = |channel: usize| {
                let value = u32::from(above[channel]) * alpha + u32::from(below[channel]) * under;
                u8::try_from((value + sum / 2) / sum).unwrap_or(u8::MAX)
            };
            let opacity = u8::try_from((sum + 127) / 255).unwrap_or(u8::MAX);
            [mix(0), mix(1), mix(2), opacity]
        }
    }
}
