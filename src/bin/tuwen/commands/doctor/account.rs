//! Whose account it is, how it calls, and whether its secrets are there; never what they are.

use serde_json::{Value, json};
use tuwen::{CloudToken, Code, Credentials, SecretSource};

use super::check::Check;
use super::round::Round;
use super::setup::Setup;
use crate::settings::Settings;
use crate::sources::Sources;

/// Tells of account and secret; the name of the check that keeps the service from being asked, if any.
pub(super) async fn check(
    setup: &Setup,
    settings: Option<&Settings>,
    way: &'static str,
    round: &mut Round<'_>,
) -> Option<&'static str> {
    if let Some(problem) = &setup.unknown_account {
        round.tell(Check::wrong("account", problem));
        round.skip("secret", "account");
        return Some("account");
    }
    let Some(settings) = settings.filter(|settings| setup.is_sound() || settings.sandbox) else {
        round.skip("account", "configuration");
        round.skip("secret", "configuration");
        return Some("configuration");
    };
    let credentials = &settings.account.credentials;
    if let Credentials::Missing(problem) = credentials
        && problem.code() == Code::ConfigNoAccount
    {
        round.tell(Check::wrong("account", problem).saying("doctor-account-none"));
        round.skip("secret", "account");
        return Some("account");
    }
    let id = settings.account.id.as_ref().map(ToString::to_string);
    let id = id.unwrap_or_default();
    let sentence = match credentials {
        Credentials::Missing(_) => "doctor-account-alone",
        Credentials::Cloud(_) => "doctor-account-cloud",
        _ => "doctor-account",
    };
    let account = Check::good("account", sentence)
        .with("account", &id)
        .with("way", way);
    let way = (way != "none").then_some(way);
    round.tell(account.detail("account", id.as_str()).detail("auth", way));
    let is_there = round.tell(secret(setup, settings).await);
    (!is_there).then_some("secret")
}

async fn secret(setup: &Setup, settings: &Settings) -> Check {
    const NAME: &str = "secret";
    if settings.sandbox {
        return Check::good(NAME, "doctor-secret")
            .with("source", "sandbox")
            .with("place", "");
    }
    let credentials = &settings.account.credentials;
    if let Credentials::Missing(problem) = credentials {
        let argument = |name| problem.argument(name).unwrap_or_default();
        return Check::wrong(NAME, problem)
            .saying("doctor-secret-missing")
            .with("key", argument("key"))
            .with("app_id", argument("app_id"));
    }
    let secrets = secrets(credentials);
    let mut places: Vec<(&'static str, String)> = Vec::new();
    let mut details: Vec<Value> = Vec::new();
    for (key, source) in &secrets {
        let (kind, place) = origin(&setup.sources, key, source);
        details.push(json!({"key": key, "source": kind, "place": place}));
        places.push((kind, place));
    }
    for (_, source) in &secrets {
        if let Err(problem) = source.is_present().await {
            return Check::wrong(NAME, &problem).detail("secrets", details);
        }
    }
    let Some((kind, place)) = places.first() else {
        return Check::good(NAME, "doctor-secret-needless");
    };
    // Who else can read it is told once, for the file it is in.
    let check = match settings.warnings.first() {
        Some(warning) => Check::wrong(NAME, warning),
        None => Check::good(NAME, "doctor-secret")
            .with("source", kind)
            .with("place", place),
    };
    check.detail("secrets", details)
}

/// The secrets of an account, by their keys in the configuration.
fn secrets(credentials: &Credentials) -> Vec<(&'static str, &SecretSource)> {
    match credentials {
        Credentials::App { secret, .. } => vec![("app-secret", secret)],
        Credentials::Authorizer {
            component_token,
            refresh_token,
            ..
        } => vec![
            ("component-access-token", component_token),
            ("authorizer-refresh-token", refresh_token),
        ],
        Credentials::Token(source) => vec![("access-token", source)],
        Credentials::Cloud(CloudToken::Token(source)) => vec![("cloudbase-access-token", source)],
        _ => Vec::new(),
    }
}

/// Where a secret comes from: the kind of place, and the place as it may be shown.
fn origin(sources: &Sources, key: &str, source: &SecretSource) -> (&'static str, String) {
    let SecretSource::Value(secret) = source else {
        return (source.kind(), source.place());
    };
    let variable = format!("WECHAT_{}", key.replace('-', "_").to_ascii_uppercase());
    if sources.environment.get(&variable) == Some(secret.expose()) {
        return match sources.environment.file_of(&variable) {
            Some(path) => ("env-file", path.display().to_string()),
            None => ("variable", variable),
        };
    }
    let user = sources
        .user
        .as_ref()
        .map(|file| file.path.display().to_string());
    ("user-configuration", user.unwrap_or_default())
}
