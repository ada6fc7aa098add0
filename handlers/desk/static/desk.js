"use strict";
// On top of plain forms and links: what is typed is kept every few seconds, and once more when the
// page is left. Nothing on the page is ever swapped away.
const PAUSE = 3000;

function keeps(form) {
  const status = form.querySelector("[data-kept]");
  let timer = 0;
  let sent = "";

  // What the form holds, marked as a draft: nothing is stored by it, and nothing is refused.
  function body() {
    const data = new URLSearchParams(new FormData(form));
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
  addEventListener("pagehide", () => {
    if (timer) fetch(form.action || location.href, { method: "POST", body: body(), keepalive: true });
  });
}

document.querySelectorAll("form[data-draft]").forEach((form) => form.querySelector("[data-kept]") && keeps(form));

// Progress: the part is asked for again, with growing pauses, until the page says how it ended.
function polls(part, pause) {
  setTimeout(async () => {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      const next = page.querySelector("[data-poll]");
      if (!next) return location.reload();
      if (!part.contains(document.activeElement)) part.replaceChildren(...next.childNodes);
    } catch {}
    polls(part, Math.min(pause * 1.4, 15000));
  }, pause);
}

document.querySelectorAll("[data-poll]").forEach((part) => polls(part, 1500));
