//! Precedence, refusals, and that no secret is ever used for another account than its own.

use std::path::PathBuf;

use super::*;
use tuwen::Secret;

const APP: &str = "wx0000000000000001";
const OTHER: &str = "wx0000000000000002";

/// Sources with a data directory and nothing else.
fn sources() -> Sources {
    Sources {
        data_directory: Some(PathBuf::from("/数据/tuwen")),
        ..Sources::default()
    }
}

#[expect(clippy::unnecessary_wraps, reason = "sources may lack a file")]
fn file(path: &str, text: &str) -> Option<ConfigFile> {
    Some(ConfigFile {
        path: PathBuf::from(path),
        text: text.to_owned(),
        is_private: true,
        others_may_write: false,
    })
}

fn resolve(sources: Sources) -> Settings {
    Settings::resolve(sources).unwrap()
}

fn problem(sources: Sources) -> Problem {
    Settings::resolve(sources).unwrap_err()
}

/// The id and the secret an account is used with.
fn account(settings: &Settings) -> (Option<&str>, Option<&str>) {
    let secret = match &settings.account.credentials {
        Credentials::App {
            secret: SecretSource::Value(secret),
            ..
        }
        | Credentials::Token(SecretSource::Value(secret)) => Some(secret.expose()),
        _ => None,
    };
    (settings.account.id.as_ref().map(AccountId::as_str), secret)
}

#[test]
fn a_higher_source_hides_a_lower_one() {
    let user = || file("/家/config.toml", "jobs = 2\nlang = 'zh'\nselect = 'a'");
    let project = || file("/站/tuwen.toml", "jobs = 3\nselect = 'b'");
    let environment = || Environment::of(&[("TUWEN_JOBS", "5")]);
    let flags = Layer {
        jobs: Some(6),
        ..Layer::default()
    };
    assert_eq!(resolve(sources()).options(Verb::Publish).jobs, 4);
    let mut all = Sources {
        user: user(),
        ..sources()
    };
    let settings = resolve(all);
    assert_eq!(
        (settings.options(Verb::Publish).jobs, settings.talk.language),
        (2, Language::Chinese)
    );
    all = Sources {
        user: user(),
        project: project(),
        ..sources()
    };
    let settings = resolve(all);
    assert_eq!(settings.options(Verb::Publish).jobs, 3);
    assert_eq!(settings.options(Verb::Publish).select.as_deref(), Some("b"));
    assert_eq!(settings.talk.language, Language::Chinese);
    all = Sources {
        user: user(),
        project: project(),
        environment: environment(),
        ..sources()
    };
    assert_eq!(resolve(all).options(Verb::Publish).jobs, 5);
    all = Sources {
        user: user(),
        project: project(),
        environment: environment(),
        flags,
        ..sources()
    };
    assert_eq!(resolve(all).options(Verb::Publish).jobs, 6);
}

#[test]
fn paths_of_a_file_are_relative_to_it() {
    let settings = resolve(Sources {
        project: file(
            "/站/tuwen.toml",
            "root = ['static', '/绝对']\ncache_dir = '记录'",
        ),
        ..sources()
    });
    let options = settings.options(Verb::Rewrite);
    assert_eq!(
        options.roots,
        [PathBuf::from("/站/static"), PathBuf::from("/绝对")]
    );
    assert_eq!(settings.data.directory, PathBuf::from("/站/记录"));
    let single = resolve(Sources {
        project: file("tuwen.toml", "root = 'static'"),
        ..sources()
    });
    assert_eq!(
        single.options(Verb::Rewrite).roots,
        [PathBuf::from("./static")]
    );
}

#[test]
fn unknown_keys_are_errors_with_their_line() {
    let unknown = problem(Sources {
        project: file("/站/tuwen.toml", "jobs = 2\n# 注释\nthemes = 'x'\n"),
        ..sources()
    });
    assert_eq!(unknown.code(), Code::ConfigUnknownKey);
    assert_eq!(unknown.argument("line"), Some("3"));
    assert_eq!(unknown.argument("key"), Some("themes"));
    let nested = problem(Sources {
        user: file(
            "/家/config.toml",
            "[accounts.\"主号\"]\napp-id = 'x'\nsecret = 'y'\n",
        ),
        ..sources()
    });
    assert_eq!(nested.code(), Code::ConfigUnknownKey);
    assert_eq!(nested.argument("line"), Some("3"));
    assert_eq!(nested.argument("key"), Some("secret"));
}

#[test]
fn values_that_do_not_fit_are_errors_with_their_line() {
    for text in [
        "\njobs = 0",
        "\njobs = 'x'",
        "\nlang = 'fr'",
        "\nroot = 3",
        "\n= 1",
    ] {
        let invalid = problem(Sources {
            project: file("tuwen.toml", text),
            ..sources()
        });
        assert_eq!(invalid.code(), Code::ConfigInvalid, "{text}");
        assert_eq!(invalid.argument("line"), Some("2"), "{text}");
    }
    for (name, value) in [
        ("TUWEN_JOBS", "65"),
        ("TUWEN_SANDBOX", "maybe"),
        ("TUWEN_REPORT", "xml"),
    ] {
        let bad = problem(Sources {
            environment: Environment::of(&[(name, value)]),
            ..sources()
        });
        assert_eq!(bad.code(), Code::ConfigBadValue);
        assert_eq!(bad.argument("option"), Some(name));
    }
}

#[test]
fn switches_can_be_turned_off_by_the_environment() {
    let settings = resolve(Sources {
        project: file("tuwen.toml", "allow-missing = true\nsandbox = true"),
        environment: Environment::of(&[("TUWEN_ALLOW_MISSING", "0"), ("TUWEN_SANDBOX", "off")]),
        ..sources()
    });
    assert!(!settings.options(Verb::Publish).allow_missing);
    assert!(!settings.sandbox);
}

#[test]
fn of_two_that_exclude_each_other_the_higher_holds() {
    let settings = |flags| {
        resolve(Sources {
            flags,
            project: file("tuwen.toml", "output = 'out'\nquiet = true"),
            ..sources()
        })
    };
    let plain = settings(Layer::default());
    assert_eq!(plain.articles.output, Some(PathBuf::from("./out")));
    assert!(plain.talk.quiet);
    let flags = settings(Layer {
        in_place: Some(true),
        verbose: Some(Verbosity::IMAGES),
        ..Layer::default()
    });
    assert_eq!(flags.articles.output, None);
    assert!(flags.articles.in_place && flags.talk.is_verbose() && !flags.talk.quiet);
}

#[test]
fn empty_variables_say_nothing() {
    let settings = resolve(Sources {
        environment: Environment::of(&[("TUWEN_JOBS", ""), ("WECHAT_APP_ID", "")]),
        ..sources()
    });
    assert_eq!(settings.options(Verb::Publish).jobs, 4);
    assert_eq!(settings.account.id, None);
}

#[test]
fn secrets_of_the_project_file_are_refused_and_not_repeated() {
    for (text, key) in [
        ("app-secret = 'hunter2'", "app-secret"),
        ("app_secret = 'hunter2'", "app-secret"),
        ("access-token = 'hunter2'", "access-token"),
        ("[accounts.a]\napp-secret = 'hunter2'", "app-secret"),
    ] {
        let refused = problem(Sources {
            project: file("/站/tuwen.toml", text),
            ..sources()
        });
        assert_eq!(refused.code(), Code::ConfigSecretInFile);
        assert_eq!(refused.argument("key"), Some(key));
        for language in Language::ALL {
            let told = format!("{refused:?}{}", refused.message(*language));
            assert!(!told.contains("hunter2"));
        }
    }
    // Not even by an error about its type.
    let wrong = problem(Sources {
        project: file("tuwen.toml", "app-secret = 4815162342"),
        ..sources()
    });
    assert!(!format!("{wrong:?}").contains("4815162342"));
}

#[test]
fn a_user_file_with_a_secret_must_be_private() {
    let user = |is_private| {
        let mut user = file("/家/config.toml", "app-id = 'wx1'\napp-secret = 's'");
        user.as_mut().unwrap().is_private = is_private;
        user
    };
    let refused = problem(Sources {
        user: user(false),
        ..sources()
    });
    assert_eq!(refused.code(), Code::ConfigSecretInFile);
    assert!(refused.hint(Language::English).contains("chmod 600"));
    let settings = resolve(Sources {
        user: user(true),
        ..sources()
    });
    assert_eq!(account(&settings), (Some("wx1"), Some("s")));
}

#[test]
fn what_travels_with_articles_does_not_choose_the_api() {
    let refused = problem(Sources {
        project: file("/站/tuwen.toml", "api-base = 'https://evil.example'"),
        ..sources()
    });
    assert_eq!(refused.code(), Code::ConfigUntrustedBase);
    let settings = resolve(Sources {
        user: file("/家/config.toml", "api-base = 'https://proxy.example'"),
        ..sources()
    });
    assert_eq!(settings.api_base, "https://proxy.example");
}

#[test]
fn the_account_of_the_environment_comes_with_its_secret() {
    let settings = resolve(Sources {
        environment: Environment::of(&[("WECHAT_APP_ID", APP), ("WECHAT_APP_SECRET", "s")]),
        project: file("tuwen.toml", "app-id = 'wx0000000000000002'"),
        ..sources()
    });
    assert_eq!(account(&settings), (Some(APP), Some("s")));
}

#[test]
fn a_secret_alone_belongs_to_the_account_of_the_files() {
    let settings = resolve(Sources {
        environment: Environment::of(&[("WECHAT_APP_SECRET", "s")]),
        project: file("tuwen.toml", "app-id = 'wx0000000000000002'"),
        ..sources()
    });
    assert_eq!(account(&settings), (Some(OTHER), Some("s")));
}

#[test]
fn a_secret_is_never_used_for_another_account() {
    let environment = || {
        Environment::of(&[
            ("WECHAT_APP_ID", APP),
            ("WECHAT_APP_SECRET", "s1"),
            ("WECHAT_ACCESS_TOKEN", "t1"),
        ])
    };
    let flags = || Layer {
        account: Some("乙".to_owned()),
        ..Layer::default()
    };
    let settings = resolve(Sources {
        flags: flags(),
        environment: environment(),
        project: file(
            "tuwen.toml",
            "[accounts.\"乙\"]\napp-id = 'wx0000000000000002'",
        ),
        ..sources()
    });
    assert_eq!(account(&settings), (Some(OTHER), None));
    let Credentials::Missing(missing) = &settings.account.credentials else {
        panic!("credentials of another account");
    };
    assert_eq!(missing.code(), Code::ConfigNoSecret);
    assert_eq!(missing.argument("app_id"), Some(OTHER));
    let settings = resolve(Sources {
        flags: flags(),
        environment: environment(),
        project: file(
            "tuwen.toml",
            "[accounts.\"乙\"]\napp-id = 'wx0000000000000002'",
        ),
        user: file("/家/config.toml", "[accounts.\"乙\"]\napp-secret = 's2'"),
        ..sources()
    });
    assert_eq!(account(&settings), (Some(OTHER), Some("s2")));
}

#[test]
fn an_account_is_chosen_by_name() {
    let user = || {
        file(
            "/家/config.toml",
            "account = '甲'\n[accounts.\"甲\"]\napp-id = 'wx0000000000000001'\napp-secret = 's1'\n\
             [accounts.\"乙\"]\napp-id = 'wx0000000000000002'\napp-secret = 's2'\n",
        )
    };
    let chosen = |name: Option<&str>| {
        let flags = Layer {
            account: name.map(str::to_owned),
            ..Layer::default()
        };
        Settings::resolve(Sources {
            flags,
            user: user(),
            ..sources()
        })
    };
    assert_eq!(account(&chosen(None).unwrap()), (Some(APP), Some("s1")));
    assert_eq!(
        account(&chosen(Some("乙")).unwrap()),
        (Some(OTHER), Some("s2"))
    );
    assert_eq!(
        account(&chosen(Some(OTHER)).unwrap()),
        (Some(OTHER), Some("s2"))
    );
    let unknown = chosen(Some("丙")).unwrap_err();
    assert_eq!(unknown.code(), Code::ConfigUnknownAccount);
}

#[test]
fn a_token_serves_without_an_app_id() {
    let settings = resolve(Sources {
        environment: Environment::of(&[("WECHAT_ACCESS_TOKEN", "t")]),
        ..sources()
    });
    assert_eq!(account(&settings), (Some("default"), Some("t")));
    assert!(matches!(
        settings.account.credentials,
        Credentials::Token(_)
    ));
    let named = resolve(Sources {
        environment: Environment::of(&[("WECHAT_ACCESS_TOKEN", "t"), ("WECHAT_APP_ID", APP)]),
        ..sources()
    });
    assert_eq!(account(&named), (Some(APP), Some("t")));
}

#[test]
fn nothing_configured_is_no_error_yet() {
    let settings = resolve(sources());
    assert_eq!(settings.account.id, None);
    let Credentials::Missing(missing) = &settings.account.credentials else {
        panic!("credentials from nowhere");
    };
    assert_eq!(missing.code(), Code::ConfigNoAccount);
}

#[test]
fn the_sandbox_has_its_own_account_and_ledger() {
    let settings = resolve(Sources {
        flags: Layer {
            sandbox: Some(true),
            ..Layer::default()
        },
        environment: Environment::of(&[("WECHAT_APP_ID", APP), ("WECHAT_APP_SECRET", "s")]),
        ..sources()
    });
    assert_eq!(
        account(&settings),
        (
            Some(tuwen::Sandbox::APP_ID),
            Some(tuwen::Sandbox::APP_SECRET)
        )
    );
    assert_eq!(
        settings.data.directory,
        PathBuf::from("/数据/tuwen/sandbox")
    );
}

#[test]
fn without_a_home_the_data_directory_must_be_named() {
    let homeless = || Sources {
        data_directory: None,
        ..sources()
    };
    assert_eq!(problem(homeless()).code(), Code::ConfigNoDataDir);
    let settings = resolve(Sources {
        flags: Layer {
            cache_dir: Some(PathBuf::from("记录")),
            ..Layer::default()
        },
        ..homeless()
    });
    assert_eq!(settings.data.directory, PathBuf::from("记录"));
}

#[test]
fn settings_do_not_show_secrets() {
    let settings = resolve(Sources {
        environment: Environment::of(&[("WECHAT_APP_ID", APP), ("WECHAT_APP_SECRET", "hunter2")]),
        ..sources()
    });
    assert!(!format!("{settings:?}").contains("hunter2"));
    let layer = Layer {
        app_secret: Some(Secret::new("hunter2").into()),
        ..Layer::default()
    };
    assert!(!format!("{layer:?}").contains("hunter2"));
}
