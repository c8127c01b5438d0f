//! Names the emulator makes up: tokens, media ids, picture ids, request ids. New at each start, never
//! the same twice, with the letters and lengths of the real ones.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

use crate::asset::Digest;

/// A source of names.
#[derive(Debug)]
pub(super) struct Ids {
    salt: u64,
    count: u64,
}

impl Default for Ids {
    fn default() -> Self {
        // The standard library seeds each `RandomState` from the system.
        Self {
            salt: RandomState::new().build_hasher().finish(),
            count: 0,
        }
    }
}

impl Ids {
    fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 31);
        while bytes.len() < length {
            self.count += 1;
            let seed = format!("{}/{}", self.salt, self.count);
            bytes.extend_from_slice(Digest::of(seed.as_bytes()).as_bytes());
        }
        bytes.truncate(length);
        bytes
    }

    fn text(&mut self, length: usize, alphabet: &[u8]) -> String {
        self.bytes(length)
            .into_iter()
            .map(|byte| char::from(alphabet[usize::from(byte) % alphabet.len()]))
            .collect()
    }

    /// An access token: 136 letters.
    pub(super) fn token(&mut self) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
        format!("99_{}", self.text(133, LETTERS))
    }

    /// A refresh token of a third-party platform.
    pub(super) fn refresh(&mut self) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
        format!("refreshtoken@@@{}", self.text(43, LETTERS))
    }

    /// A media id: 64 letters.
    pub(super) fn media(&mut self) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
        self.text(64, LETTERS)
    }

    /// The id in a picture's URL: about 86 letters; Base64 in which `+` and `/` became `ib` and `ic`.
    pub(super) fn picture(&mut self) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        self.text(84, LETTERS).replace('+', "ib").replace('/', "ic")
    }

    /// A request id: three groups of eight hexadecimal digits, the first of them the time.
    pub(super) fn request(&mut self, now: u64) -> String {
        let rest = self.text(16, b"0123456789abcdef");
        let (second, third) = rest.split_at(8);
        format!("{:08x}-{second}-{third}", now & 0xffff_ffff)
    }

    /// What stands in `hint: […]`.
    pub(super) fn hint(&mut self) -> String {
        self.text(
            14,
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
        )
    }
}
