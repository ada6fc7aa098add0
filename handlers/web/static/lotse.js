"use strict";
// On top of plain forms and links: no page load in between, the location, and screens that arrive
// by themselves. A form works once: what was lost on the way is asked about before it is sent again.
const tab = Math.random().toString(36).slice(2);
const RETRIES = 3;
const MAPS = "https://www.openstreetmap.org/search?";
const IS_APPLE = /iPhone|iPad|iPod/.test(navigator.userAgent);
let busy = false;
let following = 0;
let leaving = false;
const leave = () => (leaving = true);
const screen_ = () => document.getElementById("screen");
const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const address = (at) => (at ? "/chat?at=" + encodeURIComponent(at) : "/chat");

const INBOX = "inbox.list:0";
const typed = () => document.getElementById("text")?.value ?? "";
let [waiting, waitsNews] = ["", false];
// Number of messages that came and were not seen yet.
let news = 0;

// Show a screen. What somebody was typing stays in the field while it answers the same question;
// ``sent`` is the text that the screen answers.
function show(html, sent = "") {
  const [before, expected] = [typed(), screen_().dataset.expects];
  waiting = "";
  screen_().outerHTML = html;
  const now = screen_();
  const field = document.getElementById("text");
  if (field && !field.value && before !== sent && expected === now.dataset.expects) field.value = before;
  if (before && before === sent) drop();
  else restore();
  if (now.dataset.at === INBOX) news = 0;
  tellNews();
  rename();
  kept(now);
  ready();
}

// Nothing is swapped away under somebody who types, or is about to: who has the cursor in a field or
// a key on a button, presses one, marks words, chose a file, or waits for an answer.
function isFree() {
  const isAtWork = document.querySelector("#screen :focus:not(main), #screen :active");
  const changed = [...document.querySelectorAll("#screen input")].some((at) => at.value !== at.defaultValue);
  return !(busy || following || isAtWork || changed) && getSelection().isCollapsed;
}

// A screen that came unasked. One that waits comes once its page is left alone; a message can be
// asked for at once, and is not lost with the page that it waited for.
function come(html, isNews) {
  if (isFree()) return show(html);
  waiting = html;
  waitsNews = isNews;
  news += isNews;
  tellNews();
}

function tellNews() {
  const place = document.getElementById("toast");
  if (!news || place.querySelector("a.button")) return;
  if (place.parentNode.matches(":active")) {
    return addEventListener("pointerup", () => setTimeout(tellNews), { once: true });
  }
  const link = `<a class="button" href="${address(INBOX)}" data-link>${screen_().dataset.news}</a>`;
  place.insertAdjacentHTML("beforeend", link);
}

// The page has the language, the direction and the title of its screen.
function rename() {
  const { lang, dir, dataset } = screen_();
  Object.assign(document.documentElement, { lang, dir });
  document.title = dataset.title;
}

// An address in the history remembers how far it was scrolled, and where somebody came from.
// What changes the page that is shown is no page of its own there.
history.scrollRestoration = "manual";
let still;

function arrive(to) {
  if (to !== location.pathname + location.search) history.pushState({ from: location.href }, "", to);
}

addEventListener("scroll", () => {
  clearTimeout(still);
  const here = location.href;
  still = setTimeout(() => {
    if (here === location.href) history.replaceState({ ...history.state, y: scrollY }, "");
  }, 100);
}, { passive: true });

function say(text) {
  document.getElementById("toast").textContent = text;
  tellNews();
}

// The sentence of a page that refuses something: too long, not there.
function refusal(page) {
  return new DOMParser().parseFromString(page, "text/html").querySelector("main")?.textContent.trim();
}

// Fetch a screen and show it. False if the server failed, an error if nothing came.
// ``sent`` is the text that it answers.
async function load(url, options, push, sent = options.body?.get("text")) {
  const answer = await fetch(url, { ...options, headers: { "X-Lotse-Tab": tab } });
  const isScreen = answer.headers.get("X-Lotse") === "screen";
  if (answer.status >= 500 && !isScreen) return false;
  if (answer.headers.has("X-Lotse-Clear")) clear();
  const text = await answer.text();
  if (!isScreen) {
    say(refusal(text) || screen_().dataset.failed);
    return true;
  }
  show(text, sent);
  if (options.body) changed(options.body, screen_());
  if (push) arrive(address(screen_().dataset.at));
  scrollTo(0, push ? 0 : (history.state?.y ?? 0));
  screen_().querySelector("main").focus({ preventScroll: true });
  return true;
}

async function follow(url, push) {
  following++;
  if (!(await load(url, {}, push).catch(() => false))) location.href = url;
  following--;
}

// Send a form until it is known to have arrived. Each attempt after the first asks first.
// Answers "sent", "blocked" where only our scripts do not get through, or "lost". A person who
// goes elsewhere meanwhile is left alone.
async function send(body) {
  let outcome = "lost";
  for (let attempt = 0; attempt < RETRIES && !leaving; attempt++) {
    try {
      if (attempt) {
        if (await arrived(body)) return "sent";
        outcome = "blocked";
      }
      if (await load("/chat", { method: "POST", body }, true)) return "sent";
    } catch {
      if (navigator.onLine === false) break;
    }
    await wait(attempt);
  }
  return leaving ? "sent" : outcome;
}

// A page load instead of a script: safe, because a form works once.
function sendPlainly(body) {
  const form = Object.assign(document.createElement("form"), { method: "post", action: "/chat" });
  for (const [name, value] of body) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  drop();
  form.submit();
}

// Show what a form led to, if it arrived although its answer did not.
async function arrived(body) {
  const answer = await fetch("/chat/sent?number=" + encodeURIComponent(body.get("number")));
  return answer.ok && load(address(await answer.text()), {}, true, body.get("text"));
}

// One form at a time: the pressed button shows that it is on its way, the others wait.
async function submit(body, button) {
  if (busy) return;
  busy = true;
  const buttons = [...screen_().querySelectorAll("button:not([disabled])")];
  button?.setAttribute("aria-busy", "true");
  for (const each of buttons) each.disabled = true;
  addEventListener("beforeunload", leave);
  const outcome = await send(body);
  removeEventListener("beforeunload", leave);
  busy = false;
  button?.removeAttribute("aria-busy");
  for (const each of buttons) each.disabled = false;
  if (outcome === "blocked" && body instanceof URLSearchParams) sendPlainly(body);
  else if (outcome === "lost" && later(body, screen_().dataset.at)) {
    drop();
    say(screen_().dataset.later);
  }
  else if (outcome !== "sent") say(screen_().dataset.failed);
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-link]");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if (busy) return;
    if (link.href === history.state?.from) history.back();
    else follow(link.href, true);
  }
  const exit = event.target.closest("a.exit");
  if (exit) {
    // The page is emptied first: the other one may take long to come. Back leads past this one.
    event.preventDefault();
    clear();
    document.title = "";
    document.body.replaceChildren();
    location.replace(exit.href);
  }
  if (event.target.closest("button.locate")) locate(event.target.closest("button.locate"));
  const copy = event.target.closest("button.copy");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy);
    copy.setAttribute("aria-pressed", "true");
  }
  const share = event.target.closest("button.share");
  // Who closes the phone's sheet again has not met a mistake.
  if (share) navigator.share({ title: share.dataset.title, url: share.dataset.url }).catch(() => {});
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  submit(body, event.submitter);
});

document.addEventListener("input", keep);

// Not before the press that took the cursor away has done what it does.
function comeNow() {
  if (!waiting || !isFree()) return;
  news -= waitsNews;
  show(waiting);
}

document.addEventListener("focusout", () => setTimeout(comeNow, 1000));

addEventListener("pageshow", () => (leaving = busy = false));
addEventListener("popstate", () => follow(location.href, false));

function locate(button) {
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    const hidden = (name) => document.querySelector(`input[name=${name}]`).value;
    // About a kilometre is all that leaves the phone.
    const [latitude, longitude] = [coords.latitude.toFixed(2), coords.longitude.toFixed(2)];
    const body = { csrf: hidden("csrf"), number: hidden("number"), latitude, longitude };
    submit(new URLSearchParams(body), button);
  }, () => say(button.dataset.denied));
}

// A map of an address opens in the phone's own app.
function openMaps() {
  const scheme = /Android/.test(navigator.userAgent) ? "geo:0,0?q=" : IS_APPLE ? "maps:?q=" : "";
  for (const link of scheme ? document.querySelectorAll(`a[href^="${MAPS}"]`) : []) {
    link.href = scheme + encodeURIComponent(new URL(link.href).searchParams.get("query"));
    link.removeAttribute("target");
  }
}

function ready() {
  openMaps();
  const unhide = (kind) => document.querySelectorAll(kind).forEach((button) => (button.hidden = false));
  if (navigator.geolocation) unhide("button.locate");
  if (navigator.clipboard) unhide("button.copy");
  if (navigator.share) unhide("button.share");
}

// What the worker sent when the network was back. A page that shows something else by now stays.
function sentLater({ what, html, body, at }) {
  const here = screen_().dataset;
  if (what === "old") return say(here.late);
  if (what === "refused") return say(refusal(html) || here.failed);
  if (what !== "sent") return;
  const text = new URLSearchParams(body).get("text");
  if (here.at === at && ((text && typed() === text) || isFree())) show(html, text);
  if (!document.getElementById("toast").textContent.trim()) say(screen_().dataset.sent);
}

// A page that may show us is told how high we are; the browser tells it to no other one.
function tellHeight() {
  const framers = (document.body.dataset.framers ?? "").split(" ").filter(Boolean);
  const [above] = location.ancestorOrigins ?? [];
  for (const origin of framers.filter((named) => !above || named === above)) {
    parent.postMessage({ lotseHeight: document.body.offsetHeight }, origin);
  }
}

ready();
restore();
if (history.state?.y) scrollTo(0, history.state.y);
if (parent !== window) new ResizeObserver(tellHeight).observe(document.body);
if ("old" in screen_().dataset) {
  rename();
  say(screen_().dataset.offline);
}
kept(screen_());
startOffline(sentLater);
const live = new EventSource("/chat/live");
live.addEventListener("open", flush);
live.addEventListener("screen", (event) => {
  const { html, tab: from } = JSON.parse(event.data);
  if (from === tab) return;
  come(html, !from);
});
