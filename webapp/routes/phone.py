"""The phone in the field: one page that works without network, its worker, and its manifest."""

import json
from typing import Final

from flask import Blueprint, Response, abort, g, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.routes.assets import asset_names
from webapp.routes.forms import empty_form
from webapp.routes.guard import public
from webapp.routes.words import LANGUAGES, language
from webapp.services import services

phone = Blueprint("phone", __name__)

# What the page needs to begin with no network; scanner and signatures come when they are asked for.
_SHELL: Final = (
    "css/tokens.css",
    "css/base.css",
    "css/components/button.css",
    "css/components/field.css",
    "css/components/notice.css",
    "css/components/card.css",
    "css/components/facts.css",
    "css/components/diary.css",
    "css/components/phone.css",
    "favicon.svg",
    "vendor/icons.svg",
)
_SHELL_FOLDERS: Final = ("js/phone/", "js/lib/")
_SHELL_COMPONENTS: Final = ("event-form", "photo-field", "position-field")
_ICON_SIZES: Final = (192, 512)


@phone.get("/phone")
@public
def begin() -> ResponseReturnValue:
    """In the language of whoever asks."""
    return redirect(url_for("phone.show", spoken=language()))


@phone.get("/phone/<spoken>")
@public
def show(spoken: str) -> ResponseReturnValue:
    """The page that phones keep: nothing in it is anybody's, all that is comes from the phone."""
    if spoken not in LANGUAGES:
        abort(404)
    g.language = spoken
    return render_template("phone/show.html", form=empty_form(), phone_words=_words())


@phone.get("/sw.js")
@public
def worker() -> ResponseReturnValue:
    """The worker's script; another version of the assets makes it another worker."""
    shell = {
        "version": asset_names().version,
        "pages": [url_for("phone.show", spoken=it) for it in LANGUAGES],
        "files": [asset_names().path(name) for name in shell_files()],
    }
    core = asset_names().path("js/phone/worker.js")
    script = f'import {{ serve }} from "{core}";\nserve({json.dumps(shell)});\n'
    response = Response(script, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@phone.get("/manifest.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    """What a phone reads to put the page on its home screen."""
    config = services().config
    start = url_for("phone.show", spoken=language())
    icons = [
        {
            "src": asset_names().path(f"phone-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for size in _ICON_SIZES
    ]
    told = {
        "id": "/phone",
        "name": gettext("Nhật ký %(site)s", site=config.site_name),
        "short_name": config.site_name,
        "start_url": start,
        "scope": "/",
        "display": "standalone",
        "lang": language(),
        "background_color": "#ffffff",
        "theme_color": "#07584a",
        "icons": icons,
    }
    response = jsonify(told)
    response.mimetype = "application/manifest+json"
    return response


def shell_files() -> list[str]:
    """Every file of the shell, by the name under which pages ask for it."""
    components = [f"js/components/{name}.js" for name in _SHELL_COMPONENTS]
    ours = [it for it in asset_names().names if it.startswith(_SHELL_FOLDERS)]
    icons = [f"phone-{size}.png" for size in _ICON_SIZES]
    return sorted({*_SHELL, *components, *ours, *icons})


def _words() -> dict[str, str]:
    """What the page says that depends on what the phone holds; `{name}` is filled in there."""
    return {
        "bar.waiting": gettext("{count} mục chưa gửi, còn trên máy"),
        "bar.attention": gettext("{count} mục cần bạn xem lại"),
        "bar.sign_in": gettext("Đăng nhập để gửi {count} mục"),
        "home.again": gettext("Lặp lại: {work}"),
        "home.sent": gettext("Đã gửi {count} mục"),
        "kept": gettext("Đã lưu trên máy: {work}"),
        "kept.without_photos": gettext("Đã lưu trên máy, không kèm ảnh vì máy đầy: {work}"),
        "tray.unsent": gettext("Chưa gửi"),
        "tray.unsent.advice": gettext("Máy tự gửi khi có mạng. Đừng xóa dữ liệu của trình duyệt."),
        "tray.attention": gettext("Cần xem lại"),
        "tray.attention.advice": gettext(
            "Máy chủ chưa nhận các mục này. Sửa rồi gửi lại; mục cũ vẫn được giữ."
        ),
        "tray.sent": gettext("Đã gửi"),
        "tray.sent.advice": gettext("Mỗi mục có số trong sổ cái; không ai sửa lặng lẽ được."),
        "entry.waiting": gettext("Chưa gửi"),
        "entry.attention": gettext("Máy chủ chưa nhận"),
        "entry.photo_refused": gettext("Đã vào nhật ký; ảnh chưa được nhận"),
        "entry.sent": gettext("Đã gửi"),
        "entry.mended": gettext("Đã sửa bằng mục khác"),
        "entry.position": gettext("Số {position} trong sổ cái"),
        "input.days": gettext("cách ly {days} ngày"),
        "harvest.from": gettext("Còn trong thời gian cách ly: thu hoạch được từ {day}."),
    }
