//! Publish Markdown and HTML articles to `WeChat` Official Accounts (公众号): find every image,
//! upload each distinct picture once, rewrite the article with the hosted URLs, render the page.
//!
//! Data moves one way; [`pipeline`](crate::Pipeline) alone knows the order:
//! source → references → assets → plan → uploads → rewritten source → page → file.

mod article;
mod asset;
mod check;
mod code_theme;
mod colour;
mod connection;
mod cover;
mod draft;
mod figure;
mod fitting;
mod fsio;
mod git;
mod image;
mod ledger;
mod message;
mod options;
mod pipeline;
mod plan;
mod preview;
mod problem;
mod render;
mod report;
#[cfg(feature = "sandbox")]
mod sandbox;
mod secret;
mod upload;
mod validator;
mod wechat;

pub use crate::image::{
    FetchOptions, Fetched, Fetcher, Fitted, Loaded, Located, Locator, LocatorOptions,
    MAX_IMAGE_BYTES, Picture, UPLOAD_LIMIT, check_fittable, chinese_font, decode_data_uri,
    fit as fit_image, inspect, memory as fit_memory, misnamed, profile as fit_profile,
    read as read_image, sniff,
};
pub use article::{
    Article, Format, Input, InputFile, LocalKind, LocalTarget, Origin, Position, Reference,
    Rewritten, Scan, Syntax, Target, find_inputs,
};
pub use asset::{AccountId, Asset, Digest, HostedImage, HostedUrl, ImageFormat};
pub use check::{
    Checker, Explanation, Level, Repair, Rules, explanation, github, mentions, repair, sarif,
};
pub use code_theme::CodeTheme;
pub use cover::{Crop, CropError, CropRatio};
pub use draft::{Comments, Draft, DraftArticle, DraftBox};
pub use fitting::{Fitting, Shape};
pub use fsio::{
    IoError, check_writable, is_private, is_same, read_limited, write_atomic, write_private,
};
pub use git::{Change, Changed, Index, Repository, Standing};
pub use ledger::{
    Claim, ClaimGuard, Entry, Forget, Health, HealthState, Key, Ledger, Pruned, SharedLedger,
    Shelved, Stats, shared_ledger_folder,
};
pub use message::{Language, attribute as message_attribute, text as message_text};
pub use options::{
    Animated, Caption, CodeOptions, Diagrams, DraftDetails, DraftOptions, FigureCommand,
    FigureOptions, FitOptions, Formulas, Links, Options, PageOptions, Remote, Verb,
};
pub use pipeline::{
    ImageInput, Job, NoProgress, Output, Pipeline, Progress, forget_draft, plan_jobs,
};
pub use preview::{NIGHT_SCRIPT, Pictures, PreviewOptions, Scene, Shown, Sight, preview};
#[cfg(feature = "preview")]
pub use preview::{PreviewServer, Stage, Tell};
pub use problem::{Class, Code, Problem, Severity};
pub use render::{
    Page, RenderOptions, Theme, ThemeVariable, check_theme, linked_sheets, plain_text, render,
};
pub use report::{
    ArticleReport, ArticleStatus, CoverReport, DraftReport, DraftStatus, ImageReport, PageSize,
    Place, PlacedProblem, ReferenceReport, ReferenceStatus, Report, StaleFate, StaleOutput, Totals,
};
#[cfg(feature = "sandbox")]
pub use sandbox::{Effect, Fault, RequestRecord, Sandbox, SandboxOptions, Schedule, UploadRecord};
pub use secret::Secret;
pub use upload::{Destination, FittedImage, ImageHost, UploadOptions, Uploader};
pub use validator::Validator;
pub use wechat::{
    Clock, CloudToken, Credentials, HostedPictures, KEYRING_SERVICE, Presence, Publication,
    PublicationState, PublishedArticle, Quota, Reached, SecretSource, TokenEndpoint, Wechat,
};
