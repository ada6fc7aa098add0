"use strict";
// 🔊 reads a screen aloud with a voice of this device, and is hidden where it has none of that
// language. Voices that need a server are not used: they would hear what is read.
{
  const speech = window.speechSynthesis;
  const base = (tag) => tag.toLowerCase().split(/[-_]/)[0];
  const voiceOf = (tag) =>
    speech.getVoices().find((voice) => voice.localService && base(voice.lang) === base(tag));
  const languageOf = (element) => element.closest("[lang]").lang;
  const button = () => document.querySelector("button.speak");
  const parts = () => document.querySelectorAll("main .text, main .entry b, main .entry > span > span");
  // Signs that no voice reads well: pictures, arrows, marks of direction, soft breaks.
  const SILENT = /[\p{Extended_Pictographic}\u200d\u200e\u200f\u2060\u2066-\u2069\ufe0f›‹✓✗]/gu;
  let reading = 0;

  // What is read: lines, each in its own language. One without a voice is left out.
  function* lines() {
    for (const part of parts()) {
      for (const line of part.innerText.replaceAll(SILENT, "").replaceAll(" · ", ", ").split("\n")) {
        const voice = line.trim() && voiceOf(languageOf(part));
        if (voice) yield Object.assign(new SpeechSynthesisUtterance(line.trim()), { voice, lang: voice.lang });
      }
    }
  }

  function stop() {
    reading++;
    speech.cancel();
    button()?.setAttribute("aria-pressed", "false");
  }

  function read() {
    stop();
    const [mine, said] = [reading, [...lines()]];
    if (!said.length) return;
    button().setAttribute("aria-pressed", "true");
    const done = () => mine === reading && stop();
    said.at(-1).addEventListener("end", done);
    for (const line of said) {
      line.addEventListener("error", done);
      speech.speak(line);
    }
  }

  function show() {
    if (button()) button().hidden = !voiceOf(languageOf(button()));
  }

  if (speech) {
    document.addEventListener("click", (event) => {
      const pressed = event.target.closest("button.speak");
      if (pressed) pressed.getAttribute("aria-pressed") === "true" ? stop() : read();
    });
    // Screens are exchanged below the body; nobody wants to hear the one before.
    new MutationObserver(() => (stop(), show())).observe(document.body, { childList: true });
    addEventListener("pagehide", stop);
    speech.addEventListener?.("voiceschanged", show);
    show();
  }
}
