# Sentences: lower case, no final period, names in backticks. Hints: one thing to do next.

# The number of WeChat's reply, and the id by which its support finds the request.
part-reply = ({ $errcode }{ $rid ->
        [none] {""}
       *[other] , rid { $rid }
    })

## Inputs

input-no-match = nothing matches `{ $pattern }`
    .hint = check the spelling; a directory stands for all `.md`, `.markdown`, `.html` and `.htm` files below it
input-format-unknown = standard input has no file name that tells its format
    .hint = add `--from markdown` or `--from html`
input-not-an-article = `{ $path }` is not an article by its suffix
    .hint = say what it is with `--from markdown` or `--from html`
input-bad-pattern = `{ $pattern }` is not a valid pattern: { $reason }
    .hint = correct the pattern, and quote it so that the shell passes it on as it is

## Articles

article-unreadable = cannot read `{ $path }`: { $reason }
    .hint = check that the file exists and that you may read it
article-too-large = `{ $path }` has { $size }; articles up to { $limit } are read
    .hint = split the article
article-encoding = `{ $path }` is in an encoding that cannot be kept (`{ $encoding }`)
    .hint = save the file as UTF-8 and run again
article-changed = `{ $path }` was edited while its images went up, and stays as it is now
    .hint = run again; the uploads are remembered
article-binary = `{ $path }` contains NUL bytes: it is not a text file
    .hint = check that this is the article you meant
article-front-matter = the front matter cannot be parsed, so a cover in it is not seen: { $reason }
    .hint = correct the front matter
article-select-no-match = no element matches the selector `{ $selector }`
    .hint = correct `--select`, or leave it out to take `article`, `main` or `body`
article-empty = `{ $path }` has nothing to publish
    .hint = check that the file is saved and is the one you meant

## Images

image-missing = no file for `{ $written }`{ $similar ->
        [none] {""}
       *[other] {" "}(there is `{ $similar }`)
    }
    .hint = { $similar ->
        [none] correct the path, or tell where images are with `--root DIR`
       *[other] correct the name, or rename the file
    }
image-ambiguous = `{ $written }` fits several files: { $candidates }
    .hint = write more of the path, so that only one fits
image-outside-roots = `{ $written }` leads outside the image roots, to `{ $path }`
    .hint = if this is meant, name its directory with `--root DIR`
image-bad-path = `{ $written }` cannot be the path of a file
    .hint = correct the path
image-unreadable = cannot read `{ $path }`: { $reason }
    .hint = check the permissions of the file
image-not-a-file = `{ $path }` is { $kind ->
        [directory] a directory
        [fifo] a named pipe
        [socket] a socket
        [device] a device
       *[other] not a regular file
    }, not a picture
    .hint = correct the path so that it names a picture
image-empty = `{ $path }` is an empty file
    .hint = save or export the picture again
image-truncated = `{ $path }` ends before the picture does ({ $format })
    .hint = copy or export the picture again; this file is damaged
image-unsupported-format = `{ $path }` is a picture in a format that WeChat does not take ({ $format })
    .hint = convert it to PNG or JPEG
image-not-an-image = `{ $path }` is not a picture by its content
    .hint = check what is in the file; its suffix is not believed
image-too-large = `{ $path }` has { $size }; up to { $limit } can be uploaded
    .hint = make the picture smaller, or save it as JPEG
image-damaged = `{ $path }` cannot be decoded; what is in the file is damaged, or of a kind that is not supported ({ $format })
    .hint = open it in a picture viewer and save it again as PNG or JPEG
image-too-many-pixels = `{ $path }` has { $width }×{ $height } pixels; up to { $most } million are decoded
    .hint = make the picture smaller
image-too-slow = decoding or drawing `{ $path }` was given up after { $seconds } seconds
    .hint = simplify the picture, or export it as PNG or JPEG
image-cannot-fit = nothing brings `{ $path }` under the limit: { $size } are left of it, { $limit } can be uploaded
    .hint = make it smaller or shorter, or use `--animated first-frame` if it moves
image-animated = `{ $path }` is an animation of { $frames } frames
    .hint = use `--animated keep` to keep it moving, or `--animated first-frame` for a still picture
image-font-missing = no installed font has the text in `{ $path }`: { $text }
    .hint = install a font that has it (Debian and Ubuntu: `apt install { $package }`)
image-svg-external = the drawing `{ $path }` refers to a picture that cannot be used: `{ $written }`
    .hint = put the picture into the drawing, or beside it within the project
image-svg-html-text = the drawing `{ $path }` has text written as HTML, which cannot be drawn: { $text }
    .hint = export it as PNG, or without HTML in it (Mermaid: `htmlLabels: false`; draw.io: no “formatted text”)
image-misnamed = `{ $path }` is { $format } by its content, whatever its suffix says; it was taken as such
    .hint = rename the file
image-inexact-name = `{ $written }` was found as `{ $found }`
    .hint = write the name exactly as the file is called; other systems will not find it
image-remote = the image is at another host: `{ $url }`
    .hint = download it and refer to the file
remote-bad-url = this is no URL that can be fetched: `{ $url }`
    .hint = correct it, or download the picture and refer to the file
remote-blocked = `{ $url }` leads to { $address }, which is not a public address; it is not fetched
    .hint = download the picture yourself and refer to the file
remote-unreachable = `{ $url }` cannot be fetched: { $reason ->
        [timeout] no answer in time
        [dns] the host's name cannot be resolved
        [refused] the connection was refused
        [closed] the connection was closed
        [no-route] there is no route to the host
        [tls] the encrypted connection could not be set up
        [proxy] the proxy does not pass it on
        [proxy-login] the proxy refuses the user name and password, or wants some
        [proxy-gone] the proxy cannot be reached
        [certificates] this system has no root certificates
        [connect] connecting failed
       *[other] the connection failed
    }
    .hint = check the URL and the network and run again, or download the picture and refer to the file
remote-status = `{ $url }` is not there: the host answers with HTTP { $status }
    .hint = check the URL in a browser, or download the picture and refer to the file
remote-redirects = `{ $url }` leads to more than { $most } other addresses in a row
    .hint = open it in a browser and use the address you end up at
remote-too-large = `{ $url }` has more than { $limit }
    .hint = download the picture, make it smaller and refer to the file
remote-not-an-image = `{ $url }` is not a picture{ $kind ->
        [none] {""}
       *[other] {" "}({ $kind })
    }
    .hint = open it in a browser; link to the picture itself and not to the page around it
remote-stale = `{ $url }` cannot be asked now; what was uploaded before is used
    .hint = run again later to see whether the picture has changed
image-bad-data = the `data:` URI cannot be decoded: { $reason ->
        [not-a-data-uri] it is malformed
        [no-comma] it has no comma before the data
        [base64] its base64 is damaged
        [empty] it holds no data
       *[other] { $reason }
    }
    .hint = embed the picture again, or save it as a file and refer to that
image-template = `{ $written }` is a template expression, and the page needs a picture here
    .hint = write the path itself, or publish the HTML that the site generator builds
image-shortcode = the picture in `{ $written }` is shown by the site generator alone; the page would be without it
    .hint = write `![…](path)` instead, or publish the HTML that the site generator builds
article-shortcode = `{ $written }` is run by the site generator alone; the page shows it as it is written
    .hint = publish the HTML that the site generator builds, or write what it stands for
image-changed = `{ $path }` changed while it was being uploaded
    .hint = run again
image-alt-missing = the image has no description
    .hint = say what it shows between the brackets, or in `alt`: it is read aloud, and shown while the picture loads
image-not-commonmark = `{ $written }` is { $kind ->
        [size] followed by a size, which CommonMark does not read
       *[space] written with raw spaces, which CommonMark does not read
    }: other programs show this as text
    .hint = { $kind ->
        [size] use `<img src="…" width="…">`
       *[space] write the target in angle brackets, or the spaces as `%20`
    }
image-needs-fitting = `{ $path }` is encoded anew before it goes up: { $format }, { $size } of { $limit }
    .hint = nothing has to be done; a JPEG or PNG under the limit goes up as it is
image-not-uploaded = `{ $path }` was not uploaded yet, as far as this machine remembers
    .hint = run `tuwen publish` for the article first
image-not-staged = `{ $path }` is on this machine, but not in what would be committed
    .hint = add it with `git add`, and see that `.gitignore` lets it
image-unused = no article that was checked shows `{ $path }`
    .hint = delete the picture if nothing else needs it
image-refused = WeChat refused `{ $path }`: { $errmsg } { part-reply }
    .hint = open the picture, save it again as PNG or JPEG, and run again
image-not-sent = not sent, because the run was stopped: `{ $cause }`
    .hint = solve that, then run again; finished uploads are remembered

## The page

page-dropped = the page leaves out `<{ $element }>`, which WeChat would drop in silence
    .hint = replace it with text or a picture
page-sheet-left-out = the style sheet `{ $url }` is not read; the page looks without it
    .hint = put a copy beside the article and link to that; sheets at other hosts and outside the roots are not read
page-too-long = the page has { $characters } characters ({ $bytes }), more than WeChat is known to take; { $percent } % of it is { $part ->
        [drawings] formulas and drawings
        [styles] styles
       *[other] text
    }
    .hint = split the article in two{ $part ->
        [drawings] , or show formulas as pictures (`--formulas png`)
        [styles] , or choose a plainer theme
       *[other] {""}
    }; WeChat documents 20000 characters and 1 MB
page-style-dropped = the page leaves out the style `{ $property }`, which WeChat would drop in silence
    .hint = do without it
article-title-too-long = the title takes { $length } half-widths; WeChat takes { $most }, a Chinese character counting two
    .hint = shorten the title
article-author-too-long = the author's name takes { $length } half-widths; WeChat takes { $most }, a Chinese character counting two
    .hint = shorten the name
article-digest-too-long = the digest takes { $length } half-widths; WeChat takes { $most }, a Chinese character counting two
    .hint = shorten the digest, or leave it out: WeChat then takes the beginning of the text
article-source-url-too-long = the source URL has { $length } bytes; WeChat takes { $most }
    .hint = give a shorter address
link-fragment = a link leads into the article itself, and WeChat has no such links
    .hint = nothing is lost but the link; write where to look in words
link-external = readers of WeChat cannot follow the link to `{ $href }`
    .hint = the page has its address as a note; leave it so, or say it in words
label-undefined = nothing defines the label `{ $label }`
    .hint = add its definition, or correct the label
label-duplicate = the label `{ $label }` is defined in line { $line } already, and that definition counts
    .hint = give this one another label, or remove it
theme-syntax = { $kind ->
        [open] `{ $text }` opens a block that is not closed
        [close] `{ $text }` closes nothing
        [nested] `{ $text }` is a rule inside a rule, which pages cannot carry
        [rule] `{ $text }` is no rule
       *[declaration] `{ $text }` is no declaration
    }
    .hint = { $kind ->
        [open] add the missing closing brace
        [close] remove it
        [nested] write the rule outside, with its whole selector
        [rule] write `selector {"{"} property: value {"}"}`
       *[declaration] write `property: value;`
    }
theme-selector = { $kind ->
        [state] `{ $selector }` never holds on a page
        [part] `{ $selector }` is a part of an element that WeChat does not style
        [id] `{ $selector }` matches nothing: WeChat strips every `id`
        [element] `{ $selector }` matches nothing: no page has this element
        [class] `{ $selector }` is no role of a page: it matches only elements of an article's own HTML that have this class
       *[empty] a selector is empty
    }
    .hint = { $kind ->
        [state] delete the rule, or style the element itself
        [part] delete the rule, or use `::before` or `::after`
        [id] select by element or role; the page as a whole is `.page`
        [element] use `.page` for the page as a whole, `section` for boxes
        [class] use a role of the built-in themes: `tuwen themes show bamboo`, or write this class in the article's HTML
       *[empty] remove the comma, or write what is to be selected
    }
theme-at-rule = `{ $rule }` has no effect: a page has styles on its elements and no style sheet
    .hint = { $kind ->
        [media] move the rules for phones outside, delete the others
        [import] copy the rules of the other file into this one
        [font-face] delete it: readers see the fonts of their own system
        [keyframes] delete it: nothing moves without it
       *[other] move the rules outside of it
    }
theme-property = { $kind ->
        [content] `content` works in `::before` and `::after` only
        [root] `{ $property }` has no effect on `:root`, which holds variables
       *[other] WeChat drops `{ $property }`
    }
    .hint = { $kind ->
        [position] use margins and `text-align` instead
        [filter] write the colours as they shall look
        [content] put the text into `::before` or `::after`
        [root] put it on `.page`
       *[other] delete the line
    }
theme-value = { $kind ->
        [url] WeChat drops pictures of other hosts: `{ $value }`
        [variable] `{ $value }` is not defined
        [content] `{ $value }` cannot be made text
        [scheme] no colours of code are called `{ $value }`
       *[rem] `rem` means something else in every client: `{ $value }`
    }
    .hint = { $kind ->
        [url] upload the picture with `tuwen upload` and write its URL
        [variable] define it on `:root`, or give a fallback: `var(--name, value)`
        [content] use strings in quotes and `counter(name)`
        [scheme] use a name that `--code-theme` takes: `tuwen publish --help` lists them
       *[rem] use `px` or `em`
    }
theme-unreadable = cannot read the style sheet `{ $path }`: { $reason }
    .hint = check the path of `--css` or `css`
theme-ignored = `{ $path }` has { $count ->
        [one] one place that has
       *[other] { $count } places that have
    } no effect on a page
    .hint = run `tuwen themes check { $path }`
page-unhosted = `{ $url }` is a picture that WeChat does not host, in a place that cannot be rewritten
    .hint = use an `<img>` for it, or remove it

## Outputs

formula-invalid = the formula cannot be drawn: { $reason }
    .hint = correct the TeX, or put it into backticks to show it as it is
formula-font-missing = the formula has characters that no installed font has: { $text }
    .hint = install a font that has them (Debian and Ubuntu: `apt install fonts-noto-cjk`)

diagram-invalid = the diagram cannot be drawn: { $reason }
    .hint = correct the Mermaid source, or show it as code with `--diagrams code`
diagram-kind = a diagram of the kind `{ $kind }` is not drawn, and is shown as code
    .hint = these kinds are drawn: { $kinds }; put in a picture instead, or have `[figures.commands]` draw it
diagram-unsupported = { $kind ->
        [formula] formulas inside diagrams are not drawn; this one is shown as code
       *[picture] pictures and icons inside diagrams are not drawn; this one is shown as code
    }
    .hint = say it in words, or put in a picture instead
diagram-too-large = { $kind ->
        [source] the diagram's source is over { $limit } bytes, and is shown as code
       *[parts] the diagram has too many parts to be drawn, and is shown as code
    }
    .hint = split it into several diagrams
diagram-too-slow = the diagram was not drawn within { $seconds } s
    .hint = split it into several diagrams, or show it as code with `--diagrams code`

diagram-command = `{ $command }` did not draw the diagram: { $reason }
    .hint = try the command by hand: it takes the source on standard input and writes an SVG to standard output
diagram-no-command = this diagram is shown as code: no command draws `{ $language }`
    .hint = name one in your own configuration file: `[figures.commands]`, { $language } = { $language ->
        [dot] "dot -Tsvg"
       *[plantuml] "plantuml -tsvg -pipe"
    }

clipboard-unavailable = the page is not on the clipboard: { $reason }
    .hint = show it in a browser with `--open`, and copy it there; on a machine without a screen, take the file that was written
clipboard-one-article = the clipboard takes one article, not { $count }
    .hint = name the article to copy
output-needs-place = { $count ->
        [one] the article of a directory or pattern needs a place to go
       *[other] { $count } articles cannot all go to standard output
    }
    .hint = add `-o DIR`, or `--in-place` with `rewrite`
output-not-a-directory = `{ $path }` is a file, and several articles need a directory
    .hint = name a directory with `-o DIR`
output-stdout-taken = `--report json` and the article cannot both go to standard output
    .hint = write the article to a file with `-o FILE`
output-no-place = standard input cannot be rewritten in place
    .hint = leave out `--in-place`
output-collision = `{ $first }` and `{ $second }` would both be written to `{ $path }`
    .hint = name another output with `-o`
output-unwritable = cannot write `{ $path }`: { $reason }
    .hint = check the directory's permissions and the free space, or name another place with `-o`

## Configuration

config-unreadable = cannot read the configuration `{ $path }`: { $reason }
    .hint = check the path and the permissions of the file
config-invalid = `{ $path }`, line { $line }: { $reason }
    .hint = correct that line; `tuwen init` writes an example in an empty directory
config-unknown-key = `{ $path }`, line { $line }: there is no key `{ $key }`
    .hint = keys are the long names of the options, such as `jobs` or `allow-missing`
config-bad-value = `{ $value }` does not fit `{ $option }`
    .hint = use { $expected ->
        [switch] `true` or `false`
        [lockfile] `on`, `off` or the path of a `.lock` file
        [verbosity] `true`, `false`, or a level from 1 to 3
        [jobs] a number from 1 to 64
        [time] a time such as `90s`, `10m` or `2h`, at most a day
        [max-width] a number from 16 to 10,000
        [quality] a number from 30 to 100
        [primary] a colour such as `#0f766e`, `rgb(15, 118, 110)` or `teal`
        [font-size] a size from `12px` to `24px`
        [line-height] a number from 1.2 to 3
        [indent] `0`, or a width up to `4em`
        [unicode] a value that is valid Unicode
        [entry] a digest (`sha256:…`), a hosted URL, or the picture file itself
       *[other] { $expected }
    }
config-secret-in-file = `{ $path }` holds a secret (`{ $key }`) where others can read it
    .hint = { $key ->
        [permissions] run `chmod 600` on the file
        [api-base] delete the line, change the relay's password if the file was ever shared, and put the base into the environment variable `TUWEN_API_BASE` or into the user configuration
       *[other] delete the line, reset the secret if the file was ever shared, and put the new one into the environment variable `WECHAT_APP_SECRET` or into `.env`
    }
config-no-account = there is something to send to WeChat, and no account is configured
    .hint = set `WECHAT_APP_ID` and `WECHAT_APP_SECRET`, or try without an account: `--sandbox`
config-no-secret = there is something to send to WeChat, and `{ $key }` is not set for `{ $app_id }`
    .hint = { $key ->
        [app-secret] set `WECHAT_APP_SECRET` in the environment or in `.env`; you find it at developers.weixin.qq.com/platform → 我的业务 → your account
       *[other] set `{ $variable }` in the environment, or `{ $key }` in the user configuration
    }
config-secret-unavailable = { $kind ->
        [file] the secret cannot be read from `{ $place }`
        [command] the command `{ $place } …` gives no secret
        [url] the token server `{ $place }` gives no token
       *[other] the keyring entry `{ $place }` gives no secret
    }: { $reason ->
        [empty] it is empty
        [timeout] no answer in time
        [too-long] it is too long
        [not-text] it is not text
        [bad-url] the address is not a URL
        [no-entry] there is no such entry
        [no-keyring] there is no keyring, or it is locked
        [not-built-in] this tuwen was built without the feature `keyring`
        [dns] the name cannot be resolved
        [refused] the connection was refused
        [closed] the connection was closed
        [no-route] there is no route to it
        [tls] the encrypted connection could not be set up
        [proxy] the proxy does not pass it on
        [certificates] this system has no root certificates
        [connect] connecting failed
        [other] the connection failed
       *[else] { $reason }
    }
    .hint = { $kind ->
        [file] check that the file is there and holds the secret in its first line
        [command] run the command by hand: it has to print the secret and end with 0
        [url] check the address and the server; its answer is a token, or JSON with `access_token`
       *[other] put the secret there, or choose another place for it
    }
config-untrusted-source = `{ $path }` says where secrets come from (`{ $key }`), and a file that travels with the articles must not
    .hint = set it in the environment or in the user configuration
config-open-secret = `{ $path }` holds a secret, and others on this machine can read it
    .hint = run `chmod 600 { $path }`
config-unknown-account = there is no account `{ $account }` in the configuration
    .hint = add `[accounts."{ $account }"]` with its `app-id` to `tuwen.toml`, or name another with `--account`
config-insecure-base = `{ $base }` would carry secrets over plain http
    .hint = use `https://` (plain http is for this machine only)
config-bad-certificates = cannot take root certificates from `{ $path }`: { $reason }
    .hint = name a file in PEM form (`-----BEGIN CERTIFICATE-----`) with `SSL_CERT_FILE`, a directory of such files with `SSL_CERT_DIR`, or remove the variable
config-untrusted-base = `{ $path }` sends requests to `{ $base }`, and a file that travels with the articles must not decide who gets the secrets
    .hint = set `TUWEN_API_BASE` in the environment, or `api-base` in the user configuration
config-untrusted-fence = `{ $path }` { $key ->
        [lock] names a lockfile outside of the project
        [TUWEN_LOCK] names a lockfile
        [ledger] names a folder outside of the project
        [TUWEN_LEDGER] names a folder
        [cover] names a cover outside of the project
       *[other] lets images come from outside the project
    } (`{ $key }`), and a file that travels with the articles must not decide what leaves this machine or is written on it
    .hint = { $key ->
        [lock] name a file inside it, or give `--lock=FILE`
        [TUWEN_LOCK] give `--lock=FILE`
        [ledger] name a folder inside it, or set `TUWEN_LEDGER` in the environment
        [TUWEN_LEDGER] set it in the environment, or `ledger` in the user configuration
        [cover] name a picture inside it, or give `--cover FILE`
       *[other] use `--root DIR` or `--allow-outside`, or set it in the user configuration
    }
config-untrusted-command = `{ $path }` names a program to run (`{ $key }`), and a file that travels with the articles must not
    .hint = set it in the user configuration
config-no-data-dir = there is no directory for data ({ $path }): { $reason }
    .hint = name one with `--cache-dir DIR` or `TUWEN_CACHE_DIR`
config-exists = `{ $path }` is there already and stays as it is
    .hint = edit it, or remove it first

clock-wrong = this machine's clock is { $amount } { $unit } { $direction ->
        [ahead] ahead of
       *[behind] behind
    } WeChat's, so that tokens and certificates look expired or not yet valid
    .hint = set the clock, or let the system do it (Linux: `timedatectl set-ntp true`)

## The ledger

ledger-broken = the ledger `{ $path }` is damaged: { $reason }
    .hint = nothing to do: the next run that uploads sets it aside and begins a new one, and images are uploaded again when they are next needed

ledger-set-aside = the ledger `{ $path }` was broken and is now `{ $aside }`; a new one was begun: { $reason }
    .hint = nothing to do; images are uploaded again when they are next needed
ledger-unavailable = the ledger `{ $path }` cannot be written, so this run is not remembered: { $reason }
    .hint = check the directory's permissions and the free space, or name another with `--cache-dir DIR`
ledger-not-recorded = an upload succeeded and could not be recorded in `{ $path }`: { $reason }
    .hint = check the free space; the image is uploaded again next time

cache-import-invalid = { $path }{ $line ->
        [none] {""}
       *[other] :{ $line }
    }: { $reason }; nothing was imported
    .hint = give a file that `tuwen cache export` has written, or `-` for standard input
ledger-shared-address = { $reason ->
        [address] the address of the shared ledger{ $scheme ->
            [none] {""}
           *[other] {" "}(`{ $scheme }://…`)
        } is none that can be used
        [feature] this tuwen was built without the feature `shared-ledger`
       *[other] the shared ledger (`{ $scheme }://…`) cannot be set up: { $reason }
    }
    .hint = write `redis://HOST/0/PREFIX`, `s3://BUCKET/PREFIX?region=…`, `webdavs://HOST/PATH` or the path of a folder; `off` uses none
ledger-shared-unavailable = the shared ledger `{ $ledger }` does not answer, so the run goes on with what this machine remembers: { $reason ->
        [timeout] no answer in time
        [dns] the name cannot be resolved
        [refused] the connection was refused
        [closed] the connection was closed
        [no-route] there is no route to it
        [tls] the encrypted connection could not be set up
        [proxy] the proxy does not pass it on
        [proxy-login] the proxy refuses the user name and password, or wants some
        [proxy-gone] the proxy cannot be reached
        [certificates] this system has no root certificates
        [connect] connecting failed
        [other] the connection failed
       *[text] { $reason }
    }
    .hint = check the store, and user and password in `TUWEN_LEDGER`; the next run tells it what it missed
cache-gone = the picture is not there any more: { $url }
    .hint = `tuwen cache verify --forget` forgets it; then publish the articles again
cache-unverified = nobody can tell whether `{ $url }` is still there: { $reason ->
        [timeout] no answer in time
        [dns] the name cannot be resolved
        [refused] the connection was refused
        [closed] the connection was closed
        [no-route] there is no route to it
        [tls] the encrypted connection could not be set up
        [proxy] the proxy does not pass it on
        [proxy-login] the proxy refuses the user name and password, or wants some
        [proxy-gone] the proxy cannot be reached
        [certificates] this system has no root certificates
        [connect] connecting failed
        [other] the connection failed
        [html] a web page comes in its place
       *[status] { $reason }
    }
    .hint = check the network and run again later
lockfile-prune-unsure = { $count ->
        [one] 1 picture of these articles is
       *[other] { $count } pictures of these articles are
    } not known here, and lines of the lockfile may be { $count ->
        [one] its
       *[other] theirs
    }; nothing was taken out
    .hint = publish the articles once, so that pictures at other hosts are known and missing ones are told; `tuwen check` names those that are missing
draft-missing = there is no draft `{ $media_id }` in this account's draft box { part-reply }
    .hint = `tuwen draft list` names those that are there; a draft that was published is no draft any more
draft-no-preview = the draft `{ $media_id }` has no preview that can be opened here
    .hint = look at it in the draft box at mp.weixin.qq.com
draft-unconfirmed = { $count ->
        [one] 1 draft was
       *[other] { $count } drafts were
    } not deleted: nobody has confirmed it
    .hint = answer `y`, or give `--yes`
draft-no-title = a draft needs a title, and the article has none
    .hint = write `title:` into its front matter, begin it with `# …`, or give `--title`
draft-bad-field = { $field ->
        [source-url] the source URL is no web address: `{ $value }`
        [comments] who may comment is not understood: `{ $value }`
        [cover] the cover is no picture that can be found: `{ $value }`
       *[other] this is no part of a cover in the right shape: `{ $value }`
    }
    .hint = { $field ->
        [source-url] write the whole address, with `https://`
        [comments] write `open`, `fans` or `off`
        [cover] name a picture file or a URL
        [cover-square] write `X1,Y1,X2,Y2` in fractions of the picture from 0 to 1, as wide as high in pixels
       *[other] write `X1,Y1,X2,Y2` in fractions of the picture from 0 to 1, in pixels 2.35 times as wide as high
    }
draft-incomplete = the article is not complete, so it did not become a draft
    .hint = mend what is told above and run again; `--allow-missing` is for pages, not for drafts
draft-empty = the article says and shows nothing, so it did not become a draft
    .hint = write something, or leave it out
draft-together = the article was left out: another one of the same draft cannot be part of it
    .hint = mend what is told of that one and run again
draft-not-sent = the article did not become a draft, because of the problem told below ({ $cause })
    .hint = mend that and run again; pictures that are uploaded are not sent again
draft-cover-gone = a picture of the draft is not in the account's library any more { part-reply }
    .hint = run again; if it stays so, look whether the account is the right one
draft-replaced = { $reason ->
        [count] the draft `{ $media_id }` had another number of articles: a new one took its place
       *[gone] the draft `{ $media_id }` is not in the draft box any more: it was deleted or published
    }
    .hint = { $reason ->
        [count] the old one was deleted
       *[gone] a new draft was made
    }
draft-overwritten = the draft `{ $media_id }` was changed in the draft box since it was sent, and is now as the article is
    .hint = what was there is kept in `{ $path }`
draft-renamed = `{ $path }` is gone and was the same article: its draft `{ $media_id }` is this one's now
    .hint = write an `id:` into the front matter, and renaming is never in doubt
draft-id-taken = the id `{ $id }` belongs to another article, `{ $other }`
    .hint = give one of them another `id:`
draft-lost = WeChat dropped { $kind ->
        [picture] a picture: { $what }
        [element] `<{ $what }>`
        [link] where a link leads: { $what }
        [attribute] the attribute `{ $what }`
        [declaration] the style `{ $what }`
        [field] or changed the { $what ->
            [source-url] source URL
            [comments] right to comment
           *[other] { $what }
        }
       *[text] text: { $what }
    }{ $count ->
        [one] {""}
       *[other] , { $count } times
    }
    .hint = look at the draft: `tuwen draft open`
draft-trigger = { $certainty ->
        [known] WeChat refuses
       *[suspected] WeChat may have refused
    } { $trigger ->
        [title] the title
        [digest] the digest
        [author] the author
        [source-url] the source URL
        [bytes] a text of { $what } bytes
        [characters] a text of { $what } characters
        [fragment-link] a link into the article itself: { $what }
        [preview-link] a link to an article that is not published: { $what }
        [editor-element] sound or video that only the web editor can put in: `<{ $what }>`
        [long-text] a picture post with so much text: { $what } characters
        [control] a control character: { $what }
        [mini-program] a mini program that is not linked to the account: { $what }
        [home-page] a link to another account's home page: { $what }
        [link-address] a link whose address is none: { $what }
        [link-text] a link without a text: { $what }
        [service-page] a link to a page of its own that is no article: { $what }
       *[foreign-link] a link to another site: { $what }
    }
    .hint = take it out, or change it, and run again
draft-not-compared = the draft is there, and could not be read back to see what WeChat made of it ({ $cause })
    .hint = look at it: `tuwen draft open`
draft-no-comments = the account may not open comments; the draft is without them
    .hint = take `comments` out, or apply for comments at mp.weixin.qq.com
draft-too-many = { $count } articles are too many for one draft; it holds { $most }
    .hint = name fewer, or leave `--together` out
draft-one-article = `{ $option }` is for one article, and there are { $count }
    .hint = write it into the front matter of each
draft-no-pictures = a picture post needs pictures, and the article shows none
    .hint = add one, or take `type: newspic` out
draft-more-pictures = a picture post has { $most } pictures at most; of { $count } the first are taken
    .hint = leave some out, or make two posts
draft-body-too-long = the page has { $size }; a draft may have less than { $limit }
    .hint = split the article, or use pictures for formulas (`--formulas png`)
draft-text-too-long = the text of the picture post has { $length } characters; WeChat takes { $most }
    .hint = shorten it, or take `type: newspic` out
draft-small-cover = the cover has only { $width }×{ $height } pixels, and WeChat may refuse it
    .hint = take one of 900 pixels and more; WeChat suggests 900×383
draft-plain-cover = the cover has no title on it: no font of this machine has its characters
    .hint = install a Chinese font (Noto Sans CJK, say), or name a picture with `cover:`
draft-not-recorded = which draft this is could not be written into `{ $path }`: { $reason }
    .hint = mend that before the next run, or it makes a second draft
publication-unconfirmed = the draft `{ $media_id }` was not published: nobody has confirmed it
    .hint = look at it with `tuwen draft open`, then add `--yes`; what is published is there for everybody to read
publication-running = it is still being published (publish_id { $publish_id })
    .hint = look under 发表记录 at mp.weixin.qq.com in a while; do not publish the draft again before
publication-not-original = it was not published: { $numbers ->
        [none] WeChat does not accept it as original (原创)
       *[other] WeChat does not accept article { $numbers } as original (原创)
    } (publish_id { $publish_id })
    .hint = look for the notice at mp.weixin.qq.com → 通知中心; take the declaration of originality back, or change the text
publication-failed = it was not published, and WeChat does not say why (state { $state }, publish_id { $publish_id })
    .hint = publish the draft by hand at mp.weixin.qq.com → 草稿箱, which says what is wrong
publication-review-refused = it was not published: { $numbers ->
        [none] the review refused it
       *[other] the review refused article { $numbers }
    } (publish_id { $publish_id })
    .hint = look for the notice at mp.weixin.qq.com → 通知中心, and change what it names
publication-deleted = it was published, and all of its articles were deleted by the account (publish_id { $publish_id })
    .hint = look under 发表记录 at mp.weixin.qq.com; to publish it anew, make a new draft
publication-banned = it was published, and WeChat has banned all of its articles (publish_id { $publish_id })
    .hint = look for the notice at mp.weixin.qq.com → 通知中心
publication-accepted = WeChat has taken the draft `{ $media_id }` for publishing, and its answer was lost: the draft has left the box, and the publish_id is not known
    .hint = look under 发表记录 at mp.weixin.qq.com; there is nothing to send again
publication-uncertain = whether WeChat publishes the draft `{ $media_id }` is not known: its answer was lost{ $place ->
        [box] , and the draft is still in the box
       *[other] , and the box could not be looked into
    }
    .hint = look under 发表记录 at mp.weixin.qq.com in a while, and publish again only if it is not there
mdbook-no-book = { $reason ->
        [terminal] a book is expected on standard input
       *[other] standard input holds no book: { $reason }
    }
    .hint = mdBook runs this command; write `[output.tuwen]` and below it `command = "tuwen mdbook"` into `book.toml`, then run `mdbook build`
mdbook-chapter-outside = the chapter `{ $path }` lies outside of the book
    .hint = give it a file of its own among the chapters, which brings the other one in with `#include`
lockfile-unreadable = the lockfile `{ $path }` cannot be read: { $reason }
    .hint = mend it, take it from git again (`git checkout -- { $path }`), or leave it out with `--lock=off`
lockfile-bad-line = { $path }:{ $line }: the line is no upload; it stays, and is not used
    .hint = mend or remove it; a line is `sha256:… ACCOUNT PROFILE URL`
lockfile-conflict = { $path }:{ $line }: git left a conflict here; both sides are used
    .hint = nothing to do: the next run that writes the file takes the marks away; `{ $path } merge=union` in `.gitattributes` avoids them

## WeChat

wechat-credentials = WeChat does not accept the AppID or AppSecret: { $errmsg } { part-reply }
    .hint = compare both with developers.weixin.qq.com/platform → 我的业务 → your account; if they are right, check the IP whitelist (IP 白名单) on the same page
wechat-ip-not-allowed = WeChat does not accept calls from this machine's address{ $ip ->
        [none] {""}
       *[other] {" "}`{ $ip }`
    } { part-reply }
    .hint = { $ip ->
        [none] add this machine's public address
       *[other] add `{ $ip }`
    } to the IP whitelist: developers.weixin.qq.com/platform → 我的业务 → your account → IP 白名单; it takes 5–10 minutes
wechat-classic-token = the token was fetched in the classic way, which makes the one that other programs of this account hold worthless in five minutes
    .hint = set `auth = "stable-token"`, unless you know that nobody else uses the account
wechat-token = WeChat does not accept the access token: { $errmsg } { part-reply }
    .hint = if the token is a given one, get a new one; else see that nobody else renews this account's token at the same time
wechat-forbidden = the account may not do this: { $errmsg } { part-reply }
    .hint = look up the account's interface permissions (接口权限) at mp.weixin.qq.com → 设置与开发; some need verification
wechat-quota-spent = WeChat takes no more calls of this kind{ $most ->
        [none] {""}
       *[other] {" "}({ $called } of { $most } a day)
    }: { $errmsg } { part-reply }
    .hint = { $kind ->
        [classic] the classic token endpoint is used up: set `auth = "stable-token"`
       *[other] run again after midnight, Beijing time{ $hours ->
            [none] {""}
           *[other] {" "}(in { $hours } h { $minutes } min)
        }; finished uploads are remembered
    }
wechat-library-full = { $subject ->
        [cover] the cover
       *[other] the animation
    } has no place in the account's material library: { $errmsg } { part-reply }
    .hint = { $subject ->
        [cover] delete old pictures at mp.weixin.qq.com → 素材库, and run again
       *[other] delete old pictures at mp.weixin.qq.com → 素材库, or use `--animated first-frame`
    }
wechat-library-refused = the animation has no place in the account's material library{ $most ->
        [none] {""}
       *[other] {" "}({ $called } of { $most } calls a day)
    }: { $errmsg } { part-reply }
    .hint = run again tomorrow, or use `--animated first-frame`
wechat-account = WeChat refuses the account: { $errmsg } { part-reply }
    .hint = look for a notice about the account at mp.weixin.qq.com
wechat-rate-limited = WeChat asks for fewer requests a minute: { $errmsg } { part-reply }
    .hint = run again in a minute with a smaller `--jobs`; finished uploads are remembered
wechat-busy = WeChat is busy: { $errmsg } { part-reply }
    .hint = run again in a few minutes; finished uploads are remembered
wechat-content-refused = WeChat refused the text: { $errmsg } { part-reply }
    .hint = change what it names and run again
wechat-unreachable = no connection to `{ $host }`{ $proxy ->
        [none] {""}
       *[other] {" "}through the proxy `{ $proxy }`
    }: { $reason ->
        [timeout] no answer in time
        [dns] the name cannot be resolved
        [refused] the connection was refused
        [closed] the connection was closed
        [no-route] there is no route to it
        [tls] the encrypted connection could not be set up
        [proxy] the proxy does not pass it on
        [proxy-login] the proxy refuses the user name and password, or wants some
        [proxy-gone] the proxy cannot be reached
        [certificates] this system has no root certificates
        [connect] connecting failed
       *[other] the connection failed
    }
    .hint = { $reason ->
        [certificates] install the system's root certificates (package `ca-certificates`)
        [tls] check this machine's clock; if a company's proxy or a relay signs its own certificates, name their root certificate with `SSL_CERT_FILE`
       *[other] { $proxy ->
            [none] check the network and run again; finished uploads are remembered
           *[other] check `HTTPS_PROXY` or `ALL_PROXY`, or go past the proxy with `NO_PROXY={ $host }`
        }
    }
wechat-bad-reply = the answer is not WeChat's (HTTP { $status }): { $reason ->
        [empty] it is empty
        [html] it is a web page
        [truncated] it is cut off
        [not-json] it is not JSON
        [too-long] it is too long
        [redirect] it is a redirect
        [login] a relay wants a user name and a password, or refuses those it was given
        [no-token] there is no token in it
        [no-url] there is no URL in it
        [no-quota] there is no quota in it
        [no-media-id] there is no media_id in it
       *[other] unexpected status
    }
    .hint = { $reason ->
        [login] put them into the base: `TUWEN_API_BASE=https://user:password@host/path`
       *[other] check that no proxy or login page answers in WeChat's place, then run again
    }
wechat-unusable-url = WeChat stored the picture under an address that tuwen does not know: `{ $host }`
    .hint = update tuwen; if it is the newest, please report this line
wechat-our-fault = WeChat says that our request is malformed: { $errmsg } { part-reply }
    .hint = please report this as a bug of tuwen, with this line
wechat-unknown = WeChat refused with an unknown code: { $errmsg } { part-reply }
    .hint = look the code up at developers.weixin.qq.com (全局错误码)

## The program

git-missing = cannot run the program `git`: { $reason }
    .hint = install git, or name the files instead
git-no-repository = `{ $path }` is in no git repository
    .hint = run this in a repository, or name the files instead
git-failed = `git { $command }` failed: { $reason }
    .hint = correct what git says, and run again
check-unknown-rule = there is no rule `{ $code }`{ $similar ->
        [none] {""}
       *[other] {" "}(there is `{ $similar }`)
    }
    .hint = `tuwen check --explain` lists all rules
check-fix-staged = `--fix` changes files, and what is staged is no file
    .hint = run `tuwen check --fix` without `--staged`, then `git add`
hook-shared = the hooks of this repository are in `{ $path }`, which other repositories use as well
    .hint = set `core.hooksPath` for this repository, or call `tuwen check --staged` from the hook there
hook-unwritable = cannot write the hook `{ $path }`: { $reason }
    .hint = check the permissions
preview-bind = the preview cannot listen on this machine: { $reason }
    .hint = let local programs listen on 127.0.0.1 (firewall, sandbox of the system), or write a page with `tuwen publish --open`
preview-one-article = a preview shows one article, and there are { $count }
    .hint = name one file
sandbox-bind = the sandbox cannot listen on `{ $address }`: { $reason }
    .hint = name a free port with `--listen 127.0.0.1:PORT`
sandbox-token-file = the sandbox cannot write its cloud tokens to `{ $path }`: { $reason }
    .hint = name a file in a directory of yours with `--cloud-token-file FILE`
internal-bug = something in tuwen broke: { $reason }
    .hint = please report this as a bug, with the article if you can
run-deadline = the run was not finished within { $seconds } s
    .hint = run again to go on, or give it more time with `--deadline`; finished uploads are remembered
run-interrupted = interrupted
    .hint = run again to go on; finished uploads are remembered

## What systems say

reason-address-already-in-use = the address is in use already
reason-cannot-assign-requested-address = the address is not one of this machine
reason-directory-not-empty = the directory is not empty
reason-disk-quota-exceeded = the disk quota is used up
reason-file-name-too-long = the name is too long
reason-input-output-error = the disk or the device failed
reason-is-a-directory = it is a directory
reason-larger-than-1-mb = it is larger than 1 MB
reason-no-certificate = there is no certificate in it
reason-no-space-left-on-device = the disk is full
reason-no-such-file-or-directory = there is no such file or directory
reason-not-a-directory = a part of the path is not a directory
reason-not-of-the-form-name-value = it is not of the form `NAME=value`
reason-not-utf-8 = it is not UTF-8
reason-operation-not-permitted = this is not permitted
reason-permission-denied = permission denied
reason-read-only-file-system = the file system is read-only
reason-too-many-levels-of-symbolic-links = its symbolic links lead in a circle
reason-too-many-open-files = too many files are open

## The console

ui-error = error
ui-warning = warning
ui-hint = hint
ui-colon = :{" "}
ui-comma = ,{" "}
ui-more-places = and { $count ->
        [one] one more place
       *[other] { $count } more places
    } in this article
ui-progress-articles = { $done }/{ $count } articles
ui-progress-rate = { $bytes }/s
ui-progress-left = { $time } left
ui-progress-between = {" · "}
ui-progress = { $done }/{ $count } images, { $bytes } of { $total }
ui-quiet = WeChat asks for fewer requests a minute: going on in { $seconds } s, more slowly
ui-stopping = stopping; requests in flight are finished and recorded, Ctrl-C again ends at once
ui-stdout = standard output

ui-passed-over = { $count ->
        [one] 1 page has
       *[other] { $count } pages have
    } nothing that `--select` names, and { $count ->
        [one] was
       *[other] were
    } passed over
ui-remark-failed = failed
ui-remark-not-written = not written, { $failed ->
        [0] see above
        [one] 1 image cannot be served
       *[other] { $failed } images cannot be served
    }
ui-remark-incomplete = written, { $failed ->
        [0] see above
        [one] 1 image left as it was
       *[other] { $failed } images left as they were
    }
ui-remark-dry-run-incomplete = would be written, { $failed ->
        [0] see above
        [one] 1 image left as it was
       *[other] { $failed } images left as they were
    }
ui-remark-unchanged = unchanged
ui-remark-dry-run = would be written
ui-written = { $count ->
        [one] 1 article
       *[other] { $count } articles
    } written (`-v` lists each)
ui-would-write = { $count ->
        [one] 1 article
       *[other] { $count } articles
    } would be written (`-v` lists each)
ui-page-size = { $characters } characters, { $bytes }
ui-stale = { $output }: { $article } is gone{ $status ->
        [changed] ; the page was changed since it was written, and stays
        [removed] ; removed
        [would-remove] ; would be removed
       *[kept] ; `--clean` removes the page
    }
ui-stale-many = { $count } more outputs whose articles are gone{ $status ->
        [removed] , removed
        [would-remove] , would be removed
       *[kept] ; `--clean` removes those that were not changed since they were written
    }
ui-lockfile = { $path }: { $count ->
        [one] 1 line is
       *[other] { $count } lines are
    } new or changed
ui-drafts = { $shown } of { $count ->
        [one] 1 draft
       *[other] { $count } drafts
    }
ui-drafts-delete = { $count ->
        [one] 1 draft
       *[other] { $count } drafts
    } will be deleted for good. Go on? [y/N]
ui-drafts-deleted = { $count ->
        [one] 1 draft
       *[other] { $count } drafts
    } deleted
ui-draft-created = { $input }: new draft “{ $title }”{ $others ->
        [0] {""}
        [one] {" "}and 1 more article
       *[other] {" "}and { $others } more articles
    }{ $cover }
ui-draft-updated = { $input }: draft updated “{ $title }”{ $others ->
        [0] {""}
        [one] {" "}and 1 more article
       *[other] {" "}and { $others } more articles
    }{ $cover }
ui-draft-would-create = { $input }: would become a new draft “{ $title }”{ $others ->
        [0] {""}
        [one] {" "}and 1 more article
       *[other] {" "}and { $others } more articles
    }{ $cover }
ui-draft-would-update = { $input }: its draft would be updated “{ $title }”{ $others ->
        [0] {""}
        [one] {" "}and 1 more article
       *[other] {" "}and { $others } more articles
    }{ $cover }
ui-draft-with-cover = { $from ->
        [drawn] , with a cover drawn from the title
       *[other] , with the cover { $picture }
    }
ui-drafts-unchanged = { $count ->
        [one] 1 draft is
       *[other] { $count } drafts are
    } as before
ui-drafts-next-step = next: tuwen draft list, or look into the draft box at mp.weixin.qq.com
ui-draft-next-step-sandbox = next: tuwen draft show { $media_id } --sandbox
ui-drafts-next-step-sandbox = next: tuwen draft list --sandbox
ui-draft-next-step = next: tuwen draft open { $media_id }, or look into the draft box at mp.weixin.qq.com
ui-draft-next = ——
ui-draft-title = title:   {""}
ui-draft-author = author:  {""}
ui-draft-digest = digest:  {""}
ui-draft-source = source:  {""}
ui-draft-cover = cover:   {""}
ui-draft-body = body:    {""}
ui-draft-opened = opened in the browser
ui-publication-taken = WeChat has taken the draft for publishing (publish_id { $publish_id })
ui-publication-done = { $count ->
        [one] 1 article
       *[other] { $count } articles
    } published
ui-unchanged = { $count ->
        [one] 1 article
       *[other] { $count } articles
    } unchanged

ui-status-uploaded = uploaded
ui-status-would-upload = would be uploaded
ui-status-reused = reused
ui-status-kept = kept
ui-in-library = material library
ui-more-fitted = … and { $count } more (`-v` lists each)
ui-status-failed = failed

ui-sum-articles = { $count } articles
ui-sum-images = { $count ->
        [0] no images
        [one] 1 reference
       *[other] { $count } references
    }
ui-sum-uploaded = { $count ->
        [one] 1 image
       *[other] { $count } images
    } uploaded ({ $bytes })
ui-sum-would-upload = { $count ->
        [one] 1 image
       *[other] { $count } images
    } would be uploaded
ui-sum-reused = { $count ->
        [one] 1 image
       *[other] { $count } images
    } reused
ui-sum-fitted = { $count ->
        [one] 1 made to fit
       *[other] { $count } made to fit
    }
ui-sum-library = { $count ->
        [one] 1 counts in the material library
       *[other] { $count } count in the material library
    }
ui-sum-kept = { $count } kept
ui-sum-failed = { $count } failed
ui-sum-requests = { $count ->
        [one] 1 request
       *[other] { $count } requests
    }

ui-preview-file = see it as on a phone: { $path }
ui-preview-running = the preview of { $path } follows the file; Ctrl-C ends it
ui-copied = the page is on the clipboard: paste it into the editor at mp.weixin.qq.com
ui-next-paste = next: open { $path } in a browser, select all, copy, and paste into the editor at mp.weixin.qq.com
ui-sandbox-urls = sandbox: these image URLs lead nowhere; run without `--sandbox` to publish

ui-sandbox-running = the sandbox is running; set these variables where tuwen or another client is to use it
ui-sandbox-exports = export TUWEN_API_BASE={ $base }
    export WECHAT_APP_ID={ $app_id }
    export WECHAT_APP_SECRET={ $app_secret }
    {""}
ui-sandbox-exports-sidecar = export TUWEN_AUTH=cloud-sidecar
    {""}
ui-sandbox-exports-token-file = export TUWEN_AUTH=cloud-token
    export WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE={ $path }
    {""}
ui-sandbox-stop = Ctrl-C ends it

ui-cache-ledger = ledger: { $path } ({ $size })
ui-cache-entries = { $entries ->
        [one] 1 upload remembered
       *[other] { $entries } uploads remembered
    } ({ $bytes })
ui-cache-account = - { $account }: { $entries }
ui-cache-files = { $files ->
        [one] 1 file
       *[other] { $files } files
    } in the index
ui-cache-empty = nothing is remembered yet
ui-cache-verified = { $count ->
        [one] 1 picture
       *[other] { $count } pictures
    }: { $gone } gone, { $unknown } not to be told{ $forgotten ->
        [0] {""}
        [one] ; 1 upload forgotten
       *[other] ; { $forgotten } uploads forgotten
    }
ui-cache-pruned = dropped: { $files ->
        [one] 1 file
       *[other] { $files } files
    }, { $articles ->
        [one] 1 article
       *[other] { $articles } articles
    }, { $lines ->
        [one] 1 line
       *[other] { $lines } lines
    } of the lockfile; the ledger has { $size }
ui-cache-imported = { $entries ->
        [0] nothing that was not known
        [one] 1 upload is new
       *[other] { $entries } uploads are new
    }
ui-cache-forgotten = { $entries ->
        [0] nothing to forget
        [one] 1 upload forgotten
       *[other] { $entries } uploads forgotten
    }

ui-theme-bamboo = quiet green, for long texts of any kind (default)
ui-theme-literary = song letters, set in paragraphs, centred headings: essays and stories
ui-theme-technical = blue, headings numbered 1, 1.1, tables with all their lines
ui-theme-magazine = black and red, large numbers, strong rules
ui-theme-academic = papers: Chinese numbering, tables of three lines
ui-theme-warm = orange and round, for life and letters
ui-theme-ink = black on white with a red seal, wide lines
ui-theme-vivid = gradients and colour fields
ui-theme-midnight = night-blue fields with a yellow light
ui-themes-next = show one: `tuwen themes show NAME`; use one: `tuwen publish ARTICLE --theme NAME`
ui-themes-good = nothing that WeChat would ignore
ui-themes-found = { $count ->
        [one] one place
       *[other] { $count } places
    } without effect
ui-themes-gallery = wrote { $path }; open it in a browser
ui-themes-title = The themes of tuwen
ui-check-articles = { $count ->
        [0] no articles
        [one] 1 article
       *[other] { $count } articles
    }
ui-check-errors = { $count ->
        [one] 1 error
       *[other] { $count } errors
    }
ui-check-warnings = { $count ->
        [one] 1 warning
       *[other] { $count } warnings
    }
ui-check-good = nothing to say
ui-check-fixed = { $path }: `{ $value }` is now `{ $other }`
ui-check-default = Unless something else is said in `tuwen.toml`: { $value }
ui-hook-installed = { $path } checks articles from now on
ui-hook-unchanged = { $path } checks articles already
ui-hook-removed = { $path } checks articles no longer
ui-hook-none = { $path } does not check articles
ui-hook-kept = the hook that was there is kept as { $path } and runs after the check
ui-hook-no-program = tuwen is not on PATH, so the articles were not checked
ui-init-written = wrote { $path }
ui-init-ignore = hint: add a line `.env` to { $path }, so that secrets never get into git
ui-init-attributes = { $path }: a line was added by which git merges tuwen.lock
ui-init-next = next: set `WECHAT_APP_ID` and `WECHAT_APP_SECRET` in the environment or in `.env`; try `tuwen publish ARTICLE --dry-run`
ui-man-written = wrote { $count } pages to { $path }

## Mistakes on the command line

usage-unknown-option = there is no option `{ $option }`
    .hint = see `{ $help }`
usage-unknown-verb = there is no command `{ $verb }`
    .hint = see `tuwen --help`
usage-missing = something is missing: { $option }
    .hint = see `{ $help }`
usage-missing-verb = the command is not complete
    .hint = see `{ $help }`
usage-no-value = `{ $option }` needs a value
    .hint = see `{ $help }`
usage-bad-value = `{ $value }` does not fit `{ $option }`
    .hint = see `{ $help }`
usage-conflict = `{ $option }` and `{ $other }` exclude each other
    .hint = leave one of them out
usage-twice = `{ $option }` is given more than once
    .hint = give it once
usage-too-many = `{ $option }` has the wrong number of values
    .hint = see `{ $help }`
usage-not-unicode = an argument is not valid Unicode
    .hint = see `{ $help }`
usage-other = the command line cannot be understood
    .hint = see `{ $help }`
usage-suggest = did you mean `{ $suggestion }`?
usage-possible = use one of { $possible }

## Help

help-usage = Usage:{" "}
help-heading-commands = Commands
help-heading-input = Input
help-heading-output = Output
help-heading-look = Look
help-heading-draft = Draft
help-heading-rules = Rules
help-heading-images = Images
help-heading-account = Account
help-heading-general = General
help-more =
    Environment: WECHAT_APP_ID, WECHAT_APP_SECRET or WECHAT_ACCESS_TOKEN; every option as TUWEN_…, such as TUWEN_JOBS.
    Exit status: 0 done · 1 an article is not complete · 2 usage or configuration · 3 WeChat refuses the account · 4 WeChat cannot be reached · 130 interrupted.

help-tuwen = Publish Markdown and HTML articles to WeChat Official Accounts: every image hosted once
    .usage = tuwen COMMAND [OPTIONS]
help-publish = Make pages ready to paste into the WeChat editor
    .usage = tuwen publish [OPTIONS] INPUT...
help-rewrite = Give articles back with only their image URLs changed
    .usage = tuwen rewrite [OPTIONS] INPUT...
help-check = Find what is wrong with articles: no network, no secret, nothing written
    .usage = tuwen check [OPTIONS] [INPUT]...
help-hook = Let git check articles before it commits or pushes
    .usage = tuwen hook COMMAND
help-hook-install = Add the check to the hooks of this repository; hooks that are there go on working
    .usage = tuwen hook install [--pre-commit] [--pre-push]
help-hook-uninstall = Take the check out again, and nothing else
    .usage = tuwen hook uninstall [--pre-commit] [--pre-push]
help-preview = Show an article as on a phone, follow the file, and copy the page with one click
    .usage = tuwen preview [OPTIONS] INPUT
help-upload = Upload pictures and print one hosted URL per line
    .usage = tuwen upload [OPTIONS] IMAGE...
help-draft = Look into the account's draft box, and publish from it
    .usage = tuwen draft COMMAND [OPTIONS]
help-draft-list = List the newest drafts: time, id, title
    .usage = tuwen draft list [OPTIONS]
help-draft-show = Tell title, author, digest, source, cover and size of a draft; with --report json also its body
    .usage = tuwen draft show [OPTIONS] ID
help-draft-open = Open WeChat's own preview of a draft in the browser
    .usage = tuwen draft open [OPTIONS] ID
help-draft-delete = Delete drafts, for good
    .usage = tuwen draft delete [OPTIONS] ID...
help-draft-publish = Publish a draft, for everybody to read; tells the addresses of its articles
    .usage = tuwen draft publish [OPTIONS] --yes ID
help-option-draft-publish-yes = Publish it indeed; without this nothing is done
help-option-draft-publish-deadline = Wait at most so long for its end [default: 2m]
help-option-id = Id of the draft, as `draft list` tells it
help-option-ids = Ids of the drafts, as `draft list` tells them
help-option-most = At most so many [default: 20]
help-option-yes = Do not ask
help-mdbook = Publish a book: a backend that mdBook runs
    .usage = tuwen mdbook [OPTIONS]
help-cache = Look into what was uploaded before, or forget it
    .usage = tuwen cache COMMAND [OPTIONS]
help-cache-stats = Count what is remembered, by account
    .usage = tuwen cache stats [OPTIONS]
help-cache-list = List what is remembered: time, account, digest, bytes, URL
    .usage = tuwen cache list [OPTIONS]
help-cache-forget = Forget uploads, so that they are made again
    .usage = tuwen cache forget [OPTIONS] ENTRY... | --all
help-cache-verify = Ask whether the pictures behind the remembered URLs are still there
    .usage = tuwen cache verify [OPTIONS]
help-option-forget = Forget those that are gone, so that they are uploaded again
help-cache-prune = Drop what is remembered of files and articles that are gone; with articles, also lines of tuwen.lock that none of them uses
    .usage = tuwen cache prune [OPTIONS] [INPUT]...
help-cache-export = Print what is remembered as JSON lines
    .usage = tuwen cache export [OPTIONS]
help-cache-import = Remember what another machine has exported
    .usage = tuwen cache import [OPTIONS] FILE
help-themes = List the themes, show one, check own CSS
    .usage = tuwen themes [show NAME | check FILE... | gallery] [OPTIONS]
help-themes-show = Print the CSS of a theme
    .usage = tuwen themes show NAME [OPTIONS]
help-themes-check = Find what WeChat would ignore in a style sheet
    .usage = tuwen themes check FILE... [OPTIONS]
help-themes-gallery = Write one page that shows every theme
    .usage = tuwen themes gallery -o FILE [OPTIONS]
help-doctor = Look for what is wrong with the set-up, and say what to do about it
    .usage = tuwen doctor [OPTIONS]
help-sandbox = Run the built-in emulator of the WeChat API on this machine
    .usage = tuwen sandbox [OPTIONS]
help-init = Write a commented tuwen.toml
    .usage = tuwen init [DIR]
help-completions = Print the completion script of a shell
    .usage = tuwen completions bash|elvish|fish|powershell|zsh
help-man = Print the manual page, or write one for each command
    .usage = tuwen man [-o DIR]
help-help = Explain a command
    .usage = tuwen help [COMMAND]

help-option-inputs = Article, directory, glob, or `-` for standard input
help-option-input = Article, or `-` for standard input
help-option-no-open = Print the address and open no browser
help-option-draft = Put the article into the account's draft box (草稿箱); run again, it updates that draft
help-option-new = Make a new draft although the article has one
help-option-together = Make one draft of all articles, at most 8, in this order
help-option-title = Title of the draft; without it that of the front matter, else the first `#`, which then leaves the text
help-option-author = Author, at most 16 Chinese characters
help-option-digest = Digest, at most 120 Chinese characters; without it the beginning of the first paragraph
help-option-source-url = Where 阅读原文 leads
help-option-cover = Picture of the draft; without it `cover:` of the front matter, else the first large picture, else one drawn from the title
help-option-cover-crop = Part of the cover that is shown in 2.35:1, in fractions of the picture
help-option-cover-square = Part of the cover that is shown as a square
help-option-comments = Who may comment
help-option-copy = Put the page on the clipboard, ready to be pasted into the editor; one article
help-option-open = Open the page in the browser, as on a phone and with a button that copies it
help-option-images = Picture file or URL
help-option-from = Format of the input, where no suffix tells it
help-option-base-dir = Where images of standard input are looked for
help-option-select = For HTML: the element that is the article [default: article, main, else body]
help-option-check-inputs = Article, directory, glob, or `-` for standard input [default: this directory]
help-option-staged = Only what is staged in git, as it is staged; articles that show a picture whose removal is staged as well
help-option-changed-since = Only what changed since this git revision, or since it branched off from there
help-option-files-from = The articles of this list, `-` for standard input; ended by NUL bytes or line ends
help-option-explain = Tell what a rule is about; without a rule, list all
help-option-strict = Let warnings fail as errors do
help-option-deny = Let findings of this rule fail; repeatable
help-option-warn = Only warn of findings of this rule; repeatable
help-option-allow = Say nothing of findings of this rule; repeatable
help-option-require-uploaded = Fail for pictures that nothing remembers as uploaded
help-option-unused = Tell pictures below the inputs that no article shows
help-option-fix = Correct letter case, slashes and raw spaces of image paths in the files
help-option-check-remote = Judge pictures at other hosts as if they were fetched, or kept as they are [default: fetch]
help-option-hook-install-pre-commit = Check what is staged before each commit [default]
help-option-hook-install-pre-push = Before each push, check what changed and that its pictures are uploaded
help-option-hook-uninstall-pre-commit = Only the one before commits [default: both]
help-option-hook-uninstall-pre-push = Only the one before pushes [default: both]
help-option-themes-show-name = The theme
help-option-themes-check-files = Style sheets to look at
help-option-theme = Theme of the page; `tuwen themes` lists them, `none` is without [default: bamboo]
help-option-css = Own style sheet, on top of the theme
help-option-primary = Colour of what stands out, such as `#0f766e`
help-option-font-size = Size of the text, such as `15px`
help-option-line-height = Height of a line, such as `1.8`
help-option-indent = First line of a paragraph set in by, such as `2em`
help-option-font = Kind of letters: `sans` or `serif`
help-option-output = File for one article, directory for several, `-` for standard output
help-option-publish-output = File for one article, directory for several, `-` for standard output [default: post.wechat.html beside post.md]
help-option-man-output = Directory to write a page for each command to
help-option-in-place = Replace each article by its rewritten self
help-option-dry-run = Show what would be done: no request, nothing written
help-option-clean = Remove outputs of earlier runs whose articles are gone; one that was changed since stays
help-option-allow-missing = Go on although images cannot be served; they are left as written
help-option-roots = Images may come from under here, and `/img/a.png` is relative to it; repeatable [default: the site's root, else the git top level, else the article's directory]
help-option-allow-outside = Images may come from anywhere
help-option-refresh = Upload again what was uploaded before
help-option-lock = Reuse the uploads that a lockfile remembers, and write new ones into it: `FILE`, which ends in .lock, or `off` [default: the tuwen.lock beside tuwen.toml, if there is one]
help-option-jobs = Uploads in flight, 1 to 64 [default: 4]
help-option-remote = Pictures at other hosts: fetch and upload them, or keep them as they are
help-option-publish-remote = Pictures at other hosts: fetch and upload them, or keep them as they are [default: fetch]
help-option-rewrite-remote = Pictures at other hosts: fetch and upload them, or keep them as they are [default: keep]
help-option-deadline = Stop gently after this time, such as 10m; what is in flight is finished and recorded [default: none]
help-option-timeout = Give up one attempt after this time and try again; an upload gets a second more for each 16 KB [default: 2m]
help-option-max-width = Longest edge of pictures that are encoded anew, 16 to 10,000 pixels [default: 2560]
help-option-quality = JPEG quality at most, 30 to 100 [default: the best that fits]
help-option-animated = Animations: keep them moving (as GIF, counted in the material library), take the first frame, or fail [default: keep]
help-option-caption = Captions of images that stand alone: their title, their title or else alternative text, or none [default: title]
help-option-links = Links to elsewhere: numbered notes below the text, or their text only [default: endnotes]
help-option-metadata = Show title, author and date from the front matter (Markdown)
help-option-spacing = Put a space between Chinese and Latin (Markdown)
help-option-formulas = Formulas: inline svg, sharp and in the colour of the text, or uploaded png, which take less of a page's characters [default: svg]
help-option-diagrams = Mermaid and other diagrams: draw and upload them, or show their code [default: draw]
help-option-code-theme = Colours of code: github, one-light, vscode-light, catppuccin-latte, solarized-light, gruvbox-light, github-dark, one-dark, vscode-dark, catppuccin-mocha, solarized-dark, gruvbox-dark, dracula, monokai, nord, tokyo-night [default: github]
help-option-code-lines = Number the lines of code; `linenos=false` behind the fence leaves a block out
help-option-code-dots = Draw the three dots of a window above code
help-option-account = Account of the configuration to use
help-option-sandbox = Use the built-in emulator: no account, no network
help-option-report = Form of the report; json goes to standard output; `check` has sarif and github, too [default: human]
help-option-lang = Language of messages [default: from the locale]
help-option-quiet = Say nothing but errors
help-option-verbose = Say what became of each image; -vv: tell each request too; -vvv: connections and causes as well
help-option-color = Colours: auto, always or never [default: auto]
help-option-no-progress = Draw no progress bar
help-option-config = User configuration to read
help-option-cache-dir = Where uploads are remembered
help-option-help = Print help
help-option-version = Print the version
help-option-file = JSON lines that `cache export` has printed, `-` for standard input
help-option-entries = Digest (sha256:…), hosted URL, or the picture file
help-option-all = Everything (of the account, with --account)
help-option-listen = Address and port [default: 127.0.0.1:8770]
help-option-faults = What is to go wrong, such as busy=2, http-500=1, ip, quota=11.., rate-over=4 or delay=50ms; repeatable
help-option-sidecar = Serve uploads that carry no token at all, as the sidecar of WeChat's cloud does
help-option-cloud-token-file = Push cloud tokens into this file, a fresh one every ten minutes
help-option-directory = Where to write it [default: here]
help-option-shell = bash, elvish, fish, powershell or zsh
help-option-commands = The command to explain

## The file that `tuwen init` writes

init-head =
    Configuration of tuwen for the articles below this directory.
    Flags and TUWEN_… variables win over it. Secrets do not belong here: set WECHAT_APP_SECRET in the
    environment, or in a file named .env that git ignores.
init-account = The account's AppID: developers.weixin.qq.com/platform → 我的业务.
init-accounts = Several accounts: give each a name, and choose with `account` or --account NAME.
init-root =
    Images may come from under these directories, and /img/a.png is relative to them.
    Below is what tuwen finds by itself.
init-select = For HTML articles: the element that is the article.
init-allow-missing = Write articles although some of their images cannot be served.
init-jobs = Uploads in flight.
init-look = How pages look: a theme (`tuwen themes` lists them) and what all themes have in common; `css` names own CSS on top.
init-remote = Pictures at other hosts: "fetch" or "keep" (default: fetch for publish, keep for rewrite).
init-lock =
    Remember uploads in tuwen.lock beside this file, too, so that colleagues and CI reuse them; keep it in git.
init-ledger =
    Ask and tell the team's own store as well: redis://, rediss://, s3://, webdavs://, or a folder. An address
    with a password belongs into TUWEN_LEDGER or the user configuration.
init-fit =
    Pictures that do not fit (over 1 MB, or not jpg or png) are encoded anew: longest edge in pixels, JPEG
    quality at most, and what becomes of animations: "keep", "first-frame" or "fail".
init-page =
    How pages show captions ("title", "alt" or "none") and links ("endnotes" or "text"); whether title, author
    and date of the front matter are shown, and whether a space parts Chinese and Latin.
init-figures = Formulas as inline "svg" or uploaded "png"; diagrams (Mermaid) as pictures ("draw") or as "code".
init-code =
    Colours of code, and whether lines are numbered and windows have dots. Light: github, one-light,
    vscode-light, catppuccin-latte, solarized-light, gruvbox-light. Dark: github-dark, one-dark,
    vscode-dark, catppuccin-mocha, solarized-dark, gruvbox-dark, dracula, monokai, nord, tokyo-night.
init-draft = Of drafts (`publish --draft`), where an article says nothing itself: the author, a cover (file or URL), who may comment ("open", "fans", "off").
init-lang = Language of messages: zh or en. Without it, the locale decides.

## The check-up of `tuwen doctor`

doctor-label =
    .configuration = configuration
    .account = account
    .secret = secret
    .api-base = API base
    .proxy = proxy
    .dns = DNS
    .connection = connection
    .tls = TLS
    .service = answer
    .clock = clock
    .token = token
    .ip-whitelist = IP whitelist
    .permission-pictures = pictures
    .permission-animations = animations
    .quota-pictures = picture quota
    .quota-animations = animation quota
    .fonts = fonts
    .ledger = ledger
    .directories = directories

doctor-skipped = not checked: “{ $first }” comes first
doctor-well = all is well
doctor-warnings = all is well but for { $count ->
        [one] one warning
       *[other] { $count } warnings
    }: { $names }
doctor-problems = { $count ->
        [one] 1 problem
       *[other] { $count } problems
    }: { $names }
doctor-besides = ; { $count ->
        [one] 1 warning
       *[other] { $count } warnings
    }: { $names }

doctor-configuration = { $paths ->
        [none] no file
       *[other] { $paths }
    }{ $variables ->
        [none] , no variables
       *[other] , variables { $variables }
    }
doctor-account = { $account ->
        [default] the token's account
       *[other] `{ $account }`
    }, by `{ $way }`
doctor-account-alone = `{ $account }`
doctor-account-cloud = { $account ->
        [default] the environment's own account
       *[other] `{ $account }`
    }, by `{ $way }`: pictures only, drafts and quotas are not available this way
doctor-account-none = no account is configured
doctor-secret = { $source ->
        [variable] in the variable `{ $place }`
        [env-file] in `{ $place }`
        [user-configuration] in the user configuration `{ $place }`
        [file] in the file `{ $place }`
        [command] the command `{ $place } …` is asked for it when a token is needed
        [url] the token server `{ $place }` is asked for it when it is needed
        [keyring] in the keyring, entry `{ $place }`
       *[sandbox] the emulator's own
    }
doctor-secret-missing = `{ $key }` is not set for `{ $app_id }`
doctor-secret-needless = none needed: the sidecar proves where requests come from
doctor-base = { $host }
doctor-base-other = { $host }, in place of api.weixin.qq.com
doctor-proxy = { $place }, from { $variable ->
        [system] the system's settings
       *[other] the variable `{ $variable }`
    }
doctor-proxy-none = none
doctor-dns = the name is resolved
doctor-dns-needless = not needed: the base is an address
doctor-dns-proxy = left to the proxy
doctor-connection = made
doctor-connection-proxy = made through the proxy
doctor-tls = encrypted, the certificate is trusted
doctor-tls-needless = not needed: requests stay on this machine
doctor-tls-sidecar = not used: the sidecar takes plain http
doctor-service = WeChat's, after { $milliseconds } ms
doctor-clock = agrees with WeChat's to { $seconds } s
doctor-clock-untold = not checked: the answer does not tell the time
doctor-token-asked = WeChat gives one
doctor-token-kept = { $way ->
        [cloud-sidecar] none needed
        [cloud-token] the one that the cloud environment gives
        [access-token] the one that is given; WeChat is not asked for another
       *[other] the one that is remembered; asking for another would make it worthless for other programs
    }
doctor-whitelist = this machine's address is on it
doctor-whitelist-missing = { $address ->
        [none] this machine's address
       *[other] `{ $address }`
    } is not on it
doctor-whitelist-unseen = not checked: it is seen only where a new token is asked for
doctor-whitelist-needless = not used in this way of calling
doctor-permission-pictures = may be uploaded
doctor-permission-animations = may be put into the material library
doctor-quota = { $remaining } of { $most } calls left today
doctor-quota-spent = none of today's { $most } calls is left
doctor-quota-untold = not told in this way of calling
doctor-fonts = Chinese text of drawings is drawn in { $family }
doctor-fonts-missing = no installed font has { $text }: drawings (SVG) with such text cannot be uploaded
doctor-ledger = { $entries ->
        [one] 1 upload
       *[other] { $entries } uploads
    } remembered ({ $size }) in `{ $path }`
doctor-ledger-none = none yet: the first upload makes `{ $path }`
doctor-ledger-older = `{ $path }` is of an older version; the next upload brings it up to date
doctor-ledger-unusable = `{ $path }` cannot be used, so uploads are not remembered: { $reason }
doctor-directories = `{ $path }` can be written

## The page of the preview

preview-account = The account
preview-today = Today
preview-copy = Copy for 公众号
preview-copied = Copied ✓
preview-copied-hint = Copied. Paste it into the editor at mp.weixin.qq.com (Ctrl+V or ⌘V)
preview-copy-failed = The browser does not let the page be copied; open it in another browser
preview-copy-pending = Some pictures are not uploaded yet: upload them first, then copy
preview-copy-broken = Readers would see holes: solve the problems in the list first
preview-theme = Theme
preview-width = Width in pixels
preview-look = Light or dark
preview-light = Light
preview-dark = Dark
preview-live = follows the file
preview-stopped = preview ended
preview-pictures = Pictures
preview-hosted = uploaded
preview-pending = to upload
preview-failed = cannot be served
preview-no-pictures = none
preview-upload = Upload pictures ({ $count })
preview-uploading = Uploading, { $done } of { $total }
preview-upload-note = Nothing is uploaded before you ask for it. tuwen publish does the same.
preview-sandbox = Sandbox: the image URLs lead nowhere. To publish, run without it.
preview-length = Length
preview-characters = Characters
preview-bytes = Size
preview-reading = { $count } words, about { $minutes } min to read.
preview-soft-limit = WeChat documents 20,000 characters; longer articles have been accepted, 1 MB is the firm limit.
preview-problems = Problems
preview-no-problems = No problem found
