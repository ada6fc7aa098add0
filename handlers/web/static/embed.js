"use strict";
// Shows the chat in a district's page, as high as what it shows. One line in the page is enough:
// <script src="https://lotse.example.org/embed.js" data-district="waldshut" async></script>
(() => {
  const script = document.currentScript;
  const { origin } = new URL(script.src);
  const { district, lang, title = "Lotse" } = script.dataset;
  const query = new URLSearchParams();
  if (district) query.set("start", "d-" + district);
  if (lang) query.set("lang", lang);
  const [LOWEST, HIGHEST] = [300, 5000];
  const frame = Object.assign(document.createElement("iframe"), {
    src: origin + "/chat?" + query,
    title,
    allow: "geolocation; clipboard-write",
  });
  Object.assign(frame.style, { width: "100%", height: "700px", border: "0" });
  addEventListener("message", (event) => {
    if (event.origin !== origin || event.source !== frame.contentWindow) return;
    const height = Number(event.data?.lotseHeight);
    if (!(height > 0)) return;
    frame.style.height = Math.min(Math.max(Math.ceil(height), LOWEST), HIGHEST) + "px";
  });
  script.after(frame);
})();
