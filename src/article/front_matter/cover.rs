//! Which keys of front matter name a picture: the keys that lead to a string in, yes or no out.

/// Keys whose value is a picture or a list of pictures, as the common generators and themes spell
/// them (Hugo, Hexo, Jekyll, Zola, VuePress, dev.to), without `_`, `-` and letter case.
const COVERS: [&str; 27] = [
    "cover",
    "coverimage",
    "coverimg",
    "covers",
    "image",
    "images",
    "img",
    "indeximg",
    "thumbnail",
    "thumb",
    "banner",
    "bannerimg",
    "bannerimage",
    "featuredimage",
    "featureimage",
    "featuredimg",
    "featured",
    "headerimage",
    "headerimg",
    "headimg",
    "hero",
    "heroimage",
    "postimage",
    "topimg",
    "ogimage",
    "twitterimage",
    "photos",
];

/// Keys below one of those, or below `header`, that hold the picture itself.
const PARTS: [&str; 17] = [
    "url",
    "src",
    "path",
    "file",
    "image",
    "relativeurl",
    "feature",
    "featured",
    "teaser",
    "thumb",
    "thumbnail",
    "overlayimage",
    "ogimage",
    "background",
    "cover",
    "light",
    "dark",
];

/// Tables in which themes keep their own keys, and those that are meant for us.
const OUTER: [&str; 7] = [
    "extra",
    "params",
    "page",
    "wechat",
    "weixin",
    "tuwen",
    "公众号",
];

/// Whether the string under these keys is a cover.
pub(super) fn is_cover(keys: &[String]) -> bool {
    rank(keys).is_some()
}

/// How good a cover the string under these keys is, the best first; `None` for one that is no cover.
pub(super) fn rank(keys: &[String]) -> Option<usize> {
    let keys: Vec<String> = keys
        .iter()
        .map(|key| key.replace(['_', '-'], "").to_ascii_lowercase())
        .collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let keys = match keys.as_slice() {
        [outer, rest @ ..] if OUTER.contains(outer) => rest,
        all => all,
    };
    let place = |key: &str| COVERS.iter().position(|known| *known == key);
    match keys {
        ["header", part] => {
            let is_part = PARTS.contains(part) && !["url", "src", "path", "file"].contains(part);
            is_part.then_some(COVERS.len())
        }
        [key, parts @ ..] => {
            let are_parts = parts.len() <= 2 && parts.iter().all(|part| PARTS.contains(part));
            place(key).filter(|_| are_parts)
        }
        [] => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cover(path: &str) -> bool {
        is_cover(&path.split('/').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn the_spellings_of_the_common_generators_are_known() {
        for path in [
            "cover",
            "featured_image",
            "featuredImage",
            "top_img",
            "banner-img",
            "cover/image",
            "cover/url",
            "header/teaser",
            "header/overlay_image",
            "image/feature",
            "hero/image/src",
            "extra/cover",
            "params/cover/image",
        ] {
            assert!(cover(path), "{path}");
        }
    }

    #[test]
    fn other_keys_are_left_alone() {
        for path in [
            "title",
            "author/image",
            "header/url",
            "cover/alt",
            "resources/src",
            "cover/a/b/c",
        ] {
            assert!(!cover(path), "{path}");
        }
    }
}
