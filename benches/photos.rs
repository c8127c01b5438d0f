//! Twelve photos of 12 megapixels, about 100 MB, made to fit: eight JPEG and four PNG as they come from a
//! phone, each over the limit.
//!
//! For the peak of memory, keep the photos and run the program on them under `/usr/bin/time -v`:
//! `PHOTOS=/tmp/photos cargo bench --bench photos`, then
//! `tuwen upload --sandbox --refresh /tmp/photos/*`.

#[expect(
    dead_code,
    reason = "the scenes belong to the tests, which show all of them"
)]
#[path = "../tests/pictures/scene.rs"]
mod scene;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use image::{DynamicImage, RgbImage};
use tuwen::{
    AccountId, FittedImage, HostedImage, HostedUrl, ImageHost, ImageInput, Ledger, NoProgress,
    Options, Pipeline, Problem, UploadOptions, Uploader, Verb,
};

fn main() {
    divan::main();
}

/// Answers at once, so that the bench sees only our own work.
struct Instant;

impl ImageHost for Instant {
    async fn upload(&self, image: &FittedImage) -> Result<HostedImage, Problem> {
        assert!(image.bytes.len() < 1_000_000);
        let url = format!("https://mmbiz.qpic.cn/mmbiz_jpg/{}/0", image.digest.hex());
        Ok(HostedImage::for_bodies(
            HostedUrl::parse(&url).expect("an mmbiz URL"),
        ))
    }

    fn requests(&self) -> u64 {
        0
    }
}

/// Writes the photos, if they are not there yet.
fn photos(directory: &Path) -> Vec<PathBuf> {
    std::fs::create_dir_all(directory).expect("a directory");
    let names = (0..12).map(|number| {
        let suffix = if number < 8 { "jpg" } else { "png" };
        directory.join(format!("照片{number}.{suffix}"))
    });
    let names: Vec<PathBuf> = names.collect();
    if names.iter().all(|name| name.exists()) {
        return names;
    }
    let mut photo: RgbImage = DynamicImage::ImageRgba8(scene::photo(4032, 3024, 22.0)).to_rgb8();
    for (name, shade) in names.iter().zip(0..) {
        // Another picture each time.
        photo.put_pixel(0, 0, image::Rgb([shade, 0, 0]));
        if name.extension().is_some_and(|suffix| suffix == "jpg") {
            let encoder = jpeg_encoder::Encoder::new_file(name, 88).expect("a file");
            encoder
                .encode(photo.as_raw(), 4032, 3024, jpeg_encoder::ColorType::Rgb)
                .expect("a photo");
        } else {
            photo.save(name).expect("a photo");
        }
    }
    names
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn twelve_photos(bencher: divan::Bencher<'_, '_>) {
    let scratch = tempfile::tempdir().expect("a temporary directory");
    let directory = std::env::var_os("PHOTOS").map(PathBuf::from);
    let names = photos(directory.as_deref().unwrap_or(scratch.path()));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    bencher.bench_local(|| {
        let data = tempfile::tempdir().expect("a temporary directory");
        let pipeline = Pipeline::new(
            Uploader::new(Instant, UploadOptions::default()),
            AccountId::new("wx"),
            Ledger::open(data.path()).0,
            Options::new(Verb::Rewrite),
        );
        let inputs = names.iter().cloned().map(ImageInput::File).collect();
        let report = runtime.block_on(pipeline.upload_images(inputs, Arc::new(NoProgress)));
        assert_eq!(report.totals.fitted, 12, "{:?}", report.problems);
    });
}
