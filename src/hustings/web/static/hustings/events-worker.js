/* Keeps the page of an event and its files on the phone, so that it opens without a connection. Nobody's name passes through here:
   the list lies in the page's own store, and answers with data are never kept. */

const KEPT = "hustings-events-1";
const PAGE = /^\/events\/\d+\/day\/$/;
const PATIENCE = 4000;

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("hustings-events-") && name !== KEPT).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

/* The page tells what it is made of once it stands. */
self.addEventListener("message", (event) => {
  const { keep, forget } = event.data ?? {};
  const done = (answer) => event.ports[0]?.postMessage(answer);
  if (forget) event.waitUntil(caches.delete(KEPT).then(() => done("forgotten")));
  if (keep) event.waitUntil(keepAll(keep).then(() => done("kept"), () => done("failed")));
});

async function keepAll(addresses) {
  const cache = await caches.open(KEPT);
  for (const address of addresses) {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.ok && !answer.redirected) await cache.put(address, answer);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && PAGE.test(url.pathname)) event.respondWith(fresh(request, url.pathname));
  else if (request.destination && request.mode !== "navigate") event.respondWith(file(request));
});

/* The page as the server has it, if it answers soon; else as it was kept. */
async function fresh(request, key) {
  const cache = await caches.open(KEPT);
  const held = await cache.match(key);
  const stop = new AbortController();
  const timer = held && setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(request.url, { credentials: "same-origin", redirect: "manual", signal: stop.signal });
    if (answer.ok) await cache.put(key, answer.clone());
    // Signed out, a redirect has to reach the browser; a trouble of the server must not hide what is kept here.
    return answer.status >= 500 && held ? held : answer;
  } catch (error) {
    if (held) return held;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function file(request) {
  const cache = await caches.open(KEPT);
  const held = await cache.match(request);
  try {
    const answer = await fetch(request);
    if (held && answer.ok) await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    if (held) return held;
    throw error;
  }
}
