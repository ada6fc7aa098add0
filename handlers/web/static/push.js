"use strict";
// 🔔 Notify this device: the button is shown where the browser can do it. On iPhones it can
// only after the page was put on the home screen: a sentence says so.
{
  const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  const isApple =
    /iPhone|iPad|iPod/.test(navigator.userAgent) ||
    (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
  const buttons = () => document.querySelectorAll("button.notify");

  const encoded = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", "");

  async function mark(endpoint) {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
    const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
    return hex.join("").slice(0, 32);
  }

  async function subscription() {
    const worker = can && (await navigator.serviceWorker.getRegistration("/"));
    return worker ? worker.pushManager.getSubscription() : null;
  }

  // Whether this browser is notified for the person of this page, and with which key.
  async function state(known) {
    const answer = await fetch("/chat/push?mark=" + (known ? await mark(known.endpoint) : ""));
    return answer.ok ? answer.json() : { key: "", on: false };
  }

  function post(fields) {
    const csrf = document.querySelector("input[name=csrf]").value;
    const url = "/chat/push?lang=" + encodeURIComponent(document.documentElement.lang);
    return fetch(url, { method: "POST", body: new URLSearchParams({ csrf, ...fields }) });
  }

  // The sentence of a page that refuses something, "" if it was done.
  async function refusal(answer) {
    if (answer.ok) return "";
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector("main")?.textContent.trim() || "?";
  }

  // A subscription works with one key only: one with another key is made anew.
  async function subscribe() {
    const asked = await post({ what: "key" });
    if (!asked.ok) return refusal(asked);
    const { key } = await asked.json();
    await navigator.serviceWorker.register("/sw.js");
    const { pushManager } = await navigator.serviceWorker.ready;
    const old = await pushManager.getSubscription();
    if (old && encoded(old.options.applicationServerKey) !== key) await old.unsubscribe();
    const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, keys } = made.toJSON();
    return refusal(await post({ what: "on", key, endpoint, ...keys }));
  }

  async function unsubscribe() {
    const known = await subscription();
    if (!known) return "";
    const refused = await refusal(await post({ what: "off", endpoint: known.endpoint }));
    if (!refused) await known.unsubscribe();
    return refused;
  }

  function label(button, isOn) {
    button.setAttribute("aria-pressed", isOn);
    const [start, stop] = button.children;
    [start.hidden, stop.hidden] = [isOn, !isOn];
  }

  async function press(button) {
    const wasOn = button.getAttribute("aria-pressed") === "true";
    button.disabled = true;
    try {
      if (!wasOn && (await Notification.requestPermission()) !== "granted") {
        return say(button.dataset.denied);
      }
      const refused = await (wasOn ? unsubscribe() : subscribe());
      if (!refused) label(button, !wasOn);
      say(refused || (wasOn ? button.dataset.stopped : button.dataset.done));
    } catch {
      say(button.dataset.failed);
    } finally {
      button.disabled = false;
    }
  }

  async function show() {
    if (isApple && !can) {
      for (const hint of document.querySelectorAll("p.install")) hint.hidden = false;
    }
    const waiting = [...buttons()].filter((button) => can && button.hidden);
    if (!waiting.length) return;
    const known = await subscription();
    const isOn = Boolean(known) && (await state(known).catch(() => ({}))).on;
    for (const button of waiting) {
      label(button, Boolean(isOn));
      button.hidden = false;
    }
  }

  // The service has a new key: who allowed notifications is not asked again.
  async function renew() {
    const known = await subscription();
    if (!known || Notification.permission !== "granted") return;
    const { key, on } = await state(known);
    if (on && key !== encoded(known.options.applicationServerKey)) await subscribe();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.notify");
    if (button) press(button);
  });
  // Screens are exchanged below the body.
  new MutationObserver(show).observe(document.body, { childList: true });
  show();
  renew().catch(() => {});
}
