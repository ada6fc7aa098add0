"use strict";
// What was seen stays readable without the network, and what is pressed meanwhile is sent later:
// the worker does both. Where there is none, nothing here does anything.
const SEEN = "seen";
const OUTBOX = "outbox";
const DRAFT = "typed";
const MOST_SEEN = 40;
const A_DAY = 24 * 3600 * 1000;
const addressOf = (at) => "/chat?at=" + encodeURIComponent(at);
const OFFLINE = addressOf("offline");
const LAST_LIST = addressOf("offline.last");
const CHANGES_IT = /^(offer\.(un)?save|language\.set|district\.set|town\.set|search\.language)/;

const container = (() => {
  try {
    return "caches" in window ? navigator.serviceWorker : undefined;
  } catch {} // a frame without storage
})();
const tell = (message) => container?.controller?.postMessage(message);

// Counts how often all was cleared: what began before that is not kept after it.
let cleared = 0;

async function put(url, html, began) {
  const seen = await caches.open(SEEN);
  if (began !== cleared) return;
  const headers = { "Content-Type": "text/html; charset=utf-8", "X-Kept": Date.now() };
  await seen.put(url, new Response(html, { headers }));
  const old = (await seen.keys()).filter((request) => !request.url.endsWith(OFFLINE));
  for (const request of old.slice(0, -MOST_SEEN)) await seen.delete(request);
}

// Keep the screen that is shown, if it is one to read again.
async function keepScreen(part) {
  if (!container || !("keep" in part.dataset) || "old" in part.dataset) return;
  const [html, at, began] = [part.outerHTML, part.dataset.at, cleared];
  await put(addressOf(at), html, began);
  if (at.startsWith("offer.list:")) await put(LAST_LIST, html, began);
  if (at !== "offline") await renew(part.lang);
}

// Get the page for times without the network: once a day, and for another language.
async function renew(lang, now) {
  const began = cleared;
  const known = await (await caches.open(SEEN)).match(OFFLINE);
  const age = Date.now() - Number(known?.headers.get("X-Kept") ?? 0);
  if (!now && age < A_DAY && (await known.text()).includes(`id="screen" lang="${lang}"`)) return;
  const answer = await fetch(OFFLINE, { headers: { "X-Lotse-Tab": "offline" } });
  if (answer.headers.get("X-Lotse") === "screen") await put(OFFLINE, await answer.text(), began);
}

const kept = (part) => keepScreen(part).catch(() => {});

// What was done changed what is on the page for times without the network.
function changed(body, part) {
  const pressed = body.get("press") ?? "";
  if (container && (CHANGES_IT.test(pressed) || (!pressed && part.dataset.at === "home:0"))) {
    renew(part.lang, true).catch(() => {});
  }
}

// What is being typed is kept for this tab until it is sent, so that a reload takes no word away.
// A frame without storage keeps nothing.
function keep() {
  if (!typed()) return drop();
  try {
    sessionStorage.setItem(DRAFT, JSON.stringify([screen_().dataset.expects, typed()]));
  } catch {}
}

function restore() {
  const field = document.getElementById("text");
  try {
    const [expected, text] = JSON.parse(sessionStorage.getItem(DRAFT)) ?? [];
    if (field && !field.value && expected === screen_().dataset.expects) field.value = text;
  } catch {}
}

// Forget what is being typed.
function drop() {
  try {
    sessionStorage.removeItem(DRAFT);
  } catch {} // a frame without storage
}

// Nothing stays of somebody who leaves. The worker does it too: this page may be gone at once.
function clear() {
  cleared++;
  drop();
  tell({ what: "clear" });
  for (const name of container ? [SEEN, OUTBOX] : []) caches.delete(name).catch(() => {});
}

// Let the worker send a form when the network is back. False where nobody can.
function later(body, at) {
  if (!container?.controller || !(body instanceof URLSearchParams)) return false;
  tell({ what: "later", body: body.toString(), at });
  return true;
}

const flush = () => tell({ what: "flush" });

// ``done`` is called with what the worker sent: the answer to a form, or why it was refused.
function startOffline(done) {
  if (!container) return;
  container.addEventListener("message", (event) => done(event.data));
  container.addEventListener("controllerchange", flush);
  addEventListener("online", flush);
  container.register("/sw.js").then(flush, () => {});
}
