//! What can go wrong, as a value: a stable code, named arguments, a severity.
//!
//! Every failure in the crate is a [`Problem`]. Rooms build it from a [`Code`] and arguments; the
//! sentence and the hint live in the catalogues of [`crate::message`], one per language, so that no
//! room writes prose. A problem of one image or article is a value in the report; one that stops the
//! run is returned as `Err`. The exit status follows from [`Code::class`].

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::message::{self, Language};

/// How bad a [`Problem`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// The work was done; something is worth knowing.
    Warning,
    /// The work could not be done.
    Error,
}

impl Severity {
    /// The word used in reports: `warning` or `error`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Whose turn it is to act on a [`Problem`]; decides the exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// Nothing failed (warnings only): exit status 0.
    Notice,
    /// An article could not be completed: exit status 1.
    Article,
    /// Usage or configuration: exit status 2.
    Usage,
    /// WeChat refuses the account: exit status 3. The next request would fail the same way.
    Account,
    /// WeChat cannot be reached or is busy: exit status 4.
    Unreachable,
    /// The user interrupted the run: exit status 130.
    Interrupted,
}

impl Class {
    /// The exit status of a run in which this is the worst that happened.
    #[must_use]
    pub fn exit_status(self) -> u8 {
        match self {
            Self::Notice => 0,
            Self::Article => 1,
            Self::Usage => 2,
            Self::Account => 3,
            Self::Unreachable => 4,
            Self::Interrupted => 130,
        }
    }

    /// Of several causes, the one that decides the exit status: 130 and 2 end a run by themselves,
    /// then 3, 4, 1 in that order.
    #[must_use]
    pub fn rank(self) -> u8 {
        match self {
            Self::Notice => 0,
            Self::Article => 1,
            Self::Unreachable => 2,
            Self::Account => 3,
            Self::Usage => 4,
            Self::Interrupted => 5,
        }
    }
}

macro_rules! codes {
    ($( $(#[$doc:meta])* $name:ident = $text:literal, $class:ident, $severity:ident; )*) => {
        /// The stable codes of all problems.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code { $( $(#[$doc])* $name, )* }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Self] = &[ $( Self::$name, )* ];

            /// The code that is written so.
            pub(crate) fn named(text: &str) -> Option<Self> {
                match text {
                    $( $text => Some(Self::$name), )*
                    _ => None,
                }
            }

            /// The code as written in reports, `room.what`; never changes once released.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $( Self::$name => $text, )* }
            }

            /// Whose turn it is to act.
            #[must_use]
            pub fn class(self) -> Class {
                match self { $( Self::$name => Class::$class, )* }
            }

            /// The severity a problem of this code has unless it is softened.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $( Self::$name => Severity::$severity, )* }
            }
        }
    };
}

codes! {
    /// No input matches what was asked for. Args: `pattern`.
    InputNoMatch = "input.no-match", Usage, Error;
    /// Standard input needs `--from`. No args.
    InputFormatUnknown = "input.format-unknown", Usage, Error;
    /// The file is not an article by its suffix. Args: `path`.
    InputNotArticle = "input.not-an-article", Usage, Error;
    /// A glob or selector is malformed. Args: `pattern`, `reason`.
    InputBadPattern = "input.bad-pattern", Usage, Error;

    /// The article cannot be read. Args: `path`, `reason`.
    ArticleUnreadable = "article.unreadable", Article, Error;
    /// The article is larger than what is read. Args: `path`, `size`, `limit`.
    ArticleTooLarge = "article.too-large", Article, Error;
    /// The article is not in an encoding that can be kept. Args: `path`, `encoding`.
    ArticleEncoding = "article.encoding", Article, Error;
    /// The article was edited while its images went up; it is left as it is now. Args: `path`.
    ArticleChanged = "article.changed", Article, Error;
    /// The article holds a NUL byte: a binary file. Args: `path`.
    ArticleBinary = "article.binary", Article, Error;
    /// The front matter cannot be parsed; covers in it are not seen. Args: `reason`.
    ArticleFrontMatter = "article.front-matter", Notice, Warning;
    /// `--select` matches nothing. Args: `selector`.
    ArticleSelectNoMatch = "article.select-no-match", Article, Error;
    /// Nothing to publish in the article. Args: `path`.
    ArticleEmpty = "article.empty", Notice, Warning;

    /// No file for the reference. Args: `written`, `similar` (a name that is there; may be empty).
    ImageMissing = "image.missing", Article, Error;
    /// A name fits several files. Args: `written`, `candidates`.
    ImageAmbiguous = "image.ambiguous", Article, Error;
    /// The file lies outside the roots. Args: `written`, `path`.
    ImageOutsideRoots = "image.outside-roots", Article, Error;
    /// The target is not a path that can exist (NUL byte, over-long name). Args: `written`.
    ImageBadPath = "image.bad-path", Article, Error;
    /// The file cannot be read. Args: `path`, `reason`.
    ImageUnreadable = "image.unreadable", Article, Error;
    /// A directory, FIFO or device where a picture should be. Args: `path`, `kind`.
    ImageNotFile = "image.not-a-file", Article, Error;
    /// An empty file. Args: `path`.
    ImageEmpty = "image.empty", Article, Error;
    /// The file ends before the picture does. Args: `path`, `format`.
    ImageTruncated = "image.truncated", Article, Error;
    /// A picture, but of a format `WeChat` does not take. Args: `path`, `format`.
    ImageUnsupportedFormat = "image.unsupported-format", Article, Error;
    /// No picture at all by its content. Args: `path`.
    ImageNotImage = "image.not-an-image", Article, Error;
    /// Over the limit of the service. Args: `path`, `size`, `limit`.
    ImageTooLarge = "image.too-large", Article, Error;
    /// The file is whole, and what is in it cannot be decoded. Args: `path`, `format`.
    ImageDamaged = "image.damaged", Article, Error;
    /// More pixels than are decoded. Args: `path`, `width`, `height`, `most` (in millions).
    ImageTooManyPixels = "image.too-many-pixels", Article, Error;
    /// Decoding or drawing did not end in time. Args: `path`, `seconds`.
    ImageTooSlow = "image.too-slow", Article, Error;
    /// Nothing brings it under the limit. Args: `path`, `size`, `limit`.
    ImageCannotFit = "image.cannot-fit", Article, Error;
    /// It moves, and that was asked to be a problem. Args: `path`, `frames`.
    ImageAnimated = "image.animated", Article, Error;
    /// A drawing has text for which no font is installed. Args: `path`, `text` (some of it), `package`.
    ImageFontMissing = "image.font-missing", Article, Error;
    /// A drawing refers to a picture that cannot be used. Args: `path`, `written`.
    ImageSvgExternal = "image.svg-external", Article, Error;
    /// A drawing has text written as HTML, which is not drawn. Args: `path`, `text` (some of it).
    ImageSvgHtmlText = "image.svg-html-text", Article, Error;
    /// The suffix lies about the content; sent by its content. Args: `path`, `format`.
    ImageMisnamed = "image.misnamed", Notice, Warning;
    /// Found only with other letter case, Unicode form or slashes. Args: `written`, `found`.
    ImageInexactName = "image.inexact-name", Notice, Warning;
    /// The image lies at another host and is not fetched. Args: `url`.
    ImageRemote = "image.remote", Article, Error;
    /// The URL of a remote picture is malformed, or of a scheme that is not fetched. Args: `url`.
    RemoteBadUrl = "remote.bad-url", Article, Error;
    /// The URL leads to an address that is not a public one. Args: `url`, `address`.
    RemoteBlocked = "remote.blocked", Article, Error;
    /// No answer from the other host. Args: `url`, `reason`.
    RemoteUnreachable = "remote.unreachable", Article, Error;
    /// The other host answered with an error. Args: `url`, `status`.
    RemoteStatus = "remote.status", Article, Error;
    /// One redirect after the other. Args: `url`, `most`.
    RemoteRedirects = "remote.redirects", Article, Error;
    /// More bytes than are fetched. Args: `url`, `limit`.
    RemoteTooLarge = "remote.too-large", Article, Error;
    /// What came is no picture. Args: `url`, `kind` (its media type, or `none`).
    RemoteNotImage = "remote.not-an-image", Article, Error;
    /// The other host cannot be asked; what was uploaded before is used. Args: `url`, `reason`.
    RemoteStale = "remote.stale", Notice, Warning;
    /// A `data:` URI that cannot be decoded. Args: `reason`.
    ImageBadData = "image.bad-data", Article, Error;
    /// A template expression stands where the page needs a picture. Args: `written`.
    ImageTemplate = "image.template", Article, Error;
    /// A picture is named in a shortcode that only the site's generator runs. Args: `written`.
    ImageShortcode = "image.shortcode", Article, Error;
    /// A shortcode or template expression would stand on the page as text. Args: `written`.
    ArticleShortcode = "article.shortcode", Article, Warning;
    /// The file changed between planning and sending. Args: `path`.
    ImageChanged = "image.changed", Article, Error;
    /// An image without a description. No args.
    ImageAltMissing = "image.alt-missing", Article, Warning;
    /// A target that `CommonMark` does not read as an image. Args: `written`, `kind` (`space`, `size`).
    ImageNotCommonmark = "image.not-commonmark", Article, Warning;
    /// Only uploaded once it is encoded anew. Args: `path`, `format`, `size`, `limit`.
    ImageNeedsFitting = "image.needs-fitting", Article, Warning;
    /// Nothing remembers that this content was uploaded. Args: `path`.
    ImageNotUploaded = "image.not-uploaded", Article, Error;
    /// The file is on this machine, and not in what would be committed. Args: `path`.
    ImageNotStaged = "image.not-staged", Article, Error;
    /// No article shows the picture. Args: `path`.
    ImageUnused = "image.unused", Article, Warning;
    /// The service refused this picture. Args: `path`, `errcode`, `errmsg`, `rid`.
    ImageRefused = "image.refused", Article, Error;
    /// Not sent because the run was stopped by another problem. Args: `cause`.
    ImageNotSent = "image.not-sent", Article, Error;

    /// The page drops an element that `WeChat` would drop in silence. Args: `element`.
    PageDropped = "page.dropped", Notice, Warning;
    /// A linked style sheet is not read: it lies at another host, outside the roots, or nowhere. Args: `url`.
    PageSheetLeftOut = "page.sheet-left-out", Notice, Warning;
    /// The page is longer than what the service promises to take. Args: `characters`, `bytes`, `part` (what
    /// takes most of it: `drawings`, `styles`, `text`), `percent`.
    PageTooLong = "page.too-long", Notice, Warning;
    /// A style or attribute names a picture that is not hosted. Args: `url`.
    PageUnhosted = "page.unhosted", Article, Error;
    /// A declaration of a `style` that `WeChat` drops. Args: `property`.
    PageStyleDropped = "page.style-dropped", Article, Warning;

    /// The title is longer than `WeChat` takes. Args: `length`, `most` (in half-widths).
    ArticleTitleTooLong = "article.title-too-long", Article, Warning;
    /// The author's name is longer than `WeChat` takes. Args: `length`, `most` (in half-widths).
    ArticleAuthorTooLong = "article.author-too-long", Article, Warning;
    /// The digest is longer than `WeChat` takes. Args: `length`, `most` (in half-widths).
    ArticleDigestTooLong = "article.digest-too-long", Article, Warning;
    /// The source URL is longer than `WeChat` takes. Args: `length`, `most` (in bytes).
    ArticleSourceUrlTooLong = "article.source-url-too-long", Article, Error;
    /// A link into the article itself. No args.
    LinkFragment = "link.fragment", Article, Warning;
    /// A link that readers of `WeChat` cannot follow. Args: `href`.
    LinkExternal = "link.external", Article, Warning;
    /// A label that nothing defines. Args: `label`.
    LabelUndefined = "label.undefined", Article, Warning;
    /// A label that is defined already. Args: `label`, `line` (of the definition that counts).
    LabelDuplicate = "label.duplicate", Article, Warning;

    /// What is written in a style sheet is no CSS. Args: `text`, `kind` (`open`, `close`, `declaration`,
    /// `rule`, `nested`).
    ThemeSyntax = "theme.syntax", Article, Error;
    /// A selector matches nothing on any page. Args: `selector`, `kind` (`state`, `part`, `id`, `element`,
    /// `class`, `empty`).
    ThemeSelector = "theme.selector", Article, Error;
    /// An at-rule has no effect on a page. Args: `rule`, `kind` (its name without the `@`).
    ThemeAtRule = "theme.at-rule", Article, Error;
    /// A property has no effect on a page. Args: `property`, `kind` (`position`, `filter`, `content`, `root`,
    /// `other`).
    ThemeProperty = "theme.property", Article, Error;
    /// A value has no effect on a page. Args: `value`, `kind` (`url`, `variable`, `content`, `rem`,
    /// `scheme`).
    ThemeValue = "theme.value", Article, Error;
    /// Own CSS cannot be read. Args: `path`, `reason`.
    ThemeUnreadable = "theme.unreadable", Usage, Error;
    /// Parts of own CSS have no effect on a page. Args: `path`, `count`.
    ThemeIgnored = "theme.ignored", Notice, Warning;

    /// A formula cannot be drawn. Args: `reason`.
    FormulaInvalid = "formula.invalid", Article, Error;
    /// A formula has characters for which no font is installed. Args: `text`.
    FormulaFontMissing = "formula.font-missing", Article, Error;

    /// A diagram cannot be drawn. Args: `reason`.
    DiagramInvalid = "diagram.invalid", Article, Error;
    /// A diagram of a kind that is not drawn is shown as code. Args: `kind` (as written), `kinds` (that are drawn).
    DiagramKind = "diagram.kind", Notice, Warning;
    /// A diagram has something in it that is not drawn, and is shown as code. Args: `kind` (`picture`, `formula`).
    DiagramUnsupported = "diagram.unsupported", Notice, Warning;
    /// A diagram is larger than what is drawn, and is shown as code. Args: `kind` (`source`: its bytes; `parts`), `limit` (of the
    /// source, in bytes).
    DiagramTooLarge = "diagram.too-large", Notice, Warning;
    /// Drawing a diagram did not end in time. Args: `seconds`.
    DiagramTooSlow = "diagram.too-slow", Article, Error;
    /// A configured command did not draw a diagram. Args: `command` (the program), `reason`.
    DiagramCommand = "diagram.command", Article, Error;
    /// A diagram is shown as code, for want of a command that draws it. Args: `language` (`dot`, `plantuml`).
    DiagramNoCommand = "diagram.no-command", Notice, Warning;

    /// There is no clipboard, or it takes no page. Args: `reason`.
    ClipboardUnavailable = "clipboard.unavailable", Article, Error;
    /// The clipboard has room for one article. Args: `count`.
    ClipboardOneArticle = "clipboard.one-article", Usage, Error;
    /// Several inputs need a directory (`-o DIR`) or `--in-place`. Args: `count`.
    OutputNeedsPlace = "output.needs-place", Usage, Error;
    /// `-o` names a file where a directory is needed. Args: `path`.
    OutputNotDirectory = "output.not-a-directory", Usage, Error;
    /// `--report json` takes standard output. No args.
    OutputStdoutTaken = "output.stdout-taken", Usage, Error;
    /// Standard input cannot be rewritten in place. No args.
    OutputNoPlace = "output.no-place", Usage, Error;
    /// Two inputs would be written to one file. Args: `path`, `first`, `second`.
    OutputCollision = "output.collision", Usage, Error;
    /// The output cannot be written. Args: `path`, `reason`.
    OutputUnwritable = "output.unwritable", Article, Error;

    /// The configuration file cannot be read. Args: `path`, `reason`.
    ConfigUnreadable = "config.unreadable", Usage, Error;
    /// The configuration file is not valid. Args: `path`, `line`, `reason`.
    ConfigInvalid = "config.invalid", Usage, Error;
    /// A key of the configuration file means nothing. Args: `path`, `line`, `key`.
    ConfigUnknownKey = "config.unknown-key", Usage, Error;
    /// An option has a value that does not fit. Args: `option`, `value`, `expected`.
    ConfigBadValue = "config.bad-value", Usage, Error;
    /// A secret stands where others can read it. Args: `path`, `key`.
    ConfigSecretInFile = "config.secret-in-file", Usage, Error;
    /// A file that travels with the articles says where secrets come from. Args: `path`, `key`.
    ConfigUntrustedSource = "config.untrusted-source", Usage, Error;
    /// A `.env` file with a secret can be read by others. Args: `path`.
    ConfigOpenSecret = "config.open-secret", Notice, Warning;
    /// No account is configured, and something must be uploaded. No args.
    ConfigNoAccount = "config.no-account", Usage, Error;
    /// A secret of the account is missing, and something must be uploaded. Args: `app_id`, `key`
    /// (`app-secret`, `access-token`, `component-app-id`, …), `variable`.
    ConfigNoSecret = "config.no-secret", Usage, Error;
    /// A secret cannot be fetched from where it should be. Args: `kind` (`file`, `command`, `url`,
    /// `keyring`), `place`, `reason`.
    SecretUnavailable = "config.secret-unavailable", Usage, Error;
    /// The account is not in the configuration. Args: `account`.
    ConfigUnknownAccount = "config.unknown-account", Usage, Error;
    /// The API base is not one we may send secrets to. Args: `base`.
    ConfigInsecureBase = "config.insecure-base", Usage, Error;
    /// `SSL_CERT_FILE` or `SSL_CERT_DIR` names what holds no certificates. Args: `path`, `reason`.
    ConfigBadCertificates = "config.bad-certificates", Usage, Error;
    /// The API base stands in a file that travels with the articles. Args: `path`, `base`.
    ConfigUntrustedBase = "config.untrusted-base", Usage, Error;
    /// A file that travels with the articles lets images come from outside the project. Args: `path`,
    /// `key`.
    ConfigUntrustedFence = "config.untrusted-fence", Usage, Error;
    /// A file that travels with the articles names a program to run. Args: `path`, `key`.
    ConfigUntrustedCommand = "config.untrusted-command", Usage, Error;
    /// The configuration file to be written is there already. Args: `path`.
    ConfigExists = "config.exists", Usage, Error;
    /// No directory for data can be found or made. Args: `path`, `reason`.
    ConfigNoDataDir = "config.no-data-dir", Usage, Error;

    /// This machine's clock is wrong. Args: `amount`, `unit` (`minutes`, `hours`, `days`), `direction`
    /// (`ahead`, `behind`).
    ClockWrong = "clock.wrong", Usage, Error;

    /// A ledger is damaged; it is still where it was. Args: `path`, `reason`.
    LedgerBroken = "ledger.broken", Notice, Warning;
    /// A broken ledger was set aside and a new one begun. Args: `path`, `aside`, `reason`.
    LedgerSetAside = "ledger.set-aside", Notice, Warning;
    /// The ledger cannot be written; this run does not remember. Args: `path`, `reason`.
    LedgerUnavailable = "ledger.unavailable", Notice, Warning;
    /// An upload succeeded and could not be recorded. Args: `path`, `reason`.
    LedgerNotRecorded = "ledger.not-recorded", Notice, Warning;
    /// The address of a shared ledger is none; of it only the scheme may be shown, `none` where there is none.
    /// Args: `scheme`, `reason`.
    LedgerSharedAddress = "ledger.shared-address", Usage, Error;
    /// The shared ledger does not answer; the run goes on without it. Args: `ledger`, `reason`.
    LedgerSharedUnavailable = "ledger.shared-unavailable", Notice, Warning;

    /// A line of what `cache import` reads is no upload; `none` when there is nothing to read. Args: `path`, `line`,
    /// `reason`.
    CacheImportInvalid = "cache.import-invalid", Usage, Error;
    /// A remembered picture is not there any more. Args: `url`.
    CacheGone = "cache.gone", Article, Error;
    /// Whether a remembered picture is still there cannot be told. Args: `url`, `reason`.
    CacheUnverified = "cache.unverified", Notice, Warning;
    /// Pictures of articles are not known, so that lines of the lockfile may be theirs. Args: `count`.
    LockfilePruneUnsure = "lockfile.prune-unsure", Article, Error;
    /// There is no draft with this id. Args: `media_id`, `errcode`, `errmsg`, `rid`, `subject`.
    DraftMissing = "draft.missing", Article, Error;
    /// A draft has no preview that can be opened here. Args: `media_id`.
    DraftNoPreview = "draft.no-preview", Article, Error;
    /// Nobody has confirmed that drafts are to be deleted. Args: `count`.
    DraftUnconfirmed = "draft.unconfirmed", Usage, Error;
    /// An article has no title, which a draft needs. No args.
    DraftNoTitle = "draft.no-title", Article, Error;
    /// What an article says for its draft cannot be used. Args: `field` (`source-url`, `comments`, `cover`,
    /// `cover-crop`, `cover-square`), `value`.
    DraftBadField = "draft.bad-field", Article, Error;
    /// An article that is not complete does not become a draft. No args.
    DraftIncomplete = "draft.incomplete", Article, Error;
    /// An article says and shows nothing. No args.
    DraftEmpty = "draft.empty", Article, Error;
    /// Another article of the same draft cannot become one. No args.
    DraftTogether = "draft.together", Article, Error;
    /// A draft was not made, because of a problem of the run. Args: `cause`.
    DraftNotSent = "draft.not-sent", Article, Error;
    /// A cover or picture is not in the account's library any more. Args: `errcode`, `errmsg`, `rid`, `subject`.
    DraftCoverGone = "draft.cover-gone", Article, Error;
    /// A new draft was made in the place of another. Args: `media_id`, `reason` (`gone`: it was deleted or published;
    /// `count`: it had another number of articles, and was deleted).
    DraftReplaced = "draft.replaced", Notice, Warning;
    /// A draft was changed in the draft box since we wrote it; what was there is kept in a file. Args: `media_id`,
    /// `path`.
    DraftOverwritten = "draft.overwritten", Notice, Warning;
    /// An article became the draft of one that is gone: it was renamed. Args: `path`, `media_id`.
    DraftRenamed = "draft.renamed", Notice, Warning;
    /// Two articles have the same id. Args: `id`, `other`.
    DraftIdTaken = "draft.id-taken", Article, Error;
    /// The service dropped a part of an article. Args: `kind` (`picture`, `element`, `link`, `attribute`,
    /// `declaration`, `field`, `text`), `what`, `count`.
    DraftLost = "draft.lost", Notice, Warning;
    /// What an article holds may be what was refused. Args: `certainty` (`known`, `suspected`), `trigger` (such as
    /// `fragment-link`), `what`.
    DraftTrigger = "draft.trigger", Notice, Warning;
    /// A draft was made and could not be read back. Args: `cause`.
    DraftNotCompared = "draft.not-compared", Notice, Warning;
    /// The account may not open comments; the draft is without them. No args.
    DraftNoComments = "draft.no-comments", Notice, Warning;
    /// More articles than a draft holds. Args: `count`, `most`.
    DraftTooMany = "draft.too-many", Usage, Error;
    /// An option that is for one article. Args: `option`, `count`.
    DraftOneArticle = "draft.one-article", Usage, Error;
    /// A picture post has no picture. No args.
    DraftNoPictures = "draft.no-pictures", Article, Error;
    /// A picture post has more pictures than a post may have; the rest is left out. Args: `count`, `most`.
    DraftMorePictures = "draft.more-pictures", Notice, Warning;
    /// The page is longer than a draft may be. Args: `size`, `limit` (in bytes).
    DraftBodyTooLong = "draft.body-too-long", Article, Error;
    /// The text of a picture post is longer than `WeChat` takes. Args: `length`, `most` (in characters).
    DraftTextTooLong = "draft.text-too-long", Article, Error;
    /// A cover is so small that the service may refuse it (53402). Args: `width`, `height` (in pixels).
    DraftSmallCover = "draft.small-cover", Notice, Warning;
    /// The cover could not be drawn with its title: no font here has its characters. No args.
    DraftPlainCover = "draft.plain-cover", Notice, Warning;
    /// Where a draft is remembered could not be written. Args: `path`, `reason`.
    DraftNotRecorded = "draft.not-recorded", Notice, Warning;
    /// A draft is published only where somebody has said so. Args: `media_id`.
    PublicationUnconfirmed = "publication.unconfirmed", Usage, Error;
    /// It is not published yet, and was waited for long enough. Args: `publish_id`.
    PublicationRunning = "publication.running", Unreachable, Error;
    /// It was not accepted as original (原创). Args: `publish_id`, `numbers` (of the articles; may be empty).
    PublicationNotOriginal = "publication.not-original", Article, Error;
    /// Publishing failed. Args: `publish_id`, `state` (the service's number).
    PublicationFailed = "publication.failed", Article, Error;
    /// The review refused it. Args: `publish_id`, `numbers` (of the articles; may be empty).
    PublicationReviewRefused = "publication.review-refused", Article, Error;
    /// It was published and then deleted. Args: `publish_id`.
    PublicationDeleted = "publication.deleted", Article, Error;
    /// It was published and then banned. Args: `publish_id`.
    PublicationBanned = "publication.banned", Article, Error;
    /// It was taken for publishing, and the answer with its id is lost. Args: `media_id`.
    PublicationAccepted = "publication.accepted", Unreachable, Error;
    /// Whether it was taken for publishing is not known: the answer is lost. Args: `media_id`, `place` (where the
    /// draft is now: `box`, `unknown`).
    PublicationUncertain = "publication.uncertain", Unreachable, Error;
    /// What comes on standard input is no book of mdBook's. Args: `reason`.
    MdbookNoBook = "mdbook.no-book", Usage, Error;
    /// A chapter lies outside of its book. Args: `path`.
    MdbookChapterOutside = "mdbook.chapter-outside", Usage, Error;
    /// The lockfile cannot be read. Args: `path`, `reason`.
    LockfileUnreadable = "lockfile.unreadable", Usage, Error;
    /// A line of the lockfile is no upload. Args: `path`, `line`.
    LockfileBadLine = "lockfile.bad-line", Notice, Warning;
    /// git left a conflict in the lockfile. Args: `path`, `line`.
    LockfileConflict = "lockfile.conflict", Notice, Warning;

    /// Wrong `AppID` or `AppSecret`. Args: `errcode`, `errmsg`, `rid`.
    WechatCredentials = "wechat.credentials", Account, Error;
    /// The caller's address is not on the IP whitelist. Args: `ip`, `errcode`, `rid`.
    WechatIpNotAllowed = "wechat.ip-not-allowed", Account, Error;
    /// Tokens were fetched in the way that invalidates those of other programs. No args.
    WechatClassicToken = "wechat.classic-token", Notice, Warning;
    /// The access token is refused and cannot be renewed. Args: `errcode`, `errmsg`, `rid`.
    WechatToken = "wechat.token", Account, Error;
    /// The account lacks the permission. Args: `errcode`, `errmsg`, `rid`.
    WechatForbidden = "wechat.forbidden", Account, Error;
    /// The daily quota is used up. Args: `errcode`, `errmsg`, `rid`, `called` and `most` (calls of the day,
    /// where the service tells), `hours` and `minutes` (until it begins anew), `kind` (`classic`: of the
    /// classic token endpoint).
    WechatQuotaSpent = "wechat.quota-spent", Account, Error;
    /// The account's material library is full; pictures of article bodies still go up. Args: `errcode`,
    /// `errmsg`, `rid`, `subject` (`cover`, `library`).
    WechatLibraryFull = "wechat.library-full", Article, Error;
    /// The account may not put this picture into its material library, today or at all; pictures of article
    /// bodies still go up. Args: `errcode`, `errmsg`, `rid`, `called`, `most`.
    WechatLibraryRefused = "wechat.library-refused", Article, Error;
    /// Another account or configuration matter. Args: `errcode`, `errmsg`, `rid`.
    WechatAccount = "wechat.account", Account, Error;
    /// Too many requests a minute. Args: `errcode`, `errmsg`, `rid`.
    WechatRateLimited = "wechat.rate-limited", Unreachable, Error;
    /// The service is busy (-1 or 5xx). Args: `errcode`, `errmsg`, `rid`.
    WechatBusy = "wechat.busy", Unreachable, Error;
    /// No connection, or it broke. Args: `host`, `reason`, `proxy` (if that is what failed).
    WechatUnreachable = "wechat.unreachable", Unreachable, Error;
    /// The answer is not one of the API's. Args: `status`, `reason`.
    WechatBadReply = "wechat.bad-reply", Unreachable, Error;
    /// The picture is stored, and its URL is not on a known picture host. Args: `host`.
    WechatUnusableUrl = "wechat.unusable-url", Article, Error;
    /// The service says our request is malformed: a bug of ours. Args: `errcode`, `errmsg`, `rid`.
    WechatOurFault = "wechat.our-fault", Article, Error;
    /// The service refused a text: title, body or link of a draft. Args: `errcode`, `errmsg`, `rid`.
    WechatContentRefused = "wechat.content-refused", Article, Error;
    /// A code that is not in the table. Args: `errcode`, `errmsg`, `rid`.
    WechatUnknown = "wechat.unknown", Article, Error;

    /// There is no program `git`. Args: `reason`.
    GitMissing = "git.missing", Usage, Error;
    /// No git repository here. Args: `path`.
    GitNoRepository = "git.no-repository", Usage, Error;
    /// Git says no. Args: `command`, `reason`.
    GitFailed = "git.failed", Usage, Error;
    /// There is no such rule. Args: `code`, `similar` (a rule that is there; may be empty).
    CheckUnknownRule = "check.unknown-rule", Usage, Error;
    /// What is staged cannot be mended, only files can. No args.
    CheckFixStaged = "check.fix-staged", Usage, Error;
    /// The hooks of this repository are those of other repositories as well. Args: `path`.
    HookShared = "hook.shared", Usage, Error;
    /// A hook cannot be written. Args: `path`, `reason`.
    HookUnwritable = "hook.unwritable", Usage, Error;

    /// The preview cannot listen on this machine. Args: `reason`.
    PreviewBind = "preview.bind", Usage, Error;
    /// A preview shows one article. Args: `count`.
    PreviewOneArticle = "preview.one-article", Usage, Error;
    /// The sandbox cannot listen. Args: `address`, `reason`.
    SandboxBind = "sandbox.bind", Usage, Error;
    /// The sandbox cannot push its cloud tokens. Args: `path`, `reason`.
    SandboxTokenFile = "sandbox.token-file", Usage, Error;
    /// A worker died: a bug of ours. Args: `reason`.
    InternalBug = "internal.bug", Article, Error;
    /// The run took longer than it may. Args: `seconds`.
    RunDeadline = "run.deadline", Unreachable, Error;
    /// Interrupted by the user. No args.
    Interrupted = "run.interrupted", Interrupted, Error;
}

impl Code {
    /// Whether the same request may succeed a little later: busy, rate limited, broken connection.
    #[must_use]
    pub fn is_transient(self) -> bool {
        matches!(
            self,
            Self::WechatBusy
                | Self::WechatRateLimited
                | Self::WechatUnreachable
                | Self::WechatBadReply
        )
    }
}

/// One thing that went wrong: a [`Code`], its named arguments and a [`Severity`].
///
/// `Display` gives the English sentence without the hint; [`Problem::message`] and
/// [`Problem::hint`] give both in a chosen language.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Problem(Box<Inner>);

#[derive(Clone, PartialEq, Eq, Hash)]
struct Inner {
    code: Code,
    severity: Severity,
    arguments: Vec<(&'static str, String)>,
}

impl Problem {
    /// A problem with the code's own severity and no arguments yet.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self(Box::new(Inner {
            code,
            severity: code.severity(),
            arguments: Vec::new(),
        }))
    }

    /// A problem that was written down: one with the code's own severity and arguments of these names.
    pub(crate) fn restored(code: Code, arguments: Vec<(String, String)>) -> Self {
        let arguments = arguments
            .into_iter()
            .map(|(name, value)| (interned(&name), value));
        Self(Box::new(Inner {
            code,
            severity: code.severity(),
            arguments: arguments.collect(),
        }))
    }

    /// The same problem with one more named argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.0.arguments.push((name, value.to_string()));
        self
    }

    /// The same problem as a warning: the work went on without the thing.
    #[must_use]
    pub fn softened(mut self) -> Self {
        self.0.severity = Severity::Warning;
        self
    }

    /// The same problem as an error: here it keeps the work from being done.
    #[must_use]
    pub(crate) fn hardened(self) -> Self {
        self.of_severity(Severity::Error)
    }

    /// The same problem with another severity, as the rules of a check want it.
    #[must_use]
    pub(crate) fn of_severity(mut self, severity: Severity) -> Self {
        self.0.severity = severity;
        self
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.0.severity
    }

    /// Whose turn it is to act; a warning asks for nothing.
    #[must_use]
    pub fn class(&self) -> Class {
        match self.0.severity {
            Severity::Warning => Class::Notice,
            Severity::Error => match self.0.code.class() {
                // Raised by a check: somebody wants the article without it.
                Class::Notice => Class::Article,
                class => class,
            },
        }
    }

    /// The named arguments, in the order they were given.
    #[must_use]
    pub fn arguments(&self) -> &[(&'static str, String)] {
        &self.0.arguments
    }

    /// The value of one argument.
    #[must_use]
    pub fn argument(&self, name: &str) -> Option<&str> {
        self.0
            .arguments
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.as_str())
    }

    /// What happened, one sentence without a final period.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        message::text(
            language,
            &self.0.code.as_str().replace('.', "-"),
            &self.0.arguments,
        )
    }

    /// One thing to do next.
    #[must_use]
    pub fn hint(&self, language: Language) -> String {
        message::hint(
            language,
            &self.0.code.as_str().replace('.', "-"),
            &self.0.arguments,
        )
    }
}

/// An argument's name for as long as the program runs; there are a few dozen of them.
fn interned(name: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return known;
    }
    let name: &'static str = name.to_owned().leak();
    names.insert(name);
    name
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::English))
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?}", self.0.code.as_str(), self.0.arguments)
    }
}

impl std::error::Error for Problem {}
