# 句子不加句号，名称放在反引号里，中文与西文之间空一格。提示只说下一步做的一件事。

# 微信应答里的错误码，以及客服用来查找这次请求的编号。
part-reply = （{ $errcode }{ $rid ->
        [none] {""}
       *[other] ，rid { $rid }
    }）

## 输入

input-no-match = 找不到与 `{ $pattern }` 匹配的文章
    .hint = 检查拼写；写目录表示其中所有 `.md`、`.markdown`、`.html`、`.htm` 文件
input-format-unknown = 标准输入没有文件名，看不出是哪种格式
    .hint = 加上 `--from markdown` 或 `--from html`
input-not-an-article = 从后缀看，`{ $path }` 不是文章
    .hint = 用 `--from markdown` 或 `--from html` 说明它的格式
input-bad-pattern = `{ $pattern }` 不是有效的匹配模式：{ $reason }
    .hint = 改正写法，并加上引号，让 shell 原样传过来

## 文章

article-unreadable = 无法读取 `{ $path }`：{ $reason }
    .hint = 检查文件是否存在、是否有读取权限
article-too-large = `{ $path }` 有 { $size }，最多只读 { $limit } 的文章
    .hint = 把文章拆成几篇
article-encoding = `{ $path }` 的编码（`{ $encoding }`）无法原样保留
    .hint = 把文件另存为 UTF-8，再运行一次
article-binary = `{ $path }` 含有 NUL 字节，不是文本文件
    .hint = 检查是不是选错了文件
article-front-matter = 无法解析 front matter，其中的封面图没有处理：{ $reason }
    .hint = 改正 front matter
article-select-no-match = 没有元素符合选择器 `{ $selector }`
    .hint = 改正 `--select`，或者去掉它，默认取 `article`、`main` 或 `body`
article-empty = `{ $path }` 里没有可发布的内容
    .hint = 检查文件是否已保存、是不是选错了文件

## 图片

image-missing = 找不到图片 `{ $written }`{ $similar ->
        [none] {""}
       *[other] （有一个相近的 `{ $similar }`）
    }
    .hint = { $similar ->
        [none] 改正路径，或用 `--root 目录` 指明图片所在的位置
       *[other] 改正名称，或给文件改名
    }
image-ambiguous = 有好几个文件都叫 `{ $written }`：{ $candidates }
    .hint = 把路径写得再完整些，只对应一个文件
image-outside-roots = `{ $written }` 指向图片根目录之外的 `{ $path }`
    .hint = 如果确实要用它，请用 `--root 目录` 加上它所在的目录
image-bad-path = `{ $written }` 不可能是文件的路径
    .hint = 改正路径
image-unreadable = 无法读取 `{ $path }`：{ $reason }
    .hint = 检查文件的读取权限
image-not-a-file = `{ $path }` 是{ $kind ->
        [directory] 目录
        [fifo] 命名管道
        [socket] 套接字
        [device] 设备
       *[other] 特殊文件
    }，不是图片
    .hint = 改正路径，让它指向一张图片
image-empty = `{ $path }` 是空文件
    .hint = 重新保存或导出这张图片
image-truncated = `{ $path }` 不完整，图片（{ $format }）还没结束文件就断了
    .hint = 这个文件已损坏，请重新复制或导出
image-unsupported-format = `{ $path }` 是微信不接受的图片格式（{ $format }）
    .hint = 转换成 PNG 或 JPEG
image-not-an-image = 从内容看，`{ $path }` 不是图片
    .hint = 打开文件看看里面是什么；只看内容，不看后缀
image-too-large = `{ $path }` 有 { $size }，最多只能上传 { $limit } 的图片
    .hint = 缩小图片，或另存为 JPEG
image-misnamed = `{ $path }` 的后缀与内容不符，已按内容当作 { $format } 处理
    .hint = 给文件改名
image-inexact-name = 文中写的是 `{ $written }`，实际找到的是 `{ $found }`
    .hint = 按文件的实际名称书写，否则换一个系统就找不到了
image-remote = 图片在其他网站上：`{ $url }`
    .hint = 下载下来，改为引用本地文件
image-bad-data = 无法解码 `data:` 图片：{ $reason ->
        [not-a-data-uri] 写法不对
        [no-comma] 数据前缺少逗号
        [base64] base64 已损坏
        [empty] 没有数据
       *[other] { $reason }
    }
    .hint = 重新嵌入图片，或保存成文件再引用
image-template = `{ $written }` 是模板表达式，而页面在这里需要一张图片
    .hint = 直接写出路径，或发布站点生成器产出的 HTML
image-changed = 上传过程中 `{ $path }` 被改动了
    .hint = 再运行一次
image-refused = 微信拒收 `{ $path }`：{ $errmsg }{ part-reply }
    .hint = 打开图片，重新保存为 PNG 或 JPEG，再运行一次
image-not-sent = 运行已中止（`{ $cause }`），没有上传
    .hint = 解决中止的原因后再运行一次，已完成的上传都已记录

## 页面

page-dropped = 页面去掉了 `<{ $element }>`，微信会悄悄删除它
    .hint = 换成文字或图片
page-unhosted = `{ $url }` 不是微信托管的图片，所在位置又无法改写
    .hint = 改用 `<img>`，或删除它

## 输出

output-needs-place = { $count ->
        [1] 目录或匹配模式里的文章需要指明写到哪里
       *[other] { $count } 篇文章不能都写到标准输出
    }
    .hint = 加上 `-o 目录`，或对 `rewrite` 用 `--in-place`
output-not-a-directory = `{ $path }` 是文件，而多篇文章需要一个目录
    .hint = 用 `-o 目录` 指定目录
output-stdout-taken = `--report json` 和文章不能同时写到标准输出
    .hint = 用 `-o 文件` 把文章写到文件
output-no-place = 标准输入无法原地改写
    .hint = 去掉 `--in-place`
output-collision = `{ $first }` 和 `{ $second }` 都会写到 `{ $path }`
    .hint = 用 `-o` 指定别的输出位置
output-unwritable = 无法写入 `{ $path }`：{ $reason }
    .hint = 检查目录权限和剩余空间，或用 `-o` 换一个位置

## 配置

config-unreadable = 无法读取配置文件 `{ $path }`：{ $reason }
    .hint = 检查路径和文件权限
config-invalid = `{ $path }` 第 { $line } 行：{ $reason }
    .hint = 改正这一行；在空目录里运行 `tuwen init` 可以得到一份示例
config-bad-value = `{ $option }` 不能是 `{ $value }`
    .hint = 请用{ $expected ->
        [switch] {" "}`true` 或 `false`
        [jobs] {" "}1 到 64 之间的数
        [unicode] 有效的 Unicode 文字
        [entry] 摘要（`sha256:…`）、已托管的网址，或图片文件本身
        [fault] {" "}`tuwen sandbox --help` 列出的故障之一
       *[other] {" "}{ $expected }
    }
config-secret-in-file = `{ $path }` 里有别人也能读到的密钥（`{ $key }`）
    .hint = { $key ->
        [permissions] 对该文件运行 `chmod 600`
       *[other] 删掉这一行；如果文件曾给别人看过，请重置密钥，再把新的放进环境变量 `WECHAT_APP_SECRET` 或 `.env`
    }
config-no-account = 有图片要上传，但没有配置公众号
    .hint = 设置 `WECHAT_APP_ID` 和 `WECHAT_APP_SECRET`；没有账号可以先用 `--sandbox` 试试
config-no-secret = 有图片要上传，但没有 `{ $app_id }` 的 AppSecret
    .hint = 在环境变量或 `.env` 里设置 `WECHAT_APP_SECRET`，它在 developers.weixin.qq.com/platform → 我的业务 → 你的公众号
config-unknown-account = 配置里没有账号 `{ $account }`
    .hint = 在 `tuwen.toml` 里加上 `[accounts.{ $account }]` 和它的 `app-id`，或用 `--account` 换一个
config-insecure-base = 通过明文 http 连接 `{ $base }` 会泄露密钥
    .hint = 改用 `https://`（明文 http 只能用于本机）
config-untrusted-base = `{ $path }` 要求把请求发到 `{ $base }`，而随文章流转的文件不该决定密钥发给谁
    .hint = 改用环境变量 `TUWEN_API_BASE`，或用户配置里的 `api-base`
config-no-data-dir = 没有可用的数据目录（{ $path }）：{ $reason }
    .hint = 用 `--cache-dir 目录` 或 `TUWEN_CACHE_DIR` 指定一个
config-exists = `{ $path }` 已经存在，没有改动它
    .hint = 直接编辑它，或先把它移走

## 上传记录

ledger-set-aside = 上传记录 `{ $path }` 已损坏，改名为 `{ $aside }`，并新建了一份：{ $reason }
    .hint = 不用处理，用到的图片会重新上传
ledger-unavailable = 上传记录 `{ $path }` 无法写入，这次运行不会被记住：{ $reason }
    .hint = 检查目录权限和剩余空间，或用 `--cache-dir 目录` 换一个位置
ledger-not-recorded = 图片上传成功，但没能记入 `{ $path }`：{ $reason }
    .hint = 检查剩余空间，这张图片下次会重新上传

## 微信

wechat-credentials = 微信不认可 AppID 或 AppSecret：{ $errmsg }{ part-reply }
    .hint = 与 developers.weixin.qq.com/platform → 我的业务 → 你的公众号 里的核对；如果没错，请检查同一页的 IP 白名单
wechat-ip-not-allowed = 微信不接受来自本机地址{ $ip ->
        [none] {""}
       *[other] {" "}`{ $ip }` {""}
    }的调用{ part-reply }
    .hint = 把{ $ip ->
        [none] 本机的公网地址
       *[other] {" "}`{ $ip }` {""}
    }加入 IP 白名单：developers.weixin.qq.com/platform → 我的业务 → 你的公众号 → IP 白名单，5–10 分钟后生效
wechat-token = 微信不认可 access token：{ $errmsg }{ part-reply }
    .hint = 如果它来自 `WECHAT_ACCESS_TOKEN`，请换一个新的；否则请确认没有别的程序在同时刷新这个账号的 token
wechat-forbidden = 这个公众号没有此接口的权限：{ $errmsg }{ part-reply }
    .hint = 到 mp.weixin.qq.com → 设置与开发 → 接口权限 查看，有些权限需要先认证
wechat-quota-spent = 这个接口今天的调用次数已用完：{ $errmsg }{ part-reply }
    .hint = 北京时间零点以后再运行一次，已完成的上传都已记录
wechat-account = 微信拒绝了这个公众号：{ $errmsg }{ part-reply }
    .hint = 登录 mp.weixin.qq.com，看看有没有关于账号的通知
wechat-rate-limited = 微信要求降低每分钟的请求次数：{ $errmsg }{ part-reply }
    .hint = 一分钟后用更小的 `--jobs` 再运行一次，已完成的上传都已记录
wechat-busy = 微信繁忙：{ $errmsg }{ part-reply }
    .hint = 过几分钟再运行一次，已完成的上传都已记录
wechat-content-refused = 微信拒收文字内容：{ $errmsg }{ part-reply }
    .hint = 修改它指出的内容，再运行一次
wechat-unreachable = 连不上 `{ $host }`：{ $reason ->
        [timeout] 等待应答超时
        [dns] 无法解析域名
        [refused] 连接被拒绝
        [closed] 连接被断开
        [no-route] 没有通往它的路由
        [tls] 无法建立加密连接
        [proxy] 代理没有转发
        [certificates] 系统里没有根证书
        [connect] 建立连接失败
       *[other] 连接失败
    }
    .hint = { $reason ->
        [proxy] 检查 `HTTPS_PROXY`
        [certificates] 安装系统根证书（软件包 `ca-certificates`）
        [tls] 检查本机时钟和代理
       *[other] 检查网络后再运行一次，已完成的上传都已记录
    }
wechat-bad-reply = 收到的不是微信的应答（HTTP { $status }）：{ $reason ->
        [empty] 内容为空
        [html] 是一个网页
        [truncated] 内容不完整
        [not-json] 不是 JSON
        [too-long] 内容太长
        [redirect] 是重定向
        [no-token] 里面没有 token
        [no-url] 里面没有网址
        [foreign-url] 里面的网址不在微信的图片域名下
       *[other] 状态码异常
    }
    .hint = 确认没有代理或登录页代替微信应答，再运行一次
wechat-our-fault = 微信认为我们的请求有误：{ $errmsg }{ part-reply }
    .hint = 这是 tuwen 的缺陷，请附上这一行反馈给我们
wechat-unknown = 微信返回了未知的错误码：{ $errmsg }{ part-reply }
    .hint = 在 developers.weixin.qq.com 的「全局错误码」里查一下

## 程序

sandbox-bind = 沙箱无法监听 `{ $address }`：{ $reason }
    .hint = 用 `--listen 127.0.0.1:端口` 指定一个空闲端口
internal-bug = tuwen 内部出错：{ $reason }
    .hint = 请反馈这个缺陷，方便的话附上文章
run-interrupted = 已中断
    .hint = 再运行一次即可继续，已完成的上传都已记录
