/* Makes the pages faster to work in: keys, the command palette, dialogs, dropped files. Everything here also works without it.

   A list is an element with data-rows, its entries have data-row and tabindex -1, and their main link data-open.
   data-key="d" inside a row is what the key d does there; data-page-key="l" is what l does anywhere on the page. */

const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const visible = (element) => element.checkVisibility();

/* ---- rows ---- */

const rows = () => all("[data-rows] [data-row]").filter(visible);
const currentRow = () => document.activeElement?.closest("[data-row]");
let lastRow = 0;

function focusRow(index) {
  const list = rows();
  if (!list.length) return;
  lastRow = Math.max(0, Math.min(index, list.length - 1));
  const row = list[lastRow];
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const row = currentRow();
  const here = row ? rows().indexOf(row) : -1;
  focusRow(here < 0 ? (by > 0 ? 0 : rows().length - 1) : here + by);
}

/* ---- acting on an element by key ---- */

function use(element) {
  if (element.tagName === "TEXTAREA") return element.focus();
  if (element.tagName !== "SUMMARY") return element.click();
  const details = element.parentElement;
  details.open = true;
  ($("[autofocus]", details) ?? $("input:not([type=hidden]), select, textarea, button", details) ?? element).focus();
}

// An element may answer several keys: data-key="y f".
const keyed = (attribute, key, root) => all(`[${attribute}~="${CSS.escape(key)}"]`, root).find(visible);
// Where no row has the focus, a key acts on the row that had it last, at first the topmost.
const rowForKeys = () => currentRow() ?? rows()[Math.min(lastRow, rows().length - 1)];
const inRow = (row, key) => row && keyed("data-key", key, row);
const forKey = (key) => inRow(currentRow(), key) ?? keyed("data-page-key", key, document) ?? inRow(rowForKeys(), key);

/* ---- keys ---- */

let prefix = "";
const typing = (target) => target.matches?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], details form *");

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => currentRow() && step(1),
  ArrowUp: () => currentRow() && step(-1),
  Enter: () => document.activeElement?.matches("[data-row]") && $("[data-open]", document.activeElement)?.click(),
  "/": () => ($("[data-search-here]") ?? openPalette())?.focus?.(),
  "?": () => $("#help")?.showModal(),
};

function onKey(event) {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") return prevented(event, openPalette);
  if (event.key === "Escape") return onEscape(event);
  // Else Enter in any field would press the form's first button, which only chooses people.
  if (event.key === "Enter" && event.target.matches?.("form.log input:not([name=q])")) return prevented(event, () => event.target.form.requestSubmit($("button.primary", event.target.form)));
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || $("dialog[open]")) return;
  if (prefix === "g") {
    prefix = "";
    const link = $(`[data-go="${CSS.escape(event.key)}"]`);
    return link && prevented(event, () => link.click());
  }
  if (event.key === "g") return void (prefix = "g");
  if (KEYS[event.key]) return onListKey(event);
  const target = event.key.length === 1 && forKey(event.key);
  if (target) prevented(event, () => use(target));
}

function onListKey(event) {
  const inside = ["Enter", "ArrowDown", "ArrowUp"].includes(event.key);
  if (inside && !document.activeElement?.matches("[data-row]")) return;
  prevented(event, KEYS[event.key]);
}

function onEscape(event) {
  const details = event.target.closest?.("details[name][open]");
  if (!details) return;
  details.open = false;
  (details.closest("[data-row]") ?? $("summary", details)).focus();
}

function prevented(event, action) {
  event.preventDefault();
  action();
}

/* ---- command palette ---- */

let asked = 0;

function openPalette() {
  const palette = $("#palette");
  if (!palette) return;
  if (!palette.open) palette.showModal();
  const input = $("input", palette);
  input.value = "";
  showFound(commands(""));
  input.focus();
}

function commands(query) {
  const wanted = query.toLocaleLowerCase();
  const links = all("[data-command]").map((link) => ({ name: (link.getAttribute("aria-label") ?? link.textContent).trim(), element: link, note: "" }));
  const byAddress = new Map(links.reverse().map((entry) => [entry.element.href, entry]));
  return [...byAddress.values()].reverse().filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
}

async function search(query) {
  const mine = ++asked;
  showFound(commands(query));
  const address = $("#palette").dataset.search;
  if (!query.trim() || !address) return;
  const answer = await fetch(`${address}?q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" } });
  if (!answer.ok || mine !== asked) return;
  const { results } = await answer.json();
  showFound([...commands(query), ...results.map(({ name, headline, url }) => ({ name, note: headline ?? "", url }))]);
}

let found = [];

function showFound(entries) {
  found = entries.slice(0, 12);
  $("#palette-list").replaceChildren(...found.map(option));
  choose(0);
}

function option(entry, index) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const note = document.createElement("small");
  Object.assign(item, { id: `found-${index}` });
  item.setAttribute("role", "option");
  name.textContent = entry.name;
  note.textContent = entry.note;
  name.dir = note.dir = "auto";
  item.append(name, note);
  item.addEventListener("click", () => go(entry));
  return item;
}

function choose(index) {
  const options = all("[role=option]", $("#palette-list"));
  options.forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
  $("#palette input").setAttribute("aria-activedescendant", options[index]?.id ?? "");
  options[index]?.scrollIntoView({ block: "nearest" });
}

// Its field would keep the focus until the next frame, and take keys meant for the page.
function closePalette() {
  $("#palette").close();
  $("#palette input").blur();
}

function go(entry) {
  closePalette();
  if (entry.element) entry.element.click();
  else location.assign(entry.url);
}

function onPaletteKey(event) {
  const options = all("[role=option]", $("#palette-list"));
  const at = options.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1 };
  if (event.key in moves) prevented(event, () => choose((moves[event.key] + options.length) % options.length));
  // A search field would take the first Escape for itself.
  if (event.key === "Escape") prevented(event, closePalette);
  if (event.key === "Enter" && found[at]) prevented(event, () => go(found[at]));
}

/* ---- dialogs loaded from a page ---- */

async function openDialog(link) {
  const person = currentRow()?.dataset.person ?? $("article[data-person]")?.dataset.person;
  const address = new URL(link.href);
  if (person && !address.searchParams.has("person")) address.searchParams.set("person", person);
  const dialog = $("#dialog");
  dialog.setAttribute("aria-label", link.getAttribute("aria-label") ?? link.textContent.trim());
  await window.htmx.ajax("GET", address.pathname + address.search, { target: "#dialog", swap: "innerHTML" });
  if (!dialog.open) dialog.showModal();
  ($("[autofocus]", dialog) ?? $("input:not([type=hidden]), select, textarea", dialog))?.focus();
}

/* ---- dropped files and folders ---- */

async function filesOf(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files].map((file) => ({ file, path: file.name }));
  return (await Promise.all(entries.map(walk))).flat();
}

async function walk(entry) {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) return [{ path, file: await new Promise((done, fail) => entry.file(done, fail)) }];
  const reader = entry.createReader();
  const children = [];
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) break;
    children.push(...some);
  }
  return (await Promise.all(children.map(walk))).flat();
}

const chosen = (input) => [...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));

function upload(form, files) {
  if (!files.length) return;
  const data = new FormData();
  data.append("csrfmiddlewaretoken", $("[name=csrfmiddlewaretoken]", form).value);
  data.append("names", JSON.stringify(files.map(({ path }) => path)));
  for (const { file } of files) data.append("files", file, file.name);
  const request = new XMLHttpRequest();
  const bar = $("progress", form);
  form.dataset.state = "sending";
  request.upload.addEventListener("progress", ({ loaded, total }) => Object.assign(bar, { value: loaded, max: total }));
  request.addEventListener("load", () => uploaded(form, request));
  request.addEventListener("error", () => (form.dataset.state = "failed"));
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.send(data);
}

function uploaded(form, request) {
  const answer = request.getResponseHeader("Content-Type")?.includes("json") ? JSON.parse(request.responseText) : {};
  if (answer.url) return location.assign(answer.url);
  form.dataset.state = "failed";
  if (answer.error) $("[data-failed]", form).textContent = answer.error;
}

function setUpDrop(form) {
  for (const input of all("input[type=file]", form)) input.addEventListener("change", () => upload(form, chosen(input)));
  for (const type of ["dragenter", "dragover"]) form.addEventListener(type, (event) => prevented(event, () => (form.dataset.over = "")));
  for (const type of ["dragleave", "drop"]) form.addEventListener(type, () => delete form.dataset.over);
  form.addEventListener("drop", (event) => prevented(event, async () => upload(form, await filesOf(event.dataTransfer))));
  form.addEventListener("submit", (event) => prevented(event, () => upload(form, all("input[type=file]", form).flatMap(chosen))));
}

/* ---- drafts ---- */

const kept = (name) => { try { return localStorage.getItem(`draft:${name}`) ?? ""; } catch { return ""; } };

function keep(name, text) {
  try { text ? localStorage.setItem(`draft:${name}`, text) : localStorage.removeItem(`draft:${name}`); } catch { /* storage may be forbidden */ }
}

// What was typed stays on this device until it has been taken on, also without a connection; taken back, it stands there again.
function setUpDraft(form) {
  const name = form.dataset.draft, field = $("textarea", form);
  const undo = $(".toast[data-seconds] form");
  const sent = undo ? kept(name) : "";
  if (undo) keep(name, "");
  undo?.addEventListener("submit", () => keep(name, sent));
  field.value ||= kept(name);
  field.addEventListener("input", () => keep(name, field.value));
}

function setUpToast(toast) {
  setTimeout(() => toast.remove(), Number(toast.dataset.seconds) * 1000);
}

/* ---- small things ---- */

function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* storage may be forbidden */ }
}

async function copy(button) {
  await navigator.clipboard.writeText($(button.dataset.copy).textContent.trim());
  const label = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => (button.textContent = label), 2000);
}

function onRefusal(event) {
  const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const toast = document.createElement("div");
  toast.className = "toast error";
  toast.append(Object.assign(document.createElement("p"), { textContent: answer.body.textContent.replace(/\s+/g, " ").trim() }));
  $("#toasts").replaceChildren(toast);
}

const CLICKS = {
  "[data-mail]": (link) => location.assign(link.href.replace(/body=.*$/, () => `body=${encodeURIComponent($(`#${link.dataset.mail}`).value)}`)),
  "[data-theme-switch]": switchTheme,
  "[data-palette]": openPalette,
  "[data-help]": () => $("#help").showModal(),
  "[data-dismiss]": (button) => button.closest(".toast").remove(),
  "[data-copy]": copy,
  "a[data-dialog]": openDialog,
};

function onClick(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  for (const [selector, action] of Object.entries(CLICKS)) {
    const element = event.target.closest(selector);
    if (element) return prevented(event, () => action(element));
  }
}

function onSwap(event) {
  const list = event.target.matches?.("[data-rows]") ? event.target : $("[data-rows]", event.target);
  if (list && list.hasAttribute("data-keep-place") && !typing(document.activeElement)) focusRow(lastRow);
}

// A list that comes anew keeps the row that a person is on.
let rowsLink = "";
const linkOf = (row) => (row && $("[data-open]", row)?.href) || "";

function keepRow() {
  if (rowsLink && document.activeElement === document.body) rows().find((row) => linkOf(row) === rowsLink)?.focus();
  rowsLink = "";
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
document.addEventListener("focusin", () => currentRow() && (lastRow = rows().indexOf(currentRow())));
document.addEventListener("htmx:beforeSwap", () => (rowsLink = linkOf(currentRow())));
document.addEventListener("htmx:afterSwap", keepRow);
document.addEventListener("htmx:afterSettle", onSwap);
// What is typed into a search was asked for with each letter; leaving the field asks nothing new.
document.addEventListener("change", (event) => event.target.type === "search" && event.stopPropagation(), true);
document.addEventListener("htmx:responseError", onRefusal);
for (const form of all("form[data-drop]")) setUpDrop(form);
for (const form of all("form[data-draft]")) setUpDraft(form);
for (const toast of all(".toast[data-seconds]")) setUpToast(toast);
const palette = $("#palette");
palette?.addEventListener("input", (event) => search(event.target.value));
palette?.addEventListener("keydown", onPaletteKey);
