//! What drawing a tree takes: memory for layers that live at once, and work for each pixel.
//!
//! Opacity, clips, masks, filters, patterns and pictures inside each take a layer of their own; a filter
//! may reach far beyond the canvas. Real drawings take a few; with more they are drawn smaller, or not at all.

use resvg::tiny_skia::{Rect, Transform};
use resvg::usvg::filter::{Filter, Kind};
use resvg::usvg::{
    ClipPath, Fill, Group, ImageKind, Mask, Node, Paint, Path, Pattern, Stroke, Tree,
};

use super::size::PixelSize;

/// Most bytes of all layers that live at once.
const MOST_BYTES: f64 = 768e6;

/// Most steps, each some two nanoseconds: what takes longer is no picture.
const MOST_STEPS: f64 = 20e9;

/// Steps for a pixel of a layer: it is cleared, and laid over what is below.
const LAYER: f64 = 4.0;

/// Steps for a pixel in the box around a filled path.
const FILL: f64 = 2.0;

/// Steps for a pixel in the box around a line, which touches few of them.
const STROKE: f64 = 0.2;

/// Widest blur, in pixels; beyond it the drawer's numbers overflow.
const WIDEST_BLUR: f32 = 10_000.0;

/// Farthest coordinate, in pixels; beyond it the drawer takes minutes, or its numbers overflow.
const FARTHEST: f32 = 1e7;

/// Bytes of one pixel.
const PIXEL: f64 = 4.0;

/// How far beyond the canvas a layer reaches at most, in canvases, as in the drawer.
const REACH: f32 = 2.0;

/// What drawing takes.
#[derive(Debug, Clone, Copy, Default)]
struct Load {
    /// Bytes at the worst moment.
    bytes: f64,
    steps: f64,
}

impl Load {
    /// One after the other.
    fn then(self, next: Self) -> Self {
        Self {
            bytes: self.bytes.max(next.bytes),
            steps: self.steps + next.steps,
        }
    }

    /// A layer of so many pixels that lives while the rest is drawn.
    fn under(self, pixels: f64, layers: f64) -> Self {
        Self {
            bytes: self.bytes + pixels * PIXEL * layers,
            steps: self.steps + pixels * layers * LAYER,
        }
    }

    fn is_bearable(self) -> bool {
        self.bytes <= MOST_BYTES && self.steps <= MOST_STEPS
    }
}

/// The largest of some scales at which a tree can be drawn on a canvas of so many pixels.
pub(super) fn scale_that_fits(tree: &Tree, pixels: PixelSize, transform: Transform) -> Option<f64> {
    [1.0, 0.7, 0.5].into_iter().find(|&scale| {
        let smaller = pixels.scaled(scale);
        let canvas = Canvas {
            width: side(smaller.width),
            height: side(smaller.height),
        };
        let ratio = canvas.width / side(pixels.width);
        canvas
            .group(tree.root(), transform.post_scale(ratio, ratio))
            .is_bearable()
    })
}

/// The tile of a pattern, which is drawn whole.
fn pattern_load(pattern: &Pattern, transform: Transform) -> Load {
    let (sx, sy) = transform.pre_concat(pattern.transform()).get_scale();
    let tile = Canvas {
        width: pattern.rect().width() * sx,
        height: pattern.rect().height() * sy,
    };
    tile.nodes(pattern.root(), Transform::from_scale(sx, sy))
        .under(tile.pixels(), 1.0)
}

/// Steps of a blur: the same for any width.
fn blur(x: f32, y: f32) -> f64 {
    if x.max(y) > WIDEST_BLUR {
        f64::INFINITY
    } else {
        10.0
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate")]
fn side(pixels: u32) -> f32 {
    pixels as f32
}

struct Canvas {
    width: f32,
    height: f32,
}

impl Canvas {
    fn group(&self, group: &Group, transform: Transform) -> Load {
        let transform = transform.pre_concat(group.transform());
        let inside = self.nodes(group, transform);
        if !group.should_isolate() {
            return inside;
        }
        let bounds = group.layer_bounding_box().to_rect();
        let pixels = self.cut(bounds, transform, REACH);
        let mut load = inside;
        for filter in group.filters() {
            load = load.then(self.filter(filter, pixels, transform));
        }
        if let Some(clip) = group.clip_path() {
            load = load.then(self.clip(clip, pixels, transform));
        }
        if let Some(mask) = group.mask() {
            load = load.then(self.mask(mask, pixels, transform));
        }
        load.under(pixels, 1.0)
    }

    fn nodes(&self, group: &Group, transform: Transform) -> Load {
        let mut load = Load::default();
        for node in group.children() {
            load = load.then(match node {
                Node::Group(group) => self.group(group, transform),
                Node::Text(text) => self.group(text.flattened(), transform),
                Node::Path(path) => self.path(path, transform),
                Node::Image(image) => match image.kind() {
                    ImageKind::SVG(tree) => {
                        self.group(tree.root(), transform).under(self.pixels(), 1.0)
                    }
                    _ => Load {
                        bytes: f64::from(image.size().width() * image.size().height())
                            * 2.0
                            * PIXEL,
                        steps: self.cut(image.bounding_box(), transform, 0.0)
                            + f64::from(image.size().width() * image.size().height()),
                    },
                },
            });
        }
        load
    }

    fn path(&self, path: &Path, transform: Transform) -> Load {
        let bounds = path.stroke_bounding_box();
        let is_near = bounds.transform(transform).is_some_and(|bounds| {
            [bounds.left(), bounds.top(), bounds.right(), bounds.bottom()]
                .iter()
                .all(|edge| edge.abs() < FARTHEST)
        });
        let each = match (is_near, path.fill()) {
            (false, _) => f64::INFINITY,
            (true, Some(_)) => FILL,
            (true, None) => STROKE,
        };
        let mut load = Load {
            bytes: 0.0,
            steps: self.cut(bounds, transform, 0.0) * each,
        };
        let paints = [
            path.fill().map(Fill::paint),
            path.stroke().map(Stroke::paint),
        ];
        for paint in paints.into_iter().flatten() {
            if let Paint::Pattern(pattern) = paint {
                load = load.then(pattern_load(pattern, transform));
            }
        }
        load
    }

    fn clip(&self, clip: &ClipPath, pixels: f64, transform: Transform) -> Load {
        let inside = self.nodes(clip.root(), transform.pre_concat(clip.transform()));
        let next = clip
            .clip_path()
            .map_or_else(Load::default, |clip| self.clip(clip, pixels, transform));
        inside.then(next).under(pixels, 2.0)
    }

    fn mask(&self, mask: &Mask, pixels: f64, transform: Transform) -> Load {
        let inside = self.nodes(mask.root(), transform);
        let next = mask
            .mask()
            .map_or_else(Load::default, |mask| self.mask(mask, pixels, transform));
        inside.then(next).under(pixels, 2.0)
    }

    fn filter(&self, filter: &Filter, pixels: f64, transform: Transform) -> Load {
        let (sx, sy) = transform.get_scale();
        let mut load = Load::default();
        let mut layers = 2.0;
        for primitive in filter.primitives() {
            layers += 1.0;
            let steps = match primitive.kind() {
                Kind::Morphology(it) => {
                    let width = f64::from((it.radius_x().get() * sx).min(REACH * self.width * 2.0));
                    let height =
                        f64::from((it.radius_y().get() * sy).min(REACH * self.height * 2.0));
                    (2.0 * width + 1.0) * (2.0 * height + 1.0)
                }
                Kind::ConvolveMatrix(it) => {
                    4.0 * f64::from(it.matrix().columns()) * f64::from(it.matrix().rows())
                }
                Kind::Turbulence(it) => f64::from(it.num_octaves()) * 20.0,
                Kind::Merge(it) => it.inputs().iter().map(|_| 1.0).sum(),
                Kind::Image(it) => {
                    load = load.then(self.nodes(it.root(), transform));
                    1.0
                }
                Kind::GaussianBlur(it) => {
                    blur(it.std_dev_x().get() * sx, it.std_dev_y().get() * sy)
                }
                Kind::DropShadow(it) => blur(it.std_dev_x().get() * sx, it.std_dev_y().get() * sy),
                _ => 10.0,
            };
            load.steps += steps * pixels;
        }
        load.under(pixels, layers)
    }

    fn pixels(&self) -> f64 {
        f64::from(self.width) * f64::from(self.height)
    }

    /// Pixels in some bounds that lie on the canvas or within its reach.
    fn cut(&self, bounds: Rect, transform: Transform, reach: f32) -> f64 {
        let far = |length: f32| f64::from(length) * f64::from(1.0 + 2.0 * reach);
        let most = far(self.width) * far(self.height);
        let Some(bounds) = bounds.transform(transform) else {
            return most;
        };
        let side = |from: f32, to: f32, length: f32| {
            let from = from.max(-reach * length);
            let to = to.min((1.0 + reach) * length);
            f64::from((to - from).max(0.0)) + 4.0
        };
        let width = side(bounds.left(), bounds.right(), self.width);
        let height = side(bounds.top(), bounds.bottom(), self.height);
        width * height
    }
}
