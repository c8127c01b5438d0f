//! The third-party platform: its tokens, their renewal, and what is refused.

use std::time::Duration;

use serde_json::{Value, json};
use tuwen::{Sandbox, SandboxOptions, Secret};

use super::client::{Answer, Client, PNG};

const PATH: &str = "/cgi-bin/component/api_authorizer_token";

async fn renew(client: &Client, refresh: &str) -> Answer {
    let path = format!("{PATH}?access_token={}", Sandbox::COMPONENT_TOKEN);
    client.post(&path, &body(Sandbox::APP_ID, refresh)).await
}

fn body(app_id: &str, refresh: &str) -> Value {
    json!({
        "component_appid": Sandbox::COMPONENT_APP_ID,
        "authorizer_appid": app_id,
        "authorizer_refresh_token": refresh,
    })
}

fn text<'a>(reply: &'a Value, name: &str) -> &'a str {
    reply[name].as_str().unwrap()
}

#[tokio::test]
async fn each_renewal_gives_both_tokens_anew_and_kills_the_refresh_token_before() {
    let mut client = Client::new().await;
    assert_eq!(
        client.sandbox.refresh_token().expose(),
        Sandbox::REFRESH_TOKEN
    );
    let first = renew(&client, Sandbox::REFRESH_TOKEN).await.json();
    assert_eq!(first["expires_in"], 7200);
    assert_eq!(first.as_object().unwrap().len(), 3, "no errcode");
    let next = text(&first, "authorizer_refresh_token");
    assert_ne!(next, Sandbox::REFRESH_TOKEN);
    assert_eq!(client.sandbox.refresh_token().expose(), next);
    assert_eq!(
        renew(&client, Sandbox::REFRESH_TOKEN).await.errcode(),
        61023
    );
    // A refusal changes nothing: the good one is still good.
    let second = renew(&client, next).await.json();
    assert_ne!(
        text(&second, "authorizer_access_token"),
        text(&first, "authorizer_access_token")
    );
    assert_eq!(renew(&client, next).await.errcode(), 61023);

    // The token works wherever an account's own does.
    let own = std::mem::replace(
        &mut client.token,
        text(&second, "authorizer_access_token").to_owned(),
    );
    assert_eq!(client.uploadimg("a.png", PNG).await, 0);
    assert_eq!(client.sandbox.uploads()[0].account, Sandbox::APP_ID);
    let quota = client
        .call(
            "openapi/quota/get",
            json!({"cgi_path": "/cgi-bin/draft/add"}),
        )
        .await;
    assert_eq!(quota["errcode"], 0);

    // It has generations of its own: the account's tokens come and go without it.
    client.sandbox.advance(Duration::from_secs(310));
    let older = text(&first, "authorizer_access_token").to_owned();
    let current = std::mem::replace(&mut client.token, older);
    assert_eq!(client.uploadimg("a.png", PNG).await, 40001);
    client.token = current;
    assert_eq!(client.uploadimg("a.png", PNG).await, 0);
    client.sandbox.revoke_tokens();
    assert_eq!(client.uploadimg("a.png", PNG).await, 40001);
    let refresh = client.sandbox.refresh_token();
    let third = renew(&client, refresh.expose()).await.json();
    text(&third, "authorizer_access_token").clone_into(&mut client.token);
    assert_eq!(client.uploadimg("a.png", PNG).await, 0);
    client.sandbox.expire_tokens();
    assert_eq!(client.uploadimg("a.png", PNG).await, 42001);
    assert_ne!(client.token, own);
}

#[tokio::test]
async fn renewals_are_refused_as_the_real_service_does() {
    let client = Client::new().await;
    let good = Sandbox::COMPONENT_TOKEN;
    let with = |name: &str, value: Value| {
        let mut body = body(Sandbox::APP_ID, Sandbox::REFRESH_TOKEN);
        body[name] = value;
        body
    };
    let fine = with("ignored", json!(1));
    for (query, body, errcode) in [
        (String::new(), &fine, 41021),
        ("?access_token=".to_owned(), &fine, 41021),
        ("?access_token=x".to_owned(), &fine, 40001),
        (format!("?access_token={}", client.token), &fine, 40001),
        (
            format!("?access_token={good}"),
            &with("component_appid", Value::Null),
            41018,
        ),
        (
            format!("?access_token={good}"),
            &with("component_appid", json!(Sandbox::APP_ID)),
            40013,
        ),
        (
            format!("?access_token={good}"),
            &with("authorizer_appid", json!("wx0000000000000000")),
            61003,
        ),
        (
            format!("?access_token={good}"),
            &with("authorizer_refresh_token", json!("refreshtoken@@@x")),
            61023,
        ),
        // The name of older documents.
        (format!("?component_access_token={good}"), &fine, 0),
    ] {
        let answer = client.post(&format!("{PATH}{query}"), body).await;
        assert_eq!(answer.errcode(), errcode, "{query} {body}");
    }
    let get = client.get(&format!("{PATH}?access_token={good}")).await;
    assert_eq!(get.errcode(), 43002);
    let empty = format!("POST {PATH}?access_token={good} HTTP/1.1\r\nContent-Length: 0");
    assert_eq!(client.raw(&empty, b"").await.unwrap().errcode(), 44002);
}

#[tokio::test]
async fn an_unlisted_address_has_a_code_of_its_own_and_a_frozen_secret_does_not_matter() {
    let client = Client::new().await;
    client.sandbox.fault("frozen".parse().unwrap());
    let first = renew(&client, Sandbox::REFRESH_TOKEN).await;
    assert_eq!(first.errcode(), 0);
    client.sandbox.fault("ip".parse().unwrap());
    let refresh = client.sandbox.refresh_token();
    assert_eq!(renew(&client, refresh.expose()).await.errcode(), 61004);
    client.sandbox.clear_faults();
    // The refusal came before the refresh token was used up.
    assert_eq!(renew(&client, refresh.expose()).await.errcode(), 0);
}

#[tokio::test]
async fn every_account_has_its_own_refresh_token() {
    let other = "wxsandbox000000002";
    let mut options = SandboxOptions::default();
    options.accounts = vec![(other.to_owned(), Secret::new("second"))];
    let mut client = Client::with(options).await;
    let refresh = client.sandbox.refresh_token_of(other).unwrap();
    assert_ne!(refresh.expose(), Sandbox::REFRESH_TOKEN);
    assert_eq!(client.sandbox.refresh_token_of("wx0"), None);
    let path = format!("{PATH}?access_token={}", Sandbox::COMPONENT_TOKEN);
    let crossed = body(other, Sandbox::REFRESH_TOKEN);
    assert_eq!(client.post(&path, &crossed).await.errcode(), 61023);
    let reply = client.post(&path, &body(other, refresh.expose())).await;
    text(&reply.json(), "authorizer_access_token").clone_into(&mut client.token);
    assert_eq!(client.uploadimg("a.png", PNG).await, 0);
    assert_eq!(client.sandbox.uploads()[0].account, other);
    let stats = client.get("/_sandbox/stats").await;
    let page = String::from_utf8(stats.body).unwrap();
    let next = client.sandbox.refresh_token_of(other).unwrap();
    for secret in [&client.token, refresh.expose(), next.expose(), "second"] {
        assert!(!page.contains(secret));
    }
}
