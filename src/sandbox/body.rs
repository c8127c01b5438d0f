//! The bodies of requests: read to their end, no faster than a fault allows.

use std::time::Duration;

use axum::body::{Body, Bytes};
use futures_util::StreamExt as _;
use tokio::time::{Instant, sleep_until};

/// Forms are a little larger than their pictures.
const LARGEST: usize = (10 << 20) + (64 << 10);

/// Why a body was not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is larger than any picture.
    TooLarge,
    /// Its sender went away.
    Broken,
}

/// Reads a body; at a pace, in bytes a second, if there is one.
pub(super) async fn read(body: Body, pace: Option<u32>) -> Result<Bytes, Unread> {
    let begin = Instant::now();
    let mut chunks = body.into_data_stream();
    let mut all = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Unread::Broken)?;
        if all.len() + chunk.len() > LARGEST {
            return Err(Unread::TooLarge);
        }
        all.extend_from_slice(&chunk);
        if let Some(pace) = pace {
            // What is not asked for stays with the sender, but for what sockets hold.
            let read = u32::try_from(all.len()).unwrap_or(u32::MAX);
            let due = f64::from(read) / f64::from(pace.max(1));
            sleep_until(begin + Duration::from_secs_f64(due)).await;
        }
    }
    Ok(all.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;

    fn body(chunks: &[usize]) -> Body {
        let chunks: Vec<_> = chunks.iter().map(|&size| vec![7; size]).collect();
        Body::from_stream(stream::iter(
            chunks.into_iter().map(Ok::<_, std::io::Error>),
        ))
    }

    #[tokio::test(start_paused = true)]
    async fn a_pace_is_kept_over_the_whole_body() {
        let begin = Instant::now();
        let read = read(body(&[10_000, 1, 29_999]), Some(20_000)).await;
        assert_eq!(read.unwrap().len(), 40_000);
        assert_eq!(begin.elapsed().as_millis(), 2000);
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_pace_nothing_is_waited_for_and_nothing_endless_is_read() {
        let begin = Instant::now();
        let most = read(body(&[LARGEST - 1, 1]), None).await;
        assert_eq!(most.unwrap().len(), LARGEST);
        assert_eq!(read(body(&[LARGEST, 1]), None).await, Err(Unread::TooLarge));
        let broken = stream::iter([
            Ok(Bytes::from_static(b"a")),
            Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
        ]);
        let broken = read(Body::from_stream(broken), None).await;
        assert_eq!(broken, Err(Unread::Broken));
        assert_eq!(begin.elapsed(), Duration::ZERO);
    }
}
