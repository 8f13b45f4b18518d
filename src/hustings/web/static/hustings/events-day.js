/* A day at an event: who came, what was said, promises, cards. Everything is kept here first and sent when there is a line. */

// Its address holds a digest of what it says, which only the page knows.
const { dropNote, forgetAll, forgetOld, keepList, keepNotes, listOf, notesOf, settle } = await import(document.querySelector("link[rel=modulepreload]").href);

const root = document.querySelector("[data-day]");
const $ = (selector) => root.querySelector(selector);
const member = Number(root.dataset.member);
const event = Number(root.dataset.day);
const key = `${member}:${event}`;
const words = JSON.parse(document.getElementById("day-words").textContent);
const FORTNIGHT = 14 * 86400000;
const MOST_BYTES = 1500000;
const WIDEST = 1600;
const SHORTEST = 1000;
const LONGEST = 60000;

let guests = [];
let notes = [];
let chosen = null;
const unkept = [];
let sending = false;
let again = false;
let pause = SHORTEST;
let timer;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const make = (name, values = {}, ...inside) => {
  const element = Object.assign(document.createElement(name), values);
  element.append(...inside);
  return element;
};
const say = (text) => { $("[data-said]").textContent = text; };

/* ---- showing ---- */

function show() {
  const waiting = notes.filter((note) => note.state !== "sent");
  const line = navigator.onLine ? words.online : words.offline;
  $("[data-line]").textContent = waiting.length ? `${line} ${words.waiting.replace("%s", waiting.length)}` : `${line} ${words.all_sent}`;
  $("[data-line]").dataset.state = waiting.length ? "waiting" : "sent";
  showGuests();
  showNotes();
}

function showGuests() {
  const wanted = fold($("#day-find").value.trim());
  const came = new Set(notes.filter((note) => note.kind === "check_in" && note.event === event && note.state !== "refused").map((note) => note.guest));
  const fitting = guests.filter((guest) => !wanted || fold(`${guest.name} ${guest.detail}`).includes(wanted)).slice(0, 60);
  $("[data-guests]").replaceChildren(...fitting.map((guest) => guestRow(guest, guest.came || came.has(guest.id))));
  $("[data-nobody]").hidden = fitting.length > 0 || !wanted;
}

function guestRow(guest, came) {
  const name = make("strong", { textContent: guest.name, dir: "auto" });
  const detail = make("span", { className: "muted", textContent: guest.detail, dir: "auto" });
  const here = make("button", { type: "button", className: came ? "quiet small" : "small", textContent: came ? words.is_here : words.came, disabled: came });
  here.setAttribute("aria-label", `${words.came}: ${guest.name}`);
  here.addEventListener("click", () => put({ kind: "check_in", guest: guest.id, name: guest.name }));
  const note = make("button", { type: "button", className: "small", textContent: words.note });
  note.setAttribute("aria-label", `${words.note}: ${guest.name}`);
  note.addEventListener("click", () => choose(guest));
  return make("li", { className: "day-guest" }, make("div", {}, name, detail), make("div", { className: "cluster" }, here, note));
}

function showNotes() {
  const here = notes.filter((note) => note.event === event).sort((one, other) => other.at.localeCompare(one.at));
  $("[data-notes]").replaceChildren(...here.map(noteRow));
  $("[data-none]").hidden = here.length > 0;
}

function noteRow(note) {
  const head = make("p", {}, make("strong", { textContent: note.name || words.card, dir: "auto" }), ` · ${words.kinds[note.kind]} · `);
  head.append(make("span", { className: note.state === "refused" ? "alarm" : "muted", textContent: words.states[note.state] }));
  const row = make("li", { className: "day-note" }, head);
  row.dataset.note = note.client_id;
  row.dataset.state = note.state;
  if (note.text) row.append(make("p", { textContent: note.text, dir: "auto" }));
  if (note.reason) row.append(make("p", { className: "alarm", textContent: note.reason }));
  if (note.state === "refused") {
    const mend = make("button", { type: "button", className: "small", textContent: words.as_name });
    mend.addEventListener("click", async () => { await keepNotes({ ...note, guest: null, state: "waiting", reason: "" }); await look(); send(); });
    const drop = make("button", { type: "button", className: "quiet small", textContent: words.drop });
    drop.addEventListener("click", async () => { await dropNote(note.client_id); await look(); });
    row.append(make("div", { className: "cluster" }, mend, drop));
  }
  return row;
}

async function look() {
  notes = await notesOf(member);
  show();
}

/* ---- putting down ---- */

function choose(guest) {
  chosen = guest;
  $("#day-name").value = guest.name;
  $("#day-text").focus();
}

const id = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function put(...several) {
  const at = new Date().toISOString();
  await keepNotes(...several.map((what) => ({ client_id: id(), event, member, at, guest: null, name: "", text: "", due_on: "", photo: "", state: "waiting", ...what })));
  await look();
  say(words.kept);
  send();
}

async function onSubmit(submitted) {
  submitted.preventDefault();
  const written = read();
  if (!written.name && !written.photo) return say(words.who);
  // The next note may be begun while this one is still being kept.
  empty();
  const said = await keep(written).catch(() => words.not_kept);
  if (said) { unkept.push({ ...written, said }); say(said); }
  // What was begun meanwhile goes first.
  if (unkept.length && isEmpty()) giveBack(unkept.pop());
}

function read() {
  const name = $("#day-name").value.trim();
  return {
    name,
    guest: chosen && chosen.name === name ? chosen.id : (guests.find((each) => each.name === name)?.id ?? null),
    text: $("#day-text").value.trim(),
    photo: $("#day-photo").files[0],
    promised: $("#day-promise").value.trim(),
    due_on: $("#day-due").value,
  };
}

function empty() {
  $("form").reset();
  chosen = null;
  $("#day-find").focus();
}

/* Says what hinders it, or nothing when everything is kept. */
async function keep({ name, guest, text, photo, promised, due_on }) {
  const about = { guest, name };
  const picture = photo ? await small(photo) : "";
  if (photo && !picture) return words.no_photo;
  const several = [];
  if (picture) several.push({ ...about, kind: "card", text, photo: picture });
  else if (text || !promised) several.push({ ...about, kind: "note", text });
  if (promised) several.push({ ...about, kind: "promise", text: promised, due_on });
  await put(...several);
  return "";
}

const isEmpty = () => ["name", "text", "promise", "due", "photo"].every((field) => !$(`#day-${field}`).value);

function giveBack({ name, guest, text, promised, due_on, photo, said }) {
  for (const [field, value] of Object.entries({ name, text, promise: promised, due: due_on })) $(`#day-${field}`).value = value;
  chosen = guests.find((each) => each.id === guest) ?? null;
  say(said);
  if (!photo) return;
  const held = new DataTransfer();
  held.items.add(photo);
  $("#day-photo").files = held.files;
}

/* A photo as a phone makes it is too large to send from a cellar: it is made smaller here. */
async function small(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, WIDEST / Math.max(picture.width, picture.height));
    const canvas = make("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (const quality of [0.8, 0.6, 0.4, 0.2]) {
      const data = canvas.toDataURL("image/jpeg", quality);
      if (data.length < 900000) return data;
    }
  } catch { /* said below */ }
  return "";
}

/* ---- sending ---- */

async function send() {
  if (sending) { again = true; return; }
  sending = true;
  try {
    do {
      again = false;
      const waiting = notes.filter((note) => note.state === "waiting");
      for (const number of new Set([event, ...waiting.map((note) => note.event)])) await sendOf(number, waiting.filter((note) => note.event === number));
    } while (again);
    pause = SHORTEST;
  } catch {
    // No line: everything stays here. It is tried again soon, then ever more seldom, and at once when the line is back.
    clearTimeout(timer);
    if (navigator.onLine) timer = setTimeout(send, again ? SHORTEST : pause);
    pause = Math.min(pause * 2, LONGEST);
  }
  sending = false;
  await look();
}

async function sendOf(number, waiting) {
  const answer = await fetch(`/events/${number}/day/data.json`, { credentials: "same-origin", headers: { accept: "application/json" } });
  if (answer.redirected || answer.status === 403 || answer.status === 404) return say(answer.redirected ? words.sign_in : words.not_yours);
  if (!answer.ok) throw new Error(String(answer.status));
  const data = await answer.json();
  // Somebody else is signed in on this phone: their notes and ours stay apart.
  if (data.member !== member) return say(words.other_member);
  if (number === event) await takeList(data);
  for (const batch of batches(waiting)) {
    const taken = await fetch(`/events/${number}/day/notes/`, {
      method: "POST", credentials: "same-origin", headers: { "content-type": "application/json", "x-csrftoken": data.token },
      body: JSON.stringify({ items: batch.map(({ client_id, kind, at, guest, name, text, due_on, photo }) => ({ client_id, kind, at, guest, name, text, due_on, photo })) }),
    });
    if (!taken.ok) throw new Error(String(taken.status));
    await settle((await taken.json()).taken, Date.now());
    notes = await notesOf(member);
  }
}

function batches(waiting) {
  const found = [];
  let size = Infinity;
  for (const note of waiting) {
    const length = JSON.stringify(note).length;
    if (size + length > MOST_BYTES || found.at(-1).length >= 50) { found.push([]); size = 0; }
    found.at(-1).push(note);
    size += length;
  }
  return found;
}

async function takeList(data) {
  guests = data.guests;
  await keepList({ key, guests, at: Date.now() });
  $("#day-names").replaceChildren(...guests.map((guest) => make("option", { value: guest.name })));
  showGuests();
}

/* ---- beginning ---- */

async function keepPage() {
  if (!("serviceWorker" in navigator)) return say(words.no_worker);
  await navigator.serviceWorker.register("/events/worker.js", { scope: "/events/" });
  const { active } = await navigator.serviceWorker.ready;
  const files = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], link[rel=modulepreload], script[src]")].map((file) => new URL(file.href ?? file.src, location.href).pathname);
  const uses = [...document.querySelectorAll("use")].map((use) => use.getAttribute("href")?.split("#")[0]).filter(Boolean);
  const channel = new MessageChannel();
  const answer = new Promise((resolve) => { channel.port1.onmessage = (message) => resolve(message.data); });
  active.postMessage({ keep: [...new Set([location.pathname, ...files, ...uses])] }, [channel.port2]);
  const kept = await answer;
  root.dataset.kept = kept;
  if (kept !== "kept") say(words.no_worker);
}

async function forget() {
  if (notes.some((note) => note.state !== "sent")) return say(words.not_sent_yet);
  await forgetAll();
  const { active } = await navigator.serviceWorker.ready;
  active.postMessage({ forget: true });
  location.href = `/events/${event}/`;
}

async function begin() {
  const held = await listOf(key);
  if (held) { guests = held.guests; $("#day-names").replaceChildren(...guests.map((guest) => make("option", { value: guest.name }))); }
  await forgetOld(member, Date.now() - FORTNIGHT);
  await look();
  root.dataset.ready = "yes";
  navigator.storage?.persist?.();
  await keepPage().catch(() => {});
  send();
}

$("#day-find").addEventListener("input", showGuests);
$("form").addEventListener("submit", onSubmit);
$("[data-add]").addEventListener("click", () => { $("#day-name").value = $("#day-find").value.trim(); $("#day-text").focus(); });
$("[data-came]").addEventListener("click", () => put({ kind: "check_in", name: $("#day-find").value.trim() }));
$("[data-forget]").addEventListener("click", forget);
$("[data-send]").addEventListener("click", send);
window.addEventListener("online", () => { show(); send(); });
window.addEventListener("offline", show);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") send(); });
begin();
