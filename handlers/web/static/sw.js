"use strict";
// A push says only that something waits: it is read in the chat.
const USUAL = { title: "Lotse", body: "📬", url: "/chat?at=inbox:0" };

function told(data) {
  try {
    return { ...USUAL, ...data.json() };
  } catch {
    return USUAL;
  }
}

// Only a page that belongs to this worker can be led to what waits.
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

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
