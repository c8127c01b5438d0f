//! JSON version 1, drawn from a report: the field order of the documentation, English sentences.

use serde::Serialize;

use super::{
    ArticleReport, DraftReport, ImageReport, PlacedProblem, ReferenceReport, ReferenceStatus,
    Report, StaleOutput, Totals,
};
use crate::fitting::{Fitting, Shape};
use crate::message::Language;
use crate::problem::Problem;

/// The version of the format; a field that changes its meaning would need another.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    command: &'a str,
    dry_run: bool,
    articles: Vec<Article<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    images: Vec<Image<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stale: Vec<Stale>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lockfile: Option<Lockfile>,
    problems: Vec<Note<'a>>,
    totals: Sums,
    exit: u8,
}

#[derive(Serialize)]
struct Article<'a> {
    input: &'a str,
    output: Option<String>,
    changed: bool,
    up_to_date: bool,
    status: &'a str,
    references: Vec<Reference<'a>>,
    problems: Vec<Note<'a>>,
    page: Option<Page>,
    #[serde(skip_serializing_if = "Option::is_none")]
    draft: Option<Draft<'a>>,
}

#[derive(Serialize)]
struct Draft<'a> {
    media_id: Option<&'a str>,
    index: usize,
    status: &'static str,
    title: &'a str,
    author: &'a str,
    digest: &'a str,
    source_url: &'a str,
    cover: Option<Cover<'a>>,
}

#[derive(Serialize)]
struct Cover<'a> {
    from: &'static str,
    picture: Option<&'a str>,
}

impl<'a> Draft<'a> {
    fn of(draft: &'a DraftReport) -> Self {
        Self {
            media_id: draft.media_id.as_deref(),
            index: draft.index,
            status: draft.status.as_str(),
            title: &draft.title,
            author: &draft.author,
            digest: &draft.digest,
            source_url: &draft.source_url,
            cover: draft.cover.as_ref().map(|cover| {
                let (from, picture) = cover.parts();
                Cover { from, picture }
            }),
        }
    }
}

#[derive(Serialize)]
struct Lockfile {
    path: String,
    lines: usize,
}

#[derive(Serialize)]
struct Stale {
    output: String,
    article: String,
    status: &'static str,
}

impl Stale {
    fn of(stale: &StaleOutput) -> Self {
        Self {
            output: stale.path.display().to_string(),
            article: stale.article.display().to_string(),
            status: stale.fate.as_str(),
        }
    }
}

#[derive(Serialize)]
struct Page {
    characters: usize,
    bytes: usize,
}

#[derive(Serialize)]
struct Reference<'a> {
    line: usize,
    column: usize,
    written: &'a str,
    syntax: &'a str,
    target: Option<&'a str>,
    digest: Option<String>,
    status: &'a str,
    url: Option<&'a str>,
    fitted: Option<Fitted>,
    library: bool,
    problem: Option<&'a str>,
}

#[derive(Serialize)]
struct Image<'a> {
    input: &'a str,
    digest: Option<String>,
    status: &'a str,
    url: Option<&'a str>,
    fitted: Option<Fitted>,
    library: bool,
    problem: Option<Note<'a>>,
}

#[derive(Serialize)]
struct Fitted {
    from: Figure,
    to: Figure,
    quality: Option<u8>,
    colors: Option<u16>,
    text: String,
}

#[derive(Serialize)]
struct Figure {
    format: &'static str,
    width: u32,
    height: u32,
    bytes: u64,
    frames: u32,
}

#[derive(Serialize)]
struct Note<'a> {
    code: &'a str,
    severity: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    message: String,
    hint: String,
}

#[derive(Serialize)]
struct Sums {
    articles: u64,
    references: u64,
    assets: u64,
    uploaded: u64,
    reused: u64,
    kept: u64,
    failed: u64,
    bytes_sent: u64,
    requests: u64,
    fetches: u64,
    fitted: u64,
    library: u64,
    up_to_date: u64,
}

/// Draws a report.
pub(super) fn draw(report: &Report) -> String {
    let document = Document {
        version: VERSION,
        command: report.command,
        dry_run: report.dry_run,
        articles: report.articles.iter().map(Article::of).collect(),
        images: report.images.iter().map(Image::of).collect(),
        stale: report.stale.iter().map(Stale::of).collect(),
        lockfile: report.lockfile.as_ref().map(|(path, lines)| Lockfile {
            path: path.display().to_string(),
            lines: *lines,
        }),
        problems: report.problems.iter().map(Note::of).collect(),
        totals: Sums::of(&report.totals),
        exit: report.class().exit_status(),
    };
    serde_json::to_string(&document).expect("every key is a string and no value can fail")
}

impl<'a> Article<'a> {
    fn of(article: &'a ArticleReport) -> Self {
        Self {
            input: &article.input,
            output: article
                .output
                .as_ref()
                .map(|path| path.display().to_string()),
            changed: article.changed,
            up_to_date: article.up_to_date,
            status: article.status.as_str(),
            references: article.references.iter().map(Reference::of).collect(),
            page: article.page.map(|size| Page {
                characters: size.characters,
                bytes: size.bytes,
            }),
            problems: article.problems.iter().map(Note::placed).collect(),
            draft: article.draft.as_ref().map(Draft::of),
        }
    }
}

impl<'a> Reference<'a> {
    fn of(reference: &'a ReferenceReport) -> Self {
        Self {
            line: reference.position.line,
            column: reference.position.column,
            written: &reference.written,
            syntax: reference.syntax,
            target: reference.target.as_deref(),
            digest: reference.digest.map(|digest| digest.to_string()),
            status: reference.status.as_str(),
            url: reference.url.as_ref().map(crate::asset::HostedUrl::as_str),
            fitted: reference.fitting.as_ref().map(Fitted::of),
            library: reference.in_library,
            problem: reference
                .problem
                .as_ref()
                .map(|problem| problem.code().as_str()),
        }
    }
}

impl Fitted {
    fn of(fitting: &Fitting) -> Self {
        Self {
            from: Figure::of(&fitting.from),
            to: Figure::of(&fitting.to),
            quality: fitting.quality,
            colors: fitting.colors,
            text: fitting.to_string(),
        }
    }
}

impl Figure {
    fn of(shape: &Shape) -> Self {
        Self {
            format: shape.format.name(),
            width: shape.width,
            height: shape.height,
            bytes: shape.bytes,
            frames: shape.frames,
        }
    }
}

impl<'a> Image<'a> {
    fn of(image: &'a ImageReport) -> Self {
        debug_assert!(image.problem.is_some() || image.status != ReferenceStatus::Failed);
        Self {
            input: &image.input,
            digest: image.digest.map(|digest| digest.to_string()),
            status: image.status.as_str(),
            url: image.url.as_ref().map(crate::asset::HostedUrl::as_str),
            fitted: image.fitting.as_ref().map(Fitted::of),
            library: image.in_library,
            problem: image.problem.as_ref().map(Note::of),
        }
    }
}

impl<'a> Note<'a> {
    fn of(problem: &'a Problem) -> Self {
        Self {
            code: problem.code().as_str(),
            severity: problem.severity().as_str(),
            line: None,
            column: None,
            message: problem.message(Language::English),
            hint: problem.hint(Language::English),
        }
    }

    fn placed(placed: &'a PlacedProblem) -> Self {
        let position = placed.place.as_ref().map(|place| place.position);
        Self {
            line: position.map(|position| position.line),
            column: position.map(|position| position.column),
            ..Self::of(&placed.problem)
        }
    }
}

impl Sums {
    fn of(totals: &Totals) -> Self {
        Self {
            articles: totals.articles,
            references: totals.references,
            assets: totals.assets,
            uploaded: totals.uploaded,
            reused: totals.reused,
            kept: totals.kept,
            failed: totals.failed,
            bytes_sent: totals.bytes_sent,
            requests: totals.requests,
            fetches: totals.fetches,
            fitted: totals.fitted,
            library: totals.in_library,
            up_to_date: totals.up_to_date,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::article::Position;
    use crate::asset::{Digest, HostedUrl};
    use crate::problem::Code;
    use crate::report::{ArticleStatus, Place};

    fn report() -> Report {
        let position = Position { line: 3, column: 5 };
        let missing = Problem::new(Code::ImageMissing)
            .with("written", "图/乙.png")
            .with("similar", "");
        let reference = ReferenceReport {
            position,
            written: "图/甲.png".to_owned(),
            syntax: "markdown-inline",
            target: Some("图/甲.png".to_owned()),
            digest: Some(Digest::from_bytes([0xab; 32])),
            status: ReferenceStatus::Uploaded,
            url: HostedUrl::parse("http://mmbiz.qpic.cn/mmbiz_png/x/0"),
            fitting: None,
            in_library: false,
            problem: None,
        };
        let failed = ReferenceReport {
            written: "图/乙.png".to_owned(),
            target: None,
            digest: None,
            status: ReferenceStatus::Failed,
            url: None,
            problem: Some(missing.clone()),
            ..reference.clone()
        };
        Report {
            command: "publish",
            dry_run: false,
            articles: vec![ArticleReport {
                input: "文章.md".to_owned(),
                output: Some(PathBuf::from("文章.wechat.html")),
                content: None,
                changed: true,
                up_to_date: false,
                status: ArticleStatus::Incomplete,
                references: vec![reference, failed],
                page: Some(crate::report::PageSize::of("<p>文")),
                draft: None,
                problems: vec![PlacedProblem {
                    problem: missing,
                    place: Some(Place {
                        position,
                        line_text: "![](图/乙.png)".to_owned(),
                        cut: 0,
                        length: 7,
                    }),
                }],
            }],
            images: Vec::new(),
            stale: Vec::new(),
            lockfile: None,
            problems: Vec::new(),
            totals: Totals {
                articles: 1,
                references: 2,
                ..Totals::default()
            },
        }
    }

    #[test]
    fn version_1_has_the_documented_fields_in_order() {
        let expected = format!(
            concat!(
                r#"{{"version":1,"command":"publish","dry_run":false,"articles":[{{"input":"文章.md","output":"文章.wechat.html","#,
                r#""changed":true,"up_to_date":false,"status":"incomplete","references":[{{"line":3,"column":5,"written":"图/甲.png","#,
                r#""syntax":"markdown-inline","target":"图/甲.png","digest":"sha256:{}","status":"uploaded","#,
                r#""url":"https://mmbiz.qpic.cn/mmbiz_png/x/0","fitted":null,"library":false,"problem":null}},{{"line":3,"column":5,"written":"图/乙.png","#,
                r#""syntax":"markdown-inline","target":null,"digest":null,"status":"failed","url":null,"fitted":null,"library":false,"problem":"image.missing"}}],"#,
                r#""problems":[{{"code":"image.missing","severity":"error","line":3,"column":5,"message":"no file for `图/乙.png`","#,
                r#""hint":"correct the path, or tell where images are with `--root DIR`"}}],"page":{{"characters":4,"bytes":6}}}}],"problems":[],"#,
                r#""totals":{{"articles":1,"references":2,"assets":0,"uploaded":0,"reused":0,"kept":0,"failed":0,"bytes_sent":0,"requests":0,"fetches":0,"fitted":0,"library":0,"up_to_date":0}},"exit":1}}"#
            ),
            "ab".repeat(32)
        );
        assert_eq!(report().to_json(), expected);
    }

    #[test]
    fn a_run_that_could_not_begin_says_why() {
        let report = Report::stopped("rewrite", Problem::new(Code::OutputNoPlace));
        let json: serde_json::Value = serde_json::from_str(&report.to_json()).unwrap();
        assert_eq!(json["exit"], 2);
        assert_eq!(json["problems"][0]["code"], "output.no-place");
        assert_eq!(json["problems"][0]["line"], serde_json::Value::Null);
    }

    #[test]
    fn the_account_decides_over_the_articles() {
        let mut report = report();
        report.problems.push(Problem::new(Code::WechatUnreachable));
        assert_eq!(report.class().exit_status(), 4);
        report.problems.push(Problem::new(Code::WechatCredentials));
        assert_eq!(report.class().exit_status(), 3);
    }
}
