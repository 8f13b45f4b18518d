/* Draws the map of a goal with sigma and graphology (static/vendor). What is shown follows the filter, the time slider and the focus.
   Without WebGL or without the library the drawing of the server stays, and the list holds the same in any case. */

const $ = (selector, root = document) => root.querySelector(selector);
const board = $("[data-map]");
const STEPS = ["strong_support", "lean_support", "undecided", "unknown", "lean_against", "strong_against"];
const DAY = 86_400_000;

if (board) start().catch(failed);

async function start() {
  const { Sigma, graphology } = window;
  if (!Sigma || !graphology || !canDraw()) throw new Error("no drawing here");
  const answer = await fetch(board.dataset.map, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the data could not be read (${answer.status})`);
  const map = new GoalMap(unpacked(await answer.json()), graphology.Graph, Sigma);
  map.listen();
  window.goalMap = map;
}

/** The data with the columns of ties as arrays of numbers (see web/maps.py, packed), and with the names as the drawing shows them. */
function unpacked(data) {
  const kinds = { one: Uint16Array, other: Uint16Array, strength: Uint16Array, sign: Int8Array, since: Int16Array };
  const ties = Object.entries(kinds).map(([name, Numbers]) => [name, numbers(data.ties[name], Numbers)]);
  const labels = data.names.map((name, place) => `${data.marks[data.stances[place]]} ${name}`.trim());
  return { ...data, ...Object.fromEntries(ties), labels };
}

function numbers(packed, Numbers) {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = text.charCodeAt(at);
  return new Numbers(bytes.buffer);
}

function failed(error) {
  console.info(error.message);
  board.hidden = true;
  const status = $("[data-map-status]");
  if (status) status.textContent = status.dataset.failed;
}

function canDraw() {
  const context = document.createElement("canvas").getContext("webgl2");
  return Boolean(context);
}

/** A colour of the style sheet as the browser computes it, light or dark. */
function colour(name) {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const [red, green, blue] = getComputedStyle(probe).color.match(/\d+/g);
  probe.remove();
  return `#${[red, green, blue].map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
}

class GoalMap {
  constructor(data, Graph, Sigma) {
    this.data = data;
    this.focused = null;
    this.until = Infinity;
    this.added = [];
    // So many ties are drawn at once, the strongest: more make a frame slow and the drawing a blot.
    this.most = Number(board.dataset.lines);
    this.hidden = new Uint8Array(data.names.length);
    this.order = data.names.map((_, place) => place).sort((a, b) => data.influence[b] - data.influence[a]);
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.scale = innerWidth < 600 ? 0.6 : 1;
    this.graph = this.build(Graph);
    board.hidden = false;
    const bar = $("[data-map-bar]");
    bar.hidden = false;
    this.colours();
    this.choose();
    this.sigma = new Sigma(this.graph, board, {
      allowInvalidContainer: true,
      defaultEdgeType: "line",
      hideEdgesOnMove: this.graph.size > 10_000,
      hideLabelsOnMove: data.names.length > 5_000,
      labelRenderedSizeThreshold: data.names.length > 400 ? 9 : 5,
      labelSize: this.scale < 1 ? 11 : 13,
      labelFont: "system-ui, sans-serif",
      labelColor: { attribute: "labelColor", color: this.ink },
      minEdgeThickness: 1,
      zIndex: true,
      nodeReducer: (key, attributes) => this.node(Number(key), attributes),
      edgeReducer: (key, attributes) => this.edge(attributes),
      defaultDrawNodeHover: (context, node, settings) => this.hover(context, node, settings),
    });
    $("[data-map-drawing]").setAttribute("hidden", "");
    board.dataset.drawn = String(this.graph.order);
    this.say();
  }

  build(Graph) {
    const { data } = this;
    const graph = new Graph({ type: "undirected", multi: true, allowSelfLoops: false });
    data.names.forEach((_, place) => {
      const size = this.scale * ((data.names.length > 2_000 ? 1.2 : 3.5) + 9 * data.influence[place]);
      graph.addNode(String(place), { x: data.x[place], y: data.y[place], size, label: data.labels[place], stance: data.stances[place] });
    });
    this.drawn = this.strongest();
    this.drawn.forEach((drawn, tie) => drawn && this.line(graph, tie));
    return graph;
  }

  /** Which ties are drawn: 1 for each of them. */
  strongest() {
    const { strength } = this.data;
    const drawn = new Uint8Array(strength.length);
    if (strength.length <= this.most) return drawn.fill(1);
    const order = Uint32Array.from(strength.keys()).sort((a, b) => strength[b] - strength[a]);
    order.subarray(0, this.most).forEach((tie) => (drawn[tie] = 1));
    return drawn;
  }

  line(graph, tie) {
    const { one, other, strength, sign, since } = this.data;
    graph.addEdgeWithKey(String(tie), String(one[tie]), String(other[tie]), { size: 0.4 + strength[tie] / 500, sign: sign[tie], since: since[tie], one: one[tie], other: other[tie] });
  }

  colours() {
    this.ink = colour("--ink");
    this.paper = colour("--paper");
    this.edgeColour = colour("--edge");
    this.shades = Object.fromEntries(STEPS.map((step) => [step, colour(`--map-${step}`)]));
    this.lines = { 0: colour("--map-line"), 1: colour("--map-with"), [-1]: colour("--map-against") };
    this.quiet = colour("--rule");
  }

  /* ---- what is shown ---- */

  /** Whether somebody is shown: who fits the filter, and those to whom whoever is in focus is tied. */
  seen(place) {
    return !this.hidden[place] || (this.focused !== null && this.near.has(place));
  }

  node(place, attributes) {
    const near = this.focused === null || this.near.has(place);
    const shown = { ...attributes, color: near ? this.shades[attributes.stance] : this.quiet, labelColor: this.ink };
    if (!this.seen(place)) shown.hidden = true;
    if (!near) shown.label = "";
    if (place === this.focused) {
      shown.highlighted = true;
      shown.forceLabel = true;
      shown.zIndex = 2;
    }
    return shown;
  }

  edge(attributes) {
    const { one, other, since, sign } = attributes;
    const shown = { ...attributes, color: this.lines[sign] };
    // A day that nobody knows is before all others.
    const unseen = !this.seen(one) || !this.seen(other) || since > this.until;
    const far = this.focused !== null && one !== this.focused && other !== this.focused;
    if (unseen || far) shown.hidden = true;
    return shown;
  }

  hover(context, node, settings) {
    const size = settings.labelSize;
    context.font = `${settings.labelWeight} ${size}px ${settings.labelFont}`;
    const wide = context.measureText(node.label).width;
    context.fillStyle = this.paper;
    context.strokeStyle = this.edgeColour;
    context.beginPath();
    context.rect(node.x - node.size - 3, node.y - size / 2 - 5, wide + node.size * 2 + 14, size + 10);
    context.fill();
    context.stroke();
    context.beginPath();
    context.arc(node.x, node.y, node.size, 0, Math.PI * 2);
    context.fillStyle = node.color;
    context.fill();
    context.fillStyle = this.ink;
    context.fillText(node.label, node.x + node.size + 4, node.y + size / 3);
  }

  /** What the form asks for. */
  choose() {
    const form = $("[data-map-filter]");
    const wanted = Object.fromEntries(new FormData(form));
    const query = (wanted.q ?? "").toLocaleLowerCase();
    let shown = 0;
    this.data.names.forEach((name, place) => {
      const tier = this.data.tiers[place];
      const fits =
        (!wanted.tier || tier === wanted.tier || (wanted.tier === "near" && !tier)) &&
        (!wanted.stance || this.data.stances[place] === wanted.stance) &&
        (!wanted.community || String(this.data.communities[place]) === wanted.community) &&
        (!query || name.toLocaleLowerCase().includes(query));
      this.hidden[place] = fits ? 0 : 1;
      shown += fits ? 1 : 0;
    });
    this.until = wanted.until ? Date.parse(wanted.until) / DAY : Infinity;
    board.dataset.shown = String(shown);
  }

  narrow() {
    this.choose();
    if (this.focused !== null && this.hidden[this.focused]) this.focus(null);
    this.list();
    this.say();
    this.redraw();
  }

  /** Draws once for all that changes before the next frame: without a graphics card a frame of a large map takes a second. */
  redraw() {
    this.waiting ??= requestAnimationFrame(() => {
      this.waiting = undefined;
      this.sigma.refresh({ skipIndexation: true });
    });
  }

  /** The list follows: rows are hidden where all are on the page, else the server is asked once nobody types any more. */
  list({ ask = $("#map-list").dataset.whole !== "yes" } = {}) {
    if (!ask) for (const row of document.querySelectorAll("tr[data-place]")) row.hidden = Boolean(this.hidden[row.dataset.place]);
    clearTimeout(this.asking);
    if (ask) this.asking = setTimeout(() => document.body.dispatchEvent(new CustomEvent("narrowed")), 300);
  }

  say() {
    const status = $("[data-map-status]");
    const words = [status.dataset.shown.replace("SHOWN", board.dataset.shown).replace("ALL", this.data.names.length)];
    if (this.data.one.length > this.most) words.push(status.dataset.strongest);
    if (this.focused !== null) {
      const { focused } = status.dataset;
      words.push(focused.replace("NAME", this.data.names[this.focused]).replace("TIES", String(this.near.size - 1)));
    }
    status.textContent = words.join(" ");
  }

  /* ---- one of them ---- */

  focus(place) {
    const { one, other, sign } = this.data;
    this.focused = place;
    this.sides = new Map();
    this.near = new Set(place === null ? [] : [place]);
    const wanted = [];
    for (let tie = 0; place !== null && tie < one.length; tie++) {
      if (one[tie] !== place && other[tie] !== place) continue;
      this.near.add(one[tie]).add(other[tie]);
      this.sides.set(one[tie] === place ? other[tie] : one[tie], sign[tie]);
      if (!this.drawn[tie]) wanted.push(tie);
    }
    this.add(wanted);
    if (place === null) delete board.dataset.focus;
    else board.dataset.focus = this.data.names[place];
    this.detail(place);
    this.say();
    this.redraw();
  }

  /** Whoever is in focus shows all their ties, also those that are not drawn else. Sigma, which draws everything anew for each
      line that goes, is told afterwards, once. */
  add(wanted) {
    this.sigma.unbindGraphHandlers();
    this.added.forEach((tie) => this.graph.dropEdge(String(tie)));
    wanted.forEach((tie) => this.line(this.graph, tie));
    this.added = wanted;
    this.sigma.bindGraphHandlers();
  }

  detail(place) {
    const box = $("[data-map-detail]");
    box.hidden = place === null;
    if (place === null) return;
    const link = $("a", box);
    link.textContent = this.data.names[place];
    link.href = this.data.urls[place];
    const chosen = (name, code) => $(`[name="${name}"] option[value="${code}"]`)?.textContent ?? "";
    const parts = [chosen("tier", this.data.tiers[place] || "near"), chosen("stance", this.data.stances[place]), this.data.influence[place].toFixed(2)];
    $("p", box).textContent = parts.filter(Boolean).join(" · ");
    const others = [...this.near].filter((other) => other !== place);
    others.sort((a, b) => this.data.influence[b] - this.data.influence[a]);
    $("ul", box).replaceChildren(...others.slice(0, 8).map((other) => Object.assign(document.createElement("li"), { textContent: this.data.labels[other] + this.side(other) })));
  }

  /** How whoever is in focus stands to another, in words: the colour of a line alone says it to nobody who cannot tell them apart. */
  side(other) {
    const status = $("[data-map-status]").dataset;
    const sign = this.sides.get(other);
    return sign > 0 ? ` (${status.with})` : sign < 0 ? ` (${status.against})` : "";
  }

  show(place) {
    this.focus(place);
    const seen = this.sigma.getNodeDisplayData(String(place));
    if (seen) this.move({ x: seen.x, y: seen.y, ratio: Math.min(this.sigma.getCamera().ratio, 0.6) });
  }

  next(by) {
    const open = this.order.filter((place) => !this.hidden[place]);
    if (!open.length) return;
    const here = open.indexOf(this.focused);
    this.show(open[(here + by + open.length) % open.length]);
  }

  move(state) {
    const camera = this.sigma.getCamera();
    if (this.calm) camera.setState({ ...camera.getState(), ...state });
    else camera.animate(state, { duration: 200 });
  }

  /* ---- what listens ---- */

  listen() {
    const form = $("[data-map-filter]");
    form.addEventListener("input", (event) => event.target.name === "limit" || this.narrow());
    form.addEventListener("change", (event) => (event.target.name === "limit" ? form.submit() : this.narrow()));
    form.addEventListener("submit", (event) => this.submitted(event));
    this.sigma.on("clickNode", ({ node }) => this.focus(Number(node)));
    this.sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => (preventSigmaDefault(), this.open(Number(node))));
    this.sigma.on("clickStage", () => this.focus(null));
    board.addEventListener("keydown", (event) => this.key(event));
    $("[data-map-bar]").addEventListener("click", (event) => this.act(event.target.closest("[data-map-do]")?.dataset.mapDo));
    this.slide($("[data-map-time]"));
    const again = () => (this.colours(), this.sigma.setSetting("labelColor", { attribute: "labelColor", color: this.ink }), this.redraw());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
    new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  /** Enter in the field of names goes to the first who is shown. */
  submitted(event) {
    if ($("#m-limit").value !== new URLSearchParams(board.dataset.map.split("?")[1]).get("limit")) return;
    event.preventDefault();
    this.next(this.focused === null ? 1 : 0);
    board.focus();
  }

  slide(range) {
    if (!range.dataset.first) return void (range.closest("label").hidden = true);
    const first = Math.floor(Date.parse(range.dataset.first) / DAY), last = Math.floor(Date.parse(range.dataset.last) / DAY);
    if (first >= last) return void (range.closest("label").hidden = true);
    const output = range.closest("label").querySelector("output");
    const told = () => (output.textContent = new Date(range.value * DAY).toLocaleDateString(document.documentElement.lang, { year: "numeric", month: "short", timeZone: "UTC" }));
    Object.assign(range, { min: first, max: last, step: 1 });
    range.value = last;
    told();
    range.addEventListener("input", () => {
      told();
      this.until = Number(range.value) >= last ? Infinity : Number(range.value);
      $("#m-until").value = this.until === Infinity ? "" : new Date(range.value * DAY).toISOString().slice(0, 10);
      board.dataset.until = String(this.until);
      this.redraw();
    });
    range.addEventListener("change", () => this.list({ ask: true }));
  }

  key(event) {
    const camera = this.sigma.getCamera().getState();
    const step = 0.15 * camera.ratio;
    const keys = {
      ArrowLeft: () => this.move({ x: camera.x - step }),
      ArrowRight: () => this.move({ x: camera.x + step }),
      ArrowUp: () => this.move({ y: camera.y + step }),
      ArrowDown: () => this.move({ y: camera.y - step }),
      "+": () => this.act("in"),
      "=": () => this.act("in"),
      "-": () => this.act("out"),
      0: () => this.act("fit"),
      n: () => this.next(1),
      p: () => this.next(-1),
      Enter: () => this.focused !== null && this.open(this.focused),
      Escape: () => this.focus(null),
    };
    const wanted = !event.ctrlKey && !event.metaKey && !event.altKey && keys[event.key];
    if (!wanted) return;
    event.preventDefault();
    event.stopPropagation();
    wanted();
  }

  act(what) {
    const { ratio } = this.sigma.getCamera().getState();
    if (what === "in") this.move({ ratio: ratio / 1.5 });
    if (what === "out") this.move({ ratio: ratio * 1.5 });
    if (what === "fit") this.move({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
    if (what === "png") this.picture();
  }

  open(place) {
    location.assign(this.data.urls[place]);
  }

  /** The map as it is seen, all layers on paper. */
  picture() {
    this.sigma.refresh();
    const layers = this.sigma.getCanvases();
    const { width, height } = layers.edges;
    const picture = Object.assign(document.createElement("canvas"), { width, height });
    const context = picture.getContext("2d");
    context.fillStyle = this.paper;
    context.fillRect(0, 0, width, height);
    this.sigma.render();
    for (const name of ["edges", "nodes", "labels", "hovers"]) if (layers[name]) context.drawImage(layers[name], 0, 0);
    const link = Object.assign(document.createElement("a"), { href: picture.toDataURL("image/png"), download: "map.png" });
    link.click();
    board.dataset.picture = String(width);
  }
}
