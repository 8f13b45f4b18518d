"""Benchmark `map`: where everybody stands on a map of twenty thousand with half a million ties, against networkit's layout by
forces (and igraph's, where HUSTINGS_IGRAPH names an interpreter that has it), and how long a frame of it takes in Chromium while
it is moved, against the bare example of the drawing library with as many marks and lines.

The page is given every tie among those on it and draws the strongest (web.maps.LINES_AT_ONCE); the bare example is given the same
lines. Without Chromium, playwright or the drawing library only the layout is measured.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np

from bench import igraph_side, measure
from bench.measure import Check, Outcome, ratios, run

LAYOUT, FRAME = 1.5, 1.5
CIRCLES = 60
FRAMES = 5
TURNS = 3
STATIC = Path(__file__).resolve().parents[1] / "src" / "hustings" / "web" / "static"
FILES = ("vendor/graphology.umd.min.js", "vendor/sigma.min.js", "hustings/map.js", "hustings/hustings.css", "hustings/map.css")
FLAGS = ("--no-sandbox", "--enable-unsafe-swiftshader")
SITE = "http://map.invalid"


def map_benchmark(*, quick: bool) -> list[Outcome]:
    """Twenty thousand people, half a million ties laid out and as many drawn; a tenth of the people where it is quick."""
    people, ties = (2_000, 20_000) if quick else (20_000, 500_000)
    with measure.fresh_home("map") as home:
        further = {"folder": str(home), "igraph": igraph_side.interpreter()}
        told = run("bench.map_frames:laying", home=home, people=people, ties=ties, turns=3, **further)
        checks: tuple[Check, ...] = (
            Check("layout, against networkit's MaxentStress", ratios(told["ours"], told["networkit"]), LAYOUT),
        )
        if "igraph" in told:
            checks += (
                Check("layout, against igraph's Fruchterman-Reingold", ratios(told["ours"], told["igraph"]["seconds"]), LAYOUT),
            )
        outcomes = [Outcome("map-layout", checks, told)]
        missing = [name for name in FILES if not (STATIC / name).exists()]
        if missing or not shutil.which("chromium"):
            print(f"  frames are not measured: {missing or 'there is no Chromium'}", flush=True)
            return outcomes
        frames = run("bench.map_frames:moving", home=home, people=people, ties=ties, frames=FRAMES)
    moved = Check("a frame while it is moved, against sigma's bare example", ratios(frames["ours"], frames["bare"]), FRAME)
    return [*outcomes, Outcome("map-frames", (moved,), frames)]


def made_up(*, people: int, ties: int) -> tuple[np.ndarray, np.ndarray]:
    """Ends of ties: nine in ten lie within one of sixty circles. The same for the same sizes, each tie once."""
    chance = np.random.default_rng(people)
    drawn = 2 * ties
    circle = chance.integers(0, CIRCLES, people)
    order = np.argsort(circle, kind="stable")
    begins = np.searchsorted(circle[order], np.arange(CIRCLES + 1))
    one = chance.integers(0, people, drawn)
    place = begins[circle[one]] + (chance.random(drawn) * (begins[circle[one] + 1] - begins[circle[one]])).astype(np.int64)
    other = np.where(chance.random(drawn) < 0.1, chance.integers(0, people, drawn), order[place])
    # The first of each pair, in the order of the draw, so that of what is drawn too much a part is left out by chance.
    low, high = np.minimum(one, other), np.maximum(one, other)
    _, first = np.unique(np.where(one == other, -1, low * people + high), return_index=True)
    kept = np.sort(first[1:] if (one == other).any() else first)[:ties]
    if len(kept) < ties:
        raise ValueError(f"{people} people have too few pairs for {ties} ties.")
    return low[kept], high[kept]


def laying(*, people: int, ties: int, turns: int, folder: str, igraph: str = "") -> dict[str, Any]:
    """Both layouts in turns, and how near those who are tied stand: the mean length of a tie against that of any pair."""
    import networkit

    from hustings.engine.graph import build_graph, communities
    from hustings.engine.graph.layout import layout

    one, other = made_up(people=people, ties=ties)
    graph = build_graph(one, other, ids=np.arange(people))
    labels = communities(graph)
    layout(graph, labels, steps=1)
    networkit.setNumberOfThreads(1)
    theirs = networkit.GraphFromCoo((one.astype(np.uint64), other.astype(np.uint64)), n=people)
    figures: dict[str, Any] = {"ours": [], "networkit": []}
    for _ in range(turns):
        start = process_time()
        places = layout(graph, communities(graph))
        figures["ours"].append(process_time() - start)
    start = process_time()
    method = networkit.viz.MaxentStress(theirs, 2, 1)
    method.run()
    figures["networkit"].append(process_time() - start)
    figures["nearness"] = _nearness(places, one, other)
    figures["networkit_nearness"] = _nearness(np.array(method.getCoordinates()), one, other)
    if igraph:
        arrays = {"one": one, "other": other, "weights": np.ones(len(one)), "nodes": people}
        figures["igraph"], theirs = igraph_side.ask(igraph, arrays, work="layout", place=Path(folder) / "map.npz", turns=1)
        figures["igraph_nearness"] = _nearness(theirs, one, other)
    return {**figures, "people": people, "ties": len(one)}


def _nearness(places: np.ndarray, one: np.ndarray, other: np.ndarray) -> float:
    anybody = np.random.default_rng(1).permutation(len(places))
    tied = np.hypot(*(places[one] - places[other]).T).mean()
    return float(tied / np.hypot(*(places - places[anybody]).T).mean())


def moving(*, people: int, ties: int, frames: int) -> dict[str, Any]:
    """Seconds of each frame while the view is moved, drawn to its end, on both pages in turns; with every line, and as ours draws
    while somebody drags it (without lines, where there are many). `ready` is the time until the first frame."""
    from playwright.sync_api import sync_playwright

    lines, packed = _ours()
    data = _data(people=people, ties=ties)
    answers = {"ours.json": {**data, "ties": packed(_ties(data))}, "bare.json": _strongest(data, lines)}
    figures: dict[str, Any] = {"ours": [], "bare": [], "ours_ready": [], "bare_ready": [], "ours_dragged": [], "lines": []}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        for _ in range(TURNS):
            for name in ("bare", "ours"):
                page = browser.new_page(viewport={"width": 1280, "height": 800})
                page.set_default_timeout(300_000)
                page.route(f"{SITE}/**", lambda route: _answer(route, answers, lines))
                start = perf_counter()
                page.goto(f"{SITE}/{name}", wait_until="commit")
                page.wait_for_function("window.ready && window.ready()")
                figures[f"{name}_ready"].append(perf_counter() - start)
                figures[name].append(median(page.evaluate(_MOVE, [frames, False])) / 1000)
                if name == "ours":
                    figures["ours_dragged"].append(median(page.evaluate(_MOVE, [frames, True])) / 1000)
                figures["lines"].append(page.evaluate("sigma.getGraph().size"))
                page.close()
        browser.close()
    if len(set(figures["lines"])) > 1:
        raise AssertionError("The pages draw different numbers of lines.")
    return {**figures, "lines": figures["lines"][0], "people": people, "ties": len(data["one"])}


def _ours() -> tuple[int, Any]:
    """How many lines the page draws, and how it is given its ties."""
    import django

    django.setup()
    from hustings.web.maps import LINES_AT_ONCE, packed

    return LINES_AT_ONCE, packed


def _ties(data: dict[str, Any]) -> Any:
    from hustings.apps.goals.map_ties import MapTies

    columns = {name: np.array(data[name]) for name in ("one", "other", "strength", "sign")}
    return MapTies(**columns, since=np.full(len(data["one"]), np.iinfo(np.int32).min), kinds=np.zeros(len(data["one"])))


def _strongest(data: dict[str, Any], most: int) -> dict[str, Any]:
    """The same with the strongest ties alone."""
    kept = sorted(range(len(data["one"])), key=lambda tie: -data["strength"][tie])[:most]
    return {**data, **{name: [data[name][tie] for tie in kept] for name in ("one", "other", "strength", "sign")}}


def _data(*, people: int, ties: int) -> dict[str, Any]:
    one, other = made_up(people=people, ties=ties)
    chance = np.random.default_rng(2)
    turn, far = chance.random(people) * 2 * np.pi, np.sqrt(chance.random(people))
    return {
        "names": [f"Person {i}" for i in range(people)], "marks": {"lean_support": "+"},
        "urls": ["/"] * people, "x": (far * np.cos(turn)).round(4).tolist(), "y": (far * np.sin(turn)).round(4).tolist(),
        "influence": chance.random(people).round(3).tolist(), "tiers": [""] * people, "stances": ["lean_support"] * people,
        "communities": [0] * people, "one": one.tolist(), "other": other.tolist(),
        "strength": chance.random(len(one)).round(3).tolist(), "sign": [0] * len(one),
    }  # fmt: skip


def _answer(route: Any, answers: dict[str, Any], lines: int) -> None:
    path = route.request.url.removeprefix(SITE).lstrip("/").split("?")[0]
    if path in answers:
        route.fulfill(body=json.dumps(answers[path]), content_type="application/json")
    elif path in FILES:
        kind = "text/css" if path.endswith("css") else "text/javascript"
        route.fulfill(body=(STATIC / path).read_text(encoding="utf-8"), content_type=kind)
    else:
        route.fulfill(body=_HEAD + (_OURS.replace("LINES", str(lines)) if path == "ours" else _BARE), content_type="text/html")


_HEAD = """<!doctype html><html lang="en"><link rel="stylesheet" href="/hustings/hustings.css">
<link rel="stylesheet" href="/hustings/map.css"><script src="/vendor/graphology.umd.min.js"></script>
<script src="/vendor/sigma.min.js"></script>
<style>#board, .map-board { width: 1200px; height: 700px }</style>"""
_OURS = """<form data-map-filter><input name="q" id="m-q"><input name="until" id="m-until"><input name="limit" id="m-limit">
</form><div class="map-board" hidden data-map="/ours.json?limit=1" data-lines="LINES"></div>
<div data-map-bar hidden><label><input type="range" data-map-time><output></output></label></div>
<p data-map-status data-shown="" data-focused="" data-failed="" data-strongest=""></p>
<section data-map-detail hidden><a></a><p></p><ul></ul></section><svg data-map-drawing></svg>
<script>window.ready = () => window.goalMap && (window.sigma = goalMap.sigma)</script>
<script type="module" src="/hustings/map.js"></script>"""
_BARE = """<div id="board"></div><script type="module">
const data = await (await fetch("/bare.json")).json();
const graph = new graphology.Graph({ type: "undirected", multi: true });
data.names.forEach((label, i) => graph.addNode(i, {
  x: data.x[i], y: data.y[i], label, size: 1.2 + 9 * data.influence[i], color: "#0b5f51",
}));
const wide = (i) => 0.4 + 2 * data.strength[i];
data.one.forEach((one, i) => graph.addEdge(one, data.other[i], { size: wide(i), color: "#cccccc" }));
window.sigma = new Sigma(graph, document.getElementById("board"));
window.ready = () => true;
</script>"""
_MOVE = """([frames, dragged]) => {
  const camera = sigma.getCamera();
  const gl = sigma.webGLContexts.nodes;
  const other = sigma.webGLContexts.edges;
  const point = new Uint8Array(4);
  const took = [];
  camera.setState({ x: 0.5, y: 0.5, ratio: 0.8, angle: 0 });
  sigma.getMouseCaptor().isMoving = dragged;
  sigma.render();
  for (let frame = 0; frame < frames; frame++) {
    const start = performance.now();
    camera.setState({ ...camera.getState(), x: 0.4 + 0.2 * frame / frames });
    sigma.render();
    // Reading a point waits until both layers are drawn.
    other.readPixels(0, 0, 1, 1, other.RGBA, other.UNSIGNED_BYTE, point);
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, point);
    took.push(performance.now() - start);
  }
  return took;
}"""
