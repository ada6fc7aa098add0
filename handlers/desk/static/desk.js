"use strict";
// On top of plain forms and links: what is typed is kept every few seconds, and once more when the
// page is left. Nothing on the page is ever swapped away.
const PAUSE = 3000;
const LEFT = `left ${location.pathname}`;
let isTyping = false;

// Whether nobody has the cursor, a press or marked words in a part of the page.
function isFree(place) {
  const { anchorNode, isCollapsed } = getSelection();
  const marks = !isCollapsed && place.contains(anchorNode);
  return !(marks || place.matches(":focus-within, :active"));
}

// Puts what the server says into a part of the page that holds no fields; returns that part.
async function part(id, address) {
  const answer = await fetch(address);
  if (answer.status !== 200) throw new Error(answer.status);
  const place = document.getElementById(id);
  const html = await answer.text();
  if (isFree(place)) place.innerHTML = html;
  return place;
}

// How far a message is, with growing pauses, until nothing of it moves any more.
async function follows(place, pause) {
  await new Promise((wake) => setTimeout(wake, pause));
  try {
    await part(place.id, place.dataset.poll);
  } catch {
    pause *= 2;
  }
  if (moves(place)) follows(place, Math.min(pause * 1.3, 30000));
}

function moves(place) {
  return place.querySelector("[data-pause]")?.dataset.pause !== "0";
}

function keeps(form) {
  const status = form.querySelector("[data-kept]");
  let timer = 0;
  let sent = "";

  // What the form holds, marked as a draft: nothing is stored by it, and nothing is refused.
  function body() {
    const words = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    const data = new URLSearchParams(words);
    data.set("act", "draft");
    return data;
  }

  async function keep() {
    timer = 0;
    const data = body();
    if (data.toString() === sent) return;
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body: data, redirect: "manual" });
      if (answer.status !== 204) throw new Error(answer.status);
      sent = data.toString();
      status.textContent = status.dataset.kept;
      if (form.dataset.live) await part(form.dataset.live, `?part=1&draft=${data.get("number")}`);
    } catch {
      status.textContent = status.dataset.failed;
      timer = setTimeout(keep, PAUSE * 3);
    }
  }

  form.addEventListener("input", () => {
    timer = timer || setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = 0;
    sent = body().toString();
  });
  // Before the next page is asked for, or it would not have what was typed last. A phone that puts
  // the page away may say so by the second event alone.
  function leave() {
    const data = body();
    if (!timer || data.toString() === sent) return;
    sent = data.toString();
    sessionStorage.setItem(LEFT, data.get("number"));
    fetch(form.action || location.href, { method: "POST", body: data, keepalive: true });
  }

  addEventListener("beforeunload", leave);
  addEventListener("pagehide", leave);
}

// Who comes back at once is faster than what they typed: then the page is asked for once more, but
// never under somebody who types.
async function returns(number, tries) {
  if (!number || document.body.innerHTML.includes(number)) return;
  await new Promise((wake) => setTimeout(wake, 300));
  const page = await (await fetch(location.href)).text();
  if (!page.includes(number)) return tries && returns(number, tries - 1);
  if (!isTyping && isFree(document.body)) location.reload();
}

addEventListener("input", () => (isTyping = true));
returns(sessionStorage.getItem(LEFT), 5);
sessionStorage.removeItem(LEFT);
document.querySelectorAll("form[data-draft]").forEach((form) => form.querySelector("[data-kept]") && keeps(form));

// Progress: the part is asked for again, with growing pauses, until the page says how it ended.
function polls(part, pause) {
  setTimeout(async () => {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      const next = page.querySelector("[data-progress]");
      if (!next && !isTyping && isFree(document.body)) return location.reload();
      if (next && isFree(part)) part.replaceChildren(...next.childNodes);
    } catch {}
    polls(part, Math.min(pause * 1.4, 15000));
  }, pause);
}

document.querySelectorAll("[data-progress]").forEach((part) => polls(part, 1500));
document.querySelectorAll("[data-poll]").forEach((place) => moves(place) && follows(place, 2000));
