//! `draft publish`: everybody can read a draft from then on. Never without `--yes`, not even after a question: a program
//! that types for somebody must not answer it.

use std::time::Duration;

use serde_json::{Value, json};
use tuwen::{Code, Problem, Publication, PublicationState, Wechat};

use super::is_json;
use crate::args;
use crate::console::{Console, clean};

/// How long the end is waited for where nobody says otherwise.
pub(super) const PATIENCE: Duration = Duration::from_mins(2);

/// Sees that somebody wants it.
///
/// # Errors
/// `publication.unconfirmed`.
pub(super) fn confirm(wanted: &args::Publication) -> Result<(), Problem> {
    if wanted.yes {
        return Ok(());
    }
    Err(Problem::new(Code::PublicationUnconfirmed).with("media_id", &wanted.id))
}

/// Publishes a draft and waits for the end.
///
/// # Errors
/// `draft.missing`, `publication.…`; those of the account and the connection.
pub(super) async fn publish(
    wechat: &Wechat,
    media_id: &str,
    patience: Duration,
    console: &Console,
) -> Result<(), Problem> {
    let publish_id = match wechat.publish_draft(media_id).await {
        Ok(publish_id) => publish_id,
        Err(problem) => {
            let status = match problem.code() {
                Code::PublicationAccepted => "accepted",
                Code::PublicationUncertain => "unknown",
                _ => return Err(problem),
            };
            report(None, status, None, console)?;
            return Err(problem);
        }
    };
    // At once: whoever stops us now can still look it up.
    let taken = [("publish_id", clean(&publish_id).into_owned())];
    console.note(&console.text("ui-publication-taken", &taken));
    let publication = match wechat.published(&publish_id, patience).await {
        Ok(publication) => publication,
        Err(problem) => {
            report(Some(&publish_id), "unknown", None, console)?;
            return Err(problem);
        }
    };
    let status = publication.state.as_str();
    report(Some(&publish_id), status, Some(&publication), console)?;
    publication.problem().map_or(Ok(()), Err)
}

/// Tells what is known: the addresses, one a line, or everything as JSON.
fn report(
    publish_id: Option<&str>,
    status: &str,
    publication: Option<&Publication>,
    console: &Console,
) -> Result<(), Problem> {
    let articles = publication.map_or(&[][..], |publication| &publication.articles);
    if is_json(console) {
        let articles: Vec<Value> = articles
            .iter()
            .map(|article| json!({"index": article.index, "url": article.url}))
            .collect();
        let said = json!({
            "version": 1,
            "command": "draft publish",
            "publish_id": publish_id,
            "status": status,
            "articles": articles,
        });
        return console.data(format!("{said}\n").as_bytes());
    }
    let lines = articles.iter().map(|article| clean(&article.url) + "\n");
    console.data(lines.collect::<String>().as_bytes())?;
    if publication.is_some_and(|publication| publication.state == PublicationState::Published) {
        let count = [("count", articles.len().to_string())];
        console.note(&console.text("ui-publication-done", &count));
    }
    Ok(())
}
