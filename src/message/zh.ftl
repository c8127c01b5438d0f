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
article-changed = 上传图片期间 `{ $path }` 被编辑过，没有改动它
    .hint = 再运行一次，已完成的上传都已记录
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
image-damaged = `{ $path }` 无法解码：文件内容已损坏，或属于不支持的类型（{ $format }）
    .hint = 用看图软件打开，另存为 PNG 或 JPEG
image-too-many-pixels = `{ $path }` 有 { $width }×{ $height } 像素，最多处理 { $most } 百万像素的图片
    .hint = 缩小图片
image-too-slow = 处理 `{ $path }` 超过 { $seconds } 秒，已放弃
    .hint = 简化图片，或导出为 PNG 或 JPEG
image-cannot-fit = 无法把 `{ $path }` 压到上限以内：最小仍有 { $size }，最多只能上传 { $limit }
    .hint = 缩小尺寸或时长；如果是动图，也可以用 `--animated first-frame`
image-animated = `{ $path }` 是有 { $frames } 帧的动图
    .hint = 用 `--animated keep` 保留动画，或用 `--animated first-frame` 只取第一帧
image-font-missing = 没有安装能显示 `{ $path }` 中文字的字体：{ $text }
    .hint = 安装含有这些文字的字体（Debian、Ubuntu：`apt install { $package }`）
image-svg-external = 矢量图 `{ $path }` 引用了无法使用的图片：`{ $written }`
    .hint = 把图片嵌入矢量图，或放到项目内矢量图的旁边
image-svg-html-text = 矢量图 `{ $path }` 里的文字是用 HTML 写的，无法绘制：{ $text }
    .hint = 改为导出 PNG，或导出时关闭 HTML 文字（Mermaid：`htmlLabels: false`；draw.io：取消“格式化文本”）
image-misnamed = `{ $path }` 的后缀与内容不符，已按内容当作 { $format } 处理
    .hint = 给文件改名
image-inexact-name = 文中写的是 `{ $written }`，实际找到的是 `{ $found }`
    .hint = 按文件的实际名称书写，否则换一个系统就找不到了
image-remote = 图片在其他网站上：`{ $url }`
    .hint = 下载下来，改为引用本地文件
remote-bad-url = 这不是可以下载的网址：`{ $url }`
    .hint = 改正网址，或下载图片后改为引用本地文件
remote-blocked = `{ $url }` 指向 { $address }，不是公网地址，没有下载
    .hint = 自行下载图片，改为引用本地文件
remote-unreachable = 无法下载 `{ $url }`：{ $reason ->
        [timeout] 没有及时应答
        [dns] 无法解析域名
        [refused] 连接被拒绝
        [closed] 连接中断
        [no-route] 没有通往该主机的路由
        [tls] 无法建立加密连接
        [proxy] 代理没有转发
        [proxy-login] 代理需要用户名和密码，或者所给的不对
        [proxy-gone] 连不上代理
        [certificates] 系统没有根证书
        [connect] 连接失败
       *[other] 连接失败
    }
    .hint = 检查网址和网络后重新运行，或下载图片后改为引用本地文件
remote-status = `{ $url }` 无法取得：对方返回 HTTP { $status }
    .hint = 在浏览器中检查网址，或下载图片后改为引用本地文件
remote-redirects = `{ $url }` 连续跳转超过 { $most } 次
    .hint = 用浏览器打开，改用最终到达的网址
remote-too-large = `{ $url }` 超过 { $limit }
    .hint = 下载图片并缩小，改为引用本地文件
remote-not-an-image = `{ $url }` 不是图片{ $kind ->
        [none] {""}
       *[other] （{ $kind }）
    }
    .hint = 用浏览器打开，链接到图片本身而不是图片所在的网页
remote-stale = 暂时无法访问 `{ $url }`，使用之前上传的图片
    .hint = 稍后重新运行，看图片是否有更新
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
image-shortcode = `{ $written }` 里的图片只有站点生成器会显示，页面上会没有它
    .hint = 改写成 `![…](路径)`，或发布站点生成器产出的 HTML
article-shortcode = `{ $written }` 只有站点生成器会执行，页面会照原样显示
    .hint = 发布站点生成器产出的 HTML，或直接写出它代表的内容
image-changed = 上传过程中 `{ $path }` 被改动了
    .hint = 再运行一次
image-alt-missing = 图片没有描述文字
    .hint = 在方括号里（或 `alt` 里）写明图中内容：读屏软件会念出来，图片加载时也会显示
image-not-commonmark = `{ $written }` { $kind ->
        [size] 后面带有尺寸，CommonMark 不认识这种写法
       *[space] 里有没转义的空格，CommonMark 不认识这种写法
    }，别的程序会把它当成普通文字
    .hint = { $kind ->
        [size] 改用 `<img src="…" width="…">`
       *[space] 用尖括号把路径括起来，或把空格写成 `%20`
    }
image-needs-fitting = `{ $path }` 上传前要重新编码：{ $format }，{ $size }，上限 { $limit }
    .hint = 不必处理；不超过上限的 JPEG 和 PNG 会原样上传
image-not-uploaded = 据本机记录，`{ $path }` 还没有上传过
    .hint = 先对这篇文章运行 `tuwen publish`
image-not-staged = `{ $path }` 在本机上有，但不在将要提交的内容里
    .hint = 用 `git add` 加入，并确认 `.gitignore` 没有忽略它
image-unused = 检查过的文章都没有用到 `{ $path }`
    .hint = 如果别处也不用，就删掉这张图片
image-refused = 微信拒收 `{ $path }`：{ $errmsg }{ part-reply }
    .hint = 打开图片，重新保存为 PNG 或 JPEG，再运行一次
image-not-sent = 运行已中止（`{ $cause }`），没有上传
    .hint = 解决中止的原因后再运行一次，已完成的上传都已记录

## 页面

page-dropped = 页面去掉了 `<{ $element }>`，微信会悄悄删除它
    .hint = 换成文字或图片
page-sheet-left-out = 没有读取样式表 `{ $url }`，页面不含它的样式
    .hint = 把它存到文章旁边再链接；其他主机上和根目录之外的样式表都不读取
page-too-long = 页面有 { $characters } 个字符（{ $bytes }），超过已知微信能接受的长度；其中 { $percent }% 是{ $part ->
        [drawings] 公式和绘图
        [styles] 样式
       *[other] 文字
    }
    .hint = 把文章拆成两篇{ $part ->
        [drawings] ，或把公式显示为图片（`--formulas png`）
        [styles] ，或选用更简洁的主题
       *[other] {""}
    }；微信文档的上限是 20000 字符和 1 MB
page-style-dropped = 页面去掉了样式 `{ $property }`，微信会悄悄删除它
    .hint = 不要依赖这个样式
article-title-too-long = 标题占 { $length } 个半角宽度，微信最多收 { $most } 个（一个汉字算两个）
    .hint = 缩短标题
article-author-too-long = 作者名占 { $length } 个半角宽度，微信最多收 { $most } 个（一个汉字算两个）
    .hint = 缩短作者名
article-digest-too-long = 摘要占 { $length } 个半角宽度，微信最多收 { $most } 个（一个汉字算两个）
    .hint = 缩短摘要，或不写：微信会取正文开头
article-source-url-too-long = 原文链接有 { $length } 字节，微信最多收 { $most } 字节
    .hint = 换一个短一些的地址
link-fragment = 链接指向文章内部，微信里没有这种链接
    .hint = 只会失去链接本身；可以用文字说明在哪里
link-external = 微信读者打不开指向 `{ $href }` 的链接
    .hint = 页面会把地址列成注释；可以就这样，也可以用文字说明
label-undefined = 标签 `{ $label }` 没有定义
    .hint = 补上定义，或改正标签
label-duplicate = 标签 `{ $label }` 在第 { $line } 行已经定义过，以那一处为准
    .hint = 给这一处换个标签，或删掉它
theme-syntax = { $kind ->
        [open] `{ $text }` 打开的块没有闭合
        [close] `{ $text }` 没有对应的开头
        [nested] `{ $text }` 是嵌套在规则里的规则，页面用不上
        [rule] `{ $text }` 不是一条规则
       *[declaration] `{ $text }` 不是一条声明
    }
    .hint = { $kind ->
        [open] 补上缺少的右花括号
        [close] 删掉它
        [nested] 把它移到外面，写上完整的选择器
        [rule] 写成 `选择器 {"{"} 属性: 值 {"}"}`
       *[declaration] 写成 `属性: 值;`
    }
theme-selector = { $kind ->
        [state] 页面上永远不会出现 `{ $selector }` 这种状态
        [part] 微信里无法给 `{ $selector }` 这一部分设样式
        [id] `{ $selector }` 选不中任何元素：微信会删除所有 `id`
        [element] `{ $selector }` 选不中任何元素：页面里没有这种元素
        [class] `{ $selector }` 不是页面里的角色，只选得中文章自己的 HTML 里写了这个类的元素
       *[empty] 有一个选择器是空的
    }
    .hint = { $kind ->
        [state] 删除这条规则，或直接给元素本身设样式
        [part] 删除这条规则，或改用 `::before`、`::after`
        [id] 用元素名或角色来选；整个页面是 `.page`
        [element] 整个页面用 `.page`，方框用 `section`
        [class] 用内置主题里有的角色，见 `tuwen themes show bamboo`，或在文章的 HTML 里写上这个类
       *[empty] 删掉多余的逗号，或补上选择器
    }
theme-at-rule = `{ $rule }` 不起作用：页面的样式都写在元素上，没有样式表
    .hint = { $kind ->
        [media] 把给手机用的规则移到外面，其余的删除
        [import] 把那个文件里的规则复制到这里
        [font-face] 删除它：读者看到的是自己系统里的字体
        [keyframes] 删除它：没有它，动画不会动
       *[other] 把里面的规则移到外面
    }
theme-property = { $kind ->
        [content] `content` 只能用在 `::before` 和 `::after` 里
        [root] `{ $property }` 写在 `:root` 上不起作用，那里只放变量
       *[other] 微信会删除 `{ $property }`
    }
    .hint = { $kind ->
        [position] 改用外边距和 `text-align`
        [filter] 直接写最终想要的颜色
        [content] 把文字写进 `::before` 或 `::after`
        [root] 写到 `.page` 上
       *[other] 删掉这一行
    }
theme-value = { $kind ->
        [url] 微信会删除别处的图片：`{ $value }`
        [variable] `{ $value }` 没有定义
        [content] `{ $value }` 变不成文字
        [scheme] 没有叫 `{ $value }` 的代码配色
       *[rem] `rem` 在不同客户端里大小不一：`{ $value }`
    }
    .hint = { $kind ->
        [url] 用 `tuwen upload` 上传图片，再写它的网址
        [variable] 在 `:root` 里定义它，或给出备用值：`var(--名称, 值)`
        [content] 用引号里的文字和 `counter(名称)`
        [scheme] 用 `--code-theme` 的名称，`tuwen publish --help` 里有列表
       *[rem] 改用 `px` 或 `em`
    }
theme-unreadable = 读不了样式表 `{ $path }`：{ $reason }
    .hint = 检查 `--css` 或 `css` 写的路径
theme-ignored = `{ $path }` 里有 { $count } 处样式在页面上不起作用
    .hint = 运行 `tuwen themes check { $path }` 看看是哪些
page-unhosted = `{ $url }` 不是微信托管的图片，所在位置又无法改写
    .hint = 改用 `<img>`，或删除它

## 输出

formula-invalid = 公式无法绘制：{ $reason }
    .hint = 改正 TeX，或者放进反引号里原样显示
formula-font-missing = 公式里有已安装的字体都没有的字符：{ $text }
    .hint = 安装含有这些字符的字体（Debian、Ubuntu：`apt install fonts-noto-cjk`）

diagram-invalid = 图表无法绘制：{ $reason }
    .hint = 改正 Mermaid 源码，或用 `--diagrams code` 按代码显示
diagram-kind = 不支持绘制 `{ $kind }` 类型的图表，按代码显示
    .hint = 支持的类型：{ $kinds }；其他类型请换成图片，或在 `[figures.commands]` 里配置绘制命令
diagram-unsupported = { $kind ->
        [formula] 图表里的公式无法绘制，这张图按代码显示
       *[picture] 图表里的图片和图标无法绘制，这张图按代码显示
    }
    .hint = 改用文字，或换成图片
diagram-too-large = { $kind ->
        [source] 图表源码超过 { $limit } 字节，按代码显示
       *[parts] 图表的组成部分太多，无法绘制，按代码显示
    }
    .hint = 拆成几张图
diagram-too-slow = 图表没有在 { $seconds } 秒内画完
    .hint = 拆成几张图，或用 `--diagrams code` 按代码显示

diagram-command = `{ $command }` 没有画出图表：{ $reason }
    .hint = 手动试一下这个命令：它从标准输入读取源码，把 SVG 写到标准输出
diagram-no-command = 图表按代码显示：没有绘制 `{ $language }` 的命令
    .hint = 在你自己的配置文件里写上：`[figures.commands]`，{ $language } = { $language ->
        [dot] "dot -Tsvg"
       *[plantuml] "plantuml -tsvg -pipe"
    }

clipboard-unavailable = 页面没有进入剪贴板：{ $reason }
    .hint = 用 `--open` 在浏览器里打开，再点复制；没有屏幕的机器上，请取用写出的文件
clipboard-one-article = 剪贴板一次只能放一篇文章，这里有 { $count } 篇
    .hint = 请指明要复制哪一篇
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
config-unknown-key = `{ $path }` 第 { $line } 行：没有 `{ $key }` 这个键
    .hint = 键就是选项的长名称，例如 `jobs`、`allow-missing`
config-bad-value = `{ $option }` 不能是 `{ $value }`
    .hint = 请用{ $expected ->
        [switch] {" "}`true` 或 `false`
        [lockfile] {" "}`on`、`off`，或 `.lock` 文件的路径
        [verbosity] {" "}`true`、`false`，或 1 到 3 的级别
        [jobs] {" "}1 到 64 之间的数
        [time] 像 `90s`、`10m`、`2h` 这样的时间，最长一天
        [max-width] {" "}16 到 10000 之间的数
        [quality] {" "}30 到 100 之间的数
        [primary] 像 `#0f766e`、`rgb(15, 118, 110)`、`teal` 这样的颜色
        [font-size] {" "}`12px` 到 `24px` 之间的字号
        [line-height] {" "}1.2 到 3 之间的数
        [indent] {" "}`0`，或不超过 `4em` 的宽度
        [unicode] 有效的 Unicode 文字
        [entry] 摘要（`sha256:…`）、已托管的网址，或图片文件本身
       *[other] {" "}{ $expected }
    }
config-secret-in-file = `{ $path }` 里有别人也能读到的密钥（`{ $key }`）
    .hint = { $key ->
        [api-base] 删除这一行；如果文件曾经分享过，请更换中转服务器的密码；再把地址写进环境变量 `TUWEN_API_BASE` 或用户配置
        [permissions] 对该文件运行 `chmod 600`
       *[other] 删掉这一行；如果文件曾给别人看过，请重置密钥，再把新的放进环境变量 `WECHAT_APP_SECRET` 或 `.env`
    }
config-no-account = 有内容要发给微信，但没有配置公众号
    .hint = 设置 `WECHAT_APP_ID` 和 `WECHAT_APP_SECRET`；没有账号可以先用 `--sandbox` 试试
config-no-secret = 有内容要发给微信，但没有为 `{ $app_id }` 设置 `{ $key }`
    .hint = { $key ->
        [app-secret] 在环境变量或 `.env` 里设置 `WECHAT_APP_SECRET`，它在 developers.weixin.qq.com/platform → 我的业务 → 你的公众号
       *[other] 在环境变量里设置 `{ $variable }`，或在用户配置里设置 `{ $key }`
    }
config-secret-unavailable = { $kind ->
        [file] 无法从 `{ $place }` 读取密钥
        [command] 命令 `{ $place } …` 没有给出密钥
        [url] token 服务器 `{ $place }` 没有给出 token
       *[other] 钥匙串条目 `{ $place }` 没有给出密钥
    }：{ $reason ->
        [empty] 内容是空的
        [timeout] 没有及时应答
        [too-long] 内容太长
        [not-text] 内容不是文字
        [bad-url] 地址不是网址
        [no-entry] 没有这个条目
        [no-keyring] 没有钥匙串，或者它被锁住了
        [not-built-in] 这个 tuwen 编译时没有开启 `keyring`
        [dns] 域名无法解析
        [refused] 连接被拒绝
        [closed] 连接被关闭
        [no-route] 没有到达它的路由
        [tls] 无法建立加密连接
        [proxy] 代理没有转发
        [certificates] 系统里没有根证书
        [connect] 建立连接失败
        [other] 连接失败
       *[else] { $reason }
    }
    .hint = { $kind ->
        [file] 确认文件存在，并且第一行就是密钥
        [command] 手动运行一次这条命令：它应当打印密钥并以 0 结束
        [url] 检查地址和服务器：应答应当是 token 本身，或者带 `access_token` 的 JSON
       *[other] 把密钥存进去，或者换一个存放的地方
    }
config-untrusted-source = `{ $path }` 规定了密钥的来源（`{ $key }`），而随文章一起传播的文件不能这样做
    .hint = 请在环境变量或用户配置里设置
config-open-secret = `{ $path }` 里有密钥，而本机的其他用户也能读取
    .hint = 运行 `chmod 600 { $path }`
config-unknown-account = 配置里没有账号 `{ $account }`
    .hint = 在 `tuwen.toml` 里加上 `[accounts."{ $account }"]` 和它的 `app-id`，或用 `--account` 换一个
config-insecure-base = 通过明文 http 连接 `{ $base }` 会泄露密钥
    .hint = 改用 `https://`（明文 http 只能用于本机）
config-bad-certificates = 无法从 `{ $path }` 读取根证书：{ $reason }
    .hint = 用 `SSL_CERT_FILE` 指定 PEM 格式的文件（以 `-----BEGIN CERTIFICATE-----` 开头），或用 `SSL_CERT_DIR` 指定存放这类文件的目录；不需要的话就去掉这个变量
config-untrusted-base = `{ $path }` 要求把请求发到 `{ $base }`，而随文章流转的文件不该决定密钥发给谁
    .hint = 改用环境变量 `TUWEN_API_BASE`，或用户配置里的 `api-base`
config-untrusted-fence = `{ $path }` { $key ->
        [lock] 指定了项目之外的锁文件
        [TUWEN_LOCK] 指定了锁文件
        [ledger] 指定了项目之外的文件夹
        [TUWEN_LEDGER] 指定了文件夹
        [cover] 指定了项目之外的封面
       *[other] 允许图片来自项目之外
    }（`{ $key }`），而随文章流转的文件不该决定哪些内容离开这台电脑，也不该决定写哪个文件
    .hint = { $key ->
        [lock] 改成项目里的文件，或用 `--lock=文件`
        [TUWEN_LOCK] 改用 `--lock=文件`
        [ledger] 改成项目里的文件夹，或在环境变量里设置 `TUWEN_LEDGER`
        [TUWEN_LEDGER] 在环境变量里设置，或写进用户配置的 `ledger`
        [cover] 改成项目里的图片，或用 `--cover 文件`
       *[other] 改用 `--root 目录` 或 `--allow-outside`，或写进用户配置
    }
config-untrusted-command = `{ $path }` 指定了要运行的程序（`{ $key }`），随文章分发的文件不可以这样做
    .hint = 请写在用户配置文件里
config-no-data-dir = 没有可用的数据目录（{ $path }）：{ $reason }
    .hint = 用 `--cache-dir 目录` 或 `TUWEN_CACHE_DIR` 指定一个
config-exists = `{ $path }` 已经存在，没有改动它
    .hint = 直接编辑它，或先把它移走

clock-wrong = 本机时钟比微信{ $direction ->
        [ahead] 快
       *[behind] 慢
    } { $amount } { $unit ->
        [minutes] 分钟
        [hours] 小时
       *[days] 天
    }，token 和证书会被当作过期或尚未生效
    .hint = 校准时钟，或让系统自动对时（Linux：`timedatectl set-ntp true`）

## 上传记录

ledger-broken = 上传记录 `{ $path }` 已损坏：{ $reason }
    .hint = 不用处理：下次上传时会把它移到一旁并新建一份，用到的图片会重新上传

ledger-set-aside = 上传记录 `{ $path }` 已损坏，改名为 `{ $aside }`，并新建了一份：{ $reason }
    .hint = 不用处理，用到的图片会重新上传
ledger-unavailable = 上传记录 `{ $path }` 无法写入，这次运行不会被记住：{ $reason }
    .hint = 检查目录权限和剩余空间，或用 `--cache-dir 目录` 换一个位置
ledger-not-recorded = 图片上传成功，但没能记入 `{ $path }`：{ $reason }
    .hint = 检查剩余空间，这张图片下次会重新上传

cache-import-invalid = { $path }{ $line ->
        [none] {""}
       *[other] :{ $line }
    }：{ $reason }；什么都没有导入
    .hint = 请给出 `tuwen cache export` 写的文件，`-` 表示标准输入
ledger-shared-address = { $reason ->
        [address] 共享记录的地址{ $scheme ->
            [none] {""}
           *[other] （`{ $scheme }://…`）
        }不能用
        [feature] 这个 tuwen 编译时没有 `shared-ledger` 功能
       *[other] 无法使用共享记录（`{ $scheme }://…`）：{ $reason }
    }
    .hint = 写成 `redis://主机/0/前缀`、`s3://桶/前缀?region=…`、`webdavs://主机/路径`，或一个文件夹的路径；`off` 表示不用
ledger-shared-unavailable = 共享记录 `{ $ledger }` 没有应答，这次只用本机的记录：{ $reason ->
        [timeout] 等待超时
        [dns] 无法解析主机名
        [refused] 连接被拒绝
        [closed] 连接中断
        [no-route] 没有到那里的路由
        [tls] 无法建立加密连接
        [proxy] 代理没有转发
        [proxy-login] 代理要求或拒绝了用户名和密码
        [proxy-gone] 连不上代理
        [certificates] 系统里没有根证书
        [connect] 无法连接
        [other] 连接失败
       *[text] { $reason }
    }
    .hint = 检查存储本身，以及 `TUWEN_LEDGER` 里的用户名和密码；漏记的内容下次运行会补上
cache-gone = 图片已经不在了：{ $url }
    .hint = 用 `tuwen cache verify --forget` 忘掉它，再重新发布文章
cache-unverified = 无法知道 `{ $url }` 是否还在：{ $reason ->
        [timeout] 等待超时
        [dns] 无法解析主机名
        [refused] 连接被拒绝
        [closed] 连接中断
        [no-route] 没有到那里的路由
        [tls] 无法建立加密连接
        [proxy] 代理没有转发
        [proxy-login] 代理要求或拒绝了用户名和密码
        [proxy-gone] 连不上代理
        [certificates] 系统里没有根证书
        [connect] 无法连接
        [other] 连接失败
        [html] 返回的是网页
       *[status] { $reason }
    }
    .hint = 检查网络，稍后再试
lockfile-prune-unsure = 这些文章里有 { $count } 张图片在本机没有记录，锁文件里可能有它们的行；没有删除任何一行
    .hint = 先发布一次这些文章，让其他网站的图片有记录；`tuwen check` 会列出缺失的图片
draft-missing = 这个账号的草稿箱里没有 `{ $media_id }` { part-reply }
    .hint = 用 `tuwen draft list` 查看现有的草稿；已经发布的不再是草稿
draft-no-preview = 草稿 `{ $media_id }` 没有能在这里打开的预览
    .hint = 到 mp.weixin.qq.com 的草稿箱里查看
draft-unconfirmed = 没有确认，{ $count } 篇草稿没有删除
    .hint = 回答 `y`，或加上 `--yes`
draft-no-title = 草稿要有标题，而这篇文章没有
    .hint = 在文章开头写 `title:`，或用 `# …` 起头，或加上 `--title`
draft-bad-field = { $field ->
        [source-url] 原文链接不是网址：`{ $value }`
        [comments] 看不懂谁可以留言：`{ $value }`
        [cover] 找不到封面图片：`{ $value }`
       *[other] 封面裁剪范围不对，或比例不符：`{ $value }`
    }
    .hint = { $field ->
        [source-url] 写完整的地址，以 `https://` 开头
        [comments] 写 `open`（所有人）、`fans`（仅粉丝）或 `off`（关闭）
        [cover] 写图片文件的路径或网址
        [cover-square] 写成 `X1,Y1,X2,Y2`，都是 0 到 1 之间占图片的比例，裁出来要是正方形
       *[other] 写成 `X1,Y1,X2,Y2`，都是 0 到 1 之间占图片的比例，裁出来的宽要是高的 2.35 倍
    }
draft-incomplete = 文章不完整，没有放进草稿箱
    .hint = 先解决上面的问题再运行；`--allow-missing` 只用于页面，草稿不能缺图
draft-empty = 文章没有任何内容，没有生成草稿
    .hint = 写上内容，或不要选这篇
draft-together = 这篇没有处理：同一条图文里的另一篇有问题
    .hint = 先解决那一篇的问题再运行
draft-not-sent = 因为下面的问题（{ $cause }），这篇文章没有放进草稿箱
    .hint = 解决后再运行；已经上传的图片不会重传
draft-cover-gone = 草稿用到的图片已经不在素材库里 { part-reply }
    .hint = 再运行一次；如果还这样，请确认账号没有弄错
draft-replaced = { $reason ->
        [count] 草稿 `{ $media_id }` 的文章篇数不同，已由新草稿代替
       *[gone] 草稿 `{ $media_id }` 已经不在草稿箱里：被删除，或已经发布
    }
    .hint = { $reason ->
        [count] 旧草稿已删除
       *[gone] 已新建一篇草稿
    }
draft-overwritten = 草稿 `{ $media_id }` 在上次发送之后被人改过，现在已改成与文章一致
    .hint = 被覆盖的内容保存在 `{ $path }`
draft-renamed = `{ $path }` 已经不在，内容与这篇相同：它的草稿 `{ $media_id }` 现在归这篇文章
    .hint = 在文章开头写上 `id:`，改名就不会有疑问
draft-id-taken = `id` `{ $id }` 已经是另一篇文章 `{ $other }` 的
    .hint = 给其中一篇换一个 `id:`
draft-lost = 微信去掉了{ $kind ->
        [picture] 图片：{ $what }
        [element] 元素 `<{ $what }>`
        [link] 链接的地址：{ $what }
        [attribute] 属性 `{ $what }`
        [declaration] 样式 `{ $what }`
        [field] 或改动了{ $what ->
            [title] 标题
            [author] 作者
            [digest] 摘要
            [comments] 留言设置
           *[other] 原文链接
        }
       *[text] 文字：{ $what }
    }{ $count ->
        [one] {""}
       *[other] （{ $count } 处）
    }
    .hint = 用 `tuwen draft open` 看看草稿
draft-trigger = 微信{ $certainty ->
        [known] 会拒绝
       *[suspected] 可能拒绝的是
    }{ $trigger ->
        [title] 标题
        [digest] 摘要
        [author] 作者
        [source-url] 原文链接
        [bytes] 这么长的正文：{ $what } 字节
        [characters] 这么长的正文：{ $what } 个字符
        [fragment-link] 指向文章内部的链接：{ $what }
        [preview-link] 指向未发布文章的链接：{ $what }
        [editor-element] 只能在网页编辑器里插入的音频或视频：`<{ $what }>`
        [long-text] 图片消息里这么长的文字：{ $what } 个字
        [control] 控制字符：{ $what }
        [mini-program] 没有关联到本账号的小程序：{ $what }
        [home-page] 指向其他账号主页的链接：{ $what }
        [link-address] 地址不对的链接：{ $what }
        [link-text] 没有文字的链接：{ $what }
        [service-page] 指向微信自己的非文章页面的链接：{ $what }
       *[foreign-link] 指向其他网站的链接：{ $what }
    }
    .hint = 去掉或修改它，再运行
draft-not-compared = 草稿已经生成，但没能取回来核对（{ $cause }）
    .hint = 用 `tuwen draft open` 看看
draft-no-comments = 这个账号没有留言权限，草稿没有开启留言
    .hint = 去掉 `comments`，或在 mp.weixin.qq.com 申请留言功能
draft-too-many = 一篇图文最多放 { $most } 篇文章，现在有 { $count } 篇
    .hint = 少选几篇，或去掉 `--together`
draft-one-article = `{ $option }` 只用于一篇文章，现在有 { $count } 篇
    .hint = 写在每篇文章的开头
draft-no-pictures = 图片消息要有图片，而这篇文章一张也没有
    .hint = 加上图片，或去掉 `type: newspic`
draft-more-pictures = 图片消息最多 { $most } 张图；共有 { $count } 张，只取前面的
    .hint = 去掉几张，或分成两篇
draft-body-too-long = 页面有 { $size }，草稿要小于 { $limit }
    .hint = 把文章分成几篇，或把公式换成图片（`--formulas png`）
draft-text-too-long = 图片消息的文字有 { $length } 个字，微信最多收 { $most } 个
    .hint = 缩短文字，或去掉 `type: newspic`
draft-small-cover = 封面只有 { $width }×{ $height } 像素，微信可能不收
    .hint = 换一张宽 900 像素以上的图；微信建议 900×383
draft-plain-cover = 封面上没有标题：这台电脑没有能显示它的字体
    .hint = 安装中文字体（例如 Noto Sans CJK），或用 `cover:` 指定图片
draft-not-recorded = 无法把草稿的编号写入 `{ $path }`：{ $reason }
    .hint = 请在下次运行之前解决，否则会多出一篇草稿
publication-unconfirmed = 没有确认，草稿 `{ $media_id }` 没有发布
    .hint = 先用 `tuwen draft open` 看一遍，再加上 `--yes`；发布后所有人都能看到
publication-running = 还在发布中（publish_id { $publish_id }）
    .hint = 过一会儿到 mp.weixin.qq.com 的发表记录里查看；在此之前不要再次发布这篇草稿
publication-not-original = 没有发布：{ $numbers ->
        [none] 原创审核没有通过
       *[other] 第 { $numbers } 篇的原创审核没有通过
    }（publish_id { $publish_id }）
    .hint = 到 mp.weixin.qq.com → 通知中心 查看原因；取消原创声明，或修改内容
publication-failed = 没有发布，微信没有说明原因（状态 { $state }，publish_id { $publish_id }）
    .hint = 到 mp.weixin.qq.com → 草稿箱 手动发布，那里会提示哪里有问题
publication-review-refused = 没有发布：{ $numbers ->
        [none] 平台审核没有通过
       *[other] 第 { $numbers } 篇的平台审核没有通过
    }（publish_id { $publish_id }）
    .hint = 到 mp.weixin.qq.com → 通知中心 查看原因，修改相应内容
publication-deleted = 已经发布，但全部文章又被公众号自己删除了（publish_id { $publish_id }）
    .hint = 到 mp.weixin.qq.com 的发表记录里查看；要重新发布，请新建草稿
publication-banned = 已经发布，但全部文章被微信封禁了（publish_id { $publish_id }）
    .hint = 到 mp.weixin.qq.com → 通知中心 查看原因
publication-accepted = 微信已接受草稿 `{ $media_id }` 的发布，但回复丢失了：草稿已不在草稿箱里，publish_id 不详
    .hint = 到 mp.weixin.qq.com 的发表记录里查看；不需要再次提交
publication-uncertain = 不知道微信是否接受了草稿 `{ $media_id }` 的发布：回复丢失了{ $place ->
        [box] ，草稿还在草稿箱里
       *[other] ，草稿箱也没能查看
    }
    .hint = 过一会儿到 mp.weixin.qq.com 的发表记录里查看；确实没有，再重新发布
mdbook-no-book = { $reason ->
        [terminal] 标准输入里应当有一本书
       *[other] 标准输入里不是一本书：{ $reason }
    }
    .hint = 这个命令由 mdBook 调用；在 `book.toml` 里写上 `[output.tuwen]`，下面一行 `command = "tuwen mdbook"`，再运行 `mdbook build`
mdbook-chapter-outside = 章节 `{ $path }` 在这本书之外
    .hint = 在章节目录里给它一个文件，里面用 `#include` 引入原来的文件
lockfile-unreadable = 读不了锁文件 `{ $path }`：{ $reason }
    .hint = 修好它，或从 git 取回（`git checkout -- { $path }`），或用 `--lock=off` 不用它
lockfile-bad-line = { $path }:{ $line }：这一行不是上传记录，会原样保留，但不使用
    .hint = 改正或删掉它；一行的写法是 `sha256:… 账号 规格 URL`
lockfile-conflict = { $path }:{ $line }：git 在这里留下了合并冲突，两边的记录都有效
    .hint = 不用处理：下次写入时会去掉冲突标记；在 `.gitattributes` 写 `{ $path } merge=union` 可以避免

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
wechat-classic-token = 用的是传统 token 接口：其他程序手里的同一公众号的 token 会在五分钟内失效
    .hint = 除非确定没有别的程序使用这个公众号，否则请设置 `auth = "stable-token"`
wechat-token = 微信不认可 access token：{ $errmsg }{ part-reply }
    .hint = 如果 token 是给定的，请换一个新的；否则请确认没有别的程序在同时刷新这个账号的 token
wechat-forbidden = 这个公众号没有此接口的权限：{ $errmsg }{ part-reply }
    .hint = 到 mp.weixin.qq.com → 设置与开发 → 接口权限 查看，有些权限需要先认证
wechat-quota-spent = 微信不再接受这类调用{ $most ->
        [none] {""}
       *[other] （一天 { $most } 次，已用 { $called } 次）
    }：{ $errmsg }{ part-reply }
    .hint = { $kind ->
        [classic] 传统 token 接口的次数已用完：请设置 `auth = "stable-token"`
       *[other] 北京时间零点以后{ $hours ->
            [none] {""}
           *[other] （还有 { $hours } 小时 { $minutes } 分）
        }再运行一次，已完成的上传都已记录
    }
wechat-library-full = { $subject ->
        [cover] 封面
       *[other] 动图
    }无法存入公众号的素材库：{ $errmsg }{ part-reply }
    .hint = { $subject ->
        [cover] 到 mp.weixin.qq.com 的素材库删除旧图片，再运行
       *[other] 到 mp.weixin.qq.com 的素材库删除旧图片，或用 `--animated first-frame`
    }
wechat-library-refused = 动图无法存入公众号的素材库{ $most ->
        [none] {""}
       *[other] （一天 { $most } 次，已用 { $called } 次）
    }：{ $errmsg }{ part-reply }
    .hint = 明天再运行一次，或者用 `--animated first-frame`
wechat-account = 微信拒绝了这个公众号：{ $errmsg }{ part-reply }
    .hint = 登录 mp.weixin.qq.com，看看有没有关于账号的通知
wechat-rate-limited = 微信要求降低每分钟的请求次数：{ $errmsg }{ part-reply }
    .hint = 一分钟后用更小的 `--jobs` 再运行一次，已完成的上传都已记录
wechat-busy = 微信繁忙：{ $errmsg }{ part-reply }
    .hint = 过几分钟再运行一次，已完成的上传都已记录
wechat-content-refused = 微信拒收文字内容：{ $errmsg }{ part-reply }
    .hint = 修改它指出的内容，再运行一次
wechat-unreachable = { $proxy ->
        [none] {""}
       *[other] 经代理 `{ $proxy }` {""}
    }连不上 `{ $host }`：{ $reason ->
        [timeout] 等待应答超时
        [dns] 无法解析域名
        [refused] 连接被拒绝
        [closed] 连接被断开
        [no-route] 没有通往它的路由
        [tls] 无法建立加密连接
        [proxy] 代理没有转发
        [proxy-login] 代理需要用户名和密码，或者所给的不对
        [proxy-gone] 连不上代理
        [certificates] 系统里没有根证书
        [connect] 建立连接失败
       *[other] 连接失败
    }
    .hint = { $reason ->
        [certificates] 安装系统根证书（软件包 `ca-certificates`）
        [tls] 检查本机时间；如果公司代理或中转服务器使用自签证书，请用 `SSL_CERT_FILE` 指定它的根证书
       *[other] { $proxy ->
            [none] 检查网络后再运行一次，已完成的上传都已记录
           *[other] 检查 `HTTPS_PROXY` 或 `ALL_PROXY`；不想走代理，可设置 `NO_PROXY={ $host }`
        }
    }
wechat-bad-reply = 收到的不是微信的应答（HTTP { $status }）：{ $reason ->
        [empty] 内容为空
        [html] 是一个网页
        [truncated] 内容不完整
        [not-json] 不是 JSON
        [too-long] 内容太长
        [redirect] 是重定向
        [login] 中转服务器需要用户名和密码，或者所给的不对
        [no-token] 里面没有 token
        [no-quota] 里面没有额度
        [no-media-id] 其中没有 media_id
        [no-url] 里面没有网址
       *[other] 状态码异常
    }
    .hint = { $reason ->
        [login] 把它们写进地址：`TUWEN_API_BASE=https://用户名:密码@主机/路径`
       *[other] 确认没有代理或登录页代替微信应答，再运行一次
    }
wechat-unusable-url = 微信存下了图片，但给出的地址 tuwen 不认识：`{ $host }`
    .hint = 升级 tuwen；如果已经是最新版，请把这一行反馈给我们
wechat-our-fault = 微信认为我们的请求有误：{ $errmsg }{ part-reply }
    .hint = 这是 tuwen 的缺陷，请附上这一行反馈给我们
wechat-unknown = 微信返回了未知的错误码：{ $errmsg }{ part-reply }
    .hint = 在 developers.weixin.qq.com 的「全局错误码」里查一下

## 程序

git-missing = 无法运行 `git`：{ $reason }
    .hint = 安装 git，或直接写明要检查的文件
git-no-repository = `{ $path }` 不在 git 仓库里
    .hint = 到仓库里运行，或直接写明要检查的文件
git-failed = `git { $command }` 失败：{ $reason }
    .hint = 按 git 的说明改正后再运行
check-unknown-rule = 没有 `{ $code }` 这条规则{ $similar ->
        [none] {""}
       *[other] （有 `{ $similar }`）
    }
    .hint = `tuwen check --explain` 会列出所有规则
check-fix-staged = `--fix` 要修改文件，而暂存的内容不是文件
    .hint = 不带 `--staged` 运行 `tuwen check --fix`，然后 `git add`
hook-shared = 这个仓库的钩子在 `{ $path }`，别的仓库也在用
    .hint = 给这个仓库单独设置 `core.hooksPath`，或在那里的钩子中调用 `tuwen check --staged`
hook-unwritable = 无法写入钩子 `{ $path }`：{ $reason }
    .hint = 检查权限
preview-bind = 预览无法在本机监听端口：{ $reason }
    .hint = 允许本机程序监听 127.0.0.1（防火墙、系统沙箱），或者改用 `tuwen publish --open`
preview-one-article = 一次只能预览一篇文章，这里有 { $count } 篇
    .hint = 只写一个文件
sandbox-bind = 沙箱无法监听 `{ $address }`：{ $reason }
    .hint = 用 `--listen 127.0.0.1:端口` 指定一个空闲端口
sandbox-token-file = 沙箱无法把云调用令牌写入 `{ $path }`：{ $reason }
    .hint = 用 `--cloud-token-file 文件` 指定一个可写的位置
internal-bug = tuwen 内部出错：{ $reason }
    .hint = 请反馈这个缺陷，方便的话附上文章
run-deadline = 运行没有在 { $seconds } 秒内完成
    .hint = 再运行一次即可继续，或者用 `--deadline` 放宽时间，已完成的上传都已记录
run-interrupted = 已中断
    .hint = 再运行一次即可继续，已完成的上传都已记录

## 系统的说法

reason-address-already-in-use = 地址已被占用
reason-cannot-assign-requested-address = 不是本机的地址
reason-directory-not-empty = 目录不是空的
reason-disk-quota-exceeded = 磁盘配额已用完
reason-file-name-too-long = 名称太长
reason-input-output-error = 磁盘或设备出错
reason-is-a-directory = 它是目录
reason-larger-than-1-mb = 超过了 1 MB
reason-no-certificate = 里面没有证书
reason-no-space-left-on-device = 磁盘已满
reason-no-such-file-or-directory = 没有这个文件或目录
reason-not-a-directory = 路径中有一段不是目录
reason-not-of-the-form-name-value = 不是 `名称=值` 的形式
reason-not-utf-8 = 不是 UTF-8
reason-operation-not-permitted = 不允许这样做
reason-permission-denied = 没有权限
reason-read-only-file-system = 文件系统是只读的
reason-too-many-levels-of-symbolic-links = 符号链接绕成了圈
reason-too-many-open-files = 打开的文件太多

## 控制台

ui-error = 错误
ui-warning = 警告
ui-hint = 提示
ui-colon = ：
ui-comma = ，
ui-more-places = 这篇文章里还有 { $count } 处
ui-progress-articles = { $done }/{ $count } 篇
ui-progress-rate = { $bytes }/秒
ui-progress-left = 还需 { $time }
ui-progress-between = {" · "}
ui-progress = { $done }/{ $count } 张，{ $bytes } / { $total }
ui-quiet = 微信要求放慢请求：{ $seconds } 秒后放慢速度继续
ui-stopping = 正在停止：等进行中的请求完成并记录，再按一次 Ctrl-C 立即结束
ui-stdout = 标准输出

ui-passed-over = { $count } 个页面里没有 `--select` 指定的元素，已跳过
ui-remark-failed = 失败
ui-remark-not-written = 没有写出，{ $failed ->
        [0] 原因见上
       *[other] 有 { $failed } 张图片不可用
    }
ui-remark-incomplete = 已写出，{ $failed ->
        [0] 问题见上
       *[other] 有 { $failed } 张图片保持原样
    }
ui-remark-dry-run-incomplete = 将会写出，{ $failed ->
        [0] 问题见上
       *[other] 有 { $failed } 张图片保持原样
    }
ui-remark-unchanged = 没有变化
ui-remark-dry-run = 将会写出
ui-written = 写出 { $count } 篇（逐篇列出用 `-v`）
ui-would-write = 将会写出 { $count } 篇（逐篇列出用 `-v`）
ui-page-size = { $characters } 个字符，{ $bytes }
ui-stale = { $output }：{ $article } 已经不在了{ $status ->
        [changed] ，但这个页面后来被改动过，予以保留
        [removed] ，已删除
        [would-remove] ，将会删除
       *[kept] ，可用 `--clean` 删除
    }
ui-stale-many = 还有 { $count } 个输出的文章已经不在了{ $status ->
        [removed] ，已删除
        [would-remove] ，将会删除
       *[kept] ，可用 `--clean` 删除其中没有改动过的
    }
ui-lockfile = { $path }：新增或改动 { $count } 行
ui-drafts = 共 { $count } 篇草稿，列出 { $shown } 篇
ui-drafts-delete = 将要删除 { $count } 篇草稿，不能恢复。继续吗？[y/N]
ui-drafts-deleted = 删除了 { $count } 篇草稿
ui-draft-created = { $input }：新建草稿《{ $title }》{ $others ->
        [0] {""}
       *[other] 和另外 { $others } 篇
    }{ $cover }
ui-draft-updated = { $input }：更新草稿《{ $title }》{ $others ->
        [0] {""}
       *[other] 和另外 { $others } 篇
    }{ $cover }
ui-draft-would-create = { $input }：将新建草稿《{ $title }》{ $others ->
        [0] {""}
       *[other] 和另外 { $others } 篇
    }{ $cover }
ui-draft-would-update = { $input }：将更新草稿《{ $title }》{ $others ->
        [0] {""}
       *[other] 和另外 { $others } 篇
    }{ $cover }
ui-draft-with-cover = { $from ->
        [drawn] ，封面按标题绘制
       *[other] ，封面用 { $picture }
    }
ui-drafts-unchanged = { $count } 篇草稿没有变化
ui-drafts-next-step = 下一步：运行 tuwen draft list 查看，或到 mp.weixin.qq.com 的草稿箱
ui-draft-next-step-sandbox = 下一步：运行 tuwen draft show { $media_id } --sandbox 查看
ui-drafts-next-step-sandbox = 下一步：运行 tuwen draft list --sandbox 查看
ui-draft-next-step = 下一步：运行 tuwen draft open { $media_id } 查看，或到 mp.weixin.qq.com 的草稿箱
ui-draft-next = ——
ui-draft-title = 标题：{""}
ui-draft-author = 作者：{""}
ui-draft-digest = 摘要：{""}
ui-draft-source = 原文：{""}
ui-draft-cover = 封面：{""}
ui-draft-body = 正文：{""}
ui-draft-opened = 已在浏览器里打开
ui-publication-taken = 微信已接受发布（publish_id { $publish_id }）
ui-publication-done = 发布了 { $count } 篇文章
ui-unchanged = { $count } 篇没有变化

ui-status-uploaded = 已上传
ui-status-would-upload = 将会上传
ui-status-reused = 沿用
ui-status-kept = 保持原样
ui-in-library = 素材库
ui-more-fitted = … 还有 { $count } 张（`-v` 逐一列出）
ui-status-failed = 失败

ui-sum-articles = { $count } 篇文章
ui-sum-images = { $count ->
        [0] 没有图片
       *[other] { $count } 处引用
    }
ui-sum-uploaded = 上传 { $count } 张图片（{ $bytes }）
ui-sum-would-upload = 将会上传 { $count } 张图片
ui-sum-reused = 沿用 { $count } 张图片
ui-sum-fitted = { $count ->
       *[other] { $count } 张经过转换
    }
ui-sum-library = { $count ->
       *[other] { $count } 张计入素材库
    }
ui-sum-kept = { $count } 处保持原样
ui-sum-failed = { $count } 处失败
ui-sum-requests = { $count } 次请求

ui-preview-file = 按手机的样子看一眼：{ $path }
ui-preview-running = 正在预览 { $path }，保存即刷新；按 Ctrl-C 结束
ui-copied = 页面已在剪贴板里：粘贴到 mp.weixin.qq.com 的编辑器即可
ui-next-paste = 下一步：用浏览器打开 { $path }，全选、复制，粘贴到 mp.weixin.qq.com 的编辑器里
ui-sandbox-urls = 沙箱：这些图片网址都是假的，正式发布请去掉 `--sandbox`

ui-sandbox-running = 沙箱已启动，在要使用它的终端里设置这些变量
ui-sandbox-exports = export TUWEN_API_BASE={ $base }
    export WECHAT_APP_ID={ $app_id }
    export WECHAT_APP_SECRET={ $app_secret }
    {""}
ui-sandbox-exports-sidecar = export TUWEN_AUTH=cloud-sidecar
    {""}
ui-sandbox-exports-token-file = export TUWEN_AUTH=cloud-token
    export WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE={ $path }
    {""}
ui-sandbox-stop = 按 Ctrl-C 结束

ui-cache-ledger = 上传记录：{ $path }（{ $size }）
ui-cache-entries = 记录了 { $entries } 张图片的上传（{ $bytes }）
ui-cache-account = - { $account }：{ $entries } 张
ui-cache-files = 文件索引里有 { $files } 个文件
ui-cache-empty = 还没有任何记录
ui-cache-verified = 共 { $count } 张图片：{ $gone } 张已经不在，{ $unknown } 张无法知道{ $forgotten ->
        [0] {""}
       *[other] ；忘掉了 { $forgotten } 条记录
    }
ui-cache-pruned = 清掉 { $files } 个文件、{ $articles } 篇文章的记录和锁文件的 { $lines } 行；记录现有 { $size }
ui-cache-imported = { $entries ->
        [0] 没有新的记录
       *[other] 新增 { $entries } 条记录
    }
ui-cache-forgotten = { $entries ->
        [0] 没有符合的记录
       *[other] 删除了 { $entries } 条记录
    }

ui-theme-bamboo = 竹青：安静的绿，长文通用（默认）
ui-theme-literary = 素笺：宋体、段首缩进、标题居中，散文与小说
ui-theme-technical = 蓝图：蓝色，标题编号 1、1.1，表格带全框线
ui-theme-magazine = 版面：黑与红，大号数字，粗线分栏
ui-theme-academic = 学刊：论文与报告，标题用“一、（一）”，三线表
ui-theme-warm = 暖阳：橘色圆角，生活与书信
ui-theme-ink = 水墨：黑白一印，行距疏朗
ui-theme-vivid = 霓彩：渐变与色块
ui-theme-midnight = 夜航：夜蓝色块，一点灯黄
ui-themes-next = 看样式：`tuwen themes show 名称`；使用：`tuwen publish 文章 --theme 名称`
ui-themes-good = 没有微信会忽略的写法
ui-themes-found = 共 { $count } 处不起作用
ui-themes-gallery = 已写入 { $path }，用浏览器打开即可
ui-themes-title = tuwen 的主题
ui-check-articles = { $count ->
        [0] 没有文章
       *[other] { $count } 篇文章
    }
ui-check-errors = { $count } 个错误
ui-check-warnings = { $count } 个警告
ui-check-good = 没有问题
ui-check-fixed = { $path }：`{ $value }` 已改为 `{ $other }`
ui-check-default = 没有在 `tuwen.toml` 里另行设置时：{ $value }
ui-hook-installed = { $path } 从现在起会检查文章
ui-hook-unchanged = { $path } 已经在检查文章
ui-hook-removed = { $path } 不再检查文章
ui-hook-none = { $path } 没有检查文章
ui-hook-kept = 原有的钩子保留为 { $path }，在检查之后运行
ui-hook-no-program = PATH 里没有 tuwen，没有检查文章
ui-init-written = 已写出 { $path }
ui-init-ignore = 提示：请在 { $path } 里加一行 `.env`，以免密钥进入 git
ui-init-attributes = 已在 { $path } 里加了一行，git 会按行合并 tuwen.lock
ui-init-next = 下一步：在环境变量或 `.env` 里设置 `WECHAT_APP_ID` 和 `WECHAT_APP_SECRET`，再试试 `tuwen publish 文章 --dry-run`
ui-man-written = 已将 { $count } 页手册写到 { $path }

## 命令行的错误

usage-unknown-option = 没有 `{ $option }` 这个选项
    .hint = 请看 `{ $help }`
usage-unknown-verb = 没有 `{ $verb }` 这个命令
    .hint = 请看 `tuwen --help`
usage-missing = 还缺少：{ $option }
    .hint = 请看 `{ $help }`
usage-missing-verb = 命令不完整
    .hint = 请看 `{ $help }`
usage-no-value = `{ $option }` 需要一个值
    .hint = 请看 `{ $help }`
usage-bad-value = `{ $option }` 不能是 `{ $value }`
    .hint = 请看 `{ $help }`
usage-conflict = `{ $option }` 和 `{ $other }` 不能同时使用
    .hint = 去掉其中一个
usage-twice = `{ $option }` 写了不止一次
    .hint = 只写一次
usage-too-many = `{ $option }` 的值的个数不对
    .hint = 请看 `{ $help }`
usage-not-unicode = 有的参数不是有效的 Unicode
    .hint = 请看 `{ $help }`
usage-other = 无法理解这条命令
    .hint = 请看 `{ $help }`
usage-suggest = 是不是想写 `{ $suggestion }`？
usage-possible = 可以是 { $possible }

## 帮助

help-usage = 用法：
help-heading-commands = 命令
help-heading-input = 输入
help-heading-output = 输出
help-heading-look = 外观
help-heading-draft = 草稿
help-heading-rules = 规则
help-heading-images = 图片
help-heading-account = 账号
help-heading-general = 通用
help-more =
    环境变量：WECHAT_APP_ID、WECHAT_APP_SECRET 或 WECHAT_ACCESS_TOKEN；每个选项都可以写成 TUWEN_…，例如 TUWEN_JOBS。
    退出码：0 完成 · 1 有文章未能完成 · 2 用法或配置错误 · 3 微信拒绝该账号 · 4 连不上微信 · 130 被中断。

help-tuwen = 把 Markdown 和 HTML 文章发布到微信公众号：每张图片只上传一次
    .usage = tuwen 命令 [选项]
help-publish = 生成可以直接粘贴到公众号编辑器的页面
    .usage = tuwen publish [选项] 文章...
help-rewrite = 交还文章，只换图片地址，其余一字不动
    .usage = tuwen rewrite [选项] 文章...
help-check = 检查文章有什么问题：不联网，不用密钥，不写文件
    .usage = tuwen check [选项] [文章]...
help-hook = 让 git 在提交或推送之前检查文章
    .usage = tuwen hook 命令
help-hook-install = 把检查加进这个仓库的钩子；已有的钩子照常运行
    .usage = tuwen hook install [--pre-commit] [--pre-push]
help-hook-uninstall = 从钩子里去掉检查，其余不动
    .usage = tuwen hook uninstall [--pre-commit] [--pre-push]
help-preview = 按手机的样子预览文章，保存即刷新，一键复制到公众号
    .usage = tuwen preview [选项] 文章
help-upload = 上传图片，每行输出一个网址
    .usage = tuwen upload [选项] 图片...
help-draft = 查看账号的草稿箱，发布草稿
    .usage = tuwen draft 命令 [选项]
help-draft-list = 列出最新的草稿：时间、编号、标题
    .usage = tuwen draft list [选项]
help-draft-show = 显示一篇草稿的标题、作者、摘要、原文链接、封面和篇幅；用 --report json 还包括正文
    .usage = tuwen draft show [选项] 编号
help-draft-open = 在浏览器里打开微信自己的草稿预览
    .usage = tuwen draft open [选项] 编号
help-draft-delete = 删除草稿，不能恢复
    .usage = tuwen draft delete [选项] 编号...
help-draft-publish = 发布一篇草稿，所有人可见；列出各篇文章的网址
    .usage = tuwen draft publish [选项] --yes 编号
help-option-draft-publish-yes = 确定发布；不加这个选项什么也不做
help-option-draft-publish-deadline = 最多等多久出结果 [默认：2m]
help-option-id = 草稿的编号，见 `draft list`
help-option-ids = 草稿的编号，见 `draft list`
help-option-most = 最多列出多少篇 [默认：20]
help-option-yes = 不再询问
help-mdbook = 发布一本书：由 mdBook 调用的后端
    .usage = tuwen mdbook [选项]
help-cache = 查看或删除上传记录
    .usage = tuwen cache 命令 [选项]
help-cache-stats = 按账号统计上传记录
    .usage = tuwen cache stats [选项]
help-cache-list = 列出上传记录：时间、账号、摘要、字节数、网址
    .usage = tuwen cache list [选项]
help-cache-forget = 删除上传记录，需要时会重新上传
    .usage = tuwen cache forget [选项] 记录... | --all
help-cache-verify = 逐个询问记住的网址，看图片是否还在
    .usage = tuwen cache verify [选项]
help-option-forget = 忘掉已经不在的，让它们重新上传
help-cache-prune = 清掉已经不在的文件和文章的记录；给出文章时，也清掉 tuwen.lock 里没有文章使用的行
    .usage = tuwen cache prune [选项] [输入]...
help-cache-export = 把上传记录打印成 JSON 行
    .usage = tuwen cache export [选项]
help-cache-import = 导入别的电脑导出的上传记录
    .usage = tuwen cache import [选项] 文件
help-themes = 列出主题、查看主题的样式、检查自己的样式表
    .usage = tuwen themes [show 名称 | check 文件... | gallery] [选项]
help-themes-show = 打印一个主题的样式表
    .usage = tuwen themes show 名称 [选项]
help-themes-check = 找出样式表里微信会忽略的写法
    .usage = tuwen themes check 文件... [选项]
help-themes-gallery = 生成一个展示全部主题的页面
    .usage = tuwen themes gallery -o 文件 [选项]
help-doctor = 检查配置、网络、账号和本机环境，指出问题和解决办法
    .usage = tuwen doctor [选项]
help-sandbox = 在本机运行内置的微信接口模拟器
    .usage = tuwen sandbox [选项]
help-init = 写出一份带注释的 tuwen.toml
    .usage = tuwen init [目录]
help-completions = 输出 shell 的补全脚本
    .usage = tuwen completions bash|elvish|fish|powershell|zsh
help-man = 输出手册页，或为每个命令写一页
    .usage = tuwen man [-o 目录]
help-help = 说明某个命令
    .usage = tuwen help [命令]

help-option-inputs = 文章、目录、通配符，或用 `-` 表示标准输入
help-option-input = 文章，或用 `-` 表示标准输入
help-option-no-open = 只打印地址，不打开浏览器
help-option-draft = 把文章放进账号的草稿箱；再次运行则更新同一篇草稿
help-option-new = 即使已有草稿也新建一篇
help-option-together = 把所有文章合成一条多图文，最多 8 篇，顺序不变
help-option-title = 草稿的标题；不写则取文章开头的 title，再取第一个 `#`（它就不再出现在正文里）
help-option-author = 作者，最多 16 个汉字
help-option-digest = 摘要，最多 120 个汉字；不写则取第一段的开头
help-option-source-url = “阅读原文”的地址
help-option-cover = 封面图片；不写则取文章开头的 cover，再取第一张够大的图，都没有就按标题绘制
help-option-cover-crop = 封面在 2.35:1 里显示的部分，写成占图片的比例
help-option-cover-square = 封面在方形里显示的部分
help-option-comments = 谁可以留言
help-option-copy = 把页面放进剪贴板，直接粘贴到编辑器；一次一篇
help-option-open = 在浏览器里打开成品：手机的样子，一键复制
help-option-images = 图片文件或网址
help-option-from = 没有后缀可看时，输入的格式
help-option-base-dir = 标准输入里的图片从这里找
help-option-select = HTML 中哪个元素是文章 [默认：article、main，都没有则为 body]
help-option-check-inputs = 文章、目录、通配符，或用 `-` 表示标准输入 [默认：当前目录]
help-option-staged = 只处理 git 暂存的内容（以暂存的为准），以及用到已暂存删除的图片的文章
help-option-changed-since = 只处理从这个 git 版本（或从那里分出以来）改动过的文章
help-option-files-from = 处理这份列表里的文章，`-` 表示标准输入；各项以 NUL 字节或换行结尾
help-option-explain = 说明一条规则；不写规则则列出全部
help-option-strict = 把警告也当作错误
help-option-deny = 这条规则的问题算作错误；可以重复
help-option-warn = 这条规则的问题只算警告；可以重复
help-option-allow = 不提这条规则的问题；可以重复
help-option-require-uploaded = 没有上传记录的图片算作错误
help-option-unused = 列出所给目录下没有文章用到的图片
help-option-fix = 在文件里改正图片路径的大小写、斜杠和未转义的空格
help-option-check-remote = 其他网站上的图片按 fetch（会下载）还是 keep（保持原样）来判断 [默认：fetch]
help-option-hook-install-pre-commit = 每次提交之前检查暂存的内容 [默认]
help-option-hook-install-pre-push = 每次推送之前检查改动过的文章，以及其中的图片是否已上传
help-option-hook-uninstall-pre-commit = 只去掉提交之前的 [默认：两个都去掉]
help-option-hook-uninstall-pre-push = 只去掉推送之前的 [默认：两个都去掉]
help-option-themes-show-name = 哪个主题
help-option-themes-check-files = 要检查的样式表
help-option-theme = 页面主题，`tuwen themes` 列出全部，`none` 表示不用 [默认：bamboo]
help-option-css = 自己的样式表，叠加在主题之上
help-option-primary = 强调色，例如 `#0f766e`
help-option-font-size = 正文字号，例如 `15px`
help-option-line-height = 行高，例如 `1.8`
help-option-indent = 段首缩进，例如 `2em`
help-option-font = 字体：`sans` 黑体，`serif` 宋体
help-option-output = 一篇文章写文件，多篇写目录，`-` 为标准输出
help-option-publish-output = 一篇文章写文件，多篇写目录，`-` 为标准输出 [默认：在 post.md 旁边写 post.wechat.html]
help-option-man-output = 为每个命令写一页手册的目录
help-option-in-place = 直接改写原文件
help-option-dry-run = 只说明会做什么：不发请求，不写文件
help-option-clean = 删除以前生成、而文章已经不在的输出；后来被改动过的会保留
help-option-allow-missing = 有图片不可用也继续，它们保持原样
help-option-roots = 图片可以来自这个目录之下，`/img/a.png` 也相对于它；可以重复 [默认：站点根目录，其次 git 顶层，再次文章所在目录]
help-option-allow-outside = 图片可以来自任何地方
help-option-refresh = 以前上传过的也重新上传
help-option-lock = 使用锁文件里记住的上传，新的上传也写进去：`FILE` 以 .lock 结尾，`off` 表示不用 [默认：tuwen.toml 旁边的 tuwen.lock，若有]
help-option-jobs = 同时上传几张，1 到 64 [默认：4]
help-option-remote = 其他网站上的图片：fetch 下载并上传，keep 保持原样
help-option-publish-remote = 其他网站上的图片：fetch 下载并上传，keep 保持原样 [默认：fetch]
help-option-rewrite-remote = 其他网站上的图片：fetch 下载并上传，keep 保持原样 [默认：keep]
help-option-deadline = 到这个时间就平稳停下，如 10m；正在上传的会传完并记录 [默认：不限]
help-option-timeout = 一次请求超过这个时间就放弃并重试；上传每 16 KB 再加一秒 [默认：2m]
help-option-max-width = 需要重新编码的图片的最长边，16 到 10000 像素 [默认：2560]
help-option-quality = JPEG 质量上限，30 到 100 [默认：能放下的最高质量]
help-option-animated = 动图：keep 保留动画（GIF，计入素材库），first-frame 只取第一帧，fail 报错 [默认：keep]
help-option-caption = 独立成段的图片的图注：title 取标题，alt 先取标题、没有则取替代文字，none 不要 [默认：title]
help-option-links = 外部链接：endnotes 编号列在文末，text 只留文字 [默认：endnotes]
help-option-metadata = 显示 front matter 里的标题、作者和日期（Markdown）
help-option-spacing = 在中文与西文之间加空格（Markdown）
help-option-formulas = 公式：svg 内嵌在页面里，清晰、随文字变色；png 作为图片上传，少占正文字数 [默认：svg]
help-option-diagrams = Mermaid 等图表：draw 画成图片并上传，code 按代码显示 [默认：draw]
help-option-code-theme = 代码配色：github、one-light、vscode-light、catppuccin-latte、solarized-light、gruvbox-light、github-dark、one-dark、vscode-dark、catppuccin-mocha、solarized-dark、gruvbox-dark、dracula、monokai、nord、tokyo-night [默认：github]
help-option-code-lines = 代码显示行号；某一块不要行号，在围栏后写 `linenos=false`
help-option-code-dots = 代码块上方画窗口的三个圆点
help-option-account = 使用配置里的哪个账号
help-option-sandbox = 使用内置模拟器：不需要账号和网络
help-option-report = 报告的形式，json 写到标准输出；`check` 还有 sarif 和 github [默认：human]
help-option-lang = 消息的语言 [默认：取决于系统语言]
help-option-quiet = 只说错误
help-option-verbose = 说明每张图片的结果；-vv 还列出每个请求；-vvv 再加上连接过程和失败原因
help-option-color = 颜色：auto、always 或 never [默认：auto]
help-option-no-progress = 不显示进度条
help-option-config = 要读取的用户配置
help-option-cache-dir = 上传记录放在哪里
help-option-help = 显示帮助
help-option-version = 显示版本
help-option-file = `cache export` 打印的 JSON 行，`-` 表示标准输入
help-option-entries = 摘要（sha256:…）、已托管的网址，或图片文件
help-option-all = 全部（有 --account 时为该账号的全部）
help-option-listen = 地址和端口 [默认：127.0.0.1:8770]
help-option-faults = 要模拟的故障，例如 busy=2、http-500=1、ip、quota=11..、rate-over=4、delay=50ms；可以重复
help-option-sidecar = 像云托管的“开放接口服务”那样，不带令牌也能上传
help-option-cloud-token-file = 像云托管的“推送令牌”那样，每十分钟把新令牌写进这个文件
help-option-directory = 写到哪里 [默认：当前目录]
help-option-shell = bash、elvish、fish、powershell 或 zsh
help-option-commands = 要说明的命令

## `tuwen init` 写出的文件

init-head =
    tuwen 的配置，对本目录之下的文章有效。
    命令行选项和 TUWEN_… 环境变量优先于它。密钥不要写在这里：请把 WECHAT_APP_SECRET 放进环境变量，
    或放进一个不进 git 的 .env 文件。
init-account = 公众号的 AppID：developers.weixin.qq.com/platform → 我的业务。
init-accounts = 有多个公众号时，给每个起个名字，用 `account` 或 --account 名字 选择。
init-root =
    图片可以来自这些目录之下，/img/a.png 也相对于它们。
    下面是 tuwen 自己找到的结果。
init-select = HTML 文章中哪个元素是正文。
init-allow-missing = 有图片不可用时也写出文章。
init-jobs = 同时上传几张图片。
init-look = 页面的外观：主题（`tuwen themes` 列出全部）和各主题共有的几项；`css` 是叠加在上面的样式表。
init-remote = 其他网站上的图片："fetch" 下载并上传，"keep" 保持原样（默认：publish 下载，rewrite 保持）。
init-lock =
    把上传过的图片也记在本文件旁的 tuwen.lock 里，同事和 CI 就不用再传一遍；请提交到 git。
init-ledger =
    同时查询和写入团队自己的存储：redis://、rediss://、s3://、webdavs://，或一个文件夹。带密码的地址请写在
    TUWEN_LEDGER 或用户配置里。
init-fit =
    不合要求的图片（超过 1 MB，或不是 jpg、png）会重新编码：最长边的像素数，JPEG 质量上限，
    以及如何处理动图："keep" 保留动画，"first-frame" 只取第一帧，"fail" 报错。
init-page =
    版面：图注取自 "title"、"alt" 或 "none"，外部链接 "endnotes" 或 "text"；是否显示 front matter 里的标题、
    作者和日期，是否在中文与西文之间加空格。
init-figures = 公式：内嵌 "svg" 或上传 "png"；图表（Mermaid）："draw" 画成图片，"code" 按代码显示。
init-code =
    代码配色，是否显示行号和窗口圆点。浅色：github、one-light、vscode-light、catppuccin-latte、
    solarized-light、gruvbox-light；深色：github-dark、one-dark、vscode-dark、catppuccin-mocha、
    solarized-dark、gruvbox-dark、dracula、monokai、nord、tokyo-night。
init-draft = 草稿（`publish --draft`）里文章自己没有写的内容：作者、封面（文件或网址）、谁可以留言（"open" 所有人，"fans" 仅粉丝，"off" 关闭）。
init-lang = 消息的语言：zh 或 en。不写则取决于系统语言。

## `tuwen doctor` 的检查

doctor-label =
    .configuration = 配置
    .account = 公众号
    .secret = 密钥
    .api-base = 接口地址
    .proxy = 代理
    .dns = 域名解析
    .connection = 连接
    .tls = 加密
    .service = 应答
    .clock = 时钟
    .token = token
    .ip-whitelist = IP 白名单
    .permission-pictures = 图片权限
    .permission-animations = 动图权限
    .quota-pictures = 图片额度
    .quota-animations = 动图额度
    .fonts = 字体
    .ledger = 上传记录
    .directories = 数据目录

doctor-skipped = 未检查：要先解决“{ $first }”
doctor-well = 一切正常
doctor-warnings = 可以使用，但有 { $count } 项值得注意：{ $names }
doctor-problems = 有 { $count } 项问题：{ $names }
doctor-besides = ；另有 { $count } 项值得注意：{ $names }

doctor-configuration = { $paths ->
        [none] 没有配置文件
       *[other] { $paths }
    }{ $variables ->
        [none] ，没有相关环境变量
       *[other] ，环境变量 { $variables }
    }
doctor-account = { $account ->
        [default] token 所属的公众号
       *[other] `{ $account }`
    }，调用方式 `{ $way }`
doctor-account-alone = `{ $account }`
doctor-account-cloud = { $account ->
        [default] 云环境所属的公众号
       *[other] `{ $account }`
    }，调用方式 `{ $way }`：只能上传图片，不能写草稿、查额度
doctor-account-none = 没有配置公众号
doctor-secret = { $source ->
        [variable] 在环境变量 `{ $place }` 里
        [env-file] 在 `{ $place }` 里
        [user-configuration] 在用户配置 `{ $place }` 里
        [file] 在文件 `{ $place }` 里
        [command] 需要 token 时由命令 `{ $place } …` 给出
        [url] 需要时由 token 服务器 `{ $place }` 给出
        [keyring] 在钥匙串条目 `{ $place }` 里
       *[sandbox] 模拟器自带
    }
doctor-secret-missing = 没有为 `{ $app_id }` 设置 `{ $key }`
doctor-secret-needless = 不需要：由云托管证明请求的来源
doctor-base = { $host }
doctor-base-other = { $host }，代替 api.weixin.qq.com
doctor-proxy = { $place }，来自{ $variable ->
        [system] 系统设置
       *[other] 环境变量 `{ $variable }`
    }
doctor-proxy-none = 没有
doctor-dns = 域名可以解析
doctor-dns-needless = 不需要：接口地址就是 IP
doctor-dns-proxy = 由代理解析
doctor-connection = 已连上
doctor-connection-proxy = 已经由代理连上
doctor-tls = 连接已加密，证书可信
doctor-tls-needless = 不需要：请求不离开本机
doctor-tls-sidecar = 不使用：云托管只接受明文 http
doctor-service = 是微信的应答，用时 { $milliseconds } 毫秒
doctor-clock = 与微信相差 { $seconds } 秒
doctor-clock-untold = 未检查：应答里没有时间
doctor-token-asked = 微信已给出 token
doctor-token-kept = { $way ->
        [cloud-sidecar] 不需要
        [cloud-token] 使用云环境推送的 token
        [access-token] 使用给定的 token，没有向微信另要
       *[other] 使用已有的 token；另要一个会使其他程序手里的失效
    }
doctor-whitelist = 本机地址在白名单里
doctor-whitelist-missing = { $address ->
        [none] 本机地址
       *[other] `{ $address }` {""}
    }不在白名单里
doctor-whitelist-unseen = 未检查：只有另要 token 时才看得出
doctor-whitelist-needless = 这种调用方式不看白名单
doctor-permission-pictures = 可以上传
doctor-permission-animations = 可以存入素材库
doctor-quota = 今天还可以调用 { $remaining } 次（一天 { $most } 次）
doctor-quota-spent = 今天的 { $most } 次已用完
doctor-quota-untold = 这种调用方式查不到
doctor-fonts = 矢量图里的中文用 { $family } 绘制
doctor-fonts-missing = 没有安装能显示“{ $text }”的字体，含这类文字的矢量图（SVG）无法上传
doctor-ledger = 记录了 { $entries } 张图片的上传（{ $size }），在 `{ $path }`
doctor-ledger-none = 还没有，第一次上传时新建 `{ $path }`
doctor-ledger-older = `{ $path }` 是旧版本的，下次上传时会更新
doctor-ledger-unusable = `{ $path }` 无法使用，上传不会被记住：{ $reason }
doctor-directories = `{ $path }` 可以写入

## The page of the preview

preview-account = 公众号名称
preview-today = 今天
preview-copy = 复制到公众号
preview-copied = 已复制 ✓
preview-copied-hint = 已复制。到公众号后台的编辑器里粘贴（Ctrl+V 或 ⌘V）
preview-copy-failed = 浏览器不让复制，请换一个浏览器打开
preview-copy-pending = 还有图片没有上传，先点“上传”，再复制
preview-copy-broken = 现在复制，读者会看到缺图或缺内容：先解决列表里的问题
preview-theme = 主题
preview-width = 屏幕宽度（像素）
preview-look = 浅色或深色
preview-light = 浅色
preview-dark = 深色
preview-live = 保存即刷新
preview-stopped = 预览已停止
preview-pictures = 图片
preview-hosted = 张已上传
preview-pending = 张待上传
preview-failed = 张有问题
preview-no-pictures = 没有图片
preview-upload = 上传 { $count } 张图片
preview-uploading = 正在上传，{ $done } / { $total }
preview-upload-note = 点了才会上传；在命令行里用 tuwen publish 也一样。
preview-sandbox = 沙箱里的图片网址都是假的，只用来试；正式发布时不要开沙箱。
preview-length = 篇幅
preview-characters = 字符（含样式）
preview-bytes = 大小
preview-reading = 正文 { $count } 字，读完约 { $minutes } 分钟。
preview-soft-limit = 官方写的是 2 万字符，实际更长也能保存，1 MB 才是硬限制。
preview-problems = 问题
preview-no-problems = 没有发现问题
