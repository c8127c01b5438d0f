//! What the service says of the account: token, whitelist, permissions, quotas. Nothing is stored, and
//! no token of anybody else loses its value.

use tuwen::{Code, Destination, ImageHost as _, Problem, Wechat};

use super::check::Check;
use super::patience::patiently;
use super::round::Round;
use crate::console::Mark;

const TOKEN: &str = "token";
const WHITELIST: &str = "ip-whitelist";
const PICTURES: &str = "permission-pictures";
const ANIMATIONS: &str = "permission-animations";
const PICTURE_QUOTA: &str = "quota-pictures";
const ANIMATION_QUOTA: &str = "quota-animations";

/// Tells what the service says; `because` is the check that keeps it from being asked.
pub(super) async fn check(
    wechat: Option<&Wechat>,
    because: Option<&'static str>,
    round: &mut Round<'_>,
) {
    let asked = match (wechat, because) {
        (Some(wechat), None) => token(wechat, round).await.map(|()| wechat),
        (_, because) => {
            let because = because.unwrap_or("api-base");
            round.skip(TOKEN, because);
            round.skip(WHITELIST, because);
            Err(because)
        }
    };
    let wechat = match asked {
        Ok(wechat) => wechat,
        Err(because) => {
            for name in [PICTURES, ANIMATIONS, PICTURE_QUOTA, ANIMATION_QUOTA] {
                round.skip(name, because);
            }
            return;
        }
    };
    let ask =
        async |destination| patiently(async || wechat.check_permission(destination).await).await;
    round.begin(PICTURES);
    let pictures = ask(Destination::Bodies).await;
    let blocking = pictures.as_ref().err().filter(|problem| {
        // These two are about the interface; everything else would be said of the next one, too.
        !matches!(
            problem.code(),
            Code::WechatForbidden | Code::WechatQuotaSpent
        )
    });
    let is_blocked = blocking.is_some();
    permission(
        PICTURES,
        "doctor-permission-pictures",
        pictures.as_ref().err(),
        round,
    );
    if is_blocked {
        for name in [ANIMATIONS, PICTURE_QUOTA, ANIMATION_QUOTA] {
            round.skip(name, PICTURES);
        }
        return;
    }
    round.begin(ANIMATIONS);
    let animations = ask(Destination::Library)
        .await
        .map_err(|problem| of_library(&problem));
    permission(
        ANIMATIONS,
        "doctor-permission-animations",
        animations.as_ref().err(),
        round,
    );
    let pictures = (PICTURE_QUOTA, Destination::Bodies, pictures.err());
    let animations = (ANIMATION_QUOTA, Destination::Library, animations.err());
    for (name, destination, refusal) in [pictures, animations] {
        round.begin(name);
        let spent = refusal.filter(is_spent);
        round.tell(quota(wechat, name, destination, spent).await);
    }
}

/// Tells of the token and of the whitelist, which is looked at where tokens are given out.
async fn token(wechat: &Wechat, round: &mut Round<'_>) -> Result<(), &'static str> {
    let way = wechat.way();
    round.begin(TOKEN);
    let outcome = patiently(async || wechat.check_token().await).await;
    let was_asked = match outcome {
        Ok(was_asked) => was_asked,
        Err(problem) => {
            round.tell(Check::wrong(TOKEN, &problem).detail("auth", way));
            if problem.code() == Code::WechatIpNotAllowed {
                let address = problem.argument("ip").unwrap_or("none");
                let known = (address != "none").then_some(address);
                let check = Check::wrong(WHITELIST, &problem).saying("doctor-whitelist-missing");
                round.tell(check.with("address", address).detail("address", known));
                return Err(WHITELIST);
            }
            round.skip(WHITELIST, TOKEN);
            return Err(TOKEN);
        }
    };
    let check = match (wechat.notices().first(), was_asked) {
        (Some(notice), _) => Check::wrong(TOKEN, notice),
        (None, true) => Check::good(TOKEN, "doctor-token-asked"),
        (None, false) => Check::good(TOKEN, "doctor-token-kept").with("way", way),
    };
    let is_fresh = was_asked || check.mark == Mark::Warning;
    round.tell(check.detail("auth", way).detail("asked", is_fresh));
    round.tell(match (is_fresh, way) {
        (true, _) => Check::good(WHITELIST, "doctor-whitelist"),
        (false, "cloud-token" | "cloud-sidecar") => {
            Check::spared(WHITELIST, "doctor-whitelist-needless")
        }
        (false, _) => Check::spared(WHITELIST, "doctor-whitelist-unseen"),
    });
    Ok(())
}

/// Tells whether pictures of a kind may go up. That the day's calls are made is no lack of permission.
fn permission(
    name: &'static str,
    sentence: &'static str,
    refusal: Option<&Problem>,
    round: &mut Round<'_>,
) {
    round.tell(match refusal {
        Some(problem) if !is_spent(problem) => Check::wrong(name, problem),
        _ => Check::good(name, sentence),
    });
}

/// What keeps animations from the library is no reason not to publish: a warning, in the words that an
/// upload would have for it.
fn of_library(problem: &Problem) -> Problem {
    match problem.code() {
        Code::WechatForbidden | Code::WechatQuotaSpent => {}
        code if code.is_transient() => return problem.clone(),
        _ => return problem.clone().softened(),
    }
    let kept = problem
        .arguments()
        .iter()
        .filter(|(name, _)| *name != "subject");
    kept.fold(
        Problem::new(Code::WechatLibraryRefused),
        |told, (name, value)| told.with(name, value),
    )
    .with("subject", "library")
    .softened()
}

fn is_spent(problem: &Problem) -> bool {
    // A refusal of the library has lost the code of its own, but not the service's.
    problem.code() == Code::WechatQuotaSpent || problem.argument("errcode") == Some("45009")
}

async fn quota(
    wechat: &Wechat,
    name: &'static str,
    destination: Destination,
    spent: Option<Problem>,
) -> Check {
    let told = patiently(async || wechat.quota_of(destination).await).await;
    let numbers = |check: Check| match &told {
        Ok(Some(quota)) => check
            .detail("daily", quota.daily)
            .detail("used", quota.used)
            .detail("left", quota.left()),
        _ => check,
    };
    match (&told, spent) {
        (_, Some(refusal)) => numbers(Check::wrong(name, &refusal)),
        (Ok(Some(quota)), None) if quota.left() == 0 => {
            let problem = Problem::new(Code::WechatQuotaSpent);
            let problem = match destination {
                Destination::Library => problem.softened(),
                _ => problem,
            };
            let check = Check::wrong(name, &problem).saying("doctor-quota-spent");
            numbers(check.with("most", quota.daily))
        }
        (Ok(Some(quota)), None) => numbers(
            Check::good(name, "doctor-quota")
                .with("remaining", quota.left())
                .with("most", quota.daily),
        ),
        (Ok(None), None) => Check::spared(name, "doctor-quota-untold"),
        // Not to be told is no reason not to publish.
        (Err(problem), None) => Check::wrong(name, &problem.clone().softened()),
    }
}
