"""The page that works without network: nobody's data in it, and everything it needs is kept."""

import json
import re

import pytest

from webapp.config import ROOT
from webapp.routes.phone import shell_files

STATIC = ROOT / "webapp" / "static"
_IMPORTS = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_the_same_for_everybody(client, client_of, cast, language):
    visitor, lan = client.get(f"/phone/{language}"), client_of(cast.lan).get(f"/phone/{language}")

    assert visitor.status_code == 200
    assert visitor.text == lan.text
    assert cast.lan.name not in lan.text
    assert f'<html lang="{language}">' in visitor.text
    assert "Set-Cookie" not in visitor.headers


def test_a_language_that_is_none_has_no_page(client):
    assert client.get("/phone/fr").status_code == 404


def test_the_way_without_a_language_leads_to_the_readers_own(client):
    answer = client.get("/phone", headers={"Accept-Language": "en"})

    assert answer.headers["Location"] == "/phone/en"


def test_the_worker_names_every_file_that_the_page_asks_for(app, client):
    shell = shell_of(client)
    page = client.get("/phone/vi").text
    asked = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page))

    assert asked <= set(shell["files"])
    assert shell["pages"] == ["/phone/vi", "/phone/en"]


def test_every_script_of_the_shell_finds_what_it_imports_there(app):
    with app.app_context():
        names = set(shell_files())
    for name in (it for it in names if it.endswith(".js")):
        for imported in _IMPORTS.findall((STATIC / name).read_text()):
            path = (STATIC / name).parent.joinpath(imported).resolve()
            assert path.relative_to(STATIC).as_posix() in names, (name, imported)


def test_the_worker_is_asked_for_anew_each_time(client):
    answer = client.get("/sw.js")

    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_the_manifest_names_icons_that_are_there(app, client):
    told = json.loads(client.get("/manifest.webmanifest?lang=en").data)

    assert told["start_url"] == "/phone/en"
    assert told["display"] == "standalone"
    with app.app_context():
        assert {it["src"].rsplit("/", 1)[1] for it in told["icons"]} <= set(shell_files())


def shell_of(client):
    script = client.get("/sw.js").text
    return json.loads(script[script.index("serve(") + 6 : script.rindex(")")])
