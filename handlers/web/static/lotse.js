"use strict";
// On top of plain forms and links: no page load in between, the location, and screens that arrive by themselves.
const tab = Math.random().toString(36).slice(2);
const screen_ = () => document.getElementById("screen");

function show(html) {
  screen_().outerHTML = html;
  const now = screen_();
  document.documentElement.lang = now.lang;
  document.documentElement.dir = now.dir;
  ready();
}

async function load(url, options, push) {
  try {
    const answer = await fetch(url, { ...options, headers: { "X-Lotse-Tab": tab } });
    if (!(answer.headers.get("X-Lotse") === "screen")) throw new Error("not a screen");
    show(await answer.text());
    const at = screen_().dataset.at;
    if (push) history.pushState(null, "", at ? "/chat?at=" + encodeURIComponent(at) : "/chat");
    window.scrollTo(0, 0);
    screen_().focus({ preventScroll: true });
  } catch {
    return false;
  }
  return true;
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-link]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if (!(await load(link.href, {}, true))) location.href = link.href;
  }
  if (event.target.closest("button.locate")) locate();
  const copy = event.target.closest("button.copy");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    copy.setAttribute("aria-pressed", "true");
  }
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  if (await load("/chat", { method: "POST", body }, true)) return;
  // A plain form post does not know which button was pressed.
  const { name, value } = event.submitter || {};
  if (name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  form.submit();
});

addEventListener("popstate", () => load(location.href, {}, false));

function locate() {
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    const csrf = document.querySelector("input[name=csrf]").value;
    // About a kilometre is all that leaves the phone.
    const body = new URLSearchParams({ csrf, latitude: coords.latitude.toFixed(2), longitude: coords.longitude.toFixed(2) });
    load("/chat", { method: "POST", body }, true);
  });
}

function ready() {
  if (navigator.geolocation) for (const button of document.querySelectorAll("button.locate")) button.hidden = false;
  if (navigator.clipboard) for (const button of document.querySelectorAll("button.copy")) button.hidden = false;
}

ready();
new EventSource("/chat/live").addEventListener("screen", (event) => {
  const { html, tab: from } = JSON.parse(event.data);
  if (from !== tab) show(html);
});
