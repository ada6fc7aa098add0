"use strict";
// Above this the server puts VERSION, which changes with any file, and SHELL, the addresses of all
// that a page needs. A push says only that something waits: it is read in the chat.
const USUAL = { title: "Lotse", body: "📬", url: "/chat?at=inbox:0" };
const SHELL_NAME = "shell-" + VERSION;
const [SEEN, OUTBOX] = ["seen", "outbox"];
const ADDRESS_OF = (at) => "/chat?at=" + encodeURIComponent(at);
const OFFLINE = ADDRESS_OF("offline");
const OFFLINE_PAGE = SHELL[0];
const POLICY = "Content-Security-Policy";
const ENCODED = "application/x-www-form-urlencoded";
// The server knows for a day which forms it handled: what is older might be done twice.
const TOO_OLD = 20 * 3600 * 1000;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(SHELL_NAME).then((shell) => shell.addAll(SHELL)));
});

// Only a page that belongs to this worker can be led to what waits.
addEventListener("activate", (event) => event.waitUntil(activated()));

async function activated() {
  const old = (await caches.keys()).filter((name) => /^shell-/.test(name) && name !== SHELL_NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search, searchParams } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.mode === "navigate" && !pathname.startsWith("/desk")) {
    const form = request.method === "POST" && pathname === "/chat" ? request.clone() : null;
    const at = pathname === "/chat" && !form ? (searchParams.get("at") ?? "home:0") : "";
    event.respondWith(fetch(request).then(lookedAt, () => withoutNetwork(at, form)));
  } else if (request.method === "GET" && SHELL.includes(pathname + search)) {
    event.respondWith(caches.match(request).then((known) => known ?? fetch(request)));
  }
});

// A browser that the server knows no more keeps nothing.
async function lookedAt(answer) {
  if (answer.headers.has("X-Lotse-Clear")) await clear();
  return answer;
}

const clear = () => Promise.all([SEEN, OUTBOX].map((name) => caches.delete(name)));

// The page as it was seen last, or the one that says whom to call, inside the page of the shell.
// A form that was on its way is sent later.
async function withoutNetwork(at, form) {
  if (form && (form.headers.get("Content-Type") ?? "").startsWith(ENCODED)) {
    await keepForm({ body: await form.text(), at });
  }
  const shell = await caches.match(OFFLINE_PAGE);
  const seen = await caches.open(SEEN);
  const part = (at && (await seen.match(ADDRESS_OF(at)))) || (await seen.match(OFFLINE));
  if (!shell || !part) return shell ?? Response.error();
  const [page, html] = [await shell.text(), await part.text()];
  const [from, to] = [page.indexOf('<div id="screen"'), page.lastIndexOf("</body>")];
  const old = html.replace('<div id="screen"', '<div id="screen" data-old');
  const headers = { "Content-Type": "text/html; charset=utf-8", ...policyOf(shell) };
  return new Response(page.slice(0, from) + old + page.slice(to), { headers });
}
const policyOf = (page) => ({ [POLICY]: page.headers.get(POLICY) ?? "default-src 'none'" });

// Forms wait under what makes them one of their kind: a second press is not kept twice.
async function keepForm({ body, at }) {
  const outbox = await caches.open(OUTBOX);
  const key = "/chat/later?" + body;
  if (await outbox.match(key)) return;
  await outbox.put(key, new Response(JSON.stringify({ body, at, since: Date.now() })));
  await registration.sync?.register(OUTBOX).catch(() => {});
}

let sending = Promise.resolve();
// One after the other, in the order in which they were pressed.
const flush = () => (sending = sending.catch(() => {}).then(sendAll));

async function sendAll() {
  const outbox = await caches.open(OUTBOX);
  for (const key of await outbox.keys()) {
    const form = await (await outbox.match(key)).json();
    const outcome = await sent(form);
    await outbox.delete(key);
    const pages = await clients.matchAll({ type: "window" });
    for (const page of pages) page.postMessage({ ...outcome, ...form });
  }
}

// Throws if a form could not be sent yet: it stays where it is.
async function sent({ body, since }) {
  if (Date.now() - since > TOO_OLD) return { what: "old" };
  const headers = { "X-Lotse-Tab": "later", "Content-Type": ENCODED };
  const answer = await fetch("/chat", { method: "POST", body, headers });
  const html = await answer.text();
  const isScreen = answer.headers.get("X-Lotse") === "screen";
  const isOurs = isScreen || !answer.ok; // who has to sign in to a network gets a page of it
  if (answer.status >= 500 || answer.status === 429 || !isOurs) throw new Error("later");
  if (answer.headers.has("X-Lotse-Clear")) await clear();
  return { what: answer.ok ? "sent" : "refused", html };
}

addEventListener("sync", (event) => event.waitUntil(flush()));

addEventListener("message", (event) => {
  const does = { later: (form) => keepForm(form).then(flush), flush, clear };
  event.waitUntil(does[event.data.what]?.(event.data).catch(() => {}));
});

function told(data) {
  try {
    return { ...USUAL, ...data.json() };
  } catch {
    return USUAL;
  }
}

addEventListener("push", (event) => {
  const { title, body, lang, dir, url } = told(event.data);
  const shown = { body, lang, dir, tag: "inbox", renotify: true, data: url };
  event.waitUntil(registration.showNotification(title, shown));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(opened(event.notification.data || USUAL.url));
});

// An open page of ours shows it, else a new one.
async function opened(url) {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const page of pages) {
    const moved = await page.navigate(url).catch(() => null);
    if (moved) return moved.focus();
  }
  return clients.openWindow(url);
}
