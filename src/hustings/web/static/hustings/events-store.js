/* What a phone keeps of events: the list of each, and what was put down there. A note leaves only after the server has it. */

const NAME = "hustings-events";

const asked = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

const done = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = () => resolve();
  transaction.onabort = transaction.onerror = () => reject(transaction.error);
});

let opened;
function store() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("lists", { keyPath: "key" });
      request.result.createObjectStore("notes", { keyPath: "client_id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function change(name, act) {
  const transaction = (await store()).transaction(name, "readwrite", { durability: "strict" });
  act(transaction.objectStore(name));
  await done(transaction);
}

const read = async (name, act) => asked(act((await store()).transaction(name).objectStore(name)));

export const keepList = (list) => change("lists", (held) => held.put(list));
export const listOf = (key) => read("lists", (held) => held.get(key));
/* All of them, or none. */
export const keepNotes = (...notes) => change("notes", (held) => notes.forEach((note) => held.put(note)));
export const dropNote = (id) => change("notes", (held) => held.delete(id));
export const notesOf = async (member) => (await read("notes", (held) => held.getAll())).filter((note) => note.member === member);

/* In one step, so that a note that is put down meanwhile is not touched. */
export async function settle(results, at) {
  const transaction = (await store()).transaction("notes", "readwrite");
  const held = transaction.objectStore("notes");
  for (const { client_id, state, reason } of results) {
    const note = await asked(held.get(client_id));
    if (!note) continue;
    if (state === "refused") held.put({ ...note, state: "refused", reason });
    else held.put({ ...note, state: "sent", reason: "", photo: "", sent_at: at });
  }
  await done(transaction);
}

export async function forgetOld(member, before) {
  for (const note of await notesOf(member)) if (note.state === "sent" && note.sent_at < before) await dropNote(note.client_id);
}

export async function forgetAll() {
  (await store()).close();
  opened = undefined;
  await asked(indexedDB.deleteDatabase(NAME));
}
