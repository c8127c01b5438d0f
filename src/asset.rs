//! The names of things that are uploaded: content digests, formats, accounts and hosted URLs.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

/// The SHA-256 of an image's original bytes; one digest, one [`Asset`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The digest of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// A digest from its 32 bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// 64 lower-case hexadecimal digits, without the `sha256:` prefix.
    #[must_use]
    pub fn hex(&self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::with_capacity(64);
        for byte in self.0 {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        text
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not a SHA-256 digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a SHA-256 digest")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    /// Reads `sha256:…` or the bare 64 hexadecimal digits.
    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let hex = text.strip_prefix("sha256:").unwrap_or(text).as_bytes();
        if hex.len() != 64 {
            return Err(NotADigest);
        }
        let nibble = |digit: u8| {
            char::from(digit)
                .to_digit(16)
                .and_then(|value| u8::try_from(value).ok())
                .ok_or(NotADigest)
        };
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

/// What a picture is by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ImageFormat {
    /// PNG, still.
    Png,
    /// PNG with an `acTL` chunk: animated.
    Apng,
    /// JPEG.
    Jpeg,
    /// GIF, still or animated.
    Gif,
    /// WebP.
    Webp,
    /// AVIF.
    Avif,
    /// HEIC/HEIF.
    Heic,
    /// BMP.
    Bmp,
    /// TIFF.
    Tiff,
    /// ICO or CUR.
    Ico,
    /// SVG.
    Svg,
    /// JPEG XL.
    Jxl,
    /// Photoshop document.
    Psd,
    /// PDF.
    Pdf,
}

impl ImageFormat {
    /// The usual lower-case name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Apng => "apng",
            Self::Jpeg => "jpeg",
            Self::Gif => "gif",
            Self::Webp => "webp",
            Self::Avif => "avif",
            Self::Heic => "heic",
            Self::Bmp => "bmp",
            Self::Tiff => "tiff",
            Self::Ico => "ico",
            Self::Svg => "svg",
            Self::Jxl => "jxl",
            Self::Psd => "psd",
            Self::Pdf => "pdf",
        }
    }
}

/// One distinct image content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asset {
    /// SHA-256 of the original bytes.
    pub digest: Digest,
    /// What it is by content.
    pub format: ImageFormat,
    /// Size in bytes.
    pub size: u64,
}

/// The account an upload belongs to: the `AppID`, or the name of a configured account.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(String);

impl AccountId {
    /// Names an account.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The URL of a picture on `WeChat`'s own hosts, always `https://`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostedUrl(String);

/// Hosts whose pictures readers of a 图文消息 see.
const HOSTS: [&str; 3] = ["mmbiz.qpic.cn", "mmbiz.qlogo.cn", "mmecoa.qpic.cn"];

impl HostedUrl {
    /// Reads a URL on one of `WeChat`'s picture hosts; `http://` and `//` become `https://`.
    ///
    /// Gives `None` for any other host, and for characters that no article syntax could carry.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        let rest = Self::after_scheme(url)?;
        let clean = rest
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"\"'<>()\\`{}|^".contains(&byte));
        clean.then(|| Self(format!("https://{rest}")))
    }

    /// Whether `url` already lies on one of `WeChat`'s picture hosts, in whatever spelling.
    #[must_use]
    pub fn is_hosted(url: &str) -> bool {
        Self::after_scheme(url).is_some()
    }

    fn after_scheme(url: &str) -> Option<&str> {
        let (scheme, rest) = url.split_once("//")?;
        let known = scheme.is_empty()
            || scheme.eq_ignore_ascii_case("http:")
            || scheme.eq_ignore_ascii_case("https:");
        let host = rest.split(['/', '?', '#']).next()?;
        (known
            && HOSTS.iter().any(|known| host.eq_ignore_ascii_case(known))
            && rest.len() > host.len())
        .then_some(rest)
    }

    /// The URL as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A picture that the service keeps.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct HostedImage {
    /// Where readers see it.
    pub url: HostedUrl,
    /// Its id in the account's material library, where it counts against the account's 100,000; `None` for
    /// pictures that were uploaded for article bodies, which count nowhere.
    pub media_id: Option<String>,
}

impl HostedImage {
    /// A picture uploaded for article bodies.
    #[must_use]
    pub fn for_bodies(url: HostedUrl) -> Self {
        Self {
            url,
            media_id: None,
        }
    }

    /// A picture in the material library.
    #[must_use]
    pub fn in_library(url: HostedUrl, media_id: impl Into<String>) -> Self {
        Self {
            url,
            media_id: Some(media_id.into()),
        }
    }

    /// Whether it counts in the material library.
    #[must_use]
    pub fn is_in_library(&self) -> bool {
        self.media_id.is_some()
    }
}

impl fmt::Display for HostedUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
