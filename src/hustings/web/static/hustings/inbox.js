/* Makes the inbox quicker: lists and threads that follow what happens, snippets, drafts of machines, what is typed offline.
   Everything here also works without it, a page load later. */

const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/* ---- keys of this room in the help ---- */

const keys = $("#more-keys");
if (keys) $("#help dl")?.append(keys.content.cloneNode(true));

/* ---- lists that follow what happens ---- */

// What somebody is in the midst of is not taken from under their hands: chosen rows, further pages, an open dialog.
const busy = () => $("#inbox-list input:checked") || $("#inbox-list[data-longer]") || $("dialog[open]") || document.hidden;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id === "inbox-list" && busy()) event.preventDefault();
  if (event.target.id === "presence" && document.hidden) event.preventDefault();
  if (event.target.matches?.("[data-more]")) event.target.closest("#inbox-list")?.setAttribute("data-longer", "");
});
document.addEventListener("visibilitychange", () => document.hidden || document.body.dispatchEvent(new Event("look-again")));

/* ---- who is writing ---- */

let typedAt = 0;
document.addEventListener("input", (event) => {
  if (event.target.id !== "reply-text") return;
  typedAt = Date.now();
  edited(event.target);
});
document.addEventListener("htmx:configRequest", (event) => {
  if (event.target.id === "presence") event.detail.parameters.typing = Date.now() - typedAt < 12_000 ? "yes" : "no";
});

/* ---- drafts of machines are marked until somebody edits them ---- */

function edited(field) {
  field.classList.remove("machine");
  $("[data-until-edited]")?.remove();
}

document.addEventListener("htmx:afterSwap", () => {
  const field = $("#reply-text.machine");
  if (field && document.activeElement !== field) field.focus();
});

/* ---- snippets ---- */

function insert(field, text) {
  const at = field.selectionStart ?? field.value.length;
  field.setRangeText(text, at, field.selectionEnd ?? at, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  nextBlank(field, at);
}

function nextBlank(field, from) {
  field.focus();
  const blank = /\[\[[^[\]]*\]\]/g;
  blank.lastIndex = from;
  const found = blank.exec(field.value);
  if (found) field.setSelectionRange(found.index, found.index + found[0].length);
  return Boolean(found);
}

document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-snippets]") || !event.target.value) return;
  insert($("#reply-text"), event.target.value);
  event.target.value = "";
});
// Tab goes from blank to blank while there are any.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || event.shiftKey || event.target.id !== "reply-text") return;
  if (event.target.value.includes("[[") && nextBlank(event.target, event.target.selectionEnd)) event.preventDefault();
});

/* ---- without a connection ---- */

document.addEventListener("submit", (event) => {
  if (navigator.onLine || !event.target.matches("form[data-draft]")) return;
  event.preventDefault();
  const toast = document.createElement("div");
  toast.className = "toast error";
  toast.append(Object.assign(document.createElement("p"), { textContent: event.target.dataset.offline }));
  $("#toasts")?.replaceChildren(toast);
});

for (const field of all("#reply-text")) if (field.value.includes("[[")) nextBlank(field, 0);
